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
        if self.buffer.len() + articles.len() < BUFFER_BYTES {
            self.buffer.extend_from_slice(articles);
            return Ok(());
        }
        self.hand_on()?;
        self.out.write_all(articles)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::example;
    use crate::output::{Clean, Csv, Jsonl, Table};

    /// Takes so many bytes, a few at a time, and then fails.
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
    fn a_writer_that_fails_after_any_byte_has_the_beginning_and_the_error_is_told() {
        let (article, verdicts) = example();
        let formats: [Box<dyn VerdictFormat>; 5] = [
            Box::new(Jsonl::new(true)),
            Box::new(Csv::new(true)),
            Box::new(Table::new(60, true)),
            Box::new(Clean::text()),
            Box::new(Clean::jsonl()),
        ];
        for format in &formats {
            let mut bytes = Vec::new();
            format.article(&article, &verdicts, &mut bytes).unwrap();
            let write = |out: &mut Failing| {
                let mut writer = VerdictWriter::new(out, &**format);
                writer.write(&bytes)?;
                writer.flush()?;
                writer.write(&bytes)?;
                writer.finish()
            };
            let kind = io::ErrorKind::StorageFull;
            let failing = |room| Failing {
                taken: Vec::new(),
                room,
                kind,
            };
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
    fn only_whole_articles_are_handed_on_at_once() {
        /// Every write by itself.
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
        let mut one = Vec::new();
        format.article(&article, &verdicts, &mut one).unwrap();
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
