//! Splits HTML into blocks of text, each with its byte range in the source and its markup.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use encoding_rs::Encoding;
use lol_html::html_content::{Element, TextChunk, TextType};
use lol_html::{
    AsciiCompatibleEncoding, HtmlRewriter, MemorySettings, Settings, doc_comments, doc_text,
    element,
};

use super::ad_names::AdName;
use super::blank_lines;
use super::block_lines;
use super::element_attributes::attributes;
use super::elements::{Display, Inside, of_name};
use super::html_block::{ElementMark, HtmlBlock, ImageLabel, PageBlocks, PageBox, PaidLink, Piece};
use super::open_elements::{OpenElement, OpenElements, Tag};
use super::white_space::{Gap, is_space, push_collapsed};
use crate::limits::MAX_HTML_DEPTH;

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
    let builder = Rc::new(RefCell::new(BlockBuilder::new(encoding.into())));
    let (elements, texts, comments) = (builder.clone(), builder.clone(), builder.clone());
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
        }))
        .append_document_content_handler(doc_comments!(move |comment| {
            let page = &mut comments.borrow_mut().page;
            // A browser that saves a page writes the address before it.
            if page.blocks.is_empty() {
                page.facts.read_comment(&comment.text());
            }
            Ok(())
        }));
    let mut rewriter = HtmlRewriter::new(settings, |_: &[u8]| {});
    rewriter.write(html)?;
    rewriter.end()?;
    let mut builder = builder.borrow_mut();
    builder.close(0);
    builder.finish_block();
    Ok(std::mem::take(&mut builder.page))
}

struct BlockBuilder {
    encoding: &'static Encoding,
    page: PageBlocks,
    open: OpenElements,
    /// The first chunks of a text node that has more chunks.
    node: String,
    node_start: usize,
    /// The text nodes of the current block.
    pieces: Vec<Piece>,
    /// White space since the last word.
    gap: Gap,
    /// The paid link that began since the last text.
    paid_link: Option<PaidLink>,
    is_json_ld: bool,
}

/// Handles a start tag.
fn open(builder: &Rc<RefCell<BlockBuilder>>, element: &mut Element<'_, '_>) {
    let name = element.tag_name();
    let (display, mut inside) = of_name(&name);
    let mut state = builder.borrow_mut();
    if display == Display::LineBreak {
        return state.line_break();
    }
    if matches!(&*name, "html" | "link" | "meta") {
        state.page.facts.read(element, &name);
    }
    let found = attributes(element, &name, &state.page.facts.host);
    let is_block = display == Display::Block || found.is_block;
    let tag = Tag::of(&name, display == Display::Block);
    if let Some(ended) = state.open.ended_by(tag) {
        state.close(ended);
    }
    if is_block {
        state.finish_block();
    }
    inside |= found.inside;
    state.paid_link = state.paid_link.or(found.paid_link);
    state.is_json_ld = found.is_json_ld;
    let parent = state.open.parent();
    if let Some(text) = found.image_label {
        let block = state.page.blocks.len() + usize::from(!state.pieces.is_empty());
        state.page.image_labels.push(ImageLabel { text, block, parent });
    }
    if &*name == "main" {
        state.mark_holds_main();
    }
    let depth = state.open.depth();
    // Deeper elements are treated as siblings of the element at this depth, as in browsers; their
    // text is still read.
    if depth == MAX_HTML_DEPTH || !is_block && inside.is_empty() && found.mark.is_none() {
        return;
    }
    let Some(handlers) = element.end_tag_handlers() else {
        return;
    };
    let is_marked = found.mark.is_some();
    let mark = state.push_mark(found.mark);
    let blocks = state.page.blocks.len();
    let block = is_block.then_some(state.page.boxes.len());
    if is_block {
        state.page.boxes.push(PageBox {
            parent,
            blocks: blocks..blocks,
            own: inside,
            is_marked,
            tag,
        });
    }
    let inside = inside | state.open.inside();
    let number = state.open.push(OpenElement { number: 0, inside, block, mark, is_marked, tag });
    let builder = builder.clone();
    handlers.push(Box::new(move |_| {
        let mut state = builder.borrow_mut();
        // A start tag may have ended the element already.
        if let Some(depth) = state.open.depth_of(number) {
            state.close(depth);
        }
        Ok(())
    }));
}

