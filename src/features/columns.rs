//! What becomes of a paragraph's columns: a row to learn from, or the sum that a model makes of it.

use std::fmt::Debug;
use std::hint::select_unpredictable;

use super::ngrams::{UNKNOWN, token_columns};
use crate::model::table::Entries;
use crate::model::vocabulary::Vocabulary;
use crate::stemmer::TokenHashes;
use crate::tokenizer::Kind;

/// The columns of a token by itself: one to three.
#[derive(Debug, Clone, Copy)]
pub struct TokenColumns {
    columns: [u32; 3],
    count: u32,
}

impl TokenColumns {
    /// Those below 2^bits.
    pub(super) fn of(hashes: &TokenHashes, bits: u32) -> Self {
        let (columns, count) = token_columns(hashes, bits);
        TokenColumns { columns, count }
    }

    /// This one.
    pub(super) fn one(column: u32) -> Self {
        TokenColumns {
            columns: [column, 0, 0],
            count: 1,
        }
    }

    fn as_slice(&self) -> &[u32] {
        &self.columns[..self.count as usize]
    }
}

/// Makes something of the columns of a paragraph. What it makes of a token by itself is made once and
/// kept in the cache of words.
pub trait Weigher: Copy {
    /// Of a token's own columns.
    type Word: Copy + Default + PartialEq + Debug;
    /// Of all columns of a paragraph.
    type Row: Default;
    /// Whether the stems of the words are wanted too.
    const LEARNS: bool;

    /// What a token's own columns give.
    fn word(&self, columns: TokenColumns) -> Self::Word;
    /// Whether the model has seen this word.
    fn knows(&self, kind: Kind, hashes: &TokenHashes) -> bool;
    /// Makes the row that of nothing.
    fn begin(&self, row: &mut Self::Row);
    /// Adds a token's own columns, if it `is_new`.
    fn add_word(&self, row: &mut Self::Row, word: Self::Word, is_new: bool);
    /// Adds a column, if it `is_new`.
    fn add(&self, row: &mut Self::Row, column: u32, is_new: bool);
}

/// Gathers the columns themselves.
#[derive(Clone, Copy)]
pub struct Gathering;

impl Weigher for Gathering {
    type Word = [u32; 4];
    type Row = Vec<u32>;
    const LEARNS: bool = true;

    fn word(&self, columns: TokenColumns) -> [u32; 4] {
        let [first, second, third] = columns.columns;
        [columns.count, first, second, third]
    }

    fn knows(&self, _: Kind, _: &TokenHashes) -> bool {
        false
    }

    fn begin(&self, row: &mut Vec<u32>) {
        row.clear();
    }

    #[inline(always)]
    fn add_word(&self, row: &mut Vec<u32>, [count, columns @ ..]: [u32; 4], is_new: bool) {
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

/// Adds up what a model has learned of the columns.
#[derive(Clone, Copy)]
pub struct Learned<'m> {
    /// The entry of each column.
    pub(crate) table: Entries<'m>,
    /// The words it has seen.
    pub(crate) vocabulary: &'m Vocabulary,
}

/// The sum of columns' entries, and how many columns those are.
#[derive(Debug, Clone, Copy, Default)]
pub struct EntrySum {
    /// Sum of the entries.
    pub sum: i64,
    /// Number of columns.
    pub columns: usize,
}

/// The sum of at most three entries of 16 bits, times 4, and their number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordSum(i32);

impl Weigher for Learned<'_> {
    type Word = WordSum;
    type Row = EntrySum;
    const LEARNS: bool = false;

    fn word(&self, columns: TokenColumns) -> WordSum {
        let entries = columns.as_slice().iter();
        let sum: i32 = entries
            .map(|&column| i32::from(self.table.of(column)))
            .sum();
        WordSum(sum << 2 | columns.count as i32)
    }

    fn knows(&self, kind: Kind, hashes: &TokenHashes) -> bool {
        match kind {
            Kind::Word => self.vocabulary.contains(hashes.stem),
            Kind::Overlong => self.vocabulary.contains(UNKNOWN),
            Kind::Number | Kind::Symbol => false,
        }
    }

    #[inline(always)]
    fn begin(&self, row: &mut EntrySum) {
        *row = EntrySum::default();
    }

    #[inline(always)]
    fn add_word(&self, row: &mut EntrySum, WordSum(word): WordSum, is_new: bool) {
        let word = select_unpredictable(is_new, word, 0);
        row.sum += i64::from(word >> 2);
        row.columns += (word & 3) as usize;
    }

    #[inline(always)]
    fn add(&self, row: &mut EntrySum, column: u32, is_new: bool) {
        let entry = i64::from(self.table.of(column));
        row.sum += select_unpredictable(is_new, entry, 0);
        row.columns += usize::from(is_new);
    }
}
