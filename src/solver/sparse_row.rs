//! One sparse row: its inner products with weights and its addition to weights, in several lanes.

/// A row of [`SparseRows`](super::SparseRows).
#[derive(Debug, Clone, Copy)]
pub struct SparseRow<'a> {
    /// Columns below 2^16.
    pub(super) near: &'a [u16],
    /// The other columns.
    pub(super) far: &'a [u32],
    /// Number of lone columns.
    pub(super) lone: usize,
    /// Value of each column, near columns first; `None` if all values are `scale`.
    pub(super) values: Option<&'a [f32]>,
    /// Value of every column of a row without `values`.
    pub(super) scale: f32,
    /// Σ c² over the distinct columns, where c is the number of times that the row has the column.
    pub(super) squared: f32,
}

impl SparseRow<'_> {
    /// Returns the inner product with `weights`, a dense vector of `nfeatures` values. Lone columns
    /// that were separated count as 0.
    #[inline]
    pub fn dot(&self, weights: &[f32]) -> f64 {
        let [dot] = self.dots(weights.as_chunks().0);
        dot
    }

    /// Returns the inner products with `L` dense vectors. The `L` weights of a column are adjacent,
    /// so that one cache line holds them all. The bits of a product do not depend on the other
    /// lanes.
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

    /// Adds `factors[lane]` times the row to each of `L` dense vectors.
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

    /// Returns the squared Euclidean norm, lone columns included.
    #[inline]
    pub fn squared_norm(&self) -> f64 {
        match self.values {
            None => f64::from(self.squared) / self.len().max(1) as f64,
            Some(values) => values.iter().map(|&value| f64::from(value) * f64::from(value)).sum(),
        }
    }

    /// The part of the squared norm in lone columns, none of which repeats.
    #[inline]
    pub(super) fn lone_share(&self) -> f64 {
        self.lone as f64 / self.len().max(1) as f64
    }

    /// The value of every column, for a row whose values are equal.
    pub(super) fn scale(&self) -> f64 {
        f64::from(self.scale)
    }

    /// Number of columns, lone columns included.
    pub(super) fn len(&self) -> usize {
        self.near.len() + self.far.len() + self.lone
    }

    fn columns(&self) -> impl Iterator<Item = usize> {
        let near = self.near.iter().map(|&column| usize::from(column));
        near.chain(self.far.iter().map(|&column| column as usize))
    }
}

/// The sums of the weights of `columns`. Never inlined: within a caller that continues in `f64`,
/// the compiler adds two lanes at a time instead of four.
#[inline(never)]
fn sums<const L: usize, C: Copy + Into<u32>>(columns: &[C], weights: &[[f32; L]]) -> [f32; L] {
    // Four independent sums: the loads of one do not wait for the loads of another.
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

/// Adds `steps` to the weights of `columns`.
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

/// The value of each of `n` columns of a row of norm 1 whose values are equal: 1/√n.
#[inline]
pub(super) fn one_value(n: usize) -> f32 {
    if n == 0 { 0.0 } else { 1.0 / (n as f32).sqrt() }
}
