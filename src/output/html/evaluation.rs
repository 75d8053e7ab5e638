//! An evaluation as a page: how right the labels are, how sure that is, and where they are wrong.

use std::fmt::Write;

use super::chart::bar;
use super::passage::Passage;
use super::{curves, escaped, head};
use crate::error::{Error, Result};
use crate::evaluation::{Confusion, Evaluation, Groups, Intervals, Mistake, Mistakes, Report};
use crate::verdict::Label;

/// Groups that are shown, those of most rows.
const MOST_GROUPS: usize = 200;

/// What a page of an evaluation is made of.
pub struct EvaluationPage<'a> {
    /// The figures and the curves.
    pub evaluation: &'a Evaluation,
    /// What the model is called.
    pub model: &'a str,
    /// The files that were judged.
    pub data: &'a [String],
    /// What the groups are values of.
    pub grouped_by: &'a str,
}

impl EvaluationPage<'_> {
    /// The page: one self-contained file without a script.
    ///
    /// # Errors
    /// [`Error::Internal`] for what cannot be written; there is no such thing.
    pub fn write(&self) -> Result<String> {
        let mut page = head("How right the labels are, by adsift", "", "");
        self.write_body(&mut page)
            .map_err(|error| Error::Internal(error.to_string()))?;
        Ok(page)
    }

    fn write_body(&self, out: &mut String) -> std::fmt::Result {
        let report = &self.evaluation.report;
        let data: Vec<_> = self.data.iter().map(|file| escaped(file)).collect();
        writeln!(
            out,
            "<main class=\"wide\">\n<h1>How right the labels are</h1>\n\
             <p class=\"quiet\">Model <bdi>{}</bdi> on <bdi>{}</bdi>: {} rows of {} articles, {} of them sponsored, {} ignored. \
             Sponsored is what has a probability of {} or more.</p>",
            escaped(self.model),
            data.join("</bdi>, <bdi>"),
            report.metrics.rows,
            report.articles,
            report.metrics.sponsored,
            report.ignored,
            report.threshold
        )?;
        figures(report, out)?;
        confusion(&report.metrics.confusion, out)?;
        out.push_str("<h2>At every threshold</h2>\n<div class=\"charts\">\n");
        curves::precision_recall(report, &self.evaluation.curves, out)?;
        curves::roc(report, &self.evaluation.curves, out)?;
        if let Some(sweep) = &report.sweep {
            curves::sweep(sweep, report.threshold, out)?;
        }
        if let Some(reliability) = &report.reliability {
            curves::reliability(reliability, out)?;
        }
        out.push_str("</div>\n");
        if let Some(sweep) = &report.sweep {
            curves::sweep_table(sweep, out)?;
        }
        if let Some(reliability) = &report.reliability {
            curves::reliability_table(reliability, out)?;
        }
        if let Some(found) = &report.groups {
            groups(found, self.grouped_by, out)?;
        }
        if let Some(found) = &report.mistakes {
            mistakes(found, out)?;
        }
        out.push_str("</main>\n</body>\n</html>\n");
        Ok(())
    }
}

fn figures(report: &Report, out: &mut String) -> std::fmt::Result {
    let metrics = &report.metrics;
    let intervals = report.intervals.as_ref();
    let of = |interval: fn(&Intervals) -> Option<[f64; 2]>| intervals.and_then(interval);
    let about = match intervals {
        Some(_) => {
            "The figures have 95 % intervals: whole articles were drawn anew, a thousand times."
        }
        None => {
            "With fewer than two articles nothing can be said of how far the figures could be off."
        }
    };
    writeln!(
        out,
        "<h2>Figures</h2>\n<p class=\"quiet\">{about}</p>\n\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures\"><table><thead><tr>\
         <th scope=\"col\">Figure</th><th scope=\"col\">Value</th><th scope=\"col\">95 % interval</th><td></td></tr></thead><tbody>"
    )?;
    let mut row = |name: &str, value: Option<f64>, interval: Option<[f64; 2]>, has_bar: bool| {
        let shown = value.map_or("undefined".to_owned(), |value| format!("{value:.3}"));
        let ends = interval.map_or(String::new(), |[low, high]| {
            format!("{low:.3} to {high:.3}")
        });
        let drawn = match value {
            Some(value) if has_bar => bar(value, interval),
            _ => String::new(),
        };
        writeln!(
            out,
            "<tr><th scope=\"row\">{name}</th><td>{shown}</td><td>{ends}</td><td>{drawn}</td></tr>"
        )
    };
    let m = metrics;
    row(
        "Precision",
        Some(m.precision),
        of(|i| Some(i.precision)),
        true,
    )?;
    row("Recall", Some(m.recall), of(|i| Some(i.recall)), true)?;
    row("F1", Some(m.f1), of(|i| Some(i.f1)), true)?;
    row("Accuracy", Some(m.accuracy), of(|i| Some(i.accuracy)), true)?;
    row("AUC", m.auc, of(|i| i.auc), true)?;
    row(
        "Average precision",
        m.average_precision,
        of(|i| i.average_precision),
        true,
    )?;
    row("Matthews correlation", Some(m.mcc), None, false)?;
    row(
        "Brier score (0 is best)",
        Some(m.brier),
        of(|i| Some(i.brier)),
        false,
    )?;
    row("Log-loss (0 is best)", Some(m.log_loss), None, false)?;
    out.push_str("</tbody></table></div>\n");
    Ok(())
}

