//! CSV: a row is an article, or successive rows of one article are its paragraphs.

use super::columns::Columns;
use super::rows::Rows;
use super::source::Source;
use crate::article::{Article, ArticleId};
use crate::error::Result;
use crate::limits::Limits;

/// The articles under a header that is read and checked at once.
pub(super) struct CsvArticles {
    rows: Rows,
    text: usize,
    article: Option<usize>,
    /// The article whose rows are being gathered.
    page: Option<Page>,
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
        let text = rows.column(&columns.text, "; name it with --text-column")?;
        let article = columns.article.as_ref();
        let article = article.map(|name| rows.column(name, "")).transpose()?;
        Ok(CsvArticles {
            rows,
            text,
            article,
            page: None,
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
        Ok(Some(Article::from_text(id, text.to_owned())))
    }

    /// The next rows of one article, each a paragraph as it stands.
    fn next_page(&mut self) -> Result<Option<Article>> {
        while self.rows.advance()? {
            let text = self.rows.cell(self.text)?;
            let name = self.rows.name(self.article)?;
            match &mut self.page {
                Some(page) if page.named && name == Some(page.id.as_str()) => {
                    page.bytes += "\n\n".len() + text.len();
                    self.rows.check_article(page.bytes)?;
                    page.texts.push(text.to_owned());
                }
                _ => {
                    self.rows.check_article(text.len())?;
                    let page = Page {
                        id: name.map_or_else(|| self.rows.row_name(), str::to_owned),
                        named: name.is_some(),
                        texts: vec![text.to_owned()],
                        bytes: text.len(),
                    };
                    if let Some(page) = self.page.replace(page) {
                        return Ok(Some(page.into()));
                    }
                }
            }
        }
        Ok(self.page.take().map(Article::from))
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
    use proptest::prelude::*;

    const LIMITS: Limits = Limits {
        record_bytes: 1000,
        article_bytes: 20,
    };

    fn read(text: &[u8], article: Option<&str>) -> Result<Vec<Article>> {
        let source = Source::new("a.csv", std::io::Cursor::new(text.to_vec()))?;
        let columns = Columns {
            text: "text".into(),
            article: article.map(str::to_owned),
        };
        CsvArticles::open(source, &columns, LIMITS)?.collect()
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
        assert!(message.ends_with("there is \"body\"; name it with --text-column"));
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

    proptest! {
        #[test]
        fn anything_like_a_csv_is_articles_or_an_error(rest in "[ab\",\n\r ]{0,40}", paged: bool) {
            let csv = format!("page,text\n{rest}");
            let _ = read(csv.as_bytes(), paged.then_some("page"));
        }
    }
}
