//! A paragraph's tokens as numbers: the first pass over it.

use std::ops::Range;

use super::column_sink::ColumnSink;
use super::word_cache::{WordCache, WordFeatures};
use crate::tokenizer::{Key, Shape, Token, Visitor};

/// A token as the first pass leaves it.
#[derive(Clone, Copy)]
pub(super) struct ReadToken {
    /// [`Key::NONE`] for one that is too long.
    pub(super) key: Key,
    /// Of the key: [`Key::spread`].
    pub(super) spread: u32,
    /// The column of it and the token before it, with [`NO_BIGRAM`] where that is no feature; the second
    /// pass sets it.
    pub(super) bigram: u32,
    /// How it is written: its shape's code.
    pub(super) shape: u16,
}

/// No column has this bit.
pub(super) const NO_BIGRAM: u32 = 1 << 31;

/// Takes down the tokens of a paragraph.
pub(super) struct TokenReader<'a, S: ColumnSink> {
    pub(super) tokens: &'a mut Vec<ReadToken>,
    pub(super) words: &'a mut WordCache<S::Word>,
    /// The features of those that are too long for a key, and whether they are new.
    pub(super) long: &'a mut Vec<(WordFeatures<S::Word>, bool)>,
    pub(super) sink: S,
    /// How many words have letters of another script in disguise.
    pub(super) disguised: usize,
}

impl<S: ColumnSink> TokenReader<'_, S> {
    #[inline(always)]
    fn push(&mut self, key: Key, shape: u16) {
        self.tokens.push(ReadToken {
            key,
            spread: key.spread(),
            bigram: NO_BIGRAM,
            shape,
        });
    }
}

impl<S: ColumnSink> Visitor for TokenReader<'_, S> {
    #[inline(always)]
    fn short(&mut self, key: Key, shape: Shape, _: Range<usize>) {
        let shape = match shape {
            Shape::Symbol => symbol_code(key.head() as u8),
            shape => shape as u16,
        };
        self.push(key, shape);
    }

    fn token(&mut self, token: Token<'_>) {
        let key = token.key.unwrap_or_else(|| {
            let features = self.words.long(self.sink, token.kind, token.folded);
            self.long.push(features);
            Key::NONE
        });
        self.disguised += usize::from(token.disguised);
        self.push(key, shape_code(&token));
    }
}

/// 16 bits that stand for how a token is written; a symbol's code is the symbol itself.
pub(super) fn shape_code(token: &Token<'_>) -> u16 {
    match (token.shape, token.folded) {
        (Shape::Symbol, &[byte]) => symbol_code(byte),
        (Shape::Symbol, bytes) => {
            let fold = |code: u64, &byte: &u8| (code << 3) ^ u64::from(byte);
            0x200 | (bytes.iter().fold(0, fold) & 0x7DFF) as u16
        }
        (shape, _) => shape as u16,
    }
}

/// That of a symbol of one byte.
#[inline(always)]
fn symbol_code(byte: u8) -> u16 {
    0x100 | u16::from(byte)
}
