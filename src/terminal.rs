//! Strangers' text made safe and short for a terminal.

use std::borrow::Cow;

use unicode_width::UnicodeWidthChar;

/// The text with every character escaped that could do something to a terminal or hide something
/// from a reader: control, bidirectional, zero-width and other format characters.
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

/// How the text begins, on one line of at most `cells` terminal cells, escaped; `…` where it was
/// cut. White space of any kind becomes one space.
pub fn excerpt(text: &str, cells: usize) -> String {
    let mut line = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let separator = usize::from(!line.is_empty());
        let word = escape(word);
        let width: usize = word.chars().map(cell_width).sum();
        if used + separator + width <= cells {
            line.extend(std::iter::repeat_n(' ', separator));
            line.push_str(&word);
            used += separator + width;
            continue;
        }
        // Make room for the ellipsis; a first word that is too long is cut within.
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
    fn excerpts_fit_and_say_where_they_were_cut() {
        assert_eq!(excerpt("One  two\nthree", 20), "One two three");
        assert_eq!(excerpt("One two three", 9), "One two…");
        assert_eq!(excerpt("One two three", 7), "One tw…");
        assert_eq!(excerpt("Überlanges", 5), "Über…");
        assert_eq!(excerpt("東京東京", 5), "東京…");
        assert_eq!(excerpt("", 5), "");
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left_and_escaping_twice_is_escaping_once(text in any::<String>()) {
            let once = escape(&text).into_owned();
            prop_assert!(!once.contains(is_unsafe));
            prop_assert_eq!(escape(&once), once.clone());
        }

        #[test]
        fn excerpts_never_overflow(text in any::<String>(), cells in 1usize..40) {
            let line = excerpt(&text, cells);
            prop_assert!(line.chars().map(cell_width).sum::<usize>() <= cells);
            prop_assert!(!line.contains(is_unsafe));
        }
    }
}
