//! A paragraph to tokens: words, numbers and symbols, each with its span and its case shape.
//!
//! The rules are part of the model format; a change to them needs a new format version.
//!
//! - A *word* is a run of letters, digits and combining marks, with apostrophes inside it
//!   (`’` counts as `'`). It is folded: NFKC, lower case, zero-width and format characters out,
//!   every run of digits `0`. An ideograph or a kana is a word of its own.
//! - A *number* is digits with `.`, `,` or `:` between them; all numbers fold to `0`.
//! - Every other character that is no white space is a *symbol*. Curly quotes fold to straight
//!   ones: which of the two a page has is its typesetter's habit.

mod characters;

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use characters::{CLASS, CharClass, Class, char_at, classify, fold_symbol};

/// Folded words longer than this are given as [`Kind::Overlong`]: no word of a language, but an
/// address or a hash, of which only that it is there is worth knowing.
pub const MAX_WORD_BYTES: usize = 64;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with digits, marks and apostrophes among them.
    Word,
    /// Digits, with separators among them.
    Number,
    /// One character of punctuation, a currency sign, an emoji …
    Symbol,
    /// A word over [`MAX_WORD_BYTES`]; its folded form is empty.
    Overlong,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// `word`
    Lower = 1,
    /// `Word`
    Title = 2,
    /// `WORD`
    Upper = 3,
    /// `W`
    Initial = 4,
    /// `iPhone`, `McKay`
    Mixed = 5,
    /// `5g`, `b2b`: letters and digits.
    Digits = 6,
    /// A word of a script without cases.
    Uncased = 7,
    /// A number.
    Number = 8,
    /// A symbol.
    Symbol = 9,
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// Byte range in the paragraph.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// How it is written.
    pub shape: Shape,
    /// The folded form, as UTF-8 bytes.
    pub folded: &'a [u8],
}

/// Calls `visit` with every token of a paragraph, in order.
///
/// ```
/// let mut words = Vec::new();
/// adsift::tokenizer::for_each_token("Save 1,000 € — it’s EASY!", |token| {
///     words.push(String::from_utf8_lossy(token.folded).into_owned());
/// });
/// assert_eq!(words, ["save", "0", "€", "—", "it's", "easy", "!"]);
/// ```
pub fn for_each_token(paragraph: &str, mut visit: impl FnMut(Token<'_>)) {
    let bytes = paragraph.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at = match CLASS[byte as usize] {
            Class::Blank => at + 1,
            Class::Symbol | Class::Apostrophe => {
                visit(Token {
                    span: at..at + 1,
                    kind: Kind::Symbol,
                    shape: Shape::Symbol,
                    folded: &[byte],
                });
                at + 1
            }
            Class::Lower | Class::Upper | Class::Digit => ascii_word(paragraph, at, &mut visit)
                .unwrap_or_else(|| unicode_word(paragraph, at, &mut visit)),
            Class::Wide => wide_token(paragraph, at, &mut visit),
        };
    }
}

/// The word at `start` if all of it is ASCII: visits it and returns where it ends.
///
/// `None` where a letter, mark or zero-width character beyond ASCII belongs to the word, which
/// is then for [`unicode_word`]. Both give the same tokens for ASCII text; a test says so.
#[inline]
fn ascii_word(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut folded = [0u8; MAX_WORD_BYTES];
    let mut length = 0; // of the folded form, counted on past the buffer's end
    let mut cases = Cases::default();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let (fold, next) = match CLASS[byte as usize] {
            Class::Lower => {
                cases.lower += 1;
                (byte, at + 1)
            }
            Class::Upper => {
                cases.upper(at == start);
                (byte | 0x20, at + 1)
            }
            Class::Digit => {
                cases.digits = true;
                (b'0', digits_end(bytes, at))
            }
            Class::Apostrophe
                if joins(bytes[at - 1]) && bytes.get(at + 1).is_some_and(|&b| joins(b)) =>
            {
                (b'\'', at + 1)
            }
            Class::Wide => match classify(char_at(text, at)) {
                CharClass::Apostrophe if joins(bytes[at - 1]) => {
                    let after = at + char_at(text, at).len_utf8();
                    match bytes.get(after) {
                        Some(&b) if joins(b) => (b'\'', after),
                        Some(&b) if CLASS[b as usize] == Class::Wide => return None,
                        _ => break,
                    }
                }
                CharClass::Letter | CharClass::Digit | CharClass::Mark | CharClass::Ignorable => {
                    return None;
                }
                CharClass::Apostrophe
                | CharClass::Ideograph
                | CharClass::Blank
                | CharClass::Symbol => break,
            },
            Class::Apostrophe => match bytes.get(at + 1) {
                Some(&b) if CLASS[b as usize] == Class::Wide && joins(bytes[at - 1]) => {
                    return None;
                }
                _ => break,
            },
            Class::Blank | Class::Symbol => break,
        };
        if let Some(slot) = folded.get_mut(length) {
            *slot = fold;
        }
        length += 1;
        at = next;
    }
    visit(cases.token(start..at, folded.get(..length)));
    Some(at)
}

/// True for an ASCII letter: what an apostrophe may stand between.
fn joins(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

/// Where the run of ASCII digits ends that starts at `at`, separators between digits included.
fn digits_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'.' | b',' | b':'), Some(after)) if after.is_ascii_digit() => at += 1,
            _ => return at,
        }
    }
}

