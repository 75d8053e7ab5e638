//! What form an input has, and how that is found.

/// What form an input has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Found by the name, and where that says nothing by the first line.
    #[default]
    Auto,
    /// The whole input is one article.
    Text,
    /// The whole input is one page of HTML.
    Html,
    /// Comma separated, with a header.
    Csv,
    /// An object `{"id": …, "text": …}` a line.
    Jsonl,
}

impl Format {
    /// The format of an input: by its extension, before a `.gz` or `.zst`; where that says nothing,
    /// JSON Lines if the first line that is not blank is a JSON object, HTML if it begins as pages do, else text.
    ///
    /// Never [`Format::Auto`]. CSV is known by its extension alone: most text has a comma too.
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

    /// What the name says, if anything.
    pub(super) fn of_name(path: &str) -> Option<Self> {
        let name = path.to_ascii_lowercase();
        let name = name
            .strip_suffix(".gz")
            .or_else(|| name.strip_suffix(".zst"))
            .unwrap_or(&name);
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Format::Csv),
            "jsonl" | "ndjson" => Some(Format::Jsonl),
            "html" | "htm" | "xhtml" => Some(Format::Html),
            "txt" => Some(Format::Text),
            _ => None,
        }
    }

    /// What the first line that is not blank says.
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

/// Whether a line begins as a page does, by the tags that browsers go by where no type is given
/// ([MIME Sniffing](https://mimesniff.spec.whatwg.org/), section 7.1), those that begin a page.
fn is_html(line: &[u8]) -> bool {
    let starts = [
        &b"<!doctype html"[..],
        b"<html",
        b"<head",
        b"<body",
        b"<script",
        b"<!--",
    ];
    starts.iter().any(|start| {
        let head = line.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_before_the_content() {
        let json = b"{\"text\": \"One.\"}";
        for (path, format) in [
            ("a.csv", Format::Csv),
            ("A.CSV", Format::Csv),
            ("a.jsonl.zst", Format::Jsonl),
            ("a.ndjson.gz", Format::Jsonl),
            ("a.txt", Format::Text),
            ("a.txt.gz", Format::Text),
            ("a.json", Format::Jsonl),
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
}
