//! A token: its span, its kind, its case shape and its folded form.

use std::ops::Range;

use super::key::{TokenKey, TokenKind};

/// Longest folded word, in bytes. A longer word is an address or a hash; its token is
/// [`TokenKind::Overlong`], because only its presence is a useful feature.
pub const MAX_WORD_BYTES: usize = 64;

/// The pattern of capitals and digits in a token. The numbers are part of the model format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum CaseShape {
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
    /// A word in a script without upper and lower case.
    Uncased = 7,
    /// A number.
    Number = 8,
    /// A symbol.
    Symbol = 9,
}

/// A token of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    /// Byte range in the paragraph.
    pub span: Range<usize>,
    /// Word, number, symbol or overlong word.
    pub kind: TokenKind,
    /// The pattern of capitals and digits.
    pub shape: CaseShape,
    /// The folded form, as UTF-8 bytes.
    pub folded: &'a [u8],
    /// The folded form and the kind as one number; `None` if the form is longer than 15 bytes.
    pub key: Option<TokenKey>,
    /// Whether the word has Greek or Cyrillic letters in the place of Latin look-alikes. The folded
    /// form has the Latin letters.
    pub disguised: bool,
}

impl<'a> Token<'a> {
    /// Creates a token with the key of its folded form, not disguised.
    #[inline]
    pub(super) fn new(
        span: Range<usize>,
        kind: TokenKind,
        shape: CaseShape,
        folded: &'a [u8],
    ) -> Self {
        Token { span, kind, shape, folded, key: TokenKey::new(folded, kind), disguised: false }
    }
}
