//! The features of the paragraph stage: hashed n-grams of a paragraph.
//!
//! The model's format version fixes the seeds and the layout of these families:
//!
//! | family | of | once for | why |
//! |---|---|---|---|
//! | stem | each token's stem, number or symbol | each form | the subject |
//! | surface | each word whose folded form is not its stem | each form | tense and person: "said", "your" |
//! | ending | the last three characters of each longer word | each form | tense and kind of unknown words |
//! | bigram | two tokens in a row, by stem | each pair with the first occurrence of a form; with style, each pair | phrases: "learn more", "$ 0" |
//! | length | the number of tokens, in half octaves | the paragraph | teasers and blurbs have typical lengths |
//! | shape | three tokens in a row, by case shape or symbol | each different triple | headlines, names, capitals |
//! | edge | the first four tokens with their positions, the last token, the last two | the paragraph | openings and closings |
//!
//! Shape and edge are the *style* families: they describe how one publication writes. They improve
//! verdicts on the same publication (newsletters of later years: F1 0.897 to 0.917) and mislead on
//! others.
//!
//! A paragraph's row has 1/√n in each of its n columns, and twice that in a column that occurs
//! twice, for example because two words have the same ending. The word cache reports the first
//! occurrence of a form, so that extraction needs no set of columns, and holds the sink's value of
//! a word as one number.

mod cache;
pub(crate) mod column_sink;
pub(crate) mod hashing;
pub(crate) mod named_features;
mod shape_cache;
mod shapes;
mod token_pass;
mod word_cache;

use self::column_sink::{CollectColumns, CollectedWord, ColumnSink};
use self::hashing::{
    FIRST, LAST, LENGTH, OPENING, UNKNOWN, bigram_column, column, length_bucket, pair,
};
use self::shape_cache::ShapeCache;
use self::shapes::ShapeTriple;
use self::token_pass::{NO_BIGRAM, ReadToken, TokenReader};
use self::word_cache::{WordCache, WordFeatures};
use super::disclosure::{self, Cues, Disclosure};
use super::settings::NgramSettings;
use crate::tokenizer::{TokenKey, TokenKind, visit_tokens};

/// Extracts the features of paragraphs and caches those of frequent words and shapes.
///
/// `Word` and `Row` are the types into which a `ColumnSink` turns the columns of a token and of a
/// paragraph. The caches hold values of `Word`, so that one extractor serves one sink.
///
/// ```
/// use adsift::features::{NgramExtractor, NgramSettings};
///
/// let mut extractor = NgramExtractor::new(&NgramSettings::default());
/// let extracted = extractor.extract("Learn more about our offer!");
/// assert_eq!(extracted.words, 5);
/// assert!(extracted.row.iter().all(|&column| column < 1 << 20));
/// ```
pub struct NgramExtractor<Word = CollectedWord, Row = Vec<u32>> {
    settings: NgramSettings,
    words: WordCache<Word>,
    tokens: Vec<ReadToken>,
    /// Features of the tokens that are too long for a key (one in two thousand), and whether each
    /// is the first occurrence of its form in the paragraph.
    long: Vec<(WordFeatures<Word>, bool)>,
    shapes: ShapeCache<Word>,
    row: Row,
    word_stems: Vec<u64>,
}

/// The features of one paragraph.
pub struct Extracted<'a, Row> {
    /// Number of words and numbers in the paragraph.
    pub words: usize,
    /// Hash of each word's stem, in order, without numbers; empty unless the sink learns.
    pub word_stems: &'a [u64],
    /// The disclosure that the paragraph contains.
    pub disclosure: Option<Disclosure>,
    /// The sink's row: the paragraph's columns, or the model's sum over them.
    pub row: &'a Row,
    /// Number of words that the model has seen; numbers always count.
    pub(crate) known: usize,
    /// Number of words with letters of another script in the place of Latin ones.
    pub(crate) disguised: usize,
}

