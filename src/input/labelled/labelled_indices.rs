//! `LabelledIndices`: where the columns of labelled data are in one file.

use super::labelled_columns::LabelledColumns;
use super::labelled_rows::LabelledRows;
use crate::error::{ColumnRole, Problem, Result};

/// The indices of the columns of one file.
pub(super) struct LabelledIndices<'a> {
    pub(super) text: usize,
    pub(super) label: usize,
    pub(super) article: Option<usize>,
    paragraph: Option<usize>,
    pub(super) group: Option<usize>,
    pub(super) source: Option<usize>,
    /// Columns and the values of their cells in rows that are left out.
    exclude: Vec<(usize, &'a str)>,
}

impl<'a> LabelledIndices<'a> {
    /// Finds the columns of a file.
    ///
    /// # Errors
    ///
    /// The error of [`LabelledRows::column`].
    pub(super) fn of(rows: &mut dyn LabelledRows, columns: &'a LabelledColumns) -> Result<Self> {
        let exclude = columns.exclude.iter();
        Ok(LabelledIndices {
            text: rows.column(&columns.text, Some(ColumnRole::Text))?,
            label: rows.column(&columns.label, Some(ColumnRole::Label))?,
            article: rows.optional_column(columns.article.as_deref())?,
            paragraph: rows.optional_column(columns.paragraph.as_deref())?,
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
    /// The error of [`LabelledRows::cell`].
    pub(super) fn excludes(&self, rows: &dyn LabelledRows) -> Result<bool> {
        for &(column, value) in &self.exclude {
            if rows.cell(column)? == value {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns the number of the current row in its article, or `None` without a column of numbers.
    ///
    /// # Errors
    ///
    /// [`Problem::ParagraphNumber`].
    pub(super) fn paragraph_number(&self, rows: &dyn LabelledRows) -> Result<Option<f64>> {
        let Some(column) = self.paragraph else {
            return Ok(None);
        };
        let cell = rows.cell(column)?;
        match cell.trim().parse::<f64>() {
            // Negative zero and zero are one number.
            Ok(number) if number.is_finite() => Ok(Some(number + 0.0)),
            _ => {
                let problem = Problem::ParagraphNumber { found: cell.to_owned() };
                Err(rows.problem(problem, Some(column)))
            }
        }
    }
}
