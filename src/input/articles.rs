//! The stream of articles that every reader ends in.

use std::sync::Arc;

use super::format::Format;
use super::html::HtmlPage;
use super::jsonl::JsonlLine;
use super::source::progress::ReadProgress;
use crate::article::Article;
use crate::error::Result;

/// Articles one by one, in the order of the input. A bad record is an error in its place, and the next one
/// follows; after an error that leaves no next record ([`Error::ends_input`](crate::Error::ends_input))
/// they end.
pub struct Articles {
    format: Format,
    articles: Box<dyn Iterator<Item = Result<RawArticle>> + Send>,
    is_at_end: bool,
    progress: Option<Arc<ReadProgress>>,
}

impl Articles {
    pub(super) fn new<A: Into<RawArticle>>(
        format: Format,
        articles: impl Iterator<Item = Result<A>> + Send + 'static,
    ) -> Self {
        Articles {
            format,
            articles: Box::new(articles.map(|article| article.map(A::into))),
            is_at_end: false,
            progress: None,
        }
    }

    /// The same, each counted as it is read.
    pub(super) fn counted_by(self, progress: Option<Arc<ReadProgress>>) -> Self {
        Articles { progress, ..self }
    }

    /// What the input turned out to be; never [`Format::Auto`].
    pub fn format(&self) -> Format {
        self.format
    }

    /// The next article, to be parsed by whoever is free.
    pub fn next_raw(&mut self) -> Option<Result<RawArticle>> {
        if self.is_at_end {
            return None;
        }
        let next = self.articles.next();
        if let (Some(progress), Some(_)) = (&self.progress, &next) {
            progress.count_record();
        }
        self.is_at_end = matches!(&next, Some(Err(error)) if error.ends_input());
        next
    }
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Result<Article>> {
        Some(self.next_raw()?.and_then(RawArticle::parse))
    }
}

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
