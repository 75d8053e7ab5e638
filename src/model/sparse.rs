//! Sparse rows, as linfa [`Records`]: what linfa's own dense learners cannot hold.

use linfa::dataset::Records;

/// Rows over many columns, each with few of them, in compressed sparse row form.
///
/// Shape: `nsamples` × `nfeatures`, elements `f32`. Where every value of a row is the same (a set
/// of features on the unit sphere), only the columns are kept.
#[derive(Debug, Clone)]
pub struct SparseRows {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Values,
    n_features: usize,
}

#[derive(Debug, Clone)]
enum Values {
    /// A row of n columns has 1/√n in each.
    UnitNorm,
    /// One value for every column of every row.
    Explicit(Vec<f32>),
}

impl SparseRows {
    /// No rows yet, over `n_features` columns; their values will be 1/√n in each of n columns.
    pub fn unit_norm(n_features: usize) -> Self {
        SparseRows {
            starts: vec![0],
            columns: Vec::new(),
            values: Values::UnitNorm,
            n_features,
        }
    }

    /// Adds a row to rows of unit norm. Columns must be distinct and below `nfeatures`.
    pub fn push_set(&mut self, columns: &[u32]) {
        debug_assert!(matches!(self.values, Values::UnitNorm));
        debug_assert!(
            columns
                .iter()
                .all(|&column| (column as usize) < self.n_features)
        );
        self.columns.extend_from_slice(columns);
        self.starts.push(self.columns.len());
    }

    /// Adds the rows of another matrix of the same kind and width.
    pub fn append(&mut self, other: &SparseRows) {
        debug_assert!(matches!(
            (&self.values, &other.values),
            (Values::UnitNorm, Values::UnitNorm)
        ));
        let offset = self.columns.len();
        self.columns.extend_from_slice(&other.columns);
        self.starts
            .extend(other.starts[1..].iter().map(|start| start + offset));
    }

    /// The sparse form of dense rows, their zeros left out.
    pub fn from_dense(dense: &ndarray::Array2<f32>) -> Self {
        let mut starts = vec![0];
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for row in dense.rows() {
            for (column, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                columns.push(column as u32);
                values.push(value);
            }
            starts.push(columns.len());
        }
        SparseRows {
            starts,
            columns,
            values: Values::Explicit(values),
            n_features: dense.ncols(),
        }
    }

    /// One row.
    #[inline]
    pub fn row(&self, index: usize) -> SparseRow<'_> {
        let range = self.starts[index]..self.starts[index + 1];
        let columns = &self.columns[range.clone()];
        match &self.values {
            Values::UnitNorm => SparseRow {
                columns,
                values: None,
                scale: unit_norm_value(columns.len()),
            },
            Values::Explicit(values) => SparseRow {
                columns,
                values: Some(&values[range]),
                scale: 1.0,
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
        self.starts.len() - 1
    }

    fn nfeatures(&self) -> usize {
        self.n_features
    }
}

/// A row of [`SparseRows`].
#[derive(Debug, Clone, Copy)]
pub struct SparseRow<'a> {
    columns: &'a [u32],
    values: Option<&'a [f32]>,
    scale: f32,
}

impl SparseRow<'_> {
    /// Inner product with a dense vector of `nfeatures` weights.
    #[inline]
    pub fn dot(&self, weights: &[f32]) -> f64 {
        match self.values {
            None => {
                // Four sums side by side: the loads of one need not wait for those of another.
                let mut sums = [0f32; 4];
                let mut chunks = self.columns.chunks_exact(4);
                for chunk in &mut chunks {
                    for (sum, &column) in sums.iter_mut().zip(chunk) {
                        *sum += weights[column as usize];
                    }
                }
                for (sum, &column) in sums.iter_mut().zip(chunks.remainder()) {
                    *sum += weights[column as usize];
                }
                f64::from(self.scale) * f64::from((sums[0] + sums[2]) + (sums[1] + sums[3]))
            }
            Some(values) => self
                .columns
                .iter()
                .zip(values)
                .map(|(&column, &value)| f64::from(weights[column as usize]) * f64::from(value))
                .sum(),
        }
    }

    /// Adds `factor` times the row to a dense vector of `nfeatures` weights.
    #[inline]
    pub fn add_to(&self, factor: f64, weights: &mut [f32]) {
        match self.values {
            None => {
                let step = (factor * f64::from(self.scale)) as f32;
                for &column in self.columns {
                    weights[column as usize] += step;
                }
            }
            Some(values) => {
                for (&column, &value) in self.columns.iter().zip(values) {
                    weights[column as usize] += (factor * f64::from(value)) as f32;
                }
            }
        }
    }

    /// Squared Euclidean norm.
    #[inline]
    pub fn squared_norm(&self) -> f64 {
        match self.values {
            None if self.columns.is_empty() => 0.0,
            None => 1.0,
            Some(values) => values
                .iter()
                .map(|&value| f64::from(value) * f64::from(value))
                .sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn sets_lie_on_the_unit_sphere() {
        let mut rows = SparseRows::unit_norm(8);
        rows.push_set(&[1, 3, 4, 7]);
        rows.push_set(&[]);
        assert_eq!((rows.nsamples(), rows.nfeatures()), (2, 8));
        assert_eq!(rows.row(0).squared_norm(), 1.0);
        assert_eq!(rows.row(1).squared_norm(), 0.0);
        let mut weights = [1f32; 8];
        assert_eq!(rows.row(0).dot(&weights), 2.0);
        rows.row(0).add_to(2.0, &mut weights);
        assert_eq!(weights, [1.0, 2.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0]);
    }

    #[test]
    fn dense_rows_keep_their_values() {
        let rows = SparseRows::from_dense(&array![[0.0, 2.0, 0.0], [1.0, 0.0, -3.0]]);
        assert_eq!(rows.row(1).dot(&[1.0, 1.0, 2.0]), -5.0);
        assert_eq!(rows.row(0).squared_norm(), 4.0);
    }

    #[test]
    fn appending_is_pushing() {
        let (mut all, mut more) = (SparseRows::unit_norm(4), SparseRows::unit_norm(4));
        all.push_set(&[0]);
        more.push_set(&[1, 2]);
        more.push_set(&[3]);
        all.append(&more);
        assert_eq!(all.nsamples(), 3);
        assert_eq!(all.row(1).columns, [1, 2]);
        assert_eq!(all.row(2).columns, [3]);
    }
}
