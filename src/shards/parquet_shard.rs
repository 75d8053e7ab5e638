//! Classifies a shard of Parquet.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::thread;

use arrow::array::{AsArray, RecordBatch, RecordBatchReader};
use arrow::datatypes::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::plan::Shard;
use super::shard_settings::ShardSettings;
use crate::batch::{BatchClassifier, BatchSettings, is_text, text_bytes};
use crate::error::{Error, Place, Problem, Result};
use crate::files::AtomicFile;
use crate::input::Columns;
use crate::input::columns::{ID_NAMES, TEXT_NAMES};
use crate::limits::{FREE_DECOMPRESSED_BYTES, MAX_EXCERPT_CHARS};
use crate::model::Model;
use crate::output::Content;
use crate::output::row_schema::{REPLACED, replaced_notice};
use crate::terminal;
use crate::verdict_counts::VerdictCounts;

/// Most rows, and most bytes of text, of a piece: the part of a batch that one thread classifies. A
/// row with more bytes is a piece by itself. These limits bound the memory, and the bytes of the
/// output depend on them, not on the number of threads.
const PIECE_ROWS: usize = 4096;
const PIECE_BYTES: usize = 4 << 20;

/// Bytes at which a row group of the output is closed.
const ROW_GROUP_BYTES: usize = 32 << 20;

/// The classifiers of one shard at a time; their caches are kept from one shard to the next.
#[derive(Default)]
pub(super) struct ParquetClassifiers(Vec<BatchClassifier>);

impl ParquetClassifiers {
    /// Classifies a shard on `threads` threads into the file that `target` creates, and returns its
    /// counts.
    ///
    /// # Errors
    /// [`Error::Input`] if the file is malformed, a column is missing or over a limit, or, unless
    /// bad records are kept, an article is rejected; [`Error::Io`].
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
        let input = ParquetInput {
            bytes: file.metadata().map_or(0, |file| file.len()),
            metadata: ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
                .map_err(unreadable)?,
        };
        let batches = batch_settings(settings, input.metadata.schema(), &path);
        check_sizes(&input, settings)
            .map_err(|problem| Error::input(Place::file(&*path), problem))?;
        // A problem of the columns is reported before the output file is created.
        batches.output_schema(input.metadata.schema()).map_err(at_path)?;
        let reader = reader(file, &input.metadata, &batches).map_err(unreadable)?;
        let output = batches.output_schema(&reader.schema()).map_err(at_path)?;
        say_replaced(settings, &input, &batches.text_column, &path);
        self.prepare(model, &batches, threads);

