//! What was computed of a key lately, and which keys the paragraph under way has had.

use std::collections::HashSet;
use std::hash::Hash;

/// A key of a [`Cache`].
pub(super) trait CacheKey: Copy + Eq + Hash {
    /// A key that is never asked for.
    const NONE: Self;
    /// 32 bits that are spread evenly.
    fn spread(self) -> u32;
}

/// Keeps values by their keys, and tells which key is the first of its kind in a paragraph.
///
/// What is kept is found by the whole key, and a key that had to make room is remembered until the
/// paragraph ends: the cache can change the speed of an answer and never the answer.
pub(super) struct Cache<K, V> {
    /// A key is in either place of its set, the newer one first.
    sets: Vec<Set<K, V>>,
    most_sets: usize,
    /// How many keys were not found since it last grew.
    misses: usize,
    /// The paragraph under way; never 0.
    paragraph: u32,
    /// Keys of this paragraph that had to make room.
    evicted: HashSet<K>,
}

/// A line of the processor's cache, where the values are small.
#[derive(Clone)]
#[repr(align(64))]
struct Set<K, V>([Place<K, V>; 2]);

#[derive(Clone, Copy)]
struct Place<K, V> {
    key: K,
    value: V,
    /// The last paragraph it was met in.
    paragraph: u32,
}

impl<K: CacheKey, V: Copy + Default> Cache<K, V> {
    /// An empty cache, which grows fourfold when as many keys were not found as it has sets, up to
    /// `most_sets`. Both numbers are powers of two.
    pub(super) fn new(sets: usize, most_sets: usize) -> Self {
        Cache {
            sets: vec![Set::empty(); sets],
            most_sets,
            misses: 0,
            paragraph: 1,
            evicted: HashSet::new(),
        }
    }

    /// From here on, every key is new again.
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
        for place in self.sets.iter_mut().flat_map(|set| &mut set.0) {
            place.paragraph = 0;
        }
    }

    /// The paragraph in which the newest key was met that is kept where one of this spread would be.
    ///
    /// To ask for those of many keys brings them into the processor's nearest cache: these loads do not
    /// wait for one another; those of [`get`](Self::get) wait for all that is done with the key before.
    #[inline(always)]
    pub(super) fn paragraph_of_newest(&self, spread: u32) -> u32 {
        self.sets[self.set_of(spread)].0[0].paragraph
    }

    /// The value of a key of this [`spread`](CacheKey::spread), and whether it is the first of its kind in
    /// this paragraph. `None` where it is not kept.
    #[inline(always)]
    pub(super) fn get(&mut self, key: K, spread: u32) -> Option<(V, bool)> {
        let set = self.set_of(spread);
        let places = &mut self.sets[set].0;
        // Which of the two it is in is a coin's toss; this way it needs no branch.
        let place = &mut places[usize::from(places[0].key != key)];
        if place.key != key {
            return None;
        }
        let is_new = place.paragraph != self.paragraph;
        place.paragraph = self.paragraph;
        Some((place.value, is_new))
    }

    /// Keeps the value of a key that was not kept; whether it is the first of its kind in this paragraph.
    pub(super) fn insert(&mut self, key: K, value: V) -> bool {
        self.misses += 1;
        if self.misses > self.sets.len() && self.sets.len() < self.most_sets {
            self.grow();
        }
        self.place(Place {
            key,
            value,
            paragraph: self.paragraph,
        });
        self.evicted.is_empty() || !self.evicted.contains(&key)
    }

    fn place(&mut self, place: Place<K, V>) {
        let set = self.set_of(place.key.spread());
        let [newer, older] = self.sets[set].0;
        if older.paragraph == self.paragraph {
            self.evicted.insert(older.key);
        }
        self.sets[set].0 = [place, newer];
    }

    fn grow(&mut self) {
        self.misses = 0;
        let sets = self.most_sets.min(4 * self.sets.len());
        let larger = vec![Set::empty(); sets];
        let smaller = std::mem::replace(&mut self.sets, larger);
        let oldest_first = smaller
            .into_iter()
            .flat_map(|Set([newer, older])| [older, newer]);
        for place in oldest_first.filter(|place| place.key != K::NONE) {
            self.place(place);
        }
    }

    #[inline(always)]
    fn set_of(&self, spread: u32) -> usize {
        spread as usize & (self.sets.len() - 1)
    }
}

impl<K: CacheKey, V: Copy + Default> Set<K, V> {
    fn empty() -> Self {
        let place = Place {
            key: K::NONE,
            value: V::default(),
            paragraph: 0,
        };
        Set([place; 2])
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

    /// Whether the key is new to the paragraph; its value must be what was once computed of it.
    fn meet(cache: &mut Cache<u64, u64>, key: u64) -> bool {
        match cache.get(key, key.spread()) {
            Some((value, is_new)) => {
                assert_eq!(value, 3 * key);
                is_new
            }
            None => cache.insert(key, 3 * key),
        }
    }

    #[test]
    fn a_key_is_new_once_a_paragraph_however_many_there_are() {
        let mut cache = Cache::new(4, 16);
        for paragraph in 0..4 {
            cache.begin_paragraph();
            for again in [false, true, true] {
                for key in (0..1000).step_by(1 + paragraph) {
                    assert_eq!(meet(&mut cache, key), !again);
                }
            }
        }
        assert_eq!(cache.sets.len(), 16);
    }

    #[test]
    fn paragraphs_may_be_counted_past_32_bits() {
        let mut cache = Cache::new(4, 4);
        for paragraph in [0, u32::MAX - 1, u32::MAX] {
            cache.paragraph = paragraph;
            cache.begin_paragraph();
            assert!(meet(&mut cache, 7));
            assert!(!meet(&mut cache, 7));
        }
    }
}
