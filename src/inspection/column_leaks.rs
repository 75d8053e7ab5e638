//! Columns that predict the label: a model may learn the value of the column instead of the label.

use serde::Serialize;

use super::labels::LabelCounts;
use crate::corpus::{Corpus, DataSet};
use crate::verdict::Label;

/// Minimum `information` of a column that reveals the label.
pub const TELLING_INFORMATION: f64 = 0.25;
/// Minimum share of the errors without a column that a telling column removes.
pub const TELLING_REDUCTION: f64 = 0.5;

/// How well a column predicts the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ColumnLeak {
    /// The name of the column; a property of the text in place of a column is in parentheses.
    pub column: String,
    /// Number of different values among the labelled rows.
    pub values: usize,
    /// Share of rows whose label is the most frequent label of the other rows with the same value.
    pub accuracy: f64,
    /// Share of rows with the most frequent label.
    pub base_accuracy: f64,
    /// Mutual information of value and label divided by the entropy of the label, corrected for
    /// chance (Miller 1955): 0 if the column and the label are independent, 1 if the value
    /// determines the label.
    pub information: f64,
    /// Whether the column names the groups; training then holds out whole values.
    pub is_group: bool,
    /// Of the values with 99 % of their rows under one label, the value with the most rows.
    pub most_telling: Option<TellingValue>,
}

/// A value and the labels of its rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TellingValue {
    /// The value.
    pub value: String,
    /// The numbers of its rows by label.
    #[serde(flatten)]
    pub labels: LabelCounts,
}

impl ColumnLeak {
    /// Measures every column in which at least two values have two labelled rows each. Best first.
    pub fn of(data: &DataSet) -> Vec<Self> {
        let mut leaks: Vec<Self> = data
            .columns
            .iter()
            .filter_map(|column| {
                let leak =
                    Self::of_values(&data.corpus, &column.name, &column.values, &column.codes)?;
                let is_group = column.is_group;
                Some(ColumnLeak { is_group, ..leak })
            })
            .collect();
        leaks.sort_by(|a, b| b.information.total_cmp(&a.information));
        leaks
    }

    /// Measures a column from its different `values` and the index of each paragraph's value.
    pub(super) fn of_values<V: ToString>(
        corpus: &Corpus,
        name: &str,
        values: &[V],
        codes: &[u32],
    ) -> Option<Self> {
        let mut labels = vec![LabelCounts::default(); values.len()];
        let mut all = LabelCounts::default();
        for (paragraph, &code) in corpus.paragraphs().iter().zip(codes) {
            if paragraph.label.is_some() {
                labels.get_mut(code as usize)?.count(paragraph.label);
                all.count(paragraph.label);
            }
        }
        let used = labels.iter().filter(|value| value.labelled() > 0).count();
        let sorting = labels.iter().filter(|value| value.labelled() > 1).count();
        if sorting < 2 || all.news == 0 || all.sponsored == 0 {
            return None;
        }
        let most = most_of(all);
        let right: usize = labels.iter().map(|value| right_by_others(*value, most)).sum();
        // Reversed, because max_by_key returns the last of equal values.
        let most_telling = values
            .iter()
            .zip(&labels)
            .rev()
            .filter(|(_, value)| value.labelled() > 1 && value.share(most_of(**value)) >= 0.99)
            .max_by_key(|(_, value)| value.labelled());
        Some(ColumnLeak {
            column: name.to_owned(),
            values: used,
            accuracy: right as f64 / all.labelled() as f64,
            base_accuracy: all.share(most),
            information: information(&labels, all, used),
            is_group: false,
            most_telling: most_telling
                .map(|(value, labels)| TellingValue { value: value.to_string(), labels: *labels }),
        })
    }

    /// Whether the column reveals the label.
    pub fn is_telling(&self) -> bool {
        let errors = 1.0 - self.base_accuracy;
        let fewer = self.accuracy - self.base_accuracy;
        self.information >= TELLING_INFORMATION || fewer >= TELLING_REDUCTION * errors
    }
}