/// Counts of one pass over a paragraph.
struct ParagraphCounts {
    words: usize,
    known: usize,
    cues: Cues,
}

impl NgramExtractor {
    /// Creates an extractor that collects the columns of each paragraph, for training.
    pub fn new(settings: &NgramSettings) -> Self {
        Self::for_sink(settings)
    }

    /// Returns the features of a paragraph, which do not depend on earlier calls. The row lists the
    /// paragraph's columns, each as often as the paragraph has it.
    pub fn extract(&mut self, paragraph: &str) -> Extracted<'_, Vec<u32>> {
        self.extract_into(CollectColumns, paragraph)
    }
}

impl<Word: Copy + Default, Row: Default> NgramExtractor<Word, Row> {
    /// Creates an extractor with empty caches for a sink of these types.
    pub(crate) fn for_sink(settings: &NgramSettings) -> Self {
        NgramExtractor {
            settings: settings.clone(),
            words: WordCache::new(settings.language, settings.bits),
            tokens: Vec::new(),
            long: Vec::new(),
            shapes: ShapeCache::new(settings.bits),
            row: Row::default(),
            word_stems: Vec::new(),
        }
    }

    /// Feeds every column of a paragraph to `sink`, which must be the same in all calls.
    pub(crate) fn extract_into<S>(&mut self, sink: S, paragraph: &str) -> Extracted<'_, Row>
    where
        S: ColumnSink<Word = Word, Row = Row>,
    {
        let disguised = self.read_tokens(sink, paragraph);
        let counts = if self.settings.style {
            self.add_columns::<true, S>(sink)
        } else {
            self.add_columns::<false, S>(sink)
        };
        Extracted {
            words: counts.words,
            known: counts.known,
            disguised,
            word_stems: &self.word_stems,
            disclosure: disclosure::find(paragraph, counts.words, counts.cues),
            row: &self.row,
        }
    }

    /// First pass: tokens to keys. Returns the number of disguised words.
    ///
    /// The passes are short loops over the whole paragraph, so that the memory accesses of many
    /// tokens overlap.
    fn read_tokens<S>(&mut self, sink: S, paragraph: &str) -> usize
    where
        S: ColumnSink<Word = Word>,
    {
        self.tokens.clear();
        self.long.clear();
        self.words.begin_paragraph();
        let mut reader = TokenReader {
            tokens: &mut self.tokens,
            words: &mut self.words,
            long: &mut self.long,
            sink,
            disguised: 0,
        };
        visit_tokens(paragraph, &mut reader);
        let disguised = reader.disguised;
        self.words.fetch(self.tokens.iter().map(|token| token.spread));
        disguised
    }

