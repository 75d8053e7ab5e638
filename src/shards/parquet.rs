//! A shard of Parquet.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use arrow::array::{AsArray, RecordBatch, RecordBatchReader};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::ShardSettings;
use super::plan::Shard;
use crate::batch::{BatchClassifier, BatchSettings, text_bytes};
use crate::error::{Error, Place, Problem, Result};
use crate::files::AtomicFile;
use crate::limits::{FREE_DECOMPRESSED_BYTES, MAX_EXCERPT_CHARS};
use crate::model::Model;
use crate::output::Content;
use crate::terminal;
use crate::verdict_counts::VerdictCounts;

/// The column of names that is looked for where none is asked for.
const ID: &str = "id";

/// A batch is judged, and written, in pieces of at most so many rows and, but for a single row, so many bytes
/// of text: what is held at once follows from these, and the output's bytes from nothing else.
const PIECE_ROWS: usize = 4096;
const PIECE_BYTES: usize = 4 << 20;

/// A row group is closed when it holds so many bytes.
const ROW_GROUP_BYTES: usize = 32 << 20;

/// The classifiers of a thread, whose caches are kept from one shard to the next.
#[derive(Default)]
pub(super) struct Workers(Vec<BatchClassifier>);

impl Workers {
    /// Judges a shard on so many threads.
    pub(super) fn classify(
        &mut self,
        model: &Arc<Model>,
        shard: &Shard,
        target: impl Fn() -> Result<AtomicFile>,
        settings: &ShardSettings,
        threads: usize,
    ) -> Result<VerdictCounts> {
        let path = shard.input.display().to_string();
        let at_path = |error| at(&path, error);
        let unreadable = |error| reading_failed(&path, error);
        let file = File::open(&shard.input).map_err(|error| Error::io(&*path, error))?;
        let input = Input {
            bytes: file.metadata().map_or(0, |file| file.len()),
            metadata: ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
                .map_err(unreadable)?,
        };
        let batches = batch_settings(settings, input.metadata.schema());
        check_sizes(&input, &batches, settings)
            .map_err(|problem| Error::input(Place::file(&*path), problem))?;
        // What is wrong with the columns is told before the output is begun.
        batches
            .output_schema(input.metadata.schema())
            .map_err(at_path)?;
        let reader = reader(file, &input.metadata, &batches).map_err(unreadable)?;
        let output = batches.output_schema(&reader.schema()).map_err(at_path)?;
        self.prepare(model, &batches, threads);

        let written = |error| writing_failed(&shard.output, error);
        let mut writer =
            ArrowWriter::try_new(target()?, output, Some(properties())).map_err(written)?;
        for batch in reader {
            let batch = batch.map_err(|error| unreadable(error.into()))?;
            for pieces in pieces(&batch, &batches)?.chunks(threads) {
                for judged in side_by_side(&mut self.0, pieces)? {
                    let judged = judged.map_err(at_path)?;
                    if !settings.keeps_bad_records {
                        refuse_bad(&path, &judged)?;
                    }
                    writer.write(&judged).map_err(written)?;
                    if writer.in_progress_size() >= ROW_GROUP_BYTES {
                        writer.flush().map_err(written)?;
                    }
                }
            }
            if let Some(progress) = &settings.reading.progress {
                progress.count(batch.num_rows() as u64, input.bytes_of(batch.num_rows()));
            }
        }
        writer.into_inner().map_err(written)?.commit()?;
        let mut counts = VerdictCounts::default();
        for worker in &mut self.0 {
            counts += worker.take_counts();
        }
        Ok(counts)
    }

    /// So many classifiers of these settings, with nothing counted yet.
    fn prepare(&mut self, model: &Arc<Model>, settings: &BatchSettings, threads: usize) {
        self.0.truncate(threads);
        for worker in &mut self.0 {
            worker.set(settings.clone());
            worker.take_counts();
        }
        while self.0.len() < threads {
            self.0
                .push(BatchClassifier::new(model.clone(), settings.clone()));
        }
    }
}

/// Refuses what would become too much, by what the file says of its own sizes: a page is decompressed whole.
fn check_sizes(
    input: &Input,
    batches: &BatchSettings,
    settings: &ShardSettings,
) -> Result<(), Problem> {
    let limits = settings.reading.limits;
    let is_read =
        |name: &str| name == batches.text_column || batches.id_column.as_deref() == Some(name);
    let mut all = 0;
    for group in input.metadata.metadata().row_groups() {
        for column in group.columns() {
            if !column
                .column_path()
                .parts()
                .first()
                .is_some_and(|name| is_read(name))
            {
                continue;
            }
            let decompressed = column.uncompressed_size().max(0) as u64;
            let compressed = column.compressed_size().max(1) as u64;
            all += decompressed;
            if all > limits.decompressed_bytes {
                return Err(Problem::DecompressedTooLong {
                    limit: limits.decompressed_bytes,
                });
            }
            if decompressed > FREE_DECOMPRESSED_BYTES && decompressed / compressed > limits.ratio {
                return Err(Problem::Bomb {
                    limit: limits.ratio,
                });
            }
        }
    }
    Ok(())
}

/// A file that is read, and how large it is.
struct Input {
    bytes: u64,
    metadata: ArrowReaderMetadata,
}

impl Input {
    /// The bytes of the file that so many rows take, on average.
    fn bytes_of(&self, rows: usize) -> u64 {
        let all = self.metadata.metadata().file_metadata().num_rows().max(1) as u64;
        self.bytes * rows as u64 / all
    }
}

