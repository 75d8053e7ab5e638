//! `Format` and `Compression` of an input: their names, and their detection.

use std::str::FromStr;

/// The format of an input.
///
/// ```
/// use adsift::input::Format;
///
/// let format: Format = "jsonl".parse()?;
/// assert_eq!(format, Format::Jsonl);
/// assert_eq!(format.as_str(), "jsonl");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Detected by the file's name, or by the first line if the name does not decide.
    #[default]
    Auto,
    /// The whole input is one article.
    Text,
    /// The whole input is one page of HTML.
    Html,
    /// Comma-separated values with a header.
    Csv,
    /// One object `{"id": …, "text": …}` per line.
    Jsonl,
    /// Apache Parquet, which only [`shards`](crate::shards) reads.
    Parquet,
}

/// The compression of a file, by the last extension of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not compressed.
    None,
    /// `.gz`.
    Gzip,
    /// `.zst`.
    Zstd,
}

impl Compression {
    /// Splits a file's name into the name without `.gz` or `.zst`, and its compression. Case is
    /// ignored.
    pub fn of_name(name: &str) -> (&str, Compression) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        if extension.eq_ignore_ascii_case("gz") {
            (stem, Compression::Gzip)
        } else if extension.eq_ignore_ascii_case("zst") {
            (stem, Compression::Zstd)
        } else {
            (name, Compression::None)
        }
    }
}

impl Format {
    /// The formats that [`FromStr`] reads.
    pub const NAMED: [Format; 5] =
        [Format::Auto, Format::Text, Format::Html, Format::Csv, Format::Jsonl];

    /// Returns the format's name, which [`FromStr`] reads.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Auto => "auto",
            Format::Text => "text",
            Format::Html => "html",
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            Format::Parquet => "parquet",
        }
    }

    /// Detects the format of an input by its name, then by its first bytes.
    ///
    /// The name's extension before a `.gz` or `.zst` decides. For an unknown extension, the first
    /// line that is not blank decides: JSON Lines if the line is a JSON object, HTML if it begins
    /// like a page, text otherwise.
    ///
    /// Never returns [`Format::Auto`]. CSV is detected by its extension only, since most text has
    /// commas too.
    ///
    /// ```
    /// use adsift::input::Format;
    ///
    /// assert_eq!(Format::detect("news.csv.gz", b""), Format::Csv);
    /// assert_eq!(Format::detect("-", b"\n{\"text\": \"One.\"}\n"), Format::Jsonl);
    /// assert_eq!(Format::detect("-", b"{Not} an object."), Format::Text);
    /// ```
    pub fn detect(path: &str, first_bytes: &[u8]) -> Self {
        Format::of_name(path).unwrap_or_else(|| Format::of_content(first_bytes))
    }

    /// Detects the format by the file's name, ignoring case. Returns `None` for an unknown
    /// extension.
    pub fn of_name(path: &str) -> Option<Self> {
        let (name, compression) = Compression::of_name(path);
        let (_, extension) = name.rsplit_once('.')?;
        match &*extension.to_ascii_lowercase() {
            "csv" => Some(Format::Csv),
            "jsonl" | "ndjson" | "json" => Some(Format::Jsonl),
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "txt" => Some(Format::Text),
            "parquet" if compression == Compression::None => Some(Format::Parquet),
            _ => None,
        }
    }

    /// Detects JSON Lines, HTML or text by the first line that is not blank.
    pub(super) fn of_content(bytes: &[u8]) -> Self {
        let line = bytes
            .split(|&byte| byte == b'\n')
            .map(<[u8]>::trim_ascii)
            .find(|line| !line.is_empty())
            .unwrap_or_default();
        let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok();
        if line.starts_with(b"{") && is_json() {
            Format::Jsonl
        } else if is_html(line) {
            Format::Html
        } else {
            Format::Text
        }
    }
}

/// Reads the name of one of [`Format::NAMED`].
impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Format::NAMED
            .into_iter()
            .find(|format| format.as_str() == name)
            .ok_or_else(|| "unknown format; use auto, text, html, csv or jsonl".to_owned())
    }
}

/// Whether a text begins with a tag: `<p`, `<div`, `<!--`, after white space.
pub(super) fn begins_with_tag(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('<') && is_html(text.as_bytes())
}

/// Whether a line begins with a tag that can begin a page and by which browsers recognize HTML
/// ([MIME Sniffing](https://mimesniff.spec.whatwg.org/), section 7.1).
fn is_html(line: &[u8]) -> bool {
    let starts = [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<script", b"<!--"];
    starts.iter().any(|start| {
        let head = line.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extension_decides_before_content() {
        let json = b"{\"text\": \"One.\"}";
        for (path, format) in [
            ("a.csv", Format::Csv),
            ("A.CSV", Format::Csv),
            ("a.jsonl.ZST", Format::Jsonl),
            ("a.ndjson.gz", Format::Jsonl),
            ("a.txt", Format::Text),
            ("a.txt.gz", Format::Text),
            ("a.json", Format::Jsonl),
            ("a.JSONL.GZ", Format::Jsonl),
            ("A.Parquet", Format::Parquet),
            ("a.parquet.gz", Format::Jsonl),
            ("a.gz", Format::Jsonl),
            ("csv", Format::Jsonl),
            ("<stdin>", Format::Jsonl),
        ] {
            assert_eq!(Format::detect(path, json), format, "{path}");
        }
        for text in ["", "\n", "[1]", "{\"a\"", "{} x", "A line.\n{}"] {
            assert_eq!(Format::detect("-", text.as_bytes()), Format::Text, "{text}");
        }
    }

    #[test]
    fn compression_is_detected_ignoring_case() {
        assert_eq!(Compression::of_name("a.jsonl.GZ"), ("a.jsonl", Compression::Gzip));
        assert_eq!(Compression::of_name("a.zst"), ("a", Compression::Zstd));
        assert_eq!(Compression::of_name("gz"), ("gz", Compression::None));
    }
}
