//! Letters of another script that look like Latin ones, among Latin ones.
//!
//! `раid` with a Cyrillic `р` and `а` reads as `paid` and is another word to a machine. Such words are
//! taken for what they look like, and are told. A word that is of one script is what it is.

/// Pairs of a Greek or Cyrillic letter and the Latin letter it cannot be told from in most typefaces; from
/// the confusables of [Unicode Technical Standard 39](https://www.unicode.org/reports/tr39/).
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

/// The Latin letters that the word's others look like; `None` where it has none or is of one script, and
/// where some of them look like nothing Latin. In decomposed form (NFD), so that accents are apart.
pub(super) fn disguised(word: &str) -> Option<String> {
    let is_other = |letter: char| matches!(letter, '\u{370}'..='\u{52F}');
    if !word.contains(is_other) || !word.contains(|letter: char| letter.is_ascii_alphabetic()) {
        return None;
    }
    let plain = |letter: char| match is_other(letter) {
        true => PAIRS
            .iter()
            .find(|(other, _)| *other == letter)
            .map(|(_, latin)| *latin),
        false => Some(letter),
    };
    word.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_words_with_borrowed_letters_are_what_they_look_like() {
        assert_eq!(disguised("\u{440}\u{430}id").as_deref(), Some("paid"));
        assert_eq!(disguised("Sp\u{3BF}nsored").as_deref(), Some("Sponsored"));
        for honest in ["paid", "реклама", "μs", "Ωmega", "iPhoneы", "", "café"] {
            assert_eq!(disguised(honest), None, "{honest}");
        }
    }
}
