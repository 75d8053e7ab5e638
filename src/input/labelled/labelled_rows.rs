//! `LabelledRows`: the rows of a file of labelled data, whatever its format.

use crate::error::{ColumnRole, Error, Problem, Result};
use crate::input::csv::csv_rows::CsvRows;
use crate::limits::Limits;

/// The rows of a file, read one by one. A cell is the text of a column in the current row.
pub(super) trait LabelledRows {
    /// Returns the path in messages.
    fn path(&self) -> &str;

    /// Returns the limits of reading.
    fn limits(&self) -> &Limits;

    /// Returns the index of the column `name`, which has this role in the caller's settings.
    ///
    /// # Errors
    ///
    /// [`Problem::MissingColumn`], [`Problem::DuplicateColumn`]. A format without a header reports a
    /// missing column when it reads the rows.
    fn column(&mut self, name: &str, role: Option<ColumnRole>) -> Result<usize>;

    /// Returns the names of the columns known so far, at their index; more may follow.
    fn names(&self) -> &[String];

    /// Advances to the next row. Returns false after the last row.
    ///
    /// # Errors
    ///
    /// The problem of the row at its place, and the errors of reading.
    fn advance(&mut self) -> Result<bool>;

    /// Returns the bytes of a cell; empty for a column that the row lacks.
    fn bytes(&self, column: usize) -> &[u8];

    /// Returns the default name of the current row: its path and number.
    fn row_name(&self) -> String;

    /// Creates the error of a problem of the current row, or of a cell of the row.
    fn problem(&self, problem: Problem, column: Option<usize>) -> Error;

    /// Returns the text of a cell.
    ///
    /// # Errors
    ///
    /// [`Problem::InvalidUtf8`] at the row and column.
    fn cell(&self, column: usize) -> Result<&str> {
        std::str::from_utf8(self.bytes(column))
            .map_err(|_| self.problem(Problem::InvalidUtf8, Some(column)))
    }

    /// Returns the text of a cell that holds a name, or `None` for an empty cell.
    ///
    /// # Errors
    ///
    /// The error of [`LabelledRows::cell`].
    fn name(&self, column: Option<usize>) -> Result<Option<&str>> {
        let name = column.map(|column| self.cell(column)).transpose()?;
        Ok(name.filter(|name| !name.is_empty()))
    }

    /// Returns the index of the column `name`, or `None` without a name.
    ///
    /// # Errors
    ///
    /// The errors of [`LabelledRows::column`].
    fn optional_column(&mut self, name: Option<&str>) -> Result<Option<usize>> {
        name.map(|name| self.column(name, None)).transpose()
    }

    /// Checks an article of this many bytes, and its last paragraph with its 1-based number.
    ///
    /// # Errors
    ///
    /// The limit that the article or the paragraph is over, at the current row.
    fn check(&self, article_bytes: usize, paragraph: &str, number: usize) -> Result<()> {
        let limits = self.limits();
        let limit = limits.article_bytes;
        if article_bytes > limit {
            return Err(self.problem(Problem::ArticleTooLong { limit }, None));
        }
        limits
            .check_count(number)
            .and_then(|()| limits.check_paragraph(paragraph, number))
            .map_err(|problem| self.problem(problem, None))
    }
}

impl LabelledRows for CsvRows {
    fn path(&self) -> &str {
        CsvRows::path(self)
    }

    fn limits(&self) -> &Limits {
        CsvRows::limits(self)
    }

    fn column(&mut self, name: &str, role: Option<ColumnRole>) -> Result<usize> {
        CsvRows::column(self, name, role)
    }

    fn names(&self) -> &[String] {
        CsvRows::names(self)
    }

    fn advance(&mut self) -> Result<bool> {
        CsvRows::advance(self)
    }

    fn bytes(&self, column: usize) -> &[u8] {
        CsvRows::bytes(self, column)
    }

    fn row_name(&self) -> String {
        CsvRows::row_name(self)
    }

    fn problem(&self, problem: Problem, column: Option<usize>) -> Error {
        match column {
            Some(column) => self.problem_in(column, problem),
            None => CsvRows::problem(self, problem),
        }
    }
}
