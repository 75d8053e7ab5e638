//! Splits HTML into blocks of text, each with its byte range in the source and its markup.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use lol_html::html_content::{Element, TextChunk, TextType};
use lol_html::{
    AsciiCompatibleEncoding, HtmlRewriter, MemorySettings, Settings, doc_text, element,
};

use super::attribute_words;
use super::elements::{Display, Inside, of_name};
use crate::limits::MAX_HTML_DEPTH;

/// Text that a browser shows on separate lines.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HtmlBlock {
    /// Byte range in [`PageBlocks::text`].
    pub(super) text: Range<usize>,
    /// Byte range in the source, from the block's first character to its last.
    pub(super) source: Range<usize>,
    /// The flags that hold for the whole block.
    pub(super) inside: Inside,
    /// Bytes of the text that are in links.
    pub(super) link_bytes: usize,
    /// Whether the block has a paid link.
    pub(super) has_paid_link: bool,
}

impl HtmlBlock {
    /// Whether the markup marks the block as paid, by a name or by a link.
    pub(super) fn says_paid(&self) -> bool {
        self.inside.contains(Inside::PAID) || self.has_paid_link
    }
}

/// The text of a page, with a blank line between its blocks.
#[derive(Debug, Clone, Default)]
pub(super) struct PageBlocks {
    pub(super) text: String,
    pub(super) blocks: Vec<HtmlBlock>,
}

