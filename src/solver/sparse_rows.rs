//! Sparse rows, as linfa [`Records`]: what linfa's own dense learners cannot hold.

use linfa::dataset::Records;
use rayon::prelude::*;

use super::sparse_row::one_value;

use super::sparse_row::SparseRow;

/// Rows over many columns, each with few of them, in compressed sparse row form.
///
/// Shape: `nsamples` × `nfeatures`, elements `f32`. Where every value of a row is the same (a set
/// of features on the unit sphere), only the columns are kept.
///
/// A column that occurs in one row alone need have no number: [`SparseRows::set_lone_apart`].
#[derive(Debug, Clone)]
pub struct SparseRows {
    /// [`ROWS_A_BLOCK`] rows each, the last one perhaps fewer: so that rows which were made side by
    /// side become one matrix without being copied.
    blocks: Vec<Block>,
    has_one_value: bool,
    n_features: usize,
}

/// Rows in a block of [`SparseRows`].
pub const ROWS_A_BLOCK: usize = 1024;

#[derive(Debug, Clone, Default)]
struct Block {
    /// Where each row ends, and the next one starts, in `near` and in `far`.
    ends: Vec<[u32; 2]>,
    /// Columns that 16 bits can tell: five of six entries where columns are numbered by how often
    /// they occur, as training does.
    near: Vec<u16>,
    /// The others.
    far: Vec<u32>,
    /// How many columns each row has that no other has, and that are in neither of these; none
    /// where they were not set apart.
    lone: Vec<u32>,
    /// Σ c² of each row's columns; none where they have values.
    squared: Vec<f32>,
    /// One value for every column of every row, a row's near columns first; none where a row of n
    /// columns has 1/√n in each.
    values: Vec<f32>,
}

impl SparseRows {
    /// No rows yet, over `n_features` columns; a row of n columns will have 1/√n in each of them, so that
    /// its norm is 1 where none of them repeats.
    pub fn of_columns(n_features: usize) -> Self {
        SparseRows {
            blocks: Vec::new(),
            has_one_value: true,
            n_features,
        }
    }

    /// Adds a row of distinct columns, which are below `nfeatures`.
    pub fn push_set(&mut self, columns: impl ExactSizeIterator<Item = u32>) {
        let squared = columns.len() as u64;
        self.push(columns, squared);
    }

    /// Adds a row of columns, which are below `nfeatures` and may repeat; `squared` is Σ c² over the
    /// distinct ones, each of which is there c times.
    pub fn push(&mut self, columns: impl Iterator<Item = u32>, squared: u64) {
        debug_assert!(self.has_one_value);
        let n_features = self.n_features;
        let block = self.block_under_way();
        for column in columns {
            debug_assert!((column as usize) < n_features);
            block.push_column(column);
        }
        block.squared.push(squared as f32);
        block.end_row();
    }

    /// The rows of several matrices made of columns, of one width; of all but the last, the number
    /// of rows is a multiple of [`ROWS_A_BLOCK`].
    pub fn concatenated(n_features: usize, parts: Vec<SparseRows>) -> Self {
        let mut all = SparseRows::of_columns(n_features);
        for part in parts {
            debug_assert!(part.has_one_value && all.nsamples().is_multiple_of(ROWS_A_BLOCK));
            all.blocks.extend(part.blocks);
        }
        for block in &mut all.blocks {
            block.shrink_to_fit();
        }
        all
    }

    /// The sparse form of dense rows, their zeros left out.
    pub fn from_dense(dense: &ndarray::Array2<f32>) -> Self {
        let mut rows = SparseRows::of_columns(dense.ncols());
        rows.has_one_value = false;
        for row in dense.rows() {
            let block = rows.block_under_way();
            for (column, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                block.push_column(column as u32);
                block.values.push(value);
            }
            block.end_row();
        }
        rows
    }

    /// Gives new numbers to the columns from 2^16 on, or none to those that occur in one row alone.
    ///
    /// The weight of a lone column follows from its row's dual variable (see
    /// [`fit_and_hold_out`](super::ValidSparseLogisticRegression::fit_and_hold_out)), so
    /// that it need not be kept and fetched during a fit. They still count in the row's norm. Returns
    /// them, row after row; each row has as many as [`SparseRows::lone`] says.
    pub fn set_lone_apart(
        &mut self,
        n_features: usize,
        number: impl Fn(u32) -> Option<u32> + Sync,
    ) -> Vec<u32> {
        debug_assert!(self.has_one_value);
        self.n_features = n_features;
        let blocks = self.blocks.par_iter_mut();
        let lone: Vec<Vec<u32>> = blocks.map(|block| block.set_lone_apart(&number)).collect();
        lone.concat()
    }

    /// How many columns of a row were set apart.
    pub fn lone(&self, index: usize) -> usize {
        let lone = &self.blocks[index / ROWS_A_BLOCK].lone;
        lone.get(index % ROWS_A_BLOCK)
            .map_or(0, |&lone| lone as usize)
    }

