//! Sparse rows as linfa [`Records`], for data too wide for linfa's dense learners.

use linfa::dataset::Records;
use rayon::prelude::*;

use super::sparse_row::{SparseRow, one_value};

/// A matrix with few non-zero columns per row, in compressed sparse row form.
///
/// Shape: `nsamples` × `nfeatures`, elements `f32`. [`SparseRows::of_columns`] starts a matrix that
/// stores columns without values: each of a row's n columns has the value 1/√n.
/// [`SparseRows::from_dense`] stores values.
///
/// ```
/// use adsift::solver::SparseRows;
/// use linfa::dataset::Records;
///
/// let mut rows = SparseRows::of_columns(8);
/// rows.push_set([1, 3, 4, 7].into_iter());
/// assert_eq!((rows.nsamples(), rows.nfeatures()), (1, 8));
/// assert_eq!(rows.row(0).dot(&[1.0; 8]), 2.0); // four columns of value 1/√4
/// ```
#[derive(Debug, Clone)]
pub struct SparseRows {
    /// Blocks of [`ROWS_PER_BLOCK`] rows, the last one perhaps shorter. Matrices built by several
    /// threads are concatenated without copying rows.
    blocks: Vec<RowBlock>,
    /// Whether every column of a row has the same value, so that no values are stored.
    has_one_value: bool,
    n_features: usize,
}

/// Number of rows in a full block of [`SparseRows`].
pub const ROWS_PER_BLOCK: usize = 1024;

#[derive(Debug, Clone, Default)]
struct RowBlock {
    /// End of each row, and start of the next, in `near` and in `far`.
    ends: Vec<[u32; 2]>,
    /// Columns that fit into 16 bits: five of six entries if columns are numbered by frequency, as
    /// training does.
    near: Vec<u16>,
    /// The other columns.
    far: Vec<u32>,
    /// Number of each row's lone columns, which are in neither `near` nor `far`; empty before
    /// [`SparseRows::separate_lone_columns`].
    lone: Vec<u32>,
    /// Σ c² over each row's distinct columns, where c is the number of times that the row has the
    /// column; empty if the rows have values.
    squared: Vec<f32>,
    /// Value of every column of every row, a row's near columns first; empty if a row of n columns
    /// has 1/√n in each.
    values: Vec<f32>,
}

impl SparseRows {
    /// Creates a matrix without rows and with `n_features` columns. A row of n columns has the
    /// value 1/√n in each, so that its norm is 1 if no column repeats.
    pub fn of_columns(n_features: usize) -> Self {
        SparseRows { blocks: Vec::new(), has_one_value: true, n_features }
    }

    /// Appends a row of distinct columns, each below `nfeatures`.
    pub fn push_set(&mut self, columns: impl ExactSizeIterator<Item = u32>) {
        let squared = columns.len() as u64;
        self.push(columns, squared);
    }

    /// Appends a row of columns, each below `nfeatures`, which may repeat. `squared` is Σ c² over
    /// the distinct columns, where c is the number of times that a column occurs in the row.
    pub fn push(&mut self, columns: impl Iterator<Item = u32>, squared: u64) {
        debug_assert!(self.has_one_value);
        let n_features = self.n_features;
        let block = self.open_block();
        for column in columns {
            debug_assert!((column as usize) < n_features);
            block.push_column(column);
        }
        block.squared.push(squared as f32);
        block.end_row();
    }

    /// Concatenates matrices without values, each with `n_features` columns. The number of rows of
    /// all but the last must be a multiple of [`ROWS_PER_BLOCK`].
    pub fn concatenated(n_features: usize, parts: Vec<SparseRows>) -> Self {
        let mut all = SparseRows::of_columns(n_features);
        for part in parts {
            debug_assert!(part.has_one_value && all.nsamples().is_multiple_of(ROWS_PER_BLOCK));
            all.blocks.extend(part.blocks);
        }
        for block in &mut all.blocks {
            block.shrink_to_fit();
        }
        all
    }

    /// Converts dense rows (shape rows × columns); zeros are not stored.
    pub fn from_dense(dense: &ndarray::Array2<f32>) -> Self {
        let mut rows = SparseRows::of_columns(dense.ncols());
        rows.has_one_value = false;
        for row in dense.rows() {
            let block = rows.open_block();
            for (column, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                block.push_column(column as u32);
                block.values.push(value);
            }
            block.end_row();
        }
        rows
    }

