//! What single characters are to the tokenizer.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a byte is, where it begins a character.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Blank,
    Lower,
    Upper,
    Digit,
    Apostrophe,
    Symbol,
    /// Part of a character beyond ASCII.
    Wide,
}

/// The class of every byte.
pub(super) static CLASS: [Class; 256] = {
    let mut table = [Class::Wide; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = match byte as u8 {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'\'' => Class::Apostrophe,
            b'!'..=b'~' => Class::Symbol,
            _ => Class::Blank, // white space and control characters
        };
        byte += 1;
    }
    table
};

/// Whether letters before this byte are a word for sure: one test where classes would be two.
pub(super) static ENDS_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = matches!(CLASS[byte], Class::Blank | Class::Symbol);
        byte += 1;
    }
    table
};

/// What a character is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CharClass {
    Letter,
    Digit,
    Mark,
    Apostrophe,
    Ideograph,
    /// Zero-width and format characters: they are not there.
    Ignorable,
    Blank,
    Symbol,
}

/// The class of any character.
pub(super) fn classify(character: char) -> CharClass {
    match character {
        'a'..='z' | 'A'..='Z' => CharClass::Letter,
        '0'..='9' => CharClass::Digit,
        '\'' | '\u{2019}' | '\u{2BC}' | '\u{FF07}' => CharClass::Apostrophe,
        _ if is_ignorable(character) => CharClass::Ignorable,
        // Kana, Han and their extensions: written without spaces.
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

/// Zero-width and format characters: soft hyphen, directional marks, joiners, variation selectors, byte
/// order mark, tags.
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

/// Whether a reader sees nothing of a text: white space, zero-width and format characters alone.
pub(crate) fn is_invisible(text: &str) -> bool {
    text.chars()
        .all(|character| character.is_whitespace() || is_ignorable(character))
}

/// The text without zero-width and format characters, in the one form (NFKC) of what can be written in many.
pub(crate) fn visible(text: &str) -> String {
    let seen = text.chars().filter(|&character| !is_ignorable(character));
    seen.nfkc().collect()
}

/// One form for symbols that mean the same: without marks (`≠` is `=`, as it is where its mark is a
/// character of its own), straight quotes, and NFKC where it is one character.
pub(super) fn fold_symbol(character: char) -> char {
    let mut parts = std::iter::once(character).nfd();
    let character = parts.next().unwrap_or(character);
    match character {
        '\u{2018}'..='\u{201B}' | '\u{2BC}' | '\u{FF07}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{AB}' | '\u{BB}' => '"',
        '\u{2015}' => '\u{2014}',
        _ => {
            let mut compatible = std::iter::once(character).nfkc();
            match (compatible.next(), compatible.next()) {
                (Some(one), None) => one,
                _ => character,
            }
        }
    }
}

/// The character that begins at a byte.
pub(super) fn char_at(text: &str, at: usize) -> char {
    // `at` is a character boundary inside the text wherever this is called.
    text[at..]
        .chars()
        .next()
        .unwrap_or(char::REPLACEMENT_CHARACTER)
}
