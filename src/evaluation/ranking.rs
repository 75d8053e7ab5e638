//! Judged paragraphs in order of probability, and the one pass that every figure comes from.

use rayon::prelude::*;

use super::{Confusion, Scored};

/// Judged paragraphs, the most probably sponsored first, equal ones in the order they came in.
///
/// Sorted once, the same rows serve the figures and each of the resamples: a resample only
/// changes how often each article's rows count.
pub(super) struct Ranking {
    rows: Vec<Scored>,
    articles: usize,
}

/// The figures that one pass over a [`Ranking`] gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Figures {
    pub(super) confusion: Confusion,
    /// None where one class is missing.
    pub(super) auc: Option<f64>,
    /// None where nothing is sponsored.
    pub(super) average_precision: Option<f64>,
    /// 0 where there are no rows.
    pub(super) brier: f64,
}

impl Ranking {
    pub(super) fn of(scored: &[Scored]) -> Self {
        let mut articles: Vec<u32> = scored.iter().map(|row| row.article).collect();
        articles.par_sort_unstable();
        articles.dedup();
        let mut rows: Vec<Scored> = scored
            .iter()
            .map(|row| Scored {
                probability: bounded(row.probability),
                article: articles.partition_point(|&article| article < row.article) as u32,
                ..*row
            })
            .collect();
        rows.par_sort_by(|a, b| b.probability.total_cmp(&a.probability));
        Ranking {
            rows,
            articles: articles.len(),
        }
    }

    /// The rows, their articles numbered from 0 without gaps.
    pub(super) fn rows(&self) -> &[Scored] {
        &self.rows
    }

    /// How many articles there are.
    pub(super) fn articles(&self) -> usize {
        self.articles
    }

    /// The figures of the rows, each counted as often as `times` says of its article.
    ///
    /// AUC is the share of pairs of a sponsored and a news row that are in order, a tie counting
    /// half (Mann-Whitney). Average precision is the sum over distinct thresholds of the gain in
    /// recall times the precision there, without interpolation (scikit-learn's
    /// `average_precision_score`). Brier is the mean squared error of the probability.
    pub(super) fn figures(&self, times: impl Fn(u32) -> u64) -> Figures {
        let mut confusion = Confusion::default();
        let mut squared_error = 0.0;
        let mut found = 0.0; // sponsored rows, each weighted by the precision where it is reached
        let mut pairs_in_order_doubled = 0_u128; // doubled, so that a tie's half is whole
        let (mut sponsored, mut news) = (0_u64, 0_u64);
        for tied in self
            .rows
            .chunk_by(|above, below| above.probability == below.probability)
        {
            let (mut tied_sponsored, mut tied_news) = (0, 0);
            for row in tied {
                let times = times(row.article);
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
            pairs_in_order_doubled +=
                u128::from(tied_news) * u128::from(2 * sponsored + tied_sponsored);
            sponsored += tied_sponsored;
            news += tied_news;
            if tied_sponsored > 0 {
                found += tied_sponsored as f64 * (sponsored as f64 / (sponsored + news) as f64);
            }
        }
        let pairs = u128::from(sponsored) * u128::from(news);
        Figures {
            confusion,
            auc: (pairs > 0).then(|| pairs_in_order_doubled as f64 / (2 * pairs) as f64),
            average_precision: (sponsored > 0).then(|| found / sponsored as f64),
            brier: squared_error / (sponsored + news).max(1) as f64,
        }
    }
}

/// A probability in [0, 1]: a number outside is brought to the nearer end, and NaN to 0.5.
pub(super) fn bounded(probability: f64) -> f64 {
    if probability.is_nan() {
        0.5
    } else {
        probability.clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label;
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    fn rows() -> impl Strategy<Value = Vec<Scored>> {
        let label = || prop_oneof![Just(Label::News), Just(Label::Sponsored)];
        // Tenths, for there to be ties.
        let row = (0..=10_u32, label(), label(), 0..5_u32);
        proptest::collection::vec(row, 0..40).prop_map(|rows| {
            rows.into_iter()
                .map(|(tenths, predicted, actual, article)| Scored {
                    probability: f64::from(tenths) / 10.0,
                    predicted,
                    actual,
                    article,
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
        fn a_row_counted_twice_is_as_two_rows(rows in rows(), times in proptest::array::uniform5(0..4_usize)) {
            let repeated: Vec<Scored> = rows
                .iter()
                .flat_map(|row| vec![*row; times[row.article as usize]])
                .collect();
            let ranking = Ranking::of(&rows);
            let mut names: Vec<u32> = rows.iter().map(|row| row.article).collect();
            names.sort_unstable();
            names.dedup();
            let weighted = ranking.figures(|article| times[names[article as usize] as usize] as u64);
            let plain = Ranking::of(&repeated).figures(|_| 1);
            prop_assert_eq!(weighted.confusion, plain.confusion);
            prop_assert_eq!(weighted.auc, plain.auc);
            prop_assert_eq!(weighted.average_precision, plain.average_precision);
            prop_assert!((weighted.brier - plain.brier).abs() < 1e-15);
        }

        #[test]
        fn whatever_the_probabilities_the_figures_are_finite_and_in_0_1(
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
    fn average_precision_by_hand() {
        let row = |probability, actual| Scored {
            probability,
            predicted: Label::News,
            actual,
            article: 0,
        };
        let rows = [
            row(0.9, Label::Sponsored), // precision 1 where the first of 3 is found,
            row(0.8, Label::News),
            row(0.5, Label::Sponsored), // 2 / 4 at the tie that finds the second,
            row(0.5, Label::News),
            row(0.1, Label::Sponsored), // and 3 / 5 where the last is.
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
            probability,
            predicted: Label::News,
            actual,
            article: 7,
        };
        let ranking = Ranking::of(&[row(0.0, Label::Sponsored), row(-0.0, Label::News)]);
        assert_eq!(ranking.figures(|_| 1).auc, Some(0.5));
        assert_eq!(ranking.articles(), 1);
    }
}
