//! Features to column numbers: the hash layout, which the model's format version fixes.

use super::shapes::ShapeTriple;
use crate::stemmer::TokenHashes;

/// Columns of a token's stem, surface and ending, and the number of them that are set (1 to 3).
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

/// Column of the bigram of two stems.
#[inline(always)]
pub(super) fn bigram_column(first: u32, second: u32, bits: u32) -> u32 {
    column(pair(first, second) ^ BIGRAM, bits)
}

/// Column of a paragraph's number of tokens.
pub(super) fn length_column(tokens: usize, bits: u32) -> u32 {
    column(length_bucket(tokens as u64) ^ LENGTH, bits)
}

/// Columns of the first and last tokens of a paragraph, from the stems of all its tokens.
pub(super) fn edge_columns(stems: &[u32], bits: u32) -> impl Iterator<Item = u32> {
    let first = (0..).zip(stems).take(OPENING).map(|(at, &stem)| pair(at, stem) ^ FIRST);
    let last = stems.last().map(|&last| {
        let before = stems.len().checked_sub(2).map_or(0, |at| stems[at]);
        [u64::from(last) ^ LAST, pair(before, last) ^ LAST]
    });
    first.chain(last.into_iter().flatten()).map(move |hash| column(hash, bits))
}

/// Column of three shapes in a row.
pub(super) fn shape_column(shapes: ShapeTriple, bits: u32) -> u32 {
    column(shapes.code() ^ SHAPE, bits)
}

/// Column of a feature's hash: the highest bits of its product with 2^64 / φ, which are the best
/// mixed ones (multiplicative hashing; Knuth, "The Art of Computer Programming", volume 3, 1973).
#[inline(always)]
pub(super) fn column(hash: u64, bits: u32) -> u32 {
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as u32
}

/// Stem hash of every [overlong](crate::tokenizer::TokenKind::Overlong) token.
pub(crate) const UNKNOWN: u64 = 0;

/// Number of opening tokens that have an edge feature each.
pub(super) const OPENING: usize = 4;

// The seeds of the families. The model format fixes them.
const STEM: u64 = 0x9E37_79B9_7F4A_7C15;
const BIGRAM: u64 = 0xC2B2_AE3D_27D4_EB4F;
const SURFACE: u64 = 0x1656_67B1_9E37_79F9;
const SHAPE: u64 = 0x27D4_EB2F_1656_67C5;
pub(super) const LENGTH: u64 = 0x8532_97BD_0F1D_2E6B;
const ENDING: u64 = 0xD6E8_FEB8_6659_FD93;
pub(super) const FIRST: u64 = 0xA076_1D64_78BD_642F;
pub(super) const LAST: u64 = 0xE703_7ED1_A0B4_28DB;

/// Joins two numbers into one, in order.
#[inline]
pub(super) fn pair(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// Bucket of a number of tokens, in half octaves: 0, 1, 2, 3, 4-5, 6-7, 8-11, 12-15, 16-23 …
pub(super) fn length_bucket(tokens: u64) -> u64 {
    if tokens < 4 {
        return tokens;
    }
    let octave = u64::from(tokens.ilog2());
    2 * octave + (tokens >> (octave - 1) & 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_buckets_grow_by_half_octaves() {
        let buckets: Vec<u64> =
            [0, 1, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16].into_iter().map(length_bucket).collect();
        assert_eq!(buckets, [0, 1, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8]);
    }
}
