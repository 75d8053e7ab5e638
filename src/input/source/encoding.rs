//! `Encoding`: decodes an input that is not UTF-8.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::str::FromStr;

use encoding_rs_io::DecodeReaderBytesBuilder;

/// The character encoding of an input.
///
/// Inputs are decoded as in browsers, by the
/// [Encoding Standard](https://encoding.spec.whatwg.org/): an invalid sequence is replaced by
/// U+FFFD, and a byte order mark overrides the named encoding.
///
/// ```
/// use adsift::input::Encoding;
///
/// let encoding: Encoding = "latin1".parse()?;
/// assert_eq!(encoding.to_string(), "windows-1252");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(&'static encoding_rs::Encoding);

impl FromStr for Encoding {
    type Err = String;

    fn from_str(label: &str) -> Result<Self, String> {
        // The label `utf-16` means little endian; a byte order mark can override the order.
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
        encoding.map(Encoding).ok_or_else(|| {
            "unknown encoding; use a name like utf-8, utf-16, windows-1252 or shift_jis".to_owned()
        })
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.name())
    }
}

impl Encoding {
    /// Decodes the bytes to UTF-8 without a byte order mark.
    pub(super) fn decode(self, bytes: Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send> {
        let reader = DecodeReaderBytesBuilder::new()
            .encoding(Some(self.0))
            .bom_override(true)
            .strip_bom(true)
            .build(bytes);
        Box::new(BufReader::new(reader))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Read};

    fn decoded(label: &str, bytes: &[u8]) -> String {
        let encoding: Encoding = label.parse().unwrap();
        let mut reader = encoding.decode(Box::new(Cursor::new(bytes.to_vec())));
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn bytes_are_decoded_by_label_and_byte_order_mark() {
        assert_eq!(decoded("windows-1252", b"caf\xE9 \x80 5"), "café € 5");
        assert_eq!(decoded("utf-16", b"\xFF\xFEa\0\xE9\0"), "aé");
        assert_eq!(decoded("utf-16", b"\xFE\xFF\0a\0\xE9"), "aé");
        assert_eq!(decoded("utf-16be", b"\0a\0\xE9"), "aé");
        assert_eq!(decoded("shift_jis", b"\x93\x8C\x8B\x9E"), "東京");
        assert_eq!(decoded("latin1", b"\xEF\xBB\xBF\xC3\xA9"), "é");
    }

    #[test]
    fn invalid_sequences_become_replacement_characters() {
        assert_eq!(decoded("utf-8", b"a\xFFb\xC3"), "a\u{FFFD}b\u{FFFD}");
        assert_eq!(decoded("utf-16le", b"a\0\0\xD8b\0"), "a\u{FFFD}b");
    }
}
