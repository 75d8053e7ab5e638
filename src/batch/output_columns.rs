//! The columns of an output batch, filled row by row.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, GenericStringArray, Int64Array, ListArray,
    OffsetSizeTrait, StringArray, StructArray,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::datatypes::{DataType, Field, Fields};
use arrow::error::ArrowError;

use super::batch_settings::BatchSettings;
use crate::article::Article;
use crate::error::{Error, Place, Problem, Result};
use crate::output::clean_text;
use crate::output::row_schema::{
    CLEAN, ERROR, PAID_SHARE, PARAGRAPHS, SPONSORED, VERDICT_FIELDS, VERDICTS,
};
use crate::verdict::{Label, Verdict};
use crate::verdict_counts::VerdictCounts;

/// The fields of the output columns, in order, without the id.
pub(super) fn fields(settings: &BatchSettings, clean: DataType) -> impl Iterator<Item = Field> {
    let verdicts = settings.verdicts.then(|| {
        let verdict = Field::new_list_field(DataType::Struct(verdict_fields()), false);
        Field::new(VERDICTS, DataType::List(Arc::new(verdict)), true)
    });
    let clean = settings.clean.then(|| Field::new(CLEAN, clean, true));
    let rest = [
        Field::new(PARAGRAPHS, DataType::Int64, true),
        Field::new(SPONSORED, DataType::Int64, true),
        Field::new(PAID_SHARE, DataType::Float64, true),
        Field::new(ERROR, DataType::Utf8, true),
    ];
    verdicts.into_iter().chain(clean).chain(rest)
}

/// The fields of a verdict. Numbers are signed and strings have 32-bit offsets, since Spark has no
/// other types.
fn verdict_fields() -> Fields {
    let types =
        [DataType::Int64, DataType::Int64, DataType::Utf8, DataType::Float64, DataType::Boolean];
    let field = |(name, kind)| Field::new(name, kind, false);
    VERDICT_FIELDS.into_iter().zip(types).map(field).collect()
}

/// Collects the output rows of a batch.
#[derive(Default)]
pub(super) struct OutputColumns {
    has_verdicts: bool,
    has_clean: bool,
    verdicts: VerdictColumns,
    /// Number of verdicts up to the end of each row.
    ends: Vec<usize>,
    /// The clean texts of all rows, one after another.
    clean: String,
    /// Bytes of `clean` up to the end of each row.
    clean_ends: Vec<usize>,
    paragraphs: Vec<Option<i64>>,
    sponsored: Vec<Option<i64>>,
    paid_share: Vec<Option<f64>>,
    errors: Vec<Option<String>>,
}

/// The verdicts of all rows, one after another, by column.
#[derive(Default)]
struct VerdictColumns {
    starts: Vec<i64>,
    ends: Vec<i64>,
    labels: Vec<Label>,
    probabilities: Vec<f64>,
    reliable: Vec<bool>,
}

impl OutputColumns {
    /// Creates empty columns with room for `rows` rows.
    pub(super) fn with_capacity(rows: usize, settings: &BatchSettings) -> Self {
        OutputColumns {
            has_verdicts: settings.verdicts,
            has_clean: settings.clean,
            ends: Vec::with_capacity(rows),
            paragraphs: Vec::with_capacity(rows),
            ..OutputColumns::default()
        }
    }

    /// Adds the row of an article and counts it in `total`.
    pub(super) fn push(
        &mut self,
        article: &Article,
        verdicts: &[Verdict],
        total: &mut VerdictCounts,
    ) {
        let counts = VerdictCounts::of(article, verdicts);
        *total += counts;
        if self.has_verdicts {
            for verdict in verdicts {
                self.verdicts.push(verdict);
            }
        }
        if self.has_clean {
            clean_text(article, verdicts, &mut self.clean);
        }
        self.paragraphs.push(Some(counts.paragraphs as i64));
        self.sponsored.push(Some(counts.sponsored as i64));
        self.paid_share.push(Some(counts.paid_share()));
        self.end_row(None);
    }

