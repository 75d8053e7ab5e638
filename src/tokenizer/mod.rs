//! Splits a paragraph into tokens: words, numbers and symbols, with their spans and case shapes.
//!
//! The rules are part of the model format; a change to them needs a new format version.
//!
//! - A *word* is a run of letters, digits and combining marks, with apostrophes inside it
//!   (`’` counts as `'`). Its folded form is in NFKC and in lower case, has `0` for every run of
//!   digits, and has no zero-width or format characters. Greek and Cyrillic letters among Latin
//!   ones are replaced by their Latin look-alikes. Each ideograph or kana is a word.
//! - A *number* is digits with `.`, `,` or `:` between them; all numbers fold to `0`.
//! - Every other visible character is a *symbol*, folded without its marks. Curly quotes fold to
//!   straight ones, because the choice between them is a typesetter's habit.

mod ascii_word;
mod char_class;
mod homoglyphs;
mod key;
mod letter_mask;
mod short_word;
mod token;
mod unicode_word;

use std::ops::Range;

use ascii_word::ascii_word;
use char_class::{BYTE_CLASS, ByteClass, ENDS_WORD};
pub(crate) use char_class::{is_invisible, visible};
pub use key::{TokenKey, TokenKind};
use letter_mask::{BLOCK_BYTES, LetterBlock};
use short_word::{MAX_LETTERS, short_word};
pub use token::{CaseShape, MAX_WORD_BYTES, Token};
use unicode_word::{non_ascii_token, unicode_word};

