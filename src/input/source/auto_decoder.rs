//! `AutoDecoder`: reads UTF-8 as UTF-8, and other bytes in the encoding that they fit best.

use std::io::{self, BufRead, Cursor, Read};
use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding as WebEncoding};

use super::source_problem::SourceProblem;
use crate::error::Problem;
use crate::input::notices::Notices;

/// Bytes from the first one that is not ASCII by which the encoding is decided.
const WINDOW_BYTES: u64 = 64 << 10;
/// ASCII before that byte which the detector sees, as it compares letters with their neighbours.
const CONTEXT_BYTES: usize = 64;
/// Bytes that are decoded at a time.
const CHUNK_BYTES: usize = 16 << 10;

type Bytes = Box<dyn BufRead + Send>;

/// A reader of UTF-8. ASCII passes unchanged; the bytes from the first other one on decide the
/// encoding of the rest.
pub(super) struct AutoDecoder {
    state: TextSoFar,
    path: String,
    notices: Option<Arc<Notices>>,
}

enum TextSoFar {
    /// Only ASCII so far, and its last bytes.
    Ascii(Bytes, Vec<u8>),
    /// The rest is UTF-8; an invalid byte is an error of the reader of the format.
    Utf8(Bytes),
    /// The rest is in another encoding.
    Other(Box<OtherBytes>),
}

/// Bytes in an encoding other than UTF-8.
struct OtherBytes {
    bytes: Bytes,
    encoding: &'static WebEncoding,
    decoder: Decoder,
    /// Decoded text, and the number of its bytes that were read.
    text: Vec<u8>,
    read: usize,
    is_at_end: bool,
}

impl AutoDecoder {
    /// Creates a decoder of `bytes`; `path` is their name in the notice about a guessed encoding.
    pub(super) fn new(bytes: Bytes, path: &str, notices: Option<Arc<Notices>>) -> Self {
        AutoDecoder { state: TextSoFar::Ascii(bytes, Vec::new()), path: path.to_owned(), notices }
    }

    /// Decides the encoding of the rest, which begins with a byte that is not ASCII.
    fn decide(&mut self) -> io::Result<()> {
        let TextSoFar::Ascii(bytes, context) = &mut self.state else {
            return Ok(());
        };
        let mut window = Vec::new();
        bytes.take(WINDOW_BYTES).read_to_end(&mut window)?;
        let rest = std::mem::replace(bytes, Box::new(io::empty()));
        let found = encoding_of(context, &window);
        let bytes = Box::new(Cursor::new(window).chain(rest));
        self.state = match found {
            None => TextSoFar::Utf8(bytes),
            Some(encoding) => {
                if let Some(notices) = &self.notices {
                    let name = encoding.name();
                    notices.add(format!("{}: not UTF-8, read as {name}", self.path));
                }
                TextSoFar::Other(Box::new(OtherBytes::new(bytes, encoding)))
            }
        };
        Ok(())
    }
}

impl Read for AutoDecoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let TextSoFar::Ascii(bytes, context) = &mut self.state {
            let found = bytes.fill_buf()?;
            let limit = found.len().min(buffer.len());
            let ascii = found[..limit].iter().position(|byte| !byte.is_ascii()).unwrap_or(limit);
            if ascii > 0 || limit == 0 {
                buffer[..ascii].copy_from_slice(&found[..ascii]);
                context.extend_from_slice(&found[ascii.saturating_sub(CONTEXT_BYTES)..ascii]);
                context.drain(..context.len().saturating_sub(CONTEXT_BYTES));
                bytes.consume(ascii);
                return Ok(ascii);
            }
            self.decide()?;
        }
        match &mut self.state {
            TextSoFar::Ascii(..) => Ok(0),
            TextSoFar::Utf8(bytes) => bytes.read(buffer),
            TextSoFar::Other(other) => other.read(buffer),
        }
    }
}

/// The encoding of the bytes after the ASCII of `context`; `None` for UTF-8.
///
/// Text in another encoding has few sequences that are valid UTF-8 by chance. If at least half of
/// the sequences are valid, the bytes are UTF-8 with faults.
fn encoding_of(context: &[u8], window: &[u8]) -> Option<&'static WebEncoding> {
    let is_cut = window.len() as u64 == WINDOW_BYTES;
    let (mut valid, mut invalid) = (0, 0);
    let mut chunks = window.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        valid += chunk.valid().chars().filter(|char| !char.is_ascii()).count();
        // The window may end within a character.
        let is_cut_off = is_cut && chunks.peek().is_none() && chunk.invalid().len() < 4;
        if !chunk.invalid().is_empty() && !is_cut_off {
            invalid += 1;
        }
    }
    if valid >= invalid {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(context, false);
    detector.feed(window, !is_cut);
    Some(detector.guess(None, Utf8Detection::Deny))
}

