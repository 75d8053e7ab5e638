//! The column sink of the paragraph stage: sums the table entries of a paragraph's columns.

use std::hint::select_unpredictable;

use super::vocabulary::Vocabulary;
use super::weights::Entries;
use crate::features::paragraph::column_sink::{ColumnSink, TokenColumns};
use crate::features::paragraph::hashing::UNKNOWN;
use crate::stemmer::TokenHashes;
use crate::tokenizer::TokenKind;

/// A `ColumnSink` that sums the table entries of a paragraph's columns.
#[derive(Clone, Copy)]
pub struct SumWeights<'m> {
    /// Table entry of each column.
    pub(super) table: Entries<'m>,
    /// Stems of the training data.
    pub(super) vocabulary: &'m Vocabulary,
}

/// Sum of the table entries of a paragraph's columns, and the number of columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct EntrySum {
    /// Sum of the entries.
    pub sum: i64,
    /// Number of columns.
    pub columns: usize,
}

/// Sum of a token's one to three entries times 4, plus their number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordSum(i32);

impl ColumnSink for SumWeights<'_> {
    type Word = WordSum;
    type Row = EntrySum;
    const LEARNS: bool = false;

    fn word(&self, columns: TokenColumns) -> WordSum {
        let columns = columns.as_slice();
        let sum: i32 = columns.iter().map(|&column| i32::from(self.table.of(column))).sum();
        WordSum(sum << 2 | columns.len() as i32)
    }

    fn knows(&self, kind: TokenKind, hashes: &TokenHashes) -> bool {
        match kind {
            TokenKind::Word => self.vocabulary.contains(hashes.stem),
            TokenKind::Overlong => self.vocabulary.contains(UNKNOWN),
            TokenKind::Number | TokenKind::Symbol => false,
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

#[cfg(test)]
mod tests {
    use super::super::weights::WeightTable;
    use super::*;
    use crate::features::{NgramExtractor, NgramSettings};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_the_entries_of_the_columns_that_training_collects(
            text in "([a-zA-Z]{1,3}|[.,é']| ){0,60}",
            style in any::<bool>(),
        ) {
            let settings = NgramSettings { bits: 12, style, ..NgramSettings::default() };
            let entry = |column: u32| (column as i16).wrapping_mul(12_345);
            let table = WeightTable::new((0..1 << 12).map(entry));
            let vocabulary = Vocabulary::new(settings.vocabulary_bits());
            let sink = SumWeights { table: table.entries(), vocabulary: &vocabulary };
            let mut collecting = NgramExtractor::new(&settings);
            let row = collecting.extract(&text).row;
            let mut summing = NgramExtractor::for_sink(&settings);
            let sum = summing.extract_into(sink, &text).row;
            prop_assert_eq!(sum.columns, row.len());
            let expected: i64 = row.iter().map(|&column| i64::from(entry(column))).sum();
            prop_assert_eq!(sum.sum, expected);
        }
    }
}
