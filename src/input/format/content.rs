//! The format of an input by its first bytes.

use super::block_tags::has_block_tags;
use super::header_line::is_csv;
use super::mail_head::is_mail;
use super::markup_tag::FirstTag;
use super::named_format::Format;
use crate::error::Problem;
use crate::input::json::{other_form, wrapped_array};

/// Detects the format by the first bytes of an input; `text_column` is the column that a CSV must
/// have.
///
/// # Errors
///
/// [`Problem::OtherFormat`] for XML that is neither a feed nor a page.
pub(super) fn of_content(head: &[u8], text_column: &str) -> Result<Format, Problem> {
    if is_warc(head) {
        return Ok(Format::Warc);
    }
    if head.starts_with(b"filedesc://") {
        return Err(Problem::OtherFormat {
            what: "an ARC file, the form of web archives before WARC",
            repair: "convert it to WARC, for example with warcio",
        });
    }
    if is_subtitles(head) {
        return Ok(Format::Subtitles);
    }
    if let Some(json) = of_json(head) {
        return Ok(json);
    }
    if let Some(markup) = of_markup(head)? {
        return Ok(markup);
    }
    Ok(if is_mail(head) {
        Format::Mail
    } else if has_front_matter(head) {
        Format::Markdown
    } else if is_csv(head, text_column) {
        Format::Csv
    } else if has_block_tags(head) {
        Format::Html
    } else {
        Format::Text
    })
}

/// Detects HTML and feeds by the first tag.
///
/// # Errors
///
/// [`Problem::OtherFormat`] for other XML.
pub(super) fn of_markup(head: &[u8]) -> Result<Option<Format>, Problem> {
    match FirstTag::of(head) {
        FirstTag::Html => Ok(Some(Format::Html)),
        FirstTag::Feed => Ok(Some(Format::Feed)),
        FirstTag::None => Ok(None),
        FirstTag::Sitemap => Err(Problem::OtherFormat {
            what: "a sitemap, which lists addresses of pages",
            repair: "download the pages and name their files",
        }),
        FirstTag::Xml => Err(Problem::OtherFormat {
            what: "XML that is neither a feed (RSS, Atom) nor a page (XHTML)",
            repair: "convert it to HTML or JSON Lines",
        }),
    }
}

/// Detects JSON: JSON Lines if the first line that is not blank is an object, and JSON of another
/// form if an array or an object begins. Prose may begin with a bracket or a brace too.
pub(super) fn of_json(head: &[u8]) -> Option<Format> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let line = head.split(|&byte| byte == b'\n').next().unwrap_or_default().trim_ascii_end();
    match head.split_first()? {
        (b'{', rest) => {
            if is_json_feed(head) {
                return Some(Format::Feed);
            }
            if of_json_line(line) {
                return Some(Format::Jsonl);
            }
            let rest = rest.trim_ascii_start();
            (rest.starts_with(b"\"") && after_string(rest).is_some_and(|next| next == b':'))
                .then_some(Format::Json)
        }
        (b'[', rest) => {
            let rest = rest.trim_ascii_start();
            match rest.first()? {
                b'{' => of_json(rest).map(|_| Format::Json),
                b'[' => of_json(rest),
                b']' => {
                    (rest.len() == 1 || rest[1..].trim_ascii().is_empty()).then_some(Format::Json)
                }
                b'"' => after_string(rest)
                    .is_some_and(|next| b",]".contains(&next))
                    .then_some(Format::Json),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether the first line that is not blank is a record, so that the input is JSON Lines.
pub(crate) fn of_json_line(line: &[u8]) -> bool {
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii();
    line.starts_with(b"{")
        && !is_json_feed(line)
        && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
        && wrapped_array(line).is_none()
        && other_form(line).is_none()
}

/// The byte after the string with which the bytes begin, and white space.
fn after_string(text: &[u8]) -> Option<u8> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'\\' => at += 2,
            b'"' => break,
            _ => at += 1,
        }
    }
    text[at + 1..].trim_ascii_start().first().copied()
}

fn is_json_feed(head: &[u8]) -> bool {
    memchr::memmem::find(&head[..head.len().min(300)], b"//jsonfeed.org/version/").is_some()
        || memchr::memmem::find(&head[..head.len().min(300)], br"\/\/jsonfeed.org\/version")
            .is_some()
}

