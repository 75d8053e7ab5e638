//! The first pass over a paragraph, which records its tokens as numbers.

use std::ops::Range;

use super::column_sink::ColumnSink;
use super::word_cache::{WordCache, WordFeatures};
use crate::tokenizer::{CaseShape, Token, TokenKey, TokenVisitor};

/// A token as the first pass records it.
#[derive(Clone, Copy)]
pub(super) struct ReadToken {
    /// [`TokenKey::NONE`] for a token that is too long for a key.
    pub(super) key: TokenKey,
    /// The key's [`TokenKey::spread`].
    pub(super) spread: u32,
    /// The column of the bigram that ends with this token; with [`NO_BIGRAM`] if the bigram is not
    /// a feature. The second pass sets it.
    pub(super) bigram: u32,
    /// The code of the token's shape ([`shape_code`]).
    pub(super) shape: u16,
}

/// Marks a bigram that is not a feature. No column has this bit.
pub(super) const NO_BIGRAM: u32 = 1 << 31;

/// Records the tokens of a paragraph.
pub(super) struct TokenReader<'a, S: ColumnSink> {
    pub(super) tokens: &'a mut Vec<ReadToken>,
    pub(super) words: &'a mut WordCache<S::Word>,
    /// The features of the tokens that are too long for a key, and whether each is new.
    pub(super) long: &'a mut Vec<(WordFeatures<S::Word>, bool)>,
    pub(super) sink: S,
    /// Number of words with Greek or Cyrillic letters in the place of Latin look-alikes.
    pub(super) disguised: usize,
}

impl<S: ColumnSink> TokenReader<'_, S> {
    #[inline(always)]
    fn push(&mut self, key: TokenKey, shape: u16) {
        self.tokens.push(ReadToken { key, spread: key.spread(), bigram: NO_BIGRAM, shape });
    }
}

impl<S: ColumnSink> TokenVisitor for TokenReader<'_, S> {
    #[inline(always)]
    fn short(&mut self, key: TokenKey, shape: CaseShape, _: Range<usize>) {
        let code = match shape {
            CaseShape::Symbol => symbol_code(key.head() as u8),
            word => word as u16,
        };
        self.push(key, code);
    }

    fn token(&mut self, token: Token<'_>) {
        let key = token.key.unwrap_or_else(|| {
            let features = self.words.long(self.sink, token.kind, token.folded);
            self.long.push(features);
            TokenKey::NONE
        });
        self.disguised += usize::from(token.disguised);
        self.push(key, shape_code(&token));
    }
}

/// Returns 16 bits for the shape of a token. The code of a symbol depends on the symbol itself.
pub(super) fn shape_code(token: &Token<'_>) -> u16 {
    match (token.shape, token.folded) {
        (CaseShape::Symbol, &[byte]) => symbol_code(byte),
        (CaseShape::Symbol, bytes) => {
            let fold = |code: u64, &byte: &u8| (code << 3) ^ u64::from(byte);
            0x200 | (bytes.iter().fold(0, fold) & 0x7DFF) as u16
        }
        (shape, _) => shape as u16,
    }
}

/// Returns the shape code of a symbol of one byte.
#[inline(always)]
fn symbol_code(byte: u8) -> u16 {
    0x100 | u16::from(byte)
}
