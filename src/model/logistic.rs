//! L2-regularised logistic regression on sparse rows, as a linfa estimator.
//!
//! Minimises over weights w and an intercept b that is not regularised
//!
//! ```text
//! P(w, b) = ½‖w‖² + C Σᵢ sᵢ log(1 + exp(−yᵢ(w·xᵢ + b))),   yᵢ = +1 where the target is true, else −1
//! ```
//!
//! which is `linfa_logistic`'s objective with α = 1/C, times C. The weights are found by dual
//! coordinate ascent (Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression
//! and maximum entropy models", Machine Learning 85, 2011), the intercept by Newton's method after
//! every epoch. It stops where the duality gap, a bound on how far P is from its minimum for this
//! intercept, and the intercept's own slope are small. One thread does it all, in an order drawn from
//! a named generator: the same bytes on any machine.

use std::borrow::Borrow;

use linfa::ParamGuard;
use linfa::dataset::{DatasetBase, Records};
use linfa::traits::{Fit, PredictInplace};
use ndarray::Array1;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::sparse::{SparseRow, SparseRows};
use crate::error::{Error, Result};

/// Unchecked parameters; see [`ValidSparseLogisticRegression`].
#[derive(Debug, Clone)]
pub struct SparseLogisticRegression(ValidSparseLogisticRegression);

/// Checked parameters of the estimator.
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
    /// Sets C, the weight of the losses against the regularisation; 1/α of `linfa_logistic`.
    pub fn c(mut self, c: f64) -> Self {
        self.0.c = c;
        self
    }

    /// Sets whether both classes get the same total weight, n/2 each.
    pub fn balanced(mut self, balanced: bool) -> Self {
        self.0.balanced = balanced;
        self
    }

    /// Sets the stopping rule: the duality gap in units of P.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// Sets how many times the rows are gone over at most.
    pub fn max_epochs(mut self, max_epochs: usize) -> Self {
        self.0.max_epochs = max_epochs;
        self
    }

    /// Sets the seed of the order in which the rows are visited.
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl ParamGuard for SparseLogisticRegression {
    type Checked = ValidSparseLogisticRegression;
    type Error = Error;

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

    fn check(self) -> Result<Self::Checked> {
        self.check_ref()?;
        Ok(self.0)
    }
}

/// What was learned.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedSparseLogisticRegression {
    /// One weight a column.
    pub weights: Vec<f32>,
    /// Log-odds of a row without columns.
    pub intercept: f64,
    /// How often the rows were gone over.
    pub epochs: usize,
    /// Duality gap at the end, in units of P.
    pub gap: f64,
}

impl FittedSparseLogisticRegression {
    /// Log-odds of true for a row.
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

    /// Fits to rows and their targets; the data set's weights, where there are any, are the sᵢ.
    /// A row of weight 0 takes no part.
    ///
    /// # Errors
    /// [`Error::Training`] where the shapes do not fit or a class has no row.
    fn fit(&self, dataset: &DatasetBase<R, Array1<bool>>) -> Result<Self::Object> {
        let examples = self.examples(dataset)?;
        let mut fit = Ascent {
            rows: dataset.records.borrow(),
            duals: vec![0.0; examples.len()],
            weights: vec![0f32; dataset.records.nfeatures()],
            intercept: 0.0,
            margins: vec![0.0; examples.len()],
            examples,
        };
        fit.intercept = fit.best_intercept();
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let mut order: Vec<u32> = (0..fit.examples.len() as u32).collect();
        let (mut epochs, mut gap) = (0, f64::INFINITY);
        while epochs < self.max_epochs && gap > self.tolerance {
            order.shuffle(&mut generator);
            fit.ascend(&order);
            epochs += 1;
            gap = fit.update_intercept_and_measure_gap();
        }
        Ok(FittedSparseLogisticRegression {
            weights: fit.weights,
            intercept: fit.intercept,
            epochs,
            gap,
        })
    }
}

impl ValidSparseLogisticRegression {
    /// The rows that take part, each with its sign and the upper bound of its dual, C·sᵢ.
    fn examples<R: Records>(&self, dataset: &DatasetBase<R, Array1<bool>>) -> Result<Vec<Example>> {
        let (rows, targets) = (dataset.records.nsamples(), &dataset.targets);
        let weights = dataset.weights();
        if targets.len() != rows || weights.is_some_and(|weights| weights.len() != rows) {
            return Err(Error::Training(format!(
                "{rows} rows, but {} labels or another number of weights",
                targets.len()
            )));
        }
        let weight_of = |row: usize| weights.map_or(1.0, |weights| f64::from(weights[row]));
        let mut totals = [0.0f64; 2];
        for (row, &target) in targets.iter().enumerate() {
            totals[usize::from(target)] += weight_of(row);
        }
        if totals
            .iter()
            .any(|&total| !(total > 0.0 && total.is_finite()))
        {
            return Err(Error::Training("rows of both labels are needed".to_owned()));
        }
        let balance = |target: bool| match self.balanced {
            true => (totals[0] + totals[1]) / (2.0 * totals[usize::from(target)]),
            false => 1.0,
        };
        let examples = targets
            .iter()
            .enumerate()
            .filter(|(row, _)| weight_of(*row) > 0.0);
        Ok(examples
            .map(|(row, &target)| Example {
                row: row as u32,
                sign: if target { 1.0 } else { -1.0 },
                bound: self.c * balance(target) * weight_of(row),
            })
            .collect())
    }
}

