//! A paragraph's label, its verdict, and the explanation of a verdict.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whether a paragraph is journalism, or content that someone outside the newsroom paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// Editorial text.
    News,
    /// Paid content; the positive class of every figure.
    Sponsored,
}

impl Label {
    /// The label of a paragraph whose probability of sponsored is `probability`: sponsored at
    /// `threshold` or above.
    ///
    /// ```
    /// use adsift::Label;
    ///
    /// assert_eq!(Label::at(0.66, 0.66), Label::Sponsored);
    /// assert_eq!(Label::at(0.65, 0.66), Label::News);
    /// ```
    pub fn at(probability: f64, threshold: f64) -> Self {
        if probability >= threshold { Label::Sponsored } else { Label::News }
    }

    /// The label's name in every input and output.
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

/// The error of parsing a word that is neither `news` nor `sponsored`.
///
/// The caller, who knows the place of the word, reports it as
/// [`Problem::UnknownLabels`](crate::error::Problem::UnknownLabels).
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

/// The classifier's result for one paragraph.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// Byte range of the paragraph in the article's text.
    pub span: Range<usize>,
    /// `sponsored` where `probability` reaches the threshold.
    pub label: Label,
    /// Calibrated probability of `sponsored`, in [0, 1], to six decimals.
    pub probability: f64,
    /// Share of the paragraph's words that the model saw in training, in [0, 1], to three decimals;
    /// 1 for a paragraph without words.
    pub known: f64,
    /// Number of words that mix Latin letters with look-alikes of another script, which hide a word
    /// from filters.
    pub disguised: usize,
    /// Whether the paragraph has enough known words for a reliable label, and no disguised words.
    pub reliable: bool,
    /// The parts of the log-odds, if the caller requested an explanation.
    pub explanation: Option<Explanation>,
}

/// The log-odds of a verdict and the parts that add up to them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// Log-odds of sponsored, to six decimals; the probability is their logistic function.
    pub log_odds: f64,
    /// Parts that add up to `log_odds` to the last decimal: the weightiest n-grams first, then the
    /// rest.
    pub reasons: Vec<Reason>,
}

/// One part of a verdict's log-odds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reason {
    /// Words of the paragraph as a reader sees them, or a name in parentheses for any other
    /// feature.
    pub feature: String,
    /// Log-odds that the feature adds, to six decimals; a value below 0 supports news.
    pub weight: f64,
    /// Byte range of the words' first occurrence in the paragraph; `None` for other features.
    #[serde(skip)]
    pub words: Option<Range<usize>>,
}

impl Reason {
    /// Name of the part that every paragraph has: the intercepts of both stages.
    pub(crate) const EVERY_PARAGRAPH: &str = "(every paragraph)";
    /// Name of the sum of all n-grams that are not listed one by one.
    pub(crate) const OTHER_WORDS: &str = "(other words)";

    /// Whether the part is common to all paragraphs, or the sum of the n-grams that are not listed.
    pub fn is_remainder(&self) -> bool {
        let names = [Self::EVERY_PARAGRAPH, Self::OTHER_WORDS];
        self.words.is_none() && names.contains(&&*self.feature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_parse_from_their_own_names() {
        for label in [Label::News, Label::Sponsored] {
            assert_eq!(label.to_string().parse(), Ok(label));
        }
        assert_eq!("Sponsored".parse::<Label>(), Err(UnknownLabel));
    }
}
