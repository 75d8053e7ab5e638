//! The splits of a data set and the texts, articles and groups they share.
//!
//! Figures measured on a split are too good if the model was trained on the same texts, articles or
//! groups.

use std::collections::HashMap;

use serde::Serialize;

use super::labels::LabelCounts;
use super::near_duplicates;
use crate::corpus::DataSet;
use crate::corpus::data_set::Splits;

pub use super::near_duplicates::SharedTexts;

/// The label counts of each split, and what the splits share.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SplitReport {
    /// Whether each split is a file; if not, a column names the splits.
    pub are_files: bool,
    /// The splits, in order of first occurrence.
    pub splits: Vec<SplitLabels>,
    /// The pairs of splits that share texts; the pair with the most shared texts first.
    pub shared_texts: Vec<SharedTexts>,
    /// Number of article names with paragraphs in more than one split; `None` if the data names no
    /// articles.
    pub articles_on_both_sides: Option<usize>,
    /// Number of groups with paragraphs in more than one split; `None` if no column names groups.
    pub groups_on_both_sides: Option<usize>,
}

/// The label counts of a split.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SplitLabels {
    /// The name of the split.
    pub name: String,
    /// The numbers of its paragraphs by label.
    #[serde(flatten)]
    pub labels: LabelCounts,
}

impl SplitReport {
    /// The noun for a split in sentences: `file` or `split`.
    pub fn noun(&self) -> &'static str {
        if self.are_files { "file" } else { "split" }
    }

    pub(super) fn of(data: &DataSet, splits: &Splits) -> Self {
        let paragraphs = data.corpus.paragraphs();
        let mut labels = vec![LabelCounts::default(); splits.names.len()];
        for (paragraph, &split) in paragraphs.iter().zip(&splits.of) {
            if let Some(counts) = labels.get_mut(usize::from(split)) {
                counts.count(paragraph.label);
            }
        }
        let articles = data.article_names.iter().copied();
        let groups = paragraphs.iter().map(|paragraph| paragraph.group);
        SplitReport {
            are_files: splits.are_files,
            splits: splits
                .names
                .iter()
                .cloned()
                .zip(labels)
                .map(|(name, labels)| SplitLabels { name, labels })
                .collect(),
            shared_texts: near_duplicates::across(&data.corpus, splits),
            articles_on_both_sides: data
                .corpus
                .has_articles()
                .then(|| on_both_sides(articles, splits)),
            groups_on_both_sides: data.has_groups.then(|| on_both_sides(groups, splits)),
        }
    }
}

/// The number of articles or groups with paragraphs in more than one split; `numbers` has the
/// article or group of each paragraph.
fn on_both_sides(numbers: impl Iterator<Item = u32>, splits: &Splits) -> usize {
    let mut splits_of: HashMap<u32, u64> = HashMap::new();
    for (number, &split) in numbers.zip(&splits.of) {
        *splits_of.entry(number).or_default() |= 1 << split;
    }
    splits_of.into_values().filter(|set| set.count_ones() > 1).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label;
    use crate::corpus::CorpusBuilder;

    #[test]
    fn counts_articles_and_groups_in_two_splits() {
        let mut builder = CorpusBuilder::new(true);
        for (text, group) in [("One.", "g"), ("Two.", "h"), ("Three.", "g"), ("two", "h")] {
            builder.begin_article();
            builder.push(text, Some(Label::News), group, "s").unwrap();
        }
        let splits = Splits {
            are_files: false,
            names: vec!["train".to_owned(), "test".to_owned()],
            of: vec![0, 0, 1, 0],
        };
        let data = DataSet {
            corpus: builder.finish(),
            splits: Some(splits.clone()),
            article_names: vec![0, 1, 0, 2],
            has_groups: true,
            columns: Vec::new(),
        };
        let report = SplitReport::of(&data, &splits);
        assert_eq!(report.articles_on_both_sides, Some(1));
        assert_eq!(report.groups_on_both_sides, Some(1));
        assert!(report.shared_texts.is_empty());
        assert_eq!(report.splits[0].labels.news, 3);
        let json = serde_json::to_value(report).unwrap();
        assert_eq!(json["splits"][1]["name"], "test");
        assert_eq!(json["splits"][1]["news"], 1);
    }
}
