//! An article as it was read, before anybody looked into it.

use super::html::HtmlPage;
use super::jsonl::JsonlLine;
use crate::article::Article;
use crate::error::Result;

/// A record whose end is known and whose content is not: reading is done by one thread, parsing by
/// many.
#[derive(Debug)]
pub struct RawArticle(Form);

#[derive(Debug)]
enum Form {
    Parsed(Article),
    Jsonl(JsonlLine),
    Html(HtmlPage),
}

impl RawArticle {
    /// The article.
    ///
    /// # Errors
    /// What is wrong with its record, with its place.
    pub fn parse(self) -> Result<Article> {
        match self.0 {
            Form::Parsed(article) => Ok(article),
            Form::Jsonl(line) => line.parse(),
            Form::Html(page) => page.parse(),
        }
    }

    /// How many bytes it holds.
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            Form::Parsed(article) => article.text.len(),
            Form::Jsonl(line) => line.len(),
            Form::Html(page) => page.len(),
        }
    }
}

impl From<Article> for RawArticle {
    fn from(article: Article) -> Self {
        RawArticle(Form::Parsed(article))
    }
}

impl From<JsonlLine> for RawArticle {
    fn from(line: JsonlLine) -> Self {
        RawArticle(Form::Jsonl(line))
    }
}

impl From<HtmlPage> for RawArticle {
    fn from(page: HtmlPage) -> Self {
        RawArticle(Form::Html(page))
    }
}
