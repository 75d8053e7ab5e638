//! Web archives, WARC and WET: every page of HTML, and every text that a WET file holds, is an
//! article.
//!
//! The crate `warc` reads a head of any length and a body of any length into memory, line by line,
//! so that a damaged length takes all memory. This reader bounds both, and passes over images and
//! videos without holding them.

mod archived_page;
mod chunked;
mod http_head;
mod other_records;
mod record_head;

use std::io::{BufRead, Read};
use std::sync::Arc;

pub use self::archived_page::ArchivedPage;
use self::archived_page::Payload;
use self::http_head::{HttpHead, is_feed};
use self::other_records::OtherRecords;
use self::record_head::{RecordHead, RecordKind};
use super::format::begins_with_tag;
use super::notices::Notices;
use super::source::progress::ReadProgress;
use super::source::{Source, read_error};
use super::text_settings::TextSettings;
use crate::article::ArticleId;
use crate::error::{Error, Place, Problem, Result};
use crate::limits::MAX_ARCHIVE_HEAD_BYTES;
use crate::terminal::excerpt;

/// The pages of a web archive.
pub(super) struct ArchivedPages {
    source: Source,
    path: Arc<str>,
    texts: TextSettings,
    progress: Option<Arc<ReadProgress>>,
    notices: Option<Arc<Notices>>,
    /// Pages found so far, and records of other kinds by what they hold.
    pages: u64,
    others: OtherRecords,
    /// Offset of the next byte.
    next: u64,
    /// Number of the last record.
    number: u64,
    /// Bytes of the last record that must be skipped.
    rest: u64,
}

impl ArchivedPages {
    /// Creates a reader of the pages of a source. Records without a page are counted in `progress`,
    /// and `notices` names those that a reader may miss.
    pub(super) fn new(
        source: Source,
        texts: TextSettings,
        progress: Option<Arc<ReadProgress>>,
        notices: Option<Arc<Notices>>,
    ) -> Self {
        ArchivedPages {
            path: source.path.as_str().into(),
            next: source.offset,
            source,
            texts,
            progress,
            notices,
            pages: 0,
            others: OtherRecords::default(),
            number: 0,
            rest: 0,
        }
    }

    fn next_page(&mut self) -> Result<Option<ArchivedPage>> {
        let rest = std::mem::take(&mut self.rest);
        self.skip(self.next, rest)?;
        loop {
            let Some((start, head)) = self.next_head()? else {
                if let Some(notices) = &self.notices {
                    self.others.say(&self.path, self.pages, notices);
                }
                return Ok(None);
            };
            self.number += 1;
            let head = RecordHead::parse(&head)
                .map_err(|reason| self.problem(start, Problem::Warc(reason)))?;
            match self.page(start, &head)? {
                Some(page) => {
                    self.pages += 1;
                    return Ok(Some(page));
                }
                None if head.kind == RecordKind::Note => {}
                None => {
                    if let Some(progress) = &self.progress {
                        progress.pass_over();
                    }
                }
            }
        }
    }

    /// Reads the body of a record. Returns `None` if the record holds no page.
    fn page(&mut self, start: u64, head: &RecordHead) -> Result<Option<ArchivedPage>> {
        let limit = self.texts.limits.record_bytes;
        let mut left = head.length;
        let mut bytes = Vec::new();
        let payload = match head.kind {
            RecordKind::Response => {
                left -= self.read(start, left.min(MAX_ARCHIVE_HEAD_BYTES as u64), &mut bytes)?;
                let target = head.target.as_deref().unwrap_or_default();
                let page = HttpHead::of_page(&bytes)
                    .filter(|page| !page.is_text || !target.ends_with("/robots.txt"));
                let unknown = page.as_ref().and_then(|page| page.unknown_compression(&bytes));
                if let Some(name) = unknown {
                    let name = excerpt(name, 20);
                    self.others.count(format!("pages compressed with {name}, which is not read"));
                    None
                } else if let Some(page) = page {
                    Some(Payload::Http(page))
                } else if is_feed(&bytes) {
                    self.others.count("feeds, which are read from separate files".to_owned());
                    None
                } else if !bytes.starts_with(b"HTTP/") && is_page(&bytes) {
                    Some(Payload::Html)
                } else {
                    self.others.count(String::new());
                    None
                }
            }
            RecordKind::Page => Some(Payload::Html),
            RecordKind::Text => Some(Payload::Text),
            RecordKind::Note => None,
            RecordKind::Other => {
                self.others.count(String::new());
                None
            }
        };
        let Some(payload) = payload else {
            self.skip(start, left)?;
            return Ok(None);
        };
        if head.length > limit as u64 {
            self.rest = left;
            return Err(self.problem(start, Problem::LineTooLong { limit }));
        }
        self.read(start, left, &mut bytes)?;
        let id = match &head.target {
            Some(target) => ArticleId::Text(target.clone()),
            None => ArticleId::Text(format!("{}:{}", self.path, self.number)),
        };
        let place = self.place(start);
        Ok(Some(ArchivedPage::new(id, place, payload, bytes, head.is_truncated, self.texts)))
    }

