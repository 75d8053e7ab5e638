//! Sparse rows, as linfa [`Records`]: what linfa's own dense learners cannot hold.

use linfa::dataset::Records;

/// Rows over many columns, each with few of them, in compressed sparse row form.
///
/// Shape: `nsamples` × `nfeatures`, elements `f32`. Where every value of a row is the same (a set
/// of features on the unit sphere), only the columns are kept.
#[derive(Debug, Clone)]
pub struct SparseRows {
    /// Where each row ends, and the next one starts, in `near` and in `far`.
    ends: Vec<[usize; 2]>,
    /// Columns that 16 bits can tell: five of six entries where columns are numbered by how often
    /// they occur, as training does.
    near: Vec<u16>,
    /// The others.
    far: Vec<u32>,
    values: Values,
    n_features: usize,
}

#[derive(Debug, Clone)]
enum Values {
    /// A row of n columns has 1/√n in each.
    UnitNorm,
    /// One value for every column of every row, a row's near columns first.
    Explicit(Vec<f32>),
}

impl SparseRows {
    /// No rows yet, over `n_features` columns; their values will be 1/√n in each of n columns.
    pub fn unit_norm(n_features: usize) -> Self {
        SparseRows {
            ends: Vec::new(),
            near: Vec::new(),
            far: Vec::new(),
            values: Values::UnitNorm,
            n_features,
        }
    }

    /// Adds a row to rows of unit norm. Columns must be distinct and below `nfeatures`.
    pub fn push_set(&mut self, columns: impl IntoIterator<Item = u32>) {
        debug_assert!(matches!(self.values, Values::UnitNorm));
        for column in columns {
            self.push_column(column);
        }
        self.end_row();
    }

    /// The rows of several matrices of unit norm and of one width, in no more memory than they need.
    pub fn concatenated(n_features: usize, parts: Vec<SparseRows>) -> Self {
        let sum = |count: fn(&SparseRows) -> usize| parts.iter().map(count).sum();
        let mut all = SparseRows {
            ends: Vec::with_capacity(sum(|part| part.ends.len())),
            near: Vec::with_capacity(sum(|part| part.near.len())),
            far: Vec::with_capacity(sum(|part| part.far.len())),
            values: Values::UnitNorm,
            n_features,
        };
        for part in parts {
            debug_assert!(matches!(part.values, Values::UnitNorm));
            let (near, far) = (all.near.len(), all.far.len());
            let ends = part.ends.iter().map(|end| [end[0] + near, end[1] + far]);
            all.ends.extend(ends);
            all.near.extend_from_slice(&part.near);
            all.far.extend_from_slice(&part.far);
        }
        all
    }

    /// The sparse form of dense rows, their zeros left out.
    pub fn from_dense(dense: &ndarray::Array2<f32>) -> Self {
        let mut rows = SparseRows::unit_norm(dense.ncols());
        let mut values = Vec::new();
        for row in dense.rows() {
            for (column, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                rows.push_column(column as u32);
                values.push(value);
            }
            rows.end_row();
        }
        rows.values = Values::Explicit(values);
        rows
    }

    fn push_column(&mut self, column: u32) {
        debug_assert!((column as usize) < self.n_features);
        match u16::try_from(column) {
            Ok(near) => self.near.push(near),
            Err(_) => self.far.push(column),
        }
    }

    fn end_row(&mut self) {
        self.ends.push([self.near.len(), self.far.len()]);
    }

    /// One row.
    #[inline]
    pub fn row(&self, index: usize) -> SparseRow<'_> {
        let [near, far] = match index.checked_sub(1) {
            Some(before) => self.ends[before],
            None => [0, 0],
        };
        let [near_end, far_end] = self.ends[index];
        let row = SparseRow {
            near: &self.near[near..near_end],
            far: &self.far[far..far_end],
            values: None,
            scale: 1.0,
        };
        match &self.values {
            Values::UnitNorm => SparseRow {
                scale: unit_norm_value(row.len()),
                ..row
            },
            Values::Explicit(values) => SparseRow {
                values: Some(&values[near + far..near_end + far_end]),
                ..row
            },
        }
    }
}

/// The value of each of `n` columns in a row of unit norm.
#[inline]
pub fn unit_norm_value(n: usize) -> f32 {
    if n == 0 { 0.0 } else { 1.0 / (n as f32).sqrt() }
}

impl Records for SparseRows {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.ends.len()
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}

/// A row of [`SparseRows`].
#[derive(Debug, Clone, Copy)]
pub struct SparseRow<'a> {
    near: &'a [u16],
    far: &'a [u32],
    values: Option<&'a [f32]>,
    scale: f32,
}

