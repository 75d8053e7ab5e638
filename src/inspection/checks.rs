//! All checks of labelled data, run side by side: figures without a judgement.

use serde::Serialize;

use super::column_leaks::ColumnLeak;
use super::labels::Balance;
use super::languages::Languages;
use super::lengths::Lengths;
use super::splits::SplitReport;
use super::token_leaks::TokenLeaks;
use crate::corpus::{CorpusSummary, DataSet};

/// The figures of all checks. Names and tokens are unescaped.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checks {
    /// Counts.
    pub summary: CorpusSummary,
    /// BLAKE3 of the data, in hexadecimal, as a model names what it was trained on.
    pub digest: String,
    /// Whether articles were told.
    pub has_articles: bool,
    /// Paragraphs by label.
    pub labels: Balance,
    /// The parts it comes in; None where it is one.
    pub splits: Option<SplitReport>,
    /// How long paragraphs and articles are.
    pub lengths: Lengths,
    /// How well other columns tell the label, best first.
    pub columns: Vec<ColumnLeak>,
    /// How well tokens do.
    pub tokens: TokenLeaks,
    /// Which languages it is in.
    pub languages: Languages,
}

impl Checks {
    /// Reads every text several times; what is independent runs side by side.
    pub fn of(data: &DataSet) -> Self {
        let corpus = &data.corpus;
        let ((summary, digest), (splits, (tokens, (languages, lengths)))) = rayon::join(
            || (corpus.summary(), corpus.digest()),
            || {
                rayon::join(
                    || {
                        let splits = data.splits.as_ref();
                        splits.map(|splits| SplitReport::of(data, splits))
                    },
                    || {
                        rayon::join(
                            || TokenLeaks::of(corpus),
                            || rayon::join(|| Languages::of(corpus), || Lengths::of(corpus)),
                        )
                    },
                )
            },
        );
        Checks {
            labels: Balance {
                news: summary.news,
                sponsored: summary.sponsored,
                ignored: summary.ignored,
            },
            summary,
            digest: blake3::Hash::from(digest).to_hex().to_string(),
            has_articles: corpus.has_articles(),
            splits,
            lengths,
            columns: ColumnLeak::of(data),
            tokens,
            languages,
        }
    }
}
