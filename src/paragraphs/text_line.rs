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
    // Without a rare line end, the search need not stop at other bytes.
    let has_rare_end = has_rare_end(text.as_bytes());
    let mut rest = 0;
    std::iter::from_fn(move || {
        if rest >= text.len() {
            return None;
        }
        let (end, next) =
            if has_rare_end { rare_line_end(text, rest) } else { line_end(text.as_bytes(), rest) };
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

/// Whether a text has a line end that [`line_end`] does not find: a vertical tab (Word's line break),
/// NEL, or one of the separators U+2028 and U+2029.
fn has_rare_end(text: &[u8]) -> bool {
    // The last byte of a separator is also that of an e with an acute accent.
    let is_end = |at: usize| text[at] == b'\x0B' || text[..at].ends_with(b"\xE2\x80");
    memchr::memchr3_iter(b'\x0B', 0xA8, 0xA9, text).any(is_end)
        || memchr::memmem::find(text, "\u{85}".as_bytes()).is_some()
}

/// Does the same as [`line_end`] for all line ends.
fn rare_line_end(text: &str, from: usize) -> (usize, usize) {
    let is_end =
        |c: char| matches!(c, '\n' | '\x0B' | '\x0C' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    match text[from..].char_indices().find(|&(_, c)| is_end(c)) {
        None => (text.len(), text.len()),
        Some((length, c)) => {
            let end = from + length;
            let is_pair = text[end..].starts_with("\r\n");
            (end, end + c.len_utf8() + usize::from(is_pair))
        }
    }
}
