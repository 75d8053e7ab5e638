//! Splits a text into paragraphs, each a byte span of the text.

use std::ops::Range;

use crate::tokenizer::is_invisible;

/// The rule that finds the paragraphs of a plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParagraphRule {
    /// Decides by the lines of the text.
    #[default]
    Auto,
    /// A paragraph ends at a blank line.
    Blank,
    /// Every line is a paragraph.
    Line,
    /// Lines are wrapped: a paragraph is several lines.
    Unwrap,
}

/// Returns the byte spans of the paragraphs of a text, in order.
///
/// Spans are trimmed of white space, do not overlap and are never empty. Blank lines (lines of only
/// white space, zero-width and format characters) separate paragraphs. In a text without a blank
/// line between its lines, every line is a paragraph. A line ends with `\n`, `\r\n`, `\r` or
/// U+2029.
///
/// ```
/// let text = "First\nparagraph.\n\n  Second. \n";
/// let spans = adsift::paragraphs::split(text);
/// assert_eq!(spans, [0..16, 20..27]);
/// ```
pub fn split(text: &str) -> Vec<Range<usize>> {
    split_by(text, ParagraphRule::Auto)
}

/// Returns the byte spans of the paragraphs of a text by a rule.
pub fn split_by(text: &str, _rule: ParagraphRule) -> Vec<Range<usize>> {
    // Trimmed spans of the lines that are not blank, and whether a blank line precedes each.
    let mut lines: Vec<(Range<usize>, bool)> = Vec::new();
    let mut after_blank = false;
    for line in lines_of(text) {
        if line.is_empty() {
            after_blank = true;
        } else {
            lines.push((line, after_blank));
            after_blank = false;
        }
    }
    let has_blanks = lines.iter().skip(1).any(|(_, after_blank)| *after_blank);
    let mut paragraphs: Vec<Range<usize>> = Vec::with_capacity(lines.len());
    for (line, after_blank) in lines {
        match paragraphs.last_mut() {
            Some(last) if has_blanks && !after_blank => last.end = line.end,
            _ => paragraphs.push(line),
        }
    }
    paragraphs
}

/// Returns the spans of the lines, trimmed of white space; the span of a blank line is empty.
fn lines_of(text: &str) -> impl Iterator<Item = Range<usize>> {
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
        let start = rest + (line.len() - line.trim_start().len());
        let trimmed = line.trim();
        let length = if is_blank(trimmed) { 0 } else { trimmed.len() };
        let span = start..start + length;
        rest = next;
        Some(span)
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
    match memchr::memchr2(b'\n', b'\r', &text[from..]) {
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
    let mut at = from;
    // 0xE2 begins the separator, and other punctuation, which the loop skips.
    while let Some(offset) = memchr::memchr3(b'\n', b'\r', SEPARATOR[0], &text[at..]) {
        at += offset;
        if text[at..].starts_with(SEPARATOR) {
            return (at, at + SEPARATOR.len());
        }
        if text[at] != SEPARATOR[0] {
            return line_end(text, at);
        }
        at += 1;
    }
    (text.len(), text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<&str> {
        split(text).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn blank_lines_separate_paragraphs() {
        assert_eq!(texts("a\nb\n\nc\n \t\nd"), ["a\nb", "c", "d"]);
        assert_eq!(texts("a\r\nb\r\n\r\nc"), ["a\r\nb", "c"]);
        assert_eq!(texts("a\rb\r\rc"), ["a\rb", "c"]);
    }

    #[test]
    fn without_blank_lines_each_line_is_a_paragraph() {
        assert_eq!(texts("a\n b \nc"), ["a", "b", "c"]);
        assert_eq!(texts("a\u{2029}b"), ["a", "b"]);
    }

    #[test]
    fn blank_lines_around_the_text_are_ignored() {
        assert_eq!(texts("\n\na\nb\n\n"), ["a", "b"]);
    }

    #[test]
    fn all_line_endings_may_be_mixed() {
        let text = "One.\nTwo.\u{2029}Three’s.\r\nFour — end.\rFive.";
        let lines = ["One.", "Two.", "Three’s.", "Four — end.", "Five."];
        assert_eq!(texts(text), lines);
    }

    #[test]
    fn line_without_visible_characters_is_blank() {
        assert_eq!(texts("One.\n\u{200B}\u{3000}\u{FEFF}\nTwo."), ["One.", "Two."]);
        assert_eq!(texts("One.\n \u{AD} \nTwo.\nThree."), ["One.", "Two.\nThree."]);
        assert_eq!(texts("\u{200B}"), [""; 0]);
        assert_eq!(texts("\u{200B}One."), ["\u{200B}One."]);
        assert_eq!(texts("é\n\nOne."), ["é", "One."]);
    }

    #[test]
    fn empty_text_has_no_paragraphs() {
        assert!(split("").is_empty());
        assert!(split(" \n\u{3000}\r\n").is_empty());
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_trimmed_and_cover_all_text(text in "[a\u{e9}\u{2019} \n\r\t\u{2029}\u{3000}]{0,60}") {
            let spans = split(&text);
            let mut end = 0;
            for span in &spans {
                prop_assert!(span.start >= end && span.start < span.end);
                prop_assert!(text[end..span.start].trim().is_empty());
                prop_assert_eq!(text[span.clone()].trim(), &text[span.clone()]);
                end = span.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