    /// Reads the head of the next record, after blank lines, and its offset. Returns `None` at the
    /// end of the archive.
    fn next_head(&mut self) -> Result<Option<(u64, Vec<u8>)>> {
        let (mut head, mut start) = (Vec::new(), self.next);
        loop {
            let before = head.len();
            let room = (MAX_ARCHIVE_HEAD_BYTES - before) as u64;
            let read = self.source.reader.by_ref().take(room).read_until(b'\n', &mut head);
            read.map_err(|error| read_error(&self.path, error))?;
            self.next += (head.len() - before) as u64;
            let line = &head[before..];
            if line.is_empty() {
                if head.is_empty() {
                    return Ok(None);
                }
                let reason = if room == 0 { "a head of too many bytes" } else { CUT_SHORT };
                return Err(self.problem(start, Problem::Warc(reason.to_owned())));
            }
            if !line.trim_ascii().is_empty() {
                if before == 0 && !line.starts_with(b"WARC/") {
                    let reason = "there is no line WARC/1.0 where a record must begin".to_owned();
                    return Err(self.problem(start, Problem::Warc(reason)));
                }
                continue;
            }
            if before > 0 {
                return Ok(Some((start, head)));
            }
            head.clear();
            start = self.next;
        }
    }

    /// Reads exactly `length` bytes.
    fn read(&mut self, start: u64, length: u64, bytes: &mut Vec<u8>) -> Result<u64> {
        let before = bytes.len();
        let reserved = usize::try_from(length).unwrap_or(0);
        bytes.reserve_exact(reserved.min(self.texts.limits.record_bytes));
        let read = self.source.reader.by_ref().take(length).read_to_end(bytes);
        read.map_err(|error| read_error(&self.path, error))?;
        let read = (bytes.len() - before) as u64;
        self.next += read;
        if read < length {
            return Err(self.problem(start, Problem::Warc(CUT_SHORT.to_owned())));
        }
        Ok(read)
    }

    /// Skips `length` bytes without holding them.
    fn skip(&mut self, start: u64, length: u64) -> Result<()> {
        let mut left = length;
        while left > 0 {
            let available = self.source.reader.fill_buf();
            let available = available.map_err(|error| read_error(&self.path, error))?.len() as u64;
            if available == 0 {
                return Err(self.problem(start, Problem::Warc(CUT_SHORT.to_owned())));
            }
            let taken = available.min(left);
            self.source.reader.consume(usize::try_from(taken).unwrap_or(usize::MAX));
            self.next += taken;
            left -= taken;
        }
        Ok(())
    }

    fn place(&self, start: u64) -> Place {
        Place { byte: Some(start), ..Place::file(&*self.path) }
    }

    fn problem(&self, start: u64, problem: Problem) -> Error {
        Error::input(self.place(start), problem)
    }
}

/// Whether a record without the head of a response is a page.
fn is_page(record: &[u8]) -> bool {
    begins_with_tag(&String::from_utf8_lossy(&record[..record.len().min(1024)]))
}

const CUT_SHORT: &str = "the last record is cut short";

impl Iterator for ArchivedPages {
    type Item = Result<ArchivedPage>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_page().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;
    use crate::input::Reading;
    use crate::input::source::tests::{gzip, trickle};
    use crate::limits::Limits;
    use proptest::prelude::*;

