//! `Source`: an opened input as plain bytes, decompressed, decoded and without a byte order mark.

mod auto_decoder;
mod byte_order;
mod decompress;
pub(super) mod encoding;
pub(super) mod progress;
mod source_problem;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use super::binary;
use super::reading::Reading;
use crate::error::{Error, Place, Problem, Result};

use auto_decoder::AutoDecoder;
use byte_order::{ByteOrder, byte_order};
use decompress::{decompressed, head};
use encoding::Encoding;
use progress::ReadProgress;
use source_problem::SourceProblem;

const BUFFER_BYTES: usize = 128 * 1024;

/// An open input and its name in messages.
pub(crate) struct Source {
    /// The path as the caller gave it; `<stdin>` for `-`.
    pub(crate) path: String,
    /// The decompressed and decoded bytes after the byte order mark.
    pub(crate) reader: Box<dyn BufRead + Send>,
    /// Length of the byte order mark, which every reported offset includes. Offsets of a decoded
    /// input are those of the decoded text.
    pub(crate) offset: u64,
    /// Whether the bytes were decoded to UTF-8, by a named encoding or a byte order mark.
    pub(crate) is_decoded: bool,
}

impl Source {
    /// Opens a path, or standard input for `-`, and reads its first bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the path cannot be opened or is a directory, [`Problem::Utf16`],
    /// [`Problem::Utf32`], [`Problem::Compressed`].
    pub(crate) fn open(path: &str, reading: &Reading) -> Result<Self> {
        if path == "-" {
            return Source::new("<stdin>", io::stdin(), reading);
        }
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        // Unix opens a directory, and only the first read fails, with a less helpful message.
        if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
            let error =
                io::Error::new(io::ErrorKind::IsADirectory, "is a directory; name the files in it");
            return Err(Error::io(path, error));
        }
        Source::new(path, file, reading)
    }

    /// Creates a source from a reader of bytes; `path` is its name in messages.
    ///
    /// # Errors
    ///
    /// The errors of [`Source::open`].
    pub(crate) fn new(
        path: &str,
        bytes: impl Read + Send + 'static,
        reading: &Reading,
    ) -> Result<Self> {
        let failed = |error| read_error(path, error);
        let bytes = BufReader::with_capacity(
            BUFFER_BYTES,
            RawReader { reader: bytes, progress: reading.progress.clone() },
        );
        let decompressed = decompressed(bytes, BUFFER_BYTES, &reading.limits).map_err(failed)?;
        let decompressed = refuse_binary(path, decompressed)?;
        let named = reading.encoding.filter(|encoding| !encoding.is_auto());
        let mut reader = match named {
            Some(encoding) => encoding.decode(decompressed),
            None => decompressed,
        };
        let head = head(&mut reader, 4).map_err(failed)?;
        let mut source = Source {
            path: path.to_owned(),
            reader: Box::new(io::empty()),
            offset: 0,
            is_decoded: named.is_some(),
        };
        let without_mark = match byte_order(&head).map_err(|problem| source.problem(problem))? {
            ByteOrder::Utf8Mark => {
                source.offset = 3;
                head[3..].to_vec()
            }
            ByteOrder::Utf16Mark => {
                let bytes = Box::new(Cursor::new(head).chain(reader));
                source.reader = Encoding::UTF_16.decode(bytes);
                source.is_decoded = true;
                return Ok(source);
            }
            ByteOrder::None => head,
        };
        source.reader = Box::new(Cursor::new(without_mark).chain(reader));
        Ok(source)
    }

    /// Decodes the source by [`Encoding::AUTO`] if `reading` has this encoding: for a text without
    /// a byte order mark, in a format that does not declare its encoding.
    pub(crate) fn with_detected_encoding(mut self, reading: &Reading) -> Self {
        let is_unknown = !self.is_decoded && self.offset == 0;
        if is_unknown && reading.encoding.is_some_and(Encoding::is_auto) {
            let bytes = std::mem::replace(&mut self.reader, Box::new(io::empty()));
            let decoder = AutoDecoder::new(bytes, &self.path, reading.notices.clone());
            self.reader = Box::new(BufReader::with_capacity(BUFFER_BYTES, decoder));
        }
        self
    }

    fn problem(&self, problem: Problem) -> Error {
        Error::input(Place::file(&self.path), problem)
    }

    /// Reads the whole source, an article or a page of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// `too_long` if there are more bytes, and the errors of reading.
    pub(crate) fn read_whole(self, limit: usize, too_long: Problem) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| read_error(&self.path, error))?;
        if bytes.len() > limit {
            return Err(Error::of_record(Place::file(self.path), too_long, &bytes));
        }
        Ok(bytes)
    }

    /// Returns the bytes up to the end of the first line that is not blank, at most `limit` bytes.
    /// The bytes stay in the source.
    pub(crate) fn peek_line(&mut self, limit: usize) -> Result<Vec<u8>> {
        let mut first = Vec::new();
        loop {
            let before = first.len();
            let left = (limit - before) as u64;
            self.reader
                .by_ref()
                .take(left)
                .read_until(b'\n', &mut first)
                .map_err(|error| read_error(&self.path, error))?;
            if first.len() == before || !first[before..].trim_ascii().is_empty() {
                break;
            }
        }
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        self.reader = Box::new(Cursor::new(first.clone()).chain(rest));
        Ok(first)
    }
}

