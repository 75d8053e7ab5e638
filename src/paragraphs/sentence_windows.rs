//! Cuts very long paragraphs of running text, such as a transcript in one line, into windows of
//! whole sentences.

use std::ops::Range;

use super::line_shape::{is_closing, is_terminal};

/// Longest paragraph of running text that is not cut, in bytes.
pub(crate) const LONGEST: usize = 4000;

/// Bytes after which a window ends at the next end of a sentence.
const WINDOW: usize = 800;

/// Bytes after which a window without an end of a sentence ends at the next space.
const LONGEST_WINDOW: usize = 1600;

/// Cuts the paragraphs that are longer than [`LONGEST`].
pub(super) fn cut(text: &str, paragraphs: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if paragraphs.iter().all(|paragraph| paragraph.len() <= LONGEST) {
        return paragraphs;
    }
    let mut windows = Vec::with_capacity(paragraphs.len());
    for paragraph in paragraphs {
        if paragraph.len() <= LONGEST {
            windows.push(paragraph);
        } else {
            windows_of(text, paragraph, &mut windows);
        }
    }
    windows
}

/// Appends the windows of a paragraph. A word is never cut.
fn windows_of(text: &str, paragraph: Range<usize>, windows: &mut Vec<Range<usize>>) {
    let mut start = paragraph.start;
    // The last character other than a closing quote or bracket.
    let mut last = ' ';
    for (at, c) in text[paragraph.clone()].char_indices() {
        let at = paragraph.start + at;
        let length = at - start;
        let is_end = is_terminal(last) && (c.is_whitespace() || is_wide_terminal(last));
        let ends_window = length >= WINDOW && is_end && !is_closing(c)
            || length >= LONGEST_WINDOW && c.is_whitespace();
        // A rest that is a short window stays with the one before it.
        if ends_window && paragraph.end - at >= WINDOW / 2 {
            push_trimmed(text, start..at, windows);
            start = at;
        }
        if !is_closing(c) {
            last = c;
        }
    }
    push_trimmed(text, start..paragraph.end, windows);
}

/// Whether no space follows this sign at the end of a sentence.
fn is_wide_terminal(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．')
}

fn push_trimmed(text: &str, span: Range<usize>, windows: &mut Vec<Range<usize>>) {
    let window = &text[span.clone()];
    let start = span.start + (window.len() - window.trim_start().len());
    let end = start + window.trim().len();
    if start < end {
        windows.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn windows(text: &str) -> Vec<&str> {
        let whole = 0..text.len();
        cut(text, vec![whole]).into_iter().map(|span| &text[span]).collect()
    }

    #[test]
    fn long_text_is_cut_at_the_ends_of_sentences() {
        let text =
            "The council of Milltown met on Tuesday and spoke of \"the bridge.\" ".repeat(200);
        let text = text.trim();
        let found = windows(text);
        assert!(found.len() > 10, "{}", found.len());
        for window in &found {
            assert!(window.starts_with("The") && window.ends_with("bridge.\""), "{window}");
            assert!((WINDOW..LONGEST_WINDOW).contains(&window.len()));
        }
        assert_eq!(found.join(" "), text);
    }

    #[test]
    fn text_without_sentences_is_cut_between_words_and_a_word_is_never_cut() {
        let text = "so we went down to the bridge and then ".repeat(200);
        let found = windows(text.trim());
        assert_eq!(found.join(" "), text.trim());
        assert!(found.iter().all(|window| window.len() <= LONGEST_WINDOW + 10));
        assert_eq!(windows(&"x".repeat(9000)).len(), 1);
        let wide = "市议会周四以七比二的票数决定关闭旧桥。".repeat(200);
        assert_eq!(windows(&wide).concat(), wide);
        assert!(windows(&wide).iter().all(|window| window.ends_with('。')));
    }

    #[test]
    fn shorter_paragraphs_are_never_cut() {
        let text = "One sentence. ".repeat(LONGEST / 14);
        assert_eq!(windows(text.trim()).len(), 1);
    }
}
