//! Recognizes a CSV by its header line.

use crate::input::columns::TEXT_NAMES;

/// Further names of columns of texts, which the caller must name. Most prose has commas too, so that
/// only a header with one of these names, or with a usual name of the text, makes a CSV of an input
/// whose name does not say so.
const OTHER_NAMES: [&str; 6] =
    ["contents", "description", "fulltext", "paragraph", "sentence", "summary"];

/// Most characters and words of a column's name.
const MAX_NAME_CHARS: usize = 40;
const MAX_NAME_WORDS: usize = 3;

/// Rows whose fields are counted.
const FIRST_ROWS: usize = 10;

/// Whether the first lines of an input are those of a CSV with a column `wanted` or a column of a
/// known name.
///
/// The header has at least two different names, or is the one word `text`. The row after the header
/// must have a delimiter too: a list of words may be the first line of prose.
pub(super) fn is_csv(head: &[u8], wanted: &str) -> bool {
    let Ok(head) = std::str::from_utf8(head)
        .or_else(|error| std::str::from_utf8(&head[..error.valid_up_to()]))
    else {
        return false;
    };
    let head = head.trim_start_matches('\u{FEFF}').trim_start();
    let Some((header, rows)) = head.split_once(['\n', '\r']) else {
        return false;
    };
    let header = header.trim();
    if let Some(delimiter) = header.to_ascii_lowercase().strip_prefix("sep=") {
        return delimiter.chars().count() == 1 || (delimiter.is_empty() && header.len() == 4);
    }
    if header == "text" || header == "\"text\"" {
        return !rows.trim().is_empty();
    }
    let wanted = wanted.to_lowercase();
    [',', ';', '\t', '|'].into_iter().any(|delimiter| {
        let names: Vec<String> = header.split(delimiter).map(name).collect();
        let is_known = |name: &String| *name == wanted || is_text_name(name);
        names.len() > 1
            && names.iter().all(|name| is_name(name))
            && names.iter().any(is_known)
            && if is_made(header) {
                has_delimiter(rows.trim_start(), delimiter)
            } else {
                have_width(rows.trim_start(), delimiter, names.len())
            }
    })
}

/// Whether a name in lower case is one of a column of texts.
fn is_text_name(name: &str) -> bool {
    TEXT_NAMES.iter().chain(&OTHER_NAMES).any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a header is one of a program: names without spaces. The first line of prose may be like
/// any other header.
fn is_made(header: &str) -> bool {
    !header.contains(' ')
}

/// Whether most of the first rows have as many fields as the header; true if there is no whole row.
fn have_width(rows: &str, delimiter: char, width: usize) -> bool {
    let (mut is_quoted, mut fields) = (false, 1);
    let (mut same, mut others) = (0, 0);
    for char in rows.chars() {
        match char {
            '"' => is_quoted = !is_quoted,
            '\n' if !is_quoted => {
                if fields == width {
                    same += 1;
                } else {
                    others += 1;
                }
                fields = 1;
                if same + others == FIRST_ROWS {
                    break;
                }
            }
            char if char == delimiter && !is_quoted => fields += 1,
            _ => {}
        }
    }
    // A single row may have no line end; within a long cell it goes on past the head.
    let is_only = same + others == 0;
    if is_only { is_quoted || fields == width || rows.is_empty() } else { same > others }
}

/// A column's name without quotes, in lower case.
fn name(field: &str) -> String {
    field.trim().trim_matches('"').trim().to_lowercase()
}

/// Whether a field can be a column's name. Names may be empty: the index of a table has none.
fn is_name(name: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric() || "_-. /#()".contains(char);
    name.chars().count() <= MAX_NAME_CHARS
        && name.chars().all(is_part)
        && !name.ends_with('.')
        && name.split_whitespace().count() <= MAX_NAME_WORDS
}

/// Whether the first row has a delimiter outside of quotes; true if there is no row.
fn has_delimiter(rows: &str, delimiter: char) -> bool {
    let mut is_quoted = false;
    for char in rows.chars() {
        match char {
            '"' => is_quoted = !is_quoted,
            '\n' | '\r' if !is_quoted => return false,
            char if char == delimiter && !is_quoted => return true,
            _ => {}
        }
    }
    // The row goes on past the head, within a long cell.
    rows.is_empty() || is_quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_with_a_known_name_is_csv() {
        for head in [
            "text,label\nOne.,news\n",
            "\u{FEFF}id;Text\r\n1;One.\r\n",
            "url\ttitle\tbody\nu\tt\tOne.\n",
            ",text,label\n0,One.,news\n",
            "\"id\",\"text\"\n\"1\",\"One,\ntwo.\"\n",
            "text\nThe council met.\n",
            "id,story\n",
            "sep=;\ntext;label\n",
            "label,text\n\"news\",\"A long cell that goes on",
            "id|article text|paragraph\n1|2|3\n",
            "id, text\n1, One.\n2, \"Two,\nthree.\"\n",
            "Text, Label\n\"One, two",
        ] {
            assert!(is_csv(head.as_bytes(), "text"), "{head}");
        }
        assert!(is_csv(b"id,verdict\n1,One.\n", "Verdict"));
    }

    #[test]
    fn prose_with_commas_is_not_csv() {
        for head in [
            "Bread, text and circuses\nThe council met, and voted.\n",
            "Text, content, body.\nThe words, she said.\n",
            "Story, text\n\nThe council met on Tuesday\n",
            "The text, which the council read on Tuesday, was long.\nIt ended, then.\n",
            "Text, and more text, of a bridge\nThe council met, and voted.\nIt ended, then, at ten.\nTwo.\n",
            "Story, text\nThe council, the mayor, and others met.\n",
            "text",
            "Text\nThe council met, and voted.\n",
            "red,green\n1,2\n",
            "",
        ] {
            assert!(!is_csv(head.as_bytes(), "text"), "{head}");
        }
    }
}
