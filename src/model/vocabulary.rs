//! Which words a model has seen: how far it can be trusted with a text.

/// A set of stems, as one bit for each of 2^n slots a stem's hash may fall into.
///
/// It holds no text. A stem that was never seen can share the slot of one that was, so that the
/// share of known words is a little too high, never too low.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vocabulary {
    slots: Vec<u64>,
    shift: u32,
}

impl Vocabulary {
    /// An empty set of 2^bits slots; `bits` is at least 6.
    pub fn new(bits: u32) -> Self {
        Vocabulary {
            slots: vec![0; 1 << (bits - 6)],
            shift: 64 - bits,
        }
    }

    /// The set whose slots are these words' bits, lowest first; their number is a power of two.
    pub(super) fn from_words(slots: Vec<u64>) -> Self {
        let bits = slots.len().trailing_zeros() + 6;
        Vocabulary {
            slots,
            shift: 64 - bits,
        }
    }

    /// The slots, as the bits of these words, lowest first.
    pub(super) fn words(&self) -> &[u64] {
        &self.slots
    }

    /// Adds the stem of this hash.
    pub fn insert(&mut self, stem: u64) {
        let slot = stem >> self.shift;
        self.slots[(slot >> 6) as usize] |= 1 << (slot & 63);
    }

    /// Whether the stem of this hash, or one that shares its slot, was added.
    #[inline]
    pub fn contains(&self, stem: u64) -> bool {
        let slot = stem >> self.shift;
        self.slots[(slot >> 6) as usize] >> (slot & 63) & 1 == 1
    }

    /// Adds all of another set of the same size.
    pub fn extend(&mut self, other: &Vocabulary) {
        for (slot, more) in self.slots.iter_mut().zip(&other.slots) {
            *slot |= more;
        }
    }

    /// How many slots are taken.
    pub fn len(&self) -> usize {
        self.slots
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.slots.iter().all(|&word| word == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_known() {
        let mut known = Vocabulary::new(6);
        assert!(known.is_empty());
        known.insert(u64::MAX);
        known.insert(5 << 58);
        assert!(known.contains(u64::MAX) && known.contains(5 << 58 | 77) && !known.contains(0));
        let mut more = Vocabulary::new(6);
        more.insert(0);
        more.extend(&known);
        assert_eq!(more.len(), 3);
        assert_eq!(Vocabulary::from_words(more.words().to_vec()), more);
    }
}
