//! `HttpHead`: the head of an HTTP response with a page.

use super::record_head::field;
use crate::input::format::{begins_with_feed, begins_with_tag};

/// How the body of a response is encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HttpHead {
    /// Length of the head in bytes; the body follows.
    pub(super) length: usize,
    pub(super) is_chunked: bool,
    /// The compression, in lower case; empty for none.
    pub(super) compression: String,
    /// The declared character encoding.
    pub(super) charset: Option<String>,
    /// Whether the body is plain text.
    pub(super) is_text: bool,
}

/// Compressions that are decoded, and names for none.
const COMPRESSIONS: [&str; 8] =
    ["", "gzip", "x-gzip", "deflate", "zstd", "identity", "none", "utf-8"];

impl HttpHead {
    /// The name of the page's compression if it is not decoded; `None` too if the page is not
    /// compressed in spite of its head.
    pub(super) fn unknown_compression(&self, response: &[u8]) -> Option<&str> {
        let body = response.get(self.length..).unwrap_or_default();
        let body = &body[..body.len().min(1024)];
        // The length of the first chunk precedes it.
        let chunk = match memchr::memchr(b'\n', body) {
            Some(end) if self.is_chunked => &body[end + 1..],
            _ => body,
        };
        let is_plain =
            [body, chunk].iter().any(|body| begins_with_tag(&String::from_utf8_lossy(body)));
        let is_known = COMPRESSIONS.contains(&&*self.compression);
        (!is_known && !is_plain && !body.is_empty()).then_some(&*self.compression)
    }

    /// Parses the head of a successful response with a page of HTML or a text. Returns `None` for
    /// any other response.
    pub(super) fn of_page(response: &[u8]) -> Option<Self> {
        let line = response.strip_prefix(b"HTTP/")?;
        let status = line.split(|byte| *byte == b' ').nth(1)?;
        if status.first() != Some(&b'2') {
            return None;
        }
        let length = end(response)?;
        let head = &response[..length];
        let content = field(head, "content-type").unwrap_or_default();
        let compression = field(head, "content-encoding").unwrap_or_default().to_ascii_lowercase();
        let kind = content.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let is_html = match &*kind {
            "text/html" | "application/xhtml+xml" | "text/plain" => true,
            "" => {
                let body = &response[length..response.len().min(length + 1024)];
                !compression.is_empty() || begins_with_tag(&String::from_utf8_lossy(body))
            }
            _ => false,
        };
        let coding = field(head, "transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        is_html.then(|| HttpHead {
            length,
            is_chunked: coding.contains("chunked"),
            compression: compression.trim().to_owned(),
            charset: charset(&content),
            is_text: kind == "text/plain",
        })
    }
}

/// Whether a record, with or without the head of a response, holds a feed.
pub(super) fn is_feed(record: &[u8]) -> bool {
    let head = if record.starts_with(b"HTTP/") { end(record).unwrap_or(record.len()) } else { 0 };
    let content = field(&record[..head], "content-type").unwrap_or_default().to_ascii_lowercase();
    let kinds = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    kinds.iter().any(|kind| content.starts_with(kind)) || begins_with_feed(&record[head..])
}

/// The end of the blank line after the head.
fn end(response: &[u8]) -> Option<usize> {
    let crlf = memchr::memmem::find(response, b"\r\n\r\n").map(|at| at + 4);
    let lf = memchr::memmem::find(&response[..crlf.unwrap_or(response.len())], b"\n\n");
    lf.map(|at| at + 2).or(crlf)
}

/// The value of the parameter `charset`.
fn charset(content: &str) -> Option<String> {
    let mut parameters = content.split(';').skip(1);
    parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']).to_owned();
        name.trim().eq_ignore_ascii_case("charset").then_some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_status_and_type() {
        let head = b"HTTP/1.1 200 OK\r\ncontent-TYPE: Text/HTML; Charset=\"latin1\"\r\n\
              Transfer-Encoding: chunked\r\nContent-Encoding: GZIP\r\n\r\n";
        let page = HttpHead::of_page(&[&head[..], b"<p>\r\n\r\n"].concat());
        assert_eq!(
            page,
            Some(HttpHead {
                length: head.len(),
                is_chunked: true,
                compression: "gzip".into(),
                charset: Some("latin1".into()),
                is_text: false,
            })
        );
        assert!(HttpHead::of_page(b"HTTP/2 200\nContent-Type: text/html\n\n<p>").is_some());
        for other in [
            &b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\n\r\n"[..],
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\n\r\n{}",
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
            b"HTTP/1.1",
            b"",
        ] {
            assert_eq!(HttpHead::of_page(other), None);
        }
    }
}
