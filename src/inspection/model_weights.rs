//! The weights of the words' stage, as counts and numbers: a model holds no text to name them by.

use serde::Serialize;

use crate::model::paragraph::ParagraphModel;

/// Columns told in each direction.
const TOLD: usize = 10;
/// Log-odds from which on columns are counted.
const BOUNDS: [f64; 4] = [0.1, 0.5, 1.0, 2.0];

/// How a table's weights are distributed. A weight is log-odds for a paragraph of one feature; with n of them
/// each counts 1/√n of its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Weights {
    /// Columns there are.
    pub columns: usize,
    /// Columns with a weight.
    pub used: usize,
    /// Those that speak for sponsored.
    pub for_sponsored: usize,
    /// Those that speak for news.
    pub for_news: usize,
    /// Of the weights' sizes, without regard to their sign: half, nine tenths, 99 % and all are at most this.
    pub quantiles: [f64; 4],
    /// How many are of this size or more.
    pub at_least: Vec<AtLeast>,
    /// The weightiest for sponsored, first.
    pub most_sponsored: Vec<ColumnWeight>,
    /// The weightiest for news.
    pub most_news: Vec<ColumnWeight>,
}

/// Columns of a weight of some size.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AtLeast {
    /// The size, in log-odds.
    pub weight: f64,
    /// Those that speak for news.
    pub news: usize,
    /// Those that speak for sponsored.
    pub sponsored: usize,
}

/// A column's weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ColumnWeight {
    /// Its number, from 0.
    pub column: usize,
    /// Log-odds, to six decimals; below 0 it speaks for news.
    pub weight: f64,
}

impl Weights {
    /// Those of a model.
    pub fn of(model: &ParagraphModel) -> Self {
        let mut entries: Vec<(usize, i16)> = model
            .table
            .iter()
            .enumerate()
            .filter(|(_, entry)| *entry != 0)
            .collect();
        let weight = |entry: i16| f64::from(entry) * model.step;
        let count = |has: &dyn Fn(f64) -> bool| {
            let weights = entries.iter().map(|(_, entry)| weight(*entry));
            weights.filter(|weight| has(*weight)).count()
        };
        let at_least = BOUNDS.map(|bound| AtLeast {
            weight: bound,
            news: count(&|weight| weight <= -bound),
            sponsored: count(&|weight| weight >= bound),
        });
        let (for_news, for_sponsored) =
            (count(&|weight| weight < 0.0), count(&|weight| weight > 0.0));
        let mut sizes: Vec<u16> = entries
            .iter()
            .map(|(_, entry)| entry.unsigned_abs())
            .collect();
        sizes.sort_unstable();
        let quantile = |percent: usize| {
            let rank = (percent * sizes.len()).div_ceil(100).max(1);
            let size = sizes.get(rank - 1).copied().unwrap_or_default();
            round(f64::from(size) * model.step)
        };
        let quantiles = [50, 90, 99, 100].map(quantile);
        entries.sort_by_key(|&(column, entry)| (std::cmp::Reverse(entry), column));
        let told = |&(column, entry): &(usize, i16)| ColumnWeight {
            column,
            weight: round(weight(entry)),
        };
        let positive = entries.iter().filter(|(_, entry)| *entry > 0);
        let most_sponsored = positive.take(TOLD).map(told).collect();
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
            most_news: negative.take(TOLD).map(told).collect(),
        }
    }
}

/// Six decimals, as all log-odds that are told.
pub(super) fn round(weight: f64) -> f64 {
    (weight * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocabulary::Vocabulary;
    use crate::model::weights::WeightTable;

    #[test]
    fn weights_are_counted_by_size_and_the_weightiest_told_in_order() {
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
        let counts: Vec<_> = weights
            .at_least
            .iter()
            .map(|at| (at.news, at.sponsored))
            .collect();
        assert_eq!(counts, [(1, 3), (1, 2), (0, 2), (0, 2)]);
        let columns =
            |told: &[ColumnWeight]| told.iter().map(|told| told.column).collect::<Vec<_>>();
        assert_eq!(columns(&weights.most_sponsored), [3, 8, 900]);
        assert_eq!(columns(&weights.most_news), [7, 901]);
    }
}
