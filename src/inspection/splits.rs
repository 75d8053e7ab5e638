//! The parts of a data set, and what stands on both sides of a split: each makes figures too good.

use std::collections::HashMap;

use serde::Serialize;

use super::labels::Balance;
use super::near_duplicates;
use crate::corpus::DataSet;
use crate::corpus::data_set::Splits;

/// What a data set's splits hold and share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SplitReport {
    /// Whether they are files, since no column names them.
    pub are_files: bool,
    /// The labels of each, in the order they first came.
    pub splits: Vec<Split>,
    /// Each two that share texts, those that share most first.
    pub shared_texts: Vec<SharedTexts>,
    /// Articles, by name, with paragraphs in more than one; None where articles have no names.
    pub articles_on_both_sides: Option<usize>,
    /// Groups in more than one; None without a column of groups.
    pub groups_on_both_sides: Option<usize>,
}

/// A split's labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Split {
    /// Its name.
    pub name: String,
    /// Its labels.
    #[serde(flatten)]
    pub labels: Balance,
}

/// Texts that two splits share, compared by letters and digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedTexts {
    /// The one with fewer different texts: in a usual split, the test.
    pub smaller: String,
    /// The other one.
    pub larger: String,
    /// The smaller's different texts.
    pub texts: usize,
    /// Those that stand in the larger word for word.
    pub exact: usize,
    /// And those that stand there nearly: shingles of three words with a Jaccard index of 0.8 or more.
    pub near: usize,
}

impl SplitReport {
    /// What a split is called.
    pub fn noun(&self) -> &'static str {
        match self.are_files {
            true => "file",
            false => "split",
        }
    }

    pub(super) fn of(data: &DataSet, splits: &Splits) -> Self {
        let paragraphs = data.corpus.paragraphs();
        let mut labels = vec![Balance::default(); splits.names.len()];
        for (paragraph, &split) in paragraphs.iter().zip(&splits.of) {
            if let Some(balance) = labels.get_mut(usize::from(split)) {
                balance.count(paragraph.label);
            }
        }
        let names = splits.names.iter().zip(labels);
        let name = |split: usize| splits.names.get(split).cloned().unwrap_or_default();
        let shared = near_duplicates::across(&data.corpus, splits).into_iter();
        let articles = data.article_names.iter().copied();
        let groups = paragraphs.iter().map(|paragraph| paragraph.group);
        SplitReport {
            are_files: splits.are_files,
            splits: names
                .map(|(name, labels)| Split {
                    name: name.clone(),
                    labels,
                })
                .collect(),
            shared_texts: shared
                .map(|pair| SharedTexts {
                    smaller: name(pair.smaller),
                    larger: name(pair.larger),
                    texts: pair.texts,
                    exact: pair.exact,
                    near: pair.near,
                })
                .collect(),
            articles_on_both_sides: data
                .corpus
                .has_articles()
                .then(|| on_both_sides(articles, splits)),
            groups_on_both_sides: data.has_groups.then(|| on_both_sides(groups, splits)),
        }
    }
}

/// How many of these numbers stand in more than one split.
fn on_both_sides(numbers: impl Iterator<Item = u32>, splits: &Splits) -> usize {
    let mut stands_in: HashMap<u32, u64> = HashMap::new();
    for (number, &split) in numbers.zip(&splits.of) {
        *stands_in.entry(number).or_default() |= 1 << split;
    }
    let sets = stands_in.into_values();
    sets.filter(|set| set.count_ones() > 1).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label;
    use crate::corpus::CorpusBuilder;

    #[test]
    fn what_stands_on_both_sides_is_counted() {
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
