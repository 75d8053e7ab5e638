//! Fits side by side: when each lane of an [`Ascent`] is measured, and when it stops.

use linfa::dataset::Records;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::dual_ascent::{Ascent, Examples, LeftOut};
use super::{FittedSparseLogisticRegression, ValidSparseLogisticRegression};
use crate::error::{Error, Result};

/// Measuring costs half as much as an epoch, and to come under the gap that training asks for takes
/// 30 000 rows four epochs and 147 000 rows five or six.
const EPOCHS_BEFORE_MEASURING: usize = 5;

/// An epoch divides the gap by 3 to 7, and by no more than this: the next measurement can wait for
/// as many epochs as it takes at this rate.
const FASTEST: f64 = 8.0;

/// So many rows that stand together are visited one after the other, and those runs in random order.
/// What a row brings with it is then in the cache for the next: an epoch takes two thirds of the
/// time it takes with runs of 1, and gains the same. With runs of 32 more epochs are needed.
const RUN: usize = 8;

/// Fits side by side, and how each ended.
pub(super) struct SideBySide<'a, const L: usize> {
    ascent: Ascent<'a, L>,
    epochs: [usize; L],
    gaps: [f64; L],
}

impl<const L: usize> SideBySide<'_, L> {
    /// What was learned in a lane.
    pub(super) fn fitted(&self, lane: usize) -> FittedSparseLogisticRegression {
        let weights = self.ascent.weights.iter();
        FittedSparseLogisticRegression {
            weights: weights.map(|weights| weights[lane]).collect(),
            intercept: self.ascent.intercepts[lane],
            epochs: self.epochs[lane],
            gap: self.gaps[lane],
        }
    }

    /// The weight, in a lane, of each column that a row has alone, row by row.
    pub(super) fn lone_weights(&self, lane: usize) -> Vec<f32> {
        let rows = 0..self.ascent.dots.len();
        rows.map(|row| self.ascent.lone_weight(row, lane)).collect()
    }

    /// Log-odds of true for a row, whether or not it took part, by what was learned in a lane.
    pub(super) fn log_odds(&self, row: usize, lane: usize) -> f64 {
        self.ascent.dots[row][lane] + self.ascent.intercepts[lane]
    }
}

impl ValidSparseLogisticRegression {
    /// Fits in all lanes that do not leave everything out. The examples' scales are set here.
    ///
    /// # Errors
    /// [`Error::Training`] where the shapes do not fit or a class has no row in a lane.
    pub(super) fn fit_lanes<'a, const L: usize>(
        &self,
        mut examples: Examples<'a, L>,
    ) -> Result<SideBySide<'a, L>> {
        let rows = examples.rows.nsamples();
        let weights = examples.weights.map_or(rows, <[f32]>::len);
        let parts = examples.parts.map_or(rows, <[u16]>::len);
        if [examples.targets.len(), weights, parts] != [rows; 3] {
            return Err(Error::Training(format!(
                "{rows} rows, but {} labels or another number of weights",
                examples.targets.len()
            )));
        }
        examples.scales = self.scales(&examples)?;
        let is_fitted = examples.left_out.map(|out| out != LeftOut::Everything);
        let mut visits = Visits::new(&examples, self.seed);
        let mut ascent = Ascent::new(examples.rows.nfeatures(), examples);
        let (mut gaps, mut epochs) = ([f64::INFINITY; L], [0; L]);
        let mut measurements = [EPOCHS_BEFORE_MEASURING.min(self.max_epochs); L];
        for epoch in 1..=self.max_epochs {
            let active: [bool; L] =
                std::array::from_fn(|lane| is_fitted[lane] && gaps[lane] > self.tolerance);
            if active == [false; L] {
                break;
            }
            visits.shuffle();
            ascent.ascend(visits.rows(), active);
            let due: [bool; L] =
                std::array::from_fn(|lane| active[lane] && measurements[lane] == epoch);
            if due == [false; L] {
                continue;
            }
            let measured = ascent.update_intercepts_and_measure_gaps(due);
            for (lane, gap) in measured.into_iter().enumerate() {
                if let Some(gap) = gap {
                    (gaps[lane], epochs[lane]) = (gap, epoch);
                    measurements[lane] = (epoch + self.epochs_from(gap)).min(self.max_epochs);
                }
            }
        }
        Ok(SideBySide {
            ascent,
            epochs,
            gaps,
        })
    }

    /// The fewest epochs in which such a gap can come under the tolerance; 1 or more.
    fn epochs_from(&self, gap: f64) -> usize {
        let (mut epochs, mut gap) = (1, gap / FASTEST);
        while gap > self.tolerance {
            epochs += 1;
            gap /= FASTEST;
        }
        epochs
    }

    /// C times the balance of each class in each lane.
    fn scales<const L: usize>(&self, examples: &Examples<'_, L>) -> Result<[[f64; L]; 2]> {
        let mut totals = [[0.0f64; L]; 2];
        for (row, &target) in examples.targets.iter().enumerate() {
            for (lane, total) in totals[usize::from(target)].iter_mut().enumerate() {
                if examples.takes_part(row, lane) {
                    *total += examples.weight(row);
                }
            }
        }
        let mut scales = [[0.0; L]; 2];
        for lane in (0..L).filter(|&lane| examples.left_out[lane] != LeftOut::Everything) {
            let [no, yes] = totals.map(|total| total[lane]);
            let is_right = |total: f64| total > 0.0 && total.is_finite();
            if !(is_right(no) && is_right(yes)) {
                return Err(Error::Training("rows of both labels are needed".to_owned()));
            }
            let balance = |total: f64| match self.balanced {
                true => (no + yes) / (2.0 * total),
                false => 1.0,
            };
            for (scale, total) in scales.iter_mut().zip([no, yes]) {
                scale[lane] = self.c * balance(total);
            }
        }
        Ok(scales)
    }
}

