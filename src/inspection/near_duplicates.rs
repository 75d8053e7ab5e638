//! Texts that stand in two splits, word for word or nearly.
//!
//! Texts are compared by their letters and digits in lower case. Two are *nearly* the same where the sets of
//! their three-word shingles have a Jaccard index of 0.8 or more: one word in 29 may be another. (With five-word
//! shingles it would be one in 47, and most blurbs are shorter than that.)
//!
//! Which pairs to compare is found by prefix filtering (Bayardo, Ma & Srikant 2007): with the shingles of each
//! text in one order, rarest first, two sets with an index of 0.8 have one in common among the first fifth of
//! either. That misses none, unlike sketches, needs no random numbers, and is near to linear since rare shingles
//! are shared by few. Where more than [`MOST_HEADS`] texts of a split share one, all are compared with so many of
//! them only, so that a template used a hundred thousand times costs no square of that.

use std::collections::HashMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::corpus::Corpus;
use crate::corpus::data_set::Splits;

const WORDS_OF_A_SHINGLE: usize = 3;
/// Shorter texts, in words, are compared word for word alone.
const FEWEST_WORDS: usize = 8;
/// Texts of a split that stand for all of it that have one rare shingle.
const MOST_HEADS: usize = 100;
/// The most slots that count shingles. Two may share one: any order serves that is the same for all texts.
const MOST_SLOTS: usize = 1 << 24;

/// What two splits have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shared {
    /// The one with fewer different texts.
    pub smaller: usize,
    pub larger: usize,
    /// The smaller's different texts.
    pub texts: usize,
    /// Different texts of the smaller that stand in the larger word for word.
    pub exact: usize,
    /// And those that stand there nearly.
    pub near: usize,
}

/// What each two splits have in common, where that is anything; most first.
pub(super) fn across(corpus: &Corpus, splits: &Splits) -> Vec<Shared> {
    let texts = Texts::of(corpus, splits);
    let near = Shingled::of(corpus, &texts).near();
    let count = splits.names.len();
    let mut sizes = vec![0; count];
    let mut exact_in = vec![0; count * count];
    let mut near_in = vec![0; count * count];
    for (&own, &near) in texts.splits.iter().zip(&near) {
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
            let (smaller, larger) = match sizes[second] <= sizes[first] {
                true => (second, first),
                false => (first, second),
            };
            let (exact, near) = (
                exact_in[smaller * count + larger],
                near_in[smaller * count + larger],
            );
            if exact + near > 0 {
                shared.push(Shared {
                    smaller,
                    larger,
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

fn bits(set: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |bit| set >> bit & 1 == 1)
}

/// Letters and digits in lower case, words parted by one space.
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
            // An apostrophe parts no word: the two that are in use would part texts.
            is_open &= matches!(character, '\'' | '’');
        }
    }
}

/// The different texts.
struct Texts {
    /// The paragraph in which each first stands.
    first: Vec<usize>,
    /// The splits it stands in, a bit each.
    splits: Vec<u64>,
}

impl Texts {
    fn of(corpus: &Corpus, splits: &Splits) -> Self {
        let mut texts = Texts {
            first: Vec::new(),
            splits: Vec::new(),
        };
        let mut known: HashMap<u128, usize> = HashMap::new();
        let mut normal = String::new();
        for (paragraph, &split) in splits.of.iter().enumerate() {
            normalise(corpus.text(paragraph), &mut normal);
            if normal.is_empty() {
                continue;
            }
            let text = *known.entry(xxh3_128(normal.as_bytes())).or_insert_with(|| {
                texts.first.push(paragraph);
                texts.splits.push(0);
                texts.first.len() - 1
            });
            texts.splits[text] |= 1 << split;
        }
        texts
    }
}

/// The texts as sets of shingles' hashes.
struct Shingled<'t> {
    texts: &'t Texts,
    /// All sets, each sorted, one behind the other.
    shingles: Vec<u32>,
    /// Where the set of each text ends.
    ends: Vec<usize>,
    /// How often shingles of a slot stand in a set; the slots are a power of two.
    counts: Vec<u32>,
}

