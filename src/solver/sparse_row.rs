//! One sparse row, and what is done with it: inner products and additions, in several lanes at once.

/// A row of [`SparseRows`](super::SparseRows).
#[derive(Debug, Clone, Copy)]
pub struct SparseRow<'a> {
    pub(super) near: &'a [u16],
    pub(super) far: &'a [u32],
    pub(super) lone: usize,
    pub(super) values: Option<&'a [f32]>,
    pub(super) scale: f32,
    /// Σ c² over the distinct columns, each of which is there c times.
    pub(super) squared: f32,
}

impl SparseRow<'_> {
    /// Inner product with a dense vector of `nfeatures` weights, columns that were set apart left
    /// out.
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
            None => f64::from(self.squared) / self.len().max(1) as f64,
            Some(values) => values
                .iter()
                .map(|&value| f64::from(value) * f64::from(value))
                .sum(),
        }
    }

    /// The part of the squared norm that is in columns that were set apart, which never repeat.
    #[inline]
    pub(super) fn lone_share(&self) -> f64 {
        self.lone as f64 / self.len().max(1) as f64
    }

    /// Its value in each column, where it is the same in all.
    pub(super) fn scale(&self) -> f64 {
        f64::from(self.scale)
    }

    pub(super) fn len(&self) -> usize {
        self.near.len() + self.far.len() + self.lone
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

/// The value in each of a row's `n` columns, where it is one.
#[inline]
pub(super) fn one_value(n: usize) -> f32 {
    if n == 0 { 0.0 } else { 1.0 / (n as f32).sqrt() }
}
