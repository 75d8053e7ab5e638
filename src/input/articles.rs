//! `Articles`, the stream of articles of every format, and `RawArticle`, its unparsed record.

use std::sync::Arc;

use super::format::Format;
use super::html::HtmlPage;
use super::jsonl::JsonlLine;
use super::source::progress::ReadProgress;
use super::warc::ArchivedPage;
use crate::article::Article;
use crate::error::Result;

/// The articles of an input, in its order.
///
/// A bad record is an error in its place, and the next record follows. The stream ends after an
/// error for which [`Error::ends_input`](crate::Error::ends_input) is true.
pub struct Articles {
    format: Format,
    records: Box<dyn Iterator<Item = Result<RawArticle>> + Send>,
    is_at_end: bool,
    is_one_article: bool,
    progress: Option<Arc<ReadProgress>>,
}

impl Articles {
    /// Creates the stream of the records of an input, counted in `progress`.
    pub(super) fn new(
        format: Format,
        records: impl Iterator<Item = Result<RawArticle>> + Send + 'static,
        progress: Option<Arc<ReadProgress>>,
    ) -> Self {
        let is_one_article = format.is_one_article();
        let records = Box::new(records);
        Articles { format, records, is_at_end: false, is_one_article, progress }
    }

    /// Says that the input holds several articles although those of its format are one as a rule.
    pub(super) fn several(self) -> Self {
        Articles { is_one_article: false, ..self }
    }

    /// Whether the input is one article, as text and pages are. A mailbox is not.
    pub fn is_one_article(&self) -> bool {
        self.is_one_article
    }

    /// Returns the format of the input, after detection; never [`Format::Auto`].
    pub fn format(&self) -> Format {
        self.format
    }

    /// Returns the next article unparsed, so that another thread can parse it.
    pub fn next_raw(&mut self) -> Option<Result<RawArticle>> {
        if self.is_at_end {
            return None;
        }
        let next = self.records.next();
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

/// A record of an input. One thread reads records, and many threads parse them.
#[derive(Debug)]
#[non_exhaustive]
pub enum RawArticle {
    /// An article that needs no parsing.
    Parsed(Article),
    /// A line of JSON Lines.
    Line(JsonlLine),
    /// A page of HTML.
    Page(HtmlPage),
    /// A page of a web archive.
    Archived(ArchivedPage),
}

impl RawArticle {
    /// Parses the record into an article.
    ///
    /// # Errors
    ///
    /// The problem of the record, with its place.
    pub fn parse(self) -> Result<Article> {
        match self {
            RawArticle::Parsed(article) => Ok(article),
            RawArticle::Line(line) => line.parse(),
            RawArticle::Page(page) => page.parse(),
            RawArticle::Archived(page) => page.parse(),
        }
    }

    /// Returns the length of the record in bytes.
    pub(crate) fn len(&self) -> usize {
        match self {
            RawArticle::Parsed(article) => article.text.len(),
            RawArticle::Line(line) => line.len(),
            RawArticle::Page(page) => page.len(),
            RawArticle::Archived(page) => page.len(),
        }
    }
}