struct Example {
    row: u32,
    sign: f64,
    /// U = C·sᵢ: the dual variable lies between 0 and it.
    bound: f64,
}

/// The state of the dual coordinate ascent. Always w = Σ αᵢ yᵢ xᵢ.
struct Ascent<'a> {
    rows: &'a SparseRows,
    examples: Vec<Example>,
    duals: Vec<f64>,
    weights: Vec<f32>,
    intercept: f64,
    /// yᵢ w·xᵢ, without the intercept, as of the last measurement.
    margins: Vec<f64>,
}

impl Ascent<'_> {
    /// One epoch: every dual variable set to its best value, the others held.
    fn ascend(&mut self, order: &[u32]) {
        for &index in order {
            let example = &self.examples[index as usize];
            let row = self.rows.row(example.row as usize);
            let margin = example.sign * (row.dot(&self.weights) + self.intercept);
            let old = self.duals[index as usize];
            let new = best_dual(margin, old, example.bound, row.squared_norm());
            self.duals[index as usize] = new;
            row.add_to((new - old) * example.sign, &mut self.weights);
        }
    }

    /// Sets the intercept to its best value for these weights; returns the relative duality gap
    /// or the relative slope that was left in the intercept, whichever is larger.
    fn update_intercept_and_measure_gap(&mut self) -> f64 {
        for (margin, example) in self.margins.iter_mut().zip(&self.examples) {
            *margin = example.sign * self.rows.row(example.row as usize).dot(&self.weights);
        }
        let (slope, _) = self.intercept_derivatives(self.intercept);
        self.intercept = self.best_intercept();
        let half_norm = 0.5
            * self
                .weights
                .iter()
                .map(|&w| f64::from(w) * f64::from(w))
                .sum::<f64>();
        let (mut loss, mut dual, mut bounds) = (0.0, 0.0, 0.0);
        for ((example, &margin), &alpha) in self.examples.iter().zip(&self.margins).zip(&self.duals)
        {
            let bound = example.bound;
            loss += bound * log_loss(margin + example.sign * self.intercept);
            dual -= entropy_term(alpha, bound) + example.sign * alpha * self.intercept;
            bounds += bound;
        }
        let primal = half_norm + loss;
        let gap = primal - (dual - half_norm);
        (gap / primal).max(slope.abs() / bounds)
    }

    /// argmin over b of P(w, b): Newton's method, kept in a bracket.
    fn best_intercept(&self) -> f64 {
        let (mut low, mut high) = (-60.0f64, 60.0f64);
        let mut intercept = self.intercept;
        for _ in 0..100 {
            let (slope, curvature) = self.intercept_derivatives(intercept);
            if slope > 0.0 {
                high = intercept
            } else {
                low = intercept
            }
            let newton = intercept - slope / curvature;
            let next = if newton > low && newton < high {
                newton
            } else {
                0.5 * (low + high)
            };
            let step = (next - intercept).abs();
            intercept = next;
            if step < 1e-9 {
                break;
            }
        }
        intercept
    }

    /// First and second derivative of P by the intercept.
    fn intercept_derivatives(&self, intercept: f64) -> (f64, f64) {
        let (mut slope, mut curvature) = (0.0, 0.0);
        for (example, &margin) in self.examples.iter().zip(&self.margins) {
            let miss = sigmoid(-(margin + example.sign * intercept));
            slope -= example.sign * example.bound * miss;
            curvature += example.bound * miss * (1.0 - miss);
        }
        (slope, curvature)
    }
}

/// The dual variable that is best while the others are held.
///
/// At the optimum α = U·σ(−u), where u is the margin the row has once its own change of α is made:
/// u = margin + ‖x‖²(U·σ(−u) − α_old). The root of that is found by Newton's method in a bracket;
/// its derivative, 1 + ‖x‖²·U·σ(−u)σ(u), is never below 1.
fn best_dual(margin: f64, old: f64, bound: f64, squared_norm: f64) -> f64 {
    let (mut low, mut high) = (
        margin - squared_norm * old,
        margin + squared_norm * (bound - old),
    );
    let mut u = margin;
    let mut alpha = bound * sigmoid(-u);
    for _ in 0..20 {
        let error = u - margin - squared_norm * (alpha - old);
        if error.abs() < 1e-6 {
            break;
        }
        if error > 0.0 {
            high = u
        } else {
            low = u
        }
        let newton = u - error / (1.0 + squared_norm * alpha * (1.0 - alpha / bound));
        u = if newton > low && newton < high {
            newton
        } else {
            0.5 * (low + high)
        };
        alpha = bound * sigmoid(-u);
    }
    alpha
}

