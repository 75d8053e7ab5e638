//! The nouns everything else speaks of: an article, its paragraphs, their labels and verdicts.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::explanation::Explanation;
use crate::paragraphs;

/// What a paragraph is: journalism, or content somebody outside the newsroom paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Editorial text.
    News,
    /// Paid content; the positive class of every figure.
    Sponsored,
}

impl Label {
    /// The label as it is written in every input and output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Label::News => "news",
            Label::Sponsored => "sponsored",
        }
    }

    /// True for [`Label::Sponsored`], the positive class.
    pub const fn is_sponsored(self) -> bool {
        matches!(self, Label::Sponsored)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that is no label; what to do about it is said by whoever read it, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLabel;

impl FromStr for Label {
    type Err = UnknownLabel;

    fn from_str(text: &str) -> Result<Self, UnknownLabel> {
        match text {
            "news" => Ok(Label::News),
            "sponsored" => Ok(Label::Sponsored),
            _ => Err(UnknownLabel),
        }
    }
}

/// The name of an article, given back in the output with the JSON type it came in.
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

/// One page: its text and where in it the paragraphs stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// The name it came with: a path, an `id`, a CSV article column.
    pub id: ArticleId,
    /// The whole text.
    pub text: String,
    /// Byte ranges into `text`, in order, disjoint, on character boundaries.
    pub paragraphs: Vec<Range<usize>>,
    /// What the markup says of each paragraph; empty where there is none, as in plain text.
    pub markup: Vec<Markup>,
}

/// What the markup around a paragraph says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Markup {
    /// Byte range of the paragraph in the source, tags within it included.
    pub source: Range<usize>,
    /// Whether it is part of the article.
    pub kind: Kind,
    /// Whether a name in the markup says that somebody paid: a class `sponsored`, a link `rel=sponsored`.
    pub says_paid: bool,
}

/// What a paragraph is to the page it stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Part of an article.
    Text,
    /// Around the article on all pages of its publisher: a menu, a caption, a credit, a house ad.
    Boilerplate,
}

impl Article {
    /// An article from running text, its paragraphs found by [`paragraphs::split`].
    pub fn from_text(id: ArticleId, text: String) -> Self {
        let paragraphs = paragraphs::split(&text);
        Article {
            id,
            text,
            paragraphs,
            markup: Vec::new(),
        }
    }

    /// An article whose paragraphs are known; its text is they, joined by a blank line.
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
        Article {
            id,
            text,
            paragraphs,
            markup: Vec::new(),
        }
    }

    /// Byte range of a paragraph in what was read: in the source where there is one, else in the text.
    pub fn place(&self, paragraph: usize) -> Range<usize> {
        match self.markup.get(paragraph) {
            Some(markup) => markup.source.clone(),
            None => self.paragraphs[paragraph].clone(),
        }
    }

    /// What a paragraph is; [`Kind::Text`] where no markup says otherwise.
    pub fn kind(&self, paragraph: usize) -> Kind {
        self.markup
            .get(paragraph)
            .map_or(Kind::Text, |markup| markup.kind)
    }

    /// The paragraphs' texts, in page order.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = &str> {
        self.paragraphs.iter().map(|span| &self.text[span.clone()])
    }
}

/// What the classifier says of one paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Byte range of the paragraph in the article's text.
    pub span: Range<usize>,
    /// `sponsored` where `probability` reaches the threshold.
    pub label: Label,
    /// Calibrated probability of `sponsored`, in [0, 1].
    pub probability: f64,
    /// Share of its words that the model has seen in training, in [0, 1]; 1 where it has none.
    pub known: f64,
    /// How many of its words have letters of another script in the place of the Latin ones that they look
    /// like: somebody meant to hide them.
    pub disguised: usize,
    /// Whether there is enough to judge by: words, and words the model knows, none of them disguised.
    pub reliable: bool,
    /// What the probability is made of, where that was asked for.
    pub explanation: Option<Explanation>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_paragraphs_are_joined_by_blank_lines_and_found_again() {
        let article = Article::from_paragraphs("a".into(), ["One.", "Two\n\nwith a gap.", ""]);
        assert_eq!(article.text, "One.\n\nTwo\n\nwith a gap.\n\n");
        assert_eq!(
            article.texts().collect::<Vec<_>>(),
            ["One.", "Two\n\nwith a gap.", ""]
        );
    }

    #[test]
    fn labels_read_as_they_are_written() {
        for label in [Label::News, Label::Sponsored] {
            assert_eq!(label.to_string().parse(), Ok(label));
        }
        assert_eq!("Sponsored".parse::<Label>(), Err(UnknownLabel));
    }
}