        let written = |error| writing_failed(&shard.output, error);
        let mut writer =
            ArrowWriter::try_new(target()?, output, Some(properties())).map_err(written)?;
        for batch in reader {
            let batch = batch.map_err(|error| unreadable(error.into()))?;
            for pieces in pieces(&batch, &batches)?.chunks(threads) {
                for classified in classify_pieces(&mut self.0, pieces)? {
                    let classified = classified.map_err(at_path)?;
                    if !settings.keeps_bad_records {
                        refuse_bad(&path, &classified)?;
                    }
                    writer.write(&classified).map_err(written)?;
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
        for classifier in &mut self.0 {
            counts += classifier.take_counts();
        }
        Ok(counts)
    }

    /// Prepares `threads` classifiers with these settings and empty counts.
    fn prepare(&mut self, model: &Arc<Model>, settings: &BatchSettings, threads: usize) {
        self.0.truncate(threads);
        for classifier in &mut self.0 {
            classifier.set(settings.clone());
            classifier.take_counts();
        }
        while self.0.len() < threads {
            self.0.push(BatchClassifier::new(model.clone(), settings.clone()));
        }
    }
}

/// Says which columns of the file the columns of the verdicts replace.
fn say_replaced(settings: &ShardSettings, input: &ParquetInput, text: &str, path: &str) {
    let schema = input.metadata.schema();
    let is_replaced = |name: &&str| *name != text && schema.field_with_name(name).is_ok();
    let replaced: Vec<&str> = REPLACED.into_iter().filter(is_replaced).collect();
    if let Some(notices) = settings.reading.notices.as_ref().filter(|_| !replaced.is_empty()) {
        notices.add(replaced_notice(path, &replaced));
    }
}

/// Checks the sizes in the file's metadata against the limits, because a page is decompressed
/// whole.
fn check_sizes(input: &ParquetInput, settings: &ShardSettings) -> Result<(), Problem> {
    let limits = settings.reading.limits;
    let mut all = 0;
    for group in input.metadata.metadata().row_groups() {
        for column in group.columns() {
            let decompressed = column.uncompressed_size().max(0) as u64;
            let compressed = column.compressed_size().max(1) as u64;
            all += decompressed;
            if all > limits.decompressed_bytes {
                return Err(Problem::DecompressedTooLong { limit: limits.decompressed_bytes });
            }
            if decompressed > FREE_DECOMPRESSED_BYTES && decompressed / compressed > limits.ratio {
                return Err(Problem::Bomb { limit: limits.ratio });
            }
        }
    }
    Ok(())
}

/// An open file: its size and its metadata.
struct ParquetInput {
    bytes: u64,
    metadata: ArrowReaderMetadata,
}

impl ParquetInput {
    /// Returns the average bytes of the file for `rows` rows.
    fn bytes_of(&self, rows: usize) -> u64 {
        let all = self.metadata.metadata().file_metadata().num_rows().max(1) as u64;
        self.bytes * rows as u64 / all
    }
}

/// Returns the settings of a batch: the columns by their names, or by the first usual names there
/// are; a text is guessed among columns of strings.
fn batch_settings(settings: &ShardSettings, schema: &Schema, path: &str) -> BatchSettings {
    let find = |names: &[&str], is_meant: fn(&Field) -> bool| {
        let found = names.iter().find_map(|name| column(schema, name).filter(|f| is_meant(f)));
        found.map(|field| field.name().clone())
    };
    let present = |name: &String| {
        column(schema, name).map_or_else(|| name.clone(), |field| field.name().clone())
    };
    let Columns { text, id, .. } = &settings.columns;
    let (text, id) = (text.as_ref().map(present), id.as_ref().map(present));
    let guess = || find(&TEXT_NAMES, is_text).or_else(|| find(&TEXT_NAMES, |_| true));
    let guessed = if text.is_none() { guess() } else { None };
    if let (Some(notices), Some(guessed)) = (&settings.reading.notices, &guessed)
        && guessed != TEXT_NAMES[0]
    {
        notices.add(format!("{path}: no column \"text\"; the texts are those of {guessed:?}"));
    }
    let default = || TEXT_NAMES[0].to_owned();
    BatchSettings {
        text_column: text.or(guessed).unwrap_or_else(default),
        id_column: id.or_else(|| find(&ID_NAMES, |_| true)),
        hands_on: true,
        verdicts: settings.content == Content::Verdicts,
        clean: settings.content == Content::Clean,
        threshold: settings.threshold,
        texts: settings.reading.texts(),
    }
}

/// Finds the column `name`, or else the only one whose name differs in case alone.
fn column<'s>(schema: &'s Schema, name: &str) -> Option<&'s Field> {
    schema.field_with_name(name).ok().or_else(|| {
        let fields = schema.fields().iter();
        let mut alike = fields.filter(|field| field.name().eq_ignore_ascii_case(name));
        alike.next().filter(|_| alike.next().is_none()).map(|field| field.as_ref())
    })
}

/// Creates a reader of all columns. Texts are read as views into the decompressed pages, so
/// that no text is copied, and a text that is once in a dictionary is held once.
fn reader(
    file: File,
    metadata: &ArrowReaderMetadata,
    settings: &BatchSettings,
) -> Result<ParquetRecordBatchReader, ParquetError> {
    let is_texts = |field: &Field| *field.name() == settings.text_column;
    let viewed = |field: &Arc<Field>| {
        if is_texts(field) && *field.data_type() != DataType::Null {
            Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
        } else {
            field.clone()
        }
    };
    let fields: Vec<_> = metadata.schema().fields().iter().map(viewed).collect();
    let schema = Schema::new_with_metadata(fields, metadata.schema().metadata().clone());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let metadata = ArrowReaderMetadata::try_new(metadata.metadata().clone(), options)?;
    let rows = rows_per_batch(&metadata);
    ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata).with_batch_size(rows).build()
}

