//! The report of an evaluation: text for a terminal, or one flat JSON object.

use std::fmt;

use serde::Serialize;

use super::bootstrap::{Intervals, interval_text};
use super::confusion::Confusion;
use super::groups::Groups;
use super::metrics::Metrics;
use super::mistakes::Mistakes;
use super::reliability::Reliability;
use super::sweep::Sweep;
use crate::text_table::{TextTable, figure};

/// The figures of an evaluation with their intervals and the optional parts.
///
/// As JSON a report is one flat object; the fields of `metrics` and of the parts are its keys:
/// `{"rows": 120, …, "confusion": {"tp": 31, "fp": 4, "fn": 6, "tn": 79}, "articles": 9, …}`. An
/// undefined figure is `null`; a part that is `None` has no key. As text a report is several lines,
/// without a line end after the last.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The figures.
    #[serde(flatten)]
    pub metrics: Metrics,
    /// Whether the model was trained on this data, so that the figures are too good.
    pub trained_on_this_data: bool,
    /// Number of articles.
    pub articles: u64,
    /// Number of rows without a score because their label is ignored.
    pub ignored: u64,
    /// Lowest probability at which a row is labelled sponsored.
    pub threshold: f64,
    /// 95 % intervals; `None` for fewer than two articles.
    pub intervals: Option<Intervals>,
    /// The figures of each group, if requested.
    #[serde(flatten)]
    pub groups: Option<Groups>,
    /// The figures at other thresholds, if requested.
    #[serde(flatten)]
    pub sweep: Option<Sweep>,
    /// The calibration of the probabilities, if requested.
    #[serde(flatten)]
    pub reliability: Option<Reliability>,
    /// The worst mistakes, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mistakes: Option<Mistakes>,
}

/// A table of the figures, the confusion matrix, a line of counts, and the parts.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metrics = &self.metrics;
        write!(f, "{}\n\n", figures(metrics, self.intervals.as_ref()))?;
        write!(f, "{}\n\n", confusion_matrix(metrics.confusion))?;
        write!(
            f,
            "rows {}, articles {}, ignored {}, threshold {}",
            metrics.rows, self.articles, self.ignored, self.threshold
        )?;
        part(f, self.groups.as_ref())?;
        part(f, self.sweep.as_ref())?;
        part(f, self.reliability.as_ref())?;
        part(f, self.mistakes.as_ref())
    }
}

fn figures(metrics: &Metrics, intervals: Option<&Intervals>) -> TextTable {
    let of = |interval: fn(&Intervals) -> Option<[f64; 2]>| intervals.and_then(interval);
    let header =
        if intervals.is_some() { "95 % interval" } else { "no intervals: too few articles" };
    let mut table = TextTable::new(&format!("figure | value: | {header}"));
    let mut row = |name: &str, value: Option<f64>, interval| {
        let value = value.map_or("undefined".to_owned(), figure);
        table.row([name, &value, &interval_text(interval)]);
    };
    row("precision", Some(metrics.precision), of(|i| Some(i.precision)));
    row("recall", Some(metrics.recall), of(|i| Some(i.recall)));
    row("F1", Some(metrics.f1), of(|i| Some(i.f1)));
    row("accuracy", Some(metrics.accuracy), of(|i| Some(i.accuracy)));
    row("MCC", Some(metrics.mcc), None);
    row("AUC", metrics.auc, of(|i| i.auc));
    row("average precision", metrics.average_precision, of(|i| i.average_precision));
    row("Brier score", Some(metrics.brier), of(|i| Some(i.brier)));
    row("log-loss", Some(metrics.log_loss), None);
    table
}

fn confusion_matrix(Confusion { tp, fp, fn_, tn }: Confusion) -> TextTable {
    let mut table = TextTable::new(" | labelled news: | labelled sponsored:");
    table.row(["actual news".to_owned(), tn.to_string(), fp.to_string()]);
    table.row(["actual sponsored".to_owned(), fn_.to_string(), tp.to_string()]);
    table
}

