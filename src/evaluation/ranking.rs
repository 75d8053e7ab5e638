//! Scored rows in order of probability, and the single pass that computes their figures.

use rayon::prelude::*;

use super::confusion::Confusion;
use super::scored::Scored;
use crate::math::Auc;

/// Scored rows, sorted once by falling probability; rows of equal probability keep their order.
///
/// The same sorted rows serve the figures and every resample: a resample only changes how often
/// the rows of each resample unit count.
pub(super) struct Ranking {
    rows: Vec<Scored>,
    units: usize,
}

/// The figures of one pass over a [`Ranking`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RankedFigures {
    pub(super) confusion: Confusion,
    /// `None` if one class is missing.
    pub(super) auc: Option<f64>,
    /// `None` if no row is sponsored.
    pub(super) average_precision: Option<f64>,
    /// 0 without rows.
    pub(super) brier: f64,
}

impl Ranking {
    pub(super) fn of(scored: &[Scored]) -> Self {
        let mut units: Vec<u32> = scored.iter().map(|row| row.resample_unit).collect();
        units.par_sort_unstable();
        units.dedup();
        let mut rows: Vec<Scored> = scored
            .iter()
            .map(|row| Scored {
                probability: row.bounded_probability(),
                resample_unit: units.partition_point(|&unit| unit < row.resample_unit) as u32,
                ..*row
            })
            .collect();
        rows.par_sort_by(|a, b| b.probability.total_cmp(&a.probability));
        Ranking { rows, units: units.len() }
    }

    /// The rows. Their resample units are numbered from 0 without gaps, their probabilities are
    /// in [0, 1].
    pub(super) fn rows(&self) -> &[Scored] {
        &self.rows
    }

    /// Number of distinct resample units.
    pub(super) fn units(&self) -> usize {
        self.units
    }

    /// The figures of the rows; `times(unit)` is how often each row of a resample unit counts.
    ///
    /// AUC is the share of pairs of a sponsored and a news row that are in order; a tie counts
    /// half (Mann-Whitney). Average precision is the sum over distinct thresholds of the gain in
    /// recall times the precision there, without interpolation (scikit-learn's
    /// `average_precision_score`). Brier is the mean squared error of the probability.
    pub(super) fn figures(&self, times: impl Fn(u32) -> u64) -> RankedFigures {
        let mut confusion = Confusion::default();
        let mut squared_error = 0.0;
        let mut found = 0.0; // sponsored rows, each weighted by the precision at its probability
        let mut auc = Auc::default();
        let (mut sponsored, mut news) = (0_u64, 0_u64);
        for tied in self.rows.chunk_by(|above, below| above.probability == below.probability) {
            let (mut tied_sponsored, mut tied_news) = (0, 0);
            for row in tied {
                let times = times(row.resample_unit);
                confusion.add(row.predicted, row.actual, times);
                let miss = if row.actual.is_sponsored() {
                    tied_sponsored += times;
                    1.0 - row.probability
                } else {
                    tied_news += times;
                    row.probability
                };
                squared_error += times as f64 * (miss * miss);
            }
            auc.add_tied(tied_sponsored, tied_news);
            sponsored += tied_sponsored;
            news += tied_news;
            if tied_sponsored > 0 {
                found += tied_sponsored as f64 * (sponsored as f64 / (sponsored + news) as f64);
            }
        }
        RankedFigures {
            confusion,
            auc: auc.value(),
            average_precision: (sponsored > 0).then(|| found / sponsored as f64),
            brier: squared_error / (sponsored + news).max(1) as f64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Label;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    fn rows() -> impl Strategy<Value = Vec<Scored>> {
        let label = || prop_oneof![Just(Label::News), Just(Label::Sponsored)];
        // Tenths, so that probabilities tie.
        let row = (0..=10_u32, label(), label(), 0..5_u32);
        proptest::collection::vec(row, 0..40).prop_map(|rows| {
            rows.into_iter()
                .map(|(tenths, predicted, actual, resample_unit)| Scored {
                    resample_unit,
                    ..Scored::new(f64::from(tenths) / 10.0, predicted, actual)
                })
                .collect()
        })
    }

    fn auc_by_pairs(rows: &[Scored]) -> Option<f64> {
        let (mut pairs, mut in_order) = (0.0, 0.0);
        for sponsored in rows.iter().filter(|row| row.actual.is_sponsored()) {
            for news in rows.iter().filter(|row| !row.actual.is_sponsored()) {
                pairs += 1.0;
                if sponsored.probability > news.probability {
                    in_order += 1.0;
                } else if sponsored.probability == news.probability {
                    in_order += 0.5;
                }
            }
        }
        (pairs > 0.0).then(|| in_order / pairs)
    }

    proptest! {
        #[test]
        fn auc_is_the_share_of_pairs_in_order(rows in rows()) {
            prop_assert_eq!(Ranking::of(&rows).figures(|_| 1).auc, auc_by_pairs(&rows));
        }

        #[test]
        fn row_counted_twice_equals_two_rows(
            rows in rows(),
            times in proptest::array::uniform5(0..4_usize),
        ) {
            let repeated: Vec<Scored> = rows
                .iter()
                .flat_map(|row| vec![*row; times[row.resample_unit as usize]])
                .collect();
            let ranking = Ranking::of(&rows);
            let mut units: Vec<u32> = rows.iter().map(|row| row.resample_unit).collect();
            units.sort_unstable();
            units.dedup();
            let weighted = ranking.figures(|unit| times[units[unit as usize] as usize] as u64);
            let plain = Ranking::of(&repeated).figures(|_| 1);
            prop_assert_eq!(weighted.confusion, plain.confusion);
            prop_assert_eq!(weighted.auc, plain.auc);
            prop_assert_eq!(weighted.average_precision, plain.average_precision);
            prop_assert!((weighted.brier - plain.brier).abs() < 1e-15);
        }

        #[test]
        fn figures_are_between_0_and_1_for_any_probability(
            mut rows in rows(),
            wild in proptest::collection::vec(proptest::num::f64::ANY, 40),
        ) {
            for (row, &wild) in rows.iter_mut().zip(&wild) {
                row.probability = wild;
            }
            let figures = Ranking::of(&rows).figures(|_| 1);
            for figure in [figures.auc, figures.average_precision, Some(figures.brier)] {
                prop_assert!(figure.is_none_or(|figure| (0.0..=1.0).contains(&figure)));
            }
        }
    }

    #[test]
    fn average_precision_equals_a_hand_computed_value() {
        let row = |probability, actual| Scored::new(probability, Label::News, actual);
        let rows = [
            row(0.9, Label::Sponsored), // first of three found at precision 1
            row(0.8, Label::News),
            row(0.5, Label::Sponsored), // second found at a tie: precision 2 / 4
            row(0.5, Label::News),
            row(0.1, Label::Sponsored), // third found at precision 3 / 5
        ];
        let figures = Ranking::of(&rows).figures(|_| 1);
        assert_relative_eq!(
            figures.average_precision.unwrap(),
            (1.0 + 0.5 + 0.6) / 3.0,
            max_relative = 1e-15
        );
    }

    #[test]
    fn zero_and_minus_zero_tie() {
        let row = |probability, actual| Scored {
            resample_unit: 7,
            ..Scored::new(probability, Label::News, actual)
        };
        let ranking = Ranking::of(&[row(0.0, Label::Sponsored), row(-0.0, Label::News)]);
        assert_eq!(ranking.figures(|_| 1).auc, Some(0.5));
        assert_eq!(ranking.units(), 1);
    }
}
