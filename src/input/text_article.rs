//! From the text of a record to its article, for every format with records.

use super::format::is_html;
use super::html;
use super::text_settings::{TextFormat, TextSettings};
use crate::article::{Article, ArticleId};
use crate::error::Problem;

impl TextSettings {
    /// Creates the article of a text and checks it against all limits.
    ///
    /// # Errors
    /// The [`Problem`] of the first limit that the article is over, and the problems of HTML.
    ///
    /// ```
    /// use adsift::input::TextSettings;
    ///
    /// let settings = TextSettings::default();
    /// let article = settings.article("a1".into(), "<html><p>One.<p>Two.")?;
    /// assert_eq!(article.texts().collect::<Vec<_>>(), ["One.", "Two."]);
    /// # Ok::<(), adsift::error::Problem>(())
    /// ```
    pub fn article(
        &self,
        id: ArticleId,
        text: impl AsRef<str> + Into<String>,
    ) -> Result<Article, Problem> {
        if self.is_html(text.as_ref()) {
            return html::parse_text(id, text.as_ref(), &self.limits);
        }
        self.limits.article(id, text, self.paragraphs)
    }

    /// Creates the article of paragraphs that are given as such, and checks it against all limits.
    /// A paragraph is never divided. Paragraphs in HTML are parsed as one page.
    ///
    /// # Errors
    /// As [`article`](Self::article).
    pub fn article_of_paragraphs<S: AsRef<str>>(
        &self,
        id: ArticleId,
        paragraphs: &[S],
    ) -> Result<Article, Problem> {
        let limit = self.limits.article_bytes;
        let bytes: usize = paragraphs.iter().map(|text| text.as_ref().len() + "\n\n".len()).sum();
        if bytes > limit + "\n\n".len() {
            return Err(Problem::ArticleTooLong { limit });
        }
        let article = Article::from_paragraphs(id, paragraphs);
        if paragraphs.first().is_some_and(|first| self.is_html(first.as_ref())) {
            return html::parse_text(article.id, &article.text, &self.limits);
        }
        self.limits.check(&article)?;
        Ok(article)
    }

    fn is_html(&self, text: &str) -> bool {
        match self.format {
            TextFormat::Auto => is_html(text),
            TextFormat::Text => false,
            TextFormat::Html => true,
        }
    }
}