impl BlockBuilder {
    fn new(encoding: &'static Encoding) -> Self {
        BlockBuilder {
            encoding,
            page: PageBlocks::default(),
            open: OpenElements::default(),
            node: String::new(),
            node_start: 0,
            pieces: Vec::new(),
            gap: Gap::None,
            paid_link: None,
            is_json_ld: false,
        }
    }

    /// Adds the mark of an element; returns the innermost mark inside it.
    fn push_mark(&mut self, found: Option<(AdName, String)>) -> Option<usize> {
        let parent = self.open.mark();
        let Some((kind, name)) = found else {
            return parent;
        };
        self.page.marks.push(ElementMark { kind, name, parent, is_used: false, is_layout: false });
        Some(self.page.marks.len() - 1)
    }

    fn mark_holds_main(&mut self) {
        let mut outer = self.open.mark();
        while let Some(mark) = outer.and_then(|at| self.page.marks.get_mut(at)) {
            mark.is_layout = true;
            outer = mark.parent;
        }
    }

    /// Closes the open elements from `depth` on.
    fn close(&mut self, depth: usize) {
        if self.open.has_block_from(depth) {
            self.finish_block();
        }
        while self.open.depth() > depth {
            let closed = self.open.pop();
            if let Some(number) = closed.and_then(|open| open.block) {
                self.page.close_box(number);
            }
            if closed.is_some_and(|open| open.is_marked) {
                self.close_mark();
            }
        }
    }

    /// Removes the last mark if it has no text. An empty place for an advertisement, which a script
    /// fills, makes a layout of the element around.
    fn close_mark(&mut self) {
        let marks = &mut self.page.marks;
        if let Some(empty) = marks.pop_if(|mark| !mark.is_used)
            && empty.kind == AdName::Slot
            && let Some(outer) = empty.parent.and_then(|parent| marks.get_mut(parent))
        {
            outer.is_layout = true;
        }
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
        let is_text = match chunk.text_type() {
            TextType::ScriptData => self.is_json_ld,
            TextType::Data | TextType::CDataSection | TextType::PlainText => {
                !self.open.inside().contains(Inside::HIDDEN)
            }
            // `xmp`; all other elements of raw text are hidden.
            TextType::RawText => {
                self.open.inside().intersection(Inside::HIDDEN | Inside::PRE) == Inside::PRE
            }
            _ => false,
        };
        if !is_text {
            return;
        }
        let source = chunk.source_location().bytes();
        if self.node.is_empty() && chunk.last_in_text_node() {
            return self.node(chunk.as_str(), source, chunk.text_type());
        }
        if self.node.is_empty() {
            self.node_start = source.start;
        }
        self.node.push_str(chunk.as_str());
        if chunk.last_in_text_node() {
            let node = std::mem::take(&mut self.node);
            self.node(&node, self.node_start..source.end, chunk.text_type());
        }
    }

    /// Reads a whole text node.
    fn node(&mut self, raw: &str, source: Range<usize>, kind: TextType) {
        if kind == TextType::ScriptData {
            self.is_json_ld = false;
            self.page.facts.read_json_ld(raw);
        } else if self.open.inside().contains(Inside::PRE) && raw.contains(['\n', '\r']) {
            self.lines(raw, source, kind);
        } else {
            self.text(raw, source, kind);
        }
    }

    /// Appends a text whose white space a browser collapses, part by part between its blank lines.
    fn text(&mut self, raw: &str, source: Range<usize>, kind: TextType) {
        let mut at = source.start;
        for part in blank_lines::parts(raw) {
            let length = if raw.len() == source.len() {
                part.len()
            } else {
                self.encoding.encode(part).0.len()
            };
            let start = at.min(source.end);
            at = (start + length).min(source.end);
            self.line(part, start..at, kind);
        }
    }

