//! From labelled data to a model.

use std::path::{Path, PathBuf};

use adsift::Result;
use adsift::features::ngrams::NgramSettings;
use adsift::features::page::PageColumns;
use adsift::input::read_corpus;
use adsift::model::file;
use adsift::output::atomic::refuse_to_replace;
use adsift::stemmer::Language;
use adsift::threads::thread_pool;
use adsift::training::{
    CrossValidation, TrainingRecord, TrainingSettings, cross_validate, train as learn,
};
use pyo3::prelude::*;
use serde::Serialize;

use crate::errors::detached;
use crate::options::{Data, check_probability, setting, to_json};

/// What can be chosen about a training.
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
        let languages = Language::ALL.iter();
        let language = languages
            .copied()
            .find(|language| language.as_str() == self.language);
        let settings = TrainingSettings {
            ngrams: NgramSettings {
                language: language.ok_or_else(|| {
                    setting("language", "a language that has a stemmer is wanted")
                })?,
                bits: self.bits,
                style: !self.no_style,
            },
            c: self.c,
            folds: self.folds,
            cap: self.cap,
            trim: self.trim,
            page: match &*self.page {
                "layout" => PageColumns::Layout,
                "context" => PageColumns::Context,
                _ => return Err(setting("page", "layout or context is wanted")),
            },
            page_cap: self.page_cap,
            threshold: self.threshold,
            seed: self.seed,
        };
        settings.check()?;
        Ok(settings)
    }
}

/// What came of a training.
#[derive(Serialize)]
struct Trained<'a> {
    threshold: f64,
    #[serde(flatten)]
    training: &'a TrainingRecord,
    cross_validation: Option<&'a CrossValidation>,
    bytes: u64,
}

/// Learns a model and writes it; what came of it, in JSON. Steps and their order are those of `adsift train`.
#[pyfunction]
pub fn train(py: Python<'_>, data: Data, options: Options) -> PyResult<String> {
    detached(py, "training", || {
        let paths = data.names()?;
        let settings = options.settings()?;
        refuse_to_replace(&options.output, paths.iter().map(Path::new))?;
        let target = file::create(&options.output, options.force)?;
        let pool = thread_pool(data.threads()?)?;
        let corpus = read_corpus(&paths, &data.columns(), &data.reading()?)?;
        let validate = |parts| pool.install(|| cross_validate(&corpus, &settings, parts, || ()));
        let validation = options.cross_validate.map(validate).transpose()?;
        let model = pool.install(|| learn(&corpus, &settings))?;
        let bytes = file::save(&model, target)?;
        to_json(&Trained {
            threshold: model.threshold,
            training: &model.training,
            cross_validation: validation.as_ref(),
            bytes,
        })
    })
}
