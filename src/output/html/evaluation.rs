//! The page of `evaluate -f html`: the figures with their intervals, the curves, the groups and the
//! worst mistakes.

use std::cmp::Reverse;

use maud::{Markup, PreEscaped, html};

use super::chart::bar;
use super::passage::Passage;
use super::{curve_charts, decimals, finish, page_start, scrolling_table};
use crate::evaluation::{
    Confusion, Evaluation, Figures, Group, Groups, Intervals, Mistake, Mistakes, Report,
};
use crate::verdict::Label;

/// Number of groups on a page: those with the most rows.
const MAX_GROUPS: usize = 200;

/// Reads the interval of a figure, if it has one.
type Interval = fn(&Intervals) -> Option<[f64; 2]>;

/// The page of an evaluation.
///
/// ```
/// use std::sync::Arc;
///
/// use adsift::Model;
/// use adsift::evaluation::EvaluationJob;
/// use adsift::output::EvaluationPage;
///
/// let data = ["data/starter.csv".to_owned()];
/// let model = Arc::new(Model::embedded()?);
/// let evaluation = EvaluationJob::new(data.to_vec()).run(&model, |_| {})?;
/// let page = EvaluationPage {
///     evaluation: &evaluation,
///     model: "default",
///     data: &data,
///     grouped_by: "file",
/// };
/// assert!(page.html().contains("<h2>Figures</h2>"));
/// # Ok::<(), adsift::Error>(())
/// ```
pub struct EvaluationPage<'a> {
    /// The figures and the curves.
    pub evaluation: &'a Evaluation,
    /// The name of the model.
    pub model: &'a str,
    /// The names of the evaluated files.
    pub data: &'a [String],
    /// The name of the column that defines the groups.
    pub grouped_by: &'a str,
}

impl EvaluationPage<'_> {
    /// The page as HTML: one self-contained file without a script.
    pub fn html(&self) -> String {
        let report = &self.evaluation.report;
        finish(html! {
            (page_start("Evaluation of labels, by adsift", None))
            main.wide {
                h1 { "Evaluation of labels" }
                (self.data_and_model())
                (figures(report))
                (confusion(&report.metrics.confusion))
                (self.curves())
                @if let Some(found) = &report.groups { (groups(found, self.grouped_by)) }
                @if let Some(found) = &report.mistakes { (mistakes(found)) }
            }
            (PreEscaped("\n</body>\n</html>\n"))
        })
    }

    fn data_and_model(&self) -> Markup {
        let report = &self.evaluation.report;
        html! {
            p.quiet {
                "Model " bdi { (self.model) } " on "
                @for (at, file) in self.data.iter().enumerate() {
                    @if at > 0 { ", " }
                    bdi { (file) }
                }
                ": " (report.metrics.rows) " rows of " (report.articles) " articles, "
                (report.metrics.sponsored) " sponsored, " (report.ignored) " ignored. "
                "A row is labelled sponsored if its probability is " (report.threshold) " or more."
                @if report.trained_on_this_data {
                    " " strong { "The model was trained on this data, so the figures are too good." }
                }
            }
            "\n"
        }
    }

    fn curves(&self) -> Markup {
        let Evaluation { report, curves } = self.evaluation;
        let (sweep, reliability) = (report.sweep.as_ref(), report.reliability.as_ref());
        html! {
            h2 { "At every threshold" }
            div.charts {
                (curve_charts::precision_recall(report, curves))
                (curve_charts::roc(report, curves))
                @if let Some(sweep) = sweep { (curve_charts::sweep(sweep, report.threshold)) }
                @if let Some(found) = reliability { (curve_charts::reliability(found)) }
            }
            @if let Some(sweep) = sweep { (curve_charts::sweep_table(sweep)) }
            @if let Some(found) = reliability { (curve_charts::reliability_table(found)) }
        }
    }
}

