//! The figures of scored rows: precision, recall, F1, AUC and others.

use serde::Serialize;

use super::confusion::Confusion;
use super::ranking::Ranking;
use super::scored::Scored;
use crate::math::round6;
use crate::model::record::StageFigures;

/// Minimum distance of a probability from 0 and 1 in the log-loss: a certain mistake costs 34.5
/// instead of making the mean infinite.
const LOG_LOSS_CLIP: f64 = 1e-15;

/// The figures of scored rows. Every figure is finite; `sponsored` is the positive class.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Metrics {
    /// Number of rows.
    pub rows: u64,
    /// Number of sponsored rows.
    pub sponsored: u64,
    /// See [`Confusion::precision`].
    pub precision: f64,
    /// See [`Confusion::recall`].
    pub recall: f64,
    /// See [`Confusion::f1`].
    pub f1: f64,
    /// Area under the ROC curve: the share of pairs of a sponsored and a news row in which the
    /// sponsored row has the higher probability; a tie counts half. `None` if one class is missing.
    pub auc: Option<f64>,
    /// Sum over distinct thresholds of the gain in recall times the precision there. `None` if no
    /// row is sponsored.
    pub average_precision: Option<f64>,
    /// Mean squared error of the probability (Brier 1950); 0 without rows.
    pub brier: f64,
    /// Mean of -ln of the probability of the actual label, in nats, with probabilities clipped to
    /// [1e-15, 1 - 1e-15]; 0 without rows.
    pub log_loss: f64,
    /// See [`Confusion::accuracy`].
    pub accuracy: f64,
    /// See [`Confusion::mcc`].
    pub mcc: f64,
    /// The confusion matrix.
    pub confusion: Confusion,
}

impl Metrics {
    /// Computes the figures of rows in any order.
    ///
    /// ```
    /// use adsift::Label::{News, Sponsored};
    /// use adsift::evaluation::{Metrics, Scored};
    ///
    /// let row = |probability, predicted, actual| Scored {
    ///     probability,
    ///     predicted,
    ///     actual,
    ///     resample_unit: 0,
    /// };
    /// let metrics = Metrics::of(&[
    ///     row(0.9, Sponsored, Sponsored),
    ///     row(0.6, Sponsored, News),
    ///     row(0.2, News, News),
    /// ]);
    /// assert_eq!(metrics.precision, 0.5);
    /// assert_eq!(metrics.recall, 1.0);
    /// assert_eq!(metrics.auc, Some(1.0));
    /// ```
    pub fn of(scored: &[Scored]) -> Self {
        Metrics::of_ranking(&Ranking::of(scored))
    }

    pub(super) fn of_ranking(ranking: &Ranking) -> Self {
        let figures = ranking.figures(|_| 1);
        let confusion = figures.confusion;
        Metrics {
            rows: confusion.rows(),
            sponsored: confusion.sponsored(),
            precision: confusion.precision(),
            recall: confusion.recall(),
            f1: confusion.f1(),
            auc: figures.auc,
            average_precision: figures.average_precision,
            brier: figures.brier,
            log_loss: log_loss(ranking.rows()),
            accuracy: confusion.accuracy(),
            mcc: confusion.mcc(),
            confusion,
        }
    }
}

/// The log-loss of rows with probabilities in [0, 1].
///
/// [`Ranking::figures`] leaves the log-loss out: one logarithm per row would be most of the time of
/// each resample. The logarithm of `libm` has the same bits on every platform.
fn log_loss(rows: &[Scored]) -> f64 {
    let sum: f64 = rows
        .iter()
        .map(|row| {
            let probability = row.probability.clamp(LOG_LOSS_CLIP, 1.0 - LOG_LOSS_CLIP);
            if row.actual.is_sponsored() {
                -libm::log(probability)
            } else {
                -libm::log1p(-probability)
            }
        })
        .sum();
    sum / rows.len().max(1) as f64
}

/// The figures of a model's training record, rounded to six decimals, so that the bytes of the
/// model file do not depend on the last bits of a sum.
impl From<&Metrics> for StageFigures {
    fn from(metrics: &Metrics) -> Self {
        StageFigures {
            precision: round6(metrics.precision),
            recall: round6(metrics.recall),
            f1: round6(metrics.f1),
            auc: metrics.auc.map(round6),
            average_precision: metrics.average_precision.map(round6),
            brier: round6(metrics.brier),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Label::{News, Sponsored};

    #[test]
    fn every_figure_equals_a_hand_computed_value() {
        let metrics = Metrics::of(&[
            Scored::new(0.75, Sponsored, Sponsored),
            Scored::new(0.5, News, Sponsored),
            Scored::new(0.25, News, Sponsored),
            Scored::new(0.5, Sponsored, News),
            Scored::new(0.0, News, News),
        ]);
        assert_eq!((metrics.rows, metrics.sponsored), (5, 3));
        assert_eq!(metrics.precision, 0.5);
        assert_eq!(metrics.recall, 1.0 / 3.0);
        assert_eq!(metrics.f1, 0.4);
        assert_eq!(metrics.accuracy, 0.4);
        assert_eq!(metrics.auc, Some(4.5 / 6.0));
        assert_eq!(metrics.brier, (0.0625 + 0.25 + 0.5625 + 0.25) / 5.0);
        let losses = [0.75, 0.5, 0.25, 0.5, 1.0].map(|right: f64| -right.ln());
        assert!((metrics.log_loss - losses.iter().sum::<f64>() / 5.0).abs() < 1e-15);
    }

    #[test]
    fn order_of_rows_does_not_change_the_figures() {
        let mut rows: Vec<Scored> = (0..50_u32)
            .map(|i| {
                let label = |sponsored| if sponsored { Sponsored } else { News };
                let probability = f64::from(i * 37 % 50) / 50.0; // all distinct
                Scored::new(probability, label(i % 3 == 0), label(i % 4 == 0))
            })
            .collect();
        let forwards = Metrics::of(&rows);
        rows.reverse();
        assert_eq!(Metrics::of(&rows), forwards);
    }

    #[test]
    fn log_loss_of_a_certain_mistake_is_finite() {
        let wrong = [Scored::new(1.0, Sponsored, News), Scored::new(0.0, News, Sponsored)];
        let metrics = Metrics::of(&wrong);
        assert!((34.5..34.6).contains(&metrics.log_loss));
        assert_eq!(metrics.mcc, -1.0);
        assert_eq!(metrics.brier, 1.0);
    }

    #[test]
    fn figures_without_rows_are_none_or_0() {
        let metrics = Metrics::of(&[]);
        assert_eq!((metrics.auc, metrics.average_precision), (None, None));
        for figure in [metrics.brier, metrics.log_loss, metrics.f1, metrics.mcc] {
            assert_eq!(figure, 0.0);
        }
    }
}
