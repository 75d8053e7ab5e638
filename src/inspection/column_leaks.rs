//! Columns that give the label away: where a value stands for a label, a model can learn the value.

use serde::Serialize;

use super::labels::Balance;
use crate::corpus::{Corpus, DataSet};
use crate::verdict::Label;

/// Share of the label's information from which on a column gives it away.
pub const TELLING_INFORMATION: f64 = 0.25;
/// Share of errors that it takes off from which on it does.
pub const TELLING_REDUCTION: f64 = 0.5;

/// How well a column tells the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnLeak {
    /// The column; in parentheses what was read off the text.
    pub column: String,
    /// Its different values.
    pub values: usize,
    /// How often each row's label is the one that most other rows of its value have.
    pub accuracy: f64,
    /// How often it is the one that most rows have.
    pub base_accuracy: f64,
    /// Mutual information of value and label over the label's entropy, less what chance would give
    /// (Miller 1955); 0 where the column says nothing, 1 where it says all.
    pub information: f64,
    /// Whether groups are told by it, so that training holds out whole values already.
    pub is_group: bool,
    /// The value that says most: of those under one label nearly alone, the one with the most rows.
    pub most_telling: Option<TellingValue>,
}

/// A value and the labels of its rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TellingValue {
    /// The value.
    pub value: String,
    /// The labels.
    #[serde(flatten)]
    pub labels: Balance,
}

impl ColumnLeak {
    /// Of every column that sorts rows: two values at least have two labelled rows each. Best first.
    pub fn of(data: &DataSet) -> Vec<Self> {
        let columns = data.columns.iter();
        let mut leaks: Vec<Self> = columns
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

    /// Of numbered values, one a paragraph.
    pub(super) fn of_values<V: ToString>(
        corpus: &Corpus,
        name: &str,
        values: &[V],
        codes: &[u32],
    ) -> Option<Self> {
        let mut labels = vec![Balance::default(); values.len()];
        let mut all = Balance::default();
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
        let right: usize = labels
            .iter()
            .map(|value| right_by_others(*value, most))
            .sum();
        let telling = values.iter().zip(&labels).filter(|(_, value)| {
            let share = value.share(most_of(**value));
            value.labelled() > 1 && share >= 0.99
        });
        // Of equals the first: max_by_key would take the last.
        let most_telling = telling.rev().max_by_key(|(_, value)| value.labelled());
        Some(ColumnLeak {
            column: name.to_owned(),
            values: used,
            accuracy: right as f64 / all.labelled() as f64,
            base_accuracy: all.share(most),
            information: information(&labels, all, used),
            is_group: false,
            most_telling: most_telling.map(|(value, labels)| TellingValue {
                value: value.to_string(),
                labels: *labels,
            }),
        })
    }

    /// Whether it gives the label away.
    pub fn is_telling(&self) -> bool {
        let errors = 1.0 - self.base_accuracy;
        let fewer = self.accuracy - self.base_accuracy;
        self.information >= TELLING_INFORMATION || fewer >= TELLING_REDUCTION * errors
    }
}

fn most_of(labels: Balance) -> Label {
    match labels.sponsored > labels.news {
        true => Label::Sponsored,
        false => Label::News,
    }
}

/// How many rows of a value have the label of most others of them; the more frequent label where there are as
/// many of both. With its own label counted a row alone would always be right.
fn right_by_others(labels: Balance, most: Label) -> usize {
    let wins = |own: usize, other: usize, label: Label| {
        let others = own.saturating_sub(1);
        match others > other || (others == other && label == most) {
            true => own,
            false => 0,
        }
    };
    wins(labels.news, labels.sponsored, Label::News)
        + wins(labels.sponsored, labels.news, Label::Sponsored)
}

fn information(labels: &[Balance], all: Balance, used: usize) -> f64 {
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
    use crate::corpus::CorpusBuilder;
    use Label::{News, Sponsored};

    fn leak(rows: &[(Label, u32)], values: &[&str]) -> Option<ColumnLeak> {
        let mut builder = CorpusBuilder::new(false);
        for &(label, _) in rows {
            builder.push("text", Some(label), "g", "s").unwrap();
        }
        let codes: Vec<u32> = rows.iter().map(|&(_, code)| code).collect();
        ColumnLeak::of_values(&builder.finish(), "outlet", values, &codes)
    }

    #[test]
    fn a_column_that_is_the_label_says_all_of_it() {
        let rows = [[(News, 0); 30], [(Sponsored, 1); 30]].concat();
        let leak = leak(&rows, &["herald", "shop"]).unwrap();
        assert_eq!((leak.accuracy, leak.base_accuracy), (1.0, 0.5));
        assert!(leak.information > 0.98 && leak.is_telling(), "{leak:?}");
        assert_eq!(leak.most_telling.unwrap().value, "herald");
    }

    #[test]
    fn a_column_that_names_rows_and_one_that_says_nothing_give_nothing_away() {
        let rows: Vec<_> = (0..40)
            .map(|at| ([News, Sponsored][at % 2], at as u32))
            .collect();
        let names: Vec<String> = rows.iter().map(|(_, code)| code.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(leak(&rows, &names), None);
        let rows: Vec<_> = (0..40)
            .map(|at| ([News, Sponsored][at % 2], at as u32 / 4))
            .collect();
        let leak = leak(&rows, &names[..10]).unwrap();
        assert_eq!((leak.information, leak.most_telling.is_none()), (0.0, true));
        assert!(leak.accuracy <= 0.5 && !leak.is_telling());
    }

    #[test]
    fn pairs_of_rows_do_not_pass_for_knowledge_where_labels_are_at_random() {
        // Twenty values of two rows each: by its own rows half of them would be right for nothing.
        let rows = (0..40).map(|at| ([News, News, Sponsored][at % 3], at as u32 / 2));
        let rows: Vec<_> = rows.collect();
        let leak = leak(&rows, &["v"; 20]).unwrap();
        assert!(
            leak.information < TELLING_INFORMATION && !leak.is_telling(),
            "{leak:?}"
        );
    }

    #[test]
    fn one_label_has_nothing_to_be_told() {
        assert_eq!(
            leak(&[(News, 0), (News, 0), (News, 1), (News, 1)], &["a", "b"]),
            None
        );
    }
}
