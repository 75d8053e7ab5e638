//! A paragraph to the set of its hashed n-grams.
//!
//! Families (their seeds and the layout are fixed by the model's format version):
//!
//! | family | of | why |
//! |---|---|---|
//! | stem | each token's stem, number or symbol | what is spoken of |
//! | bigram | two tokens in a row, by stem | how: "learn more", "$ 0" |
//! | surface | each word whose folded form is not its stem | tense and person: "said", "your" |
//! | ending | the last three characters of each longer word | tense and kind of words nobody has seen |
//! | length | the number of tokens, in half octaves | teasers and blurbs have their lengths |
//! | shape | three tokens in a row, by case shape or symbol | headlines, names, shouting |
//! | edge | the first four tokens with their places, the last one and the last two | how a paragraph is opened and closed |
//!
//! Shape and edge are the *style* families: how one publication writes. They are worth learning
//! for more of the same (newsletters of later years: F1 0.897 to 0.917) and mislead on strange pages.
//!
//! A feature is there or not (counts did not help), so a paragraph is a set of columns; its row
//! has the value 1/√n in each of its n columns, which gives it unit norm.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::features::disclosure::{self, Cues, Disclosure};
use crate::features::set::{ColumnSet, Columns};
use crate::features::words::{Learned, WordCache, WordFeatures};
use crate::model::table::Entries;
use crate::stemmer::{Language, TokenHashes};
use crate::tokenizer::{Key, Kind, Shape, Token, for_each_token};

/// How paragraphs are made into features; a model stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NgramSettings {
    /// The stemmer's language.
    pub language: Language,
    /// There are 2^bits columns.
    pub bits: u32,
    /// Whether the style families are there.
    pub style: bool,
}

impl Default for NgramSettings {
    fn default() -> Self {
        NgramSettings {
            language: Language::English,
            bits: 21,
            style: true,
        }
    }
}

impl NgramSettings {
    /// The fewest and the most bits there may be.
    pub const BITS: std::ops::RangeInclusive<u32> = 10..=24;

    /// Number of columns.
    pub fn columns(&self) -> usize {
        1 << self.bits
    }

