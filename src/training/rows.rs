//! The corpus as sparse rows, and how much each row counts.

use ndarray::Array1;
use rayon::prelude::*;

use crate::corpus::{Corpus, LabelledParagraph};
use crate::features::ngrams::{NgramExtractor, NgramSettings};
use crate::model::sparse::SparseRows;

const PARAGRAPHS_A_CHUNK: usize = 1024;

/// Every paragraph's row, columns ascending, and its number of words; in the corpus's order.
pub(super) fn extract(corpus: &Corpus, settings: &NgramSettings) -> (SparseRows, Vec<u32>) {
    let starts: Vec<usize> = (0..corpus.len()).step_by(PARAGRAPHS_A_CHUNK).collect();
    let chunks: Vec<(SparseRows, Vec<u32>)> = starts
        .into_par_iter()
        .map_init(
            || (NgramExtractor::new(settings), Vec::new()),
            |(extractor, columns), start| {
                let end = corpus.len().min(start + PARAGRAPHS_A_CHUNK);
                let mut rows = SparseRows::unit_norm(settings.columns());
                let mut words = Vec::with_capacity(end - start);
                for index in start..end {
                    let extracted = extractor.extract(corpus.text(index));
                    columns.clear();
                    columns.extend_from_slice(extracted.columns);
                    columns.sort_unstable();
                    rows.push_set(columns);
                    words.push(extracted.words as u32);
                }
                (rows, words)
            },
        )
        .collect();
    let mut all = SparseRows::unit_norm(settings.columns());
    let mut words = Vec::with_capacity(corpus.len());
    for (rows, chunk_words) in chunks {
        all.append(&rows);
        words.extend(chunk_words);
    }
    (all, words)
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
