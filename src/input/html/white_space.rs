//! `Gap`: the white space between the texts of a block.

use super::blank_lines::is_blank_line;

/// The white space between two texts of a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    Space,
    /// A blank line of the source, where a writer of plain text begins a paragraph.
    Blank,
    /// `br`.
    Line,
}

impl Gap {
    /// Returns the gap that white space in the source makes.
    pub(super) fn of(white_space: &str) -> Self {
        match (white_space.is_empty(), is_blank_line(white_space)) {
            (true, _) => Gap::None,
            (false, true) => Gap::Blank,
            (false, false) => Gap::Space,
        }
    }
}

/// Whether HTML treats a character as white space.
pub(super) fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{C}')
}

/// Appends text, each run of white space replaced by one space.
pub(super) fn push_collapsed(out: &mut String, text: &str) {
    let mut words = text.split(is_space).filter(|word| !word.is_empty());
    if let Some(first) = words.next() {
        out.push_str(first);
    }
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
}