    /// Renumbers the columns from 2^16 on, and removes the lone columns: those that occur once, in
    /// one row. `number` returns the new number of a column, or `None` for a lone one; `n_features`
    /// is the new number of columns.
    ///
    /// A fit neither stores nor fetches the weight of a lone column, which follows from the row's
    /// dual variable: see [`HeldOutFits::lone_weights`](super::HeldOutFits::lone_weights). Lone
    /// columns still count in the row's norm. Returns them, row after row; [`SparseRows::lone`] is
    /// their number in each row.
    pub fn separate_lone_columns(
        &mut self,
        n_features: usize,
        number: impl Fn(u32) -> Option<u32> + Sync,
    ) -> Vec<u32> {
        debug_assert!(self.has_one_value);
        self.n_features = n_features;
        let lone: Vec<Vec<u32>> =
            self.blocks.par_iter_mut().map(|block| block.separate_lone_columns(&number)).collect();
        lone.concat()
    }

    /// Number of lone columns of row `index` that were separated.
    pub fn lone(&self, index: usize) -> usize {
        let lone = &self.blocks[index / ROWS_PER_BLOCK].lone;
        lone.get(index % ROWS_PER_BLOCK).map_or(0, |&lone| lone as usize)
    }

    /// The columns of 2^16 or more, once per occurrence.
    pub(crate) fn far_columns(&self) -> impl Iterator<Item = u32> {
        self.blocks.iter().flat_map(|block| block.far.iter().copied())
    }

    fn open_block(&mut self) -> &mut RowBlock {
        let is_full = |block: &RowBlock| block.ends.len() == ROWS_PER_BLOCK;
        if self.blocks.last().is_none_or(is_full) {
            self.blocks.push(RowBlock::default());
        }
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// Returns row `index`.
    ///
    /// # Panics
    /// If `index` is not below `nsamples`.
    #[inline]
    pub fn row(&self, index: usize) -> SparseRow<'_> {
        let block = &self.blocks[index / ROWS_PER_BLOCK];
        let at = index % ROWS_PER_BLOCK;
        let [near, far] = block.start(at);
        let [near_end, far_end] = block.ends[at].map(|end| end as usize);
        let lone = block.lone.get(at).map_or(0, |&lone| lone as usize);
        let columns = SparseRow {
            near: &block.near[near..near_end],
            far: &block.far[far..far_end],
            lone,
            values: None,
            scale: 1.0,
            squared: 0.0,
        };
        if self.has_one_value {
            SparseRow { scale: one_value(columns.len()), squared: block.squared[at], ..columns }
        } else {
            SparseRow { values: Some(&block.values[near + far..near_end + far_end]), ..columns }
        }
    }
}

impl RowBlock {
    fn push_column(&mut self, column: u32) {
        match u16::try_from(column) {
            Ok(near) => self.near.push(near),
            Err(_) => self.far.push(column),
        }
    }

    fn end_row(&mut self) {
        let ends = [self.near.len(), self.far.len()];
        self.ends.push(ends.map(|end| end as u32));
    }

    /// Start of `row` in `near` and in `far`.
    #[inline]
    fn start(&self, row: usize) -> [usize; 2] {
        match row.checked_sub(1) {
            Some(before) => self.ends[before].map(|end| end as usize),
            None => [0, 0],
        }
    }

    /// Renumbers `far` and returns the removed lone columns, row after row.
    fn separate_lone_columns(&mut self, number: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
        let mut lone = Vec::new();
        let (mut read, mut written) = (0, 0);
        for end in &mut self.ends {
            let before = lone.len();
            for at in read..end[1] as usize {
                let column = self.far[at];
                match number(column) {
                    Some(number) => {
                        self.far[written] = number;
                        written += 1;
                    }
                    None => lone.push(column),
                }
            }
            read = end[1] as usize;
            end[1] = written as u32;
            self.lone.push((lone.len() - before) as u32);
        }
        self.far.truncate(written);
        lone
    }

    fn shrink_to_fit(&mut self) {
        self.ends.shrink_to_fit();
        self.near.shrink_to_fit();
        self.far.shrink_to_fit();
        self.squared.shrink_to_fit();
    }
}

