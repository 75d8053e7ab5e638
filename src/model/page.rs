//! The page's model: from the scores of its paragraphs to a calibrated probability for each.

use crate::features::{PageColumns, Score};
use crate::math::sigmoid;

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
