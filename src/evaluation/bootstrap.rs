//! How far the figures could be off: intervals by drawing articles anew.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::Serialize;

use super::Scored;
use super::ranking::{Figures, Ranking};

/// Resamples where nothing else is said; enough for two digits of a 95 % interval's ends.
pub const RESAMPLES: usize = 1_000;

/// The share of resamples that lies below, and above, a 95 % interval.
const TAIL: f64 = 0.025;

/// 95 % intervals, each `[low, high]`: percentiles of the figures of resamples (Efron 1979).
///
/// Articles are resampled, not paragraphs: paragraphs of one page stand or fall together, and an
/// interval that takes them for independent is too narrow. A resample in which a figure is 0/0 is
/// left out of that figure's interval. Where all are, precision, recall and F1 have `[0, 0]`, in
/// keeping with 0/0 = 0, and the others None.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Intervals {
    /// Of [`Metrics::precision`](super::Metrics::precision).
    pub precision: [f64; 2],
    /// Of [`Metrics::recall`](super::Metrics::recall).
    pub recall: [f64; 2],
    /// Of [`Metrics::f1`](super::Metrics::f1).
    pub f1: [f64; 2],
    /// Of [`Metrics::auc`](super::Metrics::auc).
    pub auc: Option<[f64; 2]>,
    /// Of [`Metrics::average_precision`](super::Metrics::average_precision).
    pub average_precision: Option<[f64; 2]>,
    /// Of [`Metrics::brier`](super::Metrics::brier).
    pub brier: [f64; 2],
    /// Of [`Metrics::accuracy`](super::Metrics::accuracy).
    pub accuracy: [f64; 2],
}

impl Intervals {
    /// The intervals from so many resamples, [`RESAMPLES`] being usual. The same seed gives the
    /// same intervals on any number of threads.
    ///
    /// None with fewer than two articles, which tell nothing of how articles differ, and with no
    /// resamples.
    pub fn of(scored: &[Scored], resamples: usize, seed: u64) -> Option<Self> {
        Intervals::of_ranking(&Ranking::of(scored), resamples, seed)
    }

    pub(super) fn of_ranking(ranking: &Ranking, resamples: usize, seed: u64) -> Option<Self> {
        if ranking.articles() < 2 || resamples == 0 {
            return None;
        }
        let drawn: Vec<Figures> = generators(seed, resamples)
            .into_par_iter()
            .map_init(
                || vec![0_u32; ranking.articles()],
                |times, generator| {
                    draw_articles(times, generator);
                    ranking.figures(|article| u64::from(times[article as usize]))
                },
            )
            .collect();
        let of = |figure: fn(&Figures) -> Option<f64>| interval(drawn.iter().filter_map(figure));
        let of_counts = |figure| of(figure).unwrap_or([0.0, 0.0]);
        Some(Intervals {
            precision: of_counts(|drawn| {
                let counts = drawn.confusion;
                (counts.labelled_sponsored() > 0).then(|| counts.precision())
            }),
            recall: of_counts(|drawn| {
                let counts = drawn.confusion;
                (counts.sponsored() > 0).then(|| counts.recall())
            }),
            f1: of_counts(|drawn| {
                let counts = drawn.confusion;
                (counts.labelled_sponsored() + counts.sponsored() > 0).then(|| counts.f1())
            }),
            auc: of(|drawn| drawn.auc),
            average_precision: of(|drawn| drawn.average_precision),
            brier: of_counts(|drawn| Some(drawn.brier)),
            accuracy: of_counts(|drawn| Some(drawn.confusion.accuracy())),
        })
    }
}

/// A generator for each resample, 2^128 numbers from the next, so that no draw depends on which
/// thread makes it.
fn generators(seed: u64, resamples: usize) -> Vec<Xoshiro256PlusPlus> {
    let first = Xoshiro256PlusPlus::seed_from_u64(seed);
    std::iter::successors(Some(first), |generator| {
        let mut next = generator.clone();
        next.jump();
        Some(next)
    })
    .take(resamples)
    .collect()
}

/// Draws as many articles as there are, with replacement; `times[a]` is how often `a` came.
fn draw_articles(times: &mut [u32], mut generator: Xoshiro256PlusPlus) {
    times.fill(0);
    let articles = times.len() as u32; // articles are numbered in u32; drawn so on every platform
    for _ in 0..articles {
        times[generator.gen_range(0..articles) as usize] += 1;
    }
}

/// The middle 95 % of some values; None where there are none.
fn interval(values: impl Iterator<Item = f64>) -> Option<[f64; 2]> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    Some([quantile(&values, TAIL)?, quantile(&values, 1.0 - TAIL)?])
}

