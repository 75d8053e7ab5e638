//! How many paragraphs have which label.

use serde::Serialize;

use crate::verdict::Label;

/// Paragraphs by label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Balance {
    pub news: usize,
    pub sponsored: usize,
    /// Those that are context only.
    pub ignored: usize,
}

impl Balance {
    pub(super) fn count(&mut self, label: Option<Label>) {
        match label {
            Some(Label::News) => self.news += 1,
            Some(Label::Sponsored) => self.sponsored += 1,
            None => self.ignored += 1,
        }
    }

    /// News and sponsored together.
    pub fn labelled(&self) -> usize {
        self.news + self.sponsored
    }

    /// How many have this label.
    pub fn of(&self, label: Label) -> usize {
        match label {
            Label::News => self.news,
            Label::Sponsored => self.sponsored,
        }
    }

    /// The share of a label among the labelled ones; 0 where there are none.
    pub fn share(&self, label: Label) -> f64 {
        self.of(label) as f64 / self.labelled().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_labelled_ones() {
        let mut balance = Balance::default();
        assert_eq!(balance.share(Label::News), 0.0);
        for label in [Some(Label::News), Some(Label::Sponsored), None] {
            balance.count(label);
        }
        assert_eq!(balance.share(Label::Sponsored), 0.5);
    }
}
