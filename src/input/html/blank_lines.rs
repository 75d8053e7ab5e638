//! Blank lines in the source of HTML that part paragraphs, as in the texts of WordPress.

use super::block_lines::is_sentence;

/// Returns the parts of a text node, each with the white space around it. A part begins at a blank
/// line.
pub(super) fn parts(raw: &str) -> impl Iterator<Item = &str> {
    let mut rest = raw;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let words = rest.len() - rest.trim_ascii_start().len();
        let (part, next) = rest.split_at(words + next_blank_line(&rest[words..]));
        rest = next;
        Some(part)
    })
}

/// Returns the start of the first blank line that has words after it, or the length of the text.
fn next_blank_line(text: &str) -> usize {
    let bytes = text.as_bytes();
    for at in memchr::memchr_iter(b'\n', bytes) {
        let after = &text[at + 1..];
        let space = &after[..after.len() - after.trim_ascii_start().len()];
        if space.len() == after.len() {
            break;
        }
        if space.contains('\n') {
            return at;
        }
    }
    text.len()
}

/// Whether white space has a blank line.
pub(super) fn is_blank_line(white_space: &str) -> bool {
    memchr::memchr_iter(b'\n', white_space.as_bytes()).nth(1).is_some()
}

/// Whether a blank line between two texts parts paragraphs: the text after it begins like a
/// sentence, and one of them is a sentence; both are, if an element such as `p` says already that
/// they are one paragraph.
pub(super) fn begins_paragraph(before: &str, next: &str, is_element: bool) -> bool {
    let begins = next.trim_start_matches(|c: char| !c.is_alphanumeric() && !"-–—,;.".contains(c));
    let is_start = begins.chars().next().is_some_and(|c| c.is_alphanumeric() && !c.is_lowercase());
    is_start
        && match (is_sentence(before.trim()), is_sentence(next.trim())) {
            (true, true) => true,
            (true, false) | (false, true) => !is_element,
            (false, false) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_node_is_parted_before_its_blank_lines() {
        let found = |raw: &'static str| parts(raw).collect::<Vec<_>>();
        assert_eq!(found("\n\nOne\ntwo. \n \nThree.\n\n"), ["\n\nOne\ntwo. ", "\n \nThree.\n\n"]);
        assert_eq!(found("One.\r\n\r\nTwo."), ["One.\r", "\n\r\nTwo."]);
        assert_eq!(found(" \n\n "), [" \n\n "]);
        assert!(found("").is_empty());
    }

    #[test]
    fn sentences_begin_paragraphs() {
        let (council, shops) = ("The council voted on Tuesday.", "Shops fear for their trade.");
        assert!(begins_paragraph(council, shops, true));
        assert!(begins_paragraph("By Jane", shops, false));
        assert!(begins_paragraph(council, "Shops", false));
        assert!(!begins_paragraph("By Jane", shops, true));
        assert!(!begins_paragraph("Home", "News", false));
        assert!(!begins_paragraph(council, "and shops fear for their trade.", false));
        assert!(!begins_paragraph("Milltown", "— The council voted on Tuesday.", false));
    }
}
