//! Whether a probability means what it says.

use std::fmt;

use serde::Serialize;

use super::Scored;
use super::ranking::bounded;

const BINS: usize = 10;

/// How often rows of about one probability are sponsored, in ten bins of probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// The bins, rising; `reliability` in JSON.
    #[serde(rename = "reliability")]
    pub bins: Vec<Bin>,
    /// Expected calibration error: the mean over rows of their bin's distance between mean
    /// probability and share sponsored (Naeini et al. 2015); 0 where there are no rows.
    pub calibration_error: f64,
}

/// The rows whose probability is in `[from, to)`; in the last bin `to` itself is too.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bin {
    /// The least probability.
    pub from: f64,
    /// The next bin's least.
    pub to: f64,
    /// How many rows there are.
    pub rows: u64,
    /// Their mean probability; None without rows.
    pub mean_probability: Option<f64>,
    /// The share of them that is sponsored; None without rows.
    pub sponsored_share: Option<f64>,
}

impl Reliability {
    /// Puts the rows into bins.
    pub fn of(scored: &[Scored]) -> Self {
        let mut rows = [0_u64; BINS];
        let mut sponsored = [0_u64; BINS];
        let mut sums = [0.0; BINS];
        for row in scored {
            let probability = bounded(row.probability);
            let bin = ((probability * BINS as f64) as usize).min(BINS - 1);
            rows[bin] += 1;
            sponsored[bin] += u64::from(row.actual.is_sponsored());
            sums[bin] += probability;
        }
        let gaps: f64 = (0..BINS)
            .map(|bin| (sums[bin] - sponsored[bin] as f64).abs())
            .sum();
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

/// A line a bin, then the error.
impl fmt::Display for Reliability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "probability     rows  mean probability  share sponsored")?;
        for bin in &self.bins {
            write!(f, "{:.1} to {:.1}   {:>7}", bin.from, bin.to, bin.rows)?;
            match (bin.mean_probability, bin.sponsored_share) {
                (Some(mean), Some(share)) => writeln!(f, "  {mean:>16.4}  {share:>15.4}")?,
                _ => writeln!(f, "  {:>16}  {:>15}", "-", "-")?,
            }
        }
        write!(f, "calibration error {:.4}", self.calibration_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{News, Sponsored};

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
        let scored = rows.map(|(probability, actual)| Scored {
            probability,
            predicted: News,
            actual,
            article: 0,
        });
        Reliability::of(&scored)
    }

    #[test]
    fn a_bin_has_its_lower_end_and_the_last_one_both() {
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
    fn the_error_is_the_weighted_mean_of_the_distances() {
        let distances = 2.0 * (0.5 - 0.03125) + 2.0 * 0.3375 + 0.5 + 2.0 * 0.05;
        let error = reliability().calibration_error;
        assert!((error - distances / 7.0).abs() < 1e-15, "{error}");
        assert_eq!(Reliability::of(&[]).calibration_error, 0.0);
    }

    #[test]
    fn for_people_a_line_a_bin() {
        let table = reliability().to_string();
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(
            [lines[0], lines[1], lines[2], lines[11]],
            [
                "probability     rows  mean probability  share sponsored",
                "0.0 to 0.1         2            0.0312           0.5000",
                "0.1 to 0.2         0                 -                -",
                "calibration error 0.3161",
            ]
        );
    }
}
