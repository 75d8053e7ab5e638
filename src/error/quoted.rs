//! Short quotes of an input for messages.

use super::MAX_EXCERPT_CHARS;

/// The beginning of a text in quotes, with control characters escaped.
pub(super) fn excerpt(text: &str) -> String {
    let mut chars = 0;
    let end = text.char_indices().find(|(_, char)| {
        chars += char.escape_debug().len();
        chars > MAX_EXCERPT_CHARS
    });
    match end {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}…", &text[..end]),
    }
}
