//! `ReadProgress`: counts of bytes and records, for another thread to watch while reading.

use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes and records read so far, shared with readers by
/// [`Reading::progress`](crate::input::Reading::progress).
///
/// ```
/// use std::sync::Arc;
///
/// use adsift::input::{Columns, Format, ReadProgress, Reading, articles_from};
///
/// let progress = Arc::new(ReadProgress::new());
/// let reading = Reading { progress: Some(progress.clone()), ..Reading::default() };
/// let text = "One.\n\nTwo.".as_bytes();
/// let articles = articles_from("a.txt", text, Format::Text, &Columns::default(), &reading)?;
/// assert_eq!(articles.count(), 1);
/// assert_eq!((progress.records(), progress.bytes()), (1, 10));
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct ReadProgress {
    bytes: AtomicU64,
    records: AtomicU64,
    passed_over: AtomicU64,
}

impl ReadProgress {
    /// Creates counts of zero.
    pub const fn new() -> Self {
        ReadProgress {
            bytes: AtomicU64::new(0),
            records: AtomicU64::new(0),
            passed_over: AtomicU64::new(0),
        }
    }

    /// Returns the bytes read so far, before decompression.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Returns the records read so far: articles, or rows of labelled data.
    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Relaxed)
    }

    /// Returns the records of web archives that were passed over so far, because they hold no page:
    /// images, redirections, error pages.
    ///
    /// ```
    /// assert_eq!(adsift::input::ReadProgress::new().passed_over(), 0);
    /// ```
    pub fn passed_over(&self) -> u64 {
        self.passed_over.load(Ordering::Relaxed)
    }

    /// Adds one record that was passed over.
    pub(in crate::input) fn pass_over(&self) {
        self.passed_over.fetch_add(1, Ordering::Relaxed);
    }

    /// Adds `records` and `bytes`.
    pub(crate) fn count(&self, records: u64, bytes: u64) {
        self.records.fetch_add(records, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Adds one record.
    pub(in crate::input) fn count_record(&self) {
        self.records.fetch_add(1, Ordering::Relaxed);
    }
}