fn confusion(counts: &Confusion, out: &mut String) -> std::fmt::Result {
    let Confusion { tp, fp, fn_, tn } = *counts;
    let cell = |right: bool, count: u64, of: u64| {
        let class = if right { "right" } else { "wrong" };
        let share = 100.0 * count as f64 / of.max(1) as f64;
        format!("<td class=\"{class}\">{count} <span class=\"quiet\">{share:.1} %</span></td>")
    };
    writeln!(
        out,
        "<h2>Confusion</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Confusion\"><table class=\"confusion\"><thead><tr><td></td>\
         <th scope=\"col\">labelled news</th><th scope=\"col\">labelled sponsored</th></tr></thead><tbody>\n\
         <tr><th scope=\"row\">is news</th>{}{}</tr>\n<tr><th scope=\"row\">is sponsored</th>{}{}</tr>\n</tbody></table></div>",
        cell(true, tn, counts.news()),
        cell(false, fp, counts.news()),
        cell(false, fn_, counts.sponsored()),
        cell(true, tp, counts.sponsored()),
    )
}

fn groups(found: &Groups, by: &str, out: &mut String) -> std::fmt::Result {
    let mut shown: Vec<_> = found.groups.iter().collect();
    let left_out = shown.len().saturating_sub(MOST_GROUPS);
    if left_out > 0 {
        shown.sort_by_key(|group| std::cmp::Reverse(group.rows));
        shown.truncate(MOST_GROUPS);
        shown.sort_by(|a, b| a.value.cmp(&b.value));
    }
    writeln!(
        out,
        "<h2>By <bdi>{}</bdi></h2>\n<p class=\"quiet\">Bars are F1 with its 95 % interval; a group without anything sponsored has none.</p>\n\
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Groups\"><table><thead><tr><th scope=\"col\">Group</th><th scope=\"col\">Rows</th><th scope=\"col\">Sponsored</th>\
         <th scope=\"col\">Precision</th><th scope=\"col\">Recall</th><th scope=\"col\">False alarms</th><th scope=\"col\">F1</th><td></td></tr></thead><tbody>",
        escaped(by)
    )?;
    let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
    for group in shown {
        let drawn = group
            .f1
            .map_or(String::new(), |f1| bar(f1, group.f1_interval));
        writeln!(
            out,
            "<tr><th scope=\"row\"><bdi>{}</bdi></th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{drawn}</td></tr>",
            escaped(&group.value),
            group.rows,
            group.sponsored,
            number(group.precision),
            number(group.recall),
            number(group.false_positive_rate),
            number(group.f1),
        )?;
    }
    let of = &found.averages;
    writeln!(
        out,
        "</tbody><tfoot><tr><th scope=\"row\">Mean of {} groups</th><td></td><td></td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td></td></tr></tfoot></table></div>",
        found.groups.len(),
        number(of.precision.mean),
        number(of.recall.mean),
        number(of.false_positive_rate.mean),
        number(of.f1.mean),
    )?;
    if left_out > 0 {
        writeln!(
            out,
            "<p class=\"quiet\">{left_out} groups of fewer rows are not shown; -f json has all.</p>"
        )?;
    }
    Ok(())
}

fn mistakes(found: &Mistakes, out: &mut String) -> std::fmt::Result {
    out.push_str("<h2>Worst mistakes</h2>\n<p class=\"quiet\">Words are tinted by what they added: <span class=\"f3\">for paid</span>, <span class=\"a3\">for news</span>.</p>\n");
    let directions = [
        (
            "News called sponsored",
            &found.news_called_sponsored,
            Label::Sponsored,
        ),
        (
            "Sponsored called news",
            &found.sponsored_called_news,
            Label::News,
        ),
    ];
    for (title, rows, label) in directions {
        writeln!(out, "<h3>{title}</h3>")?;
        if rows.is_empty() {
            out.push_str("<p>None.</p>\n");
        }
        for row in rows {
            mistake(row, label, out)?;
        }
    }
    Ok(())
}

fn mistake(mistake: &Mistake, label: Label, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "<p class=\"quiet where\"><bdi>{}</bdi>, row {}</p>",
        escaped(&mistake.article),
        mistake.row
    )?;
    let passage = Passage {
        name: &format!("Row {}", mistake.row),
        text: &mistake.text,
        label,
        probability: mistake.probability,
        note: "",
        explanation: Some(&mistake.explanation),
    };
    passage.write(out)
}
