//! The stream of articles that every reader ends in.

use super::Format;
use super::raw::RawArticle;
use crate::article::Article;
use crate::error::Result;

/// Articles one by one, in the order of the input; they end after the first error, since what
/// follows a broken record may be half of it.
pub struct Articles {
    format: Format,
    articles: Box<dyn Iterator<Item = Result<RawArticle>> + Send>,
    failed: bool,
}

impl Articles {
    pub(super) fn new<A: Into<RawArticle>>(
        format: Format,
        articles: impl Iterator<Item = Result<A>> + Send + 'static,
    ) -> Self {
        Articles {
            format,
            articles: Box::new(articles.map(|article| article.map(A::into))),
            failed: false,
        }
    }

    /// What the input turned out to be; never [`Format::Auto`].
    pub fn format(&self) -> Format {
        self.format
    }

    /// The next article, to be parsed by whoever is free.
    pub fn next_raw(&mut self) -> Option<Result<RawArticle>> {
        if self.failed {
            return None;
        }
        let next = self.articles.next();
        self.failed = matches!(next, Some(Err(_)));
        next
    }
}

impl Iterator for Articles {
    type Item = Result<Article>;

    fn next(&mut self) -> Option<Result<Article>> {
        let article = self.next_raw()?.and_then(RawArticle::parse);
        self.failed |= article.is_err();
        Some(article)
    }
}
