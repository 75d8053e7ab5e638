//! Fits in lanes: when to measure each lane of an [`Ascent`], and when to stop it.

use linfa::dataset::Records;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::dual_ascent::{Ascent, Bounds, Examples, LeftOut};
use super::{FittedSparseLogisticRegression, ValidSparseLogisticRegression};
use crate::error::{Error, Result};

/// The epoch of the first measurement. A measurement costs half an epoch; the gap that training
/// requires takes four epochs on 30,000 rows, five or six on 147,000.
const EPOCHS_BEFORE_MEASURING: usize = 5;

/// Upper bound of the factor by which one epoch divides the gap; 3 to 7 was measured. The next
/// measurement waits for the number of epochs that the tolerance requires at this rate.
const FASTEST: f64 = 8.0;

/// Length of the runs of adjacent rows; the runs are in random order. Adjacent rows share data in
/// the cache: an epoch takes two thirds of the time that it takes with runs of 1, for the same
/// gain. Runs of 32 need more epochs.
const RUN: usize = 8;

/// Fits that ran together, one per lane.
pub(super) struct LaneFits<'a, const L: usize> {
    ascent: Ascent<'a, L>,
    epochs: [usize; L],
    gaps: [f64; L],
}

impl<const L: usize> LaneFits<'_, L> {
    /// The fit of `lane`.
    pub(super) fn fitted(&self, lane: usize) -> FittedSparseLogisticRegression {
        let weights = self.ascent.weights.iter();
        FittedSparseLogisticRegression {
            weights: weights.map(|weights| weights[lane]).collect(),
            intercept: self.ascent.intercepts[lane],
            epochs: self.epochs[lane],
            gap: self.gaps[lane],
        }
    }

    /// Weight of each row's lone columns by the fit of `lane`, one value per row.
    pub(super) fn lone_weights(&self, lane: usize) -> Vec<f32> {
        let rows = 0..self.ascent.dots.len();
        rows.map(|row| self.ascent.lone_weight(row, lane)).collect()
    }

    /// Log-odds of the target `true` for `row` by the fit of `lane`, also if the fit ignored the
    /// row.
    pub(super) fn log_odds(&self, row: usize, lane: usize) -> f64 {
        self.ascent.dots[row][lane] + self.ascent.intercepts[lane]
    }
}

impl ValidSparseLogisticRegression {
    /// Fits in every lane that does not leave out everything.
    ///
    /// # Errors
    /// [`Error::Training`] if the numbers of rows, targets, weights and part numbers differ, or if
    /// a class has no row of positive weight in a lane.
    pub(super) fn fit_lanes<'a, const L: usize>(
        &self,
        examples: Examples<'a>,
        left_out: [LeftOut; L],
    ) -> Result<LaneFits<'a, L>> {
        let rows = examples.rows.nsamples();
        let targets = examples.targets.len();
        let weights = examples.weights.map_or(rows, <[f32]>::len);
        let parts = examples.parts.map_or(rows, <[u16]>::len);
        if [targets, weights, parts] != [rows; 3] {
            return Err(Error::Training(format!(
                "{rows} rows have {targets} labels, {weights} weights and {parts} part numbers"
            )));
        }
        let is_used = left_out.map(|out| out != LeftOut::Everything);
        let mut visits = Visits::new(examples, self.seed);
        let mut ascent = Ascent::new(Bounds::new(examples, left_out, self.c, self.balanced)?);
        let (mut gaps, mut epochs) = ([f64::INFINITY; L], [0; L]);
        let mut measurements = [EPOCHS_BEFORE_MEASURING.min(self.max_epochs); L];
        for epoch in 1..=self.max_epochs {
            let active: [bool; L] =
                std::array::from_fn(|lane| is_used[lane] && gaps[lane] > self.tolerance);
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
        Ok(LaneFits { ascent, epochs, gaps })
    }

    /// Fewest epochs that can bring `gap` under the tolerance; at least 1.
    fn epochs_from(&self, gap: f64) -> usize {
        let (mut epochs, mut gap) = (1, gap / FASTEST);
        while gap > self.tolerance {
            epochs += 1;
            gap /= FASTEST;
        }
        epochs
    }
}

