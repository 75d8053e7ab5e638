//! The charts of an evaluation, and the tables of their numbers.

use maud::{Markup, Render, html};

use super::chart::{Chart, Point, column, dot, line, steps, word};
use super::{decimals, scrolling_table};
use crate::evaluation::{AtThreshold, Bin, Curves, Reliability, Report, Sweep};

/// Reads a figure from a row of a sweep.
type Figure = fn(&AtThreshold) -> f64;

/// The least distance of two words at the right edge of a chart, as a share of its height.
const WORD_HEIGHT: f64 = 0.06;

pub(super) fn precision_recall(report: &Report, curves: &Curves) -> Markup {
    let title = "Precision and recall";
    let metrics = &report.metrics;
    let Some(average) = metrics.average_precision else {
        return undefined(title);
    };
    let share = metrics.sponsored as f64 / metrics.rows.max(1) as f64;
    Chart {
        id: "pr",
        title,
        description: format!(
            "Average precision is {average:.3}; guessing has {share:.3}. At the threshold in use, \
             {}, recall is {:.3} and precision {:.3}.",
            report.threshold, metrics.recall, metrics.precision
        ),
        axes: ["recall", "precision"],
        marks: vec![
            line("guess", [[0.0, share], [1.0, share]]),
            word("guess", [1.0, share], "guessing"),
            steps("one", &curves.precision_recall),
            threshold_dot(report, [metrics.recall, metrics.precision]),
        ],
    }
    .render()
}

pub(super) fn roc(report: &Report, curves: &Curves) -> Markup {
    let title = "False alarms and recall (ROC)";
    let metrics = &report.metrics;
    let Some(auc) = metrics.auc else {
        return undefined(title);
    };
    let alarms = metrics.confusion.false_positive_rate();
    Chart {
        id: "roc",
        title,
        description: format!(
            "The area under the curve is {auc:.3}; guessing has 0.5. At the threshold in use, {}, \
             {:.1} % of the news is labelled sponsored and recall is {:.3}.",
            report.threshold,
            100.0 * alarms,
            metrics.recall
        ),
        axes: ["share of news labelled sponsored", "recall"],
        marks: vec![
            line("guess", [[0.0, 0.0], [1.0, 1.0]]),
            word("guess", [1.0, 1.0], "guessing"),
            line("one", curves.roc.iter().copied()),
            threshold_dot(report, [alarms, metrics.recall]),
        ],
    }
    .render()
}

/// The dot of the threshold in use.
fn threshold_dot(report: &Report, at: Point) -> Markup {
    dot("in-use", at, 5.0, &format!("threshold {}", report.threshold))
}

/// The text in the place of a chart that needs both labels, for data with one label.
fn undefined(title: &str) -> Markup {
    html! {
        figure {
            figcaption { (title) }
            p.quiet { "Undefined: the data have only one of the two labels." }
        }
    }
}

pub(super) fn sweep(sweep: &Sweep, in_use: f64) -> Markup {
    let rows = &sweep.thresholds;
    let curves: [(&str, &str, Figure); 4] = [
        ("one", "precision", |row| row.precision),
        ("two", "recall", |row| row.recall),
        ("three", "F1", |row| row.f1),
        ("four", "false alarms", |row| row.false_positive_rate),
    ];
    let ends = curves.map(|(_, _, figure)| rows.last().map_or(0.0, figure));
    let mut marks = vec![line("guess", [[in_use, 0.0], [in_use, 1.0]])];
    for ((class, name, figure), end) in curves.into_iter().zip(apart(&ends)) {
        marks.push(line(class, rows.iter().map(|row| [row.threshold, figure(row)])));
        marks.push(word(class, [1.0, end], name));
    }
    Chart {
        id: "sweep",
        title: "Figures by threshold",
        description: format!(
            "Precision, recall, F1 and the share of news labelled sponsored at {} thresholds; \
             {in_use} is in use. F1 is best at {}. The table below has the numbers.",
            rows.len(),
            sweep.best_threshold
        ),
        axes: ["threshold", "figure"],
        marks,
    }
    .render()
}

