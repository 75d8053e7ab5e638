//! `ParquetRows`: a Parquet file as rows of labelled data.

use std::fs::File;
use std::sync::Arc;

use arrow::array::{Array, AsArray, StringViewArray, StringViewBuilder};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
    ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;

use super::labelled_rows::LabelledRows;
use crate::error::{ColumnRole, Error, Place, Problem, Result, guard};
use crate::input::column_names::find_column;
use crate::input::reading::Reading;
use crate::input::source::progress::ReadProgress;
use crate::limits::{FREE_DECOMPRESSED_BYTES, Limits, MAX_DATA_COLUMNS, MAX_EXCERPT_CHARS};
use crate::terminal;

/// Most rows, and about the most bytes, of a batch.
const BATCH_ROWS: usize = 4096;
const BATCH_BYTES: usize = 4 << 20;

/// The rows of a Parquet file. Only columns that are used are read.
pub(super) struct ParquetRows {
    path: String,
    limits: Limits,
    progress: Option<Arc<ReadProgress>>,
    file: Option<File>,
    file_bytes: u64,
    metadata: ArrowReaderMetadata,
    names: Vec<String>,
    /// Whether the column at the same index is read.
    is_read: Vec<bool>,
    reader: Option<ParquetRecordBatchReader>,
    /// The cells of the current batch; `None` for a column that is not read.
    batch: Vec<Option<StringViewArray>>,
    batch_rows: usize,
    /// The current row in the batch.
    at: usize,
    /// The 1-based number of the current row in the file.
    row: u64,
}

impl ParquetRows {
    /// Opens a file. `has_other_columns` is whether columns that the caller does not name are read.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] and [`Problem::Parquet`].
    pub(super) fn open(path: &str, reading: &Reading, has_other_columns: bool) -> Result<Self> {
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        let file_bytes = file.metadata().map_or(0, |file| file.len());
        let load = || {
            ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
                .map_err(|error| failed(path, error))
        };
        let metadata = guard(|| format!("reading {path}"), load)?;
        let fields = metadata.schema().fields();
        let is_read = |(at, field): (usize, &Arc<Field>)| {
            has_other_columns && at < MAX_DATA_COLUMNS && is_flat(field.data_type())
        };
        Ok(ParquetRows {
            path: path.to_owned(),
            limits: reading.limits,
            progress: reading.progress.clone(),
            file_bytes,
            names: fields.iter().map(|field| field.name().clone()).collect(),
            is_read: fields.iter().enumerate().map(is_read).collect(),
            file: Some(file),
            metadata,
            reader: None,
            batch: Vec::new(),
            batch_rows: 0,
            at: 0,
            row: 0,
        })
    }

    fn file_problem(&self, problem: Problem) -> Error {
        Error::input(Place::file(&*self.path), problem)
    }

    /// Creates the reader of the columns. Texts are read as views into decompressed pages, so that
    /// a text that many rows share is held once.
    fn start(&mut self, file: File) -> Result<ParquetRecordBatchReader> {
        self.check_sizes().map_err(|problem| self.file_problem(problem))?;
        let viewed = |field: &Arc<Field>| {
            if is_text(field.data_type()) {
                Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
            } else {
                field.clone()
            }
        };
        let schema = self.metadata.schema();
        let fields: Vec<_> = schema.fields().iter().map(viewed).collect();
        let schema = Schema::new_with_metadata(fields, schema.metadata().clone());
        let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
        let metadata = self.metadata.metadata().clone();
        let read = (0..self.names.len()).filter(|&column| self.is_read[column]);
        let rows = rows_per_batch(&self.metadata);
        let build = || {
            let metadata = ArrowReaderMetadata::try_new(metadata, options)?;
            let mask = ProjectionMask::roots(metadata.parquet_schema(), read);
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
                .with_projection(mask)
                .with_batch_size(rows)
                .build()
        };
        guard(
            || format!("reading {}", self.path),
            || build().map_err(|error| failed(&self.path, error)),
        )
    }

    /// Checks the sizes in the file's metadata against the limits, because a page is decompressed
    /// whole.
    fn check_sizes(&self) -> Result<(), Problem> {
        let mut all = 0;
        for column in self.metadata.metadata().row_groups().iter().flat_map(|group| group.columns())
        {
            let root = column.column_path().parts().first();
            let index = root.and_then(|root| self.names.iter().position(|name| name == root));
            if !index.is_some_and(|index| self.is_read[index]) {
                continue;
            }
            let decompressed = column.uncompressed_size().max(0) as u64;
            let compressed = column.compressed_size().max(1) as u64;
            all += decompressed;
            if all > self.limits.decompressed_bytes {
                return Err(Problem::DecompressedTooLong { limit: self.limits.decompressed_bytes });
            }
            let is_over = decompressed / compressed > self.limits.ratio;
            if decompressed > FREE_DECOMPRESSED_BYTES && is_over {
                return Err(Problem::Bomb { limit: self.limits.ratio });
            }
        }
        Ok(())
    }

