//! `CsvArticle`: the rows of an article, each row a paragraph.

use std::sync::Arc;

use super::csv_rows::CsvRows;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Place, Problem, Result};
use crate::input::text_settings::TextSettings;
use crate::limits::check_id;
use crate::paragraphs::{ParagraphRule, split_by};
use crate::source_record::{RecordRow, SourceField, SourceRecord};

/// The rows of an article.
pub(super) struct CsvArticle {
    pub(super) id: String,
    /// Whether rows of the same id belong to the article. False for a row without an id.
    pub(super) can_grow: bool,
    /// The place of the first row.
    place: Place,
    cells: Vec<ArticleCell>,
    bytes: usize,
    /// The fields of the first row; for a whole record, those that are the same in all rows.
    record: Option<Box<SourceRecord>>,
}

/// The text of a row, and its fields if they may differ from those of other rows.
pub(super) struct ArticleCell {
    text: String,
    fields: Option<Arc<Vec<SourceField>>>,
}

impl CsvArticle {
    /// Begins the article of the current row, without its text.
    pub(super) fn new(rows: &CsvRows, id: Option<&str>) -> Self {
        CsvArticle {
            id: id.map_or_else(|| rows.row_name(), str::to_owned),
            can_grow: id.is_some(),
            place: rows.place(),
            cells: Vec::new(),
            bytes: 0,
            record: None,
        }
    }

    /// Returns the article with the text and the fields of the current row.
    ///
    /// # Errors
    ///
    /// The limits of an article, at the current row.
    pub(super) fn with(
        mut self,
        text: &str,
        record: Option<Box<SourceRecord>>,
        rows: &CsvRows,
    ) -> Result<Self> {
        check_id(&self.id).map_err(|problem| rows.problem(problem))?;
        self.push(text, record, rows)?;
        Ok(self)
    }

    /// Adds the text and the fields of the current row.
    ///
    /// # Errors
    ///
    /// The limits of an article, at the current row.
    pub(super) fn push(
        &mut self,
        text: &str,
        record: Option<Box<SourceRecord>>,
        rows: &CsvRows,
    ) -> Result<()> {
        let separator = if self.cells.is_empty() { "" } else { "\n\n" };
        let bytes = self.bytes + separator.len() + text.len();
        rows.check_article(bytes)?;
        // The parts of a longer cell are checked when it is split.
        let checked = if text.contains(['\n', '<']) { "" } else { text };
        rows.check_paragraph(checked, self.cells.len() + 1)?;
        let (fields, more) = record.map_or((None, 0), |record| self.add_fields(record));
        rows.check_article(bytes + more)?;
        self.bytes = bytes + more;
        self.cells.push(ArticleCell { text: text.to_owned(), fields });
        Ok(())
    }

    /// Takes over the fields of a row. Returns those that the row keeps by itself, and the bytes
    /// that they add: none if the row before has the same.
    fn add_fields(&mut self, record: Box<SourceRecord>) -> (Option<Arc<Vec<SourceField>>>, usize) {
        let is_whole = record.text.is_some();
        let Some(first) = &mut self.record else {
            let fields = (!is_whole).then(|| Arc::new(record.fields.clone()));
            self.record = Some(record);
            return (fields, 0);
        };
        if is_whole {
            first.keep_same(&record);
            return (None, 0);
        }
        match self.cells.last().and_then(|cell| cell.fields.clone()) {
            Some(fields) if *fields == record.fields => (Some(fields), 0),
            _ => {
                let bytes = record.fields.iter().map(|field| field.json.len()).sum();
                (Some(Arc::new(record.fields)), bytes)
            }
        }
    }

    /// Returns the article as one to which no later row belongs.
    pub(super) fn complete(self) -> Self {
        CsvArticle { can_grow: false, ..self }
    }

    /// Returns the article with its rows in the order of their `numbers`, of which there is one for
    /// each row.
    ///
    /// # Errors
    ///
    /// [`Problem::RepeatedParagraph`] at the first row.
    pub(super) fn in_order(mut self, numbers: &[f64]) -> Result<Self> {
        let mut rows: Vec<_> = numbers.iter().zip(std::mem::take(&mut self.cells)).collect();
        rows.sort_by(|a, b| a.0.total_cmp(b.0));
        if let Some(pair) = rows.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let problem = Problem::RepeatedParagraph { article: self.id, number: *pair[0].0 };
            return Err(Error::input(self.place, problem));
        }
        Ok(CsvArticle { cells: rows.into_iter().map(|(_, cell)| cell).collect(), ..self })
    }

    /// Creates the article.
    ///
    /// # Errors
    ///
    /// The limits of an article, and the problems of HTML, at the first row.
    pub(super) fn finish(self, texts: &TextSettings) -> Result<Article> {
        let place = self.place.clone();
        self.article(texts).map_err(|problem| Error::input(place, problem))
    }

    /// Creates the article: of a single row, the article of its text; of several rows, a paragraph
    /// for each cell, or for each part of a cell between blank lines.
    fn article(self, texts: &TextSettings) -> Result<Article, Problem> {
        let id = ArticleId::Text(self.id);
        let (mut article, ends) = match &self.cells[..] {
            // A cell without a line end is a paragraph that is given as such.
            [whole] if whole.text.contains(['\n', '\r']) => {
                (texts.article(id, whole.text.as_str())?, Vec::new())
            }
            cells => {
                let mut parts = Vec::with_capacity(cells.len());
                let mut ends = Vec::with_capacity(cells.len());
                for ArticleCell { text, .. } in cells {
                    parts.extend(if texts.is_html(text) { vec![&**text] } else { parts_of(text) });
                    ends.push(parts.len());
                }
                let (article, paragraphs) = texts.article_of_elements(id, &parts)?;
                let paragraphs_up_to = |part: usize| paragraphs[part - 1];
                (article, ends.into_iter().map(paragraphs_up_to).collect())
            }
        };
        article.record = self.record.map(|mut record| {
            record.rows = rows(&self.cells, &ends);
            record
        });
        Ok(article)
    }
}

/// The fields of rows with the numbers of paragraphs up to their ends; none if they are all the same.
fn rows(cells: &[ArticleCell], ends: &[usize]) -> Vec<RecordRow> {
    let mut rows: Vec<RecordRow> = Vec::new();
    for (cell, &end) in cells.iter().zip(ends) {
        let Some(fields) = &cell.fields else {
            return Vec::new();
        };
        match rows.last_mut() {
            Some(last) if last.fields == **fields => last.end = end,
            _ => rows.push(RecordRow { end, fields: fields.to_vec() }),
        }
    }
    if rows.len() > 1 { rows } else { Vec::new() }
}

/// The parts of a cell between blank lines; the whole cell if it has no blank line.
fn parts_of(cell: &str) -> Vec<&str> {
    let parts = split_by(cell, ParagraphRule::Blank);
    if parts.len() < 2 {
        return vec![cell];
    }
    parts.into_iter().map(|part| &cell[part]).collect()
}
