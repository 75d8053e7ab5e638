//! A token to its features, through a cache.

use std::collections::HashSet;

use super::cache::{Cache, CacheKey};
use super::column_sink::{ColumnSink, TokenColumns};
use crate::features::disclosure::Cues;
use crate::stemmer::{Language, Stemmer, TokenHashes};
use crate::tokenizer::{Key, TokenKind};

/// What a token gives, whatever stands around it; `W` is what it gives by its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordFeatures<Word> {
    /// By its columns.
    pub(super) word: Word,
    /// 32 bits of its stem's hash.
    pub(super) stem: u32,
    /// The disclosures it may be part of.
    pub(super) cues: Cues,
    /// 1 for a word or a number.
    pub(super) is_word: u8,
    /// 1 for a word that the model has seen, and for a number.
    pub(super) is_known: u8,
}

/// Computes the features of tokens, remembers those of the short ones it has seen lately, and tells
/// which token is the first of its form in the paragraph.
pub(super) struct WordCache<Word> {
    stemmer: Stemmer,
    bits: u32,
    short: Cache<Key, WordFeatures<Word>>,
    /// Hashes of this paragraph's tokens that are too long for a key.
    long: HashSet<u64>,
}

/// It begins small, since a short page is read sooner than a large cache is made. At its largest (8 MB) it
/// holds the 250,000 tokens of the benchmark's 70 MB. One that is not found costs as much as fifty that are.
const SETS: std::ops::RangeInclusive<usize> = 1 << 9..=1 << 17;

impl CacheKey for Key {
    const NONE: Key = Key::NONE;

    #[inline(always)]
    fn spread(self) -> u32 {
        Key::spread(self)
    }
}

impl<Word: Copy + Default> WordCache<Word> {
    /// An empty cache for columns below 2^bits.
    pub(super) fn new(language: Language, bits: u32) -> Self {
        WordCache {
            stemmer: Stemmer::new(language),
            bits,
            short: Cache::new(*SETS.start(), *SETS.end()),
            long: HashSet::new(),
        }
    }

    /// From here on, every token is new again.
    pub(super) fn begin_paragraph(&mut self) {
        self.short.begin_paragraph();
        if !self.long.is_empty() {
            self.long.clear();
        }
    }

    /// Has what is known of short tokens, by the spreads of their keys, brought near, all at once. It
    /// halves the time of a paragraph.
    #[inline(always)]
    pub(super) fn fetch(&self, spreads: impl Iterator<Item = u32>) {
        let paragraphs = spreads.map(|spread| self.short.paragraph_of_newest(spread));
        std::hint::black_box(paragraphs.fold(0, |all, paragraph| all ^ paragraph));
    }

    /// The features of a short token, by its key and [`Key::spread`], and whether it is the first of its
    /// form in this paragraph.
    #[inline(always)]
    pub(super) fn short<S: ColumnSink<Word = Word>>(
        &mut self,
        sink: S,
        key: Key,
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
        key: Key,
    ) -> (WordFeatures<Word>, bool) {
        let bytes = key.bytes();
        let folded = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
        let folded = &folded[..folded.len().min(Key::MAX_BYTES)];
        let hashes = self.stemmer.hashes(key.kind(), folded);
        let features = self.compute(sink, key.kind(), folded, &hashes);
        (features, self.short.insert(key, features))
    }

    /// The features of a token that is too long for a key, and whether it is the first of its form in this
    /// paragraph.
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
    fn the_cache_never_changes_an_answer() {
        // More words than there are places, short and long ones.
        let text: String = (0..600_000u32)
            .map(|i| format!("w{}ing{} ", to_letters(i), "s".repeat((i % 20) as usize)))
            .collect();
        let mut used = WordCache::new(Language::English, 21);
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
