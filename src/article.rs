//! An article: its id, its text, the byte ranges of its paragraphs, and their markup.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::paragraphs::{self, ParagraphRule};
use crate::source_record::SourceRecord;

/// The id of an article; the output repeats it with its JSON type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ArticleId {
    /// A path, a CSV cell or a JSON string.
    Text(String),
    /// A JSON number.
    Number(serde_json::Number),
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ArticleId::Text(text) => f.pad(text),
            ArticleId::Number(number) => number.fmt(f),
        }
    }
}

impl From<&str> for ArticleId {
    fn from(text: &str) -> Self {
        ArticleId::Text(text.to_owned())
    }
}

/// One page: its id, its text, and the byte ranges of its paragraphs.
///
/// ```
/// use adsift::Article;
///
/// let article = Article::from_text("a1".into(), "One.\n\nTwo.".to_owned());
/// assert_eq!(article.texts().collect::<Vec<_>>(), ["One.", "Two."]);
/// let same = Article::from_paragraphs("a1".into(), ["One.", "Two."]);
/// assert_eq!(article, same);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The id: a path, a JSON `id`, a CSV cell.
    pub id: ArticleId,
    /// The whole text. In wrapped paragraphs of quoted mail, blanks replace the marks (`>`) of the
    /// lines.
    pub text: String,
    /// Byte ranges into `text`, in order, disjoint, on character boundaries.
    pub paragraphs: Vec<Range<usize>>,
    /// The markup of each paragraph; empty for plain text.
    pub markup: Vec<Markup>,
    /// The record that the article came from, if its fields are handed on to the output.
    pub record: Option<Box<SourceRecord>>,
}

/// The markup of a paragraph: its place in the source, its role, and the mark of payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup {
    /// Byte range of the paragraph in the source, tags within it included.
    pub source: Range<usize>,
    /// Whether the paragraph is part of the article.
    pub kind: ParagraphKind,
    /// The strongest mark by which the publisher says that the paragraph is paid.
    pub paid: Option<PaidMark>,
}

/// A mark by which the publisher says that a paragraph is paid.
///
/// ```
/// use adsift::input::TextSettings;
/// use adsift::{MarkStrength, PaidMark};
///
/// let page = "<html><p>The council met.<div class=ad-slot><p>Warm socks.</div>";
/// let article = TextSettings::default().article("a1".into(), page)?;
/// let paid: Vec<Option<PaidMark>> = article.markup.iter().map(|m| m.paid.clone()).collect();
/// let mark = PaidMark { strength: MarkStrength::Explicit, name: "markup: class ad-slot".into() };
/// assert_eq!(paid, [None, Some(mark)]);
/// # Ok::<(), adsift::error::Problem>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaidMark {
    /// How certain the mark is.
    pub strength: MarkStrength,
    /// The kind of the mark and its words, for example `markup: class ad-slot`,
    /// `label: ADVERTISEMENT` or `page: URL /brandvoice/`.
    pub name: Arc<str>,
}

/// How certain a [`PaidMark`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkStrength {
    /// A sign that the words can outweigh: a class `partner`, an affiliate link.
    Hint,
    /// A disclosure that is as good as certain: the box of an advertisement, a label above the
    /// paragraph, a page of paid content.
    Explicit,
}

/// The role of a paragraph on its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParagraphKind {
    /// Part of an article.
    Text,
    /// Outside the article, as on all pages of the publisher: a menu, a caption, a credit, a house
    /// ad.
    Boilerplate,
}

impl Article {
    /// Creates an article from running text and splits it with [`paragraphs::split`].
    pub fn from_text(id: ArticleId, text: String) -> Self {
        Article::from_text_by(id, text, ParagraphRule::Auto)
    }

    /// Creates an article from running text and splits it by a rule.
    pub fn from_text_by(id: ArticleId, text: String, rule: ParagraphRule) -> Self {
        let paragraphs = paragraphs::split_by(&text, rule);
        let text = paragraphs::without_quote_marks(text, &paragraphs);
        Article { id, text, paragraphs, markup: Vec::new(), record: None }
    }

    /// Creates an article from its paragraphs. Its text joins them with blank lines.
    pub fn from_paragraphs<S: AsRef<str>>(
        id: ArticleId,
        texts: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut text = String::new();
        let mut paragraphs = Vec::new();
        for paragraph in texts {
            if !paragraphs.is_empty() {
                text.push_str("\n\n");
            }
            let start = text.len();
            text.push_str(paragraph.as_ref());
            paragraphs.push(start..text.len());
        }
        Article { id, text, paragraphs, markup: Vec::new(), record: None }
    }

    /// Byte range of a paragraph in the input: in the HTML source, or in the text if there is no
    /// markup.
    pub fn place(&self, paragraph: usize) -> Range<usize> {
        match self.markup.get(paragraph) {
            Some(markup) => markup.source.clone(),
            None => self.paragraphs[paragraph].clone(),
        }
    }

    /// The role of a paragraph; [`ParagraphKind::Text`] without markup.
    pub fn kind(&self, paragraph: usize) -> ParagraphKind {
        self.markup.get(paragraph).map_or(ParagraphKind::Text, |markup| markup.kind)
    }

    /// The texts of the paragraphs, in page order.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.paragraphs.iter().map(|span| &self.text[span.clone()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_paragraphs_joins_by_blank_lines_and_keeps_spans() {
        let article = Article::from_paragraphs("a".into(), ["One.", "Two\n\nwith a gap.", ""]);
        assert_eq!(article.text, "One.\n\nTwo\n\nwith a gap.\n\n");
        assert_eq!(article.texts().collect::<Vec<_>>(), ["One.", "Two\n\nwith a gap.", ""]);
    }
}
