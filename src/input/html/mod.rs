//! HTML: the whole input is one page, and its paragraphs are the blocks that a reader sees.

mod ad_labels;
mod ad_names;
mod attribute_words;
mod blank_lines;
mod block_lines;
mod block_wording;
mod blocks;
mod boilerplate;
#[cfg(test)]
mod boilerplate_refit;
mod charset;
mod element_attributes;
mod elements;
mod html_block;
mod name_words;
mod open_elements;
mod page_facts;
mod page_source;
mod paid_boxes;
mod reading_length;
mod white_space;

use encoding_rs::{Encoding, UTF_8};
use lol_html::AsciiCompatibleEncoding;
use lol_html::errors::RewritingError;

use self::html_block::PageBlocks;
use crate::article::{Article, ArticleId, Markup, ParagraphKind};
use crate::error::{Error, Place, Problem, Result, guard};
use crate::input::source::Source;
use crate::limits::{HTML_PARSER_BYTES, Limits};

pub use page_source::PageSource;

/// The bytes of a page.
///
/// [`RawArticle::parse`](crate::input::RawArticle::parse) returns its article.
#[derive(Debug)]
pub struct HtmlPage {
    id: ArticleId,
    place: Place,
    html: Vec<u8>,
    /// Length of the byte order mark before `html`.
    offset: u64,
    encoding: &'static Encoding,
    /// The address of the page, if its archive states one; empty otherwise.
    url: String,
    /// Whether `html` was decoded from other bytes.
    is_decoded: bool,
    limits: Limits,
}

/// Reads the page of a source.
///
/// # Errors
///
/// [`Problem::PageTooLong`] for more than [`Limits::record_bytes`], and the errors of reading.
pub(super) fn page_of(source: Source, limits: Limits) -> Result<HtmlPage> {
    let (path, offset, limit) = (source.path.clone(), source.offset, limits.record_bytes);
    let is_decoded = source.is_decoded;
    let html = source.read_whole(limit, Problem::PageTooLong { limit })?;
    let encoding = if is_decoded || offset > 0 { UTF_8 } else { charset::of(&html) };
    let place = Place::file(path.as_str());
    Ok(HtmlPage {
        id: path.as_str().into(),
        place,
        html,
        offset,
        encoding,
        url: String::new(),
        is_decoded,
        limits,
    })
}

impl HtmlPage {
    /// Creates the page of a record at `place`. Without an `encoding`, that of a transfer or of a
    /// text already decoded, the page declares its encoding.
    pub(super) fn new(
        id: ArticleId,
        place: Place,
        html: Vec<u8>,
        encoding: Option<&'static Encoding>,
        limits: Limits,
    ) -> Self {
        let encoding = encoding.unwrap_or_else(|| charset::of(&html));
        let url = String::new();
        HtmlPage { id, place, html, offset: 0, encoding, url, is_decoded: false, limits }
    }

    /// Sets the address from which the page was saved: a section in it, such as `/sponsored/`,
    /// discloses the page.
    pub(super) fn with_url(self, url: impl Into<String>) -> Self {
        HtmlPage { url: url.into(), ..self }
    }

    /// Returns the length of the page in bytes.
    pub(super) fn len(&self) -> usize {
        self.html.len()
    }

    /// Reads the bytes of the page and the places of its elements and texts.
    ///
    /// # Errors
    ///
    /// [`Problem::DecodedPage`] if the bytes are no longer those of the page, and
    /// [`Problem::HtmlMemory`].
    pub fn source(&self) -> Result<PageSource> {
        if self.is_decoded {
            return Err(Error::input(self.place.clone(), Problem::DecodedPage));
        }
        let mark = if self.offset > 0 { &b"\xEF\xBB\xBF"[..] } else { b"" };
        let read = || page_source::read(mark, &self.html, self.encoding, self.limits.record_bytes);
        // A panic of lol_html on unforeseen bytes must not end the run.
        let found = guard(|| format!("reading the page {}", self.place.path), || Ok(read()))?;
        found.map_err(|_| Error::of_record(self.place.clone(), Problem::HtmlMemory, &self.html))
    }

    /// Parses the article of the page.
    ///
    /// # Errors
    ///
    /// [`Problem::Binary`], [`Problem::HtmlMemory`], and the limits of an article.
    pub(super) fn parse(self) -> Result<Article> {
        let HtmlPage { id, place, html, offset, encoding, url, limits, .. } = self;
        // A panic of lol_html on unforeseen bytes must not end the run.
        let parsed = guard(
            || format!("reading the page {}", place.path),
            || Ok(parse(id, &html, encoding, offset as usize, &url, &limits)),
        )?;
        parsed.map_err(|problem| Error::of_record(place, problem, &html))
    }
}

/// Parses the article of a page in memory.
///
/// # Errors
///
/// The problems of [`HtmlPage::parse`].
pub(super) fn parse_text(id: ArticleId, html: &str, limits: &Limits) -> Result<Article, Problem> {
    let parsed = guard(
        || format!("reading the page {id}"),
        || Ok(parse(id.clone(), html.as_bytes(), UTF_8, 0, "", limits)),
    );
    parsed.unwrap_or(Err(Problem::Binary))
}

