//! Articles of a CSV: a row is an article, or the rows of an article are its paragraphs.

mod csv_article;
pub(super) mod csv_rows;
pub(super) mod delimiter;
mod dialect;
mod gathered_rows;
mod header;
mod record_bytes;
mod row_fields;

use std::collections::HashSet;
use std::hash::BuildHasher;
use std::sync::Arc;

use csv_article::CsvArticle;
use csv_rows::CsvRows;
use delimiter::Delimiter;
use gathered_rows::{GatheredArticles, GatheredColumns};
use row_fields::RowFields;

use crate::article::Article;
use crate::error::{ColumnRole, Problem, Result};
use crate::input::columns::{Columns, TEXT_NAMES};
use crate::input::notices::Notices;
use crate::input::source::Source;
use crate::input::text_settings::TextSettings;

/// Most articles whose names are remembered, 8 bytes each, to find rows that are not successive.
const MOST_REMEMBERED: usize = 1 << 20;

/// The articles of a CSV; the header is checked when the CSV is opened.
pub(super) struct CsvArticles {
    rows: CsvRows,
    texts: TextSettings,
    text: usize,
    id: Option<usize>,
    article: Option<usize>,
    fields: RowFields,
    /// The article whose rows are being collected.
    current: Option<CsvArticle>,
    /// The id of the last refused article, whose further rows are skipped.
    refused: Option<String>,
    /// Hashes of the names of all articles so far.
    seen: HashSet<u64>,
    /// Hashes of the names of articles whose rows are not successive: they are reported once.
    scattered: HashSet<u64>,
    hasher: std::hash::RandomState,
    /// All articles, if their rows are gathered.
    gathered: Option<GatheredArticles>,
    /// The notice of repeated ids, if rows are articles with ids and none was repeated so far.
    repeated: Option<RepeatedIds>,
}

/// Reports once that successive rows have the same id.
struct RepeatedIds {
    notices: Arc<Notices>,
    last: String,
}

impl RepeatedIds {
    fn new(notices: Arc<Notices>) -> Self {
        RepeatedIds { notices, last: String::new() }
    }

    /// Takes the id of the next row, in the column `name`. Returns whether a repetition was reported.
    fn report(&mut self, id: &str, name: &str, path: &str) -> bool {
        if id != self.last || id.is_empty() {
            id.clone_into(&mut self.last);
            return false;
        }
        self.notices.add(format!(
            "{path}: successive rows have the same {name:?}, and each is an article; if they are \
             the paragraphs of one article, name {name:?} as the article column instead"
        ));
        true
    }
}

impl CsvArticles {
    /// Opens a CSV and finds its columns. If rows are gathered, reads all of them.
    ///
    /// # Errors
    ///
    /// The problems of the header, and the errors of reading.
    pub(super) fn open(
        source: Source,
        columns: &Columns,
        texts: TextSettings,
        delimiter: Option<Delimiter>,
        notices: Option<Arc<Notices>>,
    ) -> Result<Self> {
        let mut rows = CsvRows::open(source, texts, delimiter)?;
        let text = text_column(&rows, columns, notices.as_deref())?;
        let id = rows.optional_column(columns.id.as_deref())?;
        let article = rows.optional_column(columns.article.as_deref())?;
        let paragraph = rows.optional_column(columns.paragraph.as_deref())?;
        let fields = RowFields::of(&rows, &columns.handed_on, text, article.or(id))?;
        let gathered = match (article, paragraph) {
            (Some(article), Some(paragraph)) => {
                let columns = GatheredColumns { text, article, paragraph };
                Some(GatheredArticles::read(&mut rows, &columns, &fields)?)
            }
            _ => None,
        };
        Ok(CsvArticles {
            rows,
            texts,
            text,
            id,
            article,
            fields,
            current: None,
            refused: None,
            seen: HashSet::new(),
            scattered: HashSet::new(),
            hasher: std::hash::RandomState::new(),
            gathered,
            repeated: notices.filter(|_| id.is_some() && article.is_none()).map(RepeatedIds::new),
        })
    }

