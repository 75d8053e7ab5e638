//! The vocabulary of a model: the stems of its training data, as a set of hashes.

/// A set of stems: one bit for each of 2^n slots, indexed by the first n bits of a stem's hash.
///
/// The set holds no text. An unknown stem may share the slot of a known one, so that the share of
/// known words may be slightly too high, but never too low.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    slots: Vec<u64>,
    shift: u32,
}

impl Vocabulary {
    /// Creates an empty set of 2^`bits` slots; `bits` is at least 6.
    pub fn new(bits: u32) -> Self {
        Vocabulary { slots: vec![0; 1 << (bits - 6)], shift: 64 - bits }
    }

    /// Creates the set with these slots, 64 per number, lowest bit first. The length of `slots`
    /// must be a power of two.
    pub(super) fn from_slots(slots: Vec<u64>) -> Self {
        let bits = slots.len().trailing_zeros() + 6;
        Vocabulary { slots, shift: 64 - bits }
    }

    /// The slots, 64 per number, lowest bit first.
    pub(super) fn slots(&self) -> &[u64] {
        &self.slots
    }

    /// Adds the stem with hash `stem`.
    pub fn insert(&mut self, stem: u64) {
        let slot = stem >> self.shift;
        self.slots[(slot >> 6) as usize] |= 1 << (slot & 63);
    }

    /// Whether the stem with hash `stem`, or another stem of its slot, was added.
    #[inline]
    pub fn contains(&self, stem: u64) -> bool {
        let slot = stem >> self.shift;
        self.slots[(slot >> 6) as usize] >> (slot & 63) & 1 == 1
    }

    /// Adds the stems of `other`, a set of the same size.
    pub fn extend(&mut self, other: &Vocabulary) {
        for (slots, others) in self.slots.iter_mut().zip(&other.slots) {
            *slots |= others;
        }
    }

    /// Number of slots with a stem.
    pub fn len(&self) -> usize {
        self.slots.iter().map(|slots| slots.count_ones() as usize).sum()
    }

    /// Whether the set has no stem.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(|&slots| slots == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contains_the_stems_that_were_inserted() {
        let mut known = Vocabulary::new(6);
        assert!(known.is_empty());
        known.insert(u64::MAX);
        known.insert(5 << 58);
        assert!(known.contains(u64::MAX) && known.contains(5 << 58 | 77) && !known.contains(0));
        let mut more = Vocabulary::new(6);
        more.insert(0);
        more.extend(&known);
        assert_eq!(more.len(), 3);
        assert_eq!(Vocabulary::from_slots(more.slots().to_vec()), more);
    }
}
