//! Columns with repetitions to the set of them.

use crate::model::table::Entries;

/// The columns of a paragraph, with repetitions.
#[derive(Default)]
pub(super) struct Columns {
    /// First those of single words, then, from `in_context` on, those of words in their context; what
    /// stands between is none.
    pub(super) columns: Vec<u32>,
    /// The entries of the former in the model's table.
    pub(super) entries: Vec<i16>,
    /// How many are of single words.
    pub(super) of_words: usize,
    /// Where those of words in their context begin.
    pub(super) in_context: usize,
}

impl Columns {
    /// Those of single words and those of words in their context.
    fn parts(&self) -> [&[u32]; 2] {
        let (of_words, in_context) = self.columns.split_at(self.in_context);
        [&of_words[..self.of_words], in_context]
    }
}

/// Tells a column's first appearance from its repetitions: one bit a column, cleared in the time it
/// took to set.
pub(super) struct ColumnSet {
    present: Vec<u64>,
}

impl ColumnSet {
    /// For columns below 2^bits.
    pub(super) fn new(bits: u32) -> Self {
        ColumnSet {
            present: vec![0; (1usize << bits).div_ceil(64)],
        }
    }

    /// Writes the distinct columns to `distinct`, in order of first appearance.
    pub(super) fn distinct(&mut self, columns: &Columns, distinct: &mut Vec<u32>) {
        distinct.clear();
        let parts = columns.parts();
        for &column in parts.into_iter().flatten() {
            if self.insert(column) {
                distinct.push(column);
            }
        }
        parts.into_iter().for_each(|part| self.clear(part));
    }

    /// The sum of the distinct columns' entries in a table, and how many columns those are.
    pub(super) fn sum(&mut self, of: &Columns, table: Entries<'_>) -> (i64, usize) {
        let [of_words, in_context] = of.parts();
        // Loads that are far apart in memory do not wait for one another in a loop that does nothing else.
        let fetched = in_context.iter().map(|&column| table.of(column));
        std::hint::black_box(fetched.fold(0, |all, entry| all ^ entry));
        let (mut sum, mut count) = (0i64, 0);
        // Without a branch: whether a column is there already is a coin's toss to the processor.
        let mut add = |is_new: bool, entry: i16| {
            sum += i64::from(entry) & -i64::from(is_new);
            count += usize::from(is_new);
        };
        for (&column, &entry) in of_words.iter().zip(&of.entries) {
            add(self.insert(column), entry);
        }
        for &column in in_context {
            add(self.insert(column), table.of(column));
        }
        self.clear(of_words);
        self.clear(in_context);
        (sum, count)
    }

    #[inline(always)]
    fn insert(&mut self, column: u32) -> bool {
        let word = &mut self.present[(column >> 6) as usize];
        let bit = 1 << (column & 63);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    #[inline(always)]
    fn clear(&mut self, columns: &[u32]) {
        for &column in columns {
            self.present[(column >> 6) as usize] = 0;
        }
    }
}
