//! `ArchivedPage`: the bytes of a page in a web archive, and its article.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use zstd::stream::read::Decoder as ZstdDecoder;

use super::chunked::{Dechunked, dechunked};
use super::http_head::HttpHead;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Place, Problem, Result};
use crate::input::format::begins_with_tag;
use crate::input::html::HtmlPage;
use crate::input::text_settings::TextSettings;
use crate::limits::MAX_ZSTD_WINDOW_LOG;

/// A page of a web archive.
///
/// [`RawArticle::parse`](crate::input::RawArticle::parse) returns its article.
#[derive(Debug)]
pub struct ArchivedPage {
    id: ArticleId,
    place: Place,
    payload: Payload,
    bytes: Vec<u8>,
    /// Whether the crawler has cut the page.
    is_truncated: bool,
    texts: TextSettings,
}

/// What the bytes of a record are.
#[derive(Debug)]
pub(super) enum Payload {
    /// An HTTP response.
    Http(HttpHead),
    /// A page.
    Html,
    /// Plain text.
    Text,
}

impl ArchivedPage {
    pub(super) fn new(
        id: ArticleId,
        place: Place,
        payload: Payload,
        bytes: Vec<u8>,
        is_truncated: bool,
        texts: TextSettings,
    ) -> Self {
        ArchivedPage { id, place, payload, bytes, is_truncated, texts }
    }

    /// Returns the length of the record in bytes.
    pub(in crate::input) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Decodes and parses the page.
    ///
    /// # Errors
    ///
    /// [`Problem::WarcPage`], [`Problem::InvalidUtf8`], the problems of HTML, and the limits of an
    /// article.
    pub(in crate::input) fn parse(self) -> Result<Article> {
        let limits = self.texts.limits;
        let (html, charset) = match &self.payload {
            Payload::Text => return self.text(),
            Payload::Html => (self.bytes, None),
            Payload::Http(head) => {
                let body = &self.bytes[head.length..];
                let decoded = decoded(head, body, self.is_truncated, limits.record_bytes)
                    .map_err(|problem| Error::of_record(self.place.clone(), problem, body))?;
                if head.is_text && !begins_with_tag(&String::from_utf8_lossy(&decoded)) {
                    let bytes = decoded_text(decoded, head.charset.as_deref());
                    return ArchivedPage { bytes, payload: Payload::Text, ..self }.text();
                }
                (decoded, head.charset.as_deref())
            }
        };
        // Valid UTF-8 is UTF-8, whatever the server says.
        let is_utf_8 = std::str::from_utf8(&html).is_ok();
        let named = || charset.and_then(|label| Encoding::for_label(label.as_bytes()));
        let encoding = if is_utf_8 { Some(UTF_8) } else { named() };
        HtmlPage::new(self.id, self.place, html, encoding, limits).parse()
    }

    fn text(self) -> Result<Article> {
        let ArchivedPage { id, place, bytes, texts, .. } = self;
        match std::str::from_utf8(&bytes) {
            Err(_) => Err(Error::of_record(place, Problem::InvalidUtf8, &bytes)),
            Ok(text) => {
                let article = texts.limits.article(id, text, texts.paragraphs);
                article.map_err(|problem| Error::of_record(place, problem, &bytes))
            }
        }
    }
}

/// Decodes a text to UTF-8: valid UTF-8 is UTF-8, whatever the server says.
fn decoded_text(bytes: Vec<u8>, charset: Option<&str>) -> Vec<u8> {
    if std::str::from_utf8(&bytes).is_ok() {
        return bytes;
    }
    let named = charset.and_then(|label| Encoding::for_label(label.as_bytes()));
    let encoding = named.filter(|encoding| *encoding != UTF_8).unwrap_or(WINDOWS_1252);
    encoding.decode(&bytes).0.into_owned().into_bytes()
}

