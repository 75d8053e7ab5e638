//! L2-regularised logistic regression on sparse rows, as a linfa estimator.
//!
//! [`SparseLogisticRegression`] minimises, over weights w and an unregularised intercept b,
//!
//! ```text
//! P(w, b) = ½‖w‖² + C Σᵢ sᵢ log(1 + exp(−yᵢ(w·xᵢ + b))),   yᵢ = +1 if the target is true, else −1
//! ```
//!
//! which is the objective of `linfa_logistic` with α = 1/C, multiplied by C. Dual coordinate ascent
//! finds the weights (Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression
//! and maximum entropy models", Machine Learning 85, 2011). After every epoch the intercept takes
//! one step of Newton's method, with the derivatives of P computed from the dual variables.
//!
//! Some epochs end with a measurement, which sets the intercept to its optimum for the current
//! weights and computes the duality gap: an upper bound on P minus its minimum at this intercept.
//! The fit ends as soon as both the gap and the decrease of P by this intercept step are at most
//! `tolerance` times P.
//!
//! A fit runs on one thread and draws the order of the rows from a named, seeded generator, so that
//! every machine computes the same bytes.

mod dual_ascent;
pub mod held_out;
mod lanes;
mod sparse_row;
pub mod sparse_rows;

use std::borrow::Borrow;

use linfa::ParamGuard;
use linfa::dataset::{DatasetBase, Records};
use linfa::traits::{Fit, PredictInplace};
use ndarray::Array1;

use dual_ascent::{Examples, LeftOut};

pub use held_out::HeldOutFits;
pub use sparse_row::SparseRow;
pub use sparse_rows::SparseRows;

use crate::error::{Error, Result};

/// The estimator with unchecked parameters; `check` returns a [`ValidSparseLogisticRegression`],
/// and `fit` checks them first.
///
/// Defaults: C 1, not balanced, tolerance 0.001, at most 200 epochs, seed 42.
///
/// ```
/// use adsift::solver::{SparseLogisticRegression, SparseRows};
/// use linfa::DatasetBase;
/// use linfa::traits::{Fit, Predict};
/// use ndarray::{Array1, array};
///
/// let rows = SparseRows::from_dense(&array![[1.0, 0.0], [0.0, 1.0], [2.0, 0.0], [0.0, 2.0]]);
/// let dataset = DatasetBase::new(rows, array![true, false, true, false]);
/// let fitted = SparseLogisticRegression::default().c(10.0).fit(&dataset)?;
/// assert!(fitted.weights[0] > 0.0 && fitted.weights[1] < 0.0);
/// let predicted: Array1<bool> = fitted.predict(&dataset);
/// assert_eq!(predicted, dataset.targets);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SparseLogisticRegression(ValidSparseLogisticRegression);

/// The estimator with checked parameters.
#[derive(Debug, Clone)]
pub struct ValidSparseLogisticRegression {
    c: f64,
    balanced: bool,
    tolerance: f64,
    max_epochs: usize,
    seed: u64,
}

impl Default for SparseLogisticRegression {
    fn default() -> Self {
        SparseLogisticRegression(ValidSparseLogisticRegression {
            c: 1.0,
            balanced: false,
            tolerance: 1e-3,
            max_epochs: 200,
            seed: 42,
        })
    }
}

impl SparseLogisticRegression {
    /// Sets C, the weight of the losses relative to the regularisation: 1/α of `linfa_logistic`.
    /// Finite and above 0.
    pub fn c(mut self, c: f64) -> Self {
        self.0.c = c;
        self
    }

    /// Sets whether both classes get the same total weight: half of Σ sᵢ each.
    pub fn balanced(mut self, balanced: bool) -> Self {
        self.0.balanced = balanced;
        self
    }

    /// Sets the duality gap at which the fit ends, as a share of P. Finite and above 0.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Sets the largest number of epochs, each of which visits every row once.
    pub fn max_epochs(mut self, max_epochs: usize) -> Self {
        self.0.max_epochs = max_epochs;
        self
    }

    /// Sets the seed of the order of the rows.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for SparseLogisticRegression {
    type Checked = ValidSparseLogisticRegression;
    type Error = Error;

    /// Checks that C and the tolerance are finite and above 0.
    ///
    /// # Errors
    /// [`Error::Setting`] with the parameter's name.
    fn check_ref(&self) -> Result<&Self::Checked> {
        for (name, value) in [("c", self.0.c), ("tolerance", self.0.tolerance)] {
            if !(value.is_finite() && value > 0.0) {
                return Err(Error::Setting {
                    name,
                    problem: format!("{value} is not a positive number"),
                });
            }
        }
        Ok(&self.0)
    }

    /// As [`check_ref`](Self::check_ref).
    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// A fitted logistic regression.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FittedSparseLogisticRegression {
    /// Weight of each column, in log-odds per unit of the column.
    pub weights: Vec<f32>,
    /// Log-odds of a row without columns.
    pub intercept: f64,
    /// Number of epochs.
    pub epochs: usize,
    /// Duality gap at the last measurement, as a share of P.
    pub gap: f64,
}

impl FittedSparseLogisticRegression {
    /// Returns the log-odds of the target `true` for `row`.
    pub fn log_odds(&self, row: SparseRow<'_>) -> f64 {
        row.dot(&self.weights) + self.intercept
    }
}

impl PredictInplace<SparseRows, Array1<bool>> for FittedSparseLogisticRegression {
    fn predict_inplace(&self, rows: &SparseRows, targets: &mut Array1<bool>) {
        for (index, target) in targets.iter_mut().enumerate() {
            *target = self.log_odds(rows.row(index)) > 0.0;
        }
    }

