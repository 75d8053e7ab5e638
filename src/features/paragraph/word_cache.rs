//! A cache of the features of single tokens.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use super::cache::{Cache, CacheKey};
use super::column_sink::{ColumnSink, TokenColumns};
use crate::features::disclosure::Cues;
use crate::stemmer::{Language, Stemmer, TokenHashes};
use crate::tokenizer::{TokenKey, TokenKind};

/// The features of a token that do not depend on its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordFeatures<Word> {
    /// The sink's value of the token's columns.
    pub(super) word: Word,
    /// The upper 32 bits of the stem's hash.
    pub(super) stem: u32,
    /// The disclosure rules that the token may be part of.
    pub(super) cues: Cues,
    /// 1 for a word or a number, 0 for a symbol.
    pub(super) is_word: u8,
    /// 1 for a word that the model saw in training and for a number, otherwise 0.
    pub(super) is_known: u8,
}

/// Computes the features of tokens, caches those of short tokens, and reports the first occurrence
/// of each form in the paragraph.
pub(super) struct WordCache<Word> {
    stemmer: Stemmer,
    bits: u32,
    short: Cache<TokenKey, WordFeatures<Word>>,
    /// Hashes of this paragraph's tokens that are too long for a key.
    long: HashSet<u64>,
}

/// Smallest and largest number of cache sets.
///
/// The cache begins small, because allocating a large one takes longer than reading a short page.
/// The largest (8 MB) holds the 250,000 different tokens of the benchmark's 70 MB. A token that is
/// not cached costs as much as fifty cached ones.
const SETS: RangeInclusive<usize> = 1 << 9..=1 << 17;

impl CacheKey for TokenKey {
    const NONE: TokenKey = TokenKey::NONE;

    #[inline(always)]
    fn spread(self) -> u32 {
        TokenKey::spread(self)
    }
}

impl<Word: Copy + Default> WordCache<Word> {
    /// Creates an empty cache for columns below 2^bits.
    pub(super) fn new(language: Language, bits: u32) -> Self {
        Self::with_sets(language, bits, SETS)
    }

    fn with_sets(language: Language, bits: u32, sets: RangeInclusive<usize>) -> Self {
        WordCache {
            stemmer: Stemmer::new(language),
            bits,
            short: Cache::new(*sets.start(), *sets.end()),
            long: HashSet::new(),
        }
    }

    /// Begins a paragraph, in which every token is new.
    pub(super) fn begin_paragraph(&mut self) {
        self.short.begin_paragraph();
        if !self.long.is_empty() {
            self.long.clear();
        }
    }

    /// Loads the cache sets of short tokens, by the spreads of their keys, into the processor's
    /// cache. The loads overlap, which halves the time of a paragraph.
    #[inline(always)]
    pub(super) fn fetch(&self, spreads: impl Iterator<Item = u32>) {
        let paragraphs = spreads.map(|spread| self.short.paragraph_of_newest(spread));
        std::hint::black_box(paragraphs.fold(0, |all, paragraph| all ^ paragraph));
    }

    /// Returns the features of a short token, and whether this is the first occurrence of its form
    /// in the paragraph. `spread` must be the key's [`TokenKey::spread`].
    #[inline(always)]
    pub(super) fn short<S: ColumnSink<Word = Word>>(
        &mut self,
        sink: S,
        key: TokenKey,
        spread: u32,
    ) -> (WordFeatures<Word>, bool) {
        match self.short.get(key, spread) {
            Some(found) => found,
            None => self.remember(sink, key),
        }
    }

    #[cold]
    #[inline(never)]
    fn remember<S: ColumnSink<Word = Word>>(
        &mut self,
        sink: S,
        key: TokenKey,
    ) -> (WordFeatures<Word>, bool) {
        let form = &key.bytes()[..TokenKey::MAX_BYTES];
        let folded = form.split(|&byte| byte == 0).next().unwrap_or_default();
        let hashes = self.stemmer.hashes(key.kind(), folded);
        let features = self.compute(sink, key.kind(), folded, &hashes);
        (features, self.short.insert(key, features))
    }

    /// Returns the features of a token that is too long for a key, and whether this is the first
    /// occurrence of its form in the paragraph.
    #[cold]
    #[inline(never)]
    pub(super) fn long<S: ColumnSink<Word = Word>>(
        &mut self,
        sink: S,
        kind: TokenKind,
        folded: &[u8],
    ) -> (WordFeatures<Word>, bool) {
        let hashes = self.stemmer.hashes(kind, folded);
        let features = self.compute(sink, kind, folded, &hashes);
        (features, self.long.insert(hashes.surface))
    }

    fn compute<S: ColumnSink<Word = Word>>(
        &self,
        sink: S,
        kind: TokenKind,
        folded: &[u8],
        hashes: &TokenHashes,
    ) -> WordFeatures<Word> {
        WordFeatures {
            word: sink.word(TokenColumns::of(hashes, self.bits)),
            stem: (hashes.stem >> 32) as u32,
            cues: match kind {
                TokenKind::Word => Cues::of(folded),
                _ => Cues::NONE,
            },
            is_word: u8::from(kind != TokenKind::Symbol),
            is_known: u8::from(kind == TokenKind::Number || sink.knows(kind, hashes)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::column_sink::CollectColumns;
    use super::*;
    use crate::tokenizer::for_each_token;

    #[test]
    fn cache_never_changes_a_result() {
        // Thirty times as many short words as the cache has slots, and long words.
        let text: String = (0..6_000u32)
            .map(|i| format!("w{}ing{} ", to_letters(i), "s".repeat((i % 20) as usize)))
            .collect();
        let mut used = WordCache::with_sets(Language::English, 21, 1 << 4..=1 << 6);
        for again in [false, true] {
            for_each_token(&text, |token| {
                let (found, is_new) = match token.key {
                    Some(key) => used.short(CollectColumns, key, key.spread()),
                    None => used.long(CollectColumns, token.kind, token.folded),
                };
                let hashes = used.stemmer.hashes(token.kind, token.folded);
                let computed = used.compute(CollectColumns, token.kind, token.folded, &hashes);
                assert_eq!((found, is_new), (computed, !again));
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
