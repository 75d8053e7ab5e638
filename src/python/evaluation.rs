//! The Python function `evaluate`: the report of a model on labelled CSV.

use std::path::PathBuf;
use std::sync::Arc;

use adsift::Model;
use adsift::evaluation::{EvaluationJob, EvaluationSettings, GroupFigures};
use adsift::model::file;
use pyo3::prelude::*;

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
        to_json(&job.run(&Arc::new(model), |_| ())?.report)
    })
}
