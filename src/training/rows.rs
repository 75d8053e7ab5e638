//! The corpus as sparse rows, and how much each row counts.

use rayon::prelude::*;

use super::numbering::{Numbering, Ranking};
use crate::corpus::{Corpus, LabelledParagraph};
use crate::features::ngrams::{NgramExtractor, NgramSettings};
use crate::model::sparse::SparseRows;
use crate::model::vocabulary::Vocabulary;

const PARAGRAPHS_A_CHUNK: usize = 1024;

/// What is known of the corpus's words.
pub(super) struct Extraction {
    /// Every paragraph's row, in the corpus's order. Its columns are those of `numbering`.
    pub(super) rows: SparseRows,
    /// Which column is which.
    pub(super) numbering: Numbering,
    /// Number of words of each paragraph.
    pub(super) words: Vec<u32>,
    /// All the words there are.
    pub(super) vocabulary: Vocabulary,
}

/// Some paragraphs in a row.
struct Chunk {
    columns: Vec<u32>,
    /// Where each paragraph's columns end.
    ends: Vec<u32>,
    words: Vec<u32>,
    stems: Vec<u64>,
}

/// Extracts all paragraphs, chunks of them side by side.
pub(super) fn extract(corpus: &Corpus, settings: &NgramSettings) -> Extraction {
    let starts: Vec<usize> = (0..corpus.len()).step_by(PARAGRAPHS_A_CHUNK).collect();
    let chunks: Vec<Chunk> = starts
        .into_par_iter()
        .map_init(
            || NgramExtractor::new(settings),
            |extractor, start| {
                let end = corpus.len().min(start + PARAGRAPHS_A_CHUNK);
                Chunk::of(extractor, (start..end).map(|index| corpus.text(index)))
            },
        )
        .collect();
    let mut words = Vec::with_capacity(corpus.len());
    let mut vocabulary = Vocabulary::new(settings.vocabulary_bits());
    for chunk in &chunks {
        words.extend_from_slice(&chunk.words);
        chunk.stems.iter().for_each(|&stem| vocabulary.insert(stem));
    }
    let columns: Vec<&[u32]> = chunks
        .iter()
        .map(|chunk| chunk.columns.as_slice())
        .collect();
    let ranking = Ranking::by_frequency(settings.columns(), &columns);
    let numbering = ranking.numbering();
    let parts = chunks
        .into_par_iter()
        .map(|chunk| chunk.renumbered(&ranking, numbering.len()))
        .collect();
    Extraction {
        rows: SparseRows::concatenated(numbering.len(), parts),
        numbering,
        words,
        vocabulary,
    }
}

impl Chunk {
    fn of<'a>(extractor: &mut NgramExtractor, texts: impl Iterator<Item = &'a str>) -> Self {
        let mut chunk = Chunk {
            columns: Vec::new(),
            ends: Vec::new(),
            words: Vec::new(),
            stems: Vec::new(),
        };
        for text in texts {
            let extracted = extractor.extract(text);
            chunk.columns.extend_from_slice(extracted.columns);
            chunk.ends.push(chunk.columns.len() as u32);
            chunk.words.push(extracted.words as u32);
            chunk.stems.extend_from_slice(extracted.word_stems);
        }
        chunk.stems.sort_unstable();
        chunk.stems.dedup();
        chunk.stems.shrink_to_fit();
        chunk.columns.shrink_to_fit();
        chunk
    }

    /// The rows by the numbers that a ranking gives the columns.
    fn renumbered(self, ranking: &Ranking, n_features: usize) -> SparseRows {
        let mut rows = SparseRows::unit_norm(n_features);
        let mut start = 0;
        for end in self.ends {
            let columns = &self.columns[start..end as usize];
            rows.push_set(columns.iter().map(|&column| ranking.number(column)));
            start = end as usize;
        }
        rows
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