impl OtherBytes {
    fn new(bytes: Bytes, encoding: &'static WebEncoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        OtherBytes { bytes, encoding, decoder, text: Vec::new(), read: 0, is_at_end: false }
    }

    /// Decodes the next bytes.
    fn fill(&mut self) -> io::Result<()> {
        self.text.clear();
        self.read = 0;
        let chunk = self.bytes.fill_buf()?;
        let chunk = &chunk[..chunk.len().min(CHUNK_BYTES)];
        self.is_at_end = chunk.is_empty();
        let needed = self.decoder.max_utf8_buffer_length_without_replacement(chunk.len());
        self.text.resize(needed.unwrap_or(4 * CHUNK_BYTES).max(16), 0);
        let (result, consumed, written) =
            self.decoder.decode_to_utf8_without_replacement(chunk, &mut self.text, self.is_at_end);
        self.text.truncate(written);
        self.bytes.consume(consumed);
        if let DecoderResult::Malformed(..) = result {
            let encoding = self.encoding.name().to_owned();
            return Err(io::Error::other(SourceProblem(Problem::Undecodable { encoding })));
        }
        Ok(())
    }
}

impl Read for OtherBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.read == self.text.len() {
            if self.is_at_end {
                return Ok(0);
            }
            self.fill()?;
        }
        let left = &self.text[self.read..];
        let read = left.len().min(buffer.len());
        buffer[..read].copy_from_slice(&left[..read]);
        self.read += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    const STORY: &str = "Der Stadtrat beschloss am Dienstag, die alte Brücke für ein Jahr zu \
                         schließen. Händler fürchten Einbußen. ";

    fn decoded(bytes: &[u8]) -> (Result<String, String>, Vec<String>) {
        let notices = Arc::new(Notices::default());
        // A buffer of one byte meets every state at every place.
        let source: Bytes = Box::new(BufReader::with_capacity(1, Cursor::new(bytes.to_vec())));
        let mut text = Vec::new();
        let read = AutoDecoder::new(source, "a.txt", Some(notices.clone())).read_to_end(&mut text);
        let text = match read {
            Ok(_) => Ok(String::from_utf8_lossy(&text).into_owned()),
            Err(error) => Err(error.to_string()),
        };
        (text, notices.take())
    }

    #[test]
    fn utf_8_and_ascii_pass_unchanged() {
        for text in ["", "plain", "für", STORY, "市议会周四以七比二的票数决定关闭旧桥"]
        {
            assert_eq!(decoded(text.as_bytes()), (Ok(text.to_owned()), vec![]));
        }
        let long = "ü".repeat(WINDOW_BYTES as usize);
        assert_eq!(decoded(format!("a{long}").as_bytes()).0, Ok(format!("a{long}")));
    }

    #[test]
    fn other_bytes_are_decoded_by_their_best_encoding() {
        for (encoding, text) in [
            (encoding_rs::WINDOWS_1252, "The café’s council met – on Tuesday."),
            (encoding_rs::WINDOWS_1252, STORY),
            (encoding_rs::WINDOWS_1251, "Городской совет проголосовал за закрытие моста."),
            (encoding_rs::SHIFT_JIS, "市議会は木曜日に古い橋の閉鎖を決定しました。"),
            (encoding_rs::GBK, "市议会周四以七比二的票数决定关闭旧桥十八个月。"),
        ] {
            let text = text.repeat(3);
            let (bytes, _, _) = encoding.encode(&text);
            let notice = format!("a.txt: not UTF-8, read as {}", encoding.name());
            assert_eq!(decoded(&bytes), (Ok(text), vec![notice]));
        }
    }

    #[test]
    fn utf_8_with_an_invalid_byte_stays_invalid() {
        let bytes = [STORY.as_bytes(), b"\xFF\xFF"].concat();
        let (text, notices) = decoded(&bytes);
        assert_eq!(text, Ok(format!("{STORY}\u{FFFD}\u{FFFD}")));
        assert!(notices.is_empty());
    }

    #[test]
    fn byte_that_is_invalid_in_the_guessed_encoding_is_an_error() {
        let text = "市議会は木曜日に古い橋の閉鎖を決定しました。".repeat(2000);
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(&text);
        let bytes = [&bytes, &b"\xFF\xFF"[..]].concat();
        let message = decoded(&bytes).0.unwrap_err();
        assert!(message.contains("not valid in Shift_JIS"), "{message}");
    }
}