fn batch_settings(settings: &ShardSettings, schema: &Schema) -> BatchSettings {
    let id = || schema.field_with_name(ID).ok().map(|_| ID.to_owned());
    BatchSettings {
        text_column: settings.text_column.clone(),
        id_column: settings.id_column.clone().or_else(id),
        verdicts: settings.content == Content::Verdicts,
        clean: settings.content == Content::Clean,
        threshold: settings.threshold,
        limits: settings.reading.limits,
    }
}

/// Reads the two columns, texts as views into what was decompressed: nothing is copied, and a text that a
/// dictionary has once is held once however often it stands there.
fn reader(
    file: File,
    metadata: &ArrowReaderMetadata,
    settings: &BatchSettings,
) -> Result<ParquetRecordBatchReader, ParquetError> {
    let is_text = |field: &Field| *field.name() == settings.text_column;
    let viewed = |field: &Arc<Field>| match is_text(field) && *field.data_type() != DataType::Null {
        true => Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View)),
        false => field.clone(),
    };
    let fields: Vec<_> = metadata.schema().fields().iter().map(viewed).collect();
    let schema = Schema::new_with_metadata(fields, metadata.schema().metadata().clone());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)?;
    let is_read =
        |name: &str| name == settings.text_column || settings.id_column.as_deref() == Some(name);
    let fields = metadata.schema().fields().iter().enumerate();
    let read: Vec<usize> = fields
        .filter(|(_, field)| is_read(field.name()))
        .map(|(index, _)| index)
        .collect();
    let mask = ProjectionMask::roots(metadata.parquet_schema(), read);
    let rows = rows_of_a_batch(&metadata);
    ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
        .with_projection(mask)
        .with_batch_size(rows)
        .build()
}

/// Rows that have some [`PIECE_BYTES`] on average, in the row group that has the longest.
fn rows_of_a_batch(metadata: &ArrowReaderMetadata) -> usize {
    let groups = metadata.metadata().row_groups().iter();
    let bytes_of_a_row = groups
        .map(|group| group.total_byte_size().max(0) as usize / group.num_rows().max(1) as usize);
    let longest = bytes_of_a_row.max().unwrap_or(0).max(1);
    (PIECE_BYTES / longest).clamp(1, PIECE_ROWS)
}

/// A batch cut to pieces.
fn pieces(batch: &RecordBatch, settings: &BatchSettings) -> Result<Vec<RecordBatch>> {
    let mut pieces = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (row, text) in text_bytes(batch, &settings.text_column)?
        .into_iter()
        .enumerate()
    {
        if row > from && bytes + text > PIECE_BYTES {
            pieces.push(batch.slice(from, row - from));
            (from, bytes) = (row, 0);
        }
        bytes += text;
    }
    if from < batch.num_rows() {
        pieces.push(batch.slice(from, batch.num_rows() - from));
    }
    Ok(pieces)
}

/// Judges at most as many pieces as there are workers, each by one; in order.
fn side_by_side(
    workers: &mut [BatchClassifier],
    pieces: &[RecordBatch],
) -> Result<Vec<Result<RecordBatch>>> {
    if let ([worker], [piece]) = (&mut *workers, pieces) {
        return Ok(vec![worker.classify(piece)]);
    }
    thread::scope(|scope| {
        let work = |(worker, piece)| {
            let worker: &mut BatchClassifier = worker;
            thread::Builder::new().spawn_scoped(scope, move || worker.classify(piece))
        };
        let running: Result<Vec<_>, _> = workers.iter_mut().zip(pieces).map(work).collect();
        let running = running.map_err(|error| Error::io("starting a thread", error))?;
        let panicked = || Error::Internal("judging a batch".to_owned());
        Ok(running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(panicked())))
            .collect())
    })
}

/// The first article that was refused, as an error of its shard.
fn refuse_bad(path: &str, judged: &RecordBatch) -> Result<()> {
    let errors = judged
        .column_by_name("error")
        .map(|column| column.as_string::<i32>());
    let first = errors.and_then(|errors| errors.iter().flatten().next());
    first.map_or(Ok(()), |error| {
        Err(Error::input(
            Place::file(path),
            Problem::RefusedArticle(error.to_owned()),
        ))
    })
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // Types that Parquet has no name for are written as the nearest that it has one for.
        .set_coerce_types(true)
        .set_created_by(concat!("adsift ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

/// What is wrong with a batch is wrong with its file.
fn at(path: &str, error: Error) -> Error {
    match error {
        Error::Input {
            mut place,
            problem,
            excerpt,
        } => {
            place.path = path.to_owned();
            Error::Input {
                place,
                problem,
                excerpt,
            }
        }
        error => error,
    }
}

fn reading_failed(path: &str, error: ParquetError) -> Error {
    match of_the_system(error) {
        Ok(error) => Error::io(path, error),
        Err(error) => Error::input(
            Place::file(path),
            Problem::Parquet(terminal::excerpt(&error, MAX_EXCERPT_CHARS)),
        ),
    }
}

fn writing_failed(path: &Path, error: ParquetError) -> Error {
    match of_the_system(error) {
        Ok(error) => Error::io(path.display().to_string(), error),
        Err(error) => Error::Internal(format!("writing Parquet ({error})")),
    }
}

/// What the operating system said, or else what Parquet's library says.
fn of_the_system(error: ParquetError) -> Result<std::io::Error, String> {
    match error {
        ParquetError::External(error) => error
            .downcast::<std::io::Error>()
            .map(|error| *error)
            .map_err(|error| error.to_string()),
        error => Err(error.to_string()),
    }
}
