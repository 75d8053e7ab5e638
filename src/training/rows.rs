//! The corpus as sparse rows, and how much each row counts.

use std::ops::Range;

use rayon::prelude::*;

use super::numbering::{NearColumns, Numbering};
use crate::corpus::{Corpus, LabelledParagraph};
use crate::features::disclosure::Disclosure;
use crate::features::ngrams::{NgramExtractor, NgramSettings};
use crate::model::sparse::{ROWS_A_BLOCK, SparseRows};
use crate::model::vocabulary::Vocabulary;

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
    let sample: Vec<Vec<u32>> = sampled
        .into_par_iter()
        .map_init(
            || NgramExtractor::new(settings),
            |extractor, chunk| {
                let mut columns = Vec::new();
                for index in chunk {
                    columns.extend_from_slice(extractor.extract(corpus.text(index)).into_columns());
                }
                columns
            },
        )
        .collect();
    let near = NearColumns::of(settings.columns(), sample.into_iter().flatten());

    let chunks: Vec<Range<usize>> = starts().map(chunk).collect();
    let extracted: Vec<(SparseRows, Vec<(u32, Option<Disclosure>)>, Vec<u64>)> = chunks
        .into_par_iter()
        .map_init(
            || NgramExtractor::new(settings),
            |extractor, chunk| {
                let mut rows = SparseRows::unit_norm(near.numbers());
                let mut words = Vec::with_capacity(chunk.len());
                let mut stems = Vec::new();
                for index in chunk {
                    let extracted = extractor.extract(corpus.text(index));
                    words.push((extracted.words as u32, extracted.disclosure));
                    stems.extend_from_slice(extracted.word_stems);
                    let columns = extracted.into_columns().iter();
                    rows.push_set(columns.map(|&column| near.number(column)));
                }
                stems.sort_unstable();
                stems.dedup();
                stems.shrink_to_fit();
                (rows, words, stems)
            },
        )
        .collect();

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