/// Refuses a format that is not text by its first bytes, before an encoding changes them.
fn refuse_binary(
    path: &str,
    mut bytes: Box<dyn BufRead + Send>,
) -> Result<Box<dyn BufRead + Send>> {
    let failed = |error| read_error(path, error);
    let mut first = head(&mut bytes, binary::MAGIC_BYTES as u64).map_err(failed)?;
    let mut problem = binary::magic(&first);
    if binary::is_zip(&first) {
        first.extend(head(&mut bytes, binary::ZIP_BYTES as u64).map_err(failed)?);
        problem = Some(binary::zip(&first));
    }
    match problem {
        Some(problem) => Err(Error::input(Place::file(path), problem)),
        None => Ok(Box::new(Cursor::new(first).chain(bytes))),
    }
}

/// Converts an error of a [`Source`]'s reader: an error of the operating system is an
/// [`Error::Io`], any other error is one of a decompressor.
pub(crate) fn read_error(path: &str, error: io::Error) -> Error {
    let of_decompressor = match error.downcast::<DiskError>() {
        Ok(DiskError(error)) => return Error::io(path, error),
        Err(error) => error,
    };
    let problem = match of_decompressor.downcast::<SourceProblem>() {
        Ok(SourceProblem(problem)) => problem,
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Problem::Compressed(
            "the compressed data is cut short, or a few other bytes follow it; copy the file again"
                .to_owned(),
        ),
        Err(error) => Problem::Compressed(format!(
            "the compressed data is damaged, or other bytes follow it ({error}); \
             copy the file again"
        )),
    };
    Error::input(Place::file(path), problem)
}

/// A reader of the raw bytes, which it counts in `progress`. It wraps errors of the operating
/// system in [`DiskError`], so that [`read_error`] distinguishes them from errors of a
/// decompressor. It retries after an interruption, which the `csv` crate does not.
struct RawReader<R> {
    reader: R,
    progress: Option<Arc<ReadProgress>>,
}

#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct DiskError(io::Error);

impl<R: Read> Read for RawReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.reader.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(io::Error::new(error.kind(), DiskError(error))),
                Ok(read) => {
                    if let Some(progress) = &self.progress {
                        progress.count(0, read as u64);
                    }
                    return Ok(read);
                }
            }
        }
    }
}