    /// Appends a text without blank lines between words.
    fn line(&mut self, raw: &str, source: Range<usize>, kind: TextType) {
        let start = source.start + (raw.len() - raw.trim_start_matches(is_space).len());
        let end = source.end - (raw.len() - raw.trim_end_matches(is_space).len());
        let trimmed = raw.trim_matches(is_space);
        let decoded = decode(trimmed, kind);
        if decoded.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}').is_empty() {
            // A no-break space between two breaks makes a blank line.
            if !raw.is_empty() {
                self.gap = self.gap.max(Gap::of(raw));
            }
            return;
        }
        if self.open.inside().contains(Inside::CONTROL) && !block_lines::is_sentence(&decoded) {
            return;
        }
        self.gap =
            self.gap.max(Gap::of(&raw[..raw.len() - raw.trim_start_matches(is_space).len()]));
        if self.gap == Gap::Blank && self.begins_paragraph(&decoded) {
            let paid_link = self.paid_link;
            self.finish_block();
            self.paid_link = paid_link;
        }
        self.start_text();
        let before = self.page.text.len();
        push_collapsed(&mut self.page.text, &decoded);
        let is_verbatim = self.page.text.len() - before == end.saturating_sub(start);
        self.push_piece(before, start..end, is_verbatim);
        self.gap = Gap::of(&raw[raw.trim_end_matches(is_space).len()..]);
    }

    /// Whether a text after a blank line begins a paragraph.
    fn begins_paragraph(&self, next: &str) -> bool {
        self.pieces.first().is_some_and(|first| {
            let text = &self.page.text;
            // The end of a long text decides as the whole text does.
            let far = (text.len().saturating_sub(400)..).find(|at| text.is_char_boundary(*at));
            let before =
                text.get(first.text.start.max(far.unwrap_or_default())..).unwrap_or_default();
            let is_element = self.open.inside().contains(Inside::PARAGRAPH);
            blank_lines::begins_paragraph(before, next, is_element)
        })
    }

    /// Appends a text whose white space a browser shows, line by line.
    fn lines(&mut self, raw: &str, source: Range<usize>, kind: TextType) {
        let is_utf8 = raw.len() == source.len();
        let mut at = source.start;
        for line in raw.split_inclusive(['\n', '\r']) {
            let length = if is_utf8 { line.len() } else { self.encoding.encode(line).0.len() };
            let start = at.min(source.end);
            at = (start + length).min(source.end);
            let visible = line.trim_end_matches(['\n', '\r']);
            let end = at.saturating_sub(line.len() - visible.len()).max(start);
            let decoded = decode(visible, kind);
            if !decoded.trim().is_empty() {
                self.start_text();
                let before = self.page.text.len();
                self.page.text.push_str(&decoded);
                let is_verbatim = decoded.len() == end - start;
                self.push_piece(before, start..end, is_verbatim);
                self.gap = Gap::None;
            }
            // The first line break of a block has no text to end.
            if visible.len() < line.len() && !self.pieces.is_empty() {
                self.page.text.push_str(&line[visible.len()..]);
            }
        }
    }

    /// Prepares the text for the next piece: a blank line before a block, a gap within it.
    fn start_text(&mut self) {
        let text = &mut self.page.text;
        match (self.pieces.is_empty(), self.gap) {
            (true, _) if text.is_empty() => {}
            (true, _) => text.push_str("\n\n"),
            (false, Gap::None) => {}
            (false, Gap::Space | Gap::Blank) => text.push(' '),
            (false, Gap::Line) => text.push('\n'),
        }
    }

    /// Adds the text from `before` on as a piece of the current block.
    fn push_piece(&mut self, before: usize, source: Range<usize>, is_verbatim: bool) {
        let mark = self.open.mark();
        if let Some(used) = mark.and_then(|mark| self.page.marks.get_mut(mark)) {
            used.is_used = true;
        }
        self.pieces.push(Piece {
            text: before..self.page.text.len(),
            source,
            is_verbatim,
            inside: self.open.inside(),
            mark,
            paid_link: self.paid_link.take(),
        });
    }

    /// Ends the current block.
    fn finish_block(&mut self) {
        self.gap = Gap::None;
        self.paid_link = None;
        if let (Some(first), Some(last)) = (self.pieces.first(), self.pieces.last()) {
            let parent = self.open.parent();
            let source = first.source.start..last.source.end.max(first.source.start);
            let mut block = HtmlBlock::new(first.text.start, source, first, parent);
            block.text.end = last.text.end;
            self.pieces.iter().for_each(|piece| block.add(piece, piece.text.len()));
            let PageBlocks { text, blocks, marks, .. } = &mut self.page;
            block_lines::split(text, block, &self.pieces, marks, blocks);
            self.pieces.clear();
        }
    }
}

/// Decodes the character references of a text.
fn decode(raw: &str, kind: TextType) -> std::borrow::Cow<'_, str> {
    match kind {
        TextType::Data => htmlize::unescape(raw),
        _ => raw.into(),
    }
}
