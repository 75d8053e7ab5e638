//! Detects the format of an input by its name, then by its first bytes.

use super::content::{of_content, of_json, of_markup};
use super::extension::NamedAs;
use super::mail_head::is_mail;
use super::named_format::Format;
use crate::error::Problem;

/// First bytes of an input by which its format is detected.
pub(crate) const HEAD_BYTES: usize = 8 << 10;

/// Detects the format of an input. `text_column` is the column that a CSV must have.
///
/// # Errors
///
/// [`Problem::OtherFormat`] and [`Problem::OtherName`] for a format that adsift does not read.
pub(crate) fn format_of(path: &str, head: &[u8], text_column: &str) -> Result<Format, Problem> {
    let named = NamedAs::of(path);
    match &named {
        // Browsers and mail programs save MHTML and pages under either name.
        NamedAs::Format(Format::Html) if is_mail(head) => Ok(Format::Mail),
        NamedAs::Format(Format::Mail) if begins_with(head, Format::Html) => Ok(Format::Html),
        NamedAs::Format(Format::Html) if begins_with(head, Format::Feed) => Ok(Format::Feed),
        NamedAs::Format(Format::Jsonl) if is_other_json(head) => Ok(Format::Json),
        NamedAs::Format(Format::Html | Format::Markdown) if begins_with_records(head) => {
            Ok(of_json(head).unwrap_or(Format::Json))
        }
        NamedAs::Format(Format::Csv) if begins_with_records(head) => Err(Problem::OtherFormat {
            what: "JSON under the name of a CSV",
            repair: "give the file a name that ends with .json",
        }),
        NamedAs::Format(Format::Csv) if begins_with(head, Format::Html) => {
            Err(Problem::OtherFormat {
                what: "HTML under the name of a CSV",
                repair: "give the file a name that ends with .html",
            })
        }
        NamedAs::Format(format) => Ok(*format),
        NamedAs::Json => Ok(of_json(head).unwrap_or(Format::Json)),
        NamedAs::Xml => Ok(of_markup(head)?.unwrap_or(Format::Feed)),
        NamedAs::Unknown => of_content(head, text_column),
        NamedAs::Refused(..) => match (of_markup(head), named.problem()) {
            // Programs save pages under names such as `story.doc`.
            (Ok(Some(Format::Html)), _) => Ok(Format::Html),
            (_, Some(problem)) => Err(problem),
            (_, None) => of_content(head, text_column),
        },
    }
}