/// Counts the line ends in the bytes: `\n`, `\r\n` and a lone `\r`.
pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .count() as u64
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;

    /// Returns a reader that alternates between an interruption and one byte.
    pub(crate) fn trickle(bytes: &[u8]) -> impl Read + Send + 'static {
        TrickleReader { bytes: Cursor::new(bytes.to_vec()), is_interrupted: false }
    }

    struct TrickleReader {
        bytes: Cursor<Vec<u8>>,
        is_interrupted: bool,
    }

    impl Read for TrickleReader {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.is_interrupted = !self.is_interrupted;
            if self.is_interrupted {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let end = buffer.len().min(1);
            self.bytes.read(&mut buffer[..end])
        }
    }

    /// A reader that always fails with this kind of error.
    pub(crate) struct FailingReader(pub(crate) io::ErrorKind);

    impl Read for FailingReader {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
    }

    fn read_all(bytes: &[u8]) -> Result<Vec<u8>> {
        let mut source = Source::new("in", trickle(bytes), &Reading::default())?;
        let mut all = Vec::new();
        match source.reader.read_to_end(&mut all) {
            Ok(_) => Ok(all),
            Err(error) => Err(read_error("in", error)),
        }
    }

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 3).unwrap()
    }

    fn message(bytes: &[u8]) -> String {
        read_all(bytes).unwrap_err().to_string()
    }

    #[test]
    fn line_ends_of_every_kind_count_once() {
        assert_eq!(line_ends(b""), 0);
        assert_eq!(line_ends(b"a\nb\r\nc\rd"), 3);
        assert_eq!(line_ends(b"\r\r\n\n"), 3);
    }

    #[test]
    fn compression_is_detected_by_content_and_read_to_the_last_member() {
        assert_eq!(read_all(b"plain").unwrap(), b"plain");
        assert_eq!(read_all(b"").unwrap(), b"");
        for compress in [gzip, zstd] {
            let two = [compress(b"one, "), compress(b"two")].concat();
            assert_eq!(read_all(&two).unwrap(), b"one, two");
            assert_eq!(read_all(&compress(b"")).unwrap(), b"");
        }
        let skippable = b"\x50\x2A\x4D\x18\x02\0\0\0..";
        let framed = [&skippable[..], &zstd(b"text")].concat();
        assert_eq!(read_all(&framed).unwrap(), b"text");
    }

    #[test]
    fn byte_order_mark_is_obeyed() {
        assert_eq!(read_all(b"\xEF\xBB\xBFtext").unwrap(), b"text");
        assert_eq!(read_all(&gzip(b"\xEF\xBB\xBFtext")).unwrap(), b"text");
        let source = Source::new("in", &b"\xEF\xBB\xBF"[..], &Reading::default()).unwrap();
        assert_eq!(source.offset, 3);
        for bytes in [&b"\xFF\xFEa\0\xE9\0"[..], b"\xFE\xFF\0a\0\xE9"] {
            assert_eq!(read_all(bytes).unwrap(), "aé".as_bytes());
            assert_eq!(read_all(&gzip(bytes)).unwrap(), "aé".as_bytes());
        }
        for mark in [&b"\xFF\xFE"[..], b"\xFE\xFF"] {
            assert_eq!(read_all(mark).unwrap(), b"");
        }
    }

    #[test]
    fn utf_16_without_a_mark_and_utf_32_are_refused() {
        for (bytes, encoding) in
            [(&b"O\0n\0e\0"[..], "utf-16le"), (b"a\0", "utf-16le"), (b"\0O\0n\0e", "utf-16be")]
        {
            let error = read_all(bytes).unwrap_err();
            assert!(error.to_string().starts_with("in: this is UTF-16 text"), "{error}");
            assert_eq!(error.repair(), Some(crate::error::Repair::NameEncoding(encoding)));
        }
        for bytes in [&b"\xFF\xFE\0\0a\0\0\0"[..], b"\0\0\xFE\xFF\0\0\0a"] {
            assert!(message(bytes).starts_with("in: this is UTF-32 text"));
        }
    }

    #[test]
    fn truncated_compressed_data_is_an_error() {
        for whole in [gzip(b"some text"), zstd(b"some text")] {
            for end in 4..whole.len() {
                let message = message(&whole[..end]);
                assert!(message.contains("cut short"), "{end}: {message}");
            }
        }
    }

    #[test]
    fn damaged_compressed_data_and_trailing_bytes_are_errors() {
        for whole in [gzip(b"some text"), zstd(b"some text")] {
            for rest in [&b"x"[..], b"bytes that are not compressed"] {
                let message = message(&[&whole[..], rest].concat());
                assert!(message.contains("other bytes follow it"), "{message}");
            }
        }
        let mut damaged = gzip(&b"a sentence of some length, ".repeat(9));
        damaged[15] ^= 0x55;
        assert!(message(&damaged).starts_with("in: the compressed data is damaged"));
    }

    #[test]
    fn io_errors_keep_their_kind_under_compression() {
        let kind = io::ErrorKind::PermissionDenied;
        for bytes in [&b"plain"[..], b"\x1F\x8B\x08\0\0", b"\x28\xB5\x2F\xFD"] {
            let failing = bytes.chain(FailingReader(kind));
            let error = match Source::new("in", failing, &Reading::default()) {
                Ok(mut source) => {
                    let error = source.reader.read_to_end(&mut Vec::new()).unwrap_err();
                    read_error("in", error)
                }
                Err(error) => error,
            };
            assert!(matches!(error, Error::Io { source, .. } if source.kind() == kind));
        }
    }

    #[test]
    fn peeked_line_stays_in_the_source() {
        let mut source =
            Source::new("in", &b"\n \nfirst\nsecond\n"[..], &Reading::default()).unwrap();
        assert_eq!(source.peek_line(100).unwrap(), b"\n \nfirst\n");
        let mut all = String::new();
        source.reader.read_to_string(&mut all).unwrap();
        assert_eq!(all, "\n \nfirst\nsecond\n");
        let mut source = Source::new("in", &b"long line"[..], &Reading::default()).unwrap();
        assert_eq!(source.peek_line(4).unwrap(), b"long");
    }
}
