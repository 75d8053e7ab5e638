//! The figures of each group of rows, such as the rows of an outlet, and their averages.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::bootstrap::{Intervals, RESAMPLES, interval_text};
use super::confusion::Confusion;
use super::ranking::Ranking;
use super::scored::Scored;
use crate::math::mean_and_deviation;
use crate::terminal;
use crate::text_table::{TextTable, figure};

/// Maximum width of a group's name, in terminal cells.
const NAME_CELLS: usize = 24;

/// The figures of each group, sorted by the groups' names, and their macro averages: groups of any
/// number of rows have equal weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Groups {
    /// The groups; `by` in JSON.
    #[serde(rename = "by")]
    pub groups: Vec<Group>,
    /// Averages over the groups; `macro` in JSON.
    #[serde(rename = "macro")]
    pub averages: Figures<Average>,
}

/// The figures of the rows with one value of the grouping column.
///
/// A figure that is 0/0 is `None`, whereas in [`Metrics`](super::Metrics) it is 0: a group of only
/// news has no recall and no F1, and must not lower the averages.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Group {
    /// The value of the grouping column.
    pub value: String,
    /// Number of rows.
    pub rows: u64,
    /// Number of sponsored rows.
    pub sponsored: u64,
    /// The figures.
    #[serde(flatten)]
    pub figures: Figures<Option<f64>>,
    /// 95 % interval of F1 from [`RESAMPLES`] resamples of the group's articles; `None` if F1 is
    /// undefined or the group has fewer than two articles.
    pub f1_interval: Option<[f64; 2]>,
}

/// The six figures of a group, or the [`Average`] of each over the groups in which it is defined.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Figures<T> {
    /// See [`Confusion::precision`]; `None` if no row is labelled sponsored.
    pub precision: T,
    /// See [`Confusion::recall`]; `None` if no row is sponsored.
    pub recall: T,
    /// See [`Confusion::f1`]; `None` if no row is sponsored.
    pub f1: T,
    /// See [`Metrics::auc`](super::Metrics::auc).
    pub auc: T,
    /// See [`Metrics::average_precision`](super::Metrics::average_precision).
    pub average_precision: T,
    /// See [`Confusion::false_positive_rate`]; `None` if no row is news.
    pub false_positive_rate: T,
}

/// The average of a figure over groups.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Average {
    /// Mean; `None` if no group has the figure.
    pub mean: Option<f64>,
    /// Sample standard deviation (divisor n - 1); `None` if fewer than two groups have the figure.
    pub deviation: Option<f64>,
    /// Number of groups with the figure.
    pub groups: usize,
}

impl Groups {
    /// Groups the rows by `values`, which holds the value of each row in order, and computes the
    /// figures of each group. `seed` is the seed of the resampling for intervals.
    pub fn of<'a>(scored: &[Scored], values: impl IntoIterator<Item = &'a str>, seed: u64) -> Self {
        let mut rows: BTreeMap<&str, Vec<Scored>> = BTreeMap::new();
        for (&row, value) in scored.iter().zip(values) {
            rows.entry(value).or_default().push(row);
        }
        let groups: Vec<Group> =
            rows.into_iter().map(|(value, rows)| Group::of(value, &rows, seed)).collect();
        let figures = || groups.iter().map(|group| &group.figures);
        let averages = Figures {
            precision: Average::of(figures().filter_map(|of| of.precision)),
            recall: Average::of(figures().filter_map(|of| of.recall)),
            f1: Average::of(figures().filter_map(|of| of.f1)),
            auc: Average::of(figures().filter_map(|of| of.auc)),
            average_precision: Average::of(figures().filter_map(|of| of.average_precision)),
            false_positive_rate: Average::of(figures().filter_map(|of| of.false_positive_rate)),
        };
        Groups { groups, averages }
    }
}

