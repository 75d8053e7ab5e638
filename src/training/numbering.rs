//! The columns that occur, numbered by how often they do.
//!
//! Half of all entries of the rows are in two thousand of two million columns. Side by side the
//! weights of those stay in the cache, and columns that never occur need no weight at all.

use rayon::prelude::*;

/// The number of each column.
pub(super) struct Ranking {
    numbers: Vec<u32>,
    used: usize,
}

/// The column of each number: the way back.
pub(super) struct Numbering {
    columns: Vec<u32>,
}

impl Ranking {
    /// Numbers the columns from the most frequent one on; of equals, the smaller column is first.
    pub(super) fn by_frequency(columns: usize, rows: &[&[u32]]) -> Self {
        let mut counts = count(columns, rows);
        // A counting sort: frequencies from the highest on. Above the last one none is told apart,
        // those columns are all in the nearest cache.
        let frequency = |count: u32| count.min(MOST) as usize;
        let mut starts = vec![0u32; MOST as usize + 2];
        for &count in &counts {
            starts[frequency(count)] += 1;
        }
        let mut before = 0;
        for start in starts.iter_mut().rev() {
            before += std::mem::replace(start, before);
        }
        let used = starts[0] as usize;
        for count in &mut counts {
            let next = &mut starts[frequency(*count)];
            *count = *next;
            *next += 1;
        }
        Ranking {
            numbers: counts,
            used,
        }
    }

    #[inline]
    pub(super) fn number(&self, column: u32) -> u32 {
        self.numbers[column as usize]
    }

    pub(super) fn numbering(&self) -> Numbering {
        let mut columns = vec![0; self.used];
        for (column, &number) in self.numbers.iter().enumerate() {
            if let Some(slot) = columns.get_mut(number as usize) {
                *slot = column as u32;
            }
        }
        Numbering { columns }
    }
}

const MOST: u32 = 1 << 16;

/// How often each column occurs.
fn count(columns: usize, rows: &[&[u32]]) -> Vec<u32> {
    let shares = rayon::current_num_threads().clamp(1, 4);
    rows.par_chunks(rows.len().div_ceil(shares).max(1))
        .map(|rows| {
            let mut counts = vec![0u32; columns];
            for &column in rows.iter().copied().flatten() {
                counts[column as usize] += 1;
            }
            counts
        })
        .reduce_with(|mut counts, more| {
            for (count, more) in counts.iter_mut().zip(more) {
                *count += more;
            }
            counts
        })
        .unwrap_or_else(|| vec![0; columns])
}

impl Numbering {
    /// How many columns occur.
    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    /// Weights by number as weights by column; 0 for those that do not occur.
    pub(super) fn restore(&self, weights: &[f32], columns: usize) -> Vec<f32> {
        let mut restored = vec![0.0; columns];
        for (&column, &weight) in self.columns.iter().zip(weights) {
            restored[column as usize] = weight;
        }
        restored
    }
}
