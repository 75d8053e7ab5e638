//! One file a verb: from what was typed to calls of the library.

pub mod classify;
pub mod evaluate;
mod inputs;
pub mod inspect;
pub mod manual;
mod rejections;
mod shards;
pub mod train;

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use adsift::Error;
use adsift::corpus::Corpus;
use adsift::input::{LabelledColumns, Reading, read_corpus};
use adsift::limits::Limits;
use adsift::model::{Model, file};
use adsift::output::atomic::{self, AtomicFile};
use adsift::terminal::{Escaped, Notation, escape};

use crate::cli;
use crate::notices::{self, Progress, READ};

/// The name of standard output in messages.
const STDOUT: &str = "<stdout>";

/// The exit code where all was done and something asked for was not reached.
const GATE_FAILED: u8 = 1;

/// The model asked for, or the one that comes with adsift.
fn model(choice: &cli::ModelChoice) -> anyhow::Result<Model> {
    let model = match &choice.model {
        Some(path) => file::load(path)?,
        None => Model::embedded()?,
    };
    notices::detail(|| {
        let name = choice.model.as_ref();
        let name = name.map_or("the default model".into(), |path| {
            path.display().to_string()
        });
        let threshold = model.threshold;
        format!("model: {}, threshold {threshold}", escape(&name))
    });
    Ok(model)
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

fn reading(reading: &cli::Reading) -> Reading {
    Reading {
        encoding: reading.encoding,
        limits: Limits {
            record_bytes: reading.max_record_bytes,
            article_bytes: reading.max_article_bytes,
            article_paragraphs: reading.max_article_paragraphs,
            paragraph_bytes: reading.max_paragraph_bytes,
            paragraph_tokens: reading.max_paragraph_tokens,
            ratio: reading.max_ratio,
            decompressed_bytes: reading.max_decompressed_bytes,
        },
        progress: Some(&READ),
    }
}

/// Refuses an output file that would take the place of what is read.
fn refuse_to_replace(output: &Path, inputs: &[String], model: Option<&Path>) -> anyhow::Result<()> {
    let inputs = inputs.iter().map(Path::new).chain(model);
    Ok(atomic::refuse_to_replace(output, inputs)?)
}

/// The number of threads asked for, or one a core.
fn threads(threads: &cli::Threads) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    threads.threads.map_or_else(cores, usize::from)
}

/// Writes a report to a file, whole or not at all, or prints it to standard output. Where that is a
/// terminal, what is unsafe there is written as `notation` says.
fn write_report(
    text: &str,
    notation: Option<Notation>,
    output: Option<&Path>,
) -> anyhow::Result<()> {
    if let Some(path) = output {
        let mut file = AtomicFile::create(path, true)?;
        let written = writeln!(file, "{}", text.trim_end_matches('\n'));
        written.map_err(|source| Error::io(path.display().to_string(), source))?;
        return Ok(file.commit()?);
    }
    match notation {
        Some(notation) if io::stdout().is_terminal() => {
            let mut shown = Vec::with_capacity(text.len());
            Escaped::new(&mut shown, notation).write_all(text.as_bytes())?;
            print(&String::from_utf8_lossy(&shown))
        }
        _ => print(text),
    }
}

/// Prints a report to standard output.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    let printed = writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush());
    Ok(printed.map_err(|source| Error::io(STDOUT, source))?)
}

/// The bytes that lie in these inputs, where all of them are files.
fn bytes_of(paths: &[String]) -> Option<u64> {
    let bytes = |path: &String| {
        let file = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(file.len())
    };
    paths.iter().map(bytes).sum()
}

/// Labelled data, with a bar while it is read.
fn read_labelled(
    paths: &[String],
    columns: &LabelledColumns,
    reading: &cli::Reading,
) -> anyhow::Result<Corpus> {
    let start = Instant::now();
    let progress = Progress::reading(bytes_of(paths), "rows");
    let corpus = read_corpus(paths, columns, &self::reading(reading))?;
    drop(progress);
    notices::detail(|| read_in(start, "rows"));
    Ok(corpus)
}

/// What was read since this moment, in one line.
fn read_in(start: Instant, noun: &str) -> String {
    let (bytes, seconds) = (READ.bytes() as f64 / 1e6, start.elapsed().as_secs_f64());
    let rate = bytes / seconds.max(1e-9);
    let records = READ.records();
    format!("read {records} {noun}, {bytes:.1} MB, in {seconds:.2} s ({rate:.1} MB/s)")
}
