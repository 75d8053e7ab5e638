//! `LabelledIndices`: where the columns of labelled data are in one file.

use super::labelled_columns::LabelledColumns;
use super::labelled_rows::LabelledRows;
use crate::error::{ColumnRole, Error, Problem, Result};

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
            text: named(rows, &columns.text, ColumnRole::Text)?,
            label: named(rows, &columns.label, ColumnRole::Label)?,
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

/// Least number of words by which a name of a column is a text.
const TEXT_WORDS: usize = 5;

/// Finds a column that every file must have. If it is missing and the names of the columns look like
/// a row, the error says so.
fn named(rows: &mut dyn LabelledRows, name: &str, role: ColumnRole) -> Result<usize> {
    rows.column(name, Some(role)).map_err(|error| match error {
        Error::Input { place, problem, excerpt } => {
            Error::Input { place, problem: without_header(problem), excerpt }
        }
        error => error,
    })
}

/// The problem of a missing column, or the likely reason that the file has no header.
fn without_header(problem: Problem) -> Problem {
    let names = match &problem {
        Problem::MissingColumn { present, .. } => present.as_slice(),
        Problem::OtherDelimiter { header, .. } => std::slice::from_ref(header),
        _ => return problem,
    };
    if names.first().is_some_and(|name| name.starts_with("__label__")) {
        let repair = "write it as CSV with the columns text and label";
        return Problem::OtherFormat { what: "data of fastText", repair };
    }
    let is_label = |name: &str| {
        let name = name.to_lowercase();
        ["news", "sponsored", "0", "1", "0.0", "1.0"].contains(&&*name)
    };
    let is_text = |name: &str| name.split_whitespace().nth(TEXT_WORDS - 1).is_some();
    if names.len() > 1 && names.iter().any(|name| is_label(name) || is_text(name)) {
        return Problem::NoHeader { first: names.join(",") };
    }
    problem
}
