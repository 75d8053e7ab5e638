//! The stream of articles that every reader ends in.

use super::Format;
use crate::article::Article;
use crate::error::Result;

/// Articles one by one, in the order of the input; they end after the first error, since what
/// follows a broken record may be half of it.
pub struct Articles {
    format: Format,
    articles: Box<dyn Iterator<Item = Result<Article>> + Send>,
    failed: bool,
}

impl Articles {
    pub(super) fn new(
        format: Format,
        articles: impl Iterator<Item = Result<Article>> + Send + 'static,
    ) -> Self {
        Articles {
            format,
            articles: Box::new(articles),
            failed: false,
        }
    }

    /// What the input turned out to be; never [`Format::Auto`].
    pub fn format(&self) -> Format {
        self.format
    }
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Result<Article>> {
        if self.failed {
            return None;
        }
        let next = self.articles.next();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}
