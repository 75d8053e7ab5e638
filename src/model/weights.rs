//! The weights of the words' model, in 16-bit fixed point.

use std::borrow::Cow;

/// One entry a column, as little-endian bytes: those of the embedded model are used where they lie in
/// the program, which starts the sooner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightTable(Cow<'static, [[u8; 2]]>);

impl WeightTable {
    /// The table of these entries.
    pub fn new(entries: impl IntoIterator<Item = i16>) -> Self {
        let entries = entries.into_iter().map(i16::to_le_bytes);
        WeightTable(Cow::Owned(entries.collect()))
    }

    /// The table that these bytes hold.
    pub(super) fn copied(bytes: &[u8]) -> Self {
        WeightTable(Cow::Owned(bytes.as_chunks().0.to_vec()))
    }

    /// The table that these bytes are.
    pub(super) fn borrowed(bytes: &'static [u8]) -> Self {
        WeightTable(Cow::Borrowed(bytes.as_chunks().0))
    }

    /// The table's bytes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }

    /// The entries as they lie in memory.
    pub(crate) fn entries(&self) -> Entries<'_> {
        Entries(&self.0)
    }

    /// Every entry, in the order of the columns.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = i16> {
        self.0.iter().map(|&entry| i16::from_le_bytes(entry))
    }
}

/// Entries by column.
#[derive(Clone, Copy)]
pub(crate) struct Entries<'m>(&'m [[u8; 2]]);

impl Entries<'_> {
    /// The entry of a column, which there must be.
    #[inline(always)]
    pub(crate) fn of(self, column: u32) -> i16 {
        i16::from_le_bytes(self.0[column as usize])
    }
}