/// Reads the blocks of a whole page.
///
/// # Errors
///
/// The error of lol_html if the page needs more than `memory` bytes.
pub(super) fn read(
    html: &[u8],
    encoding: AsciiCompatibleEncoding,
    memory: usize,
) -> Result<PageBlocks, lol_html::errors::RewritingError> {
    let builder = Rc::new(RefCell::new(BlockBuilder::default()));
    let (elements, texts) = (builder.clone(), builder.clone());
    let settings = Settings::new()
        .with_encoding(encoding)
        .with_strict(false)
        .with_memory_settings(MemorySettings::new().with_max_allowed_memory_usage(memory))
        .append_element_content_handler(element!("*", move |element| {
            open(&elements, element);
            Ok(())
        }))
        .append_document_content_handler(doc_text!(move |chunk| {
            texts.borrow_mut().chunk(chunk);
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter.write(html)?;
    rewriter.end()?;
    let mut builder = builder.take();
    builder.finish_block();
    Ok(builder.page)
}

/// An open element that is a block or has flags.
#[derive(Debug, Clone, Copy, Default)]
struct OpenElement {
    inside: Inside,
    is_block: bool,
}

#[derive(Default)]
struct BlockBuilder {
    page: PageBlocks,
    open: Vec<OpenElement>,
    /// The first chunks of a text node that has more chunks.
    node: String,
    node_start: usize,
    /// The current block, once it has text.
    block: Option<HtmlBlock>,
    /// White space since the last word.
    gap: Gap,
    /// Whether a paid link has begun since the last block.
    has_paid_link: bool,
    /// The host of the page's canonical link; empty without such a link.
    host: String,
}

/// The white space between two texts of a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
}

/// Handles a start tag.
fn open(builder: &Rc<RefCell<BlockBuilder>>, element: &mut Element<'_, '_>) {
    let name = element.tag_name();
    let (display, mut inside) = of_name(&name);
    let mut state = builder.borrow_mut();
    match display {
        Display::LineBreak => return state.line_break(),
        Display::Block => state.finish_block(),
        Display::Inline => {}
    }
    if name == "link" && element.get_attribute("rel").as_deref() == Some("canonical") {
        let href = element.get_attribute("href").unwrap_or_default();
        state.host = attribute_words::host(&href).unwrap_or_default();
    }
    if !matches!(&*name, "html" | "body") {
        inside |= by_attributes(element, &name);
    }
    if inside.contains(Inside::LINK) && is_paid(element, &state.host) {
        // A link can be inside a block, and blocks can be inside a link.
        state.has_paid_link = true;
        inside |= Inside::PAID;
    }
    let is_block = display == Display::Block;
    let depth = state.open.len();
    // Deeper elements are treated as siblings of the element at this depth, as in browsers; their
    // text is still read.
    if depth == MAX_HTML_DEPTH || !is_block && inside.is_empty() {
        return;
    }
    let Some(handlers) = element.end_tag_handlers() else {
        return;
    };
    let inside = inside | state.inside();
    state.open.push(OpenElement { inside, is_block });
    let builder = builder.clone();
    handlers.push(Box::new(move |_| {
        builder.borrow_mut().close(depth);
        Ok(())
    }));
}

/// Whether a link is paid: by `rel=sponsored`, or by its target.
fn is_paid(link: &Element<'_, '_>, own_host: &str) -> bool {
    let rel = link.get_attribute("rel").unwrap_or_default();
    let is_marked = rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("sponsored"));
    is_marked
        || link.get_attribute("href").is_some_and(|href| attribute_words::pays(&href, own_host))
}

/// Returns the flags of an element's attributes.
fn by_attributes(element: &Element<'_, '_>, name: &str) -> Inside {
    let mut inside = Inside::empty();
    for attribute in element.attributes() {
        let key = attribute.name();
        match &*key {
            "class" | "id" | "role" if !matches!(name, "main" | "article") => {
                inside |= attribute_words::inside(&attribute.value());
            }
            "hidden" => inside |= Inside::HIDDEN,
            "style" => {
                let style = attribute.value().to_ascii_lowercase().replace(' ', "");
                if style.contains("display:none") || style.contains("visibility:hidden") {
                    inside |= Inside::HIDDEN;
                }
            }
            key if key.starts_with("data-") => {
                inside |= attribute_words::inside(key) & Inside::PAID;
                inside |= attribute_words::inside(&attribute.value()) & Inside::PAID;
            }
            _ => {}
        }
    }
    inside
}

impl BlockBuilder {
    /// Returns the flags of all open elements.
    fn inside(&self) -> Inside {
        self.open.last().map_or(Inside::empty(), |open| open.inside)
    }

    /// Closes the open elements from `depth` on.
    fn close(&mut self, depth: usize) {
        if self.open.iter().skip(depth).any(|open| open.is_block) {
            self.finish_block();
        }
        self.open.truncate(depth);
    }

    /// Handles a line break: the first one ends the line, the second one ends the block.
    fn line_break(&mut self) {
        match self.gap {
            Gap::Line => self.finish_block(),
            _ => self.gap = Gap::Line,
        }
    }

    /// Adds a chunk of a text node.
    fn chunk(&mut self, chunk: &TextChunk<'_>) {
        let is_text = matches!(
            chunk.text_type(),
            TextType::Data | TextType::CDataSection | TextType::PlainText
        );
        if !is_text || self.inside().contains(Inside::HIDDEN) {
            return;
        }
        let source = chunk.source_location().bytes();
        if self.node.is_empty() && chunk.last_in_text_node() {
            return self.text(chunk.as_str(), source, chunk.text_type());
        }
        if self.node.is_empty() {
            self.node_start = source.start;
        }
        self.node.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let node = std::mem::take(&mut self.node);
            self.text(&node, self.node_start..source.end, chunk.text_type());
        }
    }

    /// Appends the text of a whole text node.
    fn text(&mut self, raw: &str, source: Range<usize>, kind: TextType) {
        let trimmed = raw.trim_matches(is_space);
        if trimmed.is_empty() {
            if !raw.is_empty() {
                self.gap = self.gap.max(Gap::Space);
            }
            return;
        }
        let start = source.start + (raw.len() - raw.trim_start_matches(is_space).len());
        let end = source.end - (raw.len() - raw.trim_end_matches(is_space).len());
        if raw.starts_with(is_space) {
            self.gap = self.gap.max(Gap::Space);
        }
        let decoded = match kind {
            TextType::Data => htmlize::unescape(trimmed),
            _ => trimmed.into(),
        };
        let inside = self.inside();
        let text = &mut self.page.text;
        let block = self.block.get_or_insert_with(|| {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            HtmlBlock {
                text: text.len()..text.len(),
                source: start..end,
                inside,
                link_bytes: 0,
                has_paid_link: false,
            }
        });
        if !block.text.is_empty() {
            match self.gap {
                Gap::None => {}
                Gap::Space => text.push(' '),
                Gap::Line => text.push('\n'),
            }
        }
        let before = text.len();
        push_collapsed(text, &decoded);
        block.text.end = text.len();
        block.source.end = end;
        block.inside &= inside;
        if inside.contains(Inside::LINK) {
            block.link_bytes += text.len() - before;
        }
        block.has_paid_link = self.has_paid_link;
        self.gap = if raw.ends_with(is_space) { Gap::Space } else { Gap::None };
    }

    /// Ends the current block.
    fn finish_block(&mut self) {
        self.gap = Gap::None;
        self.has_paid_link = false;
        self.page.blocks.extend(self.block.take());
    }
}

/// Whether HTML treats a character as white space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// Appends text, each run of white space replaced by one space.
fn push_collapsed(out: &mut String, text: &str) {
    let mut words = text.split(is_space).filter(|word| !word.is_empty());
    if let Some(first) = words.next() {
        out.push_str(first);
    }
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
}
