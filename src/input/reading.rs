//! Encoding, limits and progress: the settings for reading an input of any format.

use std::sync::Arc;

use super::csv::delimiter::Delimiter;
use super::notices::Notices;
use super::source::encoding::Encoding;
use super::source::progress::ReadProgress;
use super::text_settings::{TextFormat, TextSettings};
use crate::limits::Limits;
use crate::paragraphs::ParagraphRule;

/// How the bytes of an input are read, in any format.
///
/// ```
/// use adsift::input::Reading;
/// use adsift::limits::Limits;
///
/// let reading = Reading {
///     encoding: Some("windows-1252".parse()?),
///     limits: Limits { article_bytes: 1 << 20, ..Limits::DEFAULT },
///     ..Reading::default()
/// };
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The encoding of the input. `None` means UTF-8, and for HTML the encoding that the page
    /// declares. A byte order mark overrides every value.
    pub encoding: Option<Encoding>,
    /// The rule that finds the paragraphs of a plain text.
    pub paragraphs: ParagraphRule,
    /// The format of the texts of records.
    pub text_format: TextFormat,
    /// The delimiter of CSV. `None` means the delimiter that the first rows show.
    pub delimiter: Option<Delimiter>,
    /// Limits; an input over a limit is an error.
    pub limits: Limits,
    /// Counts bytes and records as they are read, for another thread to watch.
    pub progress: Option<Arc<ReadProgress>>,
    /// Collects what readers decided on their own.
    pub notices: Option<Arc<Notices>>,
}

impl Reading {
    /// How the text of a record becomes an article.
    pub fn texts(&self) -> TextSettings {
        TextSettings { limits: self.limits, paragraphs: self.paragraphs, format: self.text_format }
    }
}
