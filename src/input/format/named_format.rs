//! `Format`: the formats that adsift reads, and their names.

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
#[non_exhaustive]
pub enum Format {
    /// Detected by the file's name, or by the first bytes if the name does not decide.
    #[default]
    Auto,
    /// The whole input is one article.
    Text,
    /// The whole input is one page of HTML.
    Html,
    /// Values with a header: separated by commas, or by another delimiter.
    Csv,
    /// One object `{"id": …, "text": …}` per line.
    Jsonl,
    /// Objects `{"id": …, "text": …}` in an array or one after another, on any number of lines.
    Json,
    /// A mail, a page saved as MHTML, or a mailbox (mbox).
    Mail,
    /// RSS, Atom or JSON Feed: every item is an article.
    Feed,
    /// A web archive, WARC or WET: every page is an article.
    Warc,
    /// Subtitles, WebVTT or SubRip: the whole input is one article.
    Subtitles,
    /// Markdown: the whole input is one article.
    Markdown,
    /// Apache Parquet, which only [`shards`](crate::shards) reads.
    Parquet,
}

impl Format {
    /// The formats that [`FromStr`] reads.
    pub const NAMED: [Format; 11] = [
        Format::Auto,
        Format::Text,
        Format::Html,
        Format::Csv,
        Format::Jsonl,
        Format::Json,
        Format::Mail,
        Format::Feed,
        Format::Warc,
        Format::Subtitles,
        Format::Markdown,
    ];

    /// Returns the format's name, which [`FromStr`] reads.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Auto => "auto",
            Format::Text => "text",
            Format::Html => "html",
            Format::Csv => "csv",
            Format::Jsonl => "jsonl",
            Format::Json => "json",
            Format::Mail => "mail",
            Format::Feed => "feed",
            Format::Warc => "warc",
            Format::Subtitles => "subtitles",
            Format::Markdown => "markdown",
            Format::Parquet => "parquet",
        }
    }

    /// Whether an input of this format is one article as a rule.
    ///
    /// ```
    /// use adsift::input::Format;
    ///
    /// assert!(Format::Html.is_one_article());
    /// assert!(!Format::Warc.is_one_article());
    /// ```
    pub const fn is_one_article(self) -> bool {
        matches!(
            self,
            Format::Text | Format::Html | Format::Mail | Format::Subtitles | Format::Markdown
        )
    }
}

/// Reads the name of one of [`Format::NAMED`].
impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let names = Format::NAMED.map(Format::as_str);
        match names.iter().position(|known| *known == name) {
            Some(at) => Ok(Format::NAMED[at]),
            None => Err(format!("unknown format; use one of {}", names.join(", "))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_format_is_read_by_its_name() {
        for format in Format::NAMED {
            assert_eq!(format.as_str().parse(), Ok(format));
        }
        let message = "xml".parse::<Format>().unwrap_err();
        assert!(message.ends_with("warc, subtitles, markdown"), "{message}");
    }
}
