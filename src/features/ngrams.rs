//! A paragraph to its hashed n-grams.
//!
//! Families (their seeds and the layout are fixed by the model's format version):
//!
//! | family | of | once for | why |
//! |---|---|---|---|
//! | stem | each token's stem, number or symbol | each form | what is spoken of |
//! | surface | each word whose folded form is not its stem | each form | tense and person: "said", "your" |
//! | ending | the last three characters of each longer word | each form | tense and kind of words nobody has seen |
//! | bigram | two tokens in a row, by stem | each pair of which one is the first of its form; with style, each pair | how: "learn more", "$ 0" |
//! | length | the number of tokens, in half octaves | the paragraph | teasers and blurbs have their lengths |
//! | shape | three tokens in a row, by case shape or symbol | each kind of three | headlines, names, shouting |
//! | edge | the first four tokens with their places, the last one and the last two | the paragraph | how a paragraph is opened and closed |
//!
//! Shape and edge are the *style* families: how one publication writes. They are worth learning
//! for more of the same (newsletters of later years: F1 0.897 to 0.917) and mislead on strange pages.
//!
//! A paragraph's row has 1/√n in each of its n columns, and twice that in one it has twice: words that
//! end alike, say. What is counted once a form needs no set of columns to be told from what was there
//! before; the cache of words tells it, and keeps what a word is worth in one number.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::features::columns::{Gathering, Weigher};
use crate::features::disclosure::{self, Cues, Disclosure};
use crate::features::shapes::{ShapeCache, Shapes};
use crate::features::token_reader::{NO_BIGRAM, ReadToken, TokenReader};
use crate::features::words::{WordCache, WordFeatures};
use crate::stemmer::{Language, TokenHashes};
use crate::tokenizer::{Key, Kind, visit_tokens};

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
            bits: 20,
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

    /// The vocabulary has 2^this slots: as many as there are columns, eight for each of the 130,000 stems
    /// of a large corpus.
    pub fn vocabulary_bits(&self) -> u32 {
        self.bits
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
pub struct NgramExtractor<W: Weigher = Gathering> {
    settings: NgramSettings,
    weigher: W,
    words: WordCache<W>,
    tokens: Vec<ReadToken>,
    /// The features of those too long for a key, one in two thousand, and whether they are new.
    long: Vec<(WordFeatures<W::Word>, bool)>,
    shapes: ShapeCache<W>,
    row: W::Row,
    word_stems: Vec<u64>,
}

/// What there is to know of a paragraph.
pub struct Extracted<'a, R> {
    /// Number of words and numbers in the paragraph.
    pub words: usize,
    /// The hash of each word's stem, in order; numbers have none. Only where rows are made to learn from.
    pub word_stems: &'a [u64],
    /// What the paragraph discloses of its being paid.
    pub disclosure: Option<Disclosure>,
    /// Its columns, or what a model makes of them.
    pub row: &'a R,
    /// How many of the words the model has seen, numbers always.
    pub(crate) known: usize,
    /// How many have letters of another script in the place of Latin ones.
    pub(crate) disguised: usize,
}

/// What one pass over a paragraph counts.
struct Counts {
    words: usize,
    known: usize,
    cues: Cues,
    disguised: usize,
}

impl NgramExtractor {
    /// An extractor of rows to learn from: the columns of each paragraph, as often as it has them.
    pub fn new(settings: &NgramSettings) -> Self {
        Self::with(settings, Gathering)
    }
}

impl<W: Weigher> NgramExtractor<W> {
    /// An extractor that makes this of the columns.
    pub(crate) fn with(settings: &NgramSettings, weigher: W) -> Self {
        NgramExtractor {
            settings: settings.clone(),
            weigher,
            words: WordCache::new(settings.language, settings.bits, weigher),
            tokens: Vec::new(),
            long: Vec::new(),
            shapes: ShapeCache::new(settings.bits, weigher),
            row: W::Row::default(),
            word_stems: Vec::new(),
        }
    }

