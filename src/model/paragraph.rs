//! The paragraph's model: log-odds of sponsored by its words alone.

use super::logistic::FittedSparseLogisticRegression;
use super::table::WeightTable;
use super::vocabulary::Vocabulary;
use crate::features::columns::{EntrySum, Learned};
use crate::features::ngrams::{Extracted, NgramExtractor, NgramSettings};
use crate::features::page::Score;

/// A table of weights, one a column, in 16-bit fixed point.
///
/// A weight is `step` times its entry. Sums of entries are whole numbers, so that a score does not
/// depend on the order of its columns, nor on the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct ParagraphModel {
    /// Entry of each column.
    pub table: WeightTable,
    /// What one unit of an entry is worth.
    pub step: f64,
    /// Log-odds of a paragraph whose words say nothing.
    pub intercept: f64,
    /// The words it has seen.
    pub vocabulary: Vocabulary,
}

impl ParagraphModel {
    /// Rounds what was learned to 16 bits; the largest weight sets the step.
    pub fn quantize(fitted: &FittedSparseLogisticRegression, vocabulary: Vocabulary) -> Self {
        let largest = fitted
            .weights
            .iter()
            .fold(0f32, |largest, weight| largest.max(weight.abs()));
        let step = if largest > 0.0 {
            f64::from(largest) / f64::from(i16::MAX)
        } else {
            1.0
        };
        let table = fitted
            .weights
            .iter()
            .map(|&weight| (f64::from(weight) / step).round() as i16);
        ParagraphModel {
            table: WeightTable::new(table),
            step,
            intercept: fitted.intercept,
            vocabulary,
        }
    }

    /// What the features of rows for this model are made by.
    pub fn extractor(&self, settings: &NgramSettings) -> NgramExtractor<Learned<'_>> {
        let learned = Learned {
            table: self.table.entries(),
            vocabulary: &self.vocabulary,
        };
        NgramExtractor::with(settings, learned)
    }

    /// What a paragraph's words say: `w·x + b` for its row x of unit norm. Its features are by an
    /// [`extractor`](Self::extractor) of this model.
    #[inline]
    pub fn score(&self, features: Extracted<'_, EntrySum>) -> Score {
        Score {
            log_odds: self.log_odds(features.row.sum, features.row.columns),
            words: features.words,
            known: features.known,
            disguised: features.disguised,
            marked: None,
            is_boilerplate: false,
            disclosure: features.disclosure,
        }
    }

    /// The log-odds of a row of so many columns, whose entries have this sum.
    #[inline]
    fn log_odds(&self, sum: i64, columns: usize) -> f64 {
        sum as f64 * self.step / (columns.max(1) as f64).sqrt() + self.intercept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_moves_a_score_by_less_than_a_step_a_column() {
        let weights = vec![0.5, -1.25, 3.0, 0.0001];
        let fitted = FittedSparseLogisticRegression {
            weights,
            intercept: -0.5,
            epochs: 1,
            gap: 0.0,
        };
        let model = ParagraphModel::quantize(&fitted, Vocabulary::new(6));
        assert_eq!(model.table.iter().nth(2), Some(i16::MAX));
        let sum = model.table.iter().map(i64::from).sum();
        let exact = (0.5 - 1.25 + 3.0 + 0.0001) / 2.0 - 0.5;
        assert!((model.log_odds(sum, 4) - exact).abs() < 2.0 * model.step);
    }

    #[test]
    fn a_table_of_zeros_says_the_intercept() {
        let fitted = FittedSparseLogisticRegression {
            weights: vec![0.0; 4],
            intercept: 1.5,
            epochs: 1,
            gap: 0.0,
        };
        let model = ParagraphModel::quantize(&fitted, Vocabulary::new(6));
        assert_eq!(model.log_odds(0, 1), 1.5);
        assert_eq!(model.log_odds(0, 0), 1.5);
    }
}
