//! The letters and blanks of 64 bytes as bit masks, so that counting zeros finds the next word.

use super::short_word::{CASE, HIGH, ONES, eight_bytes};

/// Number of bytes in a block, one for each bit of a mask.
pub(super) const BLOCK_BYTES: usize = u64::BITS as usize;

/// The masks of 64 bytes of a text. Bytes beyond the end of the text count as blank.
pub(super) struct LetterBlock {
    /// Index of the first byte in the text.
    pub(super) start: usize,
    /// Bit i is set if byte i is an ASCII letter.
    pub(super) letters: u64,
    /// Bit i is set if byte i is above 0x20: all bytes but white space and control characters, and
    /// U+007F.
    pub(super) dark: u64,
}

impl LetterBlock {
    /// Returns the block that starts at byte `start`.
    #[inline(always)]
    pub(super) fn at(bytes: &[u8], start: usize) -> LetterBlock {
        let rest = bytes.get(start..).unwrap_or_default();
        match rest.first_chunk() {
            Some(block) => LetterBlock::of(start, block),
            None => LetterBlock::last(start, rest),
        }
    }

    #[cold]
    fn last(start: usize, rest: &[u8]) -> LetterBlock {
        let mut block = [0; BLOCK_BYTES];
        block[..rest.len()].copy_from_slice(rest);
        LetterBlock::of(start, &block)
    }

    #[inline(always)]
    fn of(start: usize, block: &[u8; BLOCK_BYTES]) -> LetterBlock {
        let (mut letter_bits, mut dark_bits) = (0, 0);
        for at in (0..BLOCK_BYTES).step_by(8) {
            let eight = eight_bytes(block, at);
            letter_bits |= bits(letters(eight)) << at;
            dark_bits |= bits(dark(eight)) << at;
        }
        LetterBlock { start, letters: letter_bits, dark: dark_bits }
    }
}

/// Sets the highest bit of every byte that is an ASCII letter.
///
/// After the case bit is set and the highest bit cleared, adding 0x1F carries into the highest bit
/// from `a` on, and adding 5 from the character after `z` on. No byte carries into the next.
#[inline(always)]
fn letters(eight: u64) -> u64 {
    let folded = (eight | CASE) & !HIGH;
    (folded + 0x1F * ONES) & !(folded + 5 * ONES) & !eight & HIGH
}

/// Sets the highest bit of every byte above 0x20.
#[inline(always)]
fn dark(eight: u64) -> u64 {
    (((eight & !HIGH) + 0x5F * ONES) | eight) & HIGH
}

/// Moves the highest bits of eight bytes into the lowest eight bits.
///
/// The product has the highest bit of byte i at bit 56 + i, and no two bits collide.
#[inline(always)]
fn bits(highest: u64) -> u64 {
    highest.wrapping_mul(0x0002_0408_1020_4081) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_match_the_classes_of_all_bytes() {
        for byte in 0..=255u8 {
            for at in [0, 7, 8, 40, 63] {
                let mut bytes = [b' '; BLOCK_BYTES + 1];
                bytes[1 + at] = byte;
                for block in [LetterBlock::at(&bytes, 1), LetterBlock::at(&bytes[..2 + at], 1)] {
                    let is = |bit| u64::from(bit) << at;
                    assert_eq!(block.letters, is(byte.is_ascii_alphabetic()), "{byte}");
                    assert_eq!(block.dark, is(byte > b' '), "{byte}");
                }
            }
        }
        let all = LetterBlock::at(&[b'x'; BLOCK_BYTES], 0);
        assert_eq!((all.letters, all.dark), (u64::MAX, u64::MAX));
        assert_eq!(LetterBlock::at(b"x", 1).dark, 0);
    }
}
