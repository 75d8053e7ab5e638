//! What a model remembers of its training: on what, how, and how well it did on what was held out.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::TrainingSettings;
use super::folds::Folds;
use crate::corpus::{Corpus, CorpusSummary};
use crate::evaluation::Metrics;

/// Stored in every model, shown by `train` and `inspect`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRecord {
    /// The version of adsift that trained it.
    pub adsift: String,
    /// What was chosen.
    pub settings: TrainingSettings,
    /// What was read.
    pub data: CorpusSummary,
    /// BLAKE3 of the data, in hexadecimal.
    pub data_digest: String,
    /// How many folds there were.
    pub folds: usize,
    /// How right it was on groups it had not seen.
    pub held_out: HeldOut,
}

/// Figures on held-out groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// Of the words alone, sponsored from log-odds 0 on.
    pub words: Figures,
    /// Of the whole model, at its threshold. The threshold was chosen on the same figures, so that
    /// its F1 is a little too good.
    pub page: Figures,
}

/// The figures worth remembering, of the class sponsored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Figures {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    pub auc: Option<f64>,
    pub average_precision: Option<f64>,
    pub brier: f64,
}

impl Figures {
    /// Rounded to six decimals, so that a model's bytes do not hang on the last bits of a sum.
    pub fn of(metrics: &Metrics) -> Self {
        let round = |figure: f64| (figure * 1e6).round() / 1e6;
        Figures {
            precision: round(metrics.precision),
            recall: round(metrics.recall),
            f1: round(metrics.f1),
            auc: metrics.auc.map(round),
            average_precision: metrics.average_precision.map(round),
            brier: round(metrics.brier),
        }
    }
}

/// What a record tells of the data.
pub(super) struct DataRecord {
    summary: CorpusSummary,
    digest: [u8; 32],
}

impl DataRecord {
    /// Reads every text twice.
    pub(super) fn of(corpus: &Corpus) -> Self {
        DataRecord {
            summary: corpus.summary(),
            digest: corpus.digest(),
        }
    }
}

impl TrainingRecord {
    pub(super) fn new(
        data: DataRecord,
        settings: &TrainingSettings,
        folds: &Folds,
        held_out: HeldOut,
    ) -> Self {
        TrainingRecord {
            adsift: env!("CARGO_PKG_VERSION").to_owned(),
            settings: settings.clone(),
            data: data.summary,
            data_digest: blake3::Hash::from(data.digest).to_hex().to_string(),
            folds: folds.count(),
            held_out,
        }
    }
}

impl fmt::Display for HeldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |figures: &Figures| {
            let optional = |figure: Option<f64>| {
                figure.map_or("-".to_owned(), |figure| format!("{figure:.4}"))
            };
            format!(
                "{:>9.4} {:>9.4} {:>9.4} {:>9} {:>9} {:>9.4}",
                figures.precision,
                figures.recall,
                figures.f1,
                optional(figures.auc),
                optional(figures.average_precision),
                figures.brier
            )
        };
        writeln!(
            f,
            "{:14} precision    recall        F1       AUC        AP     Brier",
            ""
        )?;
        writeln!(f, "{:14} {}", "words alone", row(&self.words))?;
        write!(f, "{:14} {}", "whole model", row(&self.page))
    }
}

/// The threshold, of all hundredths, at which F1 is best; of equals, the one nearest to a half.
pub(super) fn best_threshold(sponsored: &[bool], probabilities: &[f64]) -> f64 {
    // How many rows of each class have their probability in [k, k + 1) hundredths.
    let mut counts = [[0u64; 2]; 101];
    for (&sponsored, probability) in sponsored.iter().zip(probabilities) {
        // Counted at the first hundredth above it, by the comparison the classifier makes.
        let below = (1..=100)
            .take_while(|&k| *probability >= f64::from(k) / 100.0)
            .count();
        counts[below][usize::from(sponsored)] += 1;
    }
    let positives: u64 = counts.iter().map(|count| count[1]).sum();
    let f1 = |k: usize| {
        let called = |class: usize| counts[k..].iter().map(|count| count[class]).sum::<u64>();
        let (tp, fp) = (called(1), called(0));
        2.0 * tp as f64 / (tp + fp + positives) as f64
    };
    let mut order: Vec<usize> = (1..100).collect();
    order.sort_by_key(|&k| k.abs_diff(50));
    let best = order
        .into_iter()
        .rev()
        .max_by(|&a, &b| f1(a).total_cmp(&f1(b)));
    best.unwrap_or(50) as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_threshold_parts_the_classes() {
        let sponsored = [false, false, true, false, true, true];
        let probabilities = [0.1, 0.2, 0.3, 0.31, 0.9, 0.8];
        // At 0.3 all three are found for one news row too many: F1 6/7. At 0.32..0.8, F1 4/5.
        assert_eq!(best_threshold(&sponsored, &probabilities), 0.3);
        assert_eq!(best_threshold(&[false, true], &[0.1, 0.9]), 0.5);
        assert_eq!(best_threshold(&[false, true], &[0.005, 0.009]), 0.5);
    }
}
