//! CSV: a row is an article, or successive rows of one article are its paragraphs.

mod header;
mod record_bytes;
pub(super) mod rows;

use rows::Rows;

use crate::article::{Article, ArticleId};
use crate::error::{ColumnRole, Result};
use crate::input::source::Source;
use crate::limits::{Limits, check_id};

/// Which columns of a CSV are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The column of the text.
    pub text: String,
    /// The column that names the article, where a row is a paragraph; an empty cell names none, and
    /// its row stands alone. Without it a row is an article.
    pub article: Option<String>,
}

impl Default for Columns {
    fn default() -> Self {
        Columns {
            text: "text".to_owned(),
            article: None,
        }
    }
}

/// The articles under a header that is read and checked at once.
pub(super) struct CsvArticles {
    rows: Rows,
    text: usize,
    article: Option<usize>,
    /// The article whose rows are being gathered.
    page: Option<Page>,
    /// The article that was refused last, whose further rows are passed over.
    refused: Option<String>,
}

/// Rows of one article.
struct Page {
    id: String,
    /// False where the row had no article, and stands alone.
    named: bool,
    texts: Vec<String>,
    bytes: usize,
}

impl From<Page> for Article {
    fn from(page: Page) -> Self {
        Article::from_paragraphs(ArticleId::Text(page.id), page.texts)
    }
}

impl CsvArticles {
    /// # Errors
    ///
    /// What is wrong with the header, and what reading may fail with.
    pub(super) fn open(source: Source, columns: &Columns, limits: Limits) -> Result<Self> {
        let rows = Rows::open(source, limits)?;
        let text = rows.column(&columns.text, Some(ColumnRole::Text))?;
        let article = columns.article.as_ref();
        let article = article.map(|name| rows.column(name, None)).transpose()?;
        Ok(CsvArticles {
            rows,
            text,
            article,
            page: None,
            refused: None,
        })
    }

    /// The next row as running text.
    fn next_row(&mut self) -> Result<Option<Article>> {
        if !self.rows.advance()? {
            return Ok(None);
        }
        let text = self.rows.cell(self.text)?;
        self.rows.check_article(text.len())?;
        let id = ArticleId::Text(self.rows.row_name());
        let article = Article::from_text(id, text.to_owned());
        self.rows.check(&article)?;
        Ok(Some(article))
    }

    /// The next rows of one article, each a paragraph as it stands. A row that cannot be read is no part of
    /// its page; a page with a paragraph that is too long, or that is too long itself, is none.
    fn next_page(&mut self) -> Result<Option<Article>> {
        while self.rows.advance()? {
            let text = self.rows.cell(self.text)?;
            let name = self.rows.name(self.article)?;
            if name.is_some() && name == self.refused.as_deref() {
                continue;
            }
            let is_same = |page: &Page| page.named && name == Some(page.id.as_str());
            let page = self
                .page
                .take_if(|page| is_same(page))
                .unwrap_or_else(|| Page {
                    id: name.map_or_else(|| self.rows.row_name(), str::to_owned),
                    named: name.is_some(),
                    texts: Vec::new(),
                    bytes: 0,
                });
            let checked = self.grown(page, text);
            let before = self.page.take();
            self.refused = None;
            match (checked, before) {
                (Ok(page), before) => {
                    self.page = Some(page);
                    if let Some(before) = before {
                        return Ok(Some(before.into()));
                    }
                }
                (Err(error), before) => {
                    self.refused = name.map(str::to_owned);
                    // What stood before the one refused is whole: rows of the same name after it are not its own.
                    self.page = before.map(|page| Page {
                        named: false,
                        ..page
                    });
                    return Err(error);
                }
            }
        }
        Ok(self.page.take().map(Article::from))
    }

    /// The page with one more paragraph, if it may have that.
    fn grown(&self, mut page: Page, text: &str) -> Result<Page> {
        let separator = if page.texts.is_empty() { "" } else { "\n\n" };
        page.bytes += separator.len() + text.len();
        check_id(&page.id).map_err(|problem| self.rows.problem(problem))?;
        self.rows.check_article(page.bytes)?;
        self.rows.check_paragraph(text, page.texts.len() + 1)?;
        page.texts.push(text.to_owned());
        Ok(page)
    }
}

impl Iterator for CsvArticles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.article {
            None => self.next_row(),
            Some(_) => self.next_page(),
        }
        .transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use proptest::prelude::*;

    fn open(text: &[u8], article: Option<&str>) -> Result<CsvArticles> {
        let bytes = std::io::Cursor::new(text.to_vec());
        let source = Source::new("a.csv", bytes, &Reading::default())?;
        let columns = Columns {
            text: "text".into(),
            article: article.map(str::to_owned),
        };
        let limits = Limits {
            article_bytes: 20,
            paragraph_bytes: 18,
            ..Limits::default()
        };
        CsvArticles::open(source, &columns, limits)
    }

    fn read(text: &[u8], article: Option<&str>) -> Result<Vec<Article>> {
        open(text, article)?.collect()
    }

    fn shown(articles: &[Article]) -> Vec<(String, Vec<&str>)> {
        articles
            .iter()
            .map(|article| (article.id.to_string(), article.texts().collect()))
            .collect()
    }

    #[test]
    fn without_an_article_column_a_row_is_an_article() {
        let articles = read(b"id,text\n7,\"One.\n\nTwo.\"\n8,\n", None).unwrap();
        assert_eq!(
            shown(&articles),
            [
                ("a.csv:1".into(), vec!["One.", "Two."]),
                ("a.csv:2".into(), vec![])
            ]
        );
    }

    #[test]
    fn with_one_successive_rows_are_the_paragraphs_of_a_page() {
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
    fn a_header_alone_has_no_articles_and_a_wrong_one_fails_at_once() {
        assert!(read(b"text\n", None).unwrap().is_empty());
        assert!(read(b"text,page\n", Some("page")).unwrap().is_empty());
        let message = read(b"body\n", None).unwrap_err().to_string();
        assert!(message.ends_with("there is \"body\""));
        assert!(read(b"text\n", Some("page")).is_err());
    }

    #[test]
    fn an_article_over_the_limit_is_told_with_the_row_that_makes_it_so() {
        let row = "x".repeat(9);
        let two = format!("page,text\nA,{row}\nA,{row}\n");
        let articles = read(two.as_bytes(), Some("page")).unwrap();
        assert_eq!(articles[0].text.len(), 20);
        let three = format!("{two}A,\n");
        let message = read(three.as_bytes(), Some("page"))
            .unwrap_err()
            .to_string();
        assert_eq!(
            message,
            "a.csv: row 3 (line 4, byte 34): an article longer than 20 bytes; split it"
        );
        let long = format!("text\n{}\n", "x".repeat(21));
        assert!(read(long.as_bytes(), None).is_err());
    }

    #[test]
    fn a_page_that_is_refused_takes_no_row_of_another_with_it() {
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
        fn anything_like_a_csv_is_articles_or_an_error(rest in "[ab\",\n\r ]{0,40}", paged: bool) {
            let csv = format!("page,text\n{rest}");
            let _ = read(csv.as_bytes(), paged.then_some("page"));
        }
    }
}
