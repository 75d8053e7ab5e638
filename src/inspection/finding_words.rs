//! The words of findings: names, numbers with their nouns, forms of verbs.

use crate::terminal::excerpt;
use crate::verdict::Label;

/// Maximum number of findings of one kind; one more finding counts the rest.
pub(super) const MAX_OF_KIND: usize = 3;

/// Maximum width of a name in a sentence, in terminal cells.
const NAME_CELLS: usize = 40;

/// A name in quotes, short and safe for a terminal.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", excerpt(name, NAME_CELLS))
}

/// The first names, with an ellipsis for the rest.
pub(super) fn first_of(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(MAX_OF_KIND).map(String::as_str).collect();
    let rest = if names.len() > MAX_OF_KIND { " …" } else { "" };
    first.join(", ") + rest
}

/// A number of paragraphs of a label.
pub(super) fn paragraphs_of(number: usize, label: Label) -> String {
    count(number, &format!("{label} paragraph"))
}

/// The form of the verb for a number of subjects.
pub(super) fn has(number: usize) -> &'static str {
    if number == 1 { "has" } else { "have" }
}

/// A number with its noun, such as `1 text` or `2 texts`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        number => format!("{number} {noun}s"),
    }
}

/// The form of a regular verb for a number of subjects: `repeats` for 1, else `repeat`.
pub(super) fn verb(number: usize, plural: &str) -> String {
    match number {
        1 => format!("{plural}s"),
        _ => plural.to_owned(),
    }
}
