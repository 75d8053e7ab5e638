//! A cache of the features of three shapes in a row.

use std::ops::RangeInclusive;

use super::cache::{Cache, CacheKey};
use super::column_sink::{ColumnSink, TokenColumns};
use super::hashing::shape_column;
use super::shapes::ShapeTriple;

impl CacheKey for ShapeTriple {
    const NONE: ShapeTriple = ShapeTriple::NONE;

    #[inline(always)]
    fn spread(self) -> u32 {
        (self.code().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
    }
}

/// Maps triples to the sink's value of their column, and reports the first occurrence of each in
/// the paragraph.
pub(super) struct ShapeCache<Word> {
    bits: u32,
    cache: Cache<ShapeTriple, Word>,
}

/// Smallest and largest number of cache sets. A thousand sets hold nearly all triples of English
/// text.
const SETS: RangeInclusive<usize> = 1 << 5..=1 << 10;

impl<Word: Copy + Default> ShapeCache<Word> {
    /// Creates an empty cache for 2^bits columns.
    pub(super) fn new(bits: u32) -> Self {
        ShapeCache { bits, cache: Cache::new(*SETS.start(), *SETS.end()) }
    }

    /// Begins a paragraph, in which every triple is new.
    pub(super) fn begin_paragraph(&mut self) {
        self.cache.begin_paragraph();
    }

    /// Returns the sink's value of these shapes, and whether they are new to the paragraph.
    #[inline(always)]
    pub(super) fn get<S: ColumnSink<Word = Word>>(
        &mut self,
        sink: S,
        shapes: ShapeTriple,
    ) -> (Word, bool) {
        match self.cache.get(shapes, shapes.spread()) {
            Some(found) => found,
            None => self.remember(sink, shapes),
        }
    }

    #[cold]
    #[inline(never)]
    fn remember<S: ColumnSink<Word = Word>>(
        &mut self,
        sink: S,
        shapes: ShapeTriple,
    ) -> (Word, bool) {
        let column = TokenColumns::one(shape_column(shapes, self.bits));
        let word = sink.word(column);
        (word, self.cache.insert(shapes, word))
    }
}