    /// The features of a paragraph. What was extracted before has no bearing on them.
    pub fn extract(&mut self, paragraph: &str) -> Extracted<'_, W::Row> {
        let counts = match self.settings.style {
            true => self.gather::<true>(paragraph),
            false => self.gather::<false>(paragraph),
        };
        Extracted {
            words: counts.words,
            known: counts.known,
            disguised: counts.disguised,
            word_stems: &self.word_stems,
            disclosure: disclosure::find(paragraph, counts.words, counts.cues),
            row: &self.row,
        }
    }

    /// In steps, each a short loop over the whole paragraph, so that what must be fetched from
    /// memory for one token is fetched together with that for others.
    fn gather<const STYLE: bool>(&mut self, paragraph: &str) -> Counts {
        self.tokens.clear();
        self.long.clear();
        self.words.begin_paragraph();
        let mut reader = TokenReader {
            tokens: &mut self.tokens,
            words: &mut self.words,
            long: &mut self.long,
            disguised: 0,
        };
        visit_tokens(paragraph, &mut reader);
        let disguised = reader.disguised;
        self.words
            .fetch(self.tokens.iter().map(|token| token.spread));
        Counts {
            disguised,
            ..self.add_up::<STYLE>()
        }
    }

    fn add_up<const STYLE: bool>(&mut self) -> Counts {
        let bits = self.settings.bits;
        let column = |hash| column(hash, bits);
        let (weigher, mut row) = (self.weigher, std::mem::take(&mut self.row));
        let tokens = self.tokens.len();
        weigher.begin(&mut row);
        if STYLE {
            self.shapes.begin_paragraph();
        }
        self.word_stems.clear();
        let mut long = self.long.iter();
        let (mut words, mut known, mut cues) = (0, 0, Cues::NONE);
        let mut opening = [0u32; OPENING]; // the stems of the first tokens
        let mut stems = [0u32; 2]; // of the last token and the one before it
        let mut was_new = false; // the last token
        let mut shapes = Shapes::START;
        for (at, token) in self.tokens.iter_mut().enumerate() {
            let key = token.key;
            let (features, is_new) = match key == Key::NONE {
                false => self.words.short(key, token.spread),
                true => long.next().copied().unwrap_or_default(),
            };
            weigher.add_word(&mut row, features.word, is_new);
            // The first token has no bigram; how often one is repeated is a matter of style.
            let is_bigram = (STYLE | is_new | was_new) & (at > 0);
            let bigram = bigram_column(stems[0], features.stem, bits);
            token.bigram = bigram | if is_bigram { 0 } else { NO_BIGRAM };
            if STYLE {
                shapes = shapes.then(token.shape);
                let (shapes, are_new) = self.shapes.get(shapes);
                weigher.add_word(&mut row, shapes, are_new);
                if let Some(opening) = opening.get_mut(at) {
                    *opening = features.stem;
                }
            }
            cues = cues.or(features.cues);
            stems = [features.stem, stems[0]];
            was_new = is_new;
            words += usize::from(features.is_word);
            known += usize::from(features.is_known);
            if W::LEARNS {
                let kind = if key == Key::NONE {
                    Kind::Word
                } else {
                    key.kind()
                };
                match kind {
                    Kind::Word => self.word_stems.push(u64::from(features.stem) << 32),
                    Kind::Overlong => self.word_stems.push(UNKNOWN),
                    Kind::Number | Kind::Symbol => {}
                }
            }
        }
        // Their entries are far apart, and this loop does nothing but fetch them.
        for token in &self.tokens {
            let is_bigram = token.bigram < NO_BIGRAM;
            weigher.add(&mut row, token.bigram & !NO_BIGRAM, is_bigram);
        }
        let mut add = |hash| weigher.add(&mut row, column(hash), true);
        add(length_bucket(tokens as u64) ^ LENGTH);
        if STYLE && tokens > 0 {
            for (at, &stem) in (0..).zip(&opening[..tokens.min(OPENING)]) {
                add(pair(at, stem) ^ FIRST);
            }
            add(u64::from(stems[0]) ^ LAST);
            add(pair(stems[1], stems[0]) ^ LAST);
        }
        self.row = row;
        Counts {
            words,
            known,
            cues,
            disguised: 0,
        }
    }
}

/// The columns below 2^bits of a token's stem, surface and ending, and how many of these there are.
pub(super) fn token_columns(hashes: &TokenHashes, bits: u32) -> ([u32; 3], u32) {
    let mut columns = [0; 3];
    let mut count = 0;
    let mut add = |hash| {
        columns[count] = column(hash, bits);
        count += 1;
    };
    add(hashes.stem ^ STEM);
    if hashes.surface != hashes.stem {
        add(hashes.surface ^ SURFACE);
    }
    if hashes.ending != 0 {
        add(hashes.ending ^ ENDING);
    }
    (columns, count as u32)
}

