//! The corpus as sparse rows, and how much each row counts.

use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use super::column_numbering::{NearColumns, Numbering};
use crate::corpus::{Corpus, LabelledParagraph};
use crate::features::disclosure::Disclosure;
use crate::features::{NgramExtractor, NgramSettings};
use crate::model::vocabulary::Vocabulary;
use crate::solver::sparse_rows::{ROWS_A_BLOCK, SparseRows};

/// Every so manyth chunk of paragraphs tells which columns are frequent.
const SAMPLE: usize = 16;

/// What is known of the corpus's words.
pub(super) struct Extraction {
    /// Every paragraph's row, in the corpus's order. Its columns are those of `numbering`.
    pub(super) rows: SparseRows,
    /// Which column is which.
    pub(super) numbering: Numbering,
    /// Number of words of each paragraph, and what it discloses.
    pub(super) words: Vec<(u32, Option<Disclosure>)>,
    /// All the words there are.
    pub(super) vocabulary: Vocabulary,
}

/// Extracts all paragraphs, chunks of them side by side.
pub(super) fn extract(corpus: &Corpus, settings: &NgramSettings) -> Extraction {
    let chunk = |start: usize| start..corpus.len().min(start + ROWS_A_BLOCK);
    let starts = || (0..corpus.len()).step_by(ROWS_A_BLOCK);
    let sampled: Vec<Range<usize>> = starts().step_by(SAMPLE).map(chunk).collect();
    let extractors = Extractors::new(settings);
    let sample = sampled.into_par_iter().map(|chunk| {
        let (mut extractor, repetitions) = extractors.borrow();
        let mut columns = Vec::new();
        for index in chunk {
            columns.extend_from_slice(extractor.extract(corpus.text(index)).row);
        }
        extractors.give_back((extractor, repetitions));
        columns
    });
    let sample: Vec<Vec<u32>> = sample.collect();
    let near = NearColumns::of(settings.columns(), sample.into_iter().flatten());

    let chunks: Vec<Range<usize>> = starts().map(chunk).collect();
    let extracted = chunks.into_par_iter().map(|chunk| {
        let (mut extractor, mut repetitions) = extractors.borrow();
        let mut rows = SparseRows::of_columns(near.numbers());
        let mut words = Vec::with_capacity(chunk.len());
        let mut stems = Vec::new();
        for index in chunk {
            let extracted = extractor.extract(corpus.text(index));
            words.push((extracted.words as u32, extracted.disclosure));
            stems.extend_from_slice(extracted.word_stems);
            let squared = repetitions.squared(extracted.row);
            let columns = extracted.row.iter().map(|&column| near.number(column));
            rows.push(columns, squared);
        }
        extractors.give_back((extractor, repetitions));
        stems.sort_unstable();
        stems.dedup();
        stems.shrink_to_fit();
        (rows, words, stems)
    });
    let extracted: Vec<_> = extracted.collect();

    let mut parts = Vec::with_capacity(extracted.len());
    let mut all_words = Vec::with_capacity(corpus.len());
    let mut vocabulary = Vocabulary::new(settings.vocabulary_bits());
    for (rows, words, stems) in extracted {
        parts.push(rows);
        all_words.extend(words);
        stems.into_iter().for_each(|stem| vocabulary.insert(stem));
    }
    let mut rows = SparseRows::concatenated(near.numbers(), parts);
    Extraction {
        numbering: Numbering::complete(near, &mut rows),
        rows,
        words: all_words,
        vocabulary,
    }
}

/// Extractors for whichever thread has a chunk to extract. What one has learned of words, which is what
/// makes it fast, is kept for the next chunk, and changes no row.
struct Extractors<'s> {
    settings: &'s NgramSettings,
    free: Mutex<Vec<Tools>>,
}

type Tools = (NgramExtractor, Repetitions);

impl<'s> Extractors<'s> {
    fn new(settings: &'s NgramSettings) -> Self {
        Extractors {
            settings,
            free: Mutex::new(Vec::new()),
        }
    }

    fn borrow(&self) -> Tools {
        let free = self.free().pop();
        free.unwrap_or_else(|| {
            let repetitions = Repetitions::new(self.settings.columns());
            (NgramExtractor::new(self.settings), repetitions)
        })
    }

    fn give_back(&self, tools: Tools) {
        self.free().push(tools);
    }

    fn free(&self) -> MutexGuard<'_, Vec<Tools>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much each row counts for the words' model: 1, or less where its source and label have more
/// rows than the cap, so that together they weigh as much as `cap` rows; 0 without a label.
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
    corpus
        .paragraphs()
        .iter()
        .map(|paragraph| weight(stratum(paragraph)))
        .collect()
}

/// How far a row whose columns may repeat is from a set: Σ c² over its distinct columns, each of which
/// it has c times.
struct Repetitions {
    counts: Vec<u16>,
}

impl Repetitions {
    /// For columns below this number.
    fn new(columns: usize) -> Self {
        Repetitions {
            counts: vec![0; columns],
        }
    }

    /// Σ c², which is the number of columns where none repeats.
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
    fn repetitions_are_counted_squared() {
        let mut repetitions = Repetitions::new(9);
        assert_eq!(repetitions.squared(&[1, 2, 8]), 3);
        assert_eq!(repetitions.squared(&[1, 2, 1, 1]), 10);
        assert_eq!(repetitions.squared(&[]), 0);
    }
}
