//! Articles' bytes to where they go.

use std::io::{self, Write};

use super::VerdictFormat;

/// Writes what a [`VerdictFormat`] makes of articles, with its header and between them its separator.
pub struct VerdictWriter<'f, W> {
    out: W,
    format: &'f dyn VerdictFormat,
    has_header: bool,
    has_article: bool,
}

impl<'f, W: Write> VerdictWriter<'f, W> {
    /// Writes to `out`, which is worth buffering.
    pub fn new(out: W, format: &'f dyn VerdictFormat) -> Self {
        VerdictWriter {
            out,
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
        self.header()?;
        let is_first = !articles.is_empty() && !std::mem::replace(&mut self.has_article, true);
        let separator = if is_first { self.format.separator() } else { 0 };
        self.out
            .write_all(articles.get(separator..).unwrap_or_default())
    }

    /// Hands on what is written so far, for somebody who waits for it.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes what is there even without an article, and flushes.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    pub fn finish(&mut self) -> io::Result<()> {
        self.header()?;
        self.flush()
    }

    fn header(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.has_header, true) {
            return Ok(());
        }
        self.out.write_all(self.format.header())
    }
}
