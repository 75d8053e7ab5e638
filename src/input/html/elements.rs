//! `Inside` and `Display`: flags and layout of HTML elements by their names.

use bitflags::bitflags;

bitflags! {
    /// Flags of an element that hold for all text inside it, at any depth.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub(super) struct Inside: u32 {
        /// Not visible to a reader.
        const HIDDEN = 1;
        /// A link.
        const LINK = 1 << 1;
        /// `nav`.
        const NAVIGATION = 1 << 2;
        /// `footer`.
        const FOOTER = 1 << 3;
        /// `aside`.
        const ASIDE = 1 << 4;
        /// `header`.
        const HEADER = 1 << 5;
        /// `figure`.
        const FIGURE = 1 << 6;
        /// `figcaption`, `caption`.
        const CAPTION = 1 << 7;
        /// `form`.
        const FORM = 1 << 8;
        /// `h1` to `h6`.
        const HEADING = 1 << 9;
        /// `li`, `dd`, `dt`.
        const LIST_ITEM = 1 << 10;
        /// `td`, `th`.
        const TABLE_CELL = 1 << 11;
        /// `p`, `blockquote`, `pre`.
        const PARAGRAPH = 1 << 12;
        /// `article`, `main`.
        const ARTICLE = 1 << 13;
        /// Named by an attribute as a page part that does not belong to the article.
        const FURNITURE = 1 << 14;
        /// White space is text: `pre`.
        const PRE = 1 << 15;
        /// `h1`.
        const TITLE = 1 << 16;
        /// The name of a control, or a fallback: visible if it is a sentence.
        const CONTROL = 1 << 17;
    }
}

/// Elements that do not hold an article.
pub(super) const OUTSIDE: Inside =
    Inside::NAVIGATION.union(Inside::FOOTER).union(Inside::ASIDE).union(Inside::FORM);

/// The layout of an element in the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    /// Within a line.
    Inline,
    /// Starts and ends a line.
    Block,
    /// `br`.
    LineBreak,
}

/// Returns the layout and the flags of an element by its name.
pub(super) fn of_name(name: &str) -> (Display, Inside) {
    use Display::{Block, Inline, LineBreak};
    match name {
        "br" => (LineBreak, Inside::empty()),
        "a" => (Inline, Inside::LINK),
        "p" | "blockquote" => (Block, Inside::PARAGRAPH),
        "pre" => (Block, Inside::PARAGRAPH.union(Inside::PRE)),
        "h1" => (Block, Inside::HEADING.union(Inside::TITLE)),
        "h2" | "h3" | "h4" | "h5" | "h6" => (Block, Inside::HEADING),
        "label" | "output" | "object" => (Inline, Inside::CONTROL),
        // The caption of a group of controls, or of a box.
        "legend" => (Block, Inside::empty()),
        "xmp" => (Block, Inside::PARAGRAPH.union(Inside::PRE)),
        "li" | "dd" | "dt" => (Block, Inside::LIST_ITEM),
        "td" | "th" => (Block, Inside::TABLE_CELL),
        "nav" => (Block, Inside::NAVIGATION),
        "footer" => (Block, Inside::FOOTER),
        "aside" => (Block, Inside::ASIDE),
        "header" => (Block, Inside::HEADER),
        "figure" => (Block, Inside::FIGURE),
        "figcaption" | "caption" => (Block, Inside::CAPTION),
        "form" => (Block, Inside::FORM),
        "article" | "main" => (Block, Inside::ARTICLE),
        "address" | "body" | "center" | "details" | "dialog" | "dir" | "div" | "dl"
        | "fieldset" | "head" | "hgroup" | "hr" | "html" | "menu" | "ol" | "search" | "section"
        | "summary" | "table" | "tbody" | "tfoot" | "thead" | "tr" | "ul" => {
            (Block, Inside::empty())
        }
        // Controls, graphics, media, and fallback content.
        "button" | "datalist" | "input" | "meter" | "optgroup" | "option" | "progress"
        | "select" | "textarea" | "audio" | "canvas" | "embed" | "iframe" | "map" | "math"
        | "noembed" | "noframes" | "noscript" | "rp" | "rt" | "script" | "style" | "svg"
        | "template" | "title" | "video" => (Inline, Inside::HIDDEN),
        _ => (Inline, Inside::empty()),
    }
}