impl SparseRow<'_> {
    /// Inner product with a dense vector of `nfeatures` weights.
    #[inline]
    pub fn dot(&self, weights: &[f32]) -> f64 {
        let [dot] = self.dots(weights.as_chunks().0);
        dot
    }

    /// Inner products with `L` dense vectors, which stand side by side: one line of the cache
    /// brings the weights of them all. Each is bit for bit what it would be alone.
    #[inline]
    pub(super) fn dots<const L: usize>(&self, weights: &[[f32; L]]) -> [f64; L] {
        match self.values {
            None => {
                let near = sums(self.near, weights);
                let far = sums(self.far, weights);
                let scale = f64::from(self.scale);
                std::array::from_fn(|lane| scale * f64::from(near[lane] + far[lane]))
            }
            Some(values) => {
                let mut dots = [0f64; L];
                for (column, &value) in self.columns().zip(values) {
                    for (dot, &weight) in dots.iter_mut().zip(&weights[column]) {
                        *dot += f64::from(weight) * f64::from(value);
                    }
                }
                dots
            }
        }
    }

    /// Adds the row to each of `L` dense vectors, `factors` times.
    #[inline]
    pub(super) fn add_to<const L: usize>(&self, factors: [f64; L], weights: &mut [[f32; L]]) {
        match self.values {
            None => {
                let steps = factors.map(|factor| (factor * f64::from(self.scale)) as f32);
                add(self.near, steps, weights);
                add(self.far, steps, weights);
            }
            Some(values) => {
                for (column, &value) in self.columns().zip(values) {
                    for (weight, factor) in weights[column].iter_mut().zip(factors) {
                        *weight += (factor * f64::from(value)) as f32;
                    }
                }
            }
        }
    }

    /// Squared Euclidean norm.
    #[inline]
    pub fn squared_norm(&self) -> f64 {
        match self.values {
            None if self.len() == 0 => 0.0,
            None => 1.0,
            Some(values) => values
                .iter()
                .map(|&value| f64::from(value) * f64::from(value))
                .sum(),
        }
    }

    fn len(&self) -> usize {
        self.near.len() + self.far.len()
    }

    fn columns(&self) -> impl Iterator<Item = usize> {
        let near = self.near.iter().map(|&column| usize::from(column));
        near.chain(self.far.iter().map(|&column| column as usize))
    }
}

/// The sums of these columns' weights. A function of its own: where it is inlined into one that goes
/// on in `f64`, the compiler adds up two lanes at a time instead of four.
#[inline(never)]
fn sums<const L: usize, C: Copy + Into<u32>>(columns: &[C], weights: &[[f32; L]]) -> [f32; L] {
    // Four sums side by side: the loads of one need not wait for those of another.
    let mut sums = [[0f32; L]; 4];
    let (chunks, rest) = columns.as_chunks::<4>();
    for chunk in chunks {
        for (sum, &column) in sums.iter_mut().zip(chunk) {
            add_lanes(sum, &weights[column.into() as usize]);
        }
    }
    for (sum, &column) in sums.iter_mut().zip(rest) {
        add_lanes(sum, &weights[column.into() as usize]);
    }
    std::array::from_fn(|lane| (sums[0][lane] + sums[2][lane]) + (sums[1][lane] + sums[3][lane]))
}

#[inline]
fn add<const L: usize, C: Copy + Into<u32>>(
    columns: &[C],
    steps: [f32; L],
    weights: &mut [[f32; L]],
) {
    for &column in columns {
        add_lanes(&mut weights[column.into() as usize], &steps);
    }
}

#[inline]
fn add_lanes<const L: usize>(sum: &mut [f32; L], terms: &[f32; L]) {
    for (sum, term) in sum.iter_mut().zip(terms) {
        *sum += term;
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
        let mut rows = SparseRows::unit_norm(8);
        rows.push_set([1, 3, 4, 7]);
        rows.push_set([]);
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
        let mut rows = SparseRows::unit_norm(width);
        rows.push_set([FAR, 0, FAR - 1, 2 * FAR - 1]);
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
    fn dense_rows_keep_their_values() {
        let rows = SparseRows::from_dense(&array![[0.0, 2.0, 0.0], [1.0, 0.0, -3.0]]);
        assert_eq!(rows.row(1).dot(&[1.0, 1.0, 2.0]), -5.0);
        assert_eq!(rows.row(0).squared_norm(), 4.0);
    }

    #[test]
    fn concatenating_is_pushing() {
        let (mut some, mut more) = (SparseRows::unit_norm(4), SparseRows::unit_norm(4));
        some.push_set([0]);
        more.push_set([1, 2]);
        more.push_set([3]);
        let all = SparseRows::concatenated(4, vec![some, more]);
        assert_eq!(all.nsamples(), 3);
        assert_eq!(all.row(1).near, [1, 2]);
        assert_eq!(all.row(2).near, [3]);
    }
}
