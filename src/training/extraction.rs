//! Feature extraction for training: the corpus as sparse rows, and the weight of each row.

use std::ops::Range;

use parking_lot::Mutex;
use rayon::prelude::*;

use super::column_numbering::{ColumnNumbering, NearColumns};
use crate::corpus::{Corpus, LabelledParagraph};
use crate::features::disclosure::Disclosure;
use crate::features::{NgramExtractor, NgramSettings};
use crate::model::vocabulary::Vocabulary;
use crate::solver::sparse_rows::{ROWS_PER_BLOCK, SparseRows};

/// Column frequencies are estimated from every 16th chunk of paragraphs.
const SAMPLE: usize = 16;

/// The features of a corpus.
pub(super) struct Extraction {
    /// One row per paragraph, in the corpus's order, with the columns of `numbering`.
    pub(super) rows: SparseRows,
    /// The columns of `rows`.
    pub(super) numbering: ColumnNumbering,
    /// Word count and disclosure of each paragraph.
    pub(super) traits: Vec<ParagraphTraits>,
    /// The stems of all words.
    pub(super) vocabulary: Vocabulary,
}

/// The features of a paragraph that do not enter its row.
pub(super) struct ParagraphTraits {
    /// Number of words.
    pub(super) words: u32,
    /// The disclosure that the paragraph contains.
    pub(super) disclosure: Option<Disclosure>,
}

/// Extracts the features of all paragraphs, in parallel chunks.
pub(super) fn extract(corpus: &Corpus, settings: &NgramSettings) -> Extraction {
    let chunk = |start: usize| start..corpus.len().min(start + ROWS_PER_BLOCK);
    let starts = || (0..corpus.len()).step_by(ROWS_PER_BLOCK);
    let pool = ExtractorPool::new(settings);
    let sampled: Vec<Range<usize>> = starts().step_by(SAMPLE).map(chunk).collect();
    let sample: Vec<Vec<u32>> = sampled
        .into_par_iter()
        .map(|chunk| {
            let mut extractor = pool.take();
            let mut columns = Vec::new();
            for index in chunk {
                columns.extend_from_slice(extractor.ngrams.extract(corpus.text(index)).row);
            }
            pool.put_back(extractor);
            columns
        })
        .collect();
    let near = NearColumns::of(settings.columns(), sample.into_iter().flatten());

    let chunks: Vec<Range<usize>> = starts().map(chunk).collect();
    let extracted: Vec<_> = chunks
        .into_par_iter()
        .map(|chunk| {
            let mut extractor = pool.take();
            let mut rows = SparseRows::of_columns(near.numbers());
            let mut traits = Vec::with_capacity(chunk.len());
            let mut stems = Vec::new();
            for index in chunk {
                let extracted = extractor.ngrams.extract(corpus.text(index));
                traits.push(ParagraphTraits {
                    words: extracted.words as u32,
                    disclosure: extracted.disclosure,
                });
                stems.extend_from_slice(extracted.word_stems);
                let squared = extractor.repetitions.squared(extracted.row);
                let columns = extracted.row.iter().map(|&column| near.number(column));
                rows.push(columns, squared);
            }
            pool.put_back(extractor);
            stems.sort_unstable();
            stems.dedup();
            stems.shrink_to_fit();
            (rows, traits, stems)
        })
        .collect();

    let mut parts = Vec::with_capacity(extracted.len());
    let mut all_traits = Vec::with_capacity(corpus.len());
    let mut vocabulary = Vocabulary::new(settings.vocabulary_bits());
    for (rows, traits, stems) in extracted {
        parts.push(rows);
        all_traits.extend(traits);
        stems.into_iter().for_each(|stem| vocabulary.insert(stem));
    }
    let mut rows = SparseRows::concatenated(near.numbers(), parts);
    Extraction {
        numbering: ColumnNumbering::complete(near, &mut rows),
        rows,
        traits: all_traits,
        vocabulary,
    }
}

/// Idle extractors, reused from chunk to chunk for their caches of words, which make them fast and
/// change no row.
struct ExtractorPool<'s> {
    settings: &'s NgramSettings,
    idle: Mutex<Vec<PooledExtractor>>,
}

/// An n-gram extractor and the working memory to count repeated columns.
struct PooledExtractor {
    ngrams: NgramExtractor,
    repetitions: Repetitions,
}

impl<'s> ExtractorPool<'s> {
    fn new(settings: &'s NgramSettings) -> Self {
        ExtractorPool { settings, idle: Mutex::new(Vec::new()) }
    }

    /// Takes an idle extractor, or creates one.
    fn take(&self) -> PooledExtractor {
        let idle = self.idle.lock().pop();
        idle.unwrap_or_else(|| PooledExtractor {
            ngrams: NgramExtractor::new(self.settings),
            repetitions: Repetitions::new(self.settings.columns()),
        })
    }

    fn put_back(&self, extractor: PooledExtractor) {
        self.idle.lock().push(extractor);
    }
}

/// Returns the weight of each row in the fit of the paragraph stage: 0 without a label, else 1. The
/// rows of a source and label with more than `cap` rows weigh cap/n each, so that together they
/// weigh as much as `cap` rows.
pub(super) fn weights(corpus: &Corpus, cap: Option<usize>) -> Vec<f32> {
    let stratum = |paragraph: &LabelledParagraph| {
        let sponsored = paragraph.label?.is_sponsored();
        Some(2 * paragraph.source as usize + usize::from(sponsored))
    };
    let mut counts = vec![0usize; 2 * corpus.sources().len()];
    for stratum in corpus.paragraphs().iter().filter_map(stratum) {
        counts[stratum] += 1;
    }
    let weight = |stratum: Option<usize>| match (stratum, cap) {
        (None, _) => 0.0,
        (Some(stratum), Some(cap)) if counts[stratum] > cap => cap as f32 / counts[stratum] as f32,
        (Some(_), _) => 1.0,
    };
    corpus.paragraphs().iter().map(|paragraph| weight(stratum(paragraph))).collect()
}

/// Computes Σ c² over the distinct columns of a row, where c is the number of times that the row
/// has the column.
struct Repetitions {
    /// c of each column; all 0 between two rows.
    counts: Vec<u16>,
}

impl Repetitions {
    /// Creates the counts of `columns` columns.
    fn new(columns: usize) -> Self {
        Repetitions { counts: vec![0; columns] }
    }

    /// Returns Σ c²: the number of columns if none repeats.
    fn squared(&mut self, columns: &[u32]) -> u64 {
        let mut squared = 0;
        for &column in columns {
            let count = &mut self.counts[column as usize];
            squared += 2 * u64::from(*count) + 1;
            *count = count.saturating_add(1);
        }
        for &column in columns {
            self.counts[column as usize] = 0;
        }
        squared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_the_squares_of_the_counts() {
        let mut repetitions = Repetitions::new(9);
        assert_eq!(repetitions.squared(&[1, 2, 8]), 3);
        assert_eq!(repetitions.squared(&[1, 2, 1, 1]), 10);
        assert_eq!(repetitions.squared(&[]), 0);
    }
}
