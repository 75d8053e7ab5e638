//! The Python function `evaluate`: the report of a model on labelled CSV.

use std::path::PathBuf;
use std::sync::Arc;

use adsift::Model;
use adsift::corpus::Corpus;
use adsift::evaluation::{EvaluationJob, EvaluationSettings, GroupFigures, Report};
use adsift::model::file;
use pyo3::prelude::*;
use serde::Serialize;

use crate::errors::{Caller, detached};
use crate::options::{Data, check_probability, to_json};

/// The options of `evaluate` other than those of the data.
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

/// The result of `evaluate`.
#[derive(Serialize)]
struct Evaluated<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// The Python part of the package takes this number out and warns.
    scattered_rows: usize,
}

/// Returns the report of `adsift evaluate -f json`.
#[pyfunction]
pub fn evaluate(py: Python<'_>, data: Data, options: Options) -> PyResult<String> {
    detached(py, Caller::Files, "evaluating", || {
        check_probability("threshold", options.threshold)?;
        let model = match &options.model {
            Some(path) => file::load(path)?,
            None => Model::embedded()?,
        };
        let job = EvaluationJob {
            data: data.names()?,
            columns: data.columns(),
            reading: data.reading()?,
            settings: EvaluationSettings {
                threshold: options.threshold,
                whole_articles: options.whole_articles,
                groups: if options.by.is_some() {
                    GroupFigures::Always
                } else {
                    GroupFigures::Never
                },
                thresholds: options.thresholds,
                mistakes: options.mistakes,
                seed: options.seed,
            },
            by: options.by,
            threads: data.threads()?,
        };
        let mut scattered_rows = 0;
        let read = |corpus: &Corpus| scattered_rows = corpus.scattered_rows();
        let report = job.run(&Arc::new(model), read)?.report;
        to_json(&Evaluated { report: &report, scattered_rows })
    })
}
