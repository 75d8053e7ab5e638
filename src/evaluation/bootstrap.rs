//! Bootstrap intervals of the figures.

use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::Serialize;

use super::confusion::Confusion;
use super::ranking::{RankedFigures, Ranking};
use super::scored::Scored;

/// Default number of resamples; enough for two digits of the ends of a 95 % interval.
pub const RESAMPLES: usize = 1_000;

/// Share of resamples below, and above, a 95 % interval.
const TAIL: f64 = 0.025;

/// 95 % intervals, each `[low, high]`: percentiles of the figures of resamples (Efron 1979).
///
/// A resample draws whole articles ([`Scored::resample_unit`]): the paragraphs of one article
/// depend on each other, and an interval that treats them as independent is too narrow. The
/// interval of a figure skips resamples in which the figure is 0/0. If all resamples are skipped,
/// the interval of precision, recall and F1 is `[0, 0]`, in line with 0/0 = 0, and the other
/// intervals are `None`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Intervals {
    /// Interval of [`Metrics::precision`](super::Metrics::precision).
    pub precision: [f64; 2],
    /// Interval of [`Metrics::recall`](super::Metrics::recall).
    pub recall: [f64; 2],
    /// Interval of [`Metrics::f1`](super::Metrics::f1).
    pub f1: [f64; 2],
    /// Interval of [`Metrics::auc`](super::Metrics::auc).
    pub auc: Option<[f64; 2]>,
    /// Interval of [`Metrics::average_precision`](super::Metrics::average_precision).
    pub average_precision: Option<[f64; 2]>,
    /// Interval of [`Metrics::brier`](super::Metrics::brier).
    pub brier: [f64; 2],
    /// Interval of [`Metrics::accuracy`](super::Metrics::accuracy).
    pub accuracy: [f64; 2],
}

impl Intervals {
    /// Computes the intervals from `resamples` resamples; [`RESAMPLES`] is the default of reports.
    /// Equal seeds have equal intervals on any number of threads.
    ///
    /// Returns `None` for fewer than two resample units, which hold no information on the
    /// differences between units, and for 0 resamples.
    pub fn of(scored: &[Scored], resamples: usize, seed: u64) -> Option<Self> {
        Intervals::of_ranking(&Ranking::of(scored), resamples, seed)
    }

    pub(super) fn of_ranking(ranking: &Ranking, resamples: usize, seed: u64) -> Option<Self> {
        if ranking.units() < 2 || resamples == 0 {
            return None;
        }
        let drawn: Vec<RankedFigures> = generators(seed, resamples)
            .into_par_iter()
            .map_init(
                || vec![0_u32; ranking.units()],
                |times, generator| {
                    draw_units(times, generator);
                    ranking.figures(|unit| u64::from(times[unit as usize]))
                },
            )
            .collect();
        let of =
            |figure: fn(&RankedFigures) -> Option<f64>| interval(drawn.iter().filter_map(figure));
        let of_counts = |divisor: fn(&Confusion) -> u64, figure: fn(&Confusion) -> f64| {
            let counts = drawn.iter().map(|drawn| &drawn.confusion);
            interval(counts.filter(|counts| divisor(counts) > 0).map(figure)).unwrap_or_default()
        };
        Some(Intervals {
            precision: of_counts(Confusion::labelled_sponsored, Confusion::precision),
            recall: of_counts(Confusion::sponsored, Confusion::recall),
            f1: of_counts(|of| of.labelled_sponsored() + of.sponsored(), Confusion::f1),
            auc: of(|drawn| drawn.auc),
            average_precision: of(|drawn| drawn.average_precision),
            brier: of(|drawn| Some(drawn.brier)).unwrap_or_default(),
            accuracy: of_counts(Confusion::rows, Confusion::accuracy),
        })
    }
}

/// One generator per resample, 2^128 numbers apart, so that a draw does not depend on its thread.
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

/// Draws `times.len()` units with replacement; `times[unit]` becomes the number of draws of `unit`.
fn draw_units(times: &mut [u32], mut generator: Xoshiro256PlusPlus) {
    times.fill(0);
    let units = times.len() as u32; // a draw of u32 is the same on every platform
    for _ in 0..units {
        times[generator.gen_range(0..units) as usize] += 1;
    }
}

/// The middle 95 % of `values`; `None` without values.
fn interval(values: impl Iterator<Item = f64>) -> Option<[f64; 2]> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    Some([quantile(&values, TAIL)?, quantile(&values, 1.0 - TAIL)?])
}

/// The quantile at `share` of sorted values, linear between the two nearest values (type 7 of
/// Hyndman and Fan, the default of numpy).
fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = share * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

