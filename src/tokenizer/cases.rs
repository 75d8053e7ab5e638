//! How a word is written.

use std::ops::Range;

use super::{Key, Shape, Token, TokenKind};

/// What was seen of a word's cases.
#[derive(Default)]
pub(super) struct Cases {
    first_upper: bool,
    uppers: usize,
    pub(super) lower: usize,
    pub(super) uncased: bool,
    pub(super) digits: bool,
}

impl Cases {
    #[inline]
    pub(super) fn upper(&mut self, is_first: bool) {
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
    pub(super) fn token(self, span: Range<usize>, folded: Option<&[u8]>) -> Token<'_> {
        let shape = self.shape();
        let kind = match folded {
            None => TokenKind::Overlong,
            Some(_) if shape == Shape::Number => TokenKind::Number,
            Some(_) => TokenKind::Word,
        };
        let folded = folded.unwrap_or_default();
        Token {
            span,
            kind,
            shape,
            folded,
            key: Key::new(folded, kind),
            disguised: false,
        }
    }
}