    fn record(fields: &str, body: &[u8]) -> Vec<u8> {
        let head = format!("WARC/1.0\r\n{fields}Content-Length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body, b"\r\n\r\n"].concat()
    }

    fn response(url: &str, http: &[u8]) -> Vec<u8> {
        let fields = format!(
            "WARC-Type: response\r\nWARC-Target-URI: {url}\r\n\
             Content-Type: application/http; msgtype=response\r\n"
        );
        record(&fields, http)
    }

    type Found = (Vec<Result<Article, String>>, u64);

    fn read_within(warc: &[u8], record_bytes: usize) -> Found {
        let progress = Arc::new(ReadProgress::new());
        let source = Source::new("a.warc", trickle(warc), &Reading::default()).unwrap();
        let limits = Limits { record_bytes, ..Limits::default() };
        let texts = TextSettings { limits, ..TextSettings::default() };
        let pages = ArchivedPages::new(source, texts, Some(progress.clone()), None);
        let mut found = Vec::new();
        for page in pages {
            let article = page.and_then(ArchivedPage::parse);
            let ends = article.as_ref().is_err_and(Error::ends_input);
            found.push(article.map_err(|error| error.to_string()));
            if ends {
                break;
            }
        }
        (found, progress.passed_over())
    }

    fn read(warc: &[u8]) -> Found {
        read_within(warc, 1 << 20)
    }

    const PAGE: &[u8] =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The council voted.</p>";

    #[test]
    fn pages_of_responses_are_articles_and_other_records_are_counted() {
        let warc = [
            record("WARC-Type: warcinfo\r\n", b"software: x\r\n"),
            record("WARC-Type: request\r\nWARC-Target-URI: https://mill.example/1\r\n", b"GET /"),
            response("https://mill.example/1", PAGE),
            response(
                "https://mill.example/a.png",
                b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG",
            ),
            response(
                "https://mill.example/2",
                b"HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n<p>No.</p>",
            ),
            response("<https://mill.example/3>", b"HTTP/1.0 200 OK\r\n\r\n<html><p>Two.</p>"),
            record("WARC-Type: revisit\r\n", b""),
            record(
                "WARC-Type: resource\r\nContent-Type: text/html; charset=utf-8\r\n",
                b"<p>Three.</p>",
            ),
        ]
        .concat();
        for bytes in [warc.clone(), gzip(&warc)] {
            let (found, passed_over) = read(&bytes);
            let found: Vec<_> = found.into_iter().map(Result::unwrap).collect();
            let shown: Vec<_> =
                found.iter().map(|page| (page.id.to_string(), &*page.text)).collect();
            assert_eq!(
                shown,
                [
                    ("https://mill.example/1".into(), "The council voted."),
                    ("https://mill.example/3".into(), "Two."),
                    ("a.warc:8".into(), "Three."),
                ]
            );
            assert_eq!(passed_over, 3);
        }
    }

    #[test]
    fn conversions_of_wet_are_texts() {
        let fields = "WARC-Type: conversion\r\nWARC-Target-URI: https://mill.example/\r\n\
                      Content-Type: text/plain\r\n";
        let (found, _) = read(&record(fields, "<p> is a tag.\n\nTwo – three.".as_bytes()));
        let texts: Vec<_> = found[0].as_ref().unwrap().texts().map(str::to_owned).collect();
        assert_eq!(texts, ["<p> is a tag.", "Two – three."]);
        let message = read(&record(fields, b"One\xFF")).0.remove(0).unwrap_err();
        assert!(message.starts_with("a.warc: byte 0: invalid UTF-8"), "{message}");
    }

    #[test]
    fn page_over_the_limit_is_skipped_and_a_long_image_is_passed_over() {
        let long = [PAGE, &b" ".repeat(300)].concat();
        let image =
            [&b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"[..], &[0; 1000]].concat();
        let warc = [response("a", &long), response("b", &image), response("c", PAGE)].concat();
        let (found, passed_over) = read_within(&warc, 300);
        assert_eq!(
            found[0].as_ref().unwrap_err(),
            "a.warc: byte 0: longer than 300 bytes; split it"
        );
        assert_eq!(found[1].as_ref().unwrap().id, "c".into());
        assert_eq!((found.len(), passed_over), (2, 1));
        assert!(read_within(&response("a", PAGE), PAGE.len()).0[0].is_ok());
        assert!(read_within(&response("a", PAGE), PAGE.len() - 1).0[0].is_err());
    }

    #[test]
    fn damaged_archive_is_an_error_with_its_place() {
        let whole = response("a", PAGE);
        let two = [&whole[..], &whole[..whole.len() - 10]].concat();
        let (found, _) = read(&two);
        assert!(found[0].is_ok());
        let message = found[1].as_ref().unwrap_err();
        let start =
            format!("a.warc: byte {}: cannot be read as WARC (the last record is cut", whole.len());
        assert!(message.starts_with(&start), "{message}");
        for (warc, part) in [
            (&b"The council voted.\r\n\r\n"[..], "there is no line WARC/1.0"),
            (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "no Content-Length"),
            (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n", "no Content-Length"),
            (b"WARC/1.0\r\nContent-Length: 99999999999999\r\n\r\n", "cut short"),
            (b"WARC/1.0\r\nWARC-Type", "cut short"),
        ] {
            let message = read(warc).0.remove(0).unwrap_err();
            assert!(message.contains(part), "{message}");
        }
        let long = [b"WARC/1.0\r\n", &b"x: y\r\n".repeat(20_000)[..]].concat();
        assert!(read(&long).0[0].as_ref().unwrap_err().contains("a head of too many bytes"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_pages_or_an_error(
            rest in "(WARC/1.0|WARC-Type: response|conversion|Content-Length: 2?9|HTTP/1.1 200 OK|Transfer-Encoding: chunked|5|<p>|:|\r\n|\r\n\r\n|é){0,20}"
        ) {
            read(format!("WARC/1.0\r\n{rest}").as_bytes());
        }
    }
}