/// In which order the rows that weigh something are visited; the same in every lane.
struct Visits {
    rows: Vec<u32>,
    /// Where each run starts in `rows`.
    runs: Vec<usize>,
    generator: Xoshiro256PlusPlus,
}

impl Visits {
    fn new<const L: usize>(examples: &Examples<'_, L>, seed: u64) -> Self {
        let weighs = |row: &u32| examples.weight(*row as usize) > 0.0;
        let rows: Vec<u32> = (0..examples.targets.len() as u32).filter(weighs).collect();
        Visits {
            runs: (0..rows.len()).step_by(RUN).collect(),
            rows,
            generator: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }

    /// Draws another order.
    fn shuffle(&mut self) {
        self.runs.shuffle(&mut self.generator);
    }

    fn rows(&self) -> impl Iterator<Item = usize> {
        let run = |&start: &usize| &self.rows[start..self.rows.len().min(start + RUN)];
        self.runs.iter().flat_map(run).map(|&row| row as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::SparseLogisticRegression;
    use crate::solver::sparse_rows::SparseRows;
    use linfa::ParamGuard;

    #[test]
    fn a_lane_is_what_it_would_be_alone() {
        let mut rows = SparseRows::of_columns(200);
        for row in 0..300u32 {
            rows.push_set((0..8).map(|at| (row * 7 + at * (3 + row % 5)) % 200));
        }
        let targets: Vec<bool> = (0..300).map(|row| row * row % 7 < 3).collect();
        let parts: Vec<u16> = (0..300).map(|row| row / 10 % 3).collect();
        let weights: Vec<f32> = (0..300).map(|row| (row % 4) as f32).collect();
        let estimator = SparseLogisticRegression::default().balanced(true);
        let estimator = estimator.check().unwrap();
        fn examples<'a, const L: usize>(
            rows: &'a SparseRows,
            (targets, weights, parts): (&'a [bool], &'a [f32], &'a [u16]),
            left_out: [LeftOut; L],
        ) -> Examples<'a, L> {
            Examples {
                rows,
                targets,
                weights: Some(weights),
                parts: Some(parts),
                left_out,
                scales: [[0.0; L]; 2],
            }
        }
        let data = (&targets[..], &weights[..], &parts[..]);
        let left_out = [
            LeftOut::Part(2),
            LeftOut::Everything,
            LeftOut::Nothing,
            LeftOut::Part(0),
        ];
        let together = estimator
            .fit_lanes(examples(&rows, data, left_out))
            .unwrap();
        for lane in [0, 2, 3] {
            let alone = estimator
                .fit_lanes(examples(&rows, data, [left_out[lane]]))
                .unwrap();
            assert_eq!(together.fitted(lane), alone.fitted(0));
            assert_eq!(together.log_odds(7, lane), alone.log_odds(7, 0));
            let fitted = alone.fitted(0);
            assert!((alone.log_odds(7, 0) - fitted.log_odds(rows.row(7))).abs() < 1e-6);
            assert!(fitted.gap < 1e-3 && fitted.epochs < 100, "{}", fitted.gap);
        }
    }

    #[test]
    fn columns_set_apart_change_nothing() {
        // Every row has two columns of its own beside those it shares.
        let far = |column: u32| (1 << 16) + column;
        let set = |row: u32| {
            [
                row % 5,
                5 + row * row % 7,
                far(2 * row),
                far(2 * row + 1),
                far(999),
            ]
        };
        let mut rows = SparseRows::of_columns(1 << 17);
        (0..100).for_each(|row| rows.push_set(set(row).into_iter()));
        let targets: Vec<bool> = (0..100).map(|row| row * 3 % 11 < 5).collect();
        let estimator = SparseLogisticRegression::default().tolerance(1e-6);
        let estimator = estimator.check().unwrap();
        let fit = |rows: &SparseRows| {
            let (weights, parts) = (vec![1.0; 100], vec![0; 100]);
            estimator
                .fit_and_hold_out(rows, &targets, &weights, &parts, 0)
                .unwrap()
        };
        let plain = fit(&rows).of_all;
        let columns = rows.set_lone_apart((1 << 16) + 1, |column| {
            (column == far(999)).then_some(1 << 16)
        });
        let apart = fit(&rows);
        assert!((plain.intercept - apart.of_all.intercept).abs() < 1e-4);
        assert!((plain.weights[3] - apart.of_all.weights[3]).abs() < 1e-4);
        assert_eq!(columns.len(), 200);
        for (at, column) in columns.into_iter().enumerate() {
            let weight = plain.weights[column as usize];
            assert!((weight - apart.lone_weights[at / 2]).abs() < 1e-4);
        }
    }
}
