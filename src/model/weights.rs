//! The weights of the paragraph stage, in 16-bit fixed point.

use std::borrow::Cow;

/// One entry per column, stored as little-endian bytes. The table of the embedded model borrows the
/// bytes in the program, which makes the start faster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightTable(Cow<'static, [[u8; 2]]>);

impl WeightTable {
    /// Creates a table of `entries`, in the order of the columns.
    pub fn new(entries: impl IntoIterator<Item = i16>) -> Self {
        let entries = entries.into_iter().map(i16::to_le_bytes);
        WeightTable(Cow::Owned(entries.collect()))
    }

    /// Copies a table from its bytes, two per entry.
    pub(super) fn copied(bytes: &[u8]) -> Self {
        WeightTable(Cow::Owned(bytes.as_chunks().0.to_vec()))
    }

    /// Borrows a table from its bytes, two per entry.
    pub(super) fn borrowed(bytes: &'static [u8]) -> Self {
        WeightTable(Cow::Borrowed(bytes.as_chunks().0))
    }

    /// The bytes of the table, two per entry.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_flattened()
    }

    /// The entries, for lookup by column.
    pub(crate) fn entries(&self) -> Entries<'_> {
        Entries(&self.0)
    }

    /// Returns all entries, in the order of the columns.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = i16> {
        self.0.iter().map(|&entry| i16::from_le_bytes(entry))
    }
}

/// The entries of a [`WeightTable`], for lookup by column.
#[derive(Clone, Copy)]
pub(crate) struct Entries<'m>(&'m [[u8; 2]]);

impl Entries<'_> {
    /// The entry of `column`. Panics if `column` is out of range.
    #[inline(always)]
    pub(crate) fn of(self, column: u32) -> i16 {
        i16::from_le_bytes(self.0[column as usize])
    }
}