fn figures(report: &Report) -> Markup {
    let m = &report.metrics;
    let row = |name: &str, value: Option<f64>, ends: Interval, is_share: bool| {
        let interval = report.intervals.as_ref().and_then(ends);
        html! {
            tr {
                th scope="row" { (name) }
                td { @if value.is_some() { (decimals(value)) } @else { "undefined" } }
                td {
                    @if let Some([low, high]) = interval { (format!("{low:.3} to {high:.3}")) }
                }
                td { @if let Some(share) = value.filter(|_| is_share) { (bar(share, interval)) } }
            }
        }
    };
    let rows = html! {
        tbody {
            (row("Precision", Some(m.precision), |i| Some(i.precision), true))
            (row("Recall", Some(m.recall), |i| Some(i.recall), true))
            (row("F1", Some(m.f1), |i| Some(i.f1), true))
            (row("Accuracy", Some(m.accuracy), |i| Some(i.accuracy), true))
            (row("AUC", m.auc, |i| i.auc, true))
            (row("Average precision", m.average_precision, |i| i.average_precision, true))
            (row("Matthews correlation", Some(m.mcc), |_| None, false))
            (row("Brier score (0 is best)", Some(m.brier), |i| Some(i.brier), false))
            (row("Log-loss (0 is best)", Some(m.log_loss), |_| None, false))
        }
    };
    html! {
        h2 { "Figures" }
        p.quiet {
            @if report.intervals.is_some() {
                "The 95 % intervals come from resampling whole articles a thousand times."
            } @else {
                "Intervals need two articles or more."
            }
        }
        (scrolling_table("Figures", None, &["Figure", "Value", "95 % interval", ""], rows))
    }
}

fn confusion(counts: &Confusion) -> Markup {
    let Confusion { tp, fp, fn_, tn } = *counts;
    let rows = [
        ("actual news", counts.news(), [("right", tn), ("wrong", fp)]),
        ("actual sponsored", counts.sponsored(), [("wrong", fn_), ("right", tp)]),
    ];
    let rows = html! {
        tbody {
            @for (name, all, cells) in rows {
                tr {
                    th scope="row" { (name) }
                    @for (class, count) in cells {
                        @let percentage = 100.0 * count as f64 / all.max(1) as f64;
                        td class=(class) {
                            (count) " " span.quiet { (format!("{percentage:.1} %")) }
                        }
                    }
                }
            }
        }
    };
    let headers = ["", "labelled news", "labelled sponsored"];
    html! {
        h2 { "Confusion" }
        (scrolling_table("Confusion", Some("confusion"), &headers, rows))
    }
}

fn groups(found: &Groups, by: &str) -> Markup {
    let mut shown: Vec<&Group> = found.groups.iter().collect();
    let left_out = shown.len().saturating_sub(MAX_GROUPS);
    if left_out > 0 {
        shown.sort_by_key(|group| Reverse(group.rows));
        shown.truncate(MAX_GROUPS);
        shown.sort_by(|a, b| a.value.cmp(&b.value));
    }
    let headers = ["Group", "Rows", "Sponsored", "Precision", "Recall", "False alarms", "F1", ""];
    let rows = html! {
        tbody {
            @for group in shown {
                tr {
                    th scope="row" { bdi { (group.value) } }
                    td { (group.rows) }
                    td { (group.sponsored) }
                    @for figure in shown_figures(&group.figures) { td { (decimals(figure)) } }
                    td { @if let Some(f1) = group.figures.f1 { (bar(f1, group.f1_interval)) } }
                }
            }
        }
        tfoot {
            tr {
                th scope="row" { "Mean of " (found.groups.len()) " groups" }
                td {}
                td {}
                @for figure in shown_figures(&found.averages) { td { (decimals(figure.mean)) } }
                td {}
            }
        }
    };
    html! {
        h2 { "By " bdi { (by) } }
        p.quiet {
            "Bars are F1 with its 95 % interval. A group without sponsored rows has no F1."
        }
        (scrolling_table("Groups", None, &headers, rows))
        @if left_out > 0 {
            p.quiet { (left_out) " groups with fewer rows are left out; -f json has all groups." }
        }
    }
}

/// The figures of a line of the table of groups, in the order of its headers.
fn shown_figures<T: Copy>(of: &Figures<T>) -> [T; 4] {
    [of.precision, of.recall, of.false_positive_rate, of.f1]
}

fn mistakes(found: &Mistakes) -> Markup {
    let directions = [
        ("News labelled sponsored", &found.news_called_sponsored, Label::Sponsored),
        ("Sponsored labelled news", &found.sponsored_called_news, Label::News),
    ];
    html! {
        h2 { "Worst mistakes" }
        p.quiet {
            "Coloured words " span.f3 { "raised" } " or " span.a3 { "lowered" }
            " the probability of sponsored."
        }
        @for (title, rows, label) in directions {
            h3 { (title) }
            @if rows.is_empty() { p { "None." } }
            @for row in rows { (mistake(row, label)) }
        }
    }
}

fn mistake(mistake: &Mistake, label: Label) -> Markup {
    html! {
        p.quiet.where { bdi { (mistake.article) } ", row " (mistake.row) }
        (Passage {
            name: format!("Row {}", mistake.row),
            text: &mistake.text,
            label,
            probability: mistake.probability,
            note: "",
            explanation: Some(&mistake.explanation),
        })
    }
}
