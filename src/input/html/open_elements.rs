//! `OpenElements`: the open elements of a page, and the start tags that end some of them.

use super::elements::Inside;

/// An open element that is a block or has flags or a mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenElement {
    /// Grows from element to element.
    pub(super) number: usize,
    pub(super) inside: Inside,
    /// The number of the element's box, if it is a block.
    pub(super) block: Option<usize>,
    pub(super) mark: Option<usize>,
    /// Whether the mark is the element's own.
    pub(super) is_marked: bool,
    pub(super) tag: Tag,
}

/// The elements whose end tags HTML leaves out, and those that limit how far a start tag looks for
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Paragraph,
    Item,
    /// `dt`, `dd`.
    Term,
    Row,
    /// `td`, `th`.
    Cell,
    /// `thead`, `tbody`, `tfoot`.
    RowGroup,
    /// `caption`, `colgroup`: ended by rows.
    Caption,
    /// `table`, `object`, `button` and others, which no tag inside ends.
    Scope,
    /// A block such as `div`, which a start tag of a list item looks through.
    Transparent,
    /// `h1`, `h2`.
    Headline,
    /// A block such as `section` and `ul`.
    Special,
    /// An element within a line.
    Inline,
}

impl Tag {
    pub(super) fn of(name: &str, is_block_name: bool) -> Self {
        match name {
            "p" => Tag::Paragraph,
            "li" => Tag::Item,
            "dt" | "dd" => Tag::Term,
            "tr" => Tag::Row,
            "td" | "th" => Tag::Cell,
            "thead" | "tbody" | "tfoot" => Tag::RowGroup,
            "caption" => Tag::Caption,
            "table" | "template" | "object" | "button" | "html" | "svg" | "math" => Tag::Scope,
            "h1" | "h2" => Tag::Headline,
            "div" | "address" => Tag::Transparent,
            _ if is_block_name => Tag::Special,
            _ => Tag::Inline,
        }
    }
}

/// The open elements, from the outside to the inside.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    elements: Vec<OpenElement>,
    /// The number of elements that were opened.
    opened: usize,
    /// The number of open paragraphs, so that most start tags need no search.
    paragraphs: usize,
}

impl OpenElements {
    pub(super) fn depth(&self) -> usize {
        self.elements.len()
    }

    /// Returns the flags of all open elements.
    pub(super) fn inside(&self) -> Inside {
        self.elements.last().map_or(Inside::empty(), |open| open.inside)
    }

    /// Returns the box of the innermost open block element.
    pub(super) fn parent(&self) -> Option<usize> {
        self.elements.iter().rev().find_map(|open| open.block)
    }

    /// Returns the innermost mark of the open elements.
    pub(super) fn mark(&self) -> Option<usize> {
        self.elements.last().and_then(|open| open.mark)
    }

    /// Opens an element; returns the number by which [`depth_of`](Self::depth_of) finds it.
    pub(super) fn push(&mut self, mut element: OpenElement) -> usize {
        self.opened += 1;
        element.number = self.opened;
        self.paragraphs += usize::from(element.tag == Tag::Paragraph);
        self.elements.push(element);
        self.opened
    }

    pub(super) fn pop(&mut self) -> Option<OpenElement> {
        let closed = self.elements.pop()?;
        self.paragraphs -= usize::from(closed.tag == Tag::Paragraph);
        Some(closed)
    }

    /// Returns the depth of an element, if it is still open.
    pub(super) fn depth_of(&self, number: usize) -> Option<usize> {
        self.elements.binary_search_by_key(&number, |open| open.number).ok()
    }

    /// Whether an element from `depth` on is a block.
    pub(super) fn has_block_from(&self, depth: usize) -> bool {
        self.elements.iter().skip(depth).any(|open| open.block.is_some())
    }

    /// Returns the depth of the outermost element that this start tag ends.
    pub(super) fn ended_by(&self, tag: Tag) -> Option<usize> {
        let find = |ends: &[Tag], limits: &[Tag]| {
            let mut ended = None;
            for (depth, open) in self.elements.iter().enumerate().rev() {
                if ends.contains(&open.tag) {
                    ended = Some(depth);
                } else if limits.contains(&open.tag) {
                    break;
                }
            }
            ended
        };
        let paragraph = || {
            // A paragraph that an outer cell or table holds stays open.
            let limits = [Tag::Scope, Tag::Cell, Tag::Caption];
            let has_some = self.paragraphs > 0 && tag != Tag::Inline;
            has_some.then(|| find(&[Tag::Paragraph], &limits)).flatten()
        };
        let special = [Tag::Special, Tag::Scope, Tag::Cell];
        let item = |own: Tag| {
            // Only the innermost item: a list in an item begins after a special element.
            find(&[own], &special)
        };
        let table = [Tag::Scope];
        match tag {
            Tag::Item | Tag::Term => match (item(tag), paragraph()) {
                (Some(item), Some(paragraph)) => Some(item.min(paragraph)),
                (item, paragraph) => item.or(paragraph),
            },
            Tag::Cell => find(&[Tag::Cell, Tag::Caption], &[Tag::Scope, Tag::Row]),
            Tag::Row => find(&[Tag::Cell, Tag::Row, Tag::Caption], &table),
            Tag::RowGroup => find(&[Tag::Cell, Tag::Row, Tag::RowGroup, Tag::Caption], &table),
            Tag::Inline => None,
            _ => paragraph(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(names: &[&str]) -> OpenElements {
        let mut open = OpenElements::default();
        for name in names {
            let is_block = *name != "b";
            open.push(OpenElement {
                number: 0,
                inside: Inside::empty(),
                block: None,
                mark: None,
                is_marked: false,
                tag: Tag::of(name, is_block),
            });
        }
        open
    }

    #[test]
    fn start_tags_end_elements_as_in_browsers() {
        for (names, next, depth) in [
            (&["div", "p"][..], "p", Some(1)),
            (&["div", "p", "b"], "div", Some(1)),
            (&["p"], "h2", Some(0)),
            (&["p"], "b", None),
            (&["p"], "table", Some(0)),
            (&["p", "object"], "p", None),
            (&["div"], "p", None),
            (&["ul", "li"], "li", Some(1)),
            (&["ul", "li", "div", "p"], "li", Some(1)),
            (&["ul", "li", "ul"], "li", None),
            (&["dl", "dt"], "dd", Some(1)),
            (&["dl", "dd", "p"], "dt", Some(1)),
            (&["table", "tr", "td"], "td", Some(2)),
            (&["table", "tr", "td"], "tr", Some(1)),
            (&["table", "tbody", "tr", "td", "p"], "tbody", Some(1)),
            (&["table", "tr", "td", "table"], "tr", None),
            (&["table", "tr", "td", "p"], "p", Some(3)),
            (&["p", "table", "tr", "td"], "div", None),
        ] {
            assert_eq!(
                opened(names).ended_by(Tag::of(next, next != "b")),
                depth,
                "{names:?} {next}"
            );
        }
    }

    #[test]
    fn element_is_found_by_its_number_while_it_is_open() {
        let mut open = opened(&["div", "p"]);
        assert_eq!(open.depth_of(2), Some(1));
        assert!(open.pop().is_some());
        assert_eq!((open.depth_of(1), open.depth_of(2)), (Some(0), None));
    }
}