    fn default_target(&self, rows: &SparseRows) -> Array1<bool> {
        Array1::from_elem(rows.nsamples(), false)
    }
}

impl<R: Records + Borrow<SparseRows>> Fit<R, Array1<bool>, Error>
    for ValidSparseLogisticRegression
{
    type Object = FittedSparseLogisticRegression;

    /// Fits to rows and their targets, with the data set's weights as the sᵢ (default 1). Rows of
    /// weight 0 are ignored.
    ///
    /// # Errors
    /// [`Error::Training`] if the numbers of rows, targets and weights differ, or if a class has no
    /// row of positive weight.
    fn fit(&self, dataset: &DatasetBase<R, Array1<bool>>) -> Result<Self::Object> {
        let targets = dataset.targets.to_vec();
        let examples = Examples {
            rows: dataset.records.borrow(),
            targets: &targets,
            weights: dataset.weights(),
            parts: None,
        };
        let fits = self.fit_lanes(examples, [LeftOut::Nothing])?;
        Ok(fits.fitted(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::sigmoid;
    use linfa::Dataset;
    use ndarray::{Array2, Axis};
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    fn problem(rows: usize, columns: usize, seed: u64) -> (Array2<f32>, Array1<bool>) {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let truth: Vec<f64> = (0..columns).map(|_| generator.gen_range(-2.0..2.0)).collect();
        let x = Array2::from_shape_fn((rows, columns), |_| {
            if generator.gen_bool(0.6) { generator.gen_range(-1.5f32..1.5) } else { 0.0 }
        });
        let y = x
            .rows()
            .into_iter()
            .map(|row| {
                let margin: f64 = row.iter().zip(&truth).map(|(&a, b)| f64::from(a) * b).sum();
                sigmoid(1.5 * margin + 0.7) > generator.gen_range(0.0..1.0)
            })
            .collect();
        (x, y)
    }

    #[test]
    fn weights_equal_those_of_linfa_logistic() {
        for (seed, rows, columns, c) in
            [(1, 200, 5, 1.0), (2, 500, 12, 0.1), (3, 80, 20, 8.0), (4, 1000, 3, 50.0)]
        {
            let (x, y) = problem(rows, columns, seed);
            let dense = linfa_logistic::LogisticRegression::default()
                .alpha(1.0 / c)
                .gradient_tolerance(1e-8)
                .max_iterations(1000)
                .fit(&Dataset::new(x.mapv(f64::from), y.clone()))
                .unwrap();
            let sign = if dense.labels().pos.class { 1.0 } else { -1.0 };
            let sparse = SparseLogisticRegression::default().c(c).tolerance(1e-8).max_epochs(5000);
            let dataset = DatasetBase::new(SparseRows::from_dense(&x), y);
            let ours = sparse.fit(&dataset).unwrap();
            for (ours, theirs) in ours.weights.iter().zip(dense.params()) {
                assert!((f64::from(*ours) - sign * theirs).abs() < 1e-3, "{ours} {theirs}");
            }
            assert!((ours.intercept - sign * dense.intercept()).abs() < 1e-3);
            let mut labels = ours.default_target(&dataset.records);
            ours.predict_inplace(&dataset.records, &mut labels);
            use linfa::traits::Predict;
            assert_eq!(labels, dense.predict(&x.mapv(f64::from)));
        }
    }

    #[test]
    fn balanced_fit_equals_a_weighted_fit() {
        let (x, y) = problem(300, 6, 5);
        let positives = y.iter().filter(|&&y| y).count() as f32;
        let weights = y.mapv(|y| if y { 150.0 / positives } else { 150.0 / (300.0 - positives) });
        let rows = SparseRows::from_dense(&x);
        let params = SparseLogisticRegression::default().tolerance(1e-9).max_epochs(1000);
        let weighted =
            params.fit(&DatasetBase::new(rows.clone(), y.clone()).with_weights(weights)).unwrap();
        let balanced = params.clone().balanced(true).fit(&DatasetBase::new(rows, y)).unwrap();
        for (a, b) in weighted.weights.iter().zip(&balanced.weights) {
            assert!((a - b).abs() < 1e-3);
        }
    }

    #[test]
    fn ignores_rows_of_weight_zero() {
        let (x, y) = problem(100, 4, 6);
        let weights = Array1::from_shape_fn(100, |row| if row < 60 { 1.0 } else { 0.0 });
        let first: Vec<usize> = (0..60).collect();
        let params = SparseLogisticRegression::default();
        let masked = params
            .fit(&DatasetBase::new(SparseRows::from_dense(&x), y.clone()).with_weights(weights))
            .unwrap();
        let head = x.select(Axis(0), &first);
        let alone = params
            .fit(&DatasetBase::new(SparseRows::from_dense(&head), y.select(Axis(0), &first)))
            .unwrap();
        assert_eq!(masked, alone);
    }

    #[test]
    fn rejects_one_class_and_invalid_parameters() {
        let one_class = DatasetBase::new(
            SparseRows::from_dense(&Array2::ones((3, 2))),
            Array1::from_elem(3, true),
        );
        assert!(matches!(
            SparseLogisticRegression::default().fit(&one_class),
            Err(Error::Training(_))
        ));
        assert!(SparseLogisticRegression::default().c(f64::NAN).check().is_err());
        assert!(SparseLogisticRegression::default().tolerance(0.0).check().is_err());
    }
}