/// An interval as text; empty without an interval.
pub(super) fn interval_text(interval: Option<[f64; 2]>) -> String {
    interval.map_or(String::new(), |[low, high]| format!("{low:.4} to {high:.4}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::Metrics;
    use crate::verdict::Label::{self, News, Sponsored};

    /// Articles of 1 to 8 paragraphs. The paragraphs of an article share a quality, uniform in
    /// [0.6, 1]: the chance that a paragraph's label is correct. The expected accuracy is 0.8.
    fn simulate(articles: u32, seed: u64) -> Vec<Scored> {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut rows = Vec::new();
        for article in 0..articles {
            let quality = generator.gen_range(0.6..1.0);
            for _ in 0..generator.gen_range(1..=8) {
                let actual = generator.gen_bool(0.3);
                let predicted = actual == generator.gen_bool(quality);
                let label = |sponsored: bool| if sponsored { Sponsored } else { News };
                let probability =
                    (generator.gen_range(0.0..0.5) + f64::from(u8::from(predicted))) / 1.5;
                let row = Scored::new(probability, label(predicted), label(actual));
                rows.push(Scored { resample_unit: article, ..row });
            }
        }
        rows
    }

    /// Three articles of one row each.
    fn same(predicted: Label, actual: Label) -> Vec<Scored> {
        let row = Scored::new(0.25, predicted, actual);
        (0..3).map(|resample_unit| Scored { resample_unit, ..row }).collect()
    }

    #[test]
    fn intervals_cover_the_expected_value_in_about_95_percent_of_samples() {
        let covers = |seed: &u64| {
            let intervals = Intervals::of(&simulate(60, *seed), 200, *seed).unwrap();
            let [low, high] = intervals.accuracy;
            (low..=high).contains(&0.8)
        };
        let covered = (0..200).filter(covers).count();
        assert!((176..=198).contains(&covered), "{covered} of 200");
    }

    #[test]
    fn intervals_do_not_depend_on_the_number_of_threads() {
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
        // Ten articles labelled correctly and ten incorrectly, of ten paragraphs each.
        let rows: Vec<Scored> = (0..200_u32)
            .map(|i| {
                let actual = if i % 20 < 10 { Sponsored } else { News };
                Scored { resample_unit: i % 20, ..Scored::new(0.75, Sponsored, actual) }
            })
            .collect();
        let apart: Vec<Scored> =
            (0..).zip(&rows).map(|(resample_unit, row)| Scored { resample_unit, ..*row }).collect();
        let width = |rows: &[Scored]| {
            let [low, high] = Intervals::of(rows, 400, 1).unwrap().accuracy;
            high - low
        };
        // The spread of a mean falls with the root of the number of draws: sqrt(200 / 20) = 3.2.
        let ratio = width(&rows) / width(&apart);
        assert!((2.5..4.0).contains(&ratio), "{ratio}");
    }

    #[test]
    fn every_interval_contains_its_own_figure() {
        let rows = simulate(200, 7);
        let metrics = Metrics::of(&rows);
        let intervals = Intervals::of(&rows, 200, 7).unwrap();
        for ([low, high], figure) in [
            (intervals.precision, metrics.precision),
            (intervals.recall, metrics.recall),
            (intervals.f1, metrics.f1),
            (intervals.auc.unwrap(), metrics.auc.unwrap()),
            (intervals.average_precision.unwrap(), metrics.average_precision.unwrap()),
            (intervals.brier, metrics.brier),
            (intervals.accuracy, metrics.accuracy),
        ] {
            assert!(low < figure && figure < high && high - low < 0.2);
        }
    }

    #[test]
    fn figure_that_no_resample_defines_has_no_interval() {
        let intervals = Intervals::of(&same(News, News), 20, 0).unwrap();
        assert_eq!((intervals.auc, intervals.average_precision), (None, None));
        assert_eq!(intervals.precision, [0.0, 0.0]);
        assert_eq!(intervals.accuracy, [1.0, 1.0]);
        assert_eq!(intervals.brier, [0.0625, 0.0625]);
    }

    #[test]
    fn interval_skips_resamples_without_the_figure() {
        // One article of three is sponsored and labelled so. About 30 % of resamples miss the
        // article and would pull the low end to 0.
        let mut rows = same(News, News);
        rows[0].actual = Sponsored;
        rows[0].predicted = Sponsored;
        let intervals = Intervals::of(&rows, 200, 0).unwrap();
        assert_eq!(intervals.recall, [1.0, 1.0]);
        assert_eq!(intervals.precision, [1.0, 1.0]);
        assert_eq!(intervals.f1, [1.0, 1.0]);
    }

    #[test]
    fn fewer_than_two_articles_have_no_intervals() {
        assert_eq!(Intervals::of(&[], 10, 0), None);
        assert_eq!(Intervals::of(&same(News, News)[..1], 10, 0), None);
        assert_eq!(Intervals::of(&same(News, News), 0, 0), None);
    }

    #[test]
    fn quantiles_equal_those_of_numpy() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        assert_eq!(interval(values.into_iter().rev()), Some([2.5, 97.5]));
        assert_eq!(interval([3.0].into_iter()), Some([3.0, 3.0]));
        assert_eq!(interval(std::iter::empty()), None);
    }
}