/// Decodes the chunks and the compression of a body to at most `limit` bytes.
fn decoded(
    head: &HttpHead,
    body: &[u8],
    is_truncated: bool,
    limit: usize,
) -> Result<Vec<u8>, Problem> {
    let chunks = if head.is_chunked { dechunked(body) } else { Dechunked::NotChunked };
    let body = match chunks {
        Dechunked::NotChunked => body.to_vec(),
        Dechunked::Whole(body) => body,
        Dechunked::CutShort(body) if is_truncated => body,
        Dechunked::CutShort(_) => {
            return Err(Problem::WarcPage("the chunked data is cut short".to_owned()));
        }
    };
    let start = String::from_utf8_lossy(&body[..body.len().min(1024)]);
    // Some crawlers decompress a page and keep the head.
    if head.compression.is_empty() || body.is_empty() || begins_with_tag(&start) {
        return Ok(body);
    }
    let result = match &*head.compression {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(&*body), limit),
        "deflate" if body[0] & 0x0F == 8 => read(ZlibDecoder::new(&*body), limit),
        "deflate" => read(DeflateDecoder::new(&*body), limit),
        "zstd" => match zstd_decoder(&body) {
            Ok(decoder) => read(decoder, limit),
            Err(error) => (Vec::new(), Some(error)),
        },
        "identity" | "none" | "utf-8" => return Ok(body),
        other => {
            let other: String = other.chars().take(20).collect();
            return Err(Problem::WarcPage(format!("its compression is {other:?}")));
        }
    };
    match result {
        (bytes, _) if bytes.len() > limit => Err(Problem::PageTooLong { limit }),
        (bytes, None) => Ok(bytes),
        (bytes, Some(_)) if is_truncated => Ok(bytes),
        (_, Some(error)) => Err(Problem::WarcPage(format!("its compression is damaged: {error}"))),
    }
}

/// Reads at most one byte more than `limit`, and the error after which there are no more.
fn read(decoder: impl Read, limit: usize) -> (Vec<u8>, Option<io::Error>) {
    let mut bytes = Vec::new();
    let error = decoder.take(limit as u64 + 1).read_to_end(&mut bytes).err();
    (bytes, error)
}

fn zstd_decoder(body: &[u8]) -> io::Result<ZstdDecoder<'_, io::BufReader<&[u8]>>> {
    let mut decoder = ZstdDecoder::new(body)?;
    decoder.window_log_max(MAX_ZSTD_WINDOW_LOG)?;
    Ok(decoder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::source::tests::{gzip, zstd};
    use std::io::Write;

    const HTML: &[u8] = b"<p>The council voted.</p>";

    fn head(compression: &str, is_chunked: bool) -> HttpHead {
        HttpHead {
            length: 0,
            is_chunked,
            compression: compression.into(),
            charset: None,
            is_text: false,
        }
    }

    #[test]
    fn compressed_and_chunked_bodies_are_decoded() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Default::default());
        zlib.write_all(HTML).unwrap();
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), Default::default());
        raw.write_all(HTML).unwrap();
        for (compression, body) in [
            ("", HTML.to_vec()),
            ("gzip", gzip(HTML)),
            ("gzip", HTML.to_vec()),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", raw.finish().unwrap()),
            ("zstd", zstd(HTML)),
            ("br", HTML.to_vec()),
        ] {
            let chunked =
                [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
            for (is_chunked, body) in [(false, &body), (true, &chunked), (true, &body)] {
                let decoded = decoded(&head(compression, is_chunked), body, false, 100);
                assert_eq!(decoded.unwrap(), HTML, "{compression} {is_chunked}");
            }
        }
    }

    #[test]
    fn damaged_and_long_bodies_are_errors() {
        let long = gzip(&b"<p>".repeat(100));
        let refused = |compression, body: &[u8]| {
            decoded(&head(compression, false), body, false, 299).unwrap_err().to_string()
        };
        assert!(refused("gzip", &long).starts_with("a page longer than 299 bytes"));
        assert!(decoded(&head("gzip", false), &long, false, 300).is_ok());
        let cut = &long[..long.len() - 9];
        let message = decoded(&head("gzip", false), cut, false, 300).unwrap_err().to_string();
        assert!(message.contains("its compression is damaged"), "{message}");
        assert!(decoded(&head("gzip", false), cut, true, 300).is_ok());
        assert!(refused("br", &long).contains("its compression is \"br\""));
        let chunked = decoded(&head("", true), b"9\r\n<p>", false, 300).unwrap_err();
        assert!(chunked.to_string().contains("the chunked data is cut short"));
    }
}
