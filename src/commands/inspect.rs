//! `adsift inspect`: what is in a model, or in labelled CSV.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use adsift::Error;
use adsift::input::read_corpus;
use adsift::model::{Model, file};
use adsift::terminal::escape;

use crate::cli::Inspect;

pub fn run(args: &Inspect) -> anyhow::Result<ExitCode> {
    if is_model(&args.file)? {
        super::print(&describe(&file::load(Path::new(&args.file))?))?;
    } else {
        let corpus = read_corpus(
            std::slice::from_ref(&args.file),
            &super::labelled_columns(&args.columns),
            &super::reading(&args.reading),
        )?;
        super::print(&corpus.summary().to_string())?;
    }
    Ok(ExitCode::SUCCESS)
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

fn describe(model: &Model) -> String {
    let record = &model.training;
    let settings = &record.settings;
    let cap = settings.cap.map_or("none".to_owned(), |cap| {
        format!("{cap} rows of a source and label")
    });
    let page: Vec<String> = model
        .page
        .columns
        .names()
        .iter()
        .zip(&model.page.weights)
        .map(|(name, weight)| format!("{name} {weight:+.3}"))
        .collect();
    format!(
        "adsift model, format version {}, trained by adsift {}\n\
         \n\
         language    {}\n\
         columns     2^{} hashed n-grams, {} of them used\n\
         words       C {}, cap {cap}, seed {}\n\
         page        {}, intercept {:+.3}\n\
         threshold   {}\n\
         data        BLAKE3 {}\n\
         \n\
         {}\n\
         \n\
         held out, {} folds of whole groups\n\
         {}",
        file::VERSION,
        escape(&record.adsift),
        model.ngrams.language.as_str(),
        model.ngrams.bits,
        model
            .paragraph
            .table
            .iter()
            .filter(|&entry| entry != 0)
            .count(),
        settings.c,
        settings.seed,
        page.join(", "),
        model.page.intercept,
        model.threshold,
        escape(&record.data_digest),
        record.data,
        record.folds,
        record.held_out,
    )
}
