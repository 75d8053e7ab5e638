//! Makes untrusted text safe and short for a terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_width::UnicodeWidthChar;

/// Escapes every character that could control a terminal or mislead a reader: control,
/// bidirectional, zero-width and other format characters.
///
/// ```
/// assert_eq!(adsift::terminal::escape("a\u{1b}[2Jb\u{202E}"), r"a\u{1b}[2Jb\u{202e}");
/// ```
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_unsafe(character) {
            escaped.extend(character.escape_unicode());
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

/// How [`Escaped`] writes an unsafe character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `\u{202e}`, as [`escape`] does.
    Plain,
    /// `\u202e`, which keeps JSON valid: only its strings can have unsafe characters.
    Json,
}

/// A writer that escapes unsafe characters other than line ends and tabs.
///
/// Each write must end at the end of a character.
pub struct Escaped<W> {
    out: W,
    notation: Notation,
}

impl<W: Write> Escaped<W> {
    /// Creates a writer on `out`.
    pub fn new(out: W, notation: Notation) -> Self {
        Escaped { out, notation }
    }
}

impl<W: Write> Write for Escaped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut escaped = String::with_capacity(text.len());
        for character in text.chars() {
            if matches!(character, '\n' | '\t') || !is_unsafe(character) {
                escaped.push(character);
                continue;
            }
            match self.notation {
                Notation::Plain => escaped.extend(character.escape_unicode()),
                Notation::Json => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        escaped.push_str(&format!("\\u{unit:04x}"));
                    }
                }
            }
        }
        self.out.write_all(escaped.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The start of a text as one escaped line of at most `cells` terminal cells, with `…` at a cut.
///
/// Each run of white space becomes one space.
///
/// ```
/// assert_eq!(adsift::terminal::excerpt("One  two\nthree", 9), "One two…");
/// ```
pub fn excerpt(text: &str, cells: usize) -> String {
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace().map(escape) {
        let separator = usize::from(!line.is_empty());
        let width: usize = word.chars().map(cell_width).sum();
        if used + separator + width <= cells {
            line.extend(std::iter::repeat_n(' ', separator));
            line.push_str(&word);
            used += separator + width;
            continue;
        }
        // A first word that is too long is cut. Then the ellipsis needs a cell.
        if line.is_empty() {
            for character in word.chars() {
                if used + cell_width(character) + 1 > cells {
                    break;
                }
                used += cell_width(character);
                line.push(character);
            }
        }
        while used + 1 > cells {
            used -= line.pop().map_or(used, cell_width);
        }
        line.truncate(line.trim_end().len());
        line.push('…');
        break;
    }
    line
}

/// A text as escaped lines of at most `cells` terminal cells each, broken between words.
///
/// Each run of white space becomes one space. A word that is wider than a line is broken.
///
/// ```
/// let lines = adsift::terminal::wrapped("One  two\nthree, extraordinary", 9);
/// assert_eq!(lines, ["One two", "three,", "extraordi", "nary"]);
/// ```
pub fn wrapped(text: &str, cells: usize) -> Vec<String> {
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split_whitespace().map(escape) {
        let width: usize = word.chars().map(cell_width).sum();
        if !line.is_empty() && used + 1 + width <= cells {
            line.push(' ');
            used += 1;
        } else if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        for character in word.chars() {
            if !line.is_empty() && used + cell_width(character) > cells {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += cell_width(character);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A share in [0, 1] as a percentage with one decimal: `12.5 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn cell_width(character: char) -> usize {
    character.width().unwrap_or(0)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn excerpts_fit_and_show_the_cut() {
        assert_eq!(excerpt("One  two\nthree", 20), "One two three");
        assert_eq!(excerpt("One two three", 9), "One two…");
        assert_eq!(excerpt("One two three", 7), "One tw…");
        assert_eq!(excerpt("Überlanges", 5), "Über…");
        assert_eq!(excerpt("東京東京", 5), "東京…");
        assert_eq!(excerpt("", 5), "");
    }

    #[test]
    fn escaped_json_stays_json_and_text_keeps_its_lines() {
        let line = "{\"id\":\"a\u{9b}2J\u{202e}\u{E0001}é\"}\n";
        let mut out = Vec::new();
        Escaped::new(&mut out, Notation::Json).write_all(line.as_bytes()).unwrap();
        let shown = String::from_utf8(out).unwrap();
        assert_eq!(shown, "{\"id\":\"a\\u009b2J\\u202e\\udb40\\udc01é\"}\n");
        let value: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(value["id"], "a\u{9b}2J\u{202e}\u{E0001}é");
        let mut out = Vec::new();
        Escaped::new(&mut out, Notation::Plain).write_all(b"One\ttwo\n\x1b[2J\r\n").unwrap();
        assert_eq!(out, b"One\ttwo\n\\u{1b}[2J\\u{d}\n");
    }

    proptest! {
        #[test]
        fn escape_leaves_nothing_unsafe_and_is_idempotent(text in any::<String>()) {
            let once = escape(&text).into_owned();
            prop_assert!(!once.contains(is_unsafe));
            prop_assert_eq!(escape(&once), once.clone());
        }

        #[test]
        fn excerpts_never_exceed_their_width(text in any::<String>(), cells in 1usize..40) {
            let line = excerpt(&text, cells);
            prop_assert!(line.chars().map(cell_width).sum::<usize>() <= cells);
            prop_assert!(!line.contains(is_unsafe));
        }
    }
}
