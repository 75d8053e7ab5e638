//! The page stage: from the scores of a page's paragraphs to a calibrated probability for each.

use crate::features::{PageColumns, Score};
use crate::math::sigmoid;

/// The page stage: a logistic regression on the columns of [`PageColumns`], fitted by
/// `linfa_logistic`.
#[derive(Debug, Clone, PartialEq)]
pub struct PageModel {
    /// The columns of a page's rows.
    pub columns: PageColumns,
    /// Weight of each column, in log-odds per unit of the column.
    pub weights: Vec<f64>,
    /// Log-odds of a row of zeros.
    pub intercept: f64,
}

impl PageModel {
    /// Returns the log-odds of sponsored for every paragraph of `page`, in page order.
    pub fn log_odds(&self, page: &[Score]) -> Vec<f64> {
        let rows = self.columns.rows(page);
        rows.rows().into_iter().map(|row| self.row_log_odds(row.iter())).collect()
    }

    /// Returns the calibrated probability of sponsored for every paragraph of `page`, in page
    /// order.
    pub fn probabilities(&self, page: &[Score]) -> Vec<f64> {
        self.log_odds(page).into_iter().map(sigmoid).collect()
    }

    /// Returns the log-odds of one row. The products are added in the order of the columns, so that
    /// every machine computes the same bits.
    pub(crate) fn row_log_odds<'a>(&self, row: impl Iterator<Item = &'a f64>) -> f64 {
        let products = self.weights.iter().zip(row).map(|(weight, value)| weight * value);
        products.fold(self.intercept, |sum, product| sum + product)
    }
}