/// The token at `start`, where a character beyond ASCII stands; returns where it ends.
fn wide_token(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
    let character = char_at(text, start);
    let end = start + character.len_utf8();
    let mut buffer = [0u8; 4];
    match classify(character) {
        CharClass::Letter | CharClass::Digit => return unicode_word(text, start, visit),
        CharClass::Blank | CharClass::Ignorable | CharClass::Mark => {}
        CharClass::Ideograph => visit(Token {
            span: start..end,
            kind: Kind::Word,
            shape: Shape::Uncased,
            folded: character.encode_utf8(&mut buffer).as_bytes(),
        }),
        CharClass::Apostrophe | CharClass::Symbol => visit(Token {
            span: start..end,
            kind: Kind::Symbol,
            shape: Shape::Symbol,
            folded: fold_symbol(character).encode_utf8(&mut buffer).as_bytes(),
        }),
    }
    end
}

/// The word at `start`, whatever characters it is made of; returns where it ends.
fn unicode_word(text: &str, start: usize, visit: &mut impl FnMut(Token<'_>)) -> usize {
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

/// What was seen of a word's cases.
#[derive(Default)]
struct Cases {
    first_upper: bool,
    uppers: usize,
    lower: usize,
    uncased: bool,
    digits: bool,
}

impl Cases {
    #[inline]
    fn upper(&mut self, is_first: bool) {
        self.first_upper |= is_first;
        self.uppers += 1;
    }

    fn shape(&self) -> Shape {
        let letters = self.uppers + self.lower > 0 || self.uncased;
        match (self.uppers, self.lower) {
            _ if self.digits && letters => Shape::Digits,
            _ if self.digits => Shape::Number,
            (0, 0) => Shape::Uncased,
            (0, _) => Shape::Lower,
            (1, 0) => Shape::Initial,
            (_, 0) => Shape::Upper,
            (1, _) if self.first_upper => Shape::Title,
            _ => Shape::Mixed,
        }
    }

    /// The token of a word; `folded` is `None` where it is too long.
    fn token(self, span: Range<usize>, folded: Option<&[u8]>) -> Token<'_> {
        let shape = self.shape();
        let kind = match folded {
            None => Kind::Overlong,
            Some(_) if shape == Shape::Number => Kind::Number,
            Some(_) => Kind::Word,
        };
        Token {
            span,
            kind,
            shape,
            folded: folded.unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folded(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for_each_token(text, |token| {
            words.push(String::from_utf8(token.folded.to_vec()).unwrap())
        });
        words
    }

    fn shapes(text: &str) -> Vec<Shape> {
        let mut shapes = Vec::new();
        for_each_token(text, |token| shapes.push(token.shape));
        shapes
    }

    #[test]
    fn words_keep_their_inner_apostrophes() {
        assert_eq!(
            folded("Walmart’s don't 'quoted' rock'n'roll’"),
            ["walmart's", "don't", "'", "quoted", "'", "rock'n'roll", "'"]
        );
        assert_eq!(folded("l’été n'était"), ["l'été", "n'était"]);
    }

    #[test]
    fn numbers_fold() {
        assert_eq!(
            folded("1,000.50 10:30 24th 5G v2.0 $99. 3½"),
            ["0", "0", "0th", "0g", "v0", "$", "0", ".", "0"]
        );
        assert_eq!(shapes("12 5G"), [Shape::Number, Shape::Digits]);
    }

    #[test]
    fn symbols_stand_alone_and_quotes_are_straight() {
        assert_eq!(
            folded("“Hi!?” — 50% • ‘x’ 👍🏽"),
            [
                "\"", "hi", "!", "?", "\"", "—", "0", "%", "•", "'", "x", "'", "👍", "🏽"
            ]
        );
    }

    #[test]
    fn shapes_are_told_apart() {
        use Shape::*;
        assert_eq!(
            shapes("word Word WORD W iPhone McKay 東 ÉTÉ Été !"),
            [
                Lower, Title, Upper, Initial, Mixed, Mixed, Uncased, Upper, Title, Symbol
            ]
        );
    }

    #[test]
    fn hidden_characters_and_compatibility_forms_change_nothing() {
        let plain = folded("sponsored café office bold");
        assert_eq!(
            folded(
                "spon\u{200B}so\u{AD}red cafe\u{301} o\u{FB03}ce \u{1D5EF}\u{1D5FC}\u{1D5F9}\u{1D5F1}"
            ),
            plain
        );
    }

    #[test]
    fn ideographs_are_words() {
        assert_eq!(folded("東京 abc東"), ["東", "京", "abc", "東"]);
    }

    #[test]
    fn overlong_words_say_only_that_they_are_there() {
        for letter in ["a", "é"] {
            let mut kinds = Vec::new();
            let text = format!("{} {}", letter.repeat(64 / letter.len()), letter.repeat(65));
            for_each_token(&text, |token| kinds.push((token.kind, token.folded.len())));
            assert_eq!(kinds, [(Kind::Word, 64), (Kind::Overlong, 0)]);
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
        fn the_fast_path_is_the_slow_path(text in "[a-zA-Z0-9'’.,:!é\u{200B} ]{0,40}") {
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
                        if !character.is_whitespace() {
                            let byte = [character as u8];
                            push(Token { span: at..at + 1, kind: Kind::Symbol, shape: Shape::Symbol, folded: &byte });
                        }
                        at + 1
                    }
                    _ => wide_token(&text, at, &mut push),
                };
            }
            prop_assert_eq!(fast, slow);
        }
    }
}