    /// Adds the row of a null text or, with its error, of a rejected article.
    pub(super) fn push_nulls(&mut self, error: Option<String>, total: &mut VerdictCounts) {
        let rejected = u64::from(error.is_some());
        *total += VerdictCounts { rows: 1, rejected, ..VerdictCounts::default() };
        self.paragraphs.push(None);
        self.sponsored.push(None);
        self.paid_share.push(None);
        self.end_row(error);
    }

    fn end_row(&mut self, error: Option<String>) {
        self.ends.push(self.verdicts.starts.len());
        self.clean_ends.push(self.clean.len());
        self.errors.push(error);
    }

    /// Returns the columns in the order of [`fields`].
    ///
    /// # Errors
    /// [`Problem::BatchTooLarge`] if a column has more bytes or verdicts than 32-bit offsets count.
    pub(super) fn finish(self, clean: &DataType) -> Result<Vec<ArrayRef>> {
        let nulls: NullBuffer = self.paragraphs.iter().map(Option::is_some).collect();
        let mut columns: Vec<ArrayRef> = Vec::new();
        if self.has_verdicts {
            let field = Field::new_list_field(DataType::Struct(verdict_fields()), false);
            let verdicts = Arc::new(self.verdicts.finish()?);
            let offsets = offsets(&self.ends)?;
            let list = ListArray::try_new(Arc::new(field), offsets, verdicts, Some(nulls.clone()));
            columns.push(Arc::new(list.map_err(internal)?));
        }
        if self.has_clean {
            let (ends, bytes) = (&self.clean_ends, self.clean.into_bytes());
            columns.push(match clean {
                DataType::LargeUtf8 => Arc::new(strings::<i64>(ends, bytes, Some(nulls))?),
                _ => Arc::new(strings::<i32>(ends, bytes, Some(nulls))?),
            });
        }
        columns.push(Arc::new(Int64Array::from(self.paragraphs)));
        columns.push(Arc::new(Int64Array::from(self.sponsored)));
        columns.push(Arc::new(Float64Array::from(self.paid_share)));
        columns.push(Arc::new(StringArray::from(self.errors)));
        Ok(columns)
    }
}

impl VerdictColumns {
    fn push(&mut self, verdict: &Verdict) {
        self.starts.push(verdict.span.start as i64);
        self.ends.push(verdict.span.end as i64);
        self.labels.push(verdict.label);
        self.probabilities.push(verdict.probability);
        self.reliable.push(verdict.reliable);
    }

    fn finish(self) -> Result<StructArray> {
        let mut names = Vec::with_capacity(self.labels.len() * Label::Sponsored.as_str().len());
        let name_end = |label: &Label| {
            names.extend_from_slice(label.as_str().as_bytes());
            names.len()
        };
        let name_ends: Vec<usize> = self.labels.iter().map(name_end).collect();
        let columns: Vec<ArrayRef> = vec![
            Arc::new(Int64Array::from(self.starts)),
            Arc::new(Int64Array::from(self.ends)),
            Arc::new(strings::<i32>(&name_ends, names, None)?),
            Arc::new(Float64Array::from(self.probabilities)),
            Arc::new(BooleanArray::from(self.reliable)),
        ];
        StructArray::try_new(verdict_fields(), columns, None).map_err(internal)
    }
}

/// Creates an array of strings from their bytes, one after another, and the end of each.
fn strings<O: OffsetSizeTrait>(
    ends: &[usize],
    bytes: Vec<u8>,
    nulls: Option<NullBuffer>,
) -> Result<GenericStringArray<O>> {
    let array = GenericStringArray::try_new(offsets(ends)?, Buffer::from_vec(bytes), nulls);
    array.map_err(internal)
}

/// Converts ends to Arrow offsets: a 0, then each end.
fn offsets<O: OffsetSizeTrait>(ends: &[usize]) -> Result<OffsetBuffer<O>> {
    let offsets: Vec<O> = std::iter::once(0)
        .chain(ends.iter().copied())
        .map(O::from_usize)
        .collect::<Option<_>>()
        .ok_or_else(|| Error::input(Place::file("batch"), Problem::BatchTooLarge))?;
    Ok(OffsetBuffer::new(ScalarBuffer::from(offsets)))
}

/// Converts an error of Arrow about columns that adsift made, which is a bug.
pub(super) fn internal(error: ArrowError) -> Error {
    Error::Internal(format!("making a batch ({error})"))
}
