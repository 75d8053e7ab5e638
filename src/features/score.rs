//! The score of a paragraph: result of the paragraph stage, input of the page stage.

use super::disclosure::Disclosure;

/// The result of the paragraph stage for one paragraph, without the evidence of its neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Log-odds of sponsored by the paragraph's words.
    pub log_odds: f64,
    /// Number of words and numbers.
    pub words: usize,
    /// Number of words that the model saw in training; numbers always count.
    pub known: usize,
    /// Number of words with Greek or Cyrillic letters in the place of Latin look-alikes.
    pub disguised: usize,
    /// What the markup says about payment for the paragraph.
    pub marked: Marking,
    /// Whether the paragraph is outside the article: a menu, a caption, a credit.
    pub is_boilerplate: bool,
    /// The disclosure that the paragraph contains.
    pub disclosure: Option<Disclosure>,
}

/// What the markup says about payment for a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marking {
    /// The text has no markup.
    #[default]
    NoMarkup,
    /// The markup has no mark of payment.
    Unmarked,
    /// The markup has a hint: a class `partner`, an affiliate link.
    Hint,
    /// The markup discloses the payment.
    Explicit,
}

impl Score {
    /// Creates the score of `words` known words in plain text without a disclosure.
    pub const fn of_words(log_odds: f64, words: usize) -> Self {
        Score {
            log_odds,
            words,
            known: words,
            disguised: 0,
            marked: Marking::NoMarkup,
            is_boilerplate: false,
            disclosure: None,
        }
    }

    /// Share of the words that the model saw in training, in [0, 1]; 1 for a paragraph without
    /// words.
    pub fn known_share(&self) -> f64 {
        if self.words == 0 { 1.0 } else { self.known as f64 / self.words as f64 }
    }

    /// Whether the paragraph has enough known words for a reliable verdict ([`FEWEST_WORDS`],
    /// [`LEAST_KNOWN`]) and no disguised words.
    pub fn is_reliable(&self) -> bool {
        let is_enough = self.words >= FEWEST_WORDS && self.known_share() >= LEAST_KNOWN;
        is_enough && self.disguised == 0
    }
}

/// Fewest words of a reliable verdict.
pub const FEWEST_WORDS: usize = 4;

/// Smallest share of known words of a reliable verdict. A paragraph with a smaller share is in
/// another language or about an unknown subject. One in a hundred paragraphs of unseen English
/// pages has a smaller share; French, German and Spanish news has a share of 0.60 to 0.71.
pub const LEAST_KNOWN: f64 = 0.75;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_with_few_or_unknown_words_are_unreliable() {
        let score = |words, known| Score { known, ..Score::of_words(1.0, words) };
        assert!(score(4, 3).is_reliable() && score(100, 75).is_reliable());
        for unreliable in [score(3, 3), score(100, 74), score(0, 0)] {
            assert!(!unreliable.is_reliable());
        }
    }
}
