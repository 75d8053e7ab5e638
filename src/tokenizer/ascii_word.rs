//! Words of ASCII characters that `short_word` does not read: with digits or apostrophes, or long.
//!
//! Without this file, [`unicode_word`](super::unicode_word()) would read them, and the tokenizer
//! would take 1.9 times as many instructions (callgrind, `benches/tokenizer.rs`: 59.8 instead of
//! 31.4 million for 1 MB) and 1.6 to 1.8 times as long.

use super::char_class::{BYTE_CLASS, ByteClass, CharClass, char_at, classify};
use super::token::{MAX_WORD_BYTES, Token};
use super::unicode_word::CaseCounts;

/// Visits the word at `start` if all of it is ASCII; returns its end.
///
/// Returns `None` if a non-ASCII letter, mark or zero-width character belongs to the word; such a
/// word needs [`unicode_word`](super::unicode_word()). For ASCII words both functions return the
/// same tokens, which `fast_path_and_slow_path_agree` checks.
#[inline]
pub(super) fn ascii_word(
    text: &str,
    start: usize,
    visit: &mut impl FnMut(Token<'_>),
) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut folded = [0u8; MAX_WORD_BYTES];
    let mut length = 0; // of the folded form, which may be longer than the buffer
    let mut cases = CaseCounts::default();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let (fold, next) = match BYTE_CLASS[byte as usize] {
            ByteClass::Lower => {
                cases.lowers += 1;
                (byte, at + 1)
            }
            ByteClass::Upper => {
                cases.add_upper(at == start);
                (byte | 0x20, at + 1)
            }
            ByteClass::Digit => {
                cases.has_digits = true;
                (b'0', digits_end(bytes, at))
            }
            ByteClass::Apostrophe
                if is_letter(bytes[at - 1]) && bytes.get(at + 1).is_some_and(|&b| is_letter(b)) =>
            {
                (b'\'', at + 1)
            }
            ByteClass::NonAscii => match classify(char_at(text, at)) {
                CharClass::Apostrophe if is_letter(bytes[at - 1]) => {
                    let after = at + char_at(text, at).len_utf8();
                    match bytes.get(after) {
                        Some(&b) if is_letter(b) => (b'\'', after),
                        Some(&b) if BYTE_CLASS[b as usize] == ByteClass::NonAscii => return None,
                        _ => break,
                    }
                }
                CharClass::Letter | CharClass::Digit | CharClass::Mark | CharClass::Ignorable => {
                    return None;
                }
                CharClass::Apostrophe
                | CharClass::Ideograph
                | CharClass::Blank
                | CharClass::Symbol => break,
            },
            ByteClass::Apostrophe => match bytes.get(at + 1) {
                Some(&b)
                    if BYTE_CLASS[b as usize] == ByteClass::NonAscii
                        && is_letter(bytes[at - 1]) =>
                {
                    return None;
                }
                _ => break,
            },
            // A zero-width character may separate this sign from the rest of a number.
            ByteClass::Symbol
                if bytes[at - 1].is_ascii_digit()
                    && matches!(byte, b'.' | b',' | b':')
                    && bytes.get(at + 1).is_some_and(|byte| !byte.is_ascii()) =>
            {
                return None;
            }
            ByteClass::Blank | ByteClass::Symbol => break,
        };
        if let Some(slot) = folded.get_mut(length) {
            *slot = fold;
        }
        length += 1;
        at = next;
    }
    visit(cases.token(start..at, folded.get(..length)));
    Some(at)
}

/// Whether a byte is an ASCII letter, so that it may precede or follow an apostrophe in a word.
fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

/// Returns the end of the ASCII digits that start at `at`, with the separators between them.
fn digits_end(bytes: &[u8], mut at: usize) -> usize {
    loop {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'.' | b',' | b':'), Some(after)) if after.is_ascii_digit() => at += 1,
            _ => return at,
        }
    }
}
