//! Classifies a shard of JSON Lines.

use std::io::{self, Write};
use std::sync::Arc;

use flate2::write::GzEncoder;

use super::plan::Shard;
use super::shard_settings::ShardSettings;
use crate::error::{Error, Result};
use crate::files::AtomicFile;
use crate::input::{self, Columns, Compression, Format};
use crate::model::Model;
use crate::output::ArticleRows;
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
    let mut articles =
        input::articles(&path, Format::Jsonl, &Columns::default(), &settings.reading)?;
    let threshold = settings.threshold.unwrap_or(model.threshold);
    let rows = ArticleRows::new(settings.content);
    let mut sink = JsonlSink {
        encoder: Encoder::new(output()?, shard.compression)
            .map_err(|error| failed(shard, error))?,
        rows: &rows,
        shard,
        keeps_bad_records: settings.keeps_bad_records,
    };
    let records = std::iter::from_fn(move || articles.next_raw());
    classify_all(model, threshold, threads, records, &rows, &mut sink)?;
    let file = sink.encoder.finish().map_err(|error| failed(shard, error))?;
    file.commit()?;
    Ok(rows.counts())
}

fn failed(shard: &Shard, error: io::Error) -> Error {
    Error::io(shard.output.display().to_string(), error)
}

/// Writes the rows of verdicts and, if bad records are kept, the rows of errors.
struct JsonlSink<'a> {
    encoder: Encoder,
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

/// The output file, compressed like its input.
enum Encoder {
    Plain(AtomicFile),
    Gzip(GzEncoder<AtomicFile>),
    Zstd(zstd::Encoder<'static, AtomicFile>),
}

impl Encoder {
    fn new(file: AtomicFile, compression: Compression) -> io::Result<Self> {
        Ok(match compression {
            Compression::Gzip => {
                Encoder::Gzip(GzEncoder::new(file, flate2::Compression::default()))
            }
            Compression::Zstd => Encoder::Zstd(zstd::Encoder::new(file, ZSTD_LEVEL)?),
            Compression::None => Encoder::Plain(file),
        })
    }

    fn finish(self) -> io::Result<AtomicFile> {
        match self {
            Encoder::Plain(file) => Ok(file),
            Encoder::Gzip(encoder) => encoder.finish(),
            Encoder::Zstd(encoder) => encoder.finish(),
        }
    }
}

impl Write for Encoder {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Encoder::Plain(file) => Write::write(file, bytes),
            Encoder::Gzip(encoder) => encoder.write(bytes),
            Encoder::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Encoder::Plain(file) => file.flush(),
            Encoder::Gzip(encoder) => encoder.flush(),
            Encoder::Zstd(encoder) => encoder.flush(),
        }
    }
}
