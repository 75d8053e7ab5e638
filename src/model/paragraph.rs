//! The paragraph's model: log-odds of sponsored by its words alone.

use super::logistic::FittedSparseLogisticRegression;
use super::vocabulary::Vocabulary;
use crate::features::ngrams::Extracted;
use crate::features::page::Score;

/// A table of weights, one a column, in 16-bit fixed point.
///
/// A weight is `step` times its entry. Sums of entries are whole numbers, so that a score does not
/// depend on the order of its columns, nor on the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct ParagraphModel {
    /// Entry of each column.
    pub table: Vec<i16>,
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
            table: table.collect(),
            step,
            intercept: fitted.intercept,
            vocabulary,
        }
    }

    /// What a paragraph's words say: `w·x + b` for its row x of unit norm.
    #[inline]
    pub fn score(&self, features: Extracted<'_>) -> Score {
        let sum: i64 = features
            .columns
            .iter()
            .map(|&column| i64::from(self.table[column as usize]))
            .sum();
        let norm = (features.columns.len().max(1) as f64).sqrt();
        let is_known = |stem: &&u64| self.vocabulary.contains(**stem);
        let numbers = features.words - features.word_stems.len();
        Score {
            log_odds: sum as f64 * self.step / norm + self.intercept,
            words: features.words,
            known: numbers + features.word_stems.iter().filter(is_known).count(),
        }
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
        assert_eq!(model.table[2], i16::MAX);
        let score = model.score(Extracted {
            columns: &[0, 1, 2, 3],
            words: 9,
            word_stems: &[],
        });
        let exact = (0.5 - 1.25 + 3.0 + 0.0001) / 2.0 - 0.5;
        assert!((score.log_odds - exact).abs() < 2.0 * model.step);
        assert_eq!(score.words, 9);
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
        assert_eq!(
            model
                .score(Extracted {
                    columns: &[1],
                    words: 1,
                    word_stems: &[]
                })
                .log_odds,
            1.5
        );
        assert_eq!(
            model
                .score(Extracted {
                    columns: &[],
                    words: 0,
                    word_stems: &[]
                })
                .log_odds,
            1.5
        );
    }
}
