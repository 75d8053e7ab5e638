//! Reliability of the probabilities: calibration in bins.

use std::fmt;

use serde::Serialize;

use super::scored::Scored;
use crate::text_table::{TextTable, figure};

/// Number of bins.
const BINS: usize = 10;

/// The share of sponsored rows next to the mean probability, in ten bins of probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reliability {
    /// The bins in rising order; `reliability` in JSON.
    #[serde(rename = "reliability")]
    pub bins: Vec<Bin>,
    /// Expected calibration error: the mean over rows of the distance between mean probability and
    /// sponsored share in the row's bin (Naeini et al. 2015); 0 without rows.
    pub calibration_error: f64,
}

/// The rows with a probability in `[from, to)`; the last bin contains `to` as well.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Bin {
    /// Lowest probability of the bin.
    pub from: f64,
    /// Lowest probability of the next bin.
    pub to: f64,
    /// Number of rows.
    pub rows: u64,
    /// Mean probability of the rows; `None` without rows.
    pub mean_probability: Option<f64>,
    /// Share of sponsored rows; `None` without rows.
    pub sponsored_share: Option<f64>,
}

impl Reliability {
    /// Sorts the rows into bins.
    pub fn of(scored: &[Scored]) -> Self {
        let mut rows = [0_u64; BINS];
        let mut sponsored = [0_u64; BINS];
        let mut sums = [0.0; BINS];
        for row in scored {
            let probability = row.bounded_probability();
            let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
            rows[bin] += 1;
            sponsored[bin] += u64::from(row.actual.is_sponsored());
            sums[bin] += probability;
        }
        let gaps: f64 = (0..BINS).map(|bin| (sums[bin] - sponsored[bin] as f64).abs()).sum();
        let bin = |bin: usize| {
            let mean = |sum: f64| (rows[bin] > 0).then(|| sum / rows[bin] as f64);
            Bin {
                from: bin as f64 / BINS as f64,
                to: (bin + 1) as f64 / BINS as f64,
                rows: rows[bin],
                mean_probability: mean(sums[bin]),
                sponsored_share: mean(sponsored[bin] as f64),
            }
        };
        Reliability {
            bins: (0..BINS).map(bin).collect(),
            calibration_error: gaps / scored.len().max(1) as f64,
        }
    }
}

/// A table with one line per bin, then a line with the calibration error.
impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table =
            TextTable::new("probability | rows: | mean probability: | share sponsored:");
        for bin in &self.bins {
            table.row([
                format!("{:.1} to {:.1}", bin.from, bin.to),
                bin.rows.to_string(),
                figure(bin.mean_probability),
                figure(bin.sponsored_share),
            ]);
        }
        let error = figure(self.calibration_error);
        write!(f, "{table}\ncalibration error {error}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Label::{News, Sponsored};

    fn reliability() -> Reliability {
        let rows = [
            (0.0, News),
            (0.0625, Sponsored),
            (0.3, News),
            (0.375, News),
            (0.9, Sponsored),
            (1.0, Sponsored),
            (f64::NAN, News),
        ];
        Reliability::of(&rows.map(|(probability, actual)| Scored::new(probability, News, actual)))
    }

    #[test]
    fn bin_contains_its_lower_end_and_the_last_bin_both_ends() {
        let bins = reliability().bins;
        let rows: Vec<u64> = bins.iter().map(|bin| bin.rows).collect();
        assert_eq!(rows, [2, 0, 0, 2, 0, 1, 0, 0, 0, 2]);
        let first = (bins[0].mean_probability, bins[0].sponsored_share);
        assert_eq!(first, (Some(0.03125), Some(0.5)));
        let second = (bins[1].mean_probability, bins[1].sponsored_share);
        assert_eq!(second, (None, None));
        assert_eq!(bins[9].sponsored_share, Some(1.0));
    }

    #[test]
    fn calibration_error_is_the_weighted_mean_of_the_distances() {
        let distances = 2.0 * (0.5 - 0.03125) + 2.0 * 0.3375 + 0.5 + 2.0 * 0.05;
        let error = reliability().calibration_error;
        assert!((error - distances / 7.0).abs() < 1e-15, "{error}");
        assert_eq!(Reliability::of(&[]).calibration_error, 0.0);
    }

    #[test]
    fn table_has_one_line_per_bin() {
        let table = reliability().to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            [lines[0], lines[1], lines[2], lines[11]],
            [
                "probability  rows  mean probability  share sponsored",
                "0.0 to 0.1      2            0.0312           0.5000",
                "0.1 to 0.2      0                 -                -",
                "calibration error 0.3161",
            ]
        );
    }
}
