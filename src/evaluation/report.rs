//! An evaluation as people and programs read it: a table, or one flat JSON object.

use std::fmt;

use serde::Serialize;

use super::ranking::Ranking;
use super::{
    Confusion, Groups, Intervals, Metrics, Mistakes, RESAMPLES, Reliability, Scored, Sweep,
};

/// The figures of an evaluation, what they were taken on, and how far they could be off.
///
/// Serialised it is one flat object, the fields of `metrics` beside the others:
/// `{"rows": 120, "articles": 9, …, "confusion": {"tp": 31, "fp": 4, "fn": 6, "tn": 79}, …}`.
/// A figure that is not defined is `null`, and a part that is None has no key. Its `Display` is a
/// table for a terminal, of several lines, the last without a line end.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The figures.
    #[serde(flatten)]
    pub metrics: Metrics,
    /// Articles the rows stand in.
    pub articles: u64,
    /// Rows left out because their label was to be ignored.
    pub ignored: u64,
    /// The probability from which a paragraph was labelled sponsored.
    pub threshold: f64,
    /// 95 % intervals; None with fewer than two articles.
    pub intervals: Option<Intervals>,
    /// The figures of each group, where asked for.
    #[serde(flatten)]
    pub groups: Option<Groups>,
    /// What other thresholds would give, where asked for.
    #[serde(flatten)]
    pub sweep: Option<Sweep>,
    /// Whether the probabilities mean what they say, where asked for.
    #[serde(flatten)]
    pub reliability: Option<Reliability>,
    /// The worst mistakes, where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mistakes: Option<Mistakes>,
}

impl Report {
    /// Judges the rows that were labelled at `threshold`, with intervals from [`RESAMPLES`]
    /// resamples that `seed` decides. `ignored` rows are those left out before. The parts that are
    /// to be asked for are None.
    pub fn new(scored: &[Scored], threshold: f64, ignored: u64, seed: u64) -> Self {
        let ranking = Ranking::of(scored);
        Report {
            metrics: Metrics::of_ranking(&ranking),
            articles: ranking.articles() as u64,
            ignored,
            threshold,
            intervals: Intervals::of_ranking(&ranking, RESAMPLES, seed),
            groups: None,
            sweep: None,
            reliability: None,
            mistakes: None,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metrics = &self.metrics;
        let intervals = self.intervals.as_ref();
        let header = match intervals {
            Some(_) => "95 % interval",
            None => "no intervals: too few articles",
        };
        writeln!(f, "{:<17}  {:>9}  {header}", "figure", "value")?;
        let of = |figure: fn(&Intervals) -> [f64; 2]| intervals.map(figure);
        let of_option = |figure: fn(&Intervals) -> Option<[f64; 2]>| intervals.and_then(figure);
        line(f, "precision", metrics.precision, of(|i| i.precision))?;
        line(f, "recall", metrics.recall, of(|i| i.recall))?;
        line(f, "F1", metrics.f1, of(|i| i.f1))?;
        line(f, "accuracy", metrics.accuracy, of(|i| i.accuracy))?;
        line(f, "MCC", metrics.mcc, None)?;
        line(f, "AUC", metrics.auc, of_option(|i| i.auc))?;
        let (average, interval) = (
            metrics.average_precision,
            of_option(|i| i.average_precision),
        );
        line(f, "average precision", average, interval)?;
        line(f, "Brier score", metrics.brier, of(|i| i.brier))?;
        line(f, "log-loss", metrics.log_loss, None)?;

        let Confusion { tp, fp, fn_, tn } = metrics.confusion;
        writeln!(f)?;
        writeln!(f, "{:<17}  labelled news  labelled sponsored", "")?;
        writeln!(f, "{:<17}  {tn:>13}  {fp:>18}", "actual news")?;
        writeln!(f, "{:<17}  {fn_:>13}  {tp:>18}", "actual sponsored")?;
        writeln!(f)?;
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

/// A part that was asked for, after an empty line.
fn part(f: &mut fmt::Formatter<'_>, part: Option<&impl fmt::Display>) -> fmt::Result {
    part.map_or(Ok(()), |part| write!(f, "\n\n{part}"))
}

/// A line of the table: a figure with its interval.
fn line(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    figure: impl Into<Option<f64>>,
    interval: Option<[f64; 2]>,
) -> fmt::Result {
    match figure.into() {
        Some(figure) => write!(f, "{name:<17}  {figure:>9.4}")?,
        None => write!(f, "{name:<17}  {:>9}", "undefined")?,
    }
    match interval {
        Some([low, high]) => writeln!(f, "  {low:.4} to {high:.4}"),
        None => writeln!(f),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{News, Sponsored};

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
        .map(|((probability, predicted, actual), article)| Scored {
            probability,
            predicted,
            actual,
            article,
        })
        .collect()
    }

    #[test]
    fn for_programs_one_flat_object() {
        let mut report = Report::new(&rows(4), 0.5, 3, 42);
        // Ends that are short to write: where they come from is the affair of other tests.
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
                r#""articles":4,"ignored":3,"threshold":0.5,"#,
                r#""intervals":{"precision":[0.5,1.0],"recall":[0.25,1.0],"f1":[0.375,0.9],"#,
                r#""auc":[0.6,1.0],"average_precision":null,"brier":[0.0625,0.25],"#,
                r#""accuracy":[0.5,0.875]}}"#,
            )
        );
    }

    #[test]
    fn for_people_a_table() {
        assert_eq!(
            Report::new(&rows(4), 0.5, 3, 42).to_string(),
            "\
figure                 value  95 % interval
precision             0.6000  0.2500 to 1.0000
recall                0.7500  0.5000 to 1.0000
F1                    0.6667  0.4000 to 1.0000
accuracy              0.6667  0.4000 to 1.0000
MCC                   0.3500
AUC                   0.8000  0.6000 to 1.0000
average precision     0.7333  0.2500 to 1.0000
Brier score           0.1823  0.0702 to 0.2719
log-loss              0.5178

                   labelled news  labelled sponsored
actual news                    3                   2
actual sponsored               1                   3

rows 9, articles 4, ignored 3, threshold 0.5"
        );
    }

    #[test]
    fn what_is_undefined_says_so() {
        let news = &rows(1)[1..3];
        let report = Report::new(news, 0.4375, 0, 42);
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
actual news                    2                   0
actual sponsored               0                   0

rows 2, articles 1, ignored 0, threshold 0.4375"
        );
        let json = serde_json::to_value(report).unwrap();
        for null in ["auc", "average_precision", "intervals"] {
            assert!(json[null].is_null(), "{null}");
        }
    }
}