/// Returns the number of rows that have about [`PIECE_BYTES`] in the row group with the longest
/// rows.
fn rows_per_batch(metadata: &ArrowReaderMetadata) -> usize {
    let groups = metadata.metadata().row_groups().iter();
    let bytes_per_row = groups
        .map(|group| group.total_byte_size().max(0) as usize / group.num_rows().max(1) as usize);
    let longest = bytes_per_row.max().unwrap_or(0).max(1);
    (PIECE_BYTES / longest).clamp(1, PIECE_ROWS)
}

/// Splits a batch into pieces.
fn pieces(batch: &RecordBatch, settings: &BatchSettings) -> Result<Vec<RecordBatch>> {
    let mut pieces = Vec::new();
    let (mut from, mut bytes) = (0, 0);
    for (row, text) in text_bytes(batch, &settings.text_column)?.into_iter().enumerate() {
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

/// Classifies pieces in parallel, one on each classifier. Returns the results in the order of the
/// pieces; there must be at least as many classifiers as pieces.
fn classify_pieces(
    classifiers: &mut [BatchClassifier],
    pieces: &[RecordBatch],
) -> Result<Vec<Result<RecordBatch>>> {
    if let ([classifier], [piece]) = (&mut *classifiers, pieces) {
        return Ok(vec![classifier.classify(piece)]);
    }
    thread::scope(|scope| {
        let mut running = Vec::with_capacity(pieces.len());
        for (classifier, piece) in classifiers.iter_mut().zip(pieces) {
            let thread = thread::Builder::new()
                .spawn_scoped(scope, move || classifier.classify(piece))
                .map_err(|error| Error::io("starting a thread", error))?;
            running.push(thread);
        }
        let panicked = || Error::Internal("classifying a batch".to_owned());
        Ok(running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(panicked())))
            .collect())
    })
}

/// Fails if an article was rejected, with the error of the first one.
fn refuse_bad(path: &str, classified: &RecordBatch) -> Result<()> {
    let errors = classified.column_by_name("error").map(|column| column.as_string::<i32>());
    let Some(first) = errors.and_then(|errors| errors.iter().flatten().next()) else {
        return Ok(());
    };
    Err(Error::input(Place::file(path), Problem::RefusedArticle(first.to_owned())))
}

fn properties() -> WriterProperties {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        // An id of a type that Parquet lacks is written as the nearest type.
        .set_coerce_types(true)
        .set_created_by(concat!("adsift ", env!("CARGO_PKG_VERSION")).to_owned())
        .build()
}

/// Replaces the place of a batch's error by the file.
fn at(path: &str, error: Error) -> Error {
    match error {
        Error::Input { mut place, problem, excerpt } => {
            place.path = path.to_owned();
            Error::Input { place, problem, excerpt }
        }
        error => error,
    }
}

fn reading_failed(path: &str, error: ParquetError) -> Error {
    match of_the_system(error) {
        Ok(error) => Error::io(path, error),
        Err(message) => Error::input(
            Place::file(path),
            Problem::Parquet(terminal::excerpt(&message, MAX_EXCERPT_CHARS)),
        ),
    }
}

fn writing_failed(path: &Path, error: ParquetError) -> Error {
    match of_the_system(error) {
        Ok(error) => Error::io(path.display().to_string(), error),
        Err(message) => Error::Internal(format!("writing Parquet ({message})")),
    }
}

/// Returns the error of the operating system, or else the message of the Parquet library.
fn of_the_system(error: ParquetError) -> Result<std::io::Error, String> {
    match error {
        ParquetError::External(error) => error
            .downcast::<std::io::Error>()
            .map(|error| *error)
            .map_err(|error| error.to_string()),
        error => Err(error.to_string()),
    }
}
