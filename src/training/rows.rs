//! The corpus as sparse rows, and how much each row counts.

use ndarray::Array1;
use rayon::prelude::*;

use crate::corpus::{Corpus, LabelledParagraph};
use crate::features::disclosure::Disclosure;
use crate::features::ngrams::{NgramExtractor, NgramSettings};
use crate::model::sparse::SparseRows;
use crate::model::vocabulary::Vocabulary;

const PARAGRAPHS_A_CHUNK: usize = 1024;

/// What is known of the corpus's words.
pub(super) struct Extraction {
    /// Every paragraph's row, its columns ascending, in the corpus's order.
    pub(super) rows: SparseRows,
    /// Number of words of each paragraph, and what it discloses.
    pub(super) words: Vec<(u32, Option<Disclosure>)>,
    /// All the words there are.
    pub(super) vocabulary: Vocabulary,
}

impl Extraction {
    fn new(settings: &NgramSettings) -> Self {
        Extraction {
            rows: SparseRows::unit_norm(settings.columns()),
            words: Vec::new(),
            vocabulary: Vocabulary::new(settings.vocabulary_bits()),
        }
    }
}

/// Extracts all paragraphs, chunks of them side by side.
pub(super) fn extract(corpus: &Corpus, settings: &NgramSettings) -> Extraction {
    let starts: Vec<usize> = (0..corpus.len()).step_by(PARAGRAPHS_A_CHUNK).collect();
    let chunks: Vec<(SparseRows, Vec<(u32, Option<Disclosure>)>, Vec<u64>)> = starts
        .into_par_iter()
        .map_init(
            || (NgramExtractor::new(settings), Vec::new()),
            |(extractor, columns), start| {
                let end = corpus.len().min(start + PARAGRAPHS_A_CHUNK);
                let mut rows = SparseRows::unit_norm(settings.columns());
                let mut words = Vec::with_capacity(end - start);
                let mut stems = Vec::new();
                for index in start..end {
                    let extracted = extractor.extract(corpus.text(index));
                    words.push((extracted.words as u32, extracted.disclosure));
                    stems.extend_from_slice(extracted.word_stems);
                    columns.clear();
                    columns.extend_from_slice(extracted.into_columns());
                    columns.sort_unstable();
                    rows.push_set(columns);
                }
                stems.sort_unstable();
                stems.dedup();
                (rows, words, stems)
            },
        )
        .collect();
    let mut all = Extraction::new(settings);
    for (rows, words, stems) in chunks {
        all.rows.append(&rows);
        all.words.extend(words);
        stems
            .into_iter()
            .for_each(|stem| all.vocabulary.insert(stem));
    }
    all
}

/// How much each row counts for the words' model: 1, or less where its source and label have more
/// rows than the cap, so that together they weigh as much as `cap` rows; 0 without a label.
pub(super) fn weights(corpus: &Corpus, cap: Option<usize>) -> Array1<f32> {
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
