//! Texts that two splits share, word for word or nearly.
//!
//! Texts are compared by their letters and digits in lower case. Two texts are *near* if their sets
//! of three-word shingles have a Jaccard index of 0.8 or more: one word in 29 may differ. (With
//! five-word shingles one word in 47 may differ, and most blurbs are shorter than that.)
//!
//! Prefix filtering finds the pairs to compare (Bayardo, Ma & Srikant 2007). With the shingles of
//! every text in one order, rarest first, two sets with an index of 0.8 share a shingle among the
//! first fifth of either set. Unlike sketches, this misses no pair and needs no random numbers; the
//! time is almost linear, because few texts share a rare shingle. If more than [`MAX_HEADS`] texts
//! of a split share a shingle, all texts are compared with that many of them only, so that a
//! template used a hundred thousand times does not cost quadratic time.

use indexmap::IndexMap;
use serde::Serialize;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::corpus::Corpus;
use crate::corpus::data_set::Splits;

/// Numbers of texts that two splits share. Only letters and digits, in lower case, are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SharedTexts {
    /// The split with fewer different texts; usually the test split.
    pub smaller: String,
    /// The split with more different texts.
    pub larger: String,
    /// Number of different texts of the smaller split.
    pub texts: usize,
    /// Different texts of the smaller split that the larger split also has, word for word.
    pub exact: usize,
    /// Further texts of the smaller split that have a near-duplicate in the larger split: a Jaccard
    /// index of 0.8 or more between their sets of three-word shingles.
    pub near: usize,
}

/// Words of a shingle.
const SHINGLE_WORDS: usize = 3;
/// Minimum number of words of a text that is compared by shingles; shorter texts are only compared
/// word for word.
const MIN_WORDS: usize = 8;
/// Most texts of a split that represent all its texts with one rare shingle.
const MAX_HEADS: usize = 100;
/// Most slots that count shingles. Two shingles may share a slot: any order works that is the same
/// for all texts.
const MAX_SLOTS: usize = 1 << 24;

/// Counts the shared texts of each pair of splits. Returns the pairs that share a text; the pair
/// with the most shared texts is first.
pub(super) fn across(corpus: &Corpus, splits: &Splits) -> Vec<SharedTexts> {
    let texts = distinct_texts(corpus, splits);
    let near = Shingled::of(corpus, &texts).near();
    let count = splits.names.len();
    let mut sizes = vec![0; count];
    let mut exact_in = vec![0; count * count];
    let mut near_in = vec![0; count * count];
    for (&DistinctText { splits: own, .. }, &near) in texts.iter().zip(&near) {
        for split in bits(own) {
            sizes[split] += 1;
            for other in bits(own & !(1 << split)) {
                exact_in[split * count + other] += 1;
            }
            for other in bits(near & !own) {
                near_in[split * count + other] += 1;
            }
        }
    }
    let mut shared = Vec::new();
    for first in 0..count {
        for second in first + 1..count {
            let (smaller, larger) =
                if sizes[second] <= sizes[first] { (second, first) } else { (first, second) };
            let exact = exact_in[smaller * count + larger];
            let near = near_in[smaller * count + larger];
            if exact + near > 0 {
                shared.push(SharedTexts {
                    smaller: splits.names[smaller].clone(),
                    larger: splits.names[larger].clone(),
                    texts: sizes[smaller],
                    exact,
                    near,
                });
            }
        }
    }
    shared.sort_by_key(|pair| std::cmp::Reverse(pair.exact + pair.near));
    shared
}

/// The positions of the bits that are set.
fn bits(set: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |bit| set >> bit & 1 == 1)
}

/// Sets `normal` to the letters and digits of `text` in lower case, with one space between words.
fn normalise(text: &str, normal: &mut String) {
    normal.clear();
    let mut is_open = false;
    for character in text.chars() {
        if character.is_alphanumeric() {
            if !is_open && !normal.is_empty() {
                normal.push(' ');
            }
            is_open = true;
            normal.extend(character.to_lowercase());
        } else {
            // An apostrophe does not end a word; otherwise texts with ' and texts with ’ would
            // differ.
            is_open &= matches!(character, '\'' | '’');
        }
    }
}

/// A normalised text that differs from all others.
struct DistinctText {
    /// The first paragraph with this text.
    paragraph: usize,
    /// The splits that have this text, one bit per split.
    splits: u64,
}

