//! The paragraph's model: log-odds of sponsored by its words alone.

use super::vocabulary::Vocabulary;
use super::weigher::{EntrySum, SumWeights, WordSum};
use super::weights::WeightTable;
use crate::article::{Markup, ParagraphKind};
use crate::features::paragraph::NgramExtractor;
use crate::features::score::Score;
use crate::features::settings::NgramSettings;
use crate::solver::FittedSparseLogisticRegression;

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

/// The extractor of a [`ParagraphModel`]: it caches the model's sum of each frequent word.
pub(crate) type ModelExtractor = NgramExtractor<WordSum, EntrySum>;

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

    /// Creates the feature extractor of [`score`](Self::score); its caches speed up later calls.
    pub(crate) fn extractor(settings: &NgramSettings) -> ModelExtractor {
        NgramExtractor::for_sink(settings)
    }

    /// Scores a paragraph: `w·x + b` for its row x of unit norm, with what `markup` says of it.
    ///
    /// `extractor` must have served this model alone, since it caches the model's sums.
    #[inline]
    pub(crate) fn score(
        &self,
        extractor: &mut ModelExtractor,
        paragraph: &str,
        markup: Option<&Markup>,
    ) -> Score {
        let sink = SumWeights {
            table: self.table.entries(),
            vocabulary: &self.vocabulary,
        };
        let features = extractor.extract_into(sink, paragraph);
        Score {
            log_odds: self.log_odds(features.row.sum, features.row.columns),
            words: features.words,
            known: features.known,
            disguised: features.disguised,
            marked: markup.map(|markup| markup.says_paid),
            is_boilerplate: markup.is_some_and(|markup| markup.kind == ParagraphKind::Boilerplate),
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