/// Whether records of JSON begin: an object, or an array of objects.
fn begins_with_records(head: &[u8]) -> bool {
    let start = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let is_array =
        start.strip_prefix(b"[").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{"));
    (is_array || start.starts_with(b"{")) && of_json(head).is_some()
}

/// Whether the first tag is that of a format.
fn begins_with(head: &[u8], format: Format) -> bool {
    matches!(of_markup(head), Ok(Some(found)) if found == format)
}

/// Whether JSON begins that is not JSON Lines: an array of objects, or an object on several lines.
pub(crate) fn is_other_json(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    let ends_line = |rest: &[u8]| rest.starts_with(b"\n") || rest.starts_with(b"\r\n");
    let starts_record = |rest: &[u8]| rest.trim_ascii_start().starts_with(b"{") || ends_line(rest);
    head.strip_prefix(b"[").is_some_and(starts_record)
        || head.strip_prefix(b"{").is_some_and(ends_line)
}

impl Format {
    /// Detects the format of an input by its name, then by its first bytes.
    ///
    /// The name's extension before a `.gz` or `.zst` decides. For `.txt`, `.json`, `.xml` and
    /// unknown extensions, the first bytes decide; the table is in the README. An input that adsift
    /// refuses to read is [`Format::Text`] here.
    ///
    /// Never returns [`Format::Auto`]. Without a name, CSV is detected by a header line with a known
    /// name, such as `text`, since most text has commas too.
    ///
    /// ```
    /// use adsift::input::Format;
    ///
    /// assert_eq!(Format::detect("news.csv.gz", b""), Format::Csv);
    /// assert_eq!(Format::detect("-", b"\n{\"text\": \"One.\"}\n"), Format::Jsonl);
    /// assert_eq!(Format::detect("-", b"[{\"text\": \"One.\"}]"), Format::Json);
    /// assert_eq!(Format::detect("-", b"{Not} an object."), Format::Text);
    /// ```
    pub fn detect(path: &str, first_bytes: &[u8]) -> Self {
        let head = &first_bytes[..first_bytes.len().min(HEAD_BYTES)];
        format_of(path, head, "text").unwrap_or(Format::Text)
    }

    /// Detects the format by the file's name, ignoring case. Returns `None` if the name does not
    /// decide.
    ///
    /// ```
    /// use adsift::input::Format;
    ///
    /// assert_eq!(Format::of_name("crawl.warc.gz"), Some(Format::Warc));
    /// assert_eq!(Format::of_name("story.txt"), None);
    /// ```
    pub fn of_name(path: &str) -> Option<Self> {
        match NamedAs::of(path) {
            NamedAs::Format(format) => Some(format),
            NamedAs::Json => Some(Format::Json),
            NamedAs::Xml | NamedAs::Refused(..) | NamedAs::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extension_decides_before_content() {
        let json = b"{\"text\": \"One.\"}";
        for (path, format) in [
            ("a.jsonl.ZST", Format::Jsonl),
            ("a.ndjson.gz", Format::Jsonl),
            ("a.json", Format::Jsonl),
            ("a.JSONL.GZ", Format::Jsonl),
            ("a.mht", Format::Mail),
            ("a.Atom", Format::Feed),
            ("a.warc.wet.gz", Format::Warc),
            ("a.srt", Format::Subtitles),
            ("A.Parquet", Format::Parquet),
            ("a.parquet.gz", Format::Jsonl),
            ("a.gz", Format::Jsonl),
            ("csv", Format::Jsonl),
            ("<stdin>", Format::Jsonl),
        ] {
            assert_eq!(Format::detect(path, json), format, "{path}");
        }
    }

    #[test]
    fn content_decides_for_names_that_leave_it_open() {
        for (path, head, format) in [
            ("a.txt", &b"<article><p>One.</p></article>"[..], Format::Html),
            ("a.txt.gz", b"One, two.", Format::Text),
            ("a.csv", b"One, two.", Format::Csv),
            ("A.CSV", b"", Format::Csv),
            ("a.shtml", b"One.", Format::Html),
            ("a.md", b"{One} two.", Format::Markdown),
            ("a.tsv", b"{One}\t2\n", Format::Csv),
            ("a.json", b"[{\"text\": \"One.\"}]", Format::Json),
            ("a.json", b"", Format::Json),
            ("a.xml", b"<?xml version='1.0'?><rss version='2.0'>", Format::Feed),
            ("a.xml", b"<?xml version='1.0'?><html>", Format::Html),
            ("a.doc", b"<html><p>One.", Format::Html),
            ("a.html", b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n", Format::Mail),
            ("a.html", b"From: Anna\n\n<p>One.", Format::Html),
            ("a.eml", b"<html><p>One.", Format::Html),
            ("a.html", b"[{\"text\": \"One.\"}]", Format::Json),
            ("a.htm", b"{\"text\": \"One.\"}\n", Format::Jsonl),
            ("a.md", b"[ {\"text\": \"One.\"}]", Format::Json),
            ("a.md", b"[\"One\"](https://mill.example)", Format::Markdown),
            ("a.jsonl", b"[\n{\"text\"", Format::Json),
            ("a.jsonl", b"{\n  \"text\"", Format::Json),
            ("a.jsonl", b"[{\"text\"", Format::Json),
            ("a.jsonl", b"[]\n", Format::Jsonl),
        ] {
            assert_eq!(Format::detect(path, head), format, "{path}");
        }
    }

    #[test]
    fn names_of_other_formats_are_refused_with_a_repair() {
        let refused = |path| format_of(path, b"One.", "text").unwrap_err().to_string();
        assert_eq!(
            refused("a.docx"),
            "this is a word processor's document by its name; open it and save it as plain text or \
             HTML"
        );
        let json = format_of("a.csv", b"[{\"text\": \"One.\"}]", "text").unwrap_err().to_string();
        assert!(json.starts_with("this is JSON under the name of a CSV; give the file a name"));
        assert!(format_of("a.csv", b"<!doctype html><p>One.", "text").is_err());
        assert!(refused("a.css").starts_with("this is a style sheet by its name; name the page"));
        assert!(format_of("a.xml", b"<?xml version='1.0'?><urlset>", "text").is_err());
    }
}
