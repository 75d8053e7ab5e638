//! A labelled row with the model's verdict: the input of every figure.

use crate::verdict::Label;

/// A classified paragraph or article: the predicted label next to the actual one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Probability of `sponsored`, in [0, 1]. A number outside counts as the nearer end, NaN as
    /// 0.5.
    pub probability: f64,
    /// The predicted label.
    pub predicted: Label,
    /// The actual label.
    pub actual: Label,
    /// The number of the unit that the bootstrap draws as a whole: rows with equal numbers are
    /// drawn together. [`score`](super::score) sets the index of the article, training the index
    /// of the group.
    pub resample_unit: u32,
}

impl Scored {
    /// Creates a row of resample unit 0.
    #[cfg(test)]
    pub(super) fn new(probability: f64, predicted: Label, actual: Label) -> Self {
        Scored { probability, predicted, actual, resample_unit: 0 }
    }

    /// The probability in [0, 1]: a number outside is moved to the nearer end, NaN to 0.5.
    pub(super) fn bounded_probability(&self) -> f64 {
        if self.probability.is_nan() { 0.5 } else { self.probability.clamp(0.0, 1.0) }
    }
}
