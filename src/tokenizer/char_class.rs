//! The classes of bytes and characters that the tokenizer distinguishes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The class of a character by its first byte.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ByteClass {
    Blank,
    Lower,
    Upper,
    Digit,
    Apostrophe,
    Symbol,
    /// Any byte of a non-ASCII character.
    NonAscii,
}

/// The class of every byte value.
pub(super) static BYTE_CLASS: [ByteClass; 256] = {
    let mut table = [ByteClass::NonAscii; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => ByteClass::Lower,
            b'A'..=b'Z' => ByteClass::Upper,
            b'0'..=b'9' => ByteClass::Digit,
            b'\'' => ByteClass::Apostrophe,
            b'!'..=b'~' => ByteClass::Symbol,
            _ => ByteClass::Blank, // white space and control characters
        };
        byte += 1;
    }
    table
};

/// Whether a byte value always ends a word. One look-up is faster than two comparisons of classes.
pub(super) static ENDS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = matches!(BYTE_CLASS[byte], ByteClass::Blank | ByteClass::Symbol);
        byte += 1;
    }
    table
};

/// The class of a character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    Letter,
    Digit,
    Mark,
    Apostrophe,
    Ideograph,
    /// Zero-width and format characters, which the tokenizer skips.
    Ignorable,
    Blank,
    Symbol,
}

/// Returns the class of a character.
pub(super) fn classify(character: char) -> CharClass {
    match character {
        'a'..='z' | 'A'..='Z' => CharClass::Letter,
        '0'..='9' => CharClass::Digit,
        '\'' | '\u{2019}' | '\u{2BC}' | '\u{FF07}' => CharClass::Apostrophe,
        _ if is_ignorable(character) => CharClass::Ignorable,
        // Kana, Han and their extensions, which are written without spaces.
        '\u{3041}'..='\u{3096}'
        | '\u{309B}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' => CharClass::Ideograph,
        _ if is_combining_mark(character) => CharClass::Mark,
        _ if character.is_alphabetic() => CharClass::Letter,
        _ if character.is_numeric() => CharClass::Digit,
        _ if character.is_whitespace() || character.is_control() => CharClass::Blank,
        _ => CharClass::Symbol,
    }
}

/// Whether a character is a zero-width or format character: soft hyphen, directional mark, joiner,
/// variation selector, byte order mark or tag.
pub(super) fn is_ignorable(character: char) -> bool {
    matches!(character,
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a text has only white space, zero-width and format characters, or is empty.
pub(crate) fn is_invisible(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || is_ignorable(character))
}

/// Returns the text in NFKC without zero-width and format characters.
pub(crate) fn visible(text: &str) -> String {
    text.chars().filter(|&character| !is_ignorable(character)).nfkc().collect()
}

/// Folds a symbol: removes its marks, straightens quotes, and applies NFKC if the result is a
/// single character.
///
/// `≠` folds to `=`, because its decomposed form is `=` and a mark, and the tokenizer skips marks.
pub(super) fn fold_symbol(character: char) -> char {
    let base = std::iter::once(character).nfd().next().unwrap_or(character);
    match base {
        '\u{2018}'..='\u{201B}' | '\u{2BC}' | '\u{FF07}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' => '"',
        '\u{2015}' => '\u{2014}',
        _ => {
            let mut compatible = std::iter::once(base).nfkc();
            match (compatible.next(), compatible.next()) {
                (Some(one), None) => one,
                _ => base,
            }
        }
    }
}

/// Returns the character at byte `at`, which must be a character boundary inside the text.
pub(super) fn char_at(text: &str, at: usize) -> char {
    text[at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
}