/// Writes an empty line and the part, if the report has the part.
fn part(f: &mut fmt::Formatter<'_>, part: Option<&impl fmt::Display>) -> fmt::Result {
    part.map_or(Ok(()), |part| write!(f, "\n\n{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::bootstrap::RESAMPLES;
    use crate::evaluation::ranking::Ranking;
    use crate::evaluation::scored::Scored;
    use crate::verdict::Label::{News, Sponsored};

    fn rows(articles: u32) -> Vec<Scored> {
        [
            (0.875, Sponsored, Sponsored),
            (0.25, News, News),
            (0.125, News, News),
            (0.75, Sponsored, News),
            (0.375, News, Sponsored),
            (0.75, Sponsored, Sponsored),
            (0.625, Sponsored, Sponsored),
            (0.0, News, News),
            (0.625, Sponsored, News),
        ]
        .into_iter()
        .zip((0..articles).cycle())
        .map(|((probability, predicted, actual), resample_unit)| Scored {
            resample_unit,
            ..Scored::new(probability, predicted, actual)
        })
        .collect()
    }

    fn report(scored: &[Scored], threshold: f64, ignored: u64) -> Report {
        let ranking = Ranking::of(scored);
        Report {
            metrics: Metrics::of_ranking(&ranking),
            trained_on_this_data: false,
            articles: ranking.units() as u64,
            ignored,
            threshold,
            intervals: Intervals::of_ranking(&ranking, RESAMPLES, 42),
            groups: None,
            sweep: None,
            reliability: None,
            mistakes: None,
        }
    }

    #[test]
    fn json_is_one_flat_object() {
        let mut report = report(&rows(4), 0.5, 3);
        // Ends with few digits; other tests check the computed ends.
        report.intervals = Some(Intervals {
            precision: [0.5, 1.0],
            recall: [0.25, 1.0],
            f1: [0.375, 0.9],
            auc: Some([0.6, 1.0]),
            average_precision: None,
            brier: [0.0625, 0.25],
            accuracy: [0.5, 0.875],
        });
        report.metrics.log_loss = 0.5;
        assert_eq!(
            serde_json::to_string(&report).unwrap(),
            concat!(
                r#"{"rows":9,"sponsored":4,"precision":0.6,"recall":0.75,"f1":0.6666666666666666,"#,
                r#""auc":0.8,"average_precision":0.7333333333333333,"brier":0.18229166666666666,"#,
                r#""log_loss":0.5,"accuracy":0.6666666666666666,"mcc":0.3499999999999999,"#,
                r#""confusion":{"tp":3,"fp":2,"fn":1,"tn":3},"#,
                r#""trained_on_this_data":false,"articles":4,"ignored":3,"threshold":0.5,"#,
                r#""intervals":{"precision":[0.5,1.0],"recall":[0.25,1.0],"f1":[0.375,0.9],"#,
                r#""auc":[0.6,1.0],"average_precision":null,"brier":[0.0625,0.25],"#,
                r#""accuracy":[0.5,0.875]}}"#,
            )
        );
    }

    #[test]
    fn text_is_a_table_of_figures_and_the_confusion_matrix() {
        assert_eq!(
            report(&rows(4), 0.5, 3).to_string(),
            "\
figure              value  95 % interval
precision          0.6000  0.2500 to 1.0000
recall             0.7500  0.5000 to 1.0000
F1                 0.6667  0.4000 to 1.0000
accuracy           0.6667  0.4000 to 1.0000
MCC                0.3500
AUC                0.8000  0.6000 to 1.0000
average precision  0.7333  0.2500 to 1.0000
Brier score        0.1823  0.0702 to 0.2719
log-loss           0.5178

                  labelled news  labelled sponsored
actual news                   3                   2
actual sponsored              1                   3

rows 9, articles 4, ignored 3, threshold 0.5"
        );
    }

    #[test]
    fn undefined_figures_are_named_in_text_and_null_in_json() {
        let news = &rows(1)[1..3];
        let report = report(news, 0.4375, 0);
        assert_eq!(
            report.to_string(),
            "\
figure                 value  no intervals: too few articles
precision             0.0000
recall                0.0000
F1                    0.0000
accuracy              1.0000
MCC                   0.0000
AUC                undefined
average precision  undefined
Brier score           0.0391
log-loss              0.2106

                  labelled news  labelled sponsored
actual news                   2                   0
actual sponsored              0                   0

rows 2, articles 1, ignored 0, threshold 0.4375"
        );
        let json = serde_json::to_value(report).unwrap();
        for null in ["auc", "average_precision", "intervals"] {
            assert!(json[null].is_null(), "{null}");
        }
    }
}
