//! The label of a row of a labelled CSV, and `LabelledIndices`: the columns of a file.

use super::labelled_columns::LabelledColumns;
use crate::corpus::CorpusBuilder;
use crate::error::{ColumnRole, Problem, Result};
use crate::input::csv::csv_rows::CsvRows;
use crate::verdict::Label;

/// Reads the label of the current row. Returns `None` for an ignored label.
///
/// # Errors
///
/// [`Problem::UnknownLabel`] at the row and column, and the error of [`CsvRows::cell`].
pub(super) fn read_label(
    rows: &CsvRows,
    column: usize,
    columns: &LabelledColumns,
    builder: &mut CorpusBuilder,
) -> Result<Option<Label>> {
    let cell = rows.cell(column)?;
    let word = cell.trim();
    let is_ignored = |label: &String| word.eq_ignore_ascii_case(label.trim());
    if columns.ignore_labels.iter().any(is_ignored) {
        return Ok(None);
    }
    let known = [Label::News, Label::Sponsored]
        .into_iter()
        .find(|label| word.eq_ignore_ascii_case(label.as_str()));
    let Some(label) = known else {
        let label = word.to_owned();
        return Err(rows.problem_in(column, Problem::UnknownLabel { label }));
    };
    if cell != label.as_str() {
        builder.count_normalised_label();
    }
    Ok(Some(label))
}

/// The indices of the columns of one file.
pub(super) struct LabelledIndices<'a> {
    pub(super) text: usize,
    pub(super) label: usize,
    pub(super) article: Option<usize>,
    pub(super) group: Option<usize>,
    pub(super) source: Option<usize>,
    /// Columns and the values of their cells in rows that are left out.
    exclude: Vec<(usize, &'a str)>,
}

impl<'a> LabelledIndices<'a> {
    /// Finds the columns in the header of a file.
    ///
    /// # Errors
    ///
    /// The error of [`CsvRows::column`].
    pub(super) fn of(rows: &CsvRows, columns: &'a LabelledColumns) -> Result<Self> {
        let exclude = columns.exclude.iter();
        Ok(LabelledIndices {
            text: rows.column(&columns.text, Some(ColumnRole::Text))?,
            label: rows.column(&columns.label, Some(ColumnRole::Label))?,
            article: rows.optional_column(columns.article.as_deref())?,
            group: rows.optional_column(columns.group.as_deref())?,
            source: rows.optional_column(columns.source.as_deref())?,
            exclude: exclude
                .map(|(name, value)| Ok((rows.column(name, None)?, value.as_str())))
                .collect::<Result<_>>()?,
        })
    }

    /// Whether the current row is left out.
    ///
    /// # Errors
    ///
    /// The error of [`CsvRows::cell`].
    pub(super) fn excludes(&self, rows: &CsvRows) -> Result<bool> {
        for &(column, value) in &self.exclude {
            if rows.cell(column)? == value {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
