//! How far reading has come, for somebody who watches from another thread.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts of what has been read; see [`Reading::progress`](crate::input::Reading::progress).
#[derive(Debug, Default)]
pub struct ReadProgress {
    bytes: AtomicU64,
    records: AtomicU64,
}

impl ReadProgress {
    /// Nothing read yet.
    pub const fn new() -> Self {
        ReadProgress {
            bytes: AtomicU64::new(0),
            records: AtomicU64::new(0),
        }
    }

    /// Bytes read of files, compressed ones as they lie there.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Records: articles, or of labelled data rows.
    pub fn records(&self) -> u64 {
        self.records.load(Ordering::Relaxed)
    }

    /// So many more records, and bytes.
    pub(crate) fn count(&self, records: u64, bytes: u64) {
        self.records.fetch_add(records, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(in crate::input) fn count_record(&self) {
        self.records.fetch_add(1, Ordering::Relaxed);
    }
}

/// A reader whose bytes are counted.
pub(super) struct Counted<R> {
    pub(super) reader: R,
    pub(super) progress: Option<Arc<ReadProgress>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        if let Some(progress) = &self.progress {
            progress.bytes.fetch_add(read as u64, Ordering::Relaxed);
        }
        Ok(read)
    }
}
