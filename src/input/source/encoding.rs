//! `Encoding`: decodes an input that is not UTF-8.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::str::FromStr;

use encoding_rs_io::DecodeReaderBytesBuilder;

/// The character encoding of an input: a named one, or [`Encoding::AUTO`].
///
/// With a named encoding, inputs are decoded as in browsers, by the
/// [Encoding Standard](https://encoding.spec.whatwg.org/): an invalid sequence is replaced by
/// U+FFFD, and a byte order mark overrides the named encoding.
///
/// ```
/// use adsift::input::Encoding;
///
/// let encoding: Encoding = "latin1".parse()?;
/// assert_eq!(encoding.to_string(), "windows-1252");
/// assert_eq!("auto".parse(), Ok(Encoding::AUTO));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoding(Option<&'static encoding_rs::Encoding>);

/// The name of [`Encoding::AUTO`].
const AUTO: &str = "auto";

/// Names of encodings that the web does not know, each with the name or the advice that helps.
const OTHER_NAMES: [(&str, &str); 20] = [
    ("latin9", "did you mean iso-8859-15?"),
    ("latin10", "did you mean iso-8859-16?"),
    ("latin7", "did you mean iso-8859-13?"),
    ("latin8", "did you mean iso-8859-14?"),
    ("ansi", "did you mean windows-1252?"),
    ("western", "did you mean windows-1252?"),
    ("latin", "did you mean latin1?"),
    ("iso8859", "did you mean iso-8859-1?"),
    ("unicode16", "did you mean utf-16?"),
    ("ucs2", "did you mean utf-16?"),
    ("macroman", "did you mean macintosh?"),
    ("cp932", "did you mean shift_jis?"),
    ("cp936", "did you mean gbk?"),
    ("cp949", "did you mean euc-kr?"),
    ("cp950", "did you mean big5?"),
    ("utf32", "utf-32 is not read: convert the file with `iconv -f utf-32 -t utf-8`"),
    ("utf7", "utf-7 is not read: convert the file with `iconv -f utf-7 -t utf-8`"),
    ("cp437", "cp437 is not read: convert the file with `iconv -f cp437 -t utf-8`"),
    ("cp850", "cp850 is not read: convert the file with `iconv -f cp850 -t utf-8`"),
    ("ebcdic", "EBCDIC is not read: convert the file with `iconv -f ebcdic-us -t utf-8`"),
];

/// Names of the encodings that a mistyped name is compared with.
const KNOWN_NAMES: [&str; 22] = [
    "utf-8",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-5",
    "iso-8859-7",
    "iso-8859-15",
    "koi8-r",
    "macintosh",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "gbk",
    "gb18030",
    "big5",
];

/// Least similarity of a mistyped name and a known one.
const SIMILAR: f64 = 0.85;

impl FromStr for Encoding {
    type Err = String;

    fn from_str(label: &str) -> Result<Self, String> {
        if label.eq_ignore_ascii_case(AUTO) {
            return Ok(Encoding::AUTO);
        }
        // The label `utf-16` means little endian; a byte order mark can override the order.
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes());
        // A replacement encoding decodes every text to one U+FFFD.
        let encoding = encoding.filter(|encoding| *encoding != encoding_rs::REPLACEMENT);
        encoding.map(|encoding| Encoding(Some(encoding))).ok_or_else(|| unknown(label))
    }
}

/// The message about an unknown name.
fn unknown(label: &str) -> String {
    let bare: String = label.chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = bare.to_ascii_lowercase();
    if let Some((_, advice)) = OTHER_NAMES.iter().find(|(name, _)| *name == bare) {
        return format!("unknown encoding; {advice}");
    }
    // `latin-1` and `utf_16_le` are known names with other signs.
    if let Some(known) = encoding_rs::Encoding::for_label(bare.as_bytes()) {
        return format!("unknown encoding; did you mean {}?", known.name().to_ascii_lowercase());
    }
    let lower = label.to_ascii_lowercase();
    let likeness = |name: &&str| strsim::jaro_winkler(name, &lower);
    let closest = KNOWN_NAMES.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    match closest.filter(|name| likeness(name) >= SIMILAR) {
        Some(name) => format!("unknown encoding; did you mean {name}?"),
        None => "unknown encoding; use auto, or a name like utf-8, utf-16, windows-1252 or \
                 shift_jis"
            .to_owned(),
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.map_or(AUTO, encoding_rs::Encoding::name))
    }
}

impl Encoding {
    /// The encoding of each input by its bytes.
    ///
    /// An input is UTF-8 if its bytes are, up to 64 KiB from the first byte that is not ASCII.
    /// Other bytes have the encoding that they fit best, mostly windows-1252; the reader adds a
    /// [notice](crate::input::Notices). A byte that is invalid in the encoding is an error: no
    /// U+FFFD is made. A page of HTML declares its encoding, with or without this value.
    pub const AUTO: Encoding = Encoding(None);

    /// UTF-16; its byte order mark decides the order.
    pub(super) const UTF_16: Encoding = Encoding(Some(encoding_rs::UTF_16LE));

    /// Whether the encoding is [`Encoding::AUTO`].
    pub(super) fn is_auto(self) -> bool {
        self.0.is_none()
    }

    /// Decodes the bytes to UTF-8 without a byte order mark. [`Encoding::AUTO`] leaves the bytes
    /// unchanged.
    pub(super) fn decode(self, bytes: Box<dyn BufRead + Send>) -> Box<dyn BufRead + Send> {
        let Some(encoding) = self.0 else {
            return bytes;
        };
        let reader = DecodeReaderBytesBuilder::new()
            .encoding(Some(encoding))
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

    #[test]
    fn unknown_names_are_refused_with_the_name_that_helps() {
        for (label, advice) in [
            ("latin9", "did you mean iso-8859-15?"),
            ("Latin-9", "did you mean iso-8859-15?"),
            ("latin-1", "did you mean windows-1252?"),
            ("utf_16_le", "did you mean utf-16le?"),
            ("windows1251x", "did you mean windows-1251?"),
            ("shiftjis", "did you mean shift_jis?"),
            ("utf-32", "iconv -f utf-32 -t utf-8"),
            ("klingon", "use auto, or a name like utf-8"),
            ("hz-gb-2312", "unknown encoding"),
        ] {
            let message = label.parse::<Encoding>().unwrap_err();
            assert!(message.contains(advice), "{label}: {message}");
        }
    }
}
