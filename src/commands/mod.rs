//! One file a verb: from what was typed to calls of the library.

pub mod classify;
pub mod evaluate;
mod inputs;
pub mod inspect;
pub mod train;

use std::io::{self, Write};

use adsift::Error;
use adsift::input::LabelledColumns;
use adsift::model::{Model, file};

use crate::cli;

/// The name of standard output in messages.
const STDOUT: &str = "<stdout>";

/// The model asked for, or the one that comes with adsift.
fn model(choice: &cli::ModelChoice) -> anyhow::Result<Model> {
    Ok(match &choice.model {
        Some(path) => file::load(path)?,
        None => Model::embedded()?,
    })
}

fn labelled_columns(columns: &cli::LabelledColumns) -> LabelledColumns {
    LabelledColumns {
        text: columns.text_column.clone(),
        label: columns.label_column.clone(),
        article: columns.article_column.clone(),
        group: columns.group_column.clone(),
        source: columns.source_column.clone(),
        ignore_labels: columns.ignore_labels.clone(),
        exclude: columns.exclude.clone(),
    }
}

/// The number of threads asked for, or one a core.
fn threads(threads: &cli::Threads) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    threads.threads.map_or_else(cores, usize::from)
}

/// Prints a report to standard output.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    let printed = writeln!(out, "{text}").and_then(|()| out.flush());
    Ok(printed.map_err(|source| Error::io(STDOUT, source))?)
}

/// Tells a person what is going on; lost where standard error is closed.
fn tell(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