/// log(1 + exp(−m)).
fn log_loss(margin: f64) -> f64 {
    libm::log1p(libm::exp(-margin.abs())) + (-margin).max(0.0)
}

/// α log(α/U) + (U−α) log((U−α)/U), with 0 log 0 = 0.
fn entropy_term(alpha: f64, bound: f64) -> f64 {
    let term = |x: f64| {
        if x > 0.0 {
            x * libm::log(x / bound)
        } else {
            0.0
        }
    };
    term(alpha) + term(bound - alpha)
}

/// The logistic function, by libm's own code and so the same on every machine.
pub fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use linfa::Dataset;
    use ndarray::{Array2, Axis};
    use rand::Rng;

    fn problem(rows: usize, columns: usize, seed: u64) -> (Array2<f32>, Array1<bool>) {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        let truth: Vec<f64> = (0..columns)
            .map(|_| generator.gen_range(-2.0..2.0))
            .collect();
        let x = Array2::from_shape_fn((rows, columns), |_| {
            if generator.gen_bool(0.6) {
                generator.gen_range(-1.5f32..1.5)
            } else {
                0.0
            }
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
    fn finds_the_weights_that_linfa_logistic_finds() {
        for (seed, rows, columns, c) in [
            (1, 200, 5, 1.0),
            (2, 500, 12, 0.1),
            (3, 80, 20, 8.0),
            (4, 1000, 3, 50.0),
        ] {
            let (x, y) = problem(rows, columns, seed);
            let dense = linfa_logistic::LogisticRegression::default()
                .alpha(1.0 / c)
                .gradient_tolerance(1e-8)
                .max_iterations(1000)
                .fit(&Dataset::new(x.mapv(f64::from), y.clone()))
                .unwrap();
            let sign = if dense.labels().pos.class { 1.0 } else { -1.0 };
            let sparse = SparseLogisticRegression::default()
                .c(c)
                .tolerance(1e-8)
                .max_epochs(5000);
            let dataset = DatasetBase::new(SparseRows::from_dense(&x), y);
            let ours = sparse.fit(&dataset).unwrap();
            for (ours, theirs) in ours.weights.iter().zip(dense.params()) {
                assert!(
                    (f64::from(*ours) - sign * theirs).abs() < 1e-3,
                    "{ours} {theirs}"
                );
            }
            assert!((ours.intercept - sign * dense.intercept()).abs() < 1e-3);
            let mut labels = ours.default_target(&dataset.records);
            ours.predict_inplace(&dataset.records, &mut labels);
            use linfa::traits::Predict;
            assert_eq!(labels, dense.predict(&x.mapv(f64::from)));
        }
    }

    #[test]
    fn balancing_is_weighting() {
        let (x, y) = problem(300, 6, 5);
        let positives = y.iter().filter(|&&y| y).count() as f32;
        let weights = y.mapv(|y| {
            if y {
                150.0 / positives
            } else {
                150.0 / (300.0 - positives)
            }
        });
        let rows = SparseRows::from_dense(&x);
        let params = SparseLogisticRegression::default()
            .tolerance(1e-9)
            .max_epochs(1000);
        let weighted = params
            .fit(&DatasetBase::new(rows.clone(), y.clone()).with_weights(weights))
            .unwrap();
        let balanced = params
            .clone()
            .balanced(true)
            .fit(&DatasetBase::new(rows, y))
            .unwrap();
        for (a, b) in weighted.weights.iter().zip(&balanced.weights) {
            assert!((a - b).abs() < 1e-3);
        }
    }

    #[test]
    fn rows_of_no_weight_take_no_part() {
        let (x, y) = problem(100, 4, 6);
        let weights = Array1::from_shape_fn(100, |row| if row < 60 { 1.0 } else { 0.0 });
        let first: Vec<usize> = (0..60).collect();
        let params = SparseLogisticRegression::default();
        let masked = params
            .fit(&DatasetBase::new(SparseRows::from_dense(&x), y.clone()).with_weights(weights))
            .unwrap();
        let head = x.select(Axis(0), &first);
        let alone = params
            .fit(&DatasetBase::new(
                SparseRows::from_dense(&head),
                y.select(Axis(0), &first),
            ))
            .unwrap();
        assert_eq!(masked, alone);
    }

    #[test]
    fn what_cannot_be_fitted_is_said() {
        let one_class = DatasetBase::new(
            SparseRows::from_dense(&Array2::ones((3, 2))),
            Array1::from_elem(3, true),
        );
        assert!(matches!(
            SparseLogisticRegression::default().fit(&one_class),
            Err(Error::Training(_))
        ));
        assert!(
            SparseLogisticRegression::default()
                .c(f64::NAN)
                .check()
                .is_err()
        );
        assert!(
            SparseLogisticRegression::default()
                .tolerance(0.0)
                .check()
                .is_err()
        );
    }
}
