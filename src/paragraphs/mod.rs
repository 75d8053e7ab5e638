//! Splits a text into paragraphs, each a byte span of the text.
//!
//! Blank lines and rules (`---`, `* * *`) separate blocks. The lines of a block decide whether it is
//! one paragraph or several ([`ParagraphRule::Auto`]):
//!
//! | the lines of a block | paragraphs |
//! |---|---|
//! | wrapped: a common width, sentences go on in the next line | joined; a new one after a short line that ends a sentence, or at an indented line |
//! | sentences, or longer | a paragraph each |
//! | list items (`-`, `*`, `•`, `1.`), headings (`# …`) | a paragraph each, with the lines that continue it |
//! | quoted mail (`> …`) | as without the quotes; a paragraph ends where the depth changes |
//! | verse, addresses: short lines without ends of sentences | one paragraph |
//!
//! A paragraph that would be longer than 4,000 bytes is cut into windows of about 800 bytes, at the ends of
//! sentences.

mod item_marker;
mod line_shape;
mod list_item;
pub(crate) mod sentence_windows;
mod text_line;
mod wrap;

use std::ops::Range;
use std::str::FromStr;

use line_shape::LineShape;
use text_line::{TextLine, lines_of};
use wrap::Wrap;

/// The rule that finds the paragraphs of a plain text.
///
/// ```
/// use adsift::paragraphs::{ParagraphRule, split_by};
///
/// let text = "A title\n\nThe first line.\nThe next line.";
/// let count = |rule| split_by(text, rule).len();
/// assert_eq!(count(ParagraphRule::Auto), 3);
/// assert_eq!(count(ParagraphRule::Blank), 2);
/// assert_eq!(count(ParagraphRule::Line), 3);
/// assert_eq!(count(ParagraphRule::Unwrap), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParagraphRule {
    /// The lines of each block decide; see the table of the [module](self).
    #[default]
    Auto,
    /// Blank lines separate paragraphs.
    Blank,
    /// Every line is a paragraph.
    Line,
    /// Lines are wrapped: like [`ParagraphRule::Auto`], and a block whose lines could be wrapped or
    /// could be paragraphs is wrapped.
    Unwrap,
}

impl ParagraphRule {
    /// All rules.
    pub const ALL: [ParagraphRule; 4] =
        [ParagraphRule::Auto, ParagraphRule::Blank, ParagraphRule::Line, ParagraphRule::Unwrap];

    /// The rule's name, which [`FromStr`] reads.
    pub const fn as_str(self) -> &'static str {
        match self {
            ParagraphRule::Auto => "auto",
            ParagraphRule::Blank => "blank",
            ParagraphRule::Line => "line",
            ParagraphRule::Unwrap => "unwrap",
        }
    }
}

impl FromStr for ParagraphRule {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = ParagraphRule::ALL.into_iter().find(|rule| rule.as_str() == name);
        found.ok_or_else(|| "the rules of paragraphs are auto, blank, line and unwrap".to_owned())
    }
}

/// Returns the byte spans of the paragraphs of a text, in order, by [`ParagraphRule::Auto`].
///
/// Spans are trimmed of white space, do not overlap and are never empty. A blank line has only white
/// space, zero-width and format characters. A line ends with `\n`, `\r\n`, `\r`, a vertical tab, a
/// form feed, NEL, U+2028 or U+2029.
///
/// ```
/// let text = "First\nparagraph.\n\n  Second. \n";
/// let spans = adsift::paragraphs::split(text);
/// assert_eq!(spans, [0..16, 20..27]);
/// ```
pub fn split(text: &str) -> Vec<Range<usize>> {
    split_by(text, ParagraphRule::Auto)
}

/// Returns the byte spans of the paragraphs of a text, in order, by a rule.
pub fn split_by(text: &str, rule: ParagraphRule) -> Vec<Range<usize>> {
    // The lines that are not blank, and whether a blank line precedes each.
    let mut lines: Vec<TextLine> = Vec::new();
    let (mut after_blank, mut has_block_of_lines) = (false, false);
    for mut line in lines_of(text) {
        if line.span.is_empty() {
            after_blank = true;
        } else {
            line.begins_block = after_blank || lines.is_empty();
            has_block_of_lines |= !line.begins_block;
            lines.push(line);
            after_blank = false;
        }
    }
    match rule {
        ParagraphRule::Line => lines.into_iter().map(|line| line.span).collect(),
        ParagraphRule::Blank => joined(&lines, |at| lines[at].begins_block),
        ParagraphRule::Auto | ParagraphRule::Unwrap => {
            let is_forced = rule == ParagraphRule::Unwrap;
            let paragraphs = if has_block_of_lines {
                by_lines(text, lines, is_forced)
            } else {
                let is_text = |line: &TextLine| !line_shape::is_rule(&text[line.span.clone()]);
                lines.into_iter().filter(is_text).map(|line| line.span).collect()
            };
            sentence_windows::cut(text, paragraphs)
        }
    }
}

