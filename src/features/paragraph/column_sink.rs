//! The interface for consumers of feature columns, and the consumer for training.

use super::hashing::token_columns;
use crate::stemmer::TokenHashes;
use crate::tokenizer::TokenKind;

/// One to three columns of a token by itself: stem, surface form and ending.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenColumns {
    columns: [u32; 3],
    count: u32,
}

impl TokenColumns {
    /// Returns the columns of a token with these hashes, below 2^bits.
    pub(super) fn of(hashes: &TokenHashes, bits: u32) -> Self {
        let (columns, count) = token_columns(hashes, bits);
        TokenColumns { columns, count }
    }

    /// Returns a single column.
    pub(super) fn one(column: u32) -> Self {
        TokenColumns { columns: [column, 0, 0], count: 1 }
    }

    /// The columns.
    pub(crate) fn as_slice(&self) -> &[u32] {
        &self.columns[..self.count as usize]
    }
}

/// Consumes the columns of a paragraph, one by one, into a row.
///
/// [`CollectColumns`] collects the columns for training; the model sums their weights. The
/// extractor caches the value of a token's own columns.
pub(crate) trait ColumnSink: Copy {
    /// The value of a token's own columns.
    type Word: Copy + Default;
    /// The value of all columns of a paragraph.
    type Row: Default;
    /// Whether the extractor must also list the stems of the words.
    const LEARNS: bool;

    /// Returns the value of a token's own columns.
    fn word(&self, columns: TokenColumns) -> Self::Word;
    /// Whether the model saw this word in training.
    fn knows(&self, kind: TokenKind, hashes: &TokenHashes) -> bool;
    /// Resets `row` to that of an empty paragraph.
    fn begin(&self, row: &mut Self::Row);
    /// Adds a token's own columns to `row`, if `is_new`.
    fn add_word(&self, row: &mut Self::Row, word: Self::Word, is_new: bool);
    /// Adds one column to `row`, if `is_new`.
    fn add(&self, row: &mut Self::Row, column: u32, is_new: bool);
}

/// The number of a token's columns, followed by the columns.
pub(crate) type CollectedWord = [u32; 4];

/// Collects the columns themselves, for training.
#[derive(Clone, Copy)]
pub(crate) struct CollectColumns;

impl ColumnSink for CollectColumns {
    type Word = CollectedWord;
    type Row = Vec<u32>;
    const LEARNS: bool = true;

    fn word(&self, columns: TokenColumns) -> CollectedWord {
        let [first, second, third] = columns.columns;
        [columns.count, first, second, third]
    }

    fn knows(&self, _: TokenKind, _: &TokenHashes) -> bool {
        false
    }

    fn begin(&self, row: &mut Vec<u32>) {
        row.clear();
    }

    #[inline(always)]
    fn add_word(&self, row: &mut Vec<u32>, [count, columns @ ..]: CollectedWord, is_new: bool) {
        if is_new {
            row.extend_from_slice(&columns[..count as usize]);
        }
    }

    #[inline(always)]
    fn add(&self, row: &mut Vec<u32>, column: u32, is_new: bool) {
        if is_new {
            row.push(column);
        }
    }
}
