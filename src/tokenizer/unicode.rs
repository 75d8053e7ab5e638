//! Words of any characters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::cases::Cases;
use super::characters::{CharClass, char_at, classify, fold_symbol};
use super::{Key, Kind, MAX_WORD_BYTES, Shape, Token};

/// The token at `start`, where a character beyond ASCII stands; returns where it ends.
pub(super) fn wide_token(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
    let character = char_at(text, start);
    let end = start + character.len_utf8();
    let (character, kind, shape) = match classify(character) {
        CharClass::Letter | CharClass::Digit => return unicode_word(text, start, visit),
        CharClass::Blank | CharClass::Ignorable | CharClass::Mark => return end,
        CharClass::Ideograph => (character, Kind::Word, Shape::Uncased),
        CharClass::Apostrophe | CharClass::Symbol => {
            (fold_symbol(character), Kind::Symbol, Shape::Symbol)
        }
    };
    let mut buffer = [0u8; 4];
    let folded = character.encode_utf8(&mut buffer).as_bytes();
    visit(Token {
        span: start..end,
        kind,
        shape,
        folded,
        key: Key::new(folded, kind),
    });
    end
}

/// The word at `start`, whatever characters it is made of; returns where it ends.
pub(super) fn unicode_word(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
    let mut raw = String::new(); // the word without what is ignored, apostrophes straight
    let mut end = start;
    let mut characters = text[start..].char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        let next = start + offset + character.len_utf8();
        match classify(character) {
            CharClass::Letter | CharClass::Mark => raw.push(character),
            CharClass::Digit => raw.push('0'),
            CharClass::Ignorable => {}
            CharClass::Apostrophe => {
                let inside = raw.chars().next_back().is_some_and(|c| !c.is_numeric())
                    && characters
                        .peek()
                        .is_some_and(|&(_, c)| classify(c) == CharClass::Letter);
                if !inside {
                    break;
                }
                raw.push('\'');
            }
            CharClass::Symbol if matches!(character, '.' | ',' | ':') => {
                let inside = raw.ends_with('0')
                    && characters
                        .peek()
                        .is_some_and(|&(_, c)| classify(c) == CharClass::Digit);
                if !inside {
                    break;
                }
            }
            CharClass::Blank | CharClass::Ideograph | CharClass::Symbol => break,
        }
        end = next;
    }
    let (folded, cases) = fold_word(&raw);
    let folded = folded.as_bytes();
    visit(cases.token(
        start..end,
        (folded.len() <= MAX_WORD_BYTES).then_some(folded),
    ));
    end
}

/// NFKC and lower case, runs of `0` made one, what is no part of a word dropped.
fn fold_word(raw: &str) -> (String, Cases) {
    let mut folded = String::with_capacity(raw.len());
    let mut cases = Cases::default();
    let mut is_first = true;
    for character in raw.nfkc() {
        if character.is_numeric() {
            cases.digits = true;
        } else if character.is_uppercase() {
            cases.upper(is_first);
        } else if character.is_lowercase() {
            cases.lower += 1;
        } else if character.is_alphabetic() {
            cases.uncased = true;
        }
        is_first = false;
        for lower in character.to_lowercase() {
            let fold = if lower.is_numeric() { '0' } else { lower };
            let is_part = fold.is_alphanumeric() || fold == '\'' || is_combining_mark(fold);
            if is_part && !(fold == '0' && folded.ends_with('0')) {
                folded.push(fold);
            }
        }
    }
    (folded.nfkc().collect(), cases)
}
