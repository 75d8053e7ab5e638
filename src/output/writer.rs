//! Articles' bytes to where they go.

use std::io::{self, Write};

use super::VerdictFormat;

/// Bytes of articles that are worth a write.
const BUFFER_BYTES: usize = 1 << 16;

/// Writes what a [`VerdictFormat`] makes of articles, with its header and between them its separator.
///
/// The writer beneath is only ever given whole articles, some at a time.
pub struct VerdictWriter<'f, W> {
    out: W,
    buffer: Vec<u8>,
    format: &'f dyn VerdictFormat,
    has_header: bool,
    has_article: bool,
}

impl<'f, W: Write> VerdictWriter<'f, W> {
    /// Writes to `out`, which needs no buffer.
    pub fn new(out: W, format: &'f dyn VerdictFormat) -> Self {
        VerdictWriter {
            out,
            buffer: Vec::new(),
            format,
            has_header: false,
            has_article: false,
        }
    }

    /// Writes the bytes of some articles.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    pub fn write(&mut self, articles: &[u8]) -> io::Result<()> {
        self.header();
        let is_first = !articles.is_empty() && !std::mem::replace(&mut self.has_article, true);
        let separator = if is_first { self.format.separator() } else { 0 };
        let articles = articles.get(separator..).unwrap_or_default();
        self.buffer.extend_from_slice(articles);
        match self.buffer.len() < BUFFER_BYTES {
            true => Ok(()),
            false => self.hand_on(),
        }
    }

    /// Hands on what is written so far, for somebody who waits for it.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.hand_on()?;
        self.out.flush()
    }

    /// Writes what is there even without an article, and flushes.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    pub fn finish(&mut self) -> io::Result<()> {
        self.header();
        self.flush()
    }

    fn header(&mut self) {
        if !std::mem::replace(&mut self.has_header, true) {
            self.buffer.extend_from_slice(self.format.header());
        }
    }

    /// What could not be written is not tried again.
    fn hand_on(&mut self) -> io::Result<()> {
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        written
    }
}