/// Whether a web archive begins: `WARC/1.0`.
fn is_warc(head: &[u8]) -> bool {
    let head = head.trim_ascii_start();
    head.starts_with(b"WARC/") && head.get(5).is_some_and(u8::is_ascii_digit)
}

/// Whether subtitles begin: `WEBVTT`, or a number and a line with an arrow.
fn is_subtitles(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if let Some(rest) = head.strip_prefix(b"WEBVTT") {
        return rest.first().is_none_or(u8::is_ascii_whitespace);
    }
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let mut lines = lines.by_ref().filter(|line| !line.is_empty());
    let is_number = |line: &[u8]| !line.is_empty() && line.iter().all(u8::is_ascii_digit);
    let is_time = |line: &[u8]| {
        line.first().is_some_and(u8::is_ascii_digit)
            && line.contains(&b':')
            && memchr::memmem::find(line, b"-->").is_some()
    };
    match lines.next() {
        Some(first) if is_number(first) => lines.next().is_some_and(is_time),
        Some(first) => is_time(first),
        None => false,
    }
}

/// Whether Markdown begins with front matter: `---`, then `title: One.`, then `---`.
fn has_front_matter(head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.trim_start_matches('\u{FEFF}').lines().map(str::trim_end);
    if lines.next() != Some("---") {
        return false;
    }
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(key, value)| {
            let is_part = |char: char| char.is_alphanumeric() || "_- ".contains(char);
            !key.is_empty()
                && key.chars().all(is_part)
                && (value.is_empty() || value.starts_with(' '))
        })
    };
    let first = lines.next().is_some_and(is_key);
    first && lines.take(200).any(|line| line == "---" || line == "...")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(head: &str) -> Format {
        of_content(head.as_bytes(), "text").unwrap()
    }

    #[test]
    fn every_format_is_detected_by_its_first_bytes() {
        for (head, format) in [
            ("{\"text\": \"One.\"}\n", Format::Jsonl),
            ("\u{FEFF}\n{\"text\": \"One.\"}\n{", Format::Jsonl),
            ("[{\"text\": \"One.\"}]", Format::Json),
            ("[\n  {\n    \"text\": \"One.\"", Format::Json),
            ("{\n  \"text\": \"One.\"\n}", Format::Json),
            ("[]\n", Format::Json),
            ("[\"One.\", \"Two.\"]", Format::Json),
            ("{\n\"version\": \"https://jsonfeed.org/version/1.1\",", Format::Feed),
            ("<p>One.</p>", Format::Html),
            ("<?xml version=\"1.0\"?><rss version=\"2.0\">", Format::Feed),
            ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", Format::Warc),
            ("WEBVTT\n\n00:00.000 --> 00:01.000\nOne.", Format::Subtitles),
            ("1\r\n00:00:01,000 --> 00:00:02,000\r\nOne.", Format::Subtitles),
            ("MIME-Version: 1.0\nFrom: a\n\nOne.", Format::Mail),
            ("---\ntitle: One\ntags: [a]\n---\n\nTwo.", Format::Markdown),
            ("id,text\n1,One.\n", Format::Csv),
            ("id,text\n1,<p>One.</p>\n", Format::Csv),
            ("One.<br><br>Two.", Format::Html),
            ("<amp-img></amp-img><p>One.</p>", Format::Html),
        ] {
            assert_eq!(detected(head), format, "{head}");
        }
    }

    #[test]
    fn prose_that_begins_like_another_format_is_text() {
        for head in [
            "",
            "\n",
            "[1] The council met.",
            "[Photo: the bridge] The council met.",
            "[\"We shall see,\" she said] The council met.",
            "{Not} an object.",
            "{} x",
            "A line.\n{}",
            "WARC files are large.",
            "WEBVTTs are files.",
            "1\nThe council met --> it voted.",
            "---\nThe council met.\n---\n",
            "---\nNote: one\nTwo.",
            "# A heading\n\nThe council met.",
        ] {
            assert_eq!(detected(head), Format::Text, "{head}");
        }
    }

    #[test]
    fn other_xml_is_refused_with_a_repair() {
        let sitemap = of_content(b"<?xml version='1.0'?><urlset><url>", "text").unwrap_err();
        assert_eq!(
            sitemap.to_string(),
            "this is a sitemap, which lists addresses of pages; download the pages and name their \
             files"
        );
        assert!(of_content(b"<?xml version='1.0'?><NewsML>", "text").is_err());
    }
}