/// Linear between the two nearest of the sorted values (Hyndman and Fan's type 7, numpy's own).
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{self, News, Sponsored};

    /// Articles of 1 to 8 paragraphs that share a quality, uniform in [0.6, 1]: the chance that
    /// the label of a paragraph is right. Accuracy is 0.8 over all such articles.
    fn simulate(articles: u32, seed: u64) -> Vec<Scored> {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut rows = Vec::new();
        for article in 0..articles {
            let quality = generator.gen_range(0.6..1.0);
            for _ in 0..generator.gen_range(1..=8) {
                let is = generator.gen_bool(0.3);
                let said = is == generator.gen_bool(quality);
                let label = |sponsored: bool| if sponsored { Sponsored } else { News };
                rows.push(Scored {
                    probability: (generator.gen_range(0.0..0.5) + f64::from(u8::from(said))) / 1.5,
                    predicted: label(said),
                    actual: label(is),
                    article,
                });
            }
        }
        rows
    }

    fn same(predicted: Label, actual: Label) -> Vec<Scored> {
        let row = |article| Scored {
            probability: 0.25,
            predicted,
            actual,
            article,
        };
        (0..3).map(row).collect()
    }

    #[test]
    fn intervals_hold_the_truth_about_as_often_as_they_say() {
        let holds = (0..200).filter(|&seed| {
            let [low, high] = Intervals::of(&simulate(60, seed), 200, seed)
                .unwrap()
                .accuracy;
            (low..=high).contains(&0.8)
        });
        let holds = holds.count();
        assert!((176..=198).contains(&holds), "{holds} of 200");
    }

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let rows = simulate(30, 1);
        let on = |threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .unwrap()
                .install(|| Intervals::of(&rows, 100, 42))
        };
        assert!(on(1).is_some());
        assert_eq!(on(1), on(4));
        assert_ne!(on(1), Intervals::of(&rows, 100, 43));
    }

    #[test]
    fn paragraphs_of_one_article_are_drawn_together() {
        // Ten articles all right and ten all wrong, ten paragraphs each.
        let rows: Vec<Scored> = (0..200_u32)
            .map(|i| Scored {
                probability: 0.75,
                predicted: Sponsored,
                actual: if i % 20 < 10 { Sponsored } else { News },
                article: i % 20,
            })
            .collect();
        let apart: Vec<Scored> = (0..)
            .zip(&rows)
            .map(|(i, row)| Scored { article: i, ..*row })
            .collect();
        let width = |rows: &[Scored]| {
            let [low, high] = Intervals::of(rows, 400, 1).unwrap().accuracy;
            high - low
        };
        // The spread of a mean goes with the root of the number of draws: sqrt(200 / 20) = 3.2.
        let ratio = width(&rows) / width(&apart);
        assert!((2.5..4.0).contains(&ratio), "{ratio}");
    }

    #[test]
    fn every_interval_is_that_of_its_own_figure() {
        let rows = simulate(200, 7);
        let metrics = super::super::Metrics::of(&rows);
        let intervals = Intervals::of(&rows, 200, 7).unwrap();
        for ([low, high], figure) in [
            (intervals.precision, metrics.precision),
            (intervals.recall, metrics.recall),
            (intervals.f1, metrics.f1),
            (intervals.auc.unwrap(), metrics.auc.unwrap()),
            (
                intervals.average_precision.unwrap(),
                metrics.average_precision.unwrap(),
            ),
            (intervals.brier, metrics.brier),
            (intervals.accuracy, metrics.accuracy),
        ] {
            assert!(low < figure && figure < high && high - low < 0.2);
        }
    }

    #[test]
    fn what_is_never_defined_has_no_interval() {
        let intervals = Intervals::of(&same(News, News), 20, 0).unwrap();
        assert_eq!((intervals.auc, intervals.average_precision), (None, None));
        assert_eq!(intervals.precision, [0.0, 0.0]);
        assert_eq!(intervals.accuracy, [1.0, 1.0]);
        assert_eq!(intervals.brier, [0.0625, 0.0625]);
    }

    #[test]
    fn resamples_without_the_figure_are_left_out_of_its_interval() {
        // One article of three is sponsored and found; it is missing from some 30 % of resamples,
        // which would pull the low end to 0.
        let mut rows = same(News, News);
        rows[0].actual = Sponsored;
        rows[0].predicted = Sponsored;
        let intervals = Intervals::of(&rows, 200, 0).unwrap();
        assert_eq!(intervals.recall, [1.0, 1.0]);
        assert_eq!(intervals.precision, [1.0, 1.0]);
        assert_eq!(intervals.f1, [1.0, 1.0]);
    }

    #[test]
    fn one_article_is_not_enough() {
        assert_eq!(Intervals::of(&[], 10, 0), None);
        assert_eq!(Intervals::of(&same(News, News)[..1], 10, 0), None);
        assert_eq!(Intervals::of(&same(News, News), 0, 0), None);
    }

    #[test]
    fn quantiles_as_numpy_has_them() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(interval(values.into_iter().rev()), Some([2.5, 97.5]));
        assert_eq!(interval([3.0].into_iter()), Some([3.0, 3.0]));
        assert_eq!(interval(std::iter::empty()), None);
    }
}
