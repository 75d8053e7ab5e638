//! A token to its columns, through a cache.

use super::disclosure::Cues;
use super::ngrams::{UNKNOWN, token_columns};
use crate::model::table::Entries;
use crate::model::vocabulary::Vocabulary;
use crate::stemmer::{Language, Stemmer};
use crate::tokenizer::{Key, Kind};

/// What a model has learned of single words.
#[derive(Clone, Copy)]
pub(crate) struct Learned<'m> {
    /// The entry of each column.
    pub(crate) table: Entries<'m>,
    /// The words it has seen.
    pub(crate) vocabulary: &'m Vocabulary,
}

/// What a token gives, whatever stands around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct WordFeatures {
    /// The hash of its stem.
    pub(super) stem: u64,
    /// The columns of its stem, its surface and its ending. Where one of them is no feature of its
    /// own, the stem's column stands in: a set does not mind.
    pub(super) columns: [u32; 3],
    /// Their entries in the table of the model, if there is one.
    pub(super) entries: [i16; 3],
    /// The disclosures it may be part of.
    pub(super) cues: Cues,
    /// 1 for a word that the model has seen.
    pub(super) known: u8,
}

/// Computes the features of tokens and remembers those of the short ones it has seen lately.
///
/// The cache is verified by the whole token, so what was seen before can change the speed of an answer
/// and never the answer. It holds the table's entries because a word's place in it is one cache line,
/// and in the table three, far apart.
pub(super) struct WordCache<'m> {
    stemmer: Stemmer,
    bits: u32,
    learned: Option<Learned<'m>>,
    /// A token is in either place of its set, the newer one first.
    sets: Vec<[Place; 2]>,
    /// How many tokens were not found since it last grew.
    misses: usize,
    /// The paragraph under way; never 0.
    paragraph: u64,
}

/// It begins small, since a short page is read sooner than a large cache is made, and doubles when as many
/// words were not found as it has sets. At its largest (8 MB), 1.5 % of the tokens of the benchmark's 70 MB
/// are not found; half as large 2.3 %, with one place a set 2.5 %. A token that is not found costs as much
/// as ten that are.
const SETS: std::ops::RangeInclusive<usize> = 1 << 9..=1 << 16;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Place {
    key: Key,
    features: WordFeatures,
    /// The last paragraph it was met in.
    paragraph: u64,
}

impl<'m> WordCache<'m> {
    /// An empty cache for columns below 2^bits.
    pub(super) fn new(language: Language, bits: u32, learned: Option<Learned<'m>>) -> Self {
        WordCache {
            stemmer: Stemmer::new(language),
            bits,
            learned,
            sets: vec![[Place::EMPTY; 2]; *SETS.start()],
            misses: 0,
            paragraph: 0,
        }
    }

    /// From here on, every token is new again.
    pub(super) fn begin_paragraph(&mut self) {
        self.paragraph += 1;
    }

    /// Brings what is known of these tokens into the processor's nearest cache.
    ///
    /// These loads do not wait for one another; those of [`features`](Self::features) wait for all
    /// that is done with the token before. It halves the time of a paragraph.
    pub(super) fn fetch(&self, keys: impl Iterator<Item = Key>) {
        let heads = keys.map(|key| self.sets[self.set_of(key)][0].key.head());
        std::hint::black_box(heads.fold(0, |all, head| all ^ head));
    }

    /// The features of a short token, and whether it is the first of its kind in this paragraph; it may
    /// be called the first more than once, which a set of columns does not mind.
    #[inline(always)]
    pub(super) fn features(&mut self, key: Key) -> (&WordFeatures, bool) {
        let set = self.set_of(key);
        // Which of the two it is in is a coin's toss; this way it needs no branch.
        let way = usize::from(self.sets[set][0].key != key);
        if self.sets[set][way].key != key {
            self.remember(key);
            return (&self.sets[self.set_of(key)][0].features, true);
        }
        let place = &mut self.sets[set][way];
        let is_new = place.paragraph != self.paragraph;
        place.paragraph = self.paragraph;
        (&place.features, is_new)
    }

    #[inline(always)]
    fn set_of(&self, key: Key) -> usize {
        (key.hash() >> 32) as usize & (self.sets.len() - 1)
    }

    #[cold]
    #[inline(never)]
    fn remember(&mut self, key: Key) {
        self.misses += 1;
        if self.misses > self.sets.len() && self.sets.len() < *SETS.end() {
            self.grow();
        }
        let bytes = key.bytes();
        let folded = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
        let folded = &folded[..folded.len().min(Key::MAX_BYTES)];
        let features = self.compute(key.kind(), folded);
        self.insert(Place {
            key,
            features,
            paragraph: self.paragraph,
        });
    }

    fn insert(&mut self, place: Place) {
        let set = self.set_of(place.key);
        self.sets[set] = [place, self.sets[set][0]];
    }

    fn grow(&mut self) {
        self.misses = 0;
        let larger = vec![[Place::EMPTY; 2]; 2 * self.sets.len()];
        let smaller = std::mem::replace(&mut self.sets, larger);
        let oldest_first = smaller
            .into_iter()
            .flat_map(|[newer, older]| [older, newer]);
        for place in oldest_first.filter(|place| place.key != Key::NONE) {
            self.insert(place);
        }
    }

    /// The features of any token.
    pub(super) fn compute(&self, kind: Kind, folded: &[u8]) -> WordFeatures {
        let hashes = self.stemmer.hashes(kind, folded);
        let columns = token_columns(&hashes, self.bits);
        let (entries, known) = match self.learned {
            None => ([0; 3], false),
            Some(learned) => (
                columns.map(|column| learned.table.of(column)),
                match kind {
                    Kind::Word => learned.vocabulary.contains(hashes.stem),
                    Kind::Overlong => learned.vocabulary.contains(UNKNOWN),
                    Kind::Number | Kind::Symbol => false,
                },
            ),
        };
        WordFeatures {
            stem: hashes.stem,
            columns,
            entries,
            cues: match kind {
                Kind::Word => Cues::of(folded),
                _ => Cues::NONE,
            },
            known: u8::from(known),
        }
    }
}

impl WordFeatures {
    /// Those of nothing.
    pub(super) const NONE: WordFeatures = WordFeatures {
        stem: 0,
        columns: [0; 3],
        entries: [0; 3],
        cues: Cues::NONE,
        known: 0,
    };
}

impl Place {
    const EMPTY: Place = Place {
        key: Key::NONE,
        features: WordFeatures::NONE,
        paragraph: 0,
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::for_each_token;

    #[test]
    fn the_cache_never_changes_an_answer() {
        // More words than there are places, short and long ones.
        let text: String = (0..100_000u32)
            .map(|i| format!("w{}ing{} ", to_letters(i), "s".repeat((i % 20) as usize)))
            .collect();
        let mut used = WordCache::new(Language::English, 21, None);
        for _ in 0..2 {
            for_each_token(&text, |token| {
                if let Some(key) = token.key {
                    let computed = used.compute(token.kind, token.folded);
                    assert_eq!(*used.features(key).0, computed);
                }
            });
        }
    }

    fn to_letters(mut i: u32) -> String {
        let mut word = String::new();
        while i > 0 {
            word.push(char::from(b'a' + (i % 26) as u8));
            i /= 26;
        }
        word
    }
}