    /// The columns from 2^16 on, as often as they occur.
    pub(crate) fn far_columns(&self) -> impl Iterator<Item = u32> {
        self.blocks
            .iter()
            .flat_map(|block| block.far.iter().copied())
    }

    fn block_under_way(&mut self) -> &mut Block {
        let is_full = |block: &Block| block.ends.len() == ROWS_A_BLOCK;
        if self.blocks.last().is_none_or(is_full) {
            self.blocks.push(Block::default());
        }
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    /// One row.
    #[inline]
    pub fn row(&self, index: usize) -> SparseRow<'_> {
        let block = &self.blocks[index / ROWS_A_BLOCK];
        let at = index % ROWS_A_BLOCK;
        let [near, far] = block.start(at);
        let [near_end, far_end] = block.ends[at].map(|end| end as usize);
        let lone = block.lone.get(at).map_or(0, |&lone| lone as usize);
        let row = SparseRow {
            near: &block.near[near..near_end],
            far: &block.far[far..far_end],
            lone,
            values: None,
            scale: 1.0,
            squared: 0.0,
        };
        match self.has_one_value {
            true => SparseRow {
                scale: one_value(row.len()),
                squared: block.squared[at],
                ..row
            },
            false => SparseRow {
                values: Some(&block.values[near + far..near_end + far_end]),
                ..row
            },
        }
    }
}

impl Block {
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

    /// Where a row starts in `near` and in `far`.
    #[inline]
    fn start(&self, row: usize) -> [usize; 2] {
        match row.checked_sub(1) {
            Some(before) => self.ends[before].map(|end| end as usize),
            None => [0, 0],
        }
    }

    fn set_lone_apart(&mut self, number: impl Fn(u32) -> Option<u32>) -> Vec<u32> {
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
        let rows = |block: &Block| block.ends.len();
        let before = self.blocks.len().saturating_sub(1) * ROWS_A_BLOCK;
        before + self.blocks.last().map_or(0, rows)
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    /// The first column that 16 bits cannot tell.
    const FAR: u32 = 1 << 16;

    #[test]
    fn sets_lie_on_the_unit_sphere() {
        let mut rows = SparseRows::of_columns(8);
        rows.push_set([1, 3, 4, 7].into_iter());
        rows.push_set([].into_iter());
        assert_eq!((rows.nsamples(), rows.nfeatures()), (2, 8));
        assert_eq!(rows.row(0).squared_norm(), 1.0);
        assert_eq!(rows.row(1).squared_norm(), 0.0);
        let mut weights = [[1f32]; 8];
        assert_eq!(rows.row(0).dot(weights.as_flattened()), 2.0);
        rows.row(0).add_to([2.0], &mut weights);
        assert_eq!(
            weights.as_flattened(),
            [1.0, 2.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0]
        );
    }

    #[test]
    fn columns_of_any_size_count_alike() {
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
    fn a_column_counts_as_often_as_a_row_has_it() {
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
    fn dense_rows_keep_their_values() {
        let rows = SparseRows::from_dense(&array![[0.0, 2.0, 0.0], [1.0, 0.0, -3.0]]);
        assert_eq!(rows.row(1).dot(&[1.0, 1.0, 2.0]), -5.0);
        assert_eq!(rows.row(0).squared_norm(), 4.0);
    }

    #[test]
    fn concatenating_is_pushing() {
        let (mut some, mut more) = (SparseRows::of_columns(4), SparseRows::of_columns(4));
        for _ in 0..ROWS_A_BLOCK {
            some.push_set([0].into_iter());
        }
        more.push_set([1, 2].into_iter());
        more.push_set([3].into_iter());
        let all = SparseRows::concatenated(4, vec![some, more]);
        assert_eq!(all.nsamples(), ROWS_A_BLOCK + 2);
        assert_eq!(all.row(ROWS_A_BLOCK - 1).near, [0]);
        assert_eq!(all.row(ROWS_A_BLOCK).near, [1, 2]);
        assert_eq!(all.row(ROWS_A_BLOCK + 1).near, [3]);
    }

    #[test]
    fn lone_columns_count_in_the_norm_alone() {
        let mut rows = SparseRows::of_columns(2 * FAR as usize);
        rows.push_set([FAR + 9, 5, FAR + 1].into_iter());
        rows.push_set([FAR + 1, FAR + 2, FAR + 3, 5].into_iter());
        let number = |column| (column == FAR + 1).then_some(FAR);
        let lone = rows.set_lone_apart(FAR as usize + 1, number);
        assert_eq!(lone, [FAR + 9, FAR + 2, FAR + 3]);
        assert_eq!((rows.lone(0), rows.lone(1)), (1, 2));
        assert_eq!((rows.row(1).near, rows.row(1).far), (&[5][..], &[FAR][..]));
        assert_eq!(rows.row(1).lone_share(), 0.5);
        assert_eq!(rows.row(1).squared_norm(), 1.0);
        assert_eq!(rows.row(1).dot(&vec![1.0; FAR as usize + 1]), 1.0);
    }
}