    /// Reads the next row as an article of running text.
    fn next_row(&mut self) -> Result<Option<Article>> {
        if !self.rows.advance()? {
            return Ok(None);
        }
        let text = self.rows.cell(self.text)?;
        if let (Some(ids), Some(column)) = (&mut self.repeated, self.id) {
            let name = self.rows.names().get(column).map_or("", String::as_str);
            if ids.report(self.rows.cell(column)?, name, self.rows.path()) {
                self.repeated = None;
            }
        }
        let id = self.rows.name(self.id)?.map_or_else(|| self.rows.row_name(), str::to_owned);
        let article = self.texts.article(id.as_str().into(), text);
        let mut article = article.map_err(|problem| self.rows.problem(problem))?;
        article.record = self.fields.record(&self.rows)?;
        Ok(Some(article))
    }

    /// Reads the next article of successive rows, each row a paragraph.
    ///
    /// A row that cannot be read is left out of its article. A paragraph over a limit refuses its
    /// whole article.
    fn next_rows(&mut self) -> Result<Option<Article>> {
        while self.rows.advance()? {
            let text = self.rows.cell(self.text)?;
            let id = self.rows.name(self.article)?;
            if id.is_some() && id == self.refused.as_deref() {
                continue;
            }
            let is_scattered = |id: &str| self.scattered.contains(&self.hasher.hash_one(id));
            if !self.scattered.is_empty() && id.is_some_and(is_scattered) {
                continue;
            }
            let record = self.fields.record(&self.rows)?;
            let is_same = |current: &CsvArticle| current.can_grow && id == Some(&*current.id);
            let same = self.current.take_if(|current| is_same(current));
            if let (None, Some(id)) = (&same, id) {
                let is_new = self.seen.len() >= MOST_REMEMBERED
                    || self.seen.insert(self.hasher.hash_one(id));
                if !is_new {
                    if self.scattered.len() < MOST_REMEMBERED {
                        self.scattered.insert(self.hasher.hash_one(id));
                    }
                    let article = id.to_owned();
                    return Err(self.rows.problem(Problem::ScatteredRows { article }));
                }
            }
            let article = match same {
                Some(article) => article,
                None => CsvArticle::new(&self.rows, id),
            };
            let grown = article.with(text, record, &self.rows);
            let complete = self.current.take();
            match grown {
                Ok(article) => {
                    self.refused = None;
                    self.current = Some(article);
                    if let Some(complete) = complete {
                        return complete.finish(&self.texts).map(Some);
                    }
                }
                Err(error) => {
                    self.refused = id.map(str::to_owned);
                    // The article before the refused one is complete.
                    self.current = complete.map(CsvArticle::complete);
                    return Err(error);
                }
            }
        }
        let last = self.current.take();
        last.map(|article| article.finish(&self.texts)).transpose()
    }
}

/// Finds the column of texts by its name, or by one of the usual names.
fn text_column(rows: &CsvRows, columns: &Columns, notices: Option<&Notices>) -> Result<usize> {
    let role = Some(ColumnRole::Text);
    if let Some(name) = &columns.text {
        return rows.column(name, role);
    }
    let has = |name: &str| rows.names().iter().any(|found| found.eq_ignore_ascii_case(name));
    match TEXT_NAMES.into_iter().find(|name| has(name)) {
        None => rows.column(TEXT_NAMES[0], role),
        Some(name) => {
            if let Some(notices) = notices.filter(|_| name != TEXT_NAMES[0]) {
                let path = rows.path();
                notices.add(format!("{path}: no column \"text\"; the texts are those of {name:?}"));
            }
            rows.column(name, role)
        }
    }
}

