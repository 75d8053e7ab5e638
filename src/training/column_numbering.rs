//! Columns by how often they occur.
//!
//! Half of all entries of the rows are in two thousand of two million columns, and four of ten columns
//! that occur at all do so in one row. Numbered by frequency, the weights that are wanted all the time
//! stand together and stay in the cache; columns that one row has alone need no weight during a
//! fit, and those that never occur need none at all.

use crate::solver::held_out::HeldOutFits;
use crate::solver::sparse_rows::SparseRows;

/// Columns that 16 bits can tell from each other.
const NEAR: usize = 1 << 16;

/// The most frequent columns of a sample, numbered from 0; the others, which are *far*, have
/// 2^16 and the column itself as their number for the time being.
pub(super) struct NearColumns {
    numbers: Vec<u32>,
    columns: Vec<u32>,
}

impl NearColumns {
    /// Numbers the columns of a sample; there are `columns` in all.
    pub(super) fn of(columns: usize, sample: impl Iterator<Item = u32>) -> Self {
        let mut counts = vec![0u32; columns];
        sample.for_each(|column| counts[column as usize] += 1);
        let columns = by_frequency(&counts, 1, NEAR);
        let mut numbers = counts;
        for (column, number) in numbers.iter_mut().enumerate() {
            *number = (NEAR + column) as u32;
        }
        for (number, &column) in columns.iter().enumerate() {
            numbers[column as usize] = number as u32;
        }
        NearColumns { numbers, columns }
    }

    /// How many numbers there may be.
    pub(super) fn numbers(&self) -> usize {
        NEAR + self.numbers.len()
    }

    /// The number of a column.
    #[inline]
    pub(super) fn number(&self, column: u32) -> u32 {
        self.numbers[column as usize]
    }
}

/// The column of each number: the way back.
pub(super) struct Numbering {
    columns: Vec<u32>,
    /// Columns that one row has alone, row after row.
    lone: Vec<u32>,
    n_columns: usize,
}

impl Numbering {
    /// Numbers the far columns of the rows by how often they occur, and sets apart those that occur
    /// once.
    pub(super) fn complete(near: NearColumns, rows: &mut SparseRows) -> Self {
        let n_columns = near.numbers.len();
        let mut numbers = near.numbers;
        numbers.fill(0);
        for column in rows.far_columns() {
            numbers[column as usize - NEAR] += 1;
        }
        let far = by_frequency(&numbers, 2, n_columns);
        for (number, &column) in far.iter().enumerate() {
            numbers[column as usize] = (NEAR + number) as u32;
        }
        let number = |far: u32| Some(numbers[far as usize - NEAR]).filter(|&number| number > 1);
        let mut lone = rows.set_lone_apart(NEAR + far.len(), number);
        for column in &mut lone {
            *column -= NEAR as u32;
        }
        let mut columns = near.columns;
        columns.resize(NEAR, NONE);
        columns.extend(far);
        Numbering {
            columns,
            lone,
            n_columns,
        }
    }

    /// The fitted weights by column; 0 for columns that do not occur.
    pub(super) fn restore(&self, fits: &HeldOutFits, rows: &SparseRows) -> Vec<f32> {
        let mut restored = vec![0.0; self.n_columns];
        for (&column, &weight) in self.columns.iter().zip(&fits.of_all.weights) {
            if column != NONE {
                restored[column as usize] = weight;
            }
        }
        let mut lone = self.lone.iter();
        for (row, &weight) in fits.lone_weights.iter().enumerate() {
            for &column in lone.by_ref().take(rows.lone(row)) {
                restored[column as usize] = weight;
            }
        }
        restored
    }
}

/// Stands for the column of a number that is not given.
const NONE: u32 = u32::MAX;

/// The columns that occur so many times or more, the most frequent first and at most `most` of them;
/// of equals, the smaller column is first.
fn by_frequency(counts: &[u32], least: u32, most: usize) -> Vec<u32> {
    // A counting sort, where places[n] is the place of the next column that occurs n times. The few
    // columns that occur more often than it counts stand first as if all were equal.
    let occurs = |count: u32| count.min(COUNTED) as usize;
    let mut places = vec![0usize; COUNTED as usize + 1];
    let found = || counts.iter().filter(|&&count| count >= least);
    found().for_each(|&count| places[occurs(count)] += 1);
    let mut place = 0;
    for next in places.iter_mut().rev() {
        place += std::mem::replace(next, place);
    }
    let mut columns = vec![0; place];
    for (column, &count) in counts.iter().enumerate() {
        if count >= least {
            let next = &mut places[occurs(count)];
            columns[*next] = column as u32;
            *next += 1;
        }
    }
    columns.truncate(most);
    columns.shrink_to_fit();
    columns
}

const COUNTED: u32 = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::solver::FittedSparseLogisticRegression;
    use linfa::dataset::Records;

    #[test]
    fn frequent_columns_come_first_and_equals_in_their_order() {
        assert_eq!(by_frequency(&[2, 0, 5, 1, 5, 2], 1, 9), [2, 4, 0, 5, 3]);
        assert_eq!(by_frequency(&[2, 0, 5, 1, 5, 2], 2, 3), [2, 4, 0]);
        assert_eq!(by_frequency(&[0, COUNTED + 7, COUNTED + 9], 1, 9), [1, 2]);
    }

    #[test]
    fn what_is_renumbered_is_restored() {
        // A sample knows 7 and 9 alone; of the others 3 is in two rows, 1 and 5 are in one each.
        let near = NearColumns::of(12, [7, 9, 9].into_iter());
        let mut rows = SparseRows::of_columns(near.numbers());
        for row in [&[9, 3, 1][..], &[3, 7], &[5]] {
            rows.push_set(row.iter().map(|&column| near.number(column)));
        }
        let numbering = Numbering::complete(near, &mut rows);
        assert_eq!(rows.nfeatures(), NEAR + 1);
        let mut weights = vec![0.0; NEAR + 1];
        (weights[0], weights[1], weights[NEAR]) = (0.9, 0.7, 0.3);
        assert!((rows.row(0).dot(&weights) - 1.2 / 3f64.sqrt()).abs() < 1e-6);
        let fits = HeldOutFits {
            of_all: FittedSparseLogisticRegression {
                weights,
                intercept: 0.0,
                epochs: 1,
                gap: 0.0,
            },
            lone_weights: vec![0.1, 0.2, 0.5],
            log_odds: vec![0.0; 3],
        };
        let mut expected = vec![0.0; 12];
        for (column, weight) in [(1, 0.1), (3, 0.3), (5, 0.5), (7, 0.7), (9, 0.9)] {
            expected[column] = weight;
        }
        assert_eq!(numbering.restore(&fits, &rows), expected);
    }
}
