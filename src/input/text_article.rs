//! From the text of a record to its article, for every format with records.

use super::format::is_html;
use super::html;
use super::text_settings::{TextFormat, TextSettings};
use crate::article::{Article, ArticleId, Markup, ParagraphKind};
use crate::error::Problem;

/// The separator of the paragraphs of a text.
const BLANK_LINE: &str = "\n\n";

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
    /// A paragraph of plain text is never divided. A paragraph of HTML is parsed by itself, and may
    /// hold several paragraphs, or none.
    ///
    /// # Errors
    /// As [`article`](Self::article).
    pub fn article_of_paragraphs<S: AsRef<str>>(
        &self,
        id: ArticleId,
        paragraphs: &[S],
    ) -> Result<Article, Problem> {
        self.article_of_elements(id, paragraphs).map(|(article, _)| article)
    }

    /// Creates the article of elements as [`article_of_paragraphs`](Self::article_of_paragraphs)
    /// does. Returns it with the number of paragraphs up to the end of each element.
    pub(in crate::input) fn article_of_elements<S: AsRef<str>>(
        &self,
        id: ArticleId,
        elements: &[S],
    ) -> Result<(Article, Vec<usize>), Problem> {
        let limit = self.limits.article_bytes;
        let bytes: usize = elements.iter().map(|text| text.as_ref().len() + BLANK_LINE.len()).sum();
        if bytes > limit + BLANK_LINE.len() {
            return Err(Problem::ArticleTooLong { limit });
        }
        let (article, ends) = if elements.iter().any(|element| self.is_html(element.as_ref())) {
            self.article_with_html(id, elements)?
        } else {
            let ends = (1..=elements.len()).collect();
            (Article::from_paragraphs(id, elements), ends)
        };
        self.limits.check(&article)?;
        Ok((article, ends))
    }

    /// Creates the article of elements of which some are HTML. The source is the elements, with
    /// blank lines between them.
    fn article_with_html<S: AsRef<str>>(
        &self,
        id: ArticleId,
        elements: &[S],
    ) -> Result<(Article, Vec<usize>), Problem> {
        let mut article = Article::from_paragraphs(id, [""; 0]);
        let mut ends = Vec::with_capacity(elements.len());
        let mut start = 0;
        for element in elements.iter().map(AsRef::as_ref) {
            if self.is_html(element) {
                let part = html::parse_text(article.id.clone(), element, &self.limits)?;
                for (span, markup) in part.paragraphs.iter().zip(part.markup) {
                    let source = start + markup.source.start..start + markup.source.end;
                    push(&mut article, &part.text[span.clone()], Markup { source, ..markup });
                }
            } else {
                let source = start..start + element.len();
                let markup = Markup { source, kind: ParagraphKind::Text, paid: None };
                push(&mut article, element, markup);
            }
            self.limits.check_count(article.paragraphs.len())?;
            ends.push(article.paragraphs.len());
            start += element.len() + BLANK_LINE.len();
        }
        Ok((article, ends))
    }

    /// Whether a text is HTML by these settings.
    pub(in crate::input) fn is_html(&self, text: &str) -> bool {
        match self.format {
            // HTML has no zeros: a text with tags and a zero is plain text.
            TextFormat::Auto => is_html(text) && !text.contains('\0'),
            TextFormat::Text => false,
            TextFormat::Html => true,
        }
    }
}

/// Adds a paragraph with markup to an article.
fn push(article: &mut Article, text: &str, markup: Markup) {
    if !article.paragraphs.is_empty() {
        article.text.push_str(BLANK_LINE);
    }
    let start = article.text.len();
    article.text.push_str(text);
    article.paragraphs.push(start..article.text.len());
    article.markup.push(markup);
}