/// Calls `visit` with every token of a paragraph, in order.
///
/// Spans are in ascending order, do not overlap, and lie on character boundaries.
///
/// ```
/// let mut words = Vec::new();
/// adsift::tokenizer::for_each_token("Save 1,000 € — it’s EASY!", |token| {
///     words.push(String::from_utf8_lossy(token.folded).into_owned());
/// });
/// assert_eq!(words, ["save", "0", "€", "—", "it's", "easy", "!"]);
/// ```
#[inline]
pub fn for_each_token(paragraph: &str, visit: impl FnMut(Token<'_>)) {
    visit_tokens(paragraph, &mut ClosureVisitor(visit));
}

/// Receives the tokens of a paragraph, in order.
pub(crate) trait TokenVisitor {
    /// Receives a word of at most 15 ASCII letters or a symbol of one byte; nearly all tokens are.
    fn short(&mut self, key: TokenKey, shape: CaseShape, span: Range<usize>);
    /// Receives any other token.
    fn token(&mut self, token: Token<'_>);
}

/// Passes every token to a closure.
struct ClosureVisitor<F>(F);

impl<F: FnMut(Token<'_>)> TokenVisitor for ClosureVisitor<F> {
    #[inline(always)]
    fn short(&mut self, key: TokenKey, shape: CaseShape, span: Range<usize>) {
        let folded = &key.bytes()[..span.len()];
        let kind = key.kind();
        self.token(Token { span, kind, shape, folded, key: Some(key), disguised: false });
    }

    #[inline]
    fn token(&mut self, token: Token<'_>) {
        (self.0)(token);
    }
}

/// Passes every token of a paragraph to `visitor`, in order.
#[inline]
pub(crate) fn visit_tokens(paragraph: &str, visitor: &mut impl TokenVisitor) {
    let bytes = paragraph.as_bytes();
    let mut at = 0;
    let mut block = LetterBlock::at(bytes, 0);
    loop {
        if at - block.start >= BLOCK_BYTES - MAX_LETTERS {
            if at >= bytes.len() {
                return;
            }
            block = LetterBlock::at(bytes, at);
        }
        let blanks = (block.dark >> (at - block.start)).trailing_zeros() as usize;
        at += blanks;
        if blanks > MAX_LETTERS {
            at = at.min(block.start + BLOCK_BYTES);
            continue;
        }
        let offset = at - block.start;
        let length = (block.letters >> offset).trailing_ones() as usize;
        if offset + length >= BLOCK_BYTES && offset > 0 {
            // The word may go on after the block.
            block = LetterBlock::at(bytes, at);
            continue;
        }
        let (key, length, shape) = match length {
            0 => match BYTE_CLASS[bytes[at] as usize] {
                ByteClass::Symbol | ByteClass::Apostrophe => {
                    let key = TokenKey::tagged([u64::from(bytes[at]), 0], TokenKind::Symbol);
                    (key, 1, CaseShape::Symbol)
                }
                ByteClass::Blank => {
                    at += 1;
                    continue;
                }
                _ => {
                    at = slow_token(paragraph, at, &mut |token| visitor.token(token));
                    continue;
                }
            },
            1..=MAX_LETTERS if ends_word(bytes.get(at + length)) => {
                let (key, shape) = short_word(bytes, at, length);
                (key, length, shape)
            }
            _ => {
                at = slow_token(paragraph, at, &mut |token| visitor.token(token));
                continue;
            }
        };
        visitor.short(key, shape, at..at + length);
        at += length;
    }
}

/// Whether a run of letters before this byte is certainly a complete word.
#[inline(always)]
fn ends_word(byte: Option<&u8>) -> bool {
    byte.is_none_or(|&byte| ENDS_WORD[byte as usize])
}

/// Visits the token at `at`, of any characters; returns its end.
#[inline(never)]
fn slow_token(paragraph: &str, at: usize, mut visit: &mut dyn FnMut(Token<'_>)) -> usize {
    match paragraph.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => ascii_word(paragraph, at, &mut visit)
            .unwrap_or_else(|| unicode_word(paragraph, at, &mut visit)),
        _ => non_ascii_token(paragraph, at, &mut visit),
    }
}

#[cfg(test)]
mod tests {
    use super::char_class::{CharClass, char_at, classify};
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    /// The parts of every token on which features depend.
    fn tokens(text: &str) -> Vec<(TokenKind, CaseShape, Vec<u8>)> {
        let mut tokens = Vec::new();
        for_each_token(text, |token| {
            tokens.push((token.kind, token.shape, token.folded.to_vec()));
        });
        tokens
    }

    fn folded(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| String::from_utf8(token.2).unwrap()).collect()
    }

    fn shapes(text: &str) -> Vec<CaseShape> {
        tokens(text).into_iter().map(|token| token.1).collect()
    }

    #[test]
    fn words_keep_inner_apostrophes() {
        assert_eq!(
            folded("Walmart’s don't 'quoted' rock'n'roll’"),
            ["walmart's", "don't", "'", "quoted", "'", "rock'n'roll", "'"]
        );
        assert_eq!(folded("l’été n'était"), ["l'été", "n'était"]);
    }

    #[test]
    fn numbers_fold_to_zero() {
        assert_eq!(
            folded("1,000.50 10:30 24th 5G v2.0 $99. 3½"),
            ["0", "0", "0th", "0g", "v0", "$", "0", ".", "0"]
        );
        assert_eq!(shapes("12 5G"), [CaseShape::Number, CaseShape::Digits]);
    }

    #[test]
    fn each_symbol_is_a_token_and_quotes_are_straightened() {
        assert_eq!(
            folded("“Hi!?” — 50% • ‘x’ 👍🏽"),
            ["\"", "hi", "!", "?", "\"", "—", "0", "%", "•", "'", "x", "'", "👍", "🏽"]
        );
    }

    #[test]
    fn shapes_follow_from_case() {
        use CaseShape::*;
        assert_eq!(
            shapes("word Word WORD W iPhone McKay 東 ÉTÉ Été !"),
            [Lower, Title, Upper, Initial, Mixed, Mixed, Uncased, Upper, Title, Symbol]
        );
    }

    #[test]
    fn hidden_characters_and_compatibility_forms_fold_away() {
        let plain = folded("sponsored café office bold");
        assert_eq!(
            folded(
                "spon\u{200B}so\u{AD}red cafe\u{301} o\u{FB03}ce \u{1D5EF}\u{1D5FC}\u{1D5F9}\u{1D5F1}"
            ),
            plain
        );
    }

    #[test]
    fn canonical_forms_of_every_character_have_the_same_tokens() {
        for character in '\u{80}'..=char::MAX {
            let decomposed: String = std::iter::once(character).nfd().collect();
            if decomposed.chars().eq([character]) {
                continue;
            }
            for (before, after) in
                [("", ""), ("a", "b"), ("1", "2"), ("1.", "5"), ("か", "漢"), ("x'", "y")]
            {
                let text = format!("{before}{character}{after}");
                let other = format!("{before}{decomposed}{after}");
                let composed: String = text.nfc().collect();
                assert_eq!(tokens(&text), tokens(&other), "{character:?} {text:?}");
                assert_eq!(tokens(&text), tokens(&composed), "{character:?} {text:?}");
            }
        }
    }

    #[test]
    fn each_ideograph_is_a_word() {
        assert_eq!(folded("東京 abc東"), ["東", "京", "abc", "東"]);
    }

    #[test]
    fn overlong_words_have_an_empty_folded_form() {
        for letter in ["a", "é"] {
            let text = format!("{} {}", letter.repeat(64 / letter.len()), letter.repeat(65));
            let kinds = tokens(&text).into_iter().map(|(kind, _, folded)| (kind, folded.len()));
            assert!(kinds.eq([(TokenKind::Word, 64), (TokenKind::Overlong, 0)]), "{letter}");
        }
    }

    proptest! {
        #[test]
        fn spans_are_ordered_and_on_boundaries(text in any::<String>()) {
            let mut end = 0;
            for_each_token(&text, |token| {
                assert!(token.span.start >= end && token.span.start < token.span.end);
                assert!(text.get(token.span.clone()).is_some());
                assert!(std::str::from_utf8(token.folded).is_ok());
                end = token.span.end;
            });
        }

        #[test]
        fn hidden_characters_and_canonical_forms_change_no_token(
            text in "([a-zA-Z0-9'’.,:!é≠が漢αа\u{301}\u{338} ]{0,3}|\\PC){0,20}",
            hidden in prop::sample::select(vec!['\u{200B}', '\u{AD}', '\u{FEFF}', '\u{2060}', '\u{FE0F}', '\u{202E}']),
            place in any::<prop::sample::Index>(),
        ) {
            let plain = tokens(&text);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let at = places[place.index(places.len())];
            let with_hidden = format!("{}{hidden}{}", &text[..at], &text[at..]);
            prop_assert_eq!(&plain, &tokens(&with_hidden), "{:?}", with_hidden);
            prop_assert_eq!(&plain, &tokens(&text.nfd().collect::<String>()));
            prop_assert_eq!(&plain, &tokens(&text.nfc().collect::<String>()));
        }

        #[test]
        fn fast_path_and_slow_path_agree(
            // The text is longer than several blocks of 64 bytes.
            text in "[a-zA-Z]{0,70}([a-zA-Z]{0,18}[a-zA-Z0-9'’.,:!é\u{200B}\u{7F}\t ]{0,3}){0,40}"
        ) {
            let mut fast = Vec::new();
            let mut slow = Vec::new();
            for_each_token(&text, |t| fast.push((t.span, t.kind, t.shape, t.folded.to_vec())));
            let mut at = 0;
            while at < text.len() {
                let character = char_at(&text, at);
                let mut push = |t: Token<'_>| slow.push((t.span, t.kind, t.shape, t.folded.to_vec()));
                at = match classify(character) {
                    CharClass::Letter | CharClass::Digit => unicode_word(&text, at, &mut push),
                    _ if character.is_ascii() => {
                        if !character.is_whitespace() && !character.is_control() {
                            let byte = [character as u8];
                            push(Token { span: at..at + 1, kind: TokenKind::Symbol, shape: CaseShape::Symbol, folded: &byte, key: None, disguised: false });
                        }
                        at + 1
                    }
                    _ => non_ascii_token(&text, at, &mut push),
                };
            }
            prop_assert_eq!(fast, slow);
        }
    }
}
