//! How bytes are read, whatever their format.

use std::sync::Arc;

use super::source::encoding::Encoding;
use super::source::progress::ReadProgress;
use crate::limits::Limits;

/// How the bytes of an input are read, whatever their format.
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
    /// The encoding; UTF-8 by default.
    pub encoding: Option<Encoding>,
    /// Limits; an input over one is an error.
    pub limits: Limits,
    /// Counts bytes and records as they are read, for another thread to watch.
    pub progress: Option<Arc<ReadProgress>>,
}
