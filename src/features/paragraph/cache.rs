//! A cache of values by key, which also reports the first occurrence of a key in a paragraph.

use std::collections::HashSet;
use std::hash::Hash;

/// A key of a [`Cache`].
pub(super) trait CacheKey: Copy + Eq + Hash {
    /// A value that no caller looks up; it marks an empty slot.
    const NONE: Self;
    /// An evenly distributed hash of 32 bits.
    fn spread(self) -> u32;
}

/// A two-way set-associative cache, which reports the first occurrence of a key in a paragraph.
///
/// Look-ups compare whole keys, and an evicted key is remembered until the paragraph ends. So the
/// cache changes the speed of a look-up, but never its result.
pub(super) struct Cache<K, V> {
    /// The sets, a power of two. A key is in one of the two slots of its set.
    sets: Vec<CacheSet<K, V>>,
    most_sets: usize,
    /// Number of failed look-ups since the cache last grew.
    misses: usize,
    /// Number of the current paragraph; never 0.
    paragraph: u32,
    /// Evicted keys of the current paragraph.
    evicted: HashSet<K>,
}

/// Two slots, the newer one first. Small values make a set one cache line of the processor.
#[derive(Clone)]
#[repr(align(64))]
struct CacheSet<K, V>([Slot<K, V>; 2]);

#[derive(Clone, Copy)]
struct Slot<K, V> {
    key: K,
    value: V,
    /// Number of the last paragraph with this key.
    paragraph: u32,
}

impl<K: CacheKey, V: Copy + Default> Cache<K, V> {
    /// Creates an empty cache of `sets` sets, which grows up to `most_sets`.
    ///
    /// The cache grows fourfold after more failed look-ups than it has sets. Both parameters are
    /// powers of two.
    pub(super) fn new(sets: usize, most_sets: usize) -> Self {
        Cache {
            sets: vec![CacheSet::empty(); sets],
            most_sets,
            misses: 0,
            paragraph: 1,
            evicted: HashSet::new(),
        }
    }

    /// Begins a paragraph, in which every key is new.
    pub(super) fn begin_paragraph(&mut self) {
        if self.paragraph == u32::MAX {
            self.forget_paragraphs();
        }
        self.paragraph += 1;
        if !self.evicted.is_empty() {
            self.evicted.clear();
        }
    }

    #[cold]
    fn forget_paragraphs(&mut self) {
        self.paragraph = 0;
        for slot in self.sets.iter_mut().flat_map(|set| &mut set.0) {
            slot.paragraph = 0;
        }
    }

    /// Returns the paragraph number of the newer slot in the set for `spread`.
    ///
    /// Calls for many keys in a row load their sets into the processor's nearest cache. These loads
    /// do not wait for one another; a load in [`get`](Self::get) waits for all work on the key
    /// before it.
    #[inline(always)]
    pub(super) fn paragraph_of_newest(&self, spread: u32) -> u32 {
        self.sets[self.set_of(spread)].0[0].paragraph
    }

    /// Returns the value of a key, and whether this is the key's first occurrence in the paragraph;
    /// `None` if the cache does not hold the key.
    ///
    /// `spread` must be the key's [`CacheKey::spread`].
    #[inline(always)]
    pub(super) fn get(&mut self, key: K, spread: u32) -> Option<(V, bool)> {
        let set = self.set_of(spread);
        let slots = &mut self.sets[set].0;
        // The key is as likely in either slot; an index avoids a branch that is often mispredicted.
        let slot = &mut slots[usize::from(slots[0].key != key)];
        if slot.key != key {
            return None;
        }
        let is_new = slot.paragraph != self.paragraph;
        slot.paragraph = self.paragraph;
        Some((slot.value, is_new))
    }

    /// Adds a key that [`get`](Self::get) did not find; returns whether this is the key's first
    /// occurrence in the paragraph.
    pub(super) fn insert(&mut self, key: K, value: V) -> bool {
        self.misses += 1;
        if self.misses > self.sets.len() && self.sets.len() < self.most_sets {
            self.grow();
        }
        self.store(Slot { key, value, paragraph: self.paragraph });
        self.evicted.is_empty() || !self.evicted.contains(&key)
    }

    /// Puts `slot` first in its set and drops the older slot.
    fn store(&mut self, slot: Slot<K, V>) {
        let set = self.set_of(slot.key.spread());
        let [newer, older] = self.sets[set].0;
        if older.paragraph == self.paragraph {
            self.evicted.insert(older.key);
        }
        self.sets[set].0 = [slot, newer];
    }

    fn grow(&mut self) {
        self.misses = 0;
        let sets = self.most_sets.min(4 * self.sets.len());
        let larger = vec![CacheSet::empty(); sets];
        let smaller = std::mem::replace(&mut self.sets, larger);
        let oldest_first = smaller.into_iter().flat_map(|CacheSet([newer, older])| [older, newer]);
        for slot in oldest_first.filter(|slot| slot.key != K::NONE) {
            self.store(slot);
        }
    }

    #[inline(always)]
    fn set_of(&self, spread: u32) -> usize {
        spread as usize & (self.sets.len() - 1)
    }
}

impl<K: CacheKey, V: Copy + Default> CacheSet<K, V> {
    fn empty() -> Self {
        let slot = Slot { key: K::NONE, value: V::default(), paragraph: 0 };
        CacheSet([slot; 2])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl CacheKey for u64 {
        const NONE: u64 = u64::MAX;

        fn spread(self) -> u32 {
            self as u32
        }
    }

    /// Looks a key up or adds it, checks its value, and returns whether it is new to the paragraph.
    fn is_new(cache: &mut Cache<u64, u64>, key: u64) -> bool {
        match cache.get(key, key.spread()) {
            Some((value, is_new)) => {
                assert_eq!(value, 3 * key);
                is_new
            }
            None => cache.insert(key, 3 * key),
        }
    }

    #[test]
    fn key_is_new_once_per_paragraph_in_an_overflowing_cache() {
        let mut cache = Cache::new(4, 16);
        for paragraph in 0..4 {
            cache.begin_paragraph();
            for again in [false, true, true] {
                for key in (0..1000).step_by(1 + paragraph) {
                    assert_eq!(is_new(&mut cache, key), !again);
                }
            }
        }
        assert_eq!(cache.sets.len(), 16);
    }

    #[test]
    fn paragraph_numbers_may_overflow() {
        let mut cache = Cache::new(4, 4);
        for paragraph in [0, u32::MAX - 1, u32::MAX] {
            cache.paragraph = paragraph;
            cache.begin_paragraph();
            assert!(is_new(&mut cache, 7));
            assert!(!is_new(&mut cache, 7));
        }
    }
}
