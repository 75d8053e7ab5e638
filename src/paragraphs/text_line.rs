//! The lines of a text, with their indentation.

use std::ops::Range;

use crate::tokenizer::is_invisible;

/// A line of a text.
#[derive(Debug, Clone)]
pub(super) struct TextLine {
    /// The line, trimmed of white space; empty for a blank line.
    pub(super) span: Range<usize>,
    /// Columns of white space before the text; a tab counts 8.
    pub(super) indent: usize,
    /// Whether the line is the first one of its block.
    pub(super) begins_block: bool,
}

/// Returns the lines of a text; the span of a blank line is empty.
pub(super) fn lines_of(text: &str) -> impl Iterator<Item = TextLine> {
    // Without the separator, which is rare, the search need not stop at every curly quote.
    let separator = memchr::memmem::find(text.as_bytes(), SEPARATOR);
    let mut rest = 0;
    std::iter::from_fn(move || {
        if rest >= text.len() {
            return None;
        }
        let (end, next) = match separator {
            None => line_end(text.as_bytes(), rest),
            Some(_) => line_or_separator_end(text.as_bytes(), rest),
        };
        let line = &text[rest..end];
        let blanks = &line[..line.len() - line.trim_start().len()];
        let start = rest + blanks.len();
        let trimmed = line.trim();
        let length = if is_blank(trimmed) { 0 } else { trimmed.len() };
        rest = next;
        let indent = blanks.chars().map(|blank| if blank == '\t' { 8 } else { 1 }).sum();
        Some(TextLine { span: start..start + length, indent, begins_block: false })
    })
}

/// Whether a trimmed line has no visible character. An ASCII character at its start is visible.
fn is_blank(trimmed: &str) -> bool {
    trimmed.bytes().next().is_none_or(|first| !first.is_ascii()) && is_invisible(trimmed)
}

/// U+2029, the paragraph separator.
const SEPARATOR: &[u8] = "\u{2029}".as_bytes();

/// Returns the end of the line that starts at `from`, and the start of the next line.
fn line_end(text: &[u8], from: usize) -> (usize, usize) {
    match memchr::memchr3(b'\n', b'\r', b'\x0C', &text[from..]) {
        None => (text.len(), text.len()),
        Some(length) => {
            let end = from + length;
            let is_pair = text[end..].starts_with(b"\r\n");
            (end, end + 1 + usize::from(is_pair))
        }
    }
}

/// Does the same as [`line_end`], and also ends a line at the separator.
fn line_or_separator_end(text: &[u8], from: usize) -> (usize, usize) {
    let (end, next) = line_end(text, from);
    match memchr::memmem::find(&text[from..end], SEPARATOR) {
        Some(at) => (from + at, from + at + SEPARATOR.len()),
        None => (end, next),
    }
}
