//! The charts of an evaluation, and their numbers as tables.

use std::fmt::Write;

use super::chart::Chart;
use crate::evaluation::{Curves, Reliability, Report, Sweep};

pub(super) fn precision_recall(
    report: &Report,
    curves: &Curves,
    out: &mut String,
) -> std::fmt::Result {
    let metrics = &report.metrics;
    let Some(average) = metrics.average_precision else {
        return nothing_sponsored("Precision and recall", out);
    };
    let share = metrics.sponsored as f64 / metrics.rows.max(1) as f64;
    let description = format!(
        "Average precision {average:.3}, where guessing has {share:.3}. At the threshold in use, {}, recall is {:.3} and precision {:.3}.",
        report.threshold, metrics.recall, metrics.precision
    );
    let axes = ["recall", "precision"];
    let mut chart = Chart::new("pr", "Precision and recall", axes, description);
    chart.line("guess", [[0.0, share], [1.0, share]]);
    chart.word("guess", [1.0, share], "guessing");
    chart.steps("one", &curves.precision_recall);
    let at = [metrics.recall, metrics.precision];
    chart.dot(
        "in-use",
        at,
        5.0,
        &format!("threshold {}", report.threshold),
    );
    chart.write(out)
}

pub(super) fn roc(report: &Report, curves: &Curves, out: &mut String) -> std::fmt::Result {
    let metrics = &report.metrics;
    let Some(auc) = metrics.auc else {
        return nothing_sponsored("False alarms and recall (ROC)", out);
    };
    let alarms = metrics.confusion.false_positive_rate();
    let description = format!(
        "Area under the curve {auc:.3}, where guessing has 0.5. At the threshold in use, {}, {:.1} % of the news is called sponsored and recall is {:.3}.",
        report.threshold,
        100.0 * alarms,
        metrics.recall
    );
    let axes = ["share of news called sponsored", "recall"];
    let mut chart = Chart::new("roc", "False alarms and recall (ROC)", axes, description);
    chart.line("guess", [[0.0, 0.0], [1.0, 1.0]]);
    chart.word("guess", [1.0, 1.0], "guessing");
    chart.line("one", curves.roc.iter().copied());
    let told = format!("threshold {}", report.threshold);
    chart.dot("in-use", [alarms, metrics.recall], 5.0, &told);
    chart.write(out)
}

fn nothing_sponsored(title: &str, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "<figure><figcaption>{title}</figcaption><p class=\"quiet\">Not defined: one of the labels is missing.</p></figure>"
    )
}

pub(super) fn sweep(sweep: &Sweep, in_use: f64, out: &mut String) -> std::fmt::Result {
    let description = format!(
        "Precision, recall, F1 and the share of news called sponsored at {} thresholds; in use is {in_use}. F1 is best at {}. The table below has the numbers.",
        sweep.thresholds.len(),
        sweep.best_threshold
    );
    let axes = ["threshold", "figure"];
    let mut chart = Chart::new("sweep", "Figures by threshold", axes, description);
    chart.line("guess", [[in_use, 0.0], [in_use, 1.0]]);
    let at = &sweep.thresholds;
    type Figure = fn(&crate::evaluation::AtThreshold) -> f64;
    let lines: [(&str, &str, Figure); 4] = [
        ("one", "precision", |at| at.precision),
        ("two", "recall", |at| at.recall),
        ("three", "F1", |at| at.f1),
        ("four", "false alarms", |at| at.false_positive_rate),
    ];
    let ends: Vec<f64> = lines
        .iter()
        .map(|(_, _, figure)| at.last().map_or(0.0, figure))
        .collect();
    for ((class, name, figure), end) in lines.iter().zip(apart(&ends)) {
        chart.line(class, at.iter().map(|at| [at.threshold, figure(at)]));
        chart.word(class, [1.0, end], name);
    }
    chart.write(out)
}

/// Heights so far from one another, in the same order, that words beside them can be read.
fn apart(ends: &[f64]) -> Vec<f64> {
    const LEAST: f64 = 0.06;
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|&a, &b| ends[a].total_cmp(&ends[b]).then(b.cmp(&a)));
    let mut heights = ends.to_vec();
    let mut free = 0.0;
    for at in order {
        heights[at] = f64::max(heights[at], free);
        free = heights[at] + LEAST;
    }
    // Pushed over the top, they go down again from there.
    let over = (free - LEAST - 1.0).max(0.0);
    heights.iter().map(|height| height - over).collect()
}

