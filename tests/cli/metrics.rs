//! Comparison of the figures with scikit-learn on 50 small data sets: random rows with and without
//! ties, no positives, no predictions, one class alone, all wrong, probabilities of 0 and 1.
//!
//! scikit-learn 1.9.1 (numpy 2.4.6) wrote `goldens/metrics.json`; `y` are the actual labels
//! (sponsored = 1), `z` the predicted labels, `p` the probabilities:
//!
//! - confusion, as [tp, fp, fn, tn]: `confusion_matrix(y, z, labels=[0, 1])`
//! - precision, recall, f1: `precision_score`, `recall_score`, `f1_score`, each of
//!   `(y, z, pos_label=1, average="binary", zero_division=0)`
//! - accuracy: `accuracy_score(y, z)`; mcc: `matthews_corrcoef(y, z)`
//! - auc: `roc_auc_score(y, p)`, null if one class is missing
//! - average_precision: `average_precision_score(y, p)`, null if no row is sponsored
//!   (scikit-learn returns 0)
//! - brier: `brier_score_loss(y, p, pos_label=1, labels=[0, 1])`
//! - log_loss: `log_loss(y, numpy.clip(p, 1e-15, 1 - 1e-15), labels=[0, 1])`

use adsift::Label::{self, News, Sponsored};
use adsift::evaluation::{Confusion, Metrics, Scored};
use serde::Deserialize;

/// A data set, with labels as 0 and 1, and its figures by scikit-learn.
#[derive(Deserialize)]
struct Golden {
    name: String,
    probability: Vec<f64>,
    predicted: String,
    actual: String,
    confusion: [u64; 4],
    precision: f64,
    recall: f64,
    f1: f64,
    accuracy: f64,
    mcc: f64,
    auc: Option<f64>,
    average_precision: Option<f64>,
    brier: f64,
    log_loss: f64,
}

impl Golden {
    fn rows(&self) -> Vec<Scored> {
        let label = |digit| if digit == '1' { Sponsored } else { News };
        self.probability
            .iter()
            .zip(self.predicted.chars().zip(self.actual.chars()))
            .map(|(&probability, (predicted, actual))| Scored {
                probability,
                predicted: label(predicted),
                actual: label(actual),
                resample_unit: 0,
            })
            .collect()
    }
}

#[test]
fn figures_equal_those_of_scikit_learn() {
    let goldens: Vec<Golden> = serde_json::from_str(include_str!("goldens/metrics.json")).unwrap();
    assert_eq!(goldens.len(), 50);
    for golden in goldens {
        let rows = golden.rows();
        let metrics = Metrics::of(&rows);
        let [tp, fp, fn_, tn] = golden.confusion;
        assert_eq!(metrics.confusion, Confusion { tp, fp, fn_, tn }, "{}", golden.name);
        assert_eq!(metrics.rows, rows.len() as u64, "{}", golden.name);
        assert_eq!(metrics.sponsored, tp + fn_, "{}", golden.name);
        for (figure, ours, theirs) in [
            ("precision", Some(metrics.precision), Some(golden.precision)),
            ("recall", Some(metrics.recall), Some(golden.recall)),
            ("f1", Some(metrics.f1), Some(golden.f1)),
            ("accuracy", Some(metrics.accuracy), Some(golden.accuracy)),
            ("mcc", Some(metrics.mcc), Some(golden.mcc)),
            ("auc", metrics.auc, golden.auc),
            ("average precision", metrics.average_precision, golden.average_precision),
            ("brier", Some(metrics.brier), Some(golden.brier)),
            ("log-loss", Some(metrics.log_loss), Some(golden.log_loss)),
        ] {
            let equal = match (ours, theirs) {
                (Some(ours), Some(theirs)) => (ours - theirs).abs() <= 1e-12,
                (ours, theirs) => ours == theirs,
            };
            assert!(equal, "{}, {figure}: {ours:?}, not {theirs:?}", golden.name);
        }
    }
}

#[test]
fn swapping_the_classes_swaps_the_confusion_counts() {
    let other = |label: Label| {
        if label.is_sponsored() { News } else { Sponsored }
    };
    let goldens: Vec<Golden> = serde_json::from_str(include_str!("goldens/metrics.json")).unwrap();
    for golden in goldens {
        let rows = golden.rows();
        let mirrored: Vec<Scored> = rows
            .iter()
            .map(|row| Scored {
                probability: 1.0 - row.probability,
                predicted: other(row.predicted),
                actual: other(row.actual),
                resample_unit: row.resample_unit,
            })
            .collect();
        let counts = Metrics::of(&rows).confusion;
        let expected = Confusion { tp: counts.tn, fp: counts.fn_, fn_: counts.fp, tn: counts.tp };
        assert_eq!(Metrics::of(&mirrored).confusion, expected, "{}", golden.name);
    }
}
