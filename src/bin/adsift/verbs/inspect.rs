//! `adsift inspect`: a report on a model, or on labelled CSV.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use adsift::corpus::Corpus;
use adsift::input::{read_corpus, read_data_set};
use adsift::inspection::{DataReport, ModelReport};
use adsift::limits::MAX_SPLITS;
use adsift::model::file;
use adsift::terminal::Notation;
use adsift::{Error, Model};
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::console::{self, Progress, total_bytes};
use crate::data_notices;
use crate::flags::{LabelledFlags, ReadingFlags, is_built_in};
use crate::stdout;
use crate::verbs::classify::check_data;

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// A model (`default` for the built-in one), or labelled CSV, JSON Lines or Parquet; several files are compared as splits, such as train and test
    #[arg(value_name = "MODEL|DATA", required = true)]
    files: Vec<String>,

    /// Format of the report
    #[arg(short, long, value_enum, default_value_t = InspectionFormat::Table)]
    format: InspectionFormat,

    /// For a model: show the features with the largest weights, named by the words of this labelled
    /// CSV
    #[arg(long, value_name = "DATA")]
    features: Option<String>,

    /// Column of the split, such as train or test [default: the file, if there are several]
    #[arg(long, value_name = "NAME")]
    split_column: Option<String>,

    #[command(flatten)]
    columns: LabelledFlags,

    #[command(flatten)]
    reading: ReadingFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InspectionFormat {
    /// Text for a terminal
    Table,
    /// One object
    Json,
}

/// Reports on a model if one of the files is a model, else on labelled data.
pub fn run(args: &InspectArgs) -> anyhow::Result<ExitCode> {
    check_data(&args.files)?;
    let mut has_model = false;
    for path in &args.files {
        has_model |= is_built_in(Path::new(path)) || is_model(path)?;
    }
    if has_model {
        inspect_model(args)?;
    } else {
        inspect_data(args)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn inspect_model(args: &InspectArgs) -> anyhow::Result<()> {
    let [path] = &args.files[..] else {
        anyhow::bail!(
            "a model is inspected alone; give data that names its features to --features"
        );
    };
    if args.split_column.is_some() {
        anyhow::bail!("--split-column is for data, and this is a model; leave the flag out");
    }
    if let Some(flag) = args.columns.given().filter(|_| args.features.is_none()) {
        anyhow::bail!(
            "{flag} is for data, and this is a model; leave the flag out, or name data with --features"
        );
    }
    let model = match Path::new(path) {
        path if is_built_in(path) => Model::embedded()?,
        path => file::load(path)?,
    };
    let data = args.features.as_ref().map(|data| read_features(data, args)).transpose()?;
    let progress = Progress::working("inspecting the model".to_owned());
    let report = ModelReport::of(&model, data.as_ref())?;
    drop(progress);
    print(&report, args.format)
}

fn read_features(data: &String, args: &InspectArgs) -> anyhow::Result<Corpus> {
    let start = std::time::Instant::now();
    let files = std::slice::from_ref(data);
    let progress = Progress::reading(total_bytes(files), "rows");
    let corpus = read_corpus(files, &args.columns.columns(), &args.reading.reading())?;
    drop(progress);
    console::verbose_read(start, "rows");
    data_notices::rows(&corpus);
    Ok(corpus)
}

fn inspect_data(args: &InspectArgs) -> anyhow::Result<()> {
    if args.features.is_some() {
        anyhow::bail!("--features is for a model, and these files are data; leave the flag out");
    }
    let progress = Progress::reading(total_bytes(&args.files), "rows");
    let data = read_data_set(
        &args.files,
        &args.columns.columns(),
        args.split_column.as_deref(),
        &args.reading.reading(),
    )?;
    drop(progress);
    if args.files.len() > MAX_SPLITS && args.split_column.is_none() {
        console::info(&format!(
            "there are more than {MAX_SPLITS} files, so they are not compared with one another"
        ));
    }
    let progress = Progress::working(format!("inspecting {} paragraphs", data.corpus.len()));
    let report = DataReport::of(&data);
    drop(progress);
    print(&report, args.format)
}

fn print(report: &(impl Display + Serialize), format: InspectionFormat) -> anyhow::Result<()> {
    match format {
        InspectionFormat::Table => stdout::print(&report.to_string()),
        InspectionFormat::Json => {
            stdout::write(None, &serde_json::to_string(report)?, Some(Notation::Json))
        }
    }
}

/// Whether a file is a model, by its first bytes. A pipe counts as data: its first bytes could not
/// be read again.
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