/// The different texts, in order of first occurrence. Leaves out texts without letters and digits.
fn distinct_texts(corpus: &Corpus, splits: &Splits) -> Vec<DistinctText> {
    // By hash, so that memory holds no second copy of the texts.
    let mut texts: IndexMap<u128, DistinctText> = IndexMap::new();
    let mut normal = String::new();
    for (paragraph, &split) in splits.of.iter().enumerate() {
        normalise(corpus.text(paragraph), &mut normal);
        if normal.is_empty() {
            continue;
        }
        let text = texts
            .entry(xxh3_128(normal.as_bytes()))
            .or_insert(DistinctText { paragraph, splits: 0 });
        text.splits |= 1 << split;
    }
    texts.into_values().collect()
}

/// The different texts as sets of shingle hashes.
struct Shingled<'t> {
    texts: &'t [DistinctText],
    /// The sets of all texts, each sorted, in the order of the texts.
    shingles: Vec<u32>,
    /// The end of the set of each text in `shingles`.
    ends: Vec<usize>,
    /// The number of occurrences of shingles of each slot; the number of slots is a power of two.
    counts: Vec<u32>,
}

impl<'t> Shingled<'t> {
    fn of(corpus: &Corpus, texts: &'t [DistinctText]) -> Self {
        let mut shingled = Shingled {
            texts,
            shingles: Vec::new(),
            ends: Vec::with_capacity(texts.len()),
            counts: Vec::new(),
        };
        let (mut normal, mut set, mut words) = (String::new(), Vec::new(), Vec::new());
        for text in texts {
            normalise(corpus.text(text.paragraph), &mut normal);
            words.clear();
            let mut start = 0;
            for word in normal.split(' ') {
                words.push(start..start + word.len());
                start += word.len() + 1;
            }
            set.clear();
            if words.len() >= MIN_WORDS {
                set.extend(words.windows(SHINGLE_WORDS).map(|shingle| {
                    let [first, .., last] = shingle else { return 0 };
                    xxh3_64(&normal.as_bytes()[first.start..last.end]) as u32
                }));
                set.sort_unstable();
                set.dedup();
            }
            shingled.shingles.extend(&set);
            shingled.ends.push(shingled.shingles.len());
        }
        shingled.count();
        shingled
    }

    /// Fills `counts`.
    fn count(&mut self) {
        let slots = (2 * self.shingles.len()).next_power_of_two();
        self.counts = vec![0; slots.min(MAX_SLOTS)];
        for &shingle in &self.shingles {
            let slot = shingle as usize & (self.counts.len() - 1);
            self.counts[slot] = self.counts[slot].saturating_add(1);
        }
    }

    /// The count of the slot of a shingle.
    fn count_of(&self, shingle: u32) -> u32 {
        self.counts[shingle as usize & (self.counts.len() - 1)]
    }

    /// The shingles of a text.
    fn set(&self, text: u32) -> &[u32] {
        let text = text as usize;
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.shingles[start..self.ends[text]]
    }

    /// For each text the other splits that have a text near to it, one bit per split.
    fn near(&self) -> Vec<u64> {
        let splits = |text: usize| self.texts[text].splits;
        let mut near = vec![0u64; self.texts.len()];
        let candidates = self.prefixes();
        for sharing in candidates.chunk_by(|a, b| a.0 == b.0) {
            let heads = self.heads(sharing);
            for &(_, text) in sharing.iter().filter(|_| sharing.len() > 1) {
                for &head in &heads {
                    let (a, b) = (text as usize, head as usize);
                    let unknown =
                        splits(b) & !(splits(a) | near[a]) | splits(a) & !(splits(b) | near[b]);
                    if unknown != 0 && are_near(self.set(text), self.set(head)) {
                        near[a] |= splits(b);
                        near[b] |= splits(a);
                    }
                }
            }
        }
        near
    }

    /// The rarest fifth of the shingles of each text plus one, as sorted pairs of shingle and text.
    fn prefixes(&self) -> Vec<(u32, u32)> {
        let mut prefixes = Vec::new();
        let mut ordered = Vec::new();
        for text in 0..self.ends.len() as u32 {
            let set = self.set(text);
            ordered.clear();
            ordered.extend_from_slice(set);
            ordered.sort_unstable_by_key(|&shingle| (self.count_of(shingle), shingle));
            ordered.truncate(set.len() / 5 + 1);
            // A shingle that only one text has leads to no pair.
            ordered.retain(|&shingle| self.count_of(shingle) > 1);
            prefixes.extend(ordered.iter().map(|&shingle| (shingle, text)));
        }
        prefixes.sort_unstable();
        prefixes
    }

