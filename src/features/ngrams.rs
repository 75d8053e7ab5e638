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
use crate::stemmer::{Language, Stemmer};
use crate::tokenizer::{Kind, Shape, Token, for_each_token};

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
pub struct NgramExtractor {
    style: bool,
    stemmer: Stemmer,
    columns: ColumnSet,
    word_stems: Vec<u64>,
}

/// What extraction says of a paragraph beside its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extracted<'a> {
    /// The distinct columns, in order of first appearance.
    pub columns: &'a [u32],
    /// Number of words and numbers in the paragraph.
    pub words: usize,
    /// The hash of each word's stem, in order; numbers have none.
    pub word_stems: &'a [u64],
}

impl NgramExtractor {
    /// An extractor for these settings.
    pub fn new(settings: &NgramSettings) -> Self {
        NgramExtractor {
            style: settings.style,
            stemmer: Stemmer::new(settings.language),
            columns: ColumnSet::new(settings.bits),
            word_stems: Vec::new(),
        }
    }

    /// The features of a paragraph. What was extracted before has no bearing on them.
    pub fn extract(&mut self, paragraph: &str) -> Extracted<'_> {
        let NgramExtractor {
            style,
            stemmer,
            columns,
            word_stems,
        } = self;
        let style = *style;
        columns.clear();
        word_stems.clear();
        let mut tokens = 0u64;
        let mut numbers = 0;
        let mut stems = [0u64; 2]; // of the last token and the one before it
        let mut shapes = 0u64; // the shape codes of the last three tokens, 16 bits each
        for_each_token(paragraph, |token| {
            let hashes = stemmer.hashes(&token);
            columns.insert(mix(hashes.stem ^ STEM));
            if tokens > 0 {
                columns.insert(mix(pair(stems[0], hashes.stem) ^ BIGRAM));
            }
            if hashes.surface != hashes.stem {
                columns.insert(mix(hashes.surface ^ SURFACE));
            }
            if hashes.ending != 0 {
                columns.insert(mix(hashes.ending ^ ENDING));
            }
            if style {
                shapes = (shapes << 16 | shape_code(&token)) & 0xFFFF_FFFF_FFFF;
                columns.insert(mix(shapes ^ SHAPE));
                if tokens < OPENING {
                    columns.insert(mix(pair(tokens, hashes.stem) ^ FIRST));
                }
            }
            stems = [hashes.stem, stems[0]];
            tokens += 1;
            match token.kind {
                Kind::Word => word_stems.push(hashes.stem),
                Kind::Overlong => word_stems.push(UNKNOWN),
                Kind::Number => numbers += 1,
                Kind::Symbol => {}
            }
        });
        columns.insert(mix(length_bucket(tokens) ^ LENGTH));
        if style && tokens > 0 {
            columns.insert(mix(stems[0] ^ LAST));
            columns.insert(mix(pair(stems[1], stems[0]) ^ LAST));
        }
        Extracted {
            columns: columns.as_slice(),
            words: word_stems.len() + numbers,
            word_stems,
        }
    }
}

/// Stands for the stem of what is no word of a language.
const UNKNOWN: u64 = 0;

/// How many tokens open a paragraph.
const OPENING: u64 = 4;

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

/// A set of columns that is cleared in the time it took to fill.
struct ColumnSet {
    shift: u32,
    present: Vec<u64>, // one bit a column
    columns: Vec<u32>,
}

impl ColumnSet {
    fn new(bits: u32) -> Self {
        ColumnSet {
            shift: 64 - bits,
            present: vec![0; (1usize << bits).div_ceil(64)],
            columns: Vec::new(),
        }
    }

    #[inline]
    fn insert(&mut self, hash: u64) {
        let column = (hash >> self.shift) as u32;
        let word = &mut self.present[(column >> 6) as usize];
        let bit = 1u64 << (column & 63);
        if *word & bit == 0 {
            *word |= bit;
            self.columns.push(column);
        }
    }

    fn clear(&mut self) {
        for &column in &self.columns {
            self.present[(column >> 6) as usize] = 0;
        }
        self.columns.clear();
    }

    fn as_slice(&self) -> &[u32] {
        &self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns(text: &str) -> Vec<u32> {
        NgramExtractor::new(&NgramSettings::default())
            .extract(text)
            .columns
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
            let mut found = used.extract(&text).columns.to_vec();
            let mut fresh = NgramExtractor::new(&NgramSettings { bits: 12, ..NgramSettings::default() });
            prop_assert_eq!(&found, fresh.extract(&text).columns);
            found.sort_unstable();
            let length = found.len();
            found.dedup();
            prop_assert_eq!(found.len(), length);
            prop_assert!(found.iter().all(|&column| column < 1 << 12));
        }
    }
}