/// The order of the rows of positive weight; the same in every lane.
struct Visits {
    rows: Vec<u32>,
    /// Index in `rows` of each run's first row.
    runs: Vec<usize>,
    generator: Xoshiro256PlusPlus,
}

impl Visits {
    fn new(examples: Examples<'_>, seed: u64) -> Self {
        let has_weight = |row: &u32| examples.weight(*row as usize) > 0.0;
        let all = 0..examples.targets.len() as u32;
        let rows: Vec<u32> = all.filter(has_weight).collect();
        Visits {
            runs: (0..rows.len()).step_by(RUN).collect(),
            rows,
            generator: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }

    /// Draws a new order.
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
    fn lane_equals_a_fit_of_its_own() {
        let mut rows = SparseRows::of_columns(200);
        for row in 0..300u32 {
            rows.push_set((0..8).map(|at| (row * 7 + at * (3 + row % 5)) % 200));
        }
        let targets: Vec<bool> = (0..300).map(|row| row * row % 7 < 3).collect();
        let parts: Vec<u16> = (0..300).map(|row| row / 10 % 3).collect();
        let weights: Vec<f32> = (0..300).map(|row| (row % 4) as f32).collect();
        let examples = Examples {
            rows: &rows,
            targets: &targets,
            weights: Some(&weights),
            parts: Some(&parts),
        };
        let estimator = SparseLogisticRegression::default().balanced(true).check().unwrap();
        let left_out = [LeftOut::Part(2), LeftOut::Everything, LeftOut::Nothing, LeftOut::Part(0)];
        let together = estimator.fit_lanes(examples, left_out).unwrap();
        for lane in [0, 2, 3] {
            let alone = estimator.fit_lanes(examples, [left_out[lane]]).unwrap();
            assert_eq!(together.fitted(lane), alone.fitted(0));
            assert_eq!(together.log_odds(7, lane), alone.log_odds(7, 0));
            let fitted = alone.fitted(0);
            assert!((alone.log_odds(7, 0) - fitted.log_odds(rows.row(7))).abs() < 1e-6);
            assert!(fitted.gap < 1e-3 && fitted.epochs < 100, "{}", fitted.gap);
        }
    }

    #[test]
    fn lone_columns_get_the_weights_of_a_plain_fit() {
        // Every row has two lone columns and three shared ones.
        let far = |column: u32| (1 << 16) + column;
        let set = |row: u32| [row % 5, 5 + row * row % 7, far(2 * row), far(2 * row + 1), far(999)];
        let mut rows = SparseRows::of_columns(1 << 17);
        (0..100).for_each(|row| rows.push_set(set(row).into_iter()));
        let targets: Vec<bool> = (0..100).map(|row| row * 3 % 11 < 5).collect();
        let estimator = SparseLogisticRegression::default().tolerance(1e-6).check().unwrap();
        let fit = |rows: &SparseRows| {
            let (weights, parts) = (vec![1.0; 100], vec![0; 100]);
            estimator.fit_and_hold_out(rows, &targets, &weights, &parts, 0).unwrap()
        };
        let plain = fit(&rows).of_all;
        let columns = rows
            .separate_lone_columns((1 << 16) + 1, |column| (column == far(999)).then_some(1 << 16));
        let separate = fit(&rows);
        assert!((plain.intercept - separate.of_all.intercept).abs() < 1e-4);
        assert!((plain.weights[3] - separate.of_all.weights[3]).abs() < 1e-4);
        assert_eq!(columns.len(), 200);
        for (at, column) in columns.into_iter().enumerate() {
            let weight = plain.weights[column as usize];
            assert!((weight - separate.lone_weights[at / 2]).abs() < 1e-4);
        }
    }
}
