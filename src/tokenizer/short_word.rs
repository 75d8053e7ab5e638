//! Short words of ASCII letters, nine words in ten: eight bytes at a time.

use super::{Key, Shape, TokenKind};

/// The most letters a short word has.
pub(super) const MAX_LETTERS: usize = Key::MAX_BYTES;

/// The byte 0x01 in every place.
pub(super) const ONES: u64 = u64::MAX / 255;
/// The highest bit of every byte.
pub(super) const HIGH: u64 = 0x80 * ONES;
/// The bit by which a lower-case letter differs from its upper case.
pub(super) const CASE: u64 = 0x20 * ONES;

/// Key and shape of a word of so many ASCII letters, at most [`MAX_LETTERS`], that starts here.
#[inline(always)]
pub(super) fn short_word(bytes: &[u8], start: usize, length: usize) -> (Key, Shape) {
    let head = sixteen(bytes, start);
    let [first, second] = [eight(&head, 0), eight(&head, 8)];
    let masks = BELOW[length & MAX_LETTERS];
    // The case bits of upper-case letters, and of all letters. Compared as numbers: arrays would be
    // compared 16 bytes at once, for which the halves go through memory.
    let uppers = [!first & CASE & masks[0], !second & CASE & masks[1]];
    let lowers = [first & CASE & masks[0], second & CASE & masks[1]];
    let is = |zero: u64, bit: u32| usize::from(zero == 0) << bit;
    let shape = SHAPES[is(uppers[0] | uppers[1], 3)
        | is((uppers[0] ^ 0x20) | uppers[1], 2)
        | is(lowers[0] | lowers[1], 1)
        | is(length as u64 - 1, 0)];
    let folded = [(first | CASE) & masks[0], (second | CASE) & masks[1]];
    (Key::tagged(folded, TokenKind::Word), shape)
}

/// The shape of a word by four bits: that no letter is upper case, that the first one alone is, that all
/// are, and that there is one. Looked up, because branches on them would be guessed wrong.
const SHAPES: [Shape; 16] = {
    let mut shapes = [Shape::Mixed; 16];
    let mut bits = 0;
    while bits < shapes.len() {
        shapes[bits] = match bits {
            0b1000.. => Shape::Lower,
            _ if bits & 0b11 == 0b11 => Shape::Initial,
            _ if bits & 0b10 != 0 => Shape::Upper,
            _ if bits & 0b100 != 0 => Shape::Title,
            _ => Shape::Mixed,
        };
        bits += 1;
    }
    shapes
};

/// All bits of the lowest so many of 16 bytes.
const BELOW: [[u64; 2]; MAX_LETTERS + 1] = {
    let mut below = [[0; 2]; MAX_LETTERS + 1];
    let mut bytes = 0;
    while bytes < below.len() {
        let bits = (1u128 << (8 * bytes)) - 1;
        below[bytes] = [bits as u64, (bits >> 64) as u64];
        bytes += 1;
    }
    below
};

/// Eight bytes as a number.
#[inline(always)]
pub(super) fn eight<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(eight)
}

/// The 16 bytes at `start`, zeros beyond the end.
#[inline(always)]
fn sixteen(bytes: &[u8], start: usize) -> [u8; 16] {
    let rest = bytes.get(start..).unwrap_or_default();
    match rest.first_chunk() {
        Some(head) => *head,
        None => last_bytes(rest),
    }
}

#[cold]
fn last_bytes(rest: &[u8]) -> [u8; 16] {
    let mut head = [0; 16];
    head[..rest.len()].copy_from_slice(rest);
    head
}
