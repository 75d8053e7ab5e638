//! Counts of paragraphs by label.

use serde::Serialize;

use crate::verdict::Label;

/// Numbers of paragraphs by label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LabelCounts {
    /// Paragraphs labelled news.
    pub news: usize,
    /// Paragraphs labelled sponsored.
    pub sponsored: usize,
    /// Paragraphs without a label, which are only context.
    pub ignored: usize,
}

impl LabelCounts {
    /// Counts a paragraph.
    pub(super) fn count(&mut self, label: Option<Label>) {
        match label {
            Some(Label::News) => self.news += 1,
            Some(Label::Sponsored) => self.sponsored += 1,
            None => self.ignored += 1,
        }
    }

    /// The number of labelled paragraphs: news and sponsored.
    pub fn labelled(&self) -> usize {
        self.news + self.sponsored
    }

    /// The number of paragraphs with a label.
    pub fn of(&self, label: Label) -> usize {
        match label {
            Label::News => self.news,
            Label::Sponsored => self.sponsored,
        }
    }

    /// The share of a label among the labelled paragraphs; 0 without labelled paragraphs.
    pub fn share(&self, label: Label) -> f64 {
        self.of(label) as f64 / self.labelled().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn share_ignores_unlabelled_paragraphs() {
        let mut counts = LabelCounts::default();
        assert_eq!(counts.share(Label::News), 0.0);
        for label in [Some(Label::News), Some(Label::Sponsored), None] {
            counts.count(label);
        }
        assert_eq!(counts.share(Label::Sponsored), 0.5);
    }
}