/// The column of two tokens in a row, by their stems.
#[inline(always)]
pub(super) fn bigram_column(first: u32, second: u32, bits: u32) -> u32 {
    column(pair(first, second) ^ BIGRAM, bits)
}

/// That of a number of tokens.
pub(super) fn length_column(tokens: usize, bits: u32) -> u32 {
    column(length_bucket(tokens as u64) ^ LENGTH, bits)
}

/// Those of how a paragraph is opened and closed, by the stems of all its tokens.
pub(super) fn edge_columns(stems: &[u32], bits: u32) -> impl Iterator<Item = u32> {
    let first = (0..).zip(stems).take(OPENING);
    let first = first.map(|(at, &stem)| pair(at, stem) ^ FIRST);
    let last = stems.last().map(|&last| {
        let before = stems.len().checked_sub(2).map_or(0, |at| stems[at]);
        [u64::from(last) ^ LAST, pair(before, last) ^ LAST]
    });
    let all = first.chain(last.into_iter().flatten());
    all.map(move |hash| column(hash, bits))
}

/// That of three tokens' shapes.
pub(super) fn shape_column(shapes: Shapes, bits: u32) -> u32 {
    column(shapes.code() ^ SHAPE, bits)
}

/// The column of a feature's hash: its product with 2^64 over the golden ratio, of which the highest bits
/// are the best (multiplicative hashing, Knuth 1973).
#[inline(always)]
fn column(hash: u64, bits: u32) -> u32 {
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as u32
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
fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
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
    use crate::features::columns::Learned;
    use crate::model::table::WeightTable;
    use crate::model::vocabulary::Vocabulary;
    use proptest::prelude::*;

    fn columns(text: &str) -> Vec<u32> {
        NgramExtractor::new(&NgramSettings::default())
            .extract(text)
            .row
            .clone()
    }

    #[test]
    fn the_layout_is_that_of_the_format() {
        // Changing these numbers is changing the model format: give it a new version.
        let found = columns("Learn more about Walmart’s $5 offer!");
        assert_eq!(found.len(), 36);
        assert_eq!(
            found.iter().map(|&column| u64::from(column)).sum::<u64>(),
            19_348_640
        );
    }

    #[test]
    fn an_empty_paragraph_has_its_length_alone() {
        assert_eq!(columns("").len(), 1);
        assert_eq!(columns(" \n"), columns(""));
    }

    #[test]
    fn what_is_repeated_counts_as_often_as_its_family_says() {
        let count = |text, style| {
            let settings = NgramSettings {
                style,
                ..NgramSettings::default()
            };
            NgramExtractor::new(&settings).extract(text).row.len()
        };
        // Stem; bigrams; shapes; length; edges.
        assert_eq!(count("go go go go", true), 1 + 3 + 3 + 1 + 6);
        // Of the bigrams, the one that begins with a new word.
        assert_eq!(count("go go go go", false), 1 + 1 + 1);
        // Words too long for a key are counted alike.
        let long = "pseudohypoparathyroidism ".repeat(4);
        assert_eq!(count(&long, false), 3 + 1 + 1);
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
        fn rows_do_not_depend_on_the_past(before in any::<String>(), text in any::<String>()) {
            let mut used = NgramExtractor::new(&NgramSettings { bits: 12, ..NgramSettings::default() });
            used.extract(&before);
            let found = used.extract(&text).row.clone();
            let mut fresh = NgramExtractor::new(&NgramSettings { bits: 12, ..NgramSettings::default() });
            prop_assert_eq!(&found, fresh.extract(&text).row);
            prop_assert!(found.iter().all(|&column| column < 1 << 12));
        }

        #[test]
        fn a_model_adds_up_what_it_learned_from(text in "([a-zA-Z]{1,3}|[.,é']| ){0,60}", style in any::<bool>()) {
            let settings = NgramSettings { bits: 12, style, ..NgramSettings::default() };
            let entry = |column: u32| (column as i16).wrapping_mul(12_345);
            let table = WeightTable::new((0..1 << 12).map(entry));
            let vocabulary = Vocabulary::new(settings.vocabulary_bits());
            let learned = Learned { table: table.entries(), vocabulary: &vocabulary };
            let mut gathering = NgramExtractor::new(&settings);
            let row = gathering.extract(&text).row;
            let mut adding = NgramExtractor::with(&settings, learned);
            let sum = adding.extract(&text).row;
            prop_assert_eq!(sum.columns, row.len());
            prop_assert_eq!(sum.sum, row.iter().map(|&column| i64::from(entry(column))).sum::<i64>());
        }
    }
}
