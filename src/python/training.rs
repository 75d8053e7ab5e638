//! The Python function `train`: labelled CSV in, a model file out.

use std::path::PathBuf;

use adsift::Result;
use adsift::features::{NgramSettings, PageColumns};
use adsift::files::{Replace, TemporaryFiles};
use adsift::model::record::TrainingRecord;
use adsift::stemmer::Language;
use adsift::training::{CrossValidation, TrainingJob, TrainingSettings, TrainingStep};
use pyo3::prelude::*;
use serde::Serialize;

use crate::errors::{Caller, detached};
use crate::options::{Data, check_probability, setting, to_json};

/// The options of `train` other than those of the data.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Options {
    output: PathBuf,
    force: bool,
    cap: Option<usize>,
    trim: bool,
    no_style: bool,
    page: String,
    page_cap: Option<usize>,
    threshold: Option<f64>,
    language: String,
    bits: u32,
    c: f64,
    folds: usize,
    cross_validate: Option<usize>,
    seed: u64,
}

impl Options {
    fn settings(&self) -> Result<TrainingSettings> {
        check_probability("threshold", self.threshold)?;
        let language = self.language.parse::<Language>();
        let page = self.page.parse::<PageColumns>();
        Ok(TrainingSettings {
            ngrams: NgramSettings {
                language: language.map_err(|problem| setting("language", &problem))?,
                bits: self.bits,
                style: !self.no_style,
            },
            c: self.c,
            folds: self.folds,
            cap: self.cap,
            trim: self.trim,
            page: page.map_err(|problem| setting("page", &problem))?,
            page_cap: self.page_cap,
            threshold: self.threshold,
            seed: self.seed,
        })
    }
}

/// The result of `train`.
#[derive(Serialize)]
struct Trained<'a> {
    threshold: f64,
    #[serde(flatten)]
    training: &'a TrainingRecord,
    cross_validation: Option<&'a CrossValidation>,
    bytes: u64,
    /// The Python part of the package takes this number out and warns.
    scattered_rows: usize,
}

/// Trains a model, writes it, and returns the training record as JSON.
#[pyfunction]
pub fn train(py: Python<'_>, data: Data, options: Options) -> PyResult<String> {
    detached(py, Caller::Files, "training", || {
        let job = TrainingJob {
            settings: options.settings()?,
            data: data.names()?,
            columns: data.columns(),
            reading: data.reading()?,
            cross_validate: options.cross_validate,
            output: options.output,
            replace: Replace::forced(options.force),
            threads: data.threads()?,
            temporary_files: TemporaryFiles::default(),
        };
        let mut scattered_rows = 0;
        let trained = job.run(|step| {
            if let TrainingStep::Read(corpus) = step {
                scattered_rows = corpus.scattered_rows();
            }
        })?;
        to_json(&Trained {
            threshold: trained.model.threshold,
            training: &trained.model.training,
            cross_validation: trained.cross_validation.as_ref(),
            bytes: trained.bytes,
            scattered_rows,
        })
    })
}