impl<'t> Shingled<'t> {
    fn of(corpus: &Corpus, texts: &'t Texts) -> Self {
        let mut shingled = Shingled {
            texts,
            shingles: Vec::new(),
            ends: Vec::with_capacity(texts.first.len()),
            counts: Vec::new(),
        };
        let (mut normal, mut set, mut words) = (String::new(), Vec::new(), Vec::new());
        for &paragraph in &texts.first {
            normalise(corpus.text(paragraph), &mut normal);
            words.clear();
            let mut start = 0;
            for word in normal.split(' ') {
                words.push(start..start + word.len());
                start += word.len() + 1;
            }
            set.clear();
            if words.len() >= FEWEST_WORDS {
                set.extend(words.windows(WORDS_OF_A_SHINGLE).map(|shingle| {
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

    fn count(&mut self) {
        let slots = (2 * self.shingles.len()).next_power_of_two();
        self.counts = vec![0; slots.min(MOST_SLOTS)];
        for &shingle in &self.shingles {
            let slot = shingle as usize & (self.counts.len() - 1);
            self.counts[slot] = self.counts[slot].saturating_add(1);
        }
    }

    fn count_of(&self, shingle: u32) -> u32 {
        self.counts[shingle as usize & (self.counts.len() - 1)]
    }

    fn set(&self, text: u32) -> &[u32] {
        let text = text as usize;
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.shingles[start..self.ends[text]]
    }

    /// For each text the other splits that have one nearly like it, a bit each.
    fn near(&self) -> Vec<u64> {
        let splits = &self.texts.splits;
        let mut near = vec![0u64; splits.len()];
        let candidates = self.prefixes();
        for sharing in candidates.chunk_by(|a, b| a.0 == b.0) {
            let heads = self.heads(sharing);
            for &(_, text) in sharing.iter().filter(|_| sharing.len() > 1) {
                for &head in &heads {
                    let (a, b) = (text as usize, head as usize);
                    let news =
                        splits[b] & !(splits[a] | near[a]) | splits[a] & !(splits[b] | near[b]);
                    if news != 0 && are_near(self.set(text), self.set(head)) {
                        near[a] |= splits[b];
                        near[b] |= splits[a];
                    }
                }
            }
        }
        near
    }

    /// The rarest fifth of the shingles of each text, and one more, with the text; sorted.
    fn prefixes(&self) -> Vec<(u32, u32)> {
        let mut prefixes = Vec::new();
        let mut ordered = Vec::new();
        for text in 0..self.ends.len() as u32 {
            let set = self.set(text);
            ordered.clear();
            ordered.extend_from_slice(set);
            ordered.sort_unstable_by_key(|&shingle| (self.count_of(shingle), shingle));
            ordered.truncate(set.len() / 5 + 1);
            // One that no other text has finds nothing.
            ordered.retain(|&shingle| self.count_of(shingle) > 1);
            prefixes.extend(ordered.iter().map(|&shingle| (shingle, text)));
        }
        prefixes.sort_unstable();
        prefixes
    }

    /// The first texts of each split.
    fn heads(&self, sharing: &[(u32, u32)]) -> Vec<u32> {
        let mut heads = Vec::new();
        let mut counts = [0; 64];
        for &(_, text) in sharing {
            let own = self.texts.splits[text as usize];
            if bits(own).any(|split| counts[split] < MOST_HEADS) {
                bits(own).for_each(|split| counts[split] += 1);
                heads.push(text);
            }
        }
        heads
    }
}

/// Whether two sorted sets have a Jaccard index of 4/5.
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
    use crate::corpus::CorpusBuilder;
    use proptest::prelude::*;

    fn data(rows: &[(String, u8)], names: usize) -> (Corpus, Splits) {
        let mut builder = CorpusBuilder::new(false);
        for (text, _) in rows {
            builder.push(text, None, "g", "s").unwrap();
        }
        let splits = Splits {
            are_files: false,
            names: (0..names).map(|name| name.to_string()).collect(),
            of: rows.iter().map(|&(_, split)| split).collect(),
        };
        (builder.finish(), splits)
    }

    /// So many different words.
    fn words(from: usize, count: usize) -> Vec<String> {
        (from..from + count)
            .map(|word| format!("w{word}"))
            .collect()
    }

    #[test]
    fn case_and_signs_make_no_text_another() {
        let mut normal = String::new();
        normalise("  “It’s — a TEST”, no. 5!", &mut normal);
        assert_eq!(normal, "its a test no 5");
        normalise("--", &mut normal);
        assert_eq!(normal, "");
    }

    #[test]
    fn texts_are_counted_in_the_smaller_split() {
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
        assert_eq!(
            shared,
            [Shared {
                smaller: 1,
                larger: 0,
                texts: 2,
                exact: 1,
                near: 1
            }]
        );
    }

    #[test]
    fn a_template_that_is_used_often_is_found_and_costs_no_square() {
        let text = |number: usize, split| (format!("{} {number}", words(0, 30).join(" ")), split);
        let mut rows: Vec<_> = (0..3000).map(|number| text(number, 0)).collect();
        rows.extend((3000..3500).map(|number| text(number, 1)));
        let (corpus, splits) = data(&rows, 2);
        let shared = across(&corpus, &splits);
        assert_eq!((shared[0].smaller, shared[0].near), (1, 500));
    }

    proptest! {
        #[test]
        fn prefixes_miss_no_pair(
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
            let texts = Texts::of(&corpus, &splits);
            let shingled = Shingled::of(&corpus, &texts);
            let near = shingled.near();
            for (a, &found) in near.iter().enumerate() {
                let others = (0..near.len()).filter(|&b| {
                    b != a && are_near(shingled.set(a as u32), shingled.set(b as u32))
                });
                let expected = others.fold(0, |set, b| set | texts.splits[b]);
                prop_assert_eq!(found & !texts.splits[a], expected & !texts.splits[a]);
            }
        }
    }
}
