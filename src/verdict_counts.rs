//! How much was judged, and how much of it is paid.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::article::{Article, ParagraphKind};
use crate::verdict::Verdict;

/// VerdictCounts over articles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictCounts {
    /// Rows: articles, those that are null or refused among them.
    pub rows: u64,
    /// Articles that were refused.
    pub rejected: u64,
    /// Paragraphs of all others.
    pub paragraphs: u64,
    /// Those that are sponsored.
    pub sponsored: u64,
    /// Bytes of paragraphs.
    pub paragraph_bytes: u64,
    /// Bytes of sponsored ones.
    pub sponsored_bytes: u64,
}

impl VerdictCounts {
    /// Those of one article. What is boilerplate is no paragraph of it.
    pub fn of(article: &Article, verdicts: &[Verdict]) -> Self {
        let mut counts = VerdictCounts {
            rows: 1,
            ..VerdictCounts::default()
        };
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

    /// That of an article that was refused.
    pub fn of_rejected() -> Self {
        VerdictCounts {
            rows: 1,
            rejected: 1,
            ..VerdictCounts::default()
        }
    }

    /// Share of the paragraphs' bytes that is sponsored, in [0, 1]; 0 where there are none.
    pub fn paid_share(&self) -> f64 {
        match self.paragraph_bytes {
            0 => 0.0,
            bytes => self.sponsored_bytes as f64 / bytes as f64,
        }
    }
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
