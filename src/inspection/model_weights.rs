//! The weights of the paragraph stage by size and column number; a model stores no words.

use serde::Serialize;

use crate::math::{nearest_rank, round6};
use crate::model::paragraph::ParagraphModel;

/// Number of columns reported per label.
const MAX_COLUMNS: usize = 10;
/// The minimum sizes of weights, in log-odds, for which columns are counted.
const BOUNDS: [f64; 4] = [0.1, 0.5, 1.0, 2.0];

/// The distribution of the weights of the paragraph stage.
///
/// A weight is in log-odds, for a paragraph with one feature; in a paragraph with n features each
/// feature counts 1/√n of its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Weights {
    /// Number of columns.
    pub columns: usize,
    /// Number of columns with a weight other than 0.
    pub used: usize,
    /// Number of columns with a weight above 0, for sponsored.
    pub for_sponsored: usize,
    /// Number of columns with a weight below 0, for news.
    pub for_news: usize,
    /// The 50th, 90th, 99th and 100th percentile of the absolute weights, by nearest rank.
    pub quantiles: [f64; 4],
    /// Numbers of columns by the minimum size of their weight.
    pub at_least: Vec<AtLeast>,
    /// The columns with the largest weights for sponsored, largest first.
    pub most_sponsored: Vec<ColumnWeight>,
    /// The columns with the largest weights for news, largest first.
    pub most_news: Vec<ColumnWeight>,
}

/// Numbers of columns whose weight has a minimum size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AtLeast {
    /// The minimum size, in log-odds.
    pub weight: f64,
    /// Columns with a weight for news.
    pub news: usize,
    /// Columns with a weight for sponsored.
    pub sponsored: usize,
}

/// The weight of a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ColumnWeight {
    /// The number of the column, from 0.
    pub column: usize,
    /// Log-odds with six decimals; below 0 for news, above 0 for sponsored.
    pub weight: f64,
}

impl Weights {
    /// Summarises the weights of a paragraph stage.
    pub fn of(model: &ParagraphModel) -> Self {
        let mut entries: Vec<(usize, i16)> =
            model.table.iter().enumerate().filter(|(_, entry)| *entry != 0).collect();
        let weight = |entry: i16| f64::from(entry) * model.step;
        let count = |has: &dyn Fn(f64) -> bool| {
            entries.iter().filter(|(_, entry)| has(weight(*entry))).count()
        };
        let at_least = BOUNDS.map(|bound| AtLeast {
            weight: bound,
            news: count(&|weight| weight <= -bound),
            sponsored: count(&|weight| weight >= bound),
        });
        let (for_news, for_sponsored) =
            (count(&|weight| weight < 0.0), count(&|weight| weight > 0.0));
        let mut sizes: Vec<u16> = entries.iter().map(|(_, entry)| entry.unsigned_abs()).collect();
        sizes.sort_unstable();
        let quantile = |percent: usize| {
            let size = nearest_rank(&sizes, percent).unwrap_or_default();
            round6(f64::from(size) * model.step)
        };
        let quantiles = [50, 90, 99, 100].map(quantile);
        entries.sort_by_key(|&(column, entry)| (std::cmp::Reverse(entry), column));
        let column_weight = |&(column, entry): &(usize, i16)| ColumnWeight {
            column,
            weight: round6(weight(entry)),
        };
        let positive = entries.iter().filter(|(_, entry)| *entry > 0);
        let most_sponsored = positive.take(MAX_COLUMNS).map(column_weight).collect();
        entries.sort_unstable_by_key(|&(column, entry)| (entry, column));
        let negative = entries.iter().filter(|(_, entry)| *entry < 0);
        Weights {
            columns: model.table.iter().len(),
            used: entries.len(),
            for_sponsored,
            for_news,
            quantiles,
            at_least: at_least.to_vec(),
            most_sponsored,
            most_news: negative.take(MAX_COLUMNS).map(column_weight).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocabulary::Vocabulary;
    use crate::model::weights::WeightTable;

    #[test]
    fn counts_weights_by_size_and_lists_the_largest() {
        let mut entries = [0i16; 1024];
        for (column, entry) in [(3, 2000), (7, -500), (8, 2000), (900, 150), (901, -40)] {
            entries[column] = entry;
        }
        let weights = Weights::of(&ParagraphModel {
            table: WeightTable::new(entries),
            step: 0.001,
            intercept: 0.0,
            vocabulary: Vocabulary::new(10),
        });
        assert_eq!((weights.columns, weights.used), (1024, 5));
        assert_eq!((weights.for_news, weights.for_sponsored), (2, 3));
        assert_eq!(weights.quantiles, [0.5, 2.0, 2.0, 2.0]);
        let counts: Vec<_> = weights.at_least.iter().map(|at| (at.news, at.sponsored)).collect();
        assert_eq!(counts, [(1, 3), (1, 2), (0, 2), (0, 2)]);
        let columns =
            |weights: &[ColumnWeight]| weights.iter().map(|one| one.column).collect::<Vec<_>>();
        assert_eq!(columns(&weights.most_sponsored), [3, 8, 900]);
        assert_eq!(columns(&weights.most_news), [7, 901]);
    }
}
