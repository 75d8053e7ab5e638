//! The fit to all rows and, for every row, the log-odds by a fit that ignored the row's part.

use rayon::prelude::*;

use super::dual_ascent::{Examples, LeftOut};
use super::sparse_rows::SparseRows;
use super::{FittedSparseLogisticRegression, ValidSparseLogisticRegression};
use crate::error::{Error, Result};

/// Fits that one thread runs together: one instruction adds the weights of all four.
const LANES: usize = 4;

/// The result of [`ValidSparseLogisticRegression::fit_and_hold_out`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct HeldOutFits {
    /// The fit to all rows.
    pub of_all: FittedSparseLogisticRegression,
    /// Weight of each row's lone columns by that fit, one value per row, if
    /// [`SparseRows::separate_lone_columns`] separated them.
    pub lone_weights: Vec<f32>,
    /// Log-odds of the target `true` for each row, by the fit that ignored the row's part.
    pub log_odds: Vec<f64>,
}

impl ValidSparseLogisticRegression {
    /// Fits to all rows and, for each part, to all rows outside of that part. Every fit starts from
    /// zero.
    ///
    /// `targets`, `weights` (the sᵢ) and `part_of` have one value per row. Parts are numbered from
    /// 0 to `parts` − 1. A row of weight 0 is ignored by every fit, but has its log-odds. The
    /// threads of the rayon pool share the fits; the result does not depend on their number.
    ///
    /// # Errors
    /// [`Error::Training`] if the numbers of rows, targets, weights and part numbers differ, or if
    /// a class has no row of positive weight outside of a part.
    pub fn fit_and_hold_out(
        &self,
        rows: &SparseRows,
        targets: &[bool],
        weights: &[f32],
        part_of: &[u16],
        parts: u16,
    ) -> Result<HeldOutFits> {
        let examples = Examples { rows, targets, weights: Some(weights), parts: Some(part_of) };
        let mut left_out = vec![LeftOut::Nothing];
        left_out.extend((0..parts).map(LeftOut::Part));
        let groups = left_out.len().div_ceil(LANES);
        let lanes_of = |group: usize| {
            let share = left_out.len() * group / groups..left_out.len() * (group + 1) / groups;
            let mut lanes = [LeftOut::Everything; LANES];
            lanes[..share.len()].copy_from_slice(&left_out[share]);
            lanes
        };
        let fit = |left_out: [LeftOut; LANES]| {
            let fits = self.fit_lanes(examples, left_out)?;
            let lane_of = |row: usize| {
                let part = LeftOut::Part(part_of[row]);
                left_out.iter().position(|&lane| lane == part)
            };
            let scores = (0..targets.len())
                .filter_map(|row| Some((row as u32, fits.log_odds(row, lane_of(row)?))))
                .collect::<Vec<_>>();
            let lane_of_all = left_out.iter().position(|&lane| lane == LeftOut::Nothing);
            Ok((lane_of_all.map(|lane| (fits.fitted(lane), fits.lone_weights(lane))), scores))
        };
        let fitted = (0..groups)
            .into_par_iter()
            .map(|group| fit(lanes_of(group)))
            .collect::<Result<Vec<_>>>()?;
        let mut of_all = None;
        let mut log_odds = vec![0.0; targets.len()];
        for (fit_to_all, scores) in fitted {
            of_all = of_all.or(fit_to_all);
            for (row, score) in scores {
                log_odds[row as usize] = score;
            }
        }
        let (of_all, lone_weights) =
            of_all.ok_or_else(|| Error::Internal("no fit to all rows".to_owned()))?;
        Ok(HeldOutFits { of_all, lone_weights, log_odds })
    }
}
