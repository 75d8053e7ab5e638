//! Short words of ASCII letters, nine words in ten: eight bytes at a time.

use super::characters::{CLASS, Class};
use super::{Key, Kind, Shape};

/// A word of at most 15 ASCII letters.
pub(super) struct ShortWord {
    pub(super) key: Key,
    pub(super) length: usize,
    pub(super) shape: Shape,
}

/// The byte 0x01 in every place.
const ONES: u64 = u64::MAX / 255;
/// The highest bit of every byte.
const HIGH: u64 = 0x80 * ONES;
/// The bit by which a lower-case letter differs from its upper case.
const CASE: u64 = 0x20 * ONES;

/// The word of letters at `start`; `None` where it may be longer than 15 letters or go on with
/// digits, apostrophes or characters beyond ASCII, which is for
/// [`ascii_word`](super::ascii::ascii_word). Both give the same tokens; a test says so.
#[inline(always)]
pub(super) fn short_word(bytes: &[u8], start: usize) -> Option<ShortWord> {
    let head = sixteen(bytes, start);
    let [first, second] = [0, 8].map(|at| {
        let mut eight = [0; 8];
        eight.copy_from_slice(&head[at..at + 8]);
        u64::from_le_bytes(eight)
    });
    let no_letter = !letters(first) & HIGH;
    let (length, masks) = if no_letter != 0 {
        let length = no_letter.trailing_zeros() / 8;
        (length, [below(length), 0])
    } else {
        let no_letter = !letters(second) & HIGH;
        if no_letter == 0 {
            return None;
        }
        let length = no_letter.trailing_zeros() / 8;
        (8 + length, [u64::MAX, below(length)])
    };
    let length = length as usize;
    if !matches!(CLASS[head[length] as usize], Class::Blank | Class::Symbol) {
        return None;
    }
    // The case bits of upper-case letters, and of all letters.
    let uppers = [!first & CASE & masks[0], !second & CASE & masks[1]];
    let all = [CASE & masks[0], CASE & masks[1]];
    let shape = match uppers {
        [0, 0] => Shape::Lower,
        _ if uppers == all && length == 1 => Shape::Initial,
        _ if uppers == all => Shape::Upper,
        [0x20, 0] => Shape::Title,
        _ => Shape::Mixed,
    };
    Some(ShortWord {
        key: Key::tagged(
            [(first | CASE) & masks[0], (second | CASE) & masks[1]],
            Kind::Word,
        ),
        length,
        shape,
    })
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

/// All bits of so many bytes, fewer than 8, from the lowest.
#[inline(always)]
fn below(bytes: u32) -> u64 {
    (1 << (8 * bytes)) - 1
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
    for (to, from) in head.iter_mut().zip(rest) {
        *to = *from;
    }
    head
}
