//! The weightiest features of a model by name. The model has only their hashes; the names are those of the words
//! of some labelled data that fall on its columns.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::model_weights::round;
use crate::corpus::Corpus;
use crate::features::paragraph::named_features::{FeatureName, named_features};
use crate::model::Model;
use crate::stemmer::Stemmer;

/// Labelled paragraphs that a feature stands in at least: what stands in fewer is an accident.
pub const FEWEST_ROWS: u32 = 3;
/// Features told in each direction.
const TOLD: usize = 15;

/// The weightiest words and pairs of words of the data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopFeatures {
    /// Paragraphs that were looked through.
    pub rows: usize,
    /// Different words and pairs that stand in [`FEWEST_ROWS`] paragraphs or more.
    pub features: usize,
    /// Those that speak for sponsored, the weightiest first.
    pub sponsored: Vec<TopFeature>,
    /// Those that speak for news.
    pub news: Vec<TopFeature>,
}

/// A word or a pair of words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopFeature {
    /// As it first stands in the data.
    pub feature: String,
    /// The weights of all its columns together, to six decimals; below 0 it speaks for news.
    pub weight: f64,
    /// News paragraphs it stands in.
    pub news: u32,
    /// Sponsored paragraphs it stands in.
    pub sponsored: u32,
}

/// A feature by its columns: words of one folded form, pairs of one pair of stems.
struct Found {
    /// Where it first stands.
    row: usize,
    words: Range<u32>,
    sum: i32,
    counts: [u32; 2],
    last_row: usize,
}

impl TopFeatures {
    /// Of the labelled paragraphs of a corpus.
    pub fn of(model: &Model, corpus: &Corpus) -> Self {
        let stemmer = Stemmer::new(model.ngrams.language);
        let entries = model.paragraph.table.entries();
        let mut found: HashMap<u64, Found> = HashMap::new();
        let mut columns = Vec::new();
        let mut rows = 0;
        for (row, paragraph) in corpus.paragraphs().iter().enumerate() {
            let Some(label) = paragraph.label else {
                continue;
            };
            rows += 1;
            let features = named_features(corpus.text(row), &model.ngrams, &stemmer);
            // The columns of one word stand side by side.
            for same in features.chunk_by(|a, b| a.0 == b.0) {
                let Some((FeatureName::Words(span), _)) = same.first() else {
                    continue;
                };
                columns.clear();
                columns.extend(same.iter().flat_map(|(_, column)| column.to_le_bytes()));
                let feature = found.entry(xxh3_64(&columns)).or_insert_with(|| Found {
                    row,
                    // A paragraph is far shorter than 4 GiB.
                    words: span.start as u32..span.end as u32,
                    sum: same
                        .iter()
                        .map(|(_, column)| i32::from(entries.of(*column)))
                        .sum(),
                    counts: [0; 2],
                    last_row: usize::MAX,
                });
                if feature.last_row != row {
                    feature.last_row = row;
                    feature.counts[usize::from(label.is_sponsored())] += 1;
                }
            }
        }
        let is_told = |found: &Found| found.counts.iter().sum::<u32>() >= FEWEST_ROWS;
        let mut told: Vec<Found> = found.into_values().filter(is_told).collect();
        let features = told.len();
        let name = |found: &Found| {
            let words = found.words.start as usize..found.words.end as usize;
            let words = corpus.text(found.row).get(words).unwrap_or_default();
            words.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let mut weightiest = |sign: i32| {
            told.sort_by(|a, b| {
                let by_weight = (sign * b.sum).cmp(&(sign * a.sum));
                by_weight
                    .then_with(|| name(a).cmp(&name(b)))
                    .then_with(|| (a.row, a.words.start).cmp(&(b.row, b.words.start)))
            });
            let speaking = told.iter().take(TOLD).filter(|found| sign * found.sum > 0);
            let feature = |found: &Found| TopFeature {
                feature: name(found),
                weight: round(f64::from(found.sum) * model.paragraph.step),
                news: found.counts[0],
                sponsored: found.counts[1],
            };
            speaking.map(feature).collect()
        };
        TopFeatures {
            rows,
            features,
            sponsored: weightiest(1),
            news: weightiest(-1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{News, Sponsored};
    use crate::corpus::CorpusBuilder;

    #[test]
    fn features_are_named_as_they_stand_and_counted_once_a_paragraph() {
        let mut builder = CorpusBuilder::new(false);
        for (text, label) in [
            ("Police said  so, said they.", Some(News)),
            ("Mayor Said nothing; rare.", Some(News)),
            ("They said free.", Some(Sponsored)),
            ("Rare. Order today, it is free", Some(Sponsored)),
            ("Free!", Some(Sponsored)),
            ("said said", None),
        ] {
            builder.push(text, label, "g", "s").unwrap();
        }
        let corpus = builder.finish();
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
        let told = |features: &[TopFeature]| {
            let features = features.iter();
            let told = features.map(|f| (f.feature.clone(), f.weight, f.news, f.sponsored));
            told.collect::<Vec<_>>()
        };
        assert_eq!(top.rows, 5);
        assert_eq!(told(&top.news), [("said".to_owned(), -2.0, 2, 1)]);
        assert_eq!(told(&top.sponsored), [("free".to_owned(), 1.0, 0, 3)]);
    }
}
