//! The model of all rows and, beside it, every row's score by a model that has not seen its part.

use rayon::prelude::*;

use super::dual_ascent::{Examples, LeftOut};
use super::sparse_rows::SparseRows;
use super::{FittedSparseLogisticRegression, ValidSparseLogisticRegression};
use crate::error::{Error, Result};

/// Fits side by side in one thread: one instruction adds the weights of them all.
const LANES: usize = 4;

/// What [`ValidSparseLogisticRegression::fit_and_hold_out`] finds.
#[derive(Debug, Clone)]
pub struct HeldOutFits {
    /// The model of all rows.
    pub of_all: FittedSparseLogisticRegression,
    /// By that model, the weight of each column that a row has alone: one value a row. They stand
    /// here where such columns were set apart ([`SparseRows::set_lone_apart`]).
    pub lone_weights: Vec<f32>,
    /// For every row, the log-odds of true by the model that has not seen the row's part.
    pub log_odds: Vec<f64>,
}

impl ValidSparseLogisticRegression {
    /// Fits to all rows and, for each part of them, to all but the rows of that part. No two of
    /// these fits know of each other.
    ///
    /// `targets`, `weights` (sᵢ; a row of weight 0 takes no part and has its log-odds) and `part_of`
    /// have one value a row; the parts are numbered from 0 to `parts`. The fits are dealt to the
    /// threads, and are the same on any number of them.
    ///
    /// # Errors
    /// [`Error::Training`] where the shapes do not fit or a class has no row outside of a part.
    pub fn fit_and_hold_out(
        &self,
        rows: &SparseRows,
        targets: &[bool],
        weights: &[f32],
        part_of: &[u16],
        parts: u16,
    ) -> Result<HeldOutFits> {
        let mut left_out = vec![LeftOut::Nothing];
        left_out.extend((0..parts).map(LeftOut::Part));
        let groups = left_out.len().div_ceil(LANES);
        let group = |index: usize| {
            let share = left_out.len() * index / groups..left_out.len() * (index + 1) / groups;
            let mut lanes = [LeftOut::Everything; LANES];
            lanes[..share.len()].copy_from_slice(&left_out[share]);
            lanes
        };
        let fit = |left_out: [LeftOut; LANES]| {
            let fits = self.fit_lanes(Examples {
                rows,
                targets,
                weights: Some(weights),
                parts: Some(part_of),
                left_out,
                scales: [[0.0; LANES]; 2],
            })?;
            let lane_of = |row: usize| {
                let out = LeftOut::Part(part_of[row]);
                left_out.iter().position(|&lane| lane == out)
            };
            let scores = (0..targets.len())
                .filter_map(|row| Some((row as u32, fits.log_odds(row, lane_of(row)?))))
                .collect::<Vec<_>>();
            let whole = left_out.iter().position(|&lane| lane == LeftOut::Nothing);
            Ok((
                whole.map(|lane| (fits.fitted(lane), fits.lone_weights(lane))),
                scores,
            ))
        };
        let fitted = (0..groups).into_par_iter().map(|index| fit(group(index)));
        let mut of_all = None;
        let mut log_odds = vec![0.0; targets.len()];
        for (whole, scores) in fitted.collect::<Result<Vec<_>>>()? {
            of_all = of_all.or(whole);
            for (row, score) in scores {
                log_odds[row as usize] = score;
            }
        }
        let (of_all, lone_weights) =
            of_all.ok_or_else(|| Error::Internal("the model of all rows".to_owned()))?;
        Ok(HeldOutFits {
            of_all,
            lone_weights,
            log_odds,
        })
    }
}