/// The more frequent label; news in a tie.
fn most_of(labels: LabelCounts) -> Label {
    if labels.sponsored > labels.news { Label::Sponsored } else { Label::News }
}

/// The number of rows of a value whose label most of the other rows have; `most` decides a tie. A
/// row's own label does not count; otherwise a value with one row would always be right.
fn right_by_others(labels: LabelCounts, most: Label) -> usize {
    let wins = |own: usize, other: usize, label: Label| {
        let others = own.saturating_sub(1);
        if others > other || (others == other && label == most) { own } else { 0 }
    };
    wins(labels.news, labels.sponsored, Label::News)
        + wins(labels.sponsored, labels.news, Label::Sponsored)
}

/// See [`ColumnLeak::information`]; `used` is the number of values with labelled rows.
fn information(labels: &[LabelCounts], all: LabelCounts, used: usize) -> f64 {
    let rows = all.labelled() as f64;
    let term = |count: usize, of: usize| match count {
        0 => 0.0,
        count => -(count as f64 / rows) * libm::log(count as f64 / of.max(1) as f64),
    };
    let entropy = term(all.news, all.labelled()) + term(all.sponsored, all.labelled());
    let left = labels
        .iter()
        .map(|value| term(value.news, value.labelled()) + term(value.sponsored, value.labelled()));
    let chance = used.saturating_sub(1) as f64 / (2.0 * rows);
    ((entropy - left.sum::<f64>() - chance) / entropy).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Label::{News, Sponsored};

    fn leak(rows: &[(Label, u32)], values: &[&str]) -> Option<ColumnLeak> {
        let corpus = Corpus::of_rows(rows.iter().map(|&(label, _)| ("text", Some(label))));
        let codes: Vec<u32> = rows.iter().map(|&(_, code)| code).collect();
        ColumnLeak::of_values(&corpus, "outlet", values, &codes)
    }

    #[test]
    fn column_equal_to_the_label_gives_it_away() {
        let rows = [[(News, 0); 30], [(Sponsored, 1); 30]].concat();
        let leak = leak(&rows, &["herald", "shop"]).unwrap();
        assert_eq!((leak.accuracy, leak.base_accuracy), (1.0, 0.5));
        assert!(leak.information > 0.98 && leak.is_telling(), "{leak:?}");
        assert_eq!(leak.most_telling.unwrap().value, "herald");
    }

    #[test]
    fn row_names_and_independent_values_do_not_give_the_label_away() {
        let rows: Vec<_> = (0..40).map(|at| ([News, Sponsored][at % 2], at as u32)).collect();
        let names: Vec<String> = rows.iter().map(|(_, code)| code.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(leak(&rows, &names), None);
        let rows: Vec<_> = (0..40).map(|at| ([News, Sponsored][at % 2], at as u32 / 4)).collect();
        let leak = leak(&rows, &names[..10]).unwrap();
        assert_eq!((leak.information, leak.most_telling.is_none()), (0.0, true));
        assert!(leak.accuracy <= 0.5 && !leak.is_telling());
    }

    #[test]
    fn pairs_of_rows_with_random_labels_do_not_give_the_label_away() {
        // Twenty values of two rows each: with its own label counted, half of them would be right.
        let rows: Vec<_> =
            (0..40).map(|at| ([News, News, Sponsored][at % 3], at as u32 / 2)).collect();
        let leak = leak(&rows, &["v"; 20]).unwrap();
        assert!(leak.information < TELLING_INFORMATION && !leak.is_telling(), "{leak:?}");
    }

    #[test]
    fn data_of_one_label_has_no_leaks() {
        assert_eq!(leak(&[(News, 0), (News, 0), (News, 1), (News, 1)], &["a", "b"]), None);
    }
}
