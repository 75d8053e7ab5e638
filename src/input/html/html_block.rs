//! The plain data of a page that is read: blocks of text, boxes around them, marks of payment.

use std::ops::Range;

use super::ad_names::AdName;
use super::elements::Inside;
use super::open_elements::Tag;
use super::page_facts::PageFacts;

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
    /// The first paid link in the block.
    pub(super) paid_link: Option<PaidLink>,
    /// The mark in [`PageBlocks::marks`] that holds for the whole block.
    pub(super) mark: Option<usize>,
    /// The box in [`PageBlocks::boxes`] that holds the block.
    pub(super) parent: Option<usize>,
    /// Length of the first text node.
    pub(super) first_node: usize,
    /// Length of the last text node.
    pub(super) last_node: usize,
}

/// The mark of a paid link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PaidLink {
    /// `rel=sponsored`.
    Rel,
    /// A target that pays the publisher.
    Target,
}

impl PaidLink {
    /// The mark's name for people.
    pub(super) const fn name(self) -> &'static str {
        match self {
            PaidLink::Rel => "rel=sponsored",
            PaidLink::Target => "affiliate or campaign",
        }
    }
}

/// A text node of a block, or a line of it in `pre`.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Byte range in the text of the page.
    pub(super) text: Range<usize>,
    /// Byte range in the source.
    pub(super) source: Range<usize>,
    /// Whether the text has the bytes of the source, so that a range of one is a range of the other.
    pub(super) is_verbatim: bool,
    /// The flags of the open elements.
    pub(super) inside: Inside,
    /// The innermost mark of the open elements.
    pub(super) mark: Option<usize>,
    /// The paid link that began before the text.
    pub(super) paid_link: Option<PaidLink>,
}

/// A block element.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageBox {
    pub(super) parent: Option<usize>,
    /// The blocks inside.
    pub(super) blocks: Range<usize>,
    /// The flags of the element itself.
    pub(super) own: Inside,
    /// Whether the element itself has a mark.
    pub(super) is_marked: bool,
    pub(super) tag: Tag,
}

/// The mark of an element, which holds for all text inside.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ElementMark {
    pub(super) kind: AdName,
    /// The attribute, for example `class ad-slot`.
    pub(super) name: String,
    /// The mark of the elements around.
    pub(super) parent: Option<usize>,
    /// Whether some text is directly inside.
    pub(super) is_used: bool,
    /// Whether the element is a layout: `main` is inside, or an empty place for an advertisement.
    pub(super) is_layout: bool,
}

/// An image whose alternative text is the label of an advertisement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ImageLabel {
    pub(super) text: String,
    /// The first block after the image.
    pub(super) block: usize,
    /// The box that holds the image.
    pub(super) parent: Option<usize>,
}

/// The text of a page, with a blank line between its blocks.
#[derive(Debug, Clone, Default)]
pub(super) struct PageBlocks {
    pub(super) text: String,
    pub(super) blocks: Vec<HtmlBlock>,
    pub(super) boxes: Vec<PageBox>,
    pub(super) marks: Vec<ElementMark>,
    pub(super) image_labels: Vec<ImageLabel>,
    pub(super) facts: PageFacts,
}

impl HtmlBlock {
    /// Creates a block without text that begins with `first`.
    pub(super) fn new(
        text: usize,
        source: Range<usize>,
        first: &Piece,
        parent: Option<usize>,
    ) -> Self {
        HtmlBlock {
            text: text..text,
            source,
            inside: first.inside,
            link_bytes: 0,
            paid_link: None,
            mark: first.mark,
            parent,
            first_node: first.text.end.saturating_sub(text),
            last_node: 0,
        }
    }

    /// Adds the flags of a text node, `length` bytes of which are in the block.
    pub(super) fn add(&mut self, piece: &Piece, length: usize) {
        self.inside &= piece.inside;
        self.last_node = length;
        if piece.inside.contains(Inside::LINK) {
            self.link_bytes += length;
        }
        self.paid_link = self.paid_link.or(piece.paid_link);
        // Marks are numbered from the outside to the inside.
        self.mark = self.mark.zip(piece.mark).map(|(own, other)| own.min(other));
    }
}

impl PageBlocks {
    /// Ends a box, or removes the box if it is empty and the last one.
    pub(super) fn close_box(&mut self, number: usize) {
        let PageBlocks { boxes, blocks, image_labels, .. } = self;
        let is_last = number + 1 == boxes.len();
        let Some(closed) = boxes.get_mut(number) else {
            return;
        };
        closed.blocks.end = blocks.len();
        let parent = closed.parent;
        if is_last && closed.blocks.is_empty() {
            boxes.pop();
            let inside = |label: &&mut ImageLabel| label.parent == Some(number);
            for label in image_labels.iter_mut().rev().take_while(inside) {
                label.parent = parent;
            }
        }
    }
}
