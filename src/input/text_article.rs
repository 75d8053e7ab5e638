//! From the text of a record to its article, for every format with records.

use super::format::begins_with_tag;
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
        let is_html = match self.format {
            TextFormat::Auto => begins_with_tag(text.as_ref()),
            TextFormat::Text => false,
            TextFormat::Html => true,
        };
        if is_html {
            return html::parse_text(id, text.as_ref(), &self.limits);
        }
        self.limits.article(id, text, self.paragraphs)
    }
}
