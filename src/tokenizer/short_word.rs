//! Short words of ASCII letters (nine words in ten), read eight bytes at a time.

use super::key::{TokenKey, TokenKind};
use super::token::CaseShape;

/// Largest number of letters in a short word.
pub(super) const MAX_LETTERS: usize = TokenKey::MAX_BYTES;

/// The byte 0x01, eight times.
pub(super) const ONES: u64 = u64::MAX / 255;
/// The highest bit of every byte.
pub(super) const HIGH: u64 = 0x80 * ONES;
/// The bit by which a lower-case letter differs from its upper case.
pub(super) const CASE: u64 = 0x20 * ONES;

/// Returns the key and the shape of the word of `length` ASCII letters at byte `start`.
///
/// `length` is 1 to [`MAX_LETTERS`].
#[inline(always)]
pub(super) fn short_word(bytes: &[u8], start: usize, length: usize) -> (TokenKey, CaseShape) {
    let head = sixteen_bytes(bytes, start);
    let [first, second] = [eight_bytes(&head, 0), eight_bytes(&head, 8)];
    let masks = BELOW[length & MAX_LETTERS];
    // The case bits of upper-case and of lower-case letters. The halves are compared as numbers:
    // a comparison of arrays takes 16 bytes at once, and both halves are first written to memory.
    let uppers = [!first & CASE & masks[0], !second & CASE & masks[1]];
    let lowers = [first & CASE & masks[0], second & CASE & masks[1]];
    let is = |zero: u64, bit: u32| usize::from(zero == 0) << bit;
    let shape = SHAPES[is(uppers[0] | uppers[1], 3)
        | is((uppers[0] ^ 0x20) | uppers[1], 2)
        | is(lowers[0] | lowers[1], 1)
        | is(length as u64 - 1, 0)];
    let folded = [(first | CASE) & masks[0], (second | CASE) & masks[1]];
    (TokenKey::tagged(folded, TokenKind::Word), shape)
}

/// The shape of a word by four bits: no letter is upper case (3), the first letter alone is upper
/// case (2), all letters are upper case (1), the word has one letter (0). A table, because the
/// processor mispredicts branches on these bits.
const SHAPES: [CaseShape; 16] = {
    let mut shapes = [CaseShape::Mixed; 16];
    let mut bits = 0;
    while bits < shapes.len() {
        shapes[bits] = match bits {
            0b1000.. => CaseShape::Lower,
            _ if bits & 0b11 == 0b11 => CaseShape::Initial,
            _ if bits & 0b10 != 0 => CaseShape::Upper,
            _ if bits & 0b100 != 0 => CaseShape::Title,
            _ => CaseShape::Mixed,
        };
        bits += 1;
    }
    shapes
};

/// `BELOW[n]` has all bits of the lowest n of 16 bytes.
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

/// Returns eight bytes from `at` as a little-endian number.
#[inline(always)]
pub(super) fn eight_bytes<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(eight)
}

/// Returns the 16 bytes from `start`, with zeros beyond the end of the text.
#[inline(always)]
fn sixteen_bytes(bytes: &[u8], start: usize) -> [u8; 16] {
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
