//! Where the letters of 64 bytes are, as bits of a number: the next word is found by counting zeros.

use super::short_word::{CASE, HIGH, ONES, eight};

/// So many bytes are looked at together.
pub(super) const BLOCK: usize = u64::BITS as usize;

/// 64 bytes; what is beyond the end of the text is blank.
pub(super) struct Block {
    /// Where it starts in the text.
    pub(super) start: usize,
    /// Bit i is set where byte i is an ASCII letter.
    pub(super) letters: u64,
    /// Bit i is set where byte i is neither white space nor a control character, except for U+007F,
    /// which is taken for none.
    pub(super) dark: u64,
}

impl Block {
    /// The block that starts here.
    #[inline(always)]
    pub(super) fn at(bytes: &[u8], start: usize) -> Block {
        let rest = bytes.get(start..).unwrap_or_default();
        match rest.first_chunk() {
            Some(block) => Block::of(start, block),
            None => Block::last(start, rest),
        }
    }

    #[cold]
    fn last(start: usize, rest: &[u8]) -> Block {
        let mut block = [0; BLOCK];
        block[..rest.len()].copy_from_slice(rest);
        Block::of(start, &block)
    }

    #[inline(always)]
    fn of(start: usize, block: &[u8; BLOCK]) -> Block {
        let (mut is_letter, mut is_dark) = (0, 0);
        for at in (0..BLOCK).step_by(8) {
            let eight = eight(block, at);
            is_letter |= bits(letters(eight)) << at;
            is_dark |= bits(dark(eight)) << at;
        }
        Block {
            start,
            letters: is_letter,
            dark: is_dark,
        }
    }
}

/// The highest bit of every byte that is an ASCII letter.
///
/// With the case bit set and the highest bit off, adding 0x1F carries into the highest bit from `a`
/// on, adding 5 from the character after `z` on; no byte carries into the next.
#[inline(always)]
fn letters(eight: u64) -> u64 {
    let folded = (eight | CASE) & !HIGH;
    (folded + 0x1F * ONES) & !(folded + 5 * ONES) & !eight & HIGH
}

/// The highest bit of every byte from 0x21 on.
#[inline(always)]
fn dark(eight: u64) -> u64 {
    (((eight & !HIGH) + 0x5F * ONES) | eight) & HIGH
}

/// The highest bits of eight bytes, side by side: byte i's is moved to bit 56 + i, and no two meet.
#[inline(always)]
fn bits(highest: u64) -> u64 {
    highest.wrapping_mul(0x0002_0408_1020_4081) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_bit() {
        for byte in 0..=255u8 {
            for at in [0, 7, 8, 40, 63] {
                let mut bytes = [b' '; BLOCK + 1];
                bytes[1 + at] = byte;
                for block in [Block::at(&bytes, 1), Block::at(&bytes[..2 + at], 1)] {
                    let is = |bit| u64::from(bit) << at;
                    assert_eq!(block.letters, is(byte.is_ascii_alphabetic()), "{byte}");
                    assert_eq!(block.dark, is(byte > b' '), "{byte}");
                }
            }
        }
        let all = Block::at(&[b'x'; BLOCK], 0);
        assert_eq!((all.letters, all.dark), (u64::MAX, u64::MAX));
        assert_eq!(Block::at(b"x", 1).dark, 0);
    }
}
