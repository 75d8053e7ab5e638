//! `PageSource`: the bytes of a page, with the places of its elements and texts.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use encoding_rs::Encoding;
use lol_html::{
    AsciiCompatibleEncoding, EndTagHandler, HtmlRewriter, MemorySettings, Settings, doc_text,
    element,
};

use crate::limits::{HTML_PARSER_BYTES, MAX_HTML_DEPTH};

/// The bytes of a page as it was served, and the byte ranges of its elements and texts.
///
/// [`HtmlPage::source`](super::HtmlPage::source) reads it, and
/// [`clean_html`](crate::output::clean_html) takes the paid parts out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageSource {
    /// All bytes of the page, a byte order mark included.
    pub bytes: Vec<u8>,
    /// The byte ranges of the elements with an end tag, from the first byte of the start tag to
    /// the last of the end tag, in the order of the start tags. The elements of the whole page,
    /// such as `body` and `main`, are left out.
    pub elements: Vec<Range<usize>>,
    /// The byte ranges of the texts between tags, in order.
    pub texts: Vec<Range<usize>>,
}

/// Elements of the whole page, which stay also if everything in them is paid.
const OF_PAGE: [&str; 4] = ["html", "head", "body", "main"];

/// The places of a page, while it is read.
#[derive(Default)]
struct Places {
    /// Start and end of each element; the end is the start until the end tag is read.
    elements: Vec<Range<usize>>,
    texts: Vec<Range<usize>>,
    depth: usize,
}

/// Reads the places of a page. `mark` is its byte order mark, and `record_bytes` limits the memory
/// of lol_html.
///
/// # Errors
///
/// The error of lol_html if the page needs more memory.
pub(super) fn read(
    mark: &[u8],
    html: &[u8],
    encoding: &'static Encoding,
    record_bytes: usize,
) -> Result<PageSource, lol_html::errors::RewritingError> {
    let encoding =
        AsciiCompatibleEncoding::new(encoding).unwrap_or_else(AsciiCompatibleEncoding::utf_8);
    let memory = record_bytes.saturating_mul(4).saturating_add(HTML_PARSER_BYTES);
    let places = Rc::new(RefCell::new(Places::default()));
    let (of_elements, of_texts) = (places.clone(), places.clone());
    let settings = Settings::new()
        .with_encoding(encoding)
        .with_strict(false)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(memory))
        .append_element_content_handler(element!("*", move |element| {
            let name = element.tag_name();
            let start = element.source_location().bytes().start;
            let mut state = of_elements.borrow_mut();
            if OF_PAGE.contains(&&*name) || state.depth == MAX_HTML_DEPTH {
                return Ok(());
            }
            let Some(handlers) = element.end_tag_handlers() else {
                return Ok(());
            };
            state.depth += 1;
            let index = state.elements.len();
            state.elements.push(start..start);
            let places = of_elements.clone();
            let close: EndTagHandler<'static> = Box::new(move |end| {
                let mut state = places.borrow_mut();
                state.depth = state.depth.saturating_sub(1);
                // The end tag of an outer element ends an element without its own end tag.
                let tag = end.source_location().bytes();
                let is_own = end.name().eq_ignore_ascii_case(&name);
                state.elements[index].end = if is_own { tag.end } else { tag.start };
                Ok(())
            });
            handlers.push(close);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |chunk| {
            let place = chunk.source_location().bytes();
            if !place.is_empty() {
                of_texts.borrow_mut().texts.push(place);
            }
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter.write(html)?;
    rewriter.end()?;
    let Places { elements, texts, .. } = places.take();
    let moved = |range: Range<usize>| range.start + mark.len()..range.end + mark.len();
    Ok(PageSource {
        bytes: [mark, html].concat(),
        elements: elements.into_iter().filter(|range| !range.is_empty()).map(moved).collect(),
        texts: texts.into_iter().map(moved).collect(),
    })
}
