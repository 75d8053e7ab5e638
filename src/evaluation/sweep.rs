//! Figures at other thresholds, and the threshold of the best F1.

use std::fmt;

use serde::Serialize;

use super::confusion::Confusion;
use super::scored::Scored;
use crate::text_table::{TextTable, figure};
use crate::verdict::Label;

/// Number of equal steps between the thresholds 0 and 1.
const STEPS: u32 = 20;

/// Figures at the thresholds 0.05, 0.10 … 0.95 and at the threshold in use.
///
/// The best threshold is chosen on the same rows, so its F1 is slightly too high.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sweep {
    /// The figures in rising order of threshold.
    pub thresholds: Vec<AtThreshold>,
    /// The threshold with the highest F1; of several, the nearest to one half.
    pub best_threshold: f64,
}

/// The figures at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AtThreshold {
    /// Lowest probability at which a row is labelled sponsored.
    pub threshold: f64,
    /// Whether the evaluation uses this threshold.
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
    /// Labels the rows at each threshold; `in_use` is the threshold of their predicted labels.
    pub fn of(scored: &[Scored], in_use: f64) -> Self {
        let mut candidates: Vec<f64> =
            (1..STEPS).map(|step| f64::from(step) / f64::from(STEPS)).chain([in_use]).collect();
        candidates.sort_unstable_by(f64::total_cmp);
        candidates.dedup();
        let thresholds: Vec<AtThreshold> = candidates
            .into_iter()
            .map(|threshold| AtThreshold::of(scored, threshold, in_use))
            .collect();
        let highest = best(thresholds.iter().map(|at| Candidate {
            threshold: at.threshold,
            f1: at.f1,
            from_half: (at.threshold - 0.5).abs(),
        }));
        Sweep { best_threshold: highest.unwrap_or(in_use), thresholds }
    }
}

impl AtThreshold {
    fn of(scored: &[Scored], threshold: f64, in_use: f64) -> Self {
        let mut counts = Confusion::default();
        for row in scored {
            let predicted = Label::at(row.bounded_probability(), threshold);
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

/// A table with one line per threshold, then a line with the best threshold.
impl fmt::Display for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = TextTable::new(
            "threshold | precision: | recall: | F1: | FP rate: | labelled sponsored: | ",
        );
        for at in &self.thresholds {
            table.row([
                at.threshold.to_string(),
                figure(at.precision),
                figure(at.recall),
                figure(at.f1),
                figure(at.false_positive_rate),
                figure(at.labelled_sponsored),
                if at.in_use { "in use" } else { "" }.to_owned(),
            ]);
        }
        write!(f, "{table}\nF1 is best at {}", self.best_threshold)
    }
}

/// The threshold in hundredths, 0.01 to 0.99, with the highest F1; of several, the nearest to one
/// half; of two equally near, the lower.
pub(crate) fn best_threshold(sponsored: &[bool], probabilities: &[f64]) -> f64 {
    // Per class: the number of rows with a probability in [k, k + 1) hundredths.
    let mut counts = [[0u64; 2]; 101];
    for (&sponsored, probability) in sponsored.iter().zip(probabilities) {
        // The comparison of `Label::at`: `floor` of 100 times the probability can differ by
        // rounding.
        let hundredths = (1..=100).take_while(|&k| *probability >= f64::from(k) / 100.0).count();
        counts[hundredths][usize::from(sponsored)] += 1;
    }
    let f1 = |k: usize| {
        let (below, above) = counts.split_at(k);
        let sum = |part: &[[u64; 2]], class: usize| part.iter().map(|count| count[class]).sum();
        let confusion = Confusion {
            tp: sum(above, 1),
            fp: sum(above, 0),
            fn_: sum(below, 1),
            tn: sum(below, 0),
        };
        confusion.f1()
    };
    // Whole hundredths have exact distances from one half. The last of equals wins.
    let candidates = (1..100_u32).rev().map(|k| Candidate {
        threshold: f64::from(k) / 100.0,
        f1: f1(k as usize),
        from_half: f64::from(k.abs_diff(50)),
    });
    best(candidates).unwrap_or(0.5)
}

/// A threshold that can be chosen.
struct Candidate {
    threshold: f64,
    f1: f64,
    /// Distance from one half, in any unit.
    from_half: f64,
}

/// The threshold with the highest F1; of several, the nearest to one half; of those, the last.
fn best(candidates: impl Iterator<Item = Candidate>) -> Option<f64> {
    candidates
        .max_by(|a, b| {
            let by_f1 = a.f1.total_cmp(&b.f1);
            by_f1.then(b.from_half.total_cmp(&a.from_half))
        })
        .map(|candidate| candidate.threshold)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use crate::verdict::Label::{News, Sponsored};

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
        // The predicted label has no influence.
        let scored = rows.map(|(probability, actual)| Scored::new(probability, News, actual));
        Sweep::of(&scored, in_use)
    }

