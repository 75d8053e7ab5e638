//! The confusion matrix and the figures that follow from its four counts.

use serde::Serialize;

use crate::verdict::Label;

/// The number of rows for each pair of predicted and actual label; `sponsored` is the positive
/// class.
///
/// The counts are `u64`: `f32` (linfa's `ConfusionMatrix`) stops counting at 16,777,216. A quotient
/// 0/0 is 0, like scikit-learn's `zero_division=0`, so every figure is a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Confusion {
    /// Sponsored rows labelled sponsored.
    pub tp: u64,
    /// News rows labelled sponsored.
    pub fp: u64,
    /// Sponsored rows labelled news; `fn` in JSON.
    #[serde(rename = "fn")]
    pub fn_: u64,
    /// News rows labelled news.
    pub tn: u64,
}

impl Confusion {
    /// Adds `times` rows with one predicted and one actual label.
    pub fn add(&mut self, predicted: Label, actual: Label, times: u64) {
        let count = match (predicted, actual) {
            (Label::Sponsored, Label::Sponsored) => &mut self.tp,
            (Label::Sponsored, Label::News) => &mut self.fp,
            (Label::News, Label::Sponsored) => &mut self.fn_,
            (Label::News, Label::News) => &mut self.tn,
        };
        *count += times;
    }

    /// Number of rows.
    pub fn rows(&self) -> u64 {
        self.tp + self.fp + self.fn_ + self.tn
    }

    /// Number of sponsored rows: tp + fn.
    pub fn sponsored(&self) -> u64 {
        self.tp + self.fn_
    }

    /// Number of news rows: fp + tn.
    pub fn news(&self) -> u64 {
        self.fp + self.tn
    }

    /// Number of rows labelled sponsored: tp + fp.
    pub fn labelled_sponsored(&self) -> u64 {
        self.tp + self.fp
    }

    /// Share of the rows labelled sponsored that are sponsored: tp / (tp + fp).
    pub fn precision(&self) -> f64 {
        quotient(self.tp, self.labelled_sponsored())
    }

    /// Share of the sponsored rows that are labelled sponsored: tp / (tp + fn).
    pub fn recall(&self) -> f64 {
        quotient(self.tp, self.sponsored())
    }

    /// Harmonic mean of precision and recall: 2 tp / (2 tp + fp + fn).
    pub fn f1(&self) -> f64 {
        quotient(2 * self.tp, self.labelled_sponsored() + self.sponsored())
    }

    /// Share of the news rows that are labelled sponsored: fp / (fp + tn).
    pub fn false_positive_rate(&self) -> f64 {
        quotient(self.fp, self.news())
    }

    /// Share of correctly labelled rows: (tp + tn) / rows.
    pub fn accuracy(&self) -> f64 {
        quotient(self.tp + self.tn, self.rows())
    }

    /// Matthews correlation coefficient, in [-1, 1]:
    /// (tp tn - fp fn) / sqrt((tp + fp)(tp + fn)(tn + fp)(tn + fn))
    /// (Matthews 1975, doi:10.1016/0005-2795(75)90109-9).
    pub fn mcc(&self) -> f64 {
        let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
        let agree = product(self.tp, self.tn);
        let differ = product(self.fp, self.fn_);
        // Subtract whole numbers: nearly equal products lose their difference as f64.
        let size = agree.abs_diff(differ) as f64;
        let covariance = if agree < differ { -size } else { size };
        // This pairing of the factors makes a perfect labelling exactly 1.
        let spread = (product(self.labelled_sponsored(), self.sponsored()) as f64).sqrt()
            * (product(self.tn + self.fp, self.tn + self.fn_) as f64).sqrt();
        if spread == 0.0 { 0.0 } else { (covariance / spread).clamp(-1.0, 1.0) }
    }
}

/// `part / whole`; 0 if `whole` is 0.
fn quotient(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    const UNEQUAL: Confusion = Confusion { tp: 6, fp: 2, fn_: 18, tn: 74 };

    #[test]
    fn figures_follow_their_formulas() {
        assert_eq!(UNEQUAL.precision(), 0.75);
        assert_eq!(UNEQUAL.recall(), 0.25);
        assert_eq!(UNEQUAL.f1(), 0.375);
        assert_eq!(UNEQUAL.accuracy(), 0.8);
        assert_eq!(UNEQUAL.false_positive_rate(), 2.0 / 76.0);
    }

    #[test]
    fn sponsored_is_the_positive_class() {
        use Label::{News, Sponsored};
        let mut confusion = Confusion::default();
        for (predicted, actual, times) in [
            (Sponsored, Sponsored, 6),
            (Sponsored, News, 2),
            (News, Sponsored, 18),
            (News, News, 74),
        ] {
            confusion.add(predicted, actual, times);
        }
        assert_eq!(confusion, UNEQUAL);
        assert_eq!(confusion.rows(), 100);
        assert_eq!((confusion.sponsored(), confusion.news()), (24, 76));
        assert_eq!(confusion.labelled_sponsored(), 8);
    }

    #[test]
    fn counts_above_the_range_of_f32_are_exact() {
        let mut confusion =
            Confusion { tp: 20_000_000, fp: 20_000_001, fn_: 30_000_003, tn: 40_000_007 };
        confusion.add(Label::Sponsored, Label::Sponsored, 1);
        assert_eq!(confusion.tp, 20_000_001);
        assert_eq!(confusion.rows(), 110_000_012);
        assert_eq!(confusion.precision(), 0.5);
        assert_eq!(confusion.recall(), 20_000_001.0 / 50_000_004.0);
        // Expected value computed with 60-digit decimals.
        assert_relative_eq!(confusion.mcc(), 0.069_006_572_972_28, max_relative = 1e-15);
    }

    #[test]
    fn mcc_is_exact_for_nearly_equal_products_and_for_products_above_u64() {
        let nearly = Confusion {
            tp: 3_000_000_001,
            fp: 3_000_000_000,
            fn_: 3_000_000_000,
            tn: 2_999_999_999,
        };
        // tp tn - fp fn = -1, over 6000000001 * 5999999999.
        assert_relative_eq!(nearly.mcc(), -1.0 / 3.6e19, max_relative = 1e-12);
        let perfect = Confusion { tp: u64::MAX / 3, tn: u64::MAX / 7, ..Confusion::default() };
        assert_eq!(perfect.mcc(), 1.0);
    }

    #[test]
    fn mcc_of_random_labels_is_positive_zero() {
        let chance = Confusion { tp: 2, fp: 4, fn_: 3, tn: 6 };
        assert_eq!(chance.mcc().to_bits(), 0.0f64.to_bits());
    }

    #[test]
    fn mcc_of_swapped_labels_is_negative() {
        let swapped =
            Confusion { tp: UNEQUAL.fn_, fn_: UNEQUAL.tp, fp: UNEQUAL.tn, tn: UNEQUAL.fp };
        assert!(UNEQUAL.mcc() > 0.3);
        assert_relative_eq!(swapped.mcc(), -UNEQUAL.mcc(), max_relative = 1e-15);
    }

    #[test]
    fn figures_without_rows_are_0() {
        let none = Confusion::default();
        assert_eq!([none.precision(), none.recall(), none.f1(), none.accuracy()], [0.0; 4]);
        assert_eq!([none.false_positive_rate(), none.mcc()], [0.0; 2]);
    }
}
