//! `adsift inspect`: what is in a model, or in labelled CSV.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use adsift::Error;
use adsift::corpus::data_set::MAX_SPLITS;
use adsift::input::read_data_set;
use adsift::inspection::{DataReport, ModelReport, TopFeatures};
use adsift::model::file;
use adsift::terminal::Notation;
use serde::Serialize;

use crate::cli::{Inspect, InspectionFormat};
use crate::notices::{self, Progress};

pub fn run(args: &Inspect) -> anyhow::Result<ExitCode> {
    let mut is_model_there = false;
    for path in &args.files {
        is_model_there |= is_model(path)?;
    }
    if is_model_there {
        inspect_model(args)?;
    } else {
        inspect_data(args)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn inspect_model(args: &Inspect) -> anyhow::Result<()> {
    let [path] = &args.files[..] else {
        anyhow::bail!(
            "a model is inspected alone; data to name its features by goes to --features"
        );
    };
    if args.split_column.is_some() {
        anyhow::bail!("--split-column is one of data, and a model has none");
    }
    let model = file::load(Path::new(path))?;
    let mut report = ModelReport::of(&model)?;
    if let Some(data) = &args.features {
        let columns = super::labelled_columns(&args.columns);
        let corpus = super::read_labelled(std::slice::from_ref(data), &columns, &args.reading)?;
        let progress = Progress::working("looking features up".to_owned());
        report.features = Some(TopFeatures::of(&model, &corpus));
        drop(progress);
    }
    print(&report, args.format)
}

fn inspect_data(args: &Inspect) -> anyhow::Result<()> {
    if args.features.is_some() {
        anyhow::bail!("--features names those of a model, and no model is given");
    }
    let progress = Progress::reading(super::bytes_of(&args.files), "rows");
    let data = read_data_set(
        &args.files,
        &super::labelled_columns(&args.columns),
        args.split_column.as_deref(),
        &super::reading(&args.reading),
    )?;
    drop(progress);
    if args.files.len() > MAX_SPLITS && args.split_column.is_none() {
        notices::tell(&format!(
            "more than {MAX_SPLITS} files are not compared with one another"
        ));
    }
    let progress = Progress::working(format!("looking at {} paragraphs", data.corpus.len()));
    let report = DataReport::of(&data);
    drop(progress);
    print(&report, args.format)
}

fn print(report: &(impl Display + Serialize), format: InspectionFormat) -> anyhow::Result<()> {
    match format {
        InspectionFormat::Table => super::write_report(&report.to_string(), None, None),
        InspectionFormat::Json => {
            super::write_report(&serde_json::to_string(report)?, Some(Notation::Json), None)
        }
    }
}

/// By the first bytes; the name says nothing sure. Of a pipe, which can be read only once, those
/// belong to whoever reads the data.
fn is_model(path: &str) -> adsift::Result<bool> {
    let io = |source| Error::io(path, source);
    if path == "-" || !fs::metadata(path).map_err(io)?.is_file() {
        return Ok(false);
    }
    let mut magic = Vec::new();
    let file = File::open(path).map_err(io)?;
    let mut start = file.take(file::MAGIC.len() as u64);
    start.read_to_end(&mut magic).map_err(io)?;
    Ok(magic == file::MAGIC)
}
