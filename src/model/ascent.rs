//! Dual coordinate ascent for logistic regression: the loop under the estimator.
//!
//! At the optimum the weights are w = Σ αᵢ yᵢ xᵢ with dual variables 0 ≤ αᵢ ≤ Uᵢ; one αᵢ at a time
//! is set to its best value. See Yu, Huang and Lin (2011), cited in [`super::logistic`].

use super::logistic::sigmoid;
use super::sparse::SparseRows;

/// A row that takes part.
pub(super) struct Example {
    /// Its index.
    pub(super) row: u32,
    /// +1 where its target is true, else −1.
    pub(super) sign: f64,
    /// U = C·sᵢ: the dual variable lies between 0 and it.
    pub(super) bound: f64,
}

/// The state of the dual coordinate ascent. Always w = Σ αᵢ yᵢ xᵢ.
pub(super) struct Ascent<'a> {
    rows: &'a SparseRows,
    examples: Vec<Example>,
    duals: Vec<f64>,
    /// w, one a column.
    pub(super) weights: Vec<f32>,
    /// b.
    pub(super) intercept: f64,
    /// yᵢ w·xᵢ, without the intercept, as of the last measurement.
    margins: Vec<f64>,
}

impl<'a> Ascent<'a> {
    /// Every dual variable 0, every weight 0, the intercept the best there is without weights.
    pub(super) fn new(rows: &'a SparseRows, columns: usize, examples: Vec<Example>) -> Self {
        let mut ascent = Ascent {
            rows,
            duals: vec![0.0; examples.len()],
            weights: vec![0.0; columns],
            intercept: 0.0,
            margins: vec![0.0; examples.len()],
            examples,
        };
        ascent.intercept = ascent.best_intercept();
        ascent
    }

    /// One epoch: every dual variable set to its best value, the others held.
    pub(super) fn ascend(&mut self, order: &[u32]) {
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
    pub(super) fn update_intercept_and_measure_gap(&mut self) -> f64 {
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