/// Replaces the marks (`>`) inside wrapped paragraphs of quoted mail by blanks, so that they are no
/// words. The spans stay valid.
pub(crate) fn without_quote_marks(text: String, paragraphs: &[Range<usize>]) -> String {
    if memchr::memmem::find(text.as_bytes(), b"\n>").is_none() {
        return text;
    }
    let mut bytes = text.into_bytes();
    for paragraph in paragraphs {
        let lines = bytes[paragraph.clone()].split(|&byte| byte == b'\n').skip(1);
        if !lines.clone().all(|line| line.starts_with(b">")) {
            continue;
        }
        let mut is_mark = false;
        for byte in &mut bytes[paragraph.clone()] {
            match *byte {
                b'\n' => is_mark = true,
                b'>' if is_mark => *byte = b' ',
                b' ' => {}
                _ => is_mark = false,
            }
        }
    }
    // Only ASCII was replaced.
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Joins lines to paragraphs; `begins` returns whether a paragraph begins at a line.
fn joined(lines: &[TextLine], begins: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut paragraphs: Vec<Range<usize>> = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        match paragraphs.last_mut() {
            Some(last) if !begins(at) => last.end = line.span.end,
            _ => paragraphs.push(line.span.clone()),
        }
    }
    paragraphs
}

/// Returns the paragraphs of a text with several lines in a block.
fn by_lines(text: &str, lines: Vec<TextLine>, is_forced: bool) -> Vec<Range<usize>> {
    let (lines, mut shapes) = line_shape::of_lines(text, lines);
    list_item::keep_items(text, &lines, &mut shapes);
    let wrap = Wrap::of_text(&lines, &shapes, is_forced);
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].begins_block).collect();
    let mut begins = vec![true; lines.len()];
    for (block, &start) in starts.iter().enumerate() {
        let end = starts.get(block + 1).copied().unwrap_or(lines.len());
        let (of_block, shapes) = (&lines[start..end], &shapes[start..end]);
        let found = paragraphs_of_block(of_block, shapes, &wrap, starts.len() == 1, is_forced);
        begins[start..end].copy_from_slice(&found);
    }
    joined(&lines, |at| begins[at])
}

/// Returns for each line of a block whether a paragraph begins there. `is_alone` is whether the text
/// has no other block.
fn paragraphs_of_block(
    lines: &[TextLine],
    shapes: &[LineShape],
    wrap: &Wrap,
    is_alone: bool,
    is_forced: bool,
) -> Vec<bool> {
    let mut begins = vec![true; lines.len()];
    if wrap::is_verse_or_address(lines, shapes, wrap, is_alone) {
        begins[1..].fill(false);
        return begins;
    }
    let indents = wrap::Indents::of_block(lines, shapes);
    // Whether the current paragraph is a list item, and the indentation of its marker.
    let mut item: Option<usize> = shapes[0].is_item.then_some(lines[0].indent);
    for next in 1..lines.len() {
        let at = next - 1;
        let (before, after) = (&shapes[at], &shapes[next]);
        let is_marked =
            before.depth != after.depth || before.is_heading || after.is_heading || after.is_item;
        let indents_of = (lines[at].indent, lines[next].indent);
        let is_new = if is_marked {
            true
        } else if let (Some(marker), true) = (item, indents_of.1 > indents_of.0) {
            // The lines of an item are indented further than its marker.
            indents_of.1 <= marker
        } else if let Some(is_new) = indents.begins(indents_of.0, indents_of.1) {
            is_new
        } else {
            !wrap.continues(shapes, at, is_forced)
        };
        begins[next] = is_new;
        if is_new {
            item = after.is_item.then_some(lines[next].indent);
        }
    }
    begins
}

#[cfg(test)]
mod decision_table;
