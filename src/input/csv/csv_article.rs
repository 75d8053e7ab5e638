//! `CsvArticle`: the rows of an article, each row a paragraph.

use super::csv_rows::CsvRows;
use crate::article::{Article, ArticleId};
use crate::error::{Problem, Result};
use crate::input::text_settings::TextSettings;
use crate::limits::check_id;
use crate::paragraphs::{ParagraphRule, split_by};
use crate::source_record::SourceRecord;

/// The rows of an article.
pub(super) struct CsvArticle {
    pub(super) id: String,
    /// Whether rows of the same id belong to the article. False for a row without an id.
    pub(super) can_grow: bool,
    cells: Vec<String>,
    bytes: usize,
    /// The fields of the first row.
    record: Option<Box<SourceRecord>>,
}

impl CsvArticle {
    /// Begins the article of the current row, without its text.
    pub(super) fn new(rows: &CsvRows, id: Option<&str>, record: Option<Box<SourceRecord>>) -> Self {
        CsvArticle {
            id: id.map_or_else(|| rows.row_name(), str::to_owned),
            can_grow: id.is_some(),
            cells: Vec::new(),
            bytes: 0,
            record,
        }
    }

    /// Returns the article with the text of the current row.
    ///
    /// # Errors
    ///
    /// The limits of an article, at the current row.
    pub(super) fn with(mut self, text: &str, rows: &CsvRows) -> Result<Self> {
        let separator = if self.cells.is_empty() { "" } else { "\n\n" };
        self.bytes += separator.len() + text.len();
        check_id(&self.id).map_err(|problem| rows.problem(problem))?;
        rows.check_article(self.bytes)?;
        rows.check_paragraph(text, self.cells.len() + 1)?;
        self.cells.push(text.to_owned());
        Ok(self)
    }

    /// Returns the article as one to which no later row belongs.
    pub(super) fn complete(self) -> Self {
        CsvArticle { can_grow: false, ..self }
    }

    /// Returns the article with these texts of rows.
    pub(super) fn with_cells(self, cells: Vec<String>) -> Self {
        CsvArticle { cells, ..self }
    }

    /// Creates the article.
    ///
    /// # Errors
    ///
    /// The limits of an article, and the problems of HTML, in the file of `rows`.
    pub(super) fn finish(self, texts: &TextSettings, rows: &CsvRows) -> Result<Article> {
        self.article(texts).map_err(|problem| rows.problem_of_file(problem))
    }

    /// Creates the article: of a single row, the article of its text; of several rows, a paragraph
    /// for each cell, or for each part of a cell between blank lines.
    pub(super) fn article(self, texts: &TextSettings) -> Result<Article, Problem> {
        let id = ArticleId::Text(self.id);
        let mut article = match &self.cells[..] {
            // A cell without a line end is a paragraph that is given as such.
            [whole] if whole.contains(['\n', '\r']) => texts.article(id, whole.as_str())?,
            cells => {
                let parts: Vec<&str> = cells.iter().flat_map(|cell| parts(cell)).collect();
                texts.article_of_paragraphs(id, &parts)?
            }
        };
        article.record = self.record;
        Ok(article)
    }
}

/// The parts of a cell between blank lines; the cell as it stands if it has no blank line.
fn parts(cell: &str) -> Vec<&str> {
    let parts = split_by(cell, ParagraphRule::Blank);
    if parts.len() < 2 {
        return vec![cell];
    }
    parts.into_iter().map(|part| &cell[part]).collect()
}