    /// The vocabulary has 2^this slots: half as many as there are columns.
    pub fn vocabulary_bits(&self) -> u32 {
        self.bits - 1
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::Setting`] where `bits` is out of [`NgramSettings::BITS`].
    pub fn check(&self) -> Result<()> {
        if Self::BITS.contains(&self.bits) {
            return Ok(());
        }
        Err(Error::Setting {
            name: "bits",
            problem: format!(
                "{} is not between {} and {}",
                self.bits,
                Self::BITS.start(),
                Self::BITS.end()
            ),
        })
    }
}

/// Makes rows of paragraphs; holds what is worth keeping from one to the next.
pub struct NgramExtractor<'m> {
    settings: NgramSettings,
    table: Entries<'m>,
    words: WordCache<'m>,
    /// The keys of the paragraph's tokens, and their shape codes.
    tokens: Vec<(Key, u16)>,
    /// The features of those too long for a key; one in two thousand.
    long: Vec<WordFeatures>,
    gathered: Gathered,
    set: ColumnSet,
    distinct: Vec<u32>,
}

/// What one pass over a paragraph gathers.
#[derive(Default)]
struct Gathered {
    columns: Columns,
    word_stems: Vec<u64>,
    words: usize,
    known: usize,
    cues: Cues,
}

/// What there is to know of a paragraph.
pub struct Extracted<'a> {
    /// Number of words and numbers in the paragraph.
    pub words: usize,
    /// The hash of each word's stem, in order; numbers have none.
    pub word_stems: &'a [u64],
    /// What the paragraph discloses of its being paid.
    pub disclosure: Option<Disclosure>,
    /// How many of the words the model has seen, numbers always.
    pub(crate) known: usize,
    columns: &'a mut Columns,
    table: Entries<'a>,
    set: &'a mut ColumnSet,
    distinct: &'a mut Vec<u32>,
}

impl<'a> Extracted<'a> {
    /// The distinct columns, in order of first appearance.
    pub fn into_columns(self) -> &'a [u32] {
        self.set.distinct(self.columns, self.distinct);
        self.distinct
    }

    /// The sum of the distinct columns' entries in the model's table, and how many columns those are.
    #[inline]
    pub(crate) fn sum(&mut self) -> (i64, usize) {
        self.set.sum(self.columns, self.table)
    }
}

impl NgramExtractor<'static> {
    /// An extractor for these settings.
    pub fn new(settings: &NgramSettings) -> Self {
        Self::with(settings, None)
    }
}

impl<'m> NgramExtractor<'m> {
    /// An extractor for a model of these settings, which has learned this.
    pub(crate) fn of_model(settings: &NgramSettings, learned: Learned<'m>) -> Self {
        Self::with(settings, Some(learned))
    }

    fn with(settings: &NgramSettings, learned: Option<Learned<'m>>) -> Self {
        NgramExtractor {
            settings: settings.clone(),
            table: learned.map_or(Entries::NONE, |learned| learned.table),
            words: WordCache::new(settings.language, settings.bits, learned),
            tokens: Vec::new(),
            long: Vec::new(),
            gathered: Gathered::default(),
            set: ColumnSet::new(settings.bits),
            distinct: Vec::new(),
        }
    }

    /// The features of a paragraph. What was extracted before has no bearing on them.
    pub fn extract(&mut self, paragraph: &str) -> Extracted<'_> {
        match self.settings.style {
            true => self.gather::<true>(paragraph),
            false => self.gather::<false>(paragraph),
        }
        let gathered = &mut self.gathered;
        Extracted {
            words: gathered.words,
            known: gathered.known,
            word_stems: &gathered.word_stems,
            disclosure: disclosure::find(paragraph, gathered.words, gathered.cues),
            columns: &mut gathered.columns,
            table: self.table,
            set: &mut self.set,
            distinct: &mut self.distinct,
        }
    }

    /// In steps, each a short loop over the whole paragraph, so that what must be fetched from
    /// memory for one token is fetched together with that for others.
    fn gather<const STYLE: bool>(&mut self, paragraph: &str) {
        self.tokens.clear();
        self.long.clear();
        for_each_token(paragraph, |token| {
            let key = token.key.unwrap_or_else(|| {
                self.long.push(self.words.compute(token.kind, token.folded));
                Key::NONE
            });
            let shape = if STYLE { shape_code(&token) as u16 } else { 0 };
            self.tokens.push((key, shape));
        });
        self.words.begin_paragraph();
        self.words.fetch(self.tokens.iter().map(|(key, _)| *key));
        self.gather_columns::<STYLE>();
    }

    fn gather_columns<const STYLE: bool>(&mut self) {
        let bits = self.settings.bits;
        let column = |hash| column(hash, bits);
        let is_training = self.table.is_empty();
        let tokens = self.tokens.len();
        let a_token = 1 + usize::from(STYLE);
        let Gathered {
            columns:
                Columns {
                    columns,
                    entries,
                    of_words,
                    in_context,
                },
            word_stems,
            ..
        } = &mut self.gathered;
        columns.resize((3 + a_token) * tokens, 0);
        entries.resize(3 * tokens, 0);
        let (words_first, of_context) = columns.split_at_mut(3 * tokens);
        let words_first = words_first.as_chunks_mut::<3>().0;
        let entries_first = entries.as_chunks_mut::<3>().0;
        let of_context = of_context.chunks_exact_mut(a_token);
        let mut distinct = 0; // words so far, of which the columns are at the front

        word_stems.clear();
        let mut long = self.long.iter();
        let (mut words, mut known, mut cues) = (0, 0, Cues::NONE);
        let mut opening = [0u64; OPENING]; // the stems of the first tokens
        let mut stems = [0u64; 2]; // of the last token and the one before it
        let mut shapes = 0u64; // the shape codes of the last three tokens, 16 bits each
        for (at, ((key, shape), of_context)) in self.tokens.iter().zip(of_context).enumerate() {
            let (kind, (features, is_new)) = match *key == Key::NONE {
                false => (key.kind(), self.words.features(*key)),
                true => (
                    Kind::Word,
                    (long.next().unwrap_or(&WordFeatures::NONE), true),
                ),
            };
            // Without a branch: the place is written over where the word is no new one.
            words_first[distinct] = features.columns;
            entries_first[distinct] = features.entries;
            distinct += usize::from(is_new);
            // The first token has no bigram; what is there already stands in.
            of_context[0] = match at {
                0 => features.columns[0],
                _ => column(pair(stems[0], features.stem) ^ BIGRAM),
            };
            if STYLE {
                shapes = (shapes << 16 | u64::from(*shape)) & 0xFFFF_FFFF_FFFF;
                of_context[1] = column(shapes ^ SHAPE);
                if let Some(opening) = opening.get_mut(at) {
                    *opening = features.stem;
                }
            }
            cues = cues.or(features.cues);
            stems = [features.stem, stems[0]];
            words += usize::from(kind != Kind::Symbol);
            known += usize::from(features.known) + usize::from(kind == Kind::Number);
            if is_training {
                match kind {
                    Kind::Word => word_stems.push(features.stem),
                    Kind::Overlong => word_stems.push(UNKNOWN),
                    Kind::Number | Kind::Symbol => {}
                }
            }
        }
        *of_words = 3 * distinct;
        *in_context = 3 * tokens;
        columns.push(column(length_bucket(tokens as u64) ^ LENGTH));
        if STYLE && tokens > 0 {
            let opening = (0..).zip(&opening[..tokens.min(OPENING)]);
            columns.extend(opening.map(|(at, &stem)| column(pair(at, stem) ^ FIRST)));
            columns.push(column(stems[0] ^ LAST));
            columns.push(column(pair(stems[1], stems[0]) ^ LAST));
        }
        (self.gathered.words, self.gathered.known) = (words, known);
        self.gathered.cues = cues;
    }
}

/// The columns below 2^bits of a token's stem, surface and ending, the stem's where there is no other.
pub(super) fn token_columns(hashes: &TokenHashes, bits: u32) -> [u32; 3] {
    let stem = column(hashes.stem ^ STEM, bits);
    let surface = match hashes.surface == hashes.stem {
        true => stem,
        false => column(hashes.surface ^ SURFACE, bits),
    };
    let ending = match hashes.ending {
        0 => stem,
        ending => column(ending ^ ENDING, bits),
    };
    [stem, surface, ending]
}

/// The column of a feature's hash.
#[inline(always)]
fn column(hash: u64, bits: u32) -> u32 {
    (mix(hash) >> (64 - bits)) as u32
}

/// Stands for the stem of what is no word of a language.
pub(super) const UNKNOWN: u64 = 0;

/// How many tokens open a paragraph.
const OPENING: usize = 4;

const STEM: u64 = 0x9E37_79B9_7F4A_7C15;
const BIGRAM: u64 = 0xC2B2_AE3D_27D4_EB4F;
const SURFACE: u64 = 0x1656_67B1_9E37_79F9;
const SHAPE: u64 = 0x27D4_EB2F_1656_67C5;
const LENGTH: u64 = 0x8532_97BD_0F1D_2E6B;
const ENDING: u64 = 0xD6E8_FEB8_6659_FD93;
const FIRST: u64 = 0xA076_1D64_78BD_642F;
const LAST: u64 = 0xE703_7ED1_A0B4_28DB;

/// One number of two in order.
#[inline]
fn pair(first: u64, second: u64) -> u64 {
    second.rotate_left(29).wrapping_add(first)
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit in moves every bit out.
#[inline]
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// 16 bits that stand for how a token is written; a symbol's code is the symbol itself.
#[inline]
fn shape_code(token: &Token<'_>) -> u64 {
    match (token.shape, token.folded) {
        (Shape::Symbol, &[byte]) => 0x100 | u64::from(byte),
        (Shape::Symbol, bytes) => {
            0x200
                | bytes
                    .iter()
                    .fold(0, |code, &byte| (code << 3) ^ u64::from(byte))
                    & 0x7DFF
        }
        (shape, _) => shape as u64,
    }
}

/// Half octaves: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23 …
fn length_bucket(tokens: u64) -> u64 {
    match tokens {
        0..=3 => tokens,
        _ => {
            let octave = u64::from(tokens.ilog2());
            2 * octave + (tokens >> (octave - 1) & 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns(text: &str) -> Vec<u32> {
        NgramExtractor::new(&NgramSettings::default())
            .extract(text)
            .into_columns()
            .to_vec()
    }

    #[test]
    fn the_layout_is_that_of_the_format() {
        // Changing these numbers is changing the model format: give it a new version.
        let found = columns("Learn more about Walmart’s $5 offer!");
        assert_eq!(found.len(), 36);
        assert_eq!(
            found.iter().map(|&column| u64::from(column)).sum::<u64>(),
            42_468_734
        );
    }

    #[test]
    fn an_empty_paragraph_has_its_length_alone() {
        assert_eq!(columns("").len(), 1);
        assert_eq!(columns(" \n"), columns(""));
    }

    #[test]
    fn repeating_adds_nothing_but_what_is_new() {
        let once = columns("go go go go");
        assert_eq!(once.len(), 2 + 3 + 1 + 6); // stem, bigram; shape grams; length; edges
    }

    #[test]
    fn length_buckets_grow_by_half_octaves() {
        let buckets: Vec<u64> = [0, 1, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16]
            .into_iter()
            .map(length_bucket)
            .collect();
        assert_eq!(buckets, [0, 1, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8]);
    }

    proptest! {
        #[test]
        fn rows_are_sets_and_do_not_depend_on_the_past(before in any::<String>(), text in any::<String>()) {
            let mut used = NgramExtractor::new(&NgramSettings { bits: 12, ..NgramSettings::default() });
            used.extract(&before);
            let mut found = used.extract(&text).into_columns().to_vec();
            let mut fresh = NgramExtractor::new(&NgramSettings { bits: 12, ..NgramSettings::default() });
            prop_assert_eq!(&found, fresh.extract(&text).into_columns());
            found.sort_unstable();
            let length = found.len();
            found.dedup();
            prop_assert_eq!(found.len(), length);
            prop_assert!(found.iter().all(|&column| column < 1 << 12));
        }
    }
}