impl Records for SparseRows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        let rows = |block: &RowBlock| block.ends.len();
        let before = self.blocks.len().saturating_sub(1) * ROWS_PER_BLOCK;
        before + self.blocks.last().map_or(0, rows)
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first column that does not fit into 16 bits.
    const FAR: u32 = 1 << 16;

    #[test]
    fn row_of_distinct_columns_has_unit_norm() {
        let mut rows = SparseRows::of_columns(8);
        rows.push_set([1, 3, 4, 7].into_iter());
        rows.push_set([].into_iter());
        assert_eq!((rows.nsamples(), rows.nfeatures()), (2, 8));
        assert_eq!(rows.row(0).squared_norm(), 1.0);
        assert_eq!(rows.row(1).squared_norm(), 0.0);
        let mut weights = [[1f32]; 8];
        assert_eq!(rows.row(0).dot(weights.as_flattened()), 2.0);
        rows.row(0).add_to([2.0], &mut weights);
        assert_eq!(weights.as_flattened(), [1.0, 2.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0]);
    }

    #[test]
    fn near_and_far_columns_count_alike() {
        let width = 2 * FAR as usize;
        let mut rows = SparseRows::of_columns(width);
        rows.push_set([FAR, 0, FAR - 1, 2 * FAR - 1].into_iter());
        let mut weights = vec![[0f32, 0.0]; width];
        for (column, weight) in [(0, 1.0), (FAR - 1, 2.0), (FAR, 4.0), (2 * FAR - 1, 8.0)] {
            weights[column as usize] = [weight, -weight];
        }
        assert_eq!(rows.row(0).dots(&weights), [7.5, -7.5]);
        rows.row(0).add_to([2.0, 4.0], &mut weights);
        assert_eq!(rows.row(0).dots(&weights), [9.5, -3.5]);
        let mut dense = ndarray::Array2::zeros((1, width));
        dense[(0, 3)] = 1.0;
        dense[(0, FAR as usize)] = 2.0;
        let rows = SparseRows::from_dense(&dense);
        let mut weights = vec![[1f32]; width];
        assert_eq!(rows.row(0).dots(&weights), [3.0]);
        rows.row(0).add_to([1.0], &mut weights);
        assert_eq!(weights[FAR as usize], [3.0]);
    }

    #[test]
    fn repeated_column_counts_each_time() {
        let mut rows = SparseRows::of_columns(8);
        rows.push([5, 7, 5, 2, 5].into_iter(), 9 + 1 + 1);
        let one = 1.0 / 5f32.sqrt();
        let mut dense = ndarray::Array2::zeros((1, 8));
        (dense[(0, 2)], dense[(0, 5)], dense[(0, 7)]) = (one, 3.0 * one, one);
        let dense = SparseRows::from_dense(&dense);
        let norms = [&rows, &dense].map(|rows| rows.row(0).squared_norm());
        assert!((norms[0] - 2.2).abs() < 1e-6 && (norms[1] - 2.2).abs() < 1e-6);
        let weights: Vec<f32> = (0..8u8).map(f32::from).collect();
        let dots = [&rows, &dense].map(|rows| rows.row(0).dot(&weights));
        assert!((dots[0] - dots[1]).abs() < 1e-5);
    }

    #[test]
    fn concatenated_rows_keep_their_order() {
        let (mut some, mut more) = (SparseRows::of_columns(4), SparseRows::of_columns(4));
        for _ in 0..ROWS_PER_BLOCK {
            some.push_set([0].into_iter());
        }
        more.push_set([1, 2].into_iter());
        more.push_set([3].into_iter());
        let all = SparseRows::concatenated(4, vec![some, more]);
        assert_eq!(all.nsamples(), ROWS_PER_BLOCK + 2);
        assert_eq!(all.row(ROWS_PER_BLOCK - 1).near, [0]);
        assert_eq!(all.row(ROWS_PER_BLOCK).near, [1, 2]);
        assert_eq!(all.row(ROWS_PER_BLOCK + 1).near, [3]);
    }

    #[test]
    fn lone_columns_count_only_in_the_norm() {
        let mut rows = SparseRows::of_columns(2 * FAR as usize);
        rows.push_set([FAR + 9, 5, FAR + 1].into_iter());
        rows.push_set([FAR + 1, FAR + 2, FAR + 3, 5].into_iter());
        let number = |column| (column == FAR + 1).then_some(FAR);
        let lone = rows.separate_lone_columns(FAR as usize + 1, number);
        assert_eq!(lone, [FAR + 9, FAR + 2, FAR + 3]);
        assert_eq!((rows.lone(0), rows.lone(1)), (1, 2));
        assert_eq!((rows.row(1).near, rows.row(1).far), (&[5][..], &[FAR][..]));
        assert_eq!(rows.row(1).lone_share(), 0.5);
        assert_eq!(rows.row(1).squared_norm(), 1.0);
        assert_eq!(rows.row(1).dot(&vec![1.0; FAR as usize + 1]), 1.0);
    }
}
