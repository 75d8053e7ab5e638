//! How right a model is on labelled data.

use std::path::PathBuf;

use adsift::Model;
use adsift::evaluation::{EvaluationSettings, evaluate as judge};
use adsift::input::read_corpus;
use adsift::model::file;
use adsift::threads::thread_pool;
use pyo3::prelude::*;

use crate::errors::detached;
use crate::options::{Data, check_probability, to_json};

/// What an evaluation is to tell.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Options {
    model: Option<PathBuf>,
    threshold: Option<f64>,
    by: Option<String>,
    thresholds: bool,
    mistakes: Option<usize>,
    whole_articles: bool,
    seed: u64,
}

/// The report of `adsift evaluate -f json`.
#[pyfunction]
pub fn evaluate(py: Python<'_>, data: Data, options: Options) -> PyResult<String> {
    detached(py, "evaluating", || {
        check_probability("threshold", options.threshold)?;
        let model = match &options.model {
            Some(path) => file::load(path)?,
            None => Model::embedded()?,
        };
        let mut columns = data.columns();
        columns.source = options.by.clone().or(columns.source);
        let pool = thread_pool(data.threads()?)?;
        let corpus = read_corpus(&data.names()?, &columns, &data.reading()?)?;
        let settings = EvaluationSettings {
            threshold: options.threshold,
            whole_articles: options.whole_articles,
            groups: options.by.is_some(),
            thresholds: options.thresholds,
            mistakes: options.mistakes,
            seed: options.seed,
        };
        let (report, _) = pool.install(|| judge(&model, &corpus, &settings))?;
        to_json(&report)
    })
}
