//! Counts of classified and of sponsored paragraphs.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::article::{Article, ParagraphKind};
use crate::verdict::Verdict;

/// Counts of articles, of their paragraphs, and of the sponsored ones.
///
/// Boilerplate is not counted as a paragraph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct VerdictCounts {
    /// Number of rows: all articles, including null and rejected ones.
    pub rows: u64,
    /// Number of rejected articles.
    pub rejected: u64,
    /// Number of paragraphs.
    pub paragraphs: u64,
    /// Number of sponsored paragraphs.
    pub sponsored: u64,
    /// Size of all paragraphs, in bytes.
    pub paragraph_bytes: u64,
    /// Size of the sponsored paragraphs, in bytes.
    pub sponsored_bytes: u64,
}

impl VerdictCounts {
    /// Counts one article. `verdicts` has one verdict per paragraph, in order.
    pub fn of(article: &Article, verdicts: &[Verdict]) -> Self {
        let mut counts = VerdictCounts { rows: 1, ..VerdictCounts::default() };
        for (paragraph, verdict) in verdicts.iter().enumerate() {
            if article.kind(paragraph) == ParagraphKind::Text {
                let bytes = verdict.span.len() as u64;
                let is_sponsored = u64::from(verdict.label.is_sponsored());
                counts.paragraphs += 1;
                counts.sponsored += is_sponsored;
                counts.paragraph_bytes += bytes;
                counts.sponsored_bytes += is_sponsored * bytes;
            }
        }
        counts
    }

    /// Counts one rejected article.
    pub fn of_rejected() -> Self {
        VerdictCounts { rows: 1, rejected: 1, ..VerdictCounts::default() }
    }

    /// Share of the paragraphs' bytes that is sponsored, in [0, 1]; 0 without paragraphs.
    pub fn paid_share(&self) -> f64 {
        self.sponsored_bytes as f64 / self.paragraph_bytes.max(1) as f64
    }

    /// The heading of an article in a report: `3 paragraphs, 1 sponsored`.
    pub(crate) fn heading(&self) -> String {
        format!("{}, {} sponsored", paragraphs(self.paragraphs), self.sponsored)
    }
}

/// A number of paragraphs in words: `1 paragraph`, `2 paragraphs`.
pub(crate) fn paragraphs(count: u64) -> String {
    let noun = if count == 1 { "paragraph" } else { "paragraphs" };
    format!("{count} {noun}")
}

impl AddAssign for VerdictCounts {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.rejected += other.rejected;
        self.paragraphs += other.paragraphs;
        self.sponsored += other.sponsored;
        self.paragraph_bytes += other.paragraph_bytes;
        self.sponsored_bytes += other.sponsored_bytes;
    }
}
