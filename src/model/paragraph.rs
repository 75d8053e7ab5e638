//! The paragraph stage: from a paragraph's words to its log-odds of sponsored.

use super::vocabulary::Vocabulary;
use super::weigher::{EntrySum, SumWeights, WordSum};
use super::weights::WeightTable;
use crate::article::{MarkStrength, Markup, ParagraphKind};
use crate::features::paragraph::NgramExtractor;
use crate::features::score::{Marking, Score};
use crate::features::settings::NgramSettings;

/// The paragraph stage: a logistic regression on hashed n-grams, with weights in 16-bit fixed
/// point.
///
/// A weight is `step` times its entry in the table. Sums of entries are whole numbers, so that a
/// score depends neither on the order of the columns nor on the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct ParagraphModel {
    /// Table entry of each column; 2^bits entries.
    pub table: WeightTable,
    /// Log-odds per unit of an entry, above 0.
    pub step: f64,
    /// Log-odds of a paragraph whose entries sum to 0.
    pub intercept: f64,
    /// Stems of the training data.
    pub vocabulary: Vocabulary,
}

/// The extractor of a [`ParagraphModel`], with a cache of the sums of frequent words' entries.
pub(crate) type ModelExtractor = NgramExtractor<WordSum, EntrySum>;

impl ParagraphModel {
    /// Rounds fitted weights, one per column and in log-odds, to 16-bit entries. The step is the
    /// largest absolute weight over 32767.
    pub fn quantize(weights: &[f32], intercept: f64, vocabulary: Vocabulary) -> Self {
        let largest = weights.iter().fold(0f32, |largest, weight| largest.max(weight.abs()));
        let step = if largest > 0.0 { f64::from(largest) / f64::from(i16::MAX) } else { 1.0 };
        let table = weights.iter().map(|&weight| (f64::from(weight) / step).round() as i16);
        ParagraphModel { table: WeightTable::new(table), step, intercept, vocabulary }
    }

    /// Creates the feature extractor of [`score`](Self::score); its caches speed up later calls.
    pub(crate) fn extractor(settings: &NgramSettings) -> ModelExtractor {
        NgramExtractor::for_sink(settings)
    }

    /// Scores a paragraph: log-odds w·x + b for its row x of unit norm, with the marks of `markup`.
    ///
    /// `extractor` must serve only this model, because it caches the model's sums.
    #[inline]
    pub(crate) fn score(
        &self,
        extractor: &mut ModelExtractor,
        paragraph: &str,
        markup: Option<&Markup>,
    ) -> Score {
        let sink = SumWeights { table: self.table.entries(), vocabulary: &self.vocabulary };
        let features = extractor.extract_into(sink, paragraph);
        Score {
            log_odds: self.log_odds(features.row.sum, features.row.columns),
            words: features.words,
            known: features.known,
            disguised: features.disguised,
            marked: markup.map_or(Marking::NoMarkup, marking),
            is_boilerplate: markup.is_some_and(|markup| markup.kind == ParagraphKind::Boilerplate),
            disclosure: features.disclosure,
        }
    }

    /// Returns the log-odds of a row of `columns` columns whose entries add up to `sum`.
    #[inline]
    fn log_odds(&self, sum: i64, columns: usize) -> f64 {
        sum as f64 * self.step / (columns.max(1) as f64).sqrt() + self.intercept
    }
}

/// Returns what the markup of a paragraph says about payment.
fn marking(markup: &Markup) -> Marking {
    match markup.paid.as_ref().map(|mark| mark.strength) {
        None => Marking::Unmarked,
        Some(MarkStrength::Hint) => Marking::Hint,
        Some(MarkStrength::Explicit) => Marking::Explicit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_changes_a_score_by_less_than_two_steps() {
        let weights = [0.5, -1.25, 3.0, 0.0001];
        let model = ParagraphModel::quantize(&weights, -0.5, Vocabulary::new(6));
        assert_eq!(model.table.iter().nth(2), Some(i16::MAX));
        let sum = model.table.iter().map(i64::from).sum();
        let exact = (0.5 - 1.25 + 3.0 + 0.0001) / 2.0 - 0.5;
        assert!((model.log_odds(sum, 4) - exact).abs() < 2.0 * model.step);
    }

    #[test]
    fn zero_weights_score_the_intercept() {
        let model = ParagraphModel::quantize(&[0.0; 4], 1.5, Vocabulary::new(6));
        assert_eq!(model.log_odds(0, 1), 1.5);
        assert_eq!(model.log_odds(0, 0), 1.5);
    }
}