    /// Of the texts that share a shingle, the first [`MAX_HEADS`] of each split.
    fn heads(&self, sharing: &[(u32, u32)]) -> Vec<u32> {
        let mut heads = Vec::new();
        let mut counts = [0; 64];
        for &(_, text) in sharing {
            let own = self.texts[text as usize].splits;
            if bits(own).any(|split| counts[split] < MAX_HEADS) {
                bits(own).for_each(|split| counts[split] += 1);
                heads.push(text);
            }
        }
        heads
    }
}

/// Whether two sorted sets have a Jaccard index of 4/5 or more.
fn are_near(a: &[u32], b: &[u32]) -> bool {
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    if shorter == 0 || 5 * shorter < 4 * longer {
        return false;
    }
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        common += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    9 * common >= 4 * (a.len() + b.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn data(rows: &[(String, u8)], names: usize) -> (Corpus, Splits) {
        let splits = Splits {
            are_files: false,
            names: (0..names).map(|name| name.to_string()).collect(),
            of: rows.iter().map(|&(_, split)| split).collect(),
        };
        (Corpus::of_rows(rows.iter().map(|(text, _)| (&**text, None))), splits)
    }

    /// `count` different words, numbered from `from`.
    fn words(from: usize, count: usize) -> Vec<String> {
        (from..from + count).map(|word| format!("w{word}")).collect()
    }

    #[test]
    fn case_and_punctuation_are_ignored() {
        let mut normal = String::new();
        normalise("  “It’s — a TEST”, no. 5!", &mut normal);
        assert_eq!(normal, "its a test no 5");
        normalise("--", &mut normal);
        assert_eq!(normal, "");
    }

    #[test]
    fn counts_the_texts_of_the_smaller_split() {
        let long = words(0, 40);
        let mut changed = long.clone();
        changed[20] = "other".to_owned();
        let mut much_changed = long.clone();
        (0..5).for_each(|at| much_changed[at * 8] = "other".to_owned());
        let row = |words: &[String], split| (words.join(" "), split);
        let rows = [
            row(&long, 0),
            row(&long, 0),
            ("One text.".to_owned(), 0),
            row(&words(100, 30), 0),
            ("one TEXT".to_owned(), 1),
            row(&changed, 1),
            row(&much_changed, 2),
            ("!".to_owned(), 0),
            ("?".to_owned(), 1),
        ];
        let (corpus, splits) = data(&rows, 3);
        let shared = across(&corpus, &splits);
        let (smaller, larger) = ("1".to_owned(), "0".to_owned());
        assert_eq!(shared, [SharedTexts { smaller, larger, texts: 2, exact: 1, near: 1 }]);
    }

    #[test]
    fn frequent_template_is_found_in_linear_time() {
        let text = |number: usize, split| (format!("{} {number}", words(0, 30).join(" ")), split);
        let mut rows: Vec<_> = (0..3000).map(|number| text(number, 0)).collect();
        rows.extend((3000..3500).map(|number| text(number, 1)));
        let (corpus, splits) = data(&rows, 2);
        let shared = across(&corpus, &splits);
        assert_eq!((&*shared[0].smaller, shared[0].near), ("1", 500));
    }

    proptest! {
        #[test]
        fn prefix_filter_misses_no_pair(
            texts in prop::collection::vec((prop::collection::vec(0usize..4, 8..24), 0u8..3), 2..12)
        ) {
            let rows: Vec<(String, u8)> = texts
                .iter()
                .map(|(text, split)| {
                    let words: Vec<String> = text.iter().map(|word| format!("w{word}")).collect();
                    (words.join(" "), *split)
                })
                .collect();
            let (corpus, splits) = data(&rows, 3);
            let texts = distinct_texts(&corpus, &splits);
            let shingled = Shingled::of(&corpus, &texts);
            let near = shingled.near();
            for (a, &found) in near.iter().enumerate() {
                let others = (0..near.len()).filter(|&b| {
                    b != a && are_near(shingled.set(a as u32), shingled.set(b as u32))
                });
                let expected = others.fold(0, |set, b| set | texts[b].splits);
                prop_assert_eq!(found & !texts[a].splits, expected & !texts[a].splits);
            }
        }
    }
}
