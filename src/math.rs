//! Small numeric functions that several folders share.

/// The logistic function 1 / (1 + e^−x), computed by `libm`, so that every machine gets the same
/// bits.
pub(crate) fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + libm::exp(-x))
    } else {
        let e = libm::exp(x);
        e / (1.0 + e)
    }
}

/// Rounds to six decimals, the precision of every stored and printed figure.
pub(crate) fn round6(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The nearest-rank percentile: the smallest value that at least `percent` percent of the values do
/// not exceed. `sorted` is in ascending order; `None` if it is empty.
///
/// The rank is computed in whole numbers, so that every machine picks the same value.
pub(crate) fn nearest_rank<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    let rank = (percent * sorted.len()).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// Mean and sample standard deviation (divisor n − 1). The deviation of one value is `None`, as are
/// both figures of an empty slice.
pub(crate) fn mean_and_deviation(values: &[f64]) -> (Option<f64>, Option<f64>) {
    let n = values.len() as f64;
    if values.is_empty() {
        return (None, None);
    }
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let deviation = (values.len() > 1).then(|| (squares / (n - 1.0)).sqrt());
    (Some(mean), deviation)
}

/// The area under the ROC curve of rows added from the highest score to the lowest.
///
/// AUC is the share of pairs of a positive and a negative row in which the positive row has the
/// higher score; a tie counts half (Mann-Whitney). The counts are whole numbers up to the final
/// division.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Auc {
    positives: u64,
    negatives: u64,
    /// Twice the number of pairs in order, so that the half of a tie is a whole number.
    in_order_doubled: u128,
}

impl Auc {
    /// Adds all rows of the next lower score.
    pub(crate) fn add_tied(&mut self, positives: u64, negatives: u64) {
        self.in_order_doubled += u128::from(negatives) * u128::from(2 * self.positives + positives);
        self.positives += positives;
        self.negatives += negatives;
    }

    /// The AUC; `None` if one class has no row.
    pub(crate) fn value(&self) -> Option<f64> {
        let pairs = u128::from(self.positives) * u128::from(self.negatives);
        (pairs > 0).then(|| self.in_order_doubled as f64 / (2 * pairs) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sigmoid_is_symmetric_and_finite_at_the_ends() {
        assert_eq!(sigmoid(0.0), 0.5);
        assert_eq!((sigmoid(-1e9), sigmoid(1e9)), (0.0, 1.0));
        assert!((sigmoid(2.0) + sigmoid(-2.0) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn auc_counts_pairs_and_halves_ties() {
        let auc = |tied: &[[u64; 2]]| {
            let mut auc = Auc::default();
            for &[positives, negatives] in tied {
                auc.add_tied(positives, negatives);
            }
            auc.value()
        };
        assert_eq!(auc(&[[1, 0], [1, 2]]), Some(0.75));
        assert_eq!(auc(&[[0, 1], [2, 0]]), Some(0.0));
        assert_eq!(auc(&[[2, 0]]), None);
    }

    #[test]
    fn deviation_is_that_of_a_sample_and_needs_two_values() {
        let (mean, deviation) = mean_and_deviation(&[0.5, 0.7, 0.9]);
        assert!((mean.unwrap() - 0.7).abs() < 1e-12 && (deviation.unwrap() - 0.2).abs() < 1e-12);
        assert_eq!(mean_and_deviation(&[0.5]), (Some(0.5), None));
        assert_eq!(mean_and_deviation(&[]), (None, None));
    }

    #[test]
    fn nearest_rank_is_a_value_of_the_sample() {
        let sorted: Vec<usize> = (1..=20).collect();
        let ranks = [0, 5, 6, 25, 50, 95, 100].map(|percent| nearest_rank(&sorted, percent));
        assert_eq!(ranks, [1, 1, 2, 5, 10, 19, 20].map(Some));
        assert_eq!(nearest_rank(&[7], 5), Some(7));
        assert_eq!(nearest_rank::<usize>(&[], 50), None);
    }
}
