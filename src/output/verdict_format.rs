//! The trait of all output formats.

use crate::article::Article;
use crate::error::Result;
use crate::terminal::Notation;
use crate::verdict::Verdict;

/// A format of verdicts. Many threads format articles at the same time, one article per call.
///
/// An output is the header, then the bytes of every article.
/// [`VerdictWriter`](super::VerdictWriter) removes the separator from the first article that has
/// bytes.
pub trait VerdictFormat: Sync {
    /// Bytes written once before the first article, also when there is none.
    fn header(&self) -> &[u8] {
        b""
    }

    /// Length of the separator that an article's bytes start with, in bytes.
    fn separator_len(&self) -> usize {
        0
    }

    /// Whether the format shows the explanations of verdicts.
    fn needs_explanations(&self) -> bool {
        false
    }

    /// How a terminal shows unsafe characters of this format; `None` if the format has none.
    fn notation(&self) -> Option<Notation> {
        Some(Notation::Plain)
    }

    /// Appends the bytes of one article. `verdicts` has one verdict per paragraph, in order.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::Error::Internal) if a value cannot be written in the format,
    /// which does not occur for a verdict.
    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()>;
}
