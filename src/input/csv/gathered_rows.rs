//! `GatheredArticles`: articles whose rows are scattered in a CSV, in order of their paragraphs.
//!
//! All rows are held in memory, since the last row may belong to the first article.

use indexmap::IndexMap;

use super::csv_article::CsvArticle;
use super::csv_rows::CsvRows;
use super::row_fields::RowFields;
use crate::article::Article;
use crate::error::{Error, Problem, Result};
use crate::input::text_settings::TextSettings;

/// The articles of a CSV, in the order of their first rows.
pub(super) struct GatheredArticles {
    articles: std::vec::IntoIter<GatheredArticle>,
    /// The errors of bad rows, in the order of the file.
    errors: std::vec::IntoIter<Error>,
}

/// The columns of rows that are gathered.
pub(super) struct GatheredColumns {
    pub(super) text: usize,
    pub(super) article: usize,
    /// The number of a paragraph within its article.
    pub(super) paragraph: usize,
}

/// The rows of an article, with the numbers of their paragraphs.
struct GatheredArticle {
    article: CsvArticle,
    numbers: Vec<f64>,
}

impl GatheredArticles {
    /// Reads all rows.
    ///
    /// # Errors
    ///
    /// An error that ends the input.
    pub(super) fn read(
        rows: &mut CsvRows,
        columns: &GatheredColumns,
        fields: &RowFields,
    ) -> Result<Self> {
        let mut articles: IndexMap<String, GatheredArticle> = IndexMap::new();
        let mut errors = Vec::new();
        loop {
            match read_row(rows, columns, fields, &mut articles) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) if error.ends_input() => return Err(error),
                Err(error) => errors.push(error),
            }
        }
        Ok(GatheredArticles {
            articles: articles.into_values().collect::<Vec<_>>().into_iter(),
            errors: errors.into_iter(),
        })
    }

    /// Returns the next error or article.
    pub(super) fn next(&mut self, texts: &TextSettings) -> Option<Result<Article>> {
        if let Some(error) = self.errors.next() {
            return Some(Err(error));
        }
        let GatheredArticle { article, numbers } = self.articles.next()?;
        Some(article.in_order(&numbers).and_then(|article| article.finish(texts)))
    }
}

/// Reads a row into its article. Returns false after the last row.
fn read_row(
    rows: &mut CsvRows,
    columns: &GatheredColumns,
    fields: &RowFields,
    articles: &mut IndexMap<String, GatheredArticle>,
) -> Result<bool> {
    if !rows.advance()? {
        return Ok(false);
    }
    let text = rows.cell(columns.text)?;
    let cell = rows.cell(columns.paragraph)?.trim();
    let number = cell.parse::<f64>().ok().filter(|number| number.is_finite());
    let number = number.ok_or_else(|| {
        rows.problem_in(columns.paragraph, Problem::ParagraphNumber { found: cell.to_owned() })
    })?;
    let id = rows.name(Some(columns.article))?;
    let name = id.map_or_else(|| rows.row_name(), str::to_owned);
    let record = fields.record(rows)?;
    let gathered = articles.entry(name).or_insert_with(|| GatheredArticle {
        article: CsvArticle::new(rows, id),
        numbers: Vec::new(),
    });
    gathered.article.push(text, record, rows)?;
    gathered.numbers.push(number);
    Ok(true)
}