    /// Reads the next batch. Returns false after the last.
    fn next_batch(&mut self) -> Result<bool> {
        if let Some(file) = self.file.take() {
            self.reader = Some(self.start(file)?);
        }
        let (path, reader) = (&self.path, &mut self.reader);
        let next = || match reader.as_mut().and_then(Iterator::next) {
            None => Ok(None),
            Some(batch) => batch.map(Some).map_err(|error| failed(path, error.into())),
        };
        let Some(batch) = guard(|| format!("reading {path}"), next)? else {
            return Ok(false);
        };
        let read = (0..self.names.len()).filter(|&column| self.is_read[column]);
        let mut columns = vec![None; self.names.len()];
        for (column, cells) in read.zip(batch.columns()) {
            let cells = match cells.as_string_view_opt() {
                Some(cells) => cells.clone(),
                None => shown(cells).map_err(|error| failed(path, error.into()))?,
            };
            columns[column] = Some(cells);
        }
        self.batch = columns;
        self.batch_rows = batch.num_rows();
        self.at = 0;
        if let Some(progress) = &self.progress {
            let rows = self.metadata.metadata().file_metadata().num_rows().max(1) as u64;
            progress.count(0, self.file_bytes * self.batch_rows as u64 / rows);
        }
        Ok(true)
    }
}

impl LabelledRows for ParquetRows {
    fn path(&self) -> &str {
        &self.path
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn column(&mut self, name: &str, role: Option<ColumnRole>) -> Result<usize> {
        let column = find_column(&self.names, name, role);
        let column = column.map_err(|problem| self.file_problem(problem))?;
        let kind = self.metadata.schema().field(column).data_type();
        let needs_text = role == Some(ColumnRole::Text);
        if (needs_text && !is_text(kind) && *kind != DataType::Null) || !is_flat(kind) {
            let place =
                Place { column: Some(self.names[column].clone()), ..Place::file(&*self.path) };
            return Err(Error::input(place, Problem::NotText { found: kind.to_string() }));
        }
        self.is_read[column] = true;
        Ok(column)
    }

    fn names(&self) -> &[String] {
        &self.names
    }

    fn advance(&mut self) -> Result<bool> {
        self.at += 1;
        while self.at >= self.batch_rows {
            if !self.next_batch()? {
                return Ok(false);
            }
        }
        self.row += 1;
        Ok(true)
    }

    fn bytes(&self, column: usize) -> &[u8] {
        let Some(Some(cells)) = self.batch.get(column) else {
            return &[];
        };
        if cells.is_null(self.at) {
            return &[];
        }
        cells.value(self.at).as_bytes()
    }

    fn row_name(&self) -> String {
        format!("{}:{}", self.path, self.row)
    }

    fn problem(&self, problem: Problem, column: Option<usize>) -> Error {
        let column = column.and_then(|column| self.names.get(column).cloned());
        let place = Place { row: Some(self.row), column, ..Place::file(&*self.path) };
        Error::input(place, problem)
    }
}

/// Converts numbers, booleans and the like to texts; a null stays null.
fn shown(cells: &dyn Array) -> Result<StringViewArray, ArrowError> {
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(cells, &options)?;
    let mut texts = StringViewBuilder::with_capacity(cells.len());
    for row in 0..cells.len() {
        if cells.is_null(row) {
            texts.append_null();
        } else {
            texts.append_value(formatter.value(row).try_to_string()?);
        }
    }
    Ok(texts.finish())
}

/// Whether a column has texts.
fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// Whether a column has one value for each row that can be shown as text.
fn is_flat(kind: &DataType) -> bool {
    match kind {
        DataType::Boolean | DataType::Null => true,
        DataType::Dictionary(_, values) => is_flat(values),
        kind => is_text(kind) || kind.is_primitive(),
    }
}

/// Returns the number of rows of a batch, by the row group with the longest rows.
fn rows_per_batch(metadata: &ArrowReaderMetadata) -> usize {
    let groups = metadata.metadata().row_groups().iter();
    let bytes_per_row = groups
        .map(|group| group.total_byte_size().max(0) as usize / group.num_rows().max(1) as usize);
    let longest = bytes_per_row.max().unwrap_or(0).max(1);
    (BATCH_BYTES / longest).clamp(1, BATCH_ROWS)
}

fn failed(path: &str, error: ParquetError) -> Error {
    let message = match error {
        ParquetError::External(error) => match error.downcast::<std::io::Error>() {
            Ok(error) => return Error::io(path, *error),
            Err(error) => error.to_string(),
        },
        error => error.to_string(),
    };
    let message = terminal::excerpt(&message, MAX_EXCERPT_CHARS);
    Error::input(Place::file(path), Problem::Parquet(message))
}
