//! Counts of classified and of sponsored paragraphs.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::article::{Article, ParagraphKind};
use crate::verdict::Verdict;

/// Counts of articles, of their paragraphs, and of the sponsored ones.
///
/// Boilerplate is not counted as a paragraph, unless it is sponsored: what is paid counts in every
/// output.
///
/// ```
/// use adsift::input::TextSettings;
/// use adsift::verdict_counts::VerdictCounts;
/// use adsift::{Classifier, Model};
///
/// let page = "<html><nav><a href=/>Home</a></nav><p>The council closed the bridge, officials said.\
///             <div class=ad-slot>Warm socks from 400 farms.</div>";
/// let settings = TextSettings::default();
/// let article = settings.article("a1".into(), page).map_err(|problem| format!("{problem:?}"))?;
/// let mut classifier = Classifier::new(Model::embedded()?);
/// let counts = VerdictCounts::of(&article, &classifier.classify(&article));
/// assert_eq!((counts.paragraphs, counts.sponsored, counts.boilerplate), (2, 1, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct VerdictCounts {
    /// Number of rows: all articles, including null and rejected ones.
    pub rows: u64,
    /// Number of rejected articles.
    pub rejected: u64,
    /// Number of paragraphs: those of the text, and sponsored boilerplate.
    pub paragraphs: u64,
    /// Number of sponsored paragraphs, boilerplate included.
    pub sponsored: u64,
    /// Number of paragraphs of boilerplate, sponsored or not.
    #[serde(default)]
    pub boilerplate: u64,
    /// Number of sponsored paragraphs of boilerplate.
    #[serde(default)]
    pub boilerplate_sponsored: u64,
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
            let is_sponsored = u64::from(verdict.label.is_sponsored());
            if article.kind(paragraph) == ParagraphKind::Boilerplate {
                counts.boilerplate += 1;
                counts.boilerplate_sponsored += is_sponsored;
            }
            if is_counted(article, paragraph, verdict) {
                let bytes = verdict.span.len() as u64;
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

    /// Number of paragraphs of boilerplate that are not sponsored, which the paragraphs leave out.
    pub fn unpaid_boilerplate(&self) -> u64 {
        self.boilerplate.saturating_sub(self.boilerplate_sponsored)
    }

    /// The heading of an article in a report: `3 paragraphs, 2 sponsored (1 in boilerplate)`.
    pub(crate) fn heading(&self) -> String {
        let inside = match self.boilerplate_sponsored {
            0 => String::new(),
            count => format!(" ({count} in boilerplate)"),
        };
        format!("{}, {} sponsored{inside}", paragraphs(self.paragraphs), self.sponsored)
    }
}

/// Whether reports count and show a paragraph: text, or sponsored boilerplate.
pub(crate) fn is_counted(article: &Article, paragraph: usize, verdict: &Verdict) -> bool {
    article.kind(paragraph) == ParagraphKind::Text || verdict.label.is_sponsored()
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
        self.boilerplate += other.boilerplate;
        self.boilerplate_sponsored += other.boilerplate_sponsored;
        self.paragraph_bytes += other.paragraph_bytes;
        self.sponsored_bytes += other.sponsored_bytes;
    }
}
