//! What other thresholds would give.

use std::fmt;

use serde::Serialize;

use super::ranking::bounded;
use super::{Confusion, Scored};
use crate::Label;

/// Between 0 and 1 there is a threshold every so many parts.
const PARTS: u32 = 20;

/// Figures at thresholds 0.05, 0.10 … 0.95 and at the one in use.
///
/// The best of them is best on these rows: chosen here, its F1 is a little too good.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sweep {
    /// The thresholds, rising.
    pub thresholds: Vec<AtThreshold>,
    /// The threshold of the highest F1, of equals the one nearest to a half.
    pub best_threshold: f64,
}

/// The figures where rows are labelled sponsored from a threshold on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AtThreshold {
    /// The threshold.
    pub threshold: f64,
    /// Whether it is the one in use.
    pub in_use: bool,
    /// See [`Confusion::precision`].
    pub precision: f64,
    /// See [`Confusion::recall`].
    pub recall: f64,
    /// See [`Confusion::f1`].
    pub f1: f64,
    /// See [`Confusion::false_positive_rate`].
    pub false_positive_rate: f64,
    /// Share of rows labelled sponsored.
    pub labelled_sponsored: f64,
}

impl Sweep {
    /// Labels the rows anew at each threshold; `in_use` is the one they were labelled at.
    pub fn of(scored: &[Scored], in_use: f64) -> Self {
        let mut thresholds: Vec<f64> = (1..PARTS)
            .map(|part| f64::from(part) / f64::from(PARTS))
            .chain([in_use])
            .collect();
        thresholds.sort_unstable_by(f64::total_cmp);
        thresholds.dedup();
        let thresholds: Vec<AtThreshold> = thresholds
            .into_iter()
            .map(|threshold| AtThreshold::of(scored, threshold, in_use))
            .collect();
        let from_half = |at: &AtThreshold| (at.threshold - 0.5).abs();
        let best = thresholds.iter().max_by(|a, b| {
            let by_f1 = a.f1.total_cmp(&b.f1);
            by_f1.then(from_half(b).total_cmp(&from_half(a)))
        });
        Sweep {
            best_threshold: best.map_or(in_use, |at| at.threshold),
            thresholds,
        }
    }
}

impl AtThreshold {
    fn of(scored: &[Scored], threshold: f64, in_use: f64) -> Self {
        let mut counts = Confusion::default();
        for row in scored {
            let predicted = Label::at(bounded(row.probability), threshold);
            counts.add(predicted, row.actual, 1);
        }
        AtThreshold {
            threshold,
            in_use: threshold == in_use,
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f1(),
            false_positive_rate: counts.false_positive_rate(),
            labelled_sponsored: counts.labelled_sponsored() as f64 / counts.rows().max(1) as f64,
        }
    }
}

/// A line a threshold, then where F1 is best.
impl fmt::Display for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "threshold  precision    recall        F1   FP rate  labelled sponsored"
        )?;
        for at in &self.thresholds {
            write!(
                f,
                "{:<9}  {:>9.4} {:>9.4} {:>9.4} {:>9.4}  {:>18.4}",
                at.threshold,
                at.precision,
                at.recall,
                at.f1,
                at.false_positive_rate,
                at.labelled_sponsored
            )?;
            writeln!(f, "{}", if at.in_use { "  in use" } else { "" })?;
        }
        write!(f, "F1 is best at {}", self.best_threshold)
    }
}

/// The threshold, of all hundredths, at which F1 is best; of equals, the one nearest to a half.
pub(crate) fn best_threshold(sponsored: &[bool], probabilities: &[f64]) -> f64 {
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
    use crate::Label::{News, Sponsored};

    fn sweep(in_use: f64) -> Sweep {
        let rows = [
            (0.875, Sponsored),
            (0.75, News),
            (0.625, Sponsored),
            (0.25, News),
            (0.25, Sponsored),
            (0.0, News),
            (0.0, News),
            (0.0, News),
        ];
        let scored = rows.map(|(probability, actual)| Scored {
            probability,
            predicted: News, // not asked for
            actual,
            article: 0,
        });
        Sweep::of(&scored, in_use)
    }

    #[test]
    fn the_best_threshold_parts_the_classes() {
        let sponsored = [false, false, true, false, true, true];
        let probabilities = [0.1, 0.2, 0.3, 0.31, 0.9, 0.8];
        // At 0.3 all three are found for one news row too many: F1 6/7. At 0.32..0.8, F1 4/5.
        assert_eq!(best_threshold(&sponsored, &probabilities), 0.3);
        assert_eq!(best_threshold(&[false, true], &[0.1, 0.9]), 0.5);
        assert_eq!(best_threshold(&[false, true], &[0.005, 0.009]), 0.5);
    }

    #[test]
    fn rows_are_labelled_anew_from_each_threshold_on() {
        let sweep = sweep(0.375);
        assert_eq!(sweep.thresholds.len(), 20);
        assert!(
            sweep
                .thresholds
                .is_sorted_by(|a, b| a.threshold < b.threshold)
        );
        let at = |threshold| {
            let mut lines = sweep.thresholds.iter();
            *lines.find(|at| at.threshold == threshold).unwrap()
        };
        // 0.25 itself is labelled sponsored: all three, and two of five news.
        let quarter = AtThreshold {
            threshold: 0.25,
            in_use: false,
            precision: 0.6,
            recall: 1.0,
            f1: 0.75,
            false_positive_rate: 0.4,
            labelled_sponsored: 0.625,
        };
        assert_eq!(at(0.25), quarter);
        let above = AtThreshold {
            threshold: 0.375,
            in_use: true,
            precision: 2.0 / 3.0,
            recall: 2.0 / 3.0,
            f1: 2.0 / 3.0,
            false_positive_rate: 0.2,
            labelled_sponsored: 0.375,
        };
        assert_eq!(at(0.375), above);
        assert_eq!(at(0.95).f1, 0.0);
        // 0.05 to 0.25 are equal; the one nearest to a half is named.
        assert_eq!(sweep.best_threshold, 0.25);
    }

    #[test]
    fn a_threshold_of_the_sweep_is_listed_once() {
        let sweep = sweep(0.15);
        assert_eq!(sweep.thresholds.len(), 19);
        assert!(sweep.thresholds[2].in_use);
        assert_eq!(sweep.thresholds[2].threshold.to_string(), "0.15");
    }

    #[test]
    fn for_people_a_line_a_threshold() {
        let table = sweep(0.375).to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            [lines[0], lines[5], lines[8], lines[21]],
            [
                "threshold  precision    recall        F1   FP rate  labelled sponsored",
                "0.25          0.6000    1.0000    0.7500    0.4000              0.6250",
                "0.375         0.6667    0.6667    0.6667    0.2000              0.3750  in use",
                "F1 is best at 0.25",
            ]
        );
    }
}
