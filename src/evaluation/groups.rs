//! The figures of each outlet, kind or other value of a column, and their averages.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::ranking::Ranking;
use super::{Confusion, Intervals, RESAMPLES, Scored};
use crate::math::mean_and_deviation;
use crate::terminal;

const NAME_CELLS: usize = 24;

/// Figures by value of a column, sorted by value, and their macro averages: every group counts
/// alike, however many rows it has.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Groups {
    /// The groups; `by` in JSON.
    #[serde(rename = "by")]
    pub groups: Vec<Group>,
    /// Averages over them; `macro` in JSON.
    #[serde(rename = "macro")]
    pub averages: Averages,
}

/// The figures of the rows of one value.
///
/// Unlike those of [`Metrics`](super::Metrics), a figure that would be 0/0 is None here: a group of
/// news alone has no recall and no F1, and should not pull their averages down.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Group {
    /// The column's value.
    pub value: String,
    /// Rows judged.
    pub rows: u64,
    /// How many of them are sponsored.
    pub sponsored: u64,
    /// See [`Confusion::precision`]; None where nothing was labelled sponsored.
    pub precision: Option<f64>,
    /// See [`Confusion::recall`]; None where nothing is sponsored.
    pub recall: Option<f64>,
    /// See [`Confusion::f1`]; None where nothing is sponsored.
    pub f1: Option<f64>,
    /// See [`Metrics::auc`](super::Metrics::auc).
    pub auc: Option<f64>,
    /// See [`Metrics::average_precision`](super::Metrics::average_precision).
    pub average_precision: Option<f64>,
    /// See [`Confusion::false_positive_rate`]; None where nothing is news.
    pub false_positive_rate: Option<f64>,
    /// 95 % interval of F1, from [`RESAMPLES`] draws of the group's articles; None with fewer than
    /// two.
    pub f1_interval: Option<[f64; 2]>,
}

/// Each figure's average over the groups in which it is defined.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Averages {
    pub precision: Average,
    pub recall: Average,
    pub f1: Average,
    pub auc: Average,
    pub average_precision: Average,
    pub false_positive_rate: Average,
}

/// An average over groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Average {
    /// None where no group has the figure.
    pub mean: Option<f64>,
    /// Standard deviation, of a sample (n - 1); None with fewer than two groups.
    pub deviation: Option<f64>,
    /// How many groups have the figure.
    pub groups: usize,
}

impl Groups {
    /// Judges the rows of each value apart; `values` has the value of each row, in order. `seed`
    /// decides the intervals' resamples.
    pub fn of<'a>(scored: &[Scored], values: impl IntoIterator<Item = &'a str>, seed: u64) -> Self {
        let mut rows: BTreeMap<&str, Vec<Scored>> = BTreeMap::new();
        for (&row, value) in scored.iter().zip(values) {
            rows.entry(value).or_default().push(row);
        }
        let groups: Vec<Group> = rows
            .into_iter()
            .map(|(value, rows)| Group::of(value, &rows, seed))
            .collect();
        let average = |figure: fn(&Group) -> Option<f64>| Average::of(groups.iter().map(figure));
        let averages = Averages {
            precision: average(|group| group.precision),
            recall: average(|group| group.recall),
            f1: average(|group| group.f1),
            auc: average(|group| group.auc),
            average_precision: average(|group| group.average_precision),
            false_positive_rate: average(|group| group.false_positive_rate),
        };
        Groups { groups, averages }
    }
}

impl Group {
    fn of(value: &str, rows: &[Scored], seed: u64) -> Self {
        let ranking = Ranking::of(rows);
        let figures = ranking.figures(|_| 1);
        let counts = figures.confusion;
        let where_any =
            |count: u64, figure: fn(&Confusion) -> f64| (count > 0).then(|| figure(&counts));
        let intervals = || Intervals::of_ranking(&ranking, RESAMPLES, seed);
        Group {
            value: value.to_owned(),
            rows: counts.rows(),
            sponsored: counts.sponsored(),
            precision: where_any(counts.labelled_sponsored(), Confusion::precision),
            recall: where_any(counts.sponsored(), Confusion::recall),
            f1: where_any(counts.sponsored(), Confusion::f1),
            auc: figures.auc,
            average_precision: figures.average_precision,
            false_positive_rate: where_any(counts.news(), Confusion::false_positive_rate),
            f1_interval: where_any(counts.sponsored(), Confusion::f1)
                .and_then(|_| Some(intervals()?.f1)),
        }
    }
}

impl Average {
    fn of(figures: impl Iterator<Item = Option<f64>>) -> Self {
        let defined: Vec<f64> = figures.flatten().collect();
        let groups = defined.len();
        let (mean, deviation) = mean_and_deviation(&defined);
        Average {
            mean,
            deviation,
            groups,
        }
    }
}

