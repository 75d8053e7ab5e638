//! Runs all checks of labelled data in parallel and collects their figures.

use serde::Serialize;

use super::column_leaks::ColumnLeak;
use super::labels::LabelCounts;
use super::languages::Languages;
use super::lengths::Lengths;
use super::splits::SplitReport;
use super::token_leaks::TokenLeaks;
use crate::corpus::{CorpusSummary, DataSet};

/// The figures of all checks. Names and tokens are unescaped.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Checks {
    /// Counts over all paragraphs.
    pub summary: CorpusSummary,
    /// BLAKE3 of the data in hexadecimal; a model stores the same digest of its training data.
    pub digest: String,
    /// Whether the data names articles.
    pub has_articles: bool,
    /// Rows that named an earlier article, but did not follow its rows.
    pub scattered_rows: usize,
    /// Texts that begin with a tag of HTML.
    pub html_texts: usize,
    /// Paragraphs by label.
    pub labels: LabelCounts,
    /// The splits; `None` if the data has only one part.
    pub splits: Option<SplitReport>,
    /// Lengths of paragraphs and articles.
    pub lengths: Lengths,
    /// How well the other columns predict the label, best first.
    pub columns: Vec<ColumnLeak>,
    /// How well tokens predict the label.
    pub tokens: TokenLeaks,
    /// Languages of the paragraphs.
    pub languages: Languages,
}

impl Checks {
    /// Runs all checks, independent ones in parallel. Reads every text several times.
    pub fn of(data: &DataSet) -> Self {
        let corpus = &data.corpus;
        let counts = || (corpus.summary(), corpus.digest());
        let splits = || data.splits.as_ref().map(|splits| SplitReport::of(data, splits));
        let tokens = || TokenLeaks::of(corpus);
        let texts = || rayon::join(|| Languages::of(corpus), || Lengths::of(corpus));
        let ((summary, digest), (splits, (tokens, (languages, lengths)))) =
            rayon::join(counts, || rayon::join(splits, || rayon::join(tokens, texts)));
        Checks {
            labels: LabelCounts {
                news: summary.news,
                sponsored: summary.sponsored,
                ignored: summary.ignored,
            },
            summary,
            digest: blake3::Hash::from(digest).to_hex().to_string(),
            has_articles: corpus.has_articles(),
            scattered_rows: corpus.scattered_rows(),
            html_texts: corpus.html_texts(),
            splits,
            lengths,
            columns: ColumnLeak::of(data),
            tokens,
            languages,
        }
    }
}
