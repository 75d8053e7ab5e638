//! How often a row has its columns.

/// How far a row whose columns may repeat is from a set: Σ c² over its distinct columns, each of which
/// it has c times.
pub(crate) struct Repetitions {
    counts: Vec<u16>,
}

impl Repetitions {
    /// For columns below this number.
    pub(crate) fn new(columns: usize) -> Self {
        Repetitions {
            counts: vec![0; columns],
        }
    }

    /// Σ c², which is the number of columns where none repeats.
    pub(crate) fn squared(&mut self, columns: &[u32]) -> u64 {
        let mut squared = 0;
        for &column in columns {
            let count = &mut self.counts[column as usize];
            squared += 2 * u64::from(*count) + 1;
            *count = count.saturating_add(1);
        }
        for &column in columns {
            self.counts[column as usize] = 0;
        }
        squared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repetitions_are_counted_squared() {
        let mut repetitions = Repetitions::new(9);
        assert_eq!(repetitions.squared(&[1, 2, 8]), 3);
        assert_eq!(repetitions.squared(&[1, 2, 1, 1]), 10);
        assert_eq!(repetitions.squared(&[]), 0);
    }
}
