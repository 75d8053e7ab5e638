//! The words and word pairs of labelled data with the largest weights in a model.
//!
//! A model stores hashes only, so the words come from labelled data.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::corpus::Corpus;
use crate::features::paragraph::named_features::{FeatureName, named_features};
use crate::math::round6;
use crate::model::Model;
use crate::stemmer::Stemmer;

/// Minimum number of labelled paragraphs with a feature; a rarer feature may be in them by chance.
pub const MIN_PARAGRAPHS: u32 = 3;
/// Number of features reported per label.
const MAX_FEATURES: usize = 15;

/// The words and word pairs of the data with the largest weights.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TopFeatures {
    /// Number of labelled paragraphs in the data.
    pub rows: usize,
    /// Number of different words and word pairs that [`MIN_PARAGRAPHS`] paragraphs or more have.
    pub features: usize,
    /// The features with the largest weights for sponsored, largest first.
    pub sponsored: Vec<TopFeature>,
    /// The features with the largest weights for news, largest first.
    pub news: Vec<TopFeature>,
}

/// A word or word pair with its weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TopFeature {
    /// The words as they first occur in the data.
    pub feature: String,
    /// The sum of the weights of all its columns, in log-odds with six decimals; below 0 for news.
    pub weight: f64,
    /// News paragraphs with the feature.
    pub news: u32,
    /// Sponsored paragraphs with the feature.
    pub sponsored: u32,
}

/// A feature, identified by its columns: words of one folded form, or pairs of one pair of stems.
struct FeatureCount {
    /// The paragraph of the first occurrence.
    row: usize,
    words: Range<u32>,
    sum: i32,
    counts: [u32; 2],
    last_row: usize,
}

impl TopFeatures {
    /// Finds the features of the labelled paragraphs of a corpus.
    pub fn of(model: &Model, corpus: &Corpus) -> Self {
        let stemmer = Stemmer::new(model.ngrams.language);
        let entries = model.paragraph.table.entries();
        let mut found: HashMap<u64, FeatureCount> = HashMap::new();
        let mut columns = Vec::new();
        let mut rows = 0;
        for (row, paragraph) in corpus.paragraphs().iter().enumerate() {
            let Some(label) = paragraph.label else {
                continue;
            };
            rows += 1;
            let features = named_features(corpus.text(row), &model.ngrams, &stemmer);
            // The columns of one word follow one another.
            for same in features.chunk_by(|a, b| a.0 == b.0) {
                let Some((FeatureName::Words(span), _)) = same.first() else {
                    continue;
                };
                columns.clear();
                columns.extend(same.iter().flat_map(|(_, column)| column.to_le_bytes()));
                let feature = found.entry(xxh3_64(&columns)).or_insert_with(|| FeatureCount {
                    row,
                    // A paragraph is far shorter than 4 GiB.
                    words: span.start as u32..span.end as u32,
                    sum: same.iter().map(|(_, column)| i32::from(entries.of(*column))).sum(),
                    counts: [0; 2],
                    last_row: usize::MAX,
                });
                if feature.last_row != row {
                    feature.last_row = row;
                    feature.counts[usize::from(label.is_sponsored())] += 1;
                }
            }
        }
        let is_frequent = |found: &FeatureCount| found.counts.iter().sum::<u32>() >= MIN_PARAGRAPHS;
        let mut frequent: Vec<FeatureCount> = found.into_values().filter(is_frequent).collect();
        let features = frequent.len();
        let name = |found: &FeatureCount| {
            let span = found.words.start as usize..found.words.end as usize;
            let words = corpus.text(found.row).get(span).unwrap_or_default();
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        // `sign` is 1 for sponsored and -1 for news.
        let mut largest = |sign: i32| {
            frequent.sort_by(|a, b| {
                let by_weight = (sign * b.sum).cmp(&(sign * a.sum));
                by_weight
                    .then_with(|| name(a).cmp(&name(b)))
                    .then_with(|| (a.row, a.words.start).cmp(&(b.row, b.words.start)))
            });
            frequent
                .iter()
                .take(MAX_FEATURES)
                .filter(|found| sign * found.sum > 0)
                .map(|found| TopFeature {
                    feature: name(found),
                    weight: round6(f64::from(found.sum) * model.paragraph.step),
                    news: found.counts[0],
                    sponsored: found.counts[1],
                })
                .collect()
        };
        TopFeatures { rows, features, sponsored: largest(1), news: largest(-1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{News, Sponsored};

    #[test]
    fn features_are_named_by_first_occurrence_and_counted_once_per_paragraph() {
        let corpus = Corpus::of_rows([
            ("Police said  so, said they.", Some(News)),
            ("Mayor Said nothing; rare.", Some(News)),
            ("They said free.", Some(Sponsored)),
            ("Rare. Order today, it is free", Some(Sponsored)),
            ("Free!", Some(Sponsored)),
            ("said said", None),
        ]);
        let mut model = Model::embedded().unwrap();
        let weigh = |text: &str, entry: i16| {
            let stemmer = Stemmer::new(model.ngrams.language);
            let features = named_features(text, &model.ngrams, &stemmer);
            let (_, column) = features.first().unwrap();
            (*column as usize, entry)
        };
        let weights = [weigh("said", -200), weigh("free", 100), weigh("rare", 900)];
        let mut entries = vec![0; model.ngrams.columns()];
        for (column, entry) in weights {
            entries[column] = entry;
        }
        model.paragraph.table = crate::model::weights::WeightTable::new(entries);
        model.paragraph.step = 0.01;
        let top = TopFeatures::of(&model, &corpus);
        let fields = |features: &[TopFeature]| {
            features
                .iter()
                .map(|f| (f.feature.clone(), f.weight, f.news, f.sponsored))
                .collect::<Vec<_>>()
        };
        assert_eq!(top.rows, 5);
        assert_eq!(fields(&top.news), [("said".to_owned(), -2.0, 2, 1)]);
        assert_eq!(fields(&top.sponsored), [("free".to_owned(), 1.0, 0, 3)]);
    }
}