    /// Second pass: tokens to columns, which `sink` adds to the row.
    fn add_columns<const STYLE: bool, S>(&mut self, sink: S) -> ParagraphCounts
    where
        S: ColumnSink<Word = Word, Row = Row>,
    {
        let bits = self.settings.bits;
        let mut row = std::mem::take(&mut self.row);
        let tokens = self.tokens.len();
        sink.begin(&mut row);
        if STYLE {
            self.shapes.begin_paragraph();
        }
        self.word_stems.clear();
        let mut long = self.long.iter();
        let (mut words, mut known, mut cues) = (0, 0, Cues::NONE);
        let mut opening = [0u32; OPENING]; // stems of the first tokens
        let mut stems = [0u32; 2]; // stems of the last token and the one before it
        let mut was_new = false; // whether the last token was the first occurrence of its form
        let mut shapes = ShapeTriple::START;
        for (at, token) in self.tokens.iter_mut().enumerate() {
            let key = token.key;
            let (features, is_new) = if key == TokenKey::NONE {
                long.next().copied().unwrap_or_default()
            } else {
                self.words.short(sink, key, token.spread)
            };
            sink.add_word(&mut row, features.word, is_new);
            // The first token has no bigram. Repeated bigrams are a matter of style.
            let is_bigram = (STYLE | is_new | was_new) & (at > 0);
            let bigram = bigram_column(stems[0], features.stem, bits);
            token.bigram = bigram | if is_bigram { 0 } else { NO_BIGRAM };
            if STYLE {
                shapes = shapes.then(token.shape);
                let (value, is_new_triple) = self.shapes.get(sink, shapes);
                sink.add_word(&mut row, value, is_new_triple);
                if let Some(stem) = opening.get_mut(at) {
                    *stem = features.stem;
                }
            }
            cues = cues.or(features.cues);
            stems = [features.stem, stems[0]];
            was_new = is_new;
            words += usize::from(features.is_word);
            known += usize::from(features.is_known);
            if S::LEARNS {
                let kind = if key == TokenKey::NONE { TokenKind::Word } else { key.kind() };
                match kind {
                    TokenKind::Word => self.word_stems.push(u64::from(features.stem) << 32),
                    TokenKind::Overlong => self.word_stems.push(UNKNOWN),
                    TokenKind::Number | TokenKind::Symbol => {}
                }
            }
        }
        // The entries of bigrams are far apart in memory; a separate loop overlaps their fetches.
        for token in &self.tokens {
            let is_bigram = token.bigram < NO_BIGRAM;
            sink.add(&mut row, token.bigram & !NO_BIGRAM, is_bigram);
        }
        let mut add = |hash| sink.add(&mut row, column(hash, bits), true);
        add(length_bucket(tokens as u64) ^ LENGTH);
        if STYLE && tokens > 0 {
            for (at, &stem) in (0..).zip(&opening[..tokens.min(OPENING)]) {
                add(pair(at, stem) ^ FIRST);
            }
            add(u64::from(stems[0]) ^ LAST);
            add(pair(stems[1], stems[0]) ^ LAST);
        }
        self.row = row;
        ParagraphCounts { words, known, cues }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn columns(text: &str) -> Vec<u32> {
        NgramExtractor::new(&NgramSettings::default()).extract(text).row.clone()
    }

    #[test]
    fn columns_match_the_model_format() {
        // A change of these numbers changes the model format and requires a new version of it.
        let found = columns("Learn more about Walmart’s $5 offer!");
        assert_eq!(found.len(), 36);
        assert_eq!(found.iter().map(|&column| u64::from(column)).sum::<u64>(), 19_348_640);
    }

    #[test]
    fn empty_paragraph_has_only_its_length() {
        assert_eq!(columns("").len(), 1);
        assert_eq!(columns(" \n"), columns(""));
    }

    #[test]
    fn repeated_words_count_by_the_rule_of_each_family() {
        let count = |text, style| {
            let settings = NgramSettings { style, ..NgramSettings::default() };
            NgramExtractor::new(&settings).extract(text).row.len()
        };
        // Stem; bigrams; shapes; length; edges.
        assert_eq!(count("go go go go", true), 1 + 3 + 3 + 1 + 6);
        // Without style, only the bigram that begins with a new word.
        assert_eq!(count("go go go go", false), 1 + 1 + 1);
        // The same rules hold for words that are too long for a key.
        let long = "pseudohypoparathyroidism ".repeat(4);
        assert_eq!(count(&long, false), 3 + 1 + 1);
    }

    proptest! {
        #[test]
        fn rows_do_not_depend_on_earlier_paragraphs(before in any::<String>(), text in any::<String>()) {
            let mut used = NgramExtractor::new(&NgramSettings { bits: 12, ..NgramSettings::default() });
            used.extract(&before);
            let found = used.extract(&text).row.clone();
            let mut fresh = NgramExtractor::new(&NgramSettings { bits: 12, ..NgramSettings::default() });
            prop_assert_eq!(&found, fresh.extract(&text).row);
            prop_assert!(found.iter().all(|&column| column < 1 << 12));
        }
    }
}
