//! Writes formatted articles, with the header and the separators of their format.

use std::io::{self, Write};

use super::VerdictFormat;

/// Size of the buffer: the least number of bytes per write.
const BUFFER_BYTES: usize = 1 << 16;

/// Writes articles in a [`VerdictFormat`], after its header and with its separators.
///
/// The underlying writer receives whole articles only, several per write.
///
/// ```
/// use adsift::output::{Clean, VerdictFormat, VerdictWriter};
/// use adsift::{Article, Classifier, Model};
///
/// let mut classifier = Classifier::new(Model::embedded()?);
/// let format = Clean::text();
/// let mut out = Vec::new();
/// let mut writer = VerdictWriter::new(&mut out, &format);
/// for text in ["The council met on Tuesday.", "The bridge was closed on Monday."] {
///     let article = Article::from_text("a".into(), text.into());
///     let mut bytes = Vec::new();
///     format.article(&article, &classifier.classify(&article), &mut bytes)?;
///     writer.write(&bytes)?;
/// }
/// writer.finish()?;
/// assert_eq!(out, b"The council met on Tuesday.\n\nThe bridge was closed on Monday.\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct VerdictWriter<'f, W> {
    out: W,
    buffer: Vec<u8>,
    format: &'f dyn VerdictFormat,
    has_header: bool,
    has_article: bool,
}

impl<'f, W: Write> VerdictWriter<'f, W> {
    /// Writes to `out`. The writer has a buffer, so `out` needs none.
    pub fn new(out: W, format: &'f dyn VerdictFormat) -> Self {
        VerdictWriter { out, buffer: Vec::new(), format, has_header: false, has_article: false }
    }

    /// Writes the bytes of one article or more.
    ///
    /// # Errors
    /// Any error of the underlying writer.
    pub fn write(&mut self, articles: &[u8]) -> io::Result<()> {
        self.header();
        let is_first = !articles.is_empty() && !std::mem::replace(&mut self.has_article, true);
        let separator = if is_first { self.format.separator_len() } else { 0 };
        let bytes = articles.get(separator..).unwrap_or_default();
        if self.buffer.len() + bytes.len() < BUFFER_BYTES {
            self.buffer.extend_from_slice(bytes);
            return Ok(());
        }
        self.write_buffer()?;
        self.out.write_all(bytes)
    }

    /// Writes the buffer and flushes the underlying writer, for a reader that waits for the output.
    ///
    /// # Errors
    /// Any error of the underlying writer.
    pub fn flush(&mut self) -> io::Result<()> {
        self.write_buffer()?;
        self.out.flush()
    }

    /// Ends the output: writes the header if there was no article, then the buffer, and flushes.
    ///
    /// # Errors
    /// Any error of the underlying writer.
    pub fn finish(&mut self) -> io::Result<()> {
        self.header();
        self.flush()
    }

    fn header(&mut self) {
        if !std::mem::replace(&mut self.has_header, true) {
            self.buffer.extend_from_slice(self.format.header());
        }
    }

    /// Writes and empties the buffer, also after an error: a second attempt could repeat bytes.
    fn write_buffer(&mut self) -> io::Result<()> {
        let written = self.out.write_all(&self.buffer);
        self.buffer.clear();
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{example, formatted};
    use crate::output::{Clean, Csv, Jsonl, Table};

    /// A writer that accepts `room` bytes, five per write, and then fails.
    struct Failing {
        taken: Vec<u8>,
        room: usize,
        kind: io::ErrorKind,
    }

    impl Write for Failing {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let end = bytes.len().min(5).min(self.room - self.taken.len());
            if end == 0 {
                return Err(self.kind.into());
            }
            self.taken.extend_from_slice(&bytes[..end]);
            Ok(end)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn failed_write_reports_the_error_and_leaves_a_prefix() {
        let (article, verdicts) = example();
        let formats: [Box<dyn VerdictFormat>; 5] = [
            Box::new(Jsonl::new(true)),
            Box::new(Csv::new(true)),
            Box::new(Table::new(60, true)),
            Box::new(Clean::text()),
            Box::new(Clean::jsonl()),
        ];
        for format in &formats {
            let bytes = formatted(&**format, &article, &verdicts).into_bytes();
            let write = |out: &mut Failing| {
                let mut writer = VerdictWriter::new(out, &**format);
                writer.write(&bytes)?;
                writer.flush()?;
                writer.write(&bytes)?;
                writer.finish()
            };
            let kind = io::ErrorKind::StorageFull;
            let failing = |room| Failing { taken: Vec::new(), room, kind };
            let mut whole = failing(1 << 20);
            write(&mut whole).unwrap();
            for room in 0..whole.taken.len() {
                let mut out = failing(room);
                assert_eq!(write(&mut out).unwrap_err().kind(), kind);
                assert_eq!(out.taken, whole.taken[..room]);
            }
        }
    }

    #[test]
    fn every_write_is_of_whole_articles() {
        /// The bytes of each write.
        struct Writes(Vec<Vec<u8>>);

        impl Write for Writes {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(bytes.to_vec());
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }

        let (article, verdicts) = example();
        let format = Jsonl::new(true);
        let one = formatted(&format, &article, &verdicts).into_bytes();
        let mut writes = Writes(Vec::new());
        let mut writer = VerdictWriter::new(&mut writes, &format);
        for _ in 0..1000 {
            writer.write(&one).unwrap();
        }
        writer.finish().unwrap();
        assert!(writes.0.len() > 2);
        assert!(writes.0.iter().all(|bytes| bytes.len() % one.len() == 0));
        assert_eq!(writes.0.concat(), one.repeat(1000));
    }
}
