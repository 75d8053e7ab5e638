//! Words of any characters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::cases::Cases;
use super::char_class::{CharClass, char_at, classify, fold_symbol, is_ignorable};
use super::homoglyphs::disguised;
use super::{Key, MAX_WORD_BYTES, Shape, Token, TokenKind};

/// The token at `start`, where a character beyond ASCII stands; returns where it ends.
pub(super) fn wide_token(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
    let character = char_at(text, start);
    let end = start + character.len_utf8();
    match classify(character) {
        CharClass::Letter | CharClass::Digit => unicode_word(text, start, visit),
        CharClass::Blank | CharClass::Ignorable | CharClass::Mark => end,
        CharClass::Ideograph => ideograph(text, start, visit),
        CharClass::Apostrophe | CharClass::Symbol => {
            let mut buffer = [0; 4];
            let folded = fold_symbol(character).encode_utf8(&mut buffer).as_bytes();
            visit(Token {
                span: start..end,
                kind: TokenKind::Symbol,
                shape: Shape::Symbol,
                folded,
                key: Key::new(folded, TokenKind::Symbol),
                disguised: false,
            });
            end
        }
    }
}

/// The ideograph or kana at `start` with the marks it has; returns where it ends.
fn ideograph(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
    let mut characters = text[start..].char_indices();
    let first = characters.next();
    let is_part = |&(_, character): &(usize, char)| {
        matches!(classify(character), CharClass::Mark | CharClass::Ignorable)
    };
    let parts = first.into_iter().chain(characters.take_while(is_part));
    let (mut raw, mut end) = (String::new(), start);
    for (offset, character) in parts {
        end = start + offset + character.len_utf8();
        if !is_ignorable(character) {
            raw.push(character);
        }
    }
    let folded: String = raw.nfkc().collect();
    let is_short = folded.len() <= MAX_WORD_BYTES;
    let kind = if is_short {
        TokenKind::Word
    } else {
        TokenKind::Overlong
    };
    let folded = if is_short { folded.as_bytes() } else { b"" };
    visit(Token {
        span: start..end,
        kind,
        shape: Shape::Uncased,
        folded,
        key: Key::new(folded, kind),
        disguised: false,
    });
    end
}

/// The word at `start`, whatever characters it is made of; returns where it ends.
pub(super) fn unicode_word(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
    let mut raw = String::new(); // the word without what is ignored, apostrophes straight
    let mut end = start;
    for (offset, character) in text[start..].char_indices() {
        let next = start + offset + character.len_utf8();
        let goes_on_with = |class| {
            let visible = text[next..].chars().find(|&after| !is_ignorable(after));
            visible.is_some_and(|after| classify(after) == class)
        };
        match classify(character) {
            CharClass::Letter | CharClass::Mark => raw.push(character),
            CharClass::Digit => raw.push('0'),
            CharClass::Ignorable => {}
            CharClass::Apostrophe => {
                let inside = raw.chars().next_back().is_some_and(|c| !c.is_numeric())
                    && goes_on_with(CharClass::Letter);
                if !inside {
                    break;
                }
                raw.push('\'');
            }
            CharClass::Symbol if matches!(character, '.' | ',' | ':') => {
                let inside = raw.ends_with('0') && goes_on_with(CharClass::Digit);
                if !inside {
                    break;
                }
            }
            CharClass::Blank | CharClass::Ideograph | CharClass::Symbol => break,
        }
        end = next;
    }
    let plain = disguised(&raw.nfd().collect::<String>());
    let (folded, cases) = fold_word(plain.as_ref().unwrap_or(&raw));
    let folded = folded.as_bytes();
    let short = (folded.len() <= MAX_WORD_BYTES).then_some(folded);
    visit(Token {
        disguised: plain.is_some(),
        ..cases.token(start..end, short)
    });
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