impl Group {
    fn of(value: &str, rows: &[Scored], seed: u64) -> Self {
        let ranking = Ranking::of(rows);
        let figures = ranking.figures(|_| 1);
        let counts = figures.confusion;
        let if_any = |count: u64, of: fn(&Confusion) -> f64| (count > 0).then(|| of(&counts));
        let f1 = if_any(counts.sponsored(), Confusion::f1);
        let f1_interval = f1.and_then(|_| Intervals::of_ranking(&ranking, RESAMPLES, seed));
        Group {
            value: value.to_owned(),
            rows: counts.rows(),
            sponsored: counts.sponsored(),
            figures: Figures {
                precision: if_any(counts.labelled_sponsored(), Confusion::precision),
                recall: if_any(counts.sponsored(), Confusion::recall),
                f1,
                auc: figures.auc,
                average_precision: figures.average_precision,
                false_positive_rate: if_any(counts.news(), Confusion::false_positive_rate),
            },
            f1_interval: f1_interval.map(|intervals| intervals.f1),
        }
    }
}

impl<T: Copy> Figures<T> {
    /// The figures in the order of the report's table.
    fn in_order(&self) -> [T; 6] {
        let Figures { precision, recall, f1, auc, average_precision, false_positive_rate } = *self;
        [precision, recall, f1, auc, average_precision, false_positive_rate]
    }
}

impl Average {
    fn of(figures: impl Iterator<Item = f64>) -> Self {
        let defined: Vec<f64> = figures.collect();
        let (mean, deviation) = mean_and_deviation(&defined);
        Average { mean, deviation, groups: defined.len() }
    }
}

/// A table with one line per group, then the averages; an undefined figure is `-`.
impl fmt::Display for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = TextTable::new(
            "group | rows: | sponsored: | precision: | recall: | F1: | AUC: | AP: | FP rate: | 95 % interval of F1",
        );
        let mut row = |name: &str, [rows, sponsored]: [String; 2], figures: [String; 6], end| {
            let cells = [name.to_owned(), rows, sponsored];
            table.row(cells.into_iter().chain(figures).chain([end]));
        };
        for group in &self.groups {
            row(
                &terminal::excerpt(&group.value, NAME_CELLS),
                [group.rows.to_string(), group.sponsored.to_string()],
                group.figures.in_order().map(figure),
                interval_text(group.f1_interval),
            );
        }
        let mut summary = |name, cell: fn(Average) -> String| {
            row(name, Default::default(), self.averages.in_order().map(cell), String::new());
        };
        summary("macro average", |average| figure(average.mean));
        summary("standard deviation", |average| figure(average.deviation));
        summary("groups with figure", |average| average.groups.to_string());
        table.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Label::{News, Sponsored};
    use approx::assert_relative_eq;

    /// Group `a` has three sponsored rows, two labelled so, and a false positive; `b` has only
    /// news, `c` one row.
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
        let scored = rows.map(|(_, probability, predicted, actual, resample_unit)| Scored {
            resample_unit,
            ..Scored::new(probability, predicted, actual)
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
        let [precision, recall, f1, auc, average_precision, rate] = a.figures.in_order();
        assert_eq!([precision, recall, f1, auc], [Some(2.0 / 3.0); 4]);
        assert_relative_eq!(average_precision.unwrap(), (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0);
        assert_eq!(rate, Some(0.5));
        // F1 of each article with a sponsored row is 2/3, and so is F1 of every resample.
        assert_eq!(a.f1_interval, Some([2.0 / 3.0; 2]));

        assert_eq!(b.figures.in_order(), [Some(0.0), None, None, None, None, Some(0.5)]);
        assert_eq!(c.figures.in_order(), [None, Some(0.0), Some(0.0), None, Some(1.0), None]);
        assert_eq!((b.f1_interval, c.f1_interval), (None, None));
    }

    #[test]
    fn averages_skip_groups_without_the_figure() {
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
    fn table_has_one_line_per_group_then_the_averages() {
        let mut groups = groups();
        groups.groups[0].value = "a\u{1b}[2J".to_owned();
        assert_eq!(
            groups.to_string(),
            "\
group               rows  sponsored  precision  recall      F1     AUC      AP  FP rate  95 % interval of F1
a\\u{1b}[2J             5          3     0.6667  0.6667  0.6667  0.6667  0.8056   0.5000  0.6667 to 0.6667
b                      2          0     0.0000       -       -       -       -   0.5000
c                      1          1          -  0.0000  0.0000       -  1.0000        -
macro average                           0.3333  0.3333  0.3333  0.6667  0.9028   0.5000
standard deviation                      0.4714  0.4714  0.4714       -  0.1375   0.0000
groups with figure                           2       2       2       1       2        2"
        );
    }
}