    #[test]
    fn best_threshold_has_the_highest_f1_and_is_nearest_to_a_half() {
        let sponsored = [false, false, true, false, true, true];
        let probabilities = [0.1, 0.2, 0.3, 0.31, 0.9, 0.8];
        // At 0.3 all three sponsored rows and one news row are labelled sponsored: F1 6/7.
        // From 0.32 to 0.8 F1 is 4/5.
        assert_eq!(best_threshold(&sponsored, &probabilities), 0.3);
        assert_eq!(best_threshold(&[false, true], &[0.1, 0.9]), 0.5);
        assert_eq!(best_threshold(&[false, true], &[0.005, 0.009]), 0.5);
        // F1 is 2/3 from 0.01 to 0.05 and from 0.66 to 0.95, and lower between: of equal
        // thresholds the nearest to a half is best.
        let sponsored = [true, false, false, true];
        assert_eq!(best_threshold(&sponsored, &[0.95, 0.65, 0.35, 0.05]), 0.66);
    }

    #[test]
    fn best_threshold_equals_the_first_implementation() {
        let first = |sponsored: &[bool], probabilities: &[f64]| {
            let mut order: Vec<u32> = (1..100).collect();
            order.sort_by_key(|&k| k.abs_diff(50));
            let f1 = |k: u32| {
                let is_called = |p: f64| p >= f64::from(k) / 100.0;
                let rows = || sponsored.iter().zip(probabilities);
                let tp = rows().filter(|&(&s, &p)| s && is_called(p)).count();
                let fp = rows().filter(|&(&s, &p)| !s && is_called(p)).count();
                let positives = sponsored.iter().filter(|&&s| s).count();
                2.0 * tp as f64 / (tp + fp + positives) as f64
            };
            let best = order.into_iter().rev().max_by(|&a, &b| f1(a).total_cmp(&f1(b)));
            f64::from(best.unwrap()) / 100.0
        };
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(1);
        for rows in 1..60 {
            let probabilities: Vec<f64> =
                (0..rows).map(|_| f64::from(generator.gen_range(0..=50_u32)) / 50.0).collect();
            let mut sponsored: Vec<bool> = (0..rows).map(|_| generator.gen_bool(0.4)).collect();
            sponsored[0] = true;
            assert_eq!(
                best_threshold(&sponsored, &probabilities),
                first(&sponsored, &probabilities)
            );
        }
    }

    #[test]
    fn figures_are_those_of_labels_at_each_threshold() {
        let sweep = sweep(0.375);
        assert_eq!(sweep.thresholds.len(), 20);
        assert!(sweep.thresholds.is_sorted_by(|a, b| a.threshold < b.threshold));
        let at = |threshold| {
            let mut lines = sweep.thresholds.iter();
            *lines.find(|at| at.threshold == threshold).unwrap()
        };
        // From 0.25 on: three of three sponsored rows and two of five news rows.
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
        // 0.05 to 0.25 have equal F1; 0.25 is the nearest to one half.
        assert_eq!(sweep.best_threshold, 0.25);
    }

    #[test]
    fn threshold_in_use_is_listed_once() {
        let sweep = sweep(0.15);
        assert_eq!(sweep.thresholds.len(), 19);
        assert!(sweep.thresholds[2].in_use);
        assert_eq!(sweep.thresholds[2].threshold.to_string(), "0.15");
    }

    #[test]
    fn table_has_one_line_per_threshold() {
        let table = sweep(0.375).to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            [lines[0], lines[5], lines[8], lines[21]],
            [
                "threshold  precision  recall      F1  FP rate  labelled sponsored",
                "0.25          0.6000  1.0000  0.7500   0.4000              0.6250",
                "0.375         0.6667  0.6667  0.6667   0.2000              0.3750  in use",
                "F1 is best at 0.25",
            ]
        );
    }
}