/// Heights at least [`WORD_HEIGHT`] from one another, in the order of `ends`, so that words at
/// these heights do not overlap.
fn apart(ends: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by(|&a, &b| ends[a].total_cmp(&ends[b]).then(b.cmp(&a)));
    let mut heights = ends.to_vec();
    let mut free = 0.0;
    for at in order {
        heights[at] = f64::max(heights[at], free);
        free = heights[at] + WORD_HEIGHT;
    }
    // All words move down by the distance from the top of the chart to the highest word above it.
    let over = (free - WORD_HEIGHT - 1.0).max(0.0);
    heights.iter().map(|height| height - over).collect()
}

pub(super) fn reliability(reliability: &Reliability) -> Markup {
    let bins = &reliability.bins;
    let rows: u64 = bins.iter().map(|bin| bin.rows).sum();
    let share = |bin: &Bin| bin.rows as f64 / rows.max(1) as f64;
    let point = |bin: &Bin| Some([bin.mean_probability?, bin.sponsored_share?]);
    let columns = bins.iter().map(|bin| column("rows", bin.from, [bin.to, share(bin) / 4.0]));
    let lines =
        [line("guess", [[0.0, 0.0], [1.0, 1.0]]), line("one", bins.iter().filter_map(point))];
    let dots = bins.iter().filter_map(|bin| {
        let at = point(bin)?;
        let tooltip = format!(
            "mean probability {:.2}, share sponsored {:.2}, rows {}",
            at[0], at[1], bin.rows
        );
        Some(dot("one", at, 4.0, &tooltip))
    });
    Chart {
        id: "reliability",
        title: "Are the probabilities right?",
        description: format!(
            "The share that is sponsored against the mean probability, in ten bins. Right \
             probabilities lie on the diagonal. The calibration error is {:.3}. The table below \
             has the numbers.",
            reliability.calibration_error
        ),
        axes: ["probability", "share sponsored"],
        marks: columns
            .chain(lines)
            .chain(dots)
            .chain([word("rows", [1.0, 0.02], "rows")])
            .collect(),
    }
    .render()
}

pub(super) fn sweep_table(sweep: &Sweep) -> Markup {
    let headers = ["Threshold", "Precision", "Recall", "F1", "False alarms", "Labelled sponsored"];
    let rows = html! {
        @for row in &sweep.thresholds {
            tr {
                th scope="row" { (row.threshold) @if row.in_use { " (in use)" } }
                td { (decimals(Some(row.precision))) }
                td { (decimals(Some(row.recall))) }
                td { (decimals(Some(row.f1))) }
                td { (decimals(Some(row.false_positive_rate))) }
                td { (decimals(Some(row.labelled_sponsored))) }
            }
        }
    };
    numbers("Figures by threshold", &headers, rows)
}

pub(super) fn reliability_table(reliability: &Reliability) -> Markup {
    let headers = ["Probability", "Rows", "Mean", "Sponsored"];
    let rows = html! {
        @for bin in &reliability.bins {
            tr {
                th scope="row" { (format!("{:.1} to {:.1}", bin.from, bin.to)) }
                td { (bin.rows) }
                td { (decimals(bin.mean_probability)) }
                td { (decimals(bin.sponsored_share)) }
            }
        }
    };
    numbers("Probabilities", &headers, rows)
}

/// The numbers of a chart as a table, collapsed.
fn numbers(name: &str, headers: &[&str], rows: Markup) -> Markup {
    html! {
        details {
            summary { (name) ", as numbers" }
            (scrolling_table(name, None, headers, html! { tbody { (rows) } }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn overlapping_words_move_apart() {
        let close = |found: Vec<f64>, expected: &[f64]| {
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9), "{found:?}");
        };
        close(apart(&[0.5, 0.1, 0.5]), &[0.56, 0.1, 0.5]);
        close(apart(&[1.0, 1.0]), &[1.0, 0.94]);
        close(apart(&[]), &[]);
    }

    proptest! {
        #[test]
        fn words_are_apart_and_in_order(ends in proptest::collection::vec(0.0..=1.0, 0..6)) {
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
