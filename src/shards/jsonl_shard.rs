//! Classifies a shard of JSON Lines.

use std::io::{self, Write};
use std::sync::Arc;

use flate2::write::GzEncoder;

use super::plan::Shard;
use super::shard_settings::ShardSettings;
use crate::error::{Error, Result};
use crate::files::AtomicFile;
use crate::input::{self, Compression, Format};
use crate::model::Model;
use crate::output::ArticleRows;
use crate::output::row_schema::replaced_notice;
use crate::pipeline::{Sink, classify_all};
use crate::verdict_counts::VerdictCounts;

/// Level of the zstd outputs: the default of the `zstd` program.
const ZSTD_LEVEL: i32 = 3;

/// Classifies a shard into the file that `output` creates, and returns its counts.
///
/// # Errors
/// The error of the first bad record, unless bad records are kept; [`Error::Io`].
pub(super) fn classify(
    model: &Arc<Model>,
    shard: &Shard,
    output: impl Fn() -> Result<AtomicFile>,
    settings: &ShardSettings,
    threads: usize,
) -> Result<VerdictCounts> {
    let path = shard.input.display().to_string();
    let mut articles = input::articles(&path, Format::Jsonl, &settings.columns, &settings.reading)?;
    let threshold = settings.threshold.unwrap_or(model.threshold);
    let rows = ArticleRows::new(settings.content);
    let mut sink = JsonlSink {
        encoder: encoder(output()?, shard.compression).map_err(|error| failed(shard, error))?,
        rows: &rows,
        shard,
        keeps_bad_records: settings.keeps_bad_records,
    };
    let records = std::iter::from_fn(move || articles.next_raw());
    classify_all(model, threshold, threads, records, &rows, &mut sink)?;
    let file = sink.encoder.finish().map_err(|error| failed(shard, error))?;
    file.commit()?;
    let replaced = rows.replaced();
    if let Some(notices) = settings.reading.notices.as_ref().filter(|_| !replaced.is_empty()) {
        notices.add(replaced_notice(&path, &replaced));
    }
    Ok(rows.counts())
}

fn failed(shard: &Shard, error: io::Error) -> Error {
    Error::io(shard.output.display().to_string(), error)
}

/// Writes the rows of verdicts and, if bad records are kept, the rows of errors.
struct JsonlSink<'a> {
    encoder: Box<dyn Encoder>,
    rows: &'a ArticleRows,
    shard: &'a Shard,
    keeps_bad_records: bool,
}

impl Sink for &mut JsonlSink<'_> {
    fn verdicts(&mut self, bytes: &[u8]) -> Result<()> {
        self.encoder.write_all(bytes).map_err(|error| failed(self.shard, error))
    }

    fn error(&mut self, error: Error) -> Result<()> {
        // After an error that ends the input the number of missing rows is unknown: the shard
        // fails.
        if !self.keeps_bad_records || !error.is_rejection() || error.ends_input() {
            return Err(error);
        }
        let mut line = Vec::new();
        self.rows.rejected(&error, &mut line)?;
        self.verdicts(&line)
    }
}

/// A writer into the output file.
trait Encoder: Write {
    /// Writes the end of the compressed data and returns the file.
    fn finish(self: Box<Self>) -> io::Result<AtomicFile>;
}

impl Encoder for AtomicFile {
    fn finish(self: Box<Self>) -> io::Result<AtomicFile> {
        Ok(*self)
    }
}

impl Encoder for GzEncoder<AtomicFile> {
    fn finish(self: Box<Self>) -> io::Result<AtomicFile> {
        (*self).finish()
    }
}

impl Encoder for zstd::Encoder<'static, AtomicFile> {
    fn finish(self: Box<Self>) -> io::Result<AtomicFile> {
        (*self).finish()
    }
}

/// Creates the encoder of an output file, which is compressed like its input.
fn encoder(file: AtomicFile, compression: Compression) -> io::Result<Box<dyn Encoder>> {
    Ok(match compression {
        Compression::Gzip => Box::new(GzEncoder::new(file, flate2::Compression::default())),
        Compression::Zstd => Box::new(zstd::Encoder::new(file, ZSTD_LEVEL)?),
        Compression::None => Box::new(file),
    })
}
