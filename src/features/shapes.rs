//! How three tokens in a row are written, through a cache.

use super::cache::{Cache, CacheKey};
use super::columns::{TokenColumns, Weigher};
use super::ngrams::shape_column;

/// The shape codes of three tokens in a row, 16 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Shapes(u64);

impl Shapes {
    /// Those before the first token.
    pub(super) const START: Shapes = Shapes(0);

    /// One token further on.
    #[inline(always)]
    pub(super) fn then(self, shape: u16) -> Shapes {
        Shapes((self.0 << 16 | u64::from(shape)) & 0xFFFF_FFFF_FFFF)
    }

    /// As a number below 2^48.
    pub(super) fn code(self) -> u64 {
        self.0
    }
}

impl CacheKey for Shapes {
    const NONE: Shapes = Shapes(u64::MAX);

    #[inline(always)]
    fn spread(self) -> u32 {
        (self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
    }
}

/// What shapes give by their column, and which are the first of their kind in the paragraph.
pub(super) struct ShapeCache<W: Weigher> {
    bits: u32,
    weigher: W,
    cache: Cache<Shapes, W::Word>,
}

/// A thousand sets hold nearly all the shapes there are in English.
const SETS: std::ops::RangeInclusive<usize> = 1 << 5..=1 << 10;

impl<W: Weigher> ShapeCache<W> {
    /// An empty cache for columns below 2^bits.
    pub(super) fn new(bits: u32, weigher: W) -> Self {
        ShapeCache {
            bits,
            weigher,
            cache: Cache::new(*SETS.start(), *SETS.end()),
        }
    }

    /// From here on, all shapes are new again.
    pub(super) fn begin_paragraph(&mut self) {
        self.cache.begin_paragraph();
    }

    /// What these shapes give, and whether they are new to the paragraph.
    #[inline(always)]
    pub(super) fn get(&mut self, shapes: Shapes) -> (W::Word, bool) {
        match self.cache.get(shapes, shapes.spread()) {
            Some(found) => found,
            None => self.remember(shapes),
        }
    }

    #[cold]
    #[inline(never)]
    fn remember(&mut self, shapes: Shapes) -> (W::Word, bool) {
        let column = TokenColumns::one(shape_column(shapes, self.bits));
        let word = self.weigher.word(column);
        (word, self.cache.insert(shapes, word))
    }
}
