//! The page's model: from the scores of its paragraphs to a calibrated probability for each.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

use super::logistic::sigmoid;
use crate::error::{Error, Result};
use crate::features::page::{PageColumns, Score};

/// A logistic regression on the columns of [`PageColumns`], learned by `linfa_logistic`.
#[derive(Debug, Clone, PartialEq)]
pub struct PageModel {
    /// What a row is made of.
    pub columns: PageColumns,
    /// One weight a column.
    pub weights: Vec<f64>,
    /// Log-odds where every column is 0.
    pub intercept: f64,
}

impl PageModel {
    /// Learns from rows (shape n × columns) and whether each is sponsored.
    ///
    /// The scores in the rows must come from models that had not seen the rows' paragraphs, or the
    /// page's model learns to trust its own words too much.
    ///
    /// # Errors
    /// [`Error::Training`] where linfa cannot fit: a class is missing, a value is not finite.
    pub fn fit(columns: PageColumns, rows: Array2<f64>, sponsored: Array1<bool>) -> Result<Self> {
        let samples = rows.nrows().max(1) as f64;
        let fitted = LogisticRegression::default()
            .alpha(1.0)
            .gradient_tolerance(1e-7 * samples)
            .max_iterations(200)
            .fit(&DatasetBase::new(rows, sponsored))
            .map_err(|error| Error::Training(format!("the page model: {error}")))?;
        // linfa calls the larger class positive, whichever it is.
        let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
        Ok(PageModel {
            columns,
            weights: fitted
                .params()
                .iter()
                .map(|&weight| round(sign * weight))
                .collect(),
            intercept: round(sign * fitted.intercept()),
        })
    }

    /// Log-odds of sponsored for every paragraph of a page, in order.
    pub fn log_odds(&self, page: &[Score]) -> Vec<f64> {
        let rows = self.columns.rows(page);
        rows.rows()
            .into_iter()
            .map(|row| self.row_log_odds(row.iter()))
            .collect()
    }

    /// Calibrated probability of sponsored for every paragraph of a page, in order.
    pub fn probabilities(&self, page: &[Score]) -> Vec<f64> {
        self.log_odds(page).into_iter().map(sigmoid).collect()
    }

    /// Log-odds of one row. A plain sum in the columns' order: the same bits on every machine.
    pub(crate) fn row_log_odds<'a>(&self, row: impl Iterator<Item = &'a f64>) -> f64 {
        let products = self
            .weights
            .iter()
            .zip(row)
            .map(|(weight, value)| weight * value);
        products.fold(self.intercept, |sum, product| sum + product)
    }
}

/// Six decimals. linfa's arithmetic may differ in the last bits from one machine to another; what
/// is stored must not.
fn round(weight: f64) -> f64 {
    // Adding zero makes -0 a plain 0.
    (weight * 1e6).round() / 1e6 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn sponsored_is_the_positive_class_whichever_is_larger() {
        for flip in [1.0, -1.0] {
            let rows = array![[-2.0], [-1.0], [0.5], [-0.5], [1.0]] * flip;
            let sponsored = array![false, false, true, false, true].mapv(|y| y == (flip > 0.0));
            let model = PageModel::fit(PageColumns::Alone, rows, sponsored).unwrap();
            assert!(model.weights[0] > 0.5, "{model:?}");
        }
    }

    #[test]
    fn it_says_what_linfa_says() {
        let page: Vec<Score> = (0..40)
            .map(|i| {
                let words = (i * 13 % 50) as usize;
                Score {
                    log_odds: f64::from((i * 7) % 11) - 5.0,
                    words,
                    known: words,
                    disguised: 0,
                    marked: None,
                    is_boilerplate: false,
                    disclosure: None,
                }
            })
            .collect();
        let columns = PageColumns::Layout;
        let sponsored = Array1::from_shape_fn(40, |i| (i * 7) % 11 + i % 3 > 6);
        let model = PageModel::fit(columns, columns.rows(&page), sponsored.clone()).unwrap();
        let linfa = LogisticRegression::default()
            .max_iterations(500)
            .gradient_tolerance(1e-9)
            .fit(&DatasetBase::new(columns.rows(&page), sponsored))
            .unwrap();
        let theirs = linfa.predict_probabilities(&columns.rows(&page));
        let flip = !linfa.labels().pos.class;
        for (ours, &theirs) in model.probabilities(&page).iter().zip(&theirs) {
            let theirs = if flip { 1.0 - theirs } else { theirs };
            assert!((ours - theirs).abs() < 1e-4, "{ours} {theirs}");
        }
    }

    #[test]
    fn one_class_is_an_error() {
        let fit = PageModel::fit(PageColumns::Alone, array![[1.0], [2.0]], array![true, true]);
        assert!(matches!(fit, Err(Error::Training(_))));
    }
}