pub(super) fn reliability(reliability: &Reliability, out: &mut String) -> std::fmt::Result {
    let description = format!(
        "The share that is sponsored against the mean probability, in ten bins. On the diagonal a probability means what it says. Calibration error {:.3}. The table below has the numbers.",
        reliability.calibration_error
    );
    let axes = ["probability", "share sponsored"];
    let mut chart = Chart::new("reliability", "Do probabilities hold?", axes, description);
    let rows: u64 = reliability.bins.iter().map(|bin| bin.rows).sum();
    for bin in &reliability.bins {
        let share = bin.rows as f64 / rows.max(1) as f64;
        chart.column("rows", bin.from, [bin.to, share / 4.0]);
    }
    chart.line("guess", [[0.0, 0.0], [1.0, 1.0]]);
    let of_bin = |bin: &crate::evaluation::Bin| Some([bin.mean_probability?, bin.sponsored_share?]);
    chart.line("one", reliability.bins.iter().filter_map(of_bin));
    for bin in &reliability.bins {
        if let Some(at) = of_bin(bin) {
            let told = format!("{} rows: said {:.2}, is {:.2}", bin.rows, at[0], at[1]);
            chart.dot("one", at, 4.0, &told);
        }
    }
    chart.word("rows", [1.0, 0.02], "rows");
    chart.write(out)
}

pub(super) fn sweep_table(sweep: &Sweep, out: &mut String) -> std::fmt::Result {
    out.push_str(
        "<details><summary>Figures by threshold, as numbers</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Figures by threshold\"><table><thead><tr>\
         <th scope=\"col\">Threshold</th><th scope=\"col\">Precision</th><th scope=\"col\">Recall</th><th scope=\"col\">F1</th><th scope=\"col\">False alarms</th>\
         <th scope=\"col\">Called sponsored</th></tr></thead><tbody>\n",
    );
    for at in &sweep.thresholds {
        writeln!(
            out,
            "<tr><th scope=\"row\">{}{}</th><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td><td>{:.3}</td></tr>",
            at.threshold,
            if at.in_use { " (in use)" } else { "" },
            at.precision,
            at.recall,
            at.f1,
            at.false_positive_rate,
            at.labelled_sponsored
        )?;
    }
    out.push_str("</tbody></table></div></details>\n");
    Ok(())
}

pub(super) fn reliability_table(reliability: &Reliability, out: &mut String) -> std::fmt::Result {
    out.push_str(
        "<details><summary>Probabilities, as numbers</summary>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Probabilities\"><table><thead><tr>\
         <th scope=\"col\">Probability</th><th scope=\"col\">Rows</th><th scope=\"col\">Mean</th><th scope=\"col\">Sponsored</th></tr></thead><tbody>\n",
    );
    let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
    for bin in &reliability.bins {
        writeln!(
            out,
            "<tr><th scope=\"row\">{:.1} to {:.1}</th><td>{}</td><td>{}</td><td>{}</td></tr>",
            bin.from,
            bin.to,
            bin.rows,
            number(bin.mean_probability),
            number(bin.sponsored_share)
        )?;
    }
    out.push_str("</tbody></table></div></details>\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_that_would_overlap_are_moved_apart() {
        let close = |found: Vec<f64>, expected: &[f64]| {
            assert!(
                found
                    .iter()
                    .zip(expected)
                    .all(|(a, b)| (a - b).abs() < 1e-9),
                "{found:?}"
            );
        };
        close(apart(&[0.5, 0.1, 0.5]), &[0.56, 0.1, 0.5]);
        close(apart(&[1.0, 1.0]), &[1.0, 0.94]);
        close(apart(&[]), &[]);
    }

    proptest! {
        #[test]
        fn they_are_apart_and_in_order(ends in proptest::collection::vec(0.0..=1.0, 0..6)) {
            let mut heights = apart(&ends);
            for (a, b) in (0..ends.len()).flat_map(|a| (0..ends.len()).map(move |b| (a, b))) {
                prop_assert!(ends[a] <= ends[b] || heights[a] > heights[b]);
            }
            heights.sort_by(f64::total_cmp);
            prop_assert!(heights.windows(2).all(|pair| pair[1] - pair[0] > 0.0599));
            prop_assert!(heights.last().is_none_or(|highest| *highest <= 1.0 + 1e-9));
        }
    }
}
