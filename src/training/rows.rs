//! The corpus as sparse rows, and how much each row counts.

use ndarray::Array1;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use crate::corpus::Corpus;
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

/// 1 for a row the words' model learns from, 0 for one it does not: rows without a label, and,
/// under a cap, those beyond `cap` rows of one source and label, drawn at random.
pub(super) fn weights(corpus: &Corpus, cap: Option<usize>, seed: u64) -> Array1<f32> {
    let mut weights: Array1<f32> = corpus
        .paragraphs()
        .iter()
        .map(|paragraph| if paragraph.label.is_some() { 1.0 } else { 0.0 })
        .collect();
    let Some(cap) = cap else { return weights };
    let mut strata = vec![Vec::new(); 2 * corpus.sources().len()];
    for (index, paragraph) in corpus.paragraphs().iter().enumerate() {
        if let Some(label) = paragraph.label {
            strata[2 * paragraph.source as usize + usize::from(label.is_sponsored())].push(index);
        }
    }
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    for mut stratum in strata {
        stratum.shuffle(&mut generator);
        for &index in stratum.iter().skip(cap) {
            weights[index] = 0.0;
        }
    }
    weights
}
