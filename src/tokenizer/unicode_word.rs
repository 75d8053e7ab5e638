//! Words of any script, and the case shape of a word.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::char_class::{CharClass, char_at, classify, fold_symbol, is_ignorable};
use super::homoglyphs::latin_form;
use super::key::TokenKind;
use super::token::{CaseShape, MAX_WORD_BYTES, Token};

/// Visits the token at `start`, which begins with a non-ASCII character; returns its end.
pub(super) fn non_ascii_token(
    text: &str,
    start: usize,
    visit: &mut impl FnMut(Token<'_>),
) -> usize {
    let character = char_at(text, start);
    let end = start + character.len_utf8();
    match classify(character) {
        CharClass::Letter | CharClass::Digit => unicode_word(text, start, visit),
        CharClass::Blank | CharClass::Ignorable | CharClass::Mark => end,
        CharClass::Ideograph => ideograph(text, start, visit),
        CharClass::Apostrophe | CharClass::Symbol => {
            let mut buffer = [0; 4];
            let folded = fold_symbol(character).encode_utf8(&mut buffer).as_bytes();
            visit(Token::new(start..end, TokenKind::Symbol, CaseShape::Symbol, folded));
            end
        }
    }
}

/// Visits the ideograph or kana at `start` with its marks; returns its end.
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
    let composed: String = raw.nfkc().collect();
    let (kind, folded) = if composed.len() <= MAX_WORD_BYTES {
        (TokenKind::Word, composed.as_bytes())
    } else {
        (TokenKind::Overlong, &b""[..])
    };
    visit(Token::new(start..end, kind, CaseShape::Uncased, folded));
    end
}

/// Visits the word at `start`, of any characters; returns its end.
pub(super) fn unicode_word(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
    let mut raw = String::new(); // the word without ignorable characters, apostrophes straight
    let mut end = start;
    for (offset, character) in text[start..].char_indices() {
        let next = start + offset + character.len_utf8();
        let is_followed_by = |class| {
            let visible = text[next..].chars().find(|&after| !is_ignorable(after));
            visible.is_some_and(|after| classify(after) == class)
        };
        match classify(character) {
            CharClass::Letter | CharClass::Mark => raw.push(character),
            CharClass::Digit => raw.push('0'),
            CharClass::Ignorable => {}
            CharClass::Apostrophe => {
                let is_inside = raw.chars().next_back().is_some_and(|c| !c.is_numeric())
                    && is_followed_by(CharClass::Letter);
                if !is_inside {
                    break;
                }
                raw.push('\'');
            }
            CharClass::Symbol if matches!(character, '.' | ',' | ':') => {
                let is_inside = raw.ends_with('0') && is_followed_by(CharClass::Digit);
                if !is_inside {
                    break;
                }
            }
            CharClass::Blank | CharClass::Ideograph | CharClass::Symbol => break,
        }
        end = next;
    }
    let latin = latin_form(&raw.nfd().collect::<String>());
    let (folded, cases) = fold_word(latin.as_ref().unwrap_or(&raw));
    let bytes = (folded.len() <= MAX_WORD_BYTES).then_some(folded.as_bytes());
    visit(Token { disguised: latin.is_some(), ..cases.token(start..end, bytes) });
    end
}

/// Folds a word: NFKC, lower case, one `0` for a run of digits, other characters removed.
fn fold_word(raw: &str) -> (String, CaseCounts) {
    let mut folded = String::with_capacity(raw.len());
    let mut cases = CaseCounts::default();
    let mut is_first = true;
    for character in raw.nfkc() {
        if character.is_numeric() {
            cases.has_digits = true;
        } else if character.is_uppercase() {
            cases.add_upper(is_first);
        } else if character.is_lowercase() {
            cases.lowers += 1;
        } else if character.is_alphabetic() {
            cases.has_uncased = true;
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

/// The upper-case, lower-case and other characters of a word, from which its shape follows.
#[derive(Default)]
pub(super) struct CaseCounts {
    is_first_upper: bool,
    uppers: usize,
    pub(super) lowers: usize,
    pub(super) has_uncased: bool,
    pub(super) has_digits: bool,
}

impl CaseCounts {
    /// Counts an upper-case letter.
    #[inline]
    pub(super) fn add_upper(&mut self, is_first: bool) {
        self.is_first_upper |= is_first;
        self.uppers += 1;
    }

    fn shape(&self) -> CaseShape {
        let has_letters = self.uppers + self.lowers > 0 || self.has_uncased;
        match (self.uppers, self.lowers) {
            _ if self.has_digits && has_letters => CaseShape::Digits,
            _ if self.has_digits => CaseShape::Number,
            (0, 0) => CaseShape::Uncased,
            (0, _) => CaseShape::Lower,
            (1, 0) => CaseShape::Initial,
            (_, 0) => CaseShape::Upper,
            (1, _) if self.is_first_upper => CaseShape::Title,
            _ => CaseShape::Mixed,
        }
    }

    /// Returns the token of the counted word; `folded` is `None` for an overlong word.
    pub(super) fn token(self, span: Range<usize>, folded: Option<&[u8]>) -> Token<'_> {
        let shape = self.shape();
        let kind = match folded {
            None => TokenKind::Overlong,
            Some(_) if shape == CaseShape::Number => TokenKind::Number,
            Some(_) => TokenKind::Word,
        };
        Token::new(span, kind, shape, folded.unwrap_or_default())
    }
}
