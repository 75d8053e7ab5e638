//! HTML: the whole file is one page, its paragraphs those that a reader sees.

mod attribute_words;
mod blocks;
mod boilerplate;
#[cfg(test)]
mod boilerplate_refit;
mod charset;
mod elements;

use std::io::Read;
use std::panic::catch_unwind;

use encoding_rs::{Encoding, UTF_8};
use lol_html::AsciiCompatibleEncoding;
use lol_html::errors::RewritingError;

use self::blocks::Page;
use crate::article::{Article, ArticleId, Markup, ParagraphKind};
use crate::error::{Error, Place, Problem, Result};
use crate::input::source::{Source, read_error};
use crate::limits::{HTML_PARSER_BYTES, Limits};

/// What lol_html may hold whatever the page's size.

/// A page as it was read, to be parsed by whoever judges it.
#[derive(Debug)]
pub(super) struct HtmlPage {
    path: String,
    html: Vec<u8>,
    /// Bytes before it that are no part of it: a byte order mark.
    offset: u64,
    encoding: &'static Encoding,
    limits: Limits,
}

/// The page of a source, of at most [`Limits::record_bytes`].
pub(super) fn page_of(source: Source, is_decoded: bool, limits: Limits) -> Result<HtmlPage> {
    let Source {
        path,
        reader,
        offset,
    } = source;
    let mut html = Vec::new();
    let limit = limits.record_bytes;
    let mut reader = reader.take(limit as u64 + 1);
    reader
        .read_to_end(&mut html)
        .map_err(|error| read_error(&path, error))?;
    if html.len() > limit {
        let problem = Problem::PageTooLong { limit };
        return Err(Error::of_record(Place::file(path), problem, &html));
    }
    let encoding = match is_decoded || offset > 0 {
        true => UTF_8,
        false => charset::of(&html),
    };
    Ok(HtmlPage {
        path,
        html,
        offset,
        encoding,
        limits,
    })
}

impl HtmlPage {
    /// How many bytes it holds.
    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    /// The article that a reader sees.
    ///
    /// # Errors
    /// [`Problem::Binary`], the limits of an article, [`Problem::HtmlMemory`].
    pub(super) fn parse(self) -> Result<Article> {
        let failed =
            |problem| Error::of_record(Place::file(self.path.as_str()), problem, &self.html);
        if self.html.contains(&0) {
            return Err(failed(Problem::Binary));
        }
        // lol_html is others' code; what it makes of any bytes is for the fuzzer to say, and for this line.
        let read = catch_unwind(|| page(&self.html, self.encoding, self.limits.record_bytes));
        let page = read
            .map_err(|_| Error::Internal(format!("reading the page {}", self.path)))?
            .map_err(|_| failed(Problem::HtmlMemory))?;
        if page.text.len() > self.limits.article_bytes {
            let limit = self.limits.article_bytes;
            return Err(failed(Problem::ArticleTooLong { limit }));
        }
        let boilerplate = boilerplate::find(&page);
        let article = article(
            self.path.as_str().into(),
            page,
            boilerplate,
            self.offset as usize,
        );
        self.limits.check(&article).map_err(failed)?;
        Ok(article)
    }
}

/// The blocks of a page. `record_bytes` bounds what lol_html may hold beside it.
fn page(
    html: &[u8],
    encoding: &'static Encoding,
    record_bytes: usize,
) -> Result<Page, RewritingError> {
    // Encodings that are no superset of ASCII are read as UTF-8, with U+FFFD for what is none.
    let encoding =
        AsciiCompatibleEncoding::new(encoding).unwrap_or_else(AsciiCompatibleEncoding::utf_8);
    let memory = record_bytes
        .saturating_mul(4)
        .saturating_add(HTML_PARSER_BYTES);
    blocks::read(html, encoding, memory)
}

/// The article of a page, of whose blocks it is known which are boilerplate; `offset` bytes stand before its source.
fn article(id: ArticleId, page: Page, boilerplate: Vec<bool>, offset: usize) -> Article {
    let markup = page
        .blocks
        .iter()
        .zip(boilerplate)
        .map(|(block, is_boilerplate)| Markup {
            source: block.source.start + offset..block.source.end + offset,
            kind: if is_boilerplate {
                ParagraphKind::Boilerplate
            } else {
                ParagraphKind::Text
            },
            says_paid: block.says_paid(),
        });
    Article {
        id,
        markup: markup.collect(),
        paragraphs: page.blocks.iter().map(|block| block.text.clone()).collect(),
        text: page.text,
    }
}
