//! Articles of a CSV: a row is an article, or successive rows are the paragraphs of an article.

pub(super) mod csv_rows;
pub(super) mod delimiter;
mod dialect;
mod header;
mod record_bytes;

use csv_rows::CsvRows;
use delimiter::Delimiter;

use crate::article::{Article, ArticleId};
use crate::error::{ColumnRole, Result};
use crate::input::source::Source;
use crate::input::text_settings::TextSettings;
use crate::limits::check_id;

/// The names of the columns of a CSV of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The column of texts.
    pub text: String,
    /// The column of article ids, if a row is a paragraph: successive rows with the same id are an
    /// article, and a row with an empty id is an article. `None`: every row is an article.
    pub article: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Columns { text: "text".to_owned(), article: None }
    }
}

/// The articles of a CSV; the header is checked when the CSV is opened.
pub(super) struct CsvArticles {
    rows: CsvRows,
    text: usize,
    article: Option<usize>,
    /// The article whose rows are being collected.
    current: Option<CsvArticle>,
    /// The id of the last refused article, whose further rows are skipped.
    refused: Option<String>,
}

/// The rows of an article.
struct CsvArticle {
    id: String,
    /// Whether rows of the same id belong to the article. False for a row without an id.
    can_grow: bool,
    texts: Vec<String>,
    bytes: usize,
}

impl CsvArticle {
    fn finish(self) -> Article {
        Article::from_paragraphs(ArticleId::Text(self.id), self.texts)
    }
}

impl CsvArticles {
    /// Opens a CSV and finds its columns.
    ///
    /// # Errors
    ///
    /// The problems of the header, and the errors of reading.
    pub(super) fn open(
        source: Source,
        columns: &Columns,
        texts: TextSettings,
        delimiter: Option<Delimiter>,
    ) -> Result<Self> {
        let rows = CsvRows::open(source, texts, delimiter)?;
        let text = rows.column(&columns.text, Some(ColumnRole::Text))?;
        let article = rows.optional_column(columns.article.as_deref())?;
        Ok(CsvArticles { rows, text, article, current: None, refused: None })
    }

    /// Reads the next row as an article of running text.
    fn next_row(&mut self) -> Result<Option<Article>> {
        if !self.rows.advance()? {
            return Ok(None);
        }
        self.rows.article(self.rows.cell(self.text)?).map(Some)
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
            let is_same = |current: &CsvArticle| current.can_grow && id == Some(&*current.id);
            let article =
                self.current.take_if(|current| is_same(current)).unwrap_or_else(|| CsvArticle {
                    id: id.map_or_else(|| self.rows.row_name(), str::to_owned),
                    can_grow: id.is_some(),
                    texts: Vec::new(),
                    bytes: 0,
                });
            let grown = self.grown(article, text);
            let complete = self.current.take();
            match grown {
                Ok(article) => {
                    self.refused = None;
                    self.current = Some(article);
                    if let Some(complete) = complete {
                        return Ok(Some(complete.finish()));
                    }
                }
                Err(error) => {
                    self.refused = id.map(str::to_owned);
                    // The article before the refused one is complete: later rows with its id start
                    // another article.
                    self.current =
                        complete.map(|article| CsvArticle { can_grow: false, ..article });
                    return Err(error);
                }
            }
        }
        Ok(self.current.take().map(CsvArticle::finish))
    }

    /// Returns the article with one more paragraph, after a check of the limits.
    fn grown(&self, mut article: CsvArticle, text: &str) -> Result<CsvArticle> {
        let separator = if article.texts.is_empty() { "" } else { "\n\n" };
        article.bytes += separator.len() + text.len();
        check_id(&article.id).map_err(|problem| self.rows.problem(problem))?;
        self.rows.check_article(article.bytes)?;
        self.rows.check_paragraph(text, article.texts.len() + 1)?;
        article.texts.push(text.to_owned());
        Ok(article)
    }
}

impl Iterator for CsvArticles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
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
        let columns = Columns { text: "text".into(), article: article.map(str::to_owned) };
        let limits = Limits { article_bytes: 20, paragraph_bytes: 18, ..Limits::default() };
        let texts = TextSettings { limits, ..TextSettings::default() };
        CsvArticles::open(source, &columns, texts, None)
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
        let csv = b"page,text\nA,\" One.\n\nStill.\"\nA,\nB,Two.\nA,Three.\n,x\n,y\n";
        let articles = read(csv, Some("page")).unwrap();
        assert_eq!(
            shown(&articles),
            [
                ("A".into(), vec![" One.\n\nStill.", ""]),
                ("B".into(), vec!["Two."]),
                ("A".into(), vec!["Three."]),
                ("a.csv:5".into(), vec!["x"]),
                ("a.csv:6".into(), vec!["y"]),
            ]
        );
    }

    #[test]
    fn header_alone_has_no_articles_and_a_missing_column_fails_at_once() {
        assert!(read(b"text\n", None).unwrap().is_empty());
        assert!(read(b"text,page\n", Some("page")).unwrap().is_empty());
        let message = read(b"body\n", None).unwrap_err().to_string();
        assert!(message.ends_with("there is \"body\""));
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
        let csv = b"page,text\nA,one\nB,a\nB,1234567890123456789\nB,c\nA,d\nB,e\n";
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
        assert_eq!(shown[2..], ["A \"d\"", "B \"e\""]);
    }

    proptest! {
        #[test]
        fn csv_like_text_is_articles_or_an_error(rest in "[ab\",\n\r ]{0,40}", paged: bool) {
            let csv = format!("page,text\n{rest}");
            let _ = read(csv.as_bytes(), paged.then_some("page"));
        }
    }
}
