//! The scores of a page's paragraphs to one dense row for each of them.
//!
//! | column | value |
//! |---|---|
//! | `own` | the paragraph's log-odds by its words |
//! | `previous`, `next` | log-odds of the neighbour before, after; 0 where there is none |
//! | `second_previous`, `second_next` | log-odds of the neighbours beyond those |
//! | `length` | log2(1 + words) − 5: 0 at 31 words |
//!
//! The log-odds are scaled by 1/4 and the length by 1/2, so that every column has a spread near 1.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// What the words of a paragraph say of it, before the page is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Log-odds of sponsored.
    pub log_odds: f64,
    /// Number of words.
    pub words: usize,
}

/// Which columns a page's rows have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageColumns {
    /// `own` alone: a calibration, for data that has no pages.
    Alone,
    /// All of them.
    Neighbours,
}

impl PageColumns {
    /// The columns' names, in order.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            PageColumns::Alone => &["own"],
            PageColumns::Neighbours => &[
                "own",
                "previous",
                "next",
                "second_previous",
                "second_next",
                "length",
            ],
        }
    }

    /// Number of columns.
    pub const fn count(self) -> usize {
        self.names().len()
    }

    /// The rows of a page: shape paragraphs × [`PageColumns::count`].
    pub fn rows(self, page: &[Score]) -> Array2<f64> {
        let mut rows = Array2::zeros((page.len(), self.count()));
        for (index, mut row) in rows.rows_mut().into_iter().enumerate() {
            for (cell, value) in row.iter_mut().zip(self.row(page, index)) {
                *cell = value;
            }
        }
        rows
    }

    fn row(self, page: &[Score], index: usize) -> impl Iterator<Item = f64> {
        let scaled = |offset: isize| {
            let neighbour = index.checked_add_signed(offset).and_then(|at| page.get(at));
            neighbour.map_or(0.0, |score| score.log_odds / 4.0)
        };
        let length = (libm::log2(1.0 + page[index].words as f64) - 5.0) / 2.0;
        [
            scaled(0),
            scaled(-1),
            scaled(1),
            scaled(-2),
            scaled(2),
            length,
        ]
        .into_iter()
        .take(self.count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn rows_hold_the_neighbours_and_zeros_beyond_the_edges() {
        let page: Vec<Score> = [(4.0, 31), (-8.0, 63), (2.0, 0)]
            .into_iter()
            .map(|(log_odds, words)| Score { log_odds, words })
            .collect();
        assert_eq!(
            PageColumns::Neighbours.rows(&page),
            array![
                [1.0, 0.0, -2.0, 0.0, 0.5, 0.0],
                [-2.0, 1.0, 0.5, 0.0, 0.0, 0.5],
                [0.5, -2.0, 0.0, 1.0, 0.0, -2.5],
            ]
        );
        assert_eq!(PageColumns::Alone.rows(&page), array![[1.0], [-2.0], [0.5]]);
    }
}