impl Iterator for CsvArticles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(gathered) = &mut self.gathered {
            return gathered.next(&self.texts);
        }
        match self.article {
            None => self.next_row(),
            Some(_) => self.next_rows(),
        }
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::limits::Limits;
    use proptest::prelude::*;

    fn open(text: &[u8], article: Option<&str>) -> Result<CsvArticles> {
        let bytes = std::io::Cursor::new(text.to_vec());
        let source = Source::new("a.csv", bytes, &Reading::default())?;
        let columns = Columns { article: article.map(str::to_owned), ..Columns::default() };
        let limits = Limits { article_bytes: 20, paragraph_bytes: 18, ..Limits::default() };
        let texts = TextSettings { limits, ..TextSettings::default() };
        CsvArticles::open(source, &columns, texts, None, None)
    }

    fn read(text: &[u8], article: Option<&str>) -> Result<Vec<Article>> {
        open(text, article)?.collect()
    }

    fn shown(articles: &[Article]) -> Vec<(String, Vec<&str>)> {
        articles.iter().map(|article| (article.id.to_string(), article.texts().collect())).collect()
    }

    #[test]
    fn row_is_an_article_without_an_article_column() {
        let articles = read(b"id,text\n7,\"One.\n\nTwo.\"\n8,\n", None).unwrap();
        assert_eq!(
            shown(&articles),
            [("a.csv:1".into(), vec!["One.", "Two."]), ("a.csv:2".into(), vec![])]
        );
    }

    #[test]
    fn successive_rows_of_an_id_are_the_paragraphs_of_an_article() {
        let csv = b"page,text\nA,\" One.\n\nStill.\"\nA,\nB,Two.\n,x\n,y\n";
        let articles = read(csv, Some("page")).unwrap();
        assert_eq!(
            shown(&articles),
            [
                ("A".into(), vec!["One.", "Still.", ""]),
                ("B".into(), vec!["Two."]),
                ("a.csv:4".into(), vec!["x"]),
                ("a.csv:5".into(), vec!["y"]),
            ]
        );
    }

    #[test]
    fn header_alone_has_no_articles_and_a_missing_column_fails_at_once() {
        assert!(read(b"text\n", None).unwrap().is_empty());
        assert!(read(b"text,page\n", Some("page")).unwrap().is_empty());
        let message = read(b"words\n", None).unwrap_err().to_string();
        assert!(message.ends_with("there is \"words\""));
        assert!(read(b"text\n", Some("page")).is_err());
    }

    #[test]
    fn article_over_the_limit_is_reported_at_the_row_that_exceeds_it() {
        let row = "x".repeat(9);
        let two = format!("page,text\nA,{row}\nA,{row}\n");
        let articles = read(two.as_bytes(), Some("page")).unwrap();
        assert_eq!(articles[0].text.len(), 20);
        let three = format!("{two}A,\n");
        let message = read(three.as_bytes(), Some("page")).unwrap_err().to_string();
        assert_eq!(
            message,
            "a.csv: row 3 (line 4, byte 34): an article longer than 20 bytes; split it"
        );
        let long = format!("text\n{}\n", "x".repeat(21));
        assert!(read(long.as_bytes(), None).is_err());
    }

    #[test]
    fn refused_article_leaves_other_articles_complete() {
        let csv = b"page,text\nA,one\nB,a\nB,1234567890123456789\nB,c\nC,d\nA,e\n";
        let found: Vec<_> = open(csv, Some("page")).unwrap().collect();
        let shown: Vec<_> = found
            .iter()
            .map(|article| match article {
                Ok(article) => format!("{} {:?}", article.id, article.text),
                Err(error) => error.to_string(),
            })
            .collect();
        assert_eq!(shown[0], "A \"one\"");
        assert!(shown[1].starts_with("a.csv: row 3 (line 4, byte 20): an article longer than 20"));
        let scattered = "a.csv: row 6 (line 7, byte 50): the rows of the article \"A\" are not \
                         successive; sort the rows by article and paragraph";
        assert_eq!(shown[2..], [scattered, "C \"d\""]);
    }

    proptest! {
        #[test]
        fn csv_like_text_is_articles_or_an_error(rest in "[ab\",\n\r ]{0,40}", paged: bool) {
            let csv = format!("page,text\n{rest}");
            let _ = read(csv.as_bytes(), paged.then_some("page"));
        }
    }
}
