//! Words that mix Latin letters with Greek or Cyrillic look-alikes.
//!
//! `раid` with a Cyrillic `р` and `а` looks like `paid`, but its bytes are those of another word.
//! The tokenizer replaces such letters by the Latin ones and marks the token as disguised. It does
//! not change words of a single script.

/// Pairs of a Greek or Cyrillic letter and the Latin letter that looks the same in most typefaces;
/// from the confusables of [Unicode Technical Standard 39](https://www.unicode.org/reports/tr39/).
#[rustfmt::skip]
const PAIRS: [(char, char); 64] = [
    // Cyrillic
    ('а', 'a'), ('е', 'e'), ('о', 'o'), ('р', 'p'), ('с', 'c'), ('у', 'y'), ('х', 'x'), ('ѕ', 's'),
    ('і', 'i'), ('ј', 'j'), ('һ', 'h'), ('ԁ', 'd'), ('ԛ', 'q'), ('ԝ', 'w'), ('ӏ', 'l'), ('ѵ', 'v'),
    ('А', 'A'), ('В', 'B'), ('Е', 'E'), ('К', 'K'), ('М', 'M'), ('Н', 'H'), ('О', 'O'), ('Р', 'P'),
    ('С', 'C'), ('Т', 'T'), ('У', 'Y'), ('Х', 'X'), ('Ѕ', 'S'), ('І', 'I'), ('Ј', 'J'), ('Ӏ', 'I'),
    ('Ԛ', 'Q'), ('Ԝ', 'W'), ('Ԍ', 'G'), ('Ѵ', 'V'), ('Ү', 'Y'), ('ү', 'y'), ('к', 'k'), ('ц', 'u'),
    // Greek
    ('Α', 'A'), ('Β', 'B'), ('Ε', 'E'), ('Ζ', 'Z'), ('Η', 'H'), ('Ι', 'I'), ('Κ', 'K'), ('Μ', 'M'),
    ('Ν', 'N'), ('Ο', 'O'), ('Ρ', 'P'), ('Τ', 'T'), ('Υ', 'Y'), ('Χ', 'X'), ('ο', 'o'), ('ν', 'v'),
    ('α', 'a'), ('ι', 'i'), ('ρ', 'p'), ('υ', 'u'), ('κ', 'k'), ('γ', 'y'), ('ϲ', 'c'), ('ϳ', 'j'),
];

/// Returns a mixed word with its Greek and Cyrillic letters replaced by the Latin look-alikes.
///
/// `word` must be decomposed (NFD), so that accents are separate characters. Returns `None` if
/// the word is of a single script, or if one of its Greek or Cyrillic letters has no look-alike.
pub(super) fn latin_form(word: &str) -> Option<String> {
    let is_other = |letter: char| matches!(letter, '\u{370}'..='\u{52F}');
    if !word.contains(is_other) || !word.contains(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let latin = |letter: char| {
        if is_other(letter) {
            let pair = PAIRS.iter().find(|(other, _)| *other == letter)?;
            Some(pair.1)
        } else {
            Some(letter)
        }
    };
    word.chars().map(latin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_look_alikes_among_latin_letters_only() {
        assert_eq!(latin_form("\u{440}\u{430}id").as_deref(), Some("paid"));
        assert_eq!(latin_form("Sp\u{3BF}nsored").as_deref(), Some("Sponsored"));
        for honest in ["paid", "реклама", "μs", "Ωmega", "iPhoneы", "", "café"] {
            assert_eq!(latin_form(honest), None, "{honest}");
        }
    }
}