/// A line a group, then the averages; a figure that is not defined is `-`.
impl fmt::Display for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<NAME_CELLS$} {:>7} {:>9}{FIGURE_NAMES}  95 % interval of F1",
            "group", "rows", "sponsored"
        )?;
        for group in &self.groups {
            let name = terminal::excerpt(&group.value, NAME_CELLS);
            write!(
                f,
                "{name:<NAME_CELLS$} {:>7} {:>9}",
                group.rows, group.sponsored
            )?;
            figures(
                f,
                [
                    group.precision,
                    group.recall,
                    group.f1,
                    group.auc,
                    group.average_precision,
                    group.false_positive_rate,
                ],
            )?;
            match group.f1_interval {
                Some([low, high]) => writeln!(f, "  {low:.4} to {high:.4}")?,
                None => writeln!(f)?,
            }
        }
        let of = &self.averages;
        let averages = [
            of.precision,
            of.recall,
            of.f1,
            of.auc,
            of.average_precision,
            of.false_positive_rate,
        ];
        const LABEL: usize = NAME_CELLS + 18; // the columns before the figures
        write!(f, "{:<LABEL$}", "macro average")?;
        figures(f, averages.map(|average| average.mean))?;
        write!(f, "\n{:<LABEL$}", "standard deviation")?;
        figures(f, averages.map(|average| average.deviation))?;
        write!(f, "\n{:<LABEL$}", "over so many groups")?;
        averages
            .iter()
            .try_for_each(|average| write!(f, " {:>9}", average.groups))
    }
}

const FIGURE_NAMES: &str = " precision    recall        F1       AUC        AP   FP rate";

fn figures(f: &mut fmt::Formatter<'_>, figures: [Option<f64>; 6]) -> fmt::Result {
    figures.iter().try_for_each(|figure| match figure {
        Some(figure) => write!(f, " {figure:>9.4}"),
        None => write!(f, " {:>9}", "-"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{News, Sponsored};
    use approx::assert_relative_eq;

    /// `a` with two of three found and a false alarm, `b` of news alone, `c` of one row.
    fn groups() -> Groups {
        let rows = [
            ("b", 0.75, Sponsored, News, 3),
            ("a", 0.875, Sponsored, Sponsored, 0),
            ("a", 0.75, Sponsored, News, 0),
            ("a", 0.625, Sponsored, Sponsored, 1),
            ("a", 0.25, News, Sponsored, 1),
            ("a", 0.125, News, News, 2),
            ("b", 0.25, News, News, 4),
            ("c", 0.25, News, Sponsored, 5),
        ];
        let scored = rows.map(|(_, probability, predicted, actual, article)| Scored {
            probability,
            predicted,
            actual,
            article,
        });
        Groups::of(&scored, rows.map(|row| row.0), 42)
    }

    #[test]
    fn every_value_has_its_own_figures() {
        let groups = groups().groups;
        let values: Vec<&str> = groups.iter().map(|group| group.value.as_str()).collect();
        assert_eq!(values, ["a", "b", "c"]);
        let [a, b, c] = &groups[..] else { panic!() };
        assert_eq!((a.rows, a.sponsored), (5, 3));
        assert_eq!(a.precision, Some(2.0 / 3.0));
        assert_eq!((a.recall, a.f1), (Some(2.0 / 3.0), Some(2.0 / 3.0)));
        assert_eq!(a.auc, Some(4.0 / 6.0));
        assert_relative_eq!(
            a.average_precision.unwrap(),
            (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0
        );
        assert_eq!(a.false_positive_rate, Some(0.5));
        // Either article with something to find has 2/3 alone, and so has any draw of them.
        assert_eq!(a.f1_interval, Some([2.0 / 3.0; 2]));

        assert_eq!((b.precision, b.recall, b.f1), (Some(0.0), None, None));
        assert_eq!((b.auc, b.f1_interval), (None, None));
        assert_eq!(b.false_positive_rate, Some(0.5));
        assert_eq!((c.precision, c.recall, c.f1), (None, Some(0.0), Some(0.0)));
        assert_eq!((c.false_positive_rate, c.f1_interval), (None, None));
    }

    #[test]
    fn averages_are_over_the_groups_that_have_the_figure() {
        let averages = groups().averages;
        let third = 1.0 / 3.0;
        for (average, groups) in [(averages.precision, 2), (averages.f1, 2)] {
            assert_eq!(average.groups, groups);
            assert_relative_eq!(average.mean.unwrap(), third);
            // 2/3 and 0, each a third from the mean: sqrt(2 / 9 / 1).
            assert_relative_eq!(average.deviation.unwrap(), 2_f64.sqrt() * third);
        }
        assert_eq!((averages.auc.groups, averages.auc.deviation), (1, None));
        let none = Groups::of(&[], [], 42).averages.f1;
        assert_eq!((none.mean, none.deviation, none.groups), (None, None, 0));
    }

    #[test]
    fn for_people_a_line_a_group() {
        let mut groups = groups();
        groups.groups[0].value = "a\u{1b}[2J".to_owned();
        assert_eq!(
            groups.to_string(),
            "\
group                       rows sponsored precision    recall        F1       AUC        AP   FP rate  95 % interval of F1
a\\u{1b}[2J                     5         3    0.6667    0.6667    0.6667    0.6667    0.8056    0.5000  0.6667 to 0.6667
b                              2         0    0.0000         -         -         -         -    0.5000
c                              1         1         -    0.0000    0.0000         -    1.0000         -
macro average                                 0.3333    0.3333    0.3333    0.6667    0.9028    0.5000
standard deviation                            0.4714    0.4714    0.4714         -    0.1375    0.0000
over so many groups                                2         2         2         1         2         2"
        );
    }
}