/// Parses the article of a page at the address `url`, which can be empty; `offset` is added to the
/// byte ranges of the source.
fn parse(
    id: ArticleId,
    html: &[u8],
    encoding: &'static Encoding,
    offset: usize,
    url: &str,
    limits: &Limits,
) -> Result<Article, Problem> {
    if html.contains(&0) {
        return Err(Problem::Binary);
    }
    let (html, skipped, encoding) = match html.strip_prefix(b"\xEF\xBB\xBF") {
        Some(inner) => (inner, html.len() - inner.len(), UTF_8),
        None => (html, 0, encoding),
    };
    let section = without_section(html);
    let offset = offset + skipped + section.start;
    let html = &html[section];
    let read =
        |html: &[u8]| page(html, encoding, limits.record_bytes).map_err(|_| Problem::HtmlMemory);
    let mut page = read(html)?;
    if page.text.len() < NEARLY_EMPTY
        && let Some(shown) = with_fallback(html)
    {
        let other = read(&shown)?;
        if other.text.len() >= NEARLY_EMPTY {
            page = other;
        }
    }
    page.facts.read_url(url);
    if page.text.len() > limits.article_bytes {
        return Err(Problem::ArticleTooLong { limit: limits.article_bytes });
    }
    let boilerplate = boilerplate::find(&page);
    let article = article(id, page, boilerplate, offset);
    limits.check(&article)?;
    Ok(article)
}

/// Bytes of text below which a page has no story.
const NEARLY_EMPTY: usize = 150;

/// Returns a page of the same length in which `noscript` is an element that is shown; `None` for a
/// page without `noscript`.
fn with_fallback(html: &[u8]) -> Option<Vec<u8>> {
    let mut shown: Option<Vec<u8>> = None;
    for at in memchr::memchr_iter(b'<', html) {
        for (tag, other) in [(&b"<noscript"[..], b"<div     "), (b"/noscript", b"/div     ")] {
            let at = at + usize::from(tag.starts_with(b"/"));
            let range = at..at + tag.len();
            if html.get(range.clone()).is_some_and(|own| own.eq_ignore_ascii_case(tag)) {
                let shown = shown.get_or_insert_with(|| html.to_vec());
                shown[range].copy_from_slice(other);
            }
        }
    }
    shown
}

/// Returns the range of a text that was taken out of XML with its section of plain characters around
/// it, `<![CDATA[` and `]]>`; the whole range of other texts.
fn without_section(html: &[u8]) -> std::ops::Range<usize> {
    let Some(inner) = html.trim_ascii_start().strip_prefix(b"<![CDATA[") else {
        return 0..html.len();
    };
    let start = html.len() - inner.len();
    let inner = inner.trim_ascii_end();
    start..start + inner.strip_suffix(b"]]>").unwrap_or(inner).len()
}

/// Reads the blocks of a page; `record_bytes` limits the memory of lol_html.
fn page(
    html: &[u8],
    encoding: &'static Encoding,
    record_bytes: usize,
) -> Result<PageBlocks, RewritingError> {
    // An encoding that is not a superset of ASCII is read as UTF-8, with U+FFFD for invalid bytes.
    let encoding =
        AsciiCompatibleEncoding::new(encoding).unwrap_or_else(AsciiCompatibleEncoding::utf_8);
    let memory = record_bytes.saturating_mul(4).saturating_add(HTML_PARSER_BYTES);
    blocks::read(html, encoding, memory)
}

/// Creates the article of a page. `boilerplate` has a flag for each block, and `offset` is added to
/// the byte ranges of the source.
fn article(id: ArticleId, mut page: PageBlocks, boilerplate: Vec<bool>, offset: usize) -> Article {
    if let ArticleId::Text(url) = &id {
        page.facts.read_url(url);
    }
    let paid = paid_boxes::find(&page, &boilerplate);
    let parts = page.blocks.iter().zip(boilerplate).zip(paid);
    let markup = parts.map(|((block, is_boilerplate), paid)| Markup {
        source: block.source.start + offset..block.source.end + offset,
        kind: if is_boilerplate { ParagraphKind::Boilerplate } else { ParagraphKind::Text },
        paid,
    });
    Article {
        id,
        markup: markup.collect(),
        paragraphs: page.blocks.iter().map(|block| block.text.clone()).collect(),
        text: page.text,
        record: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::MarkStrength;

    #[test]
    fn address_of_the_archive_discloses_the_page() {
        let page = |url: &str| {
            let html = "<h1>Warm feet</h1><p>At Brindlewool we spin wool.</p>";
            let place = Place::file("a.mhtml");
            HtmlPage::new("a".into(), place, html.into(), None, Limits::default())
                .with_url(url)
                .parse()
                .unwrap()
        };
        let strength = |url: &str| page(url).markup[1].paid.as_ref().map(|mark| mark.strength);
        assert_eq!(strength("https://news.example/sponsored/socks"), Some(MarkStrength::Explicit));
        assert_eq!(strength("https://news.example/news/socks"), None);
        assert_eq!(strength(""), None);
    }
}
