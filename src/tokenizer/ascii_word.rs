//! Words of ASCII alone: the fast path.

use super::cases::Cases;
use super::char_class::{CLASS, CharClass, Class, char_at, classify};
use super::{MAX_WORD_BYTES, Token};

/// The word at `start` if all of it is ASCII: visits it and returns where it ends.
///
/// `None` where a letter, mark or zero-width character beyond ASCII belongs to the word, which
/// is then for [`unicode_word`]. Both give the same tokens for ASCII text; a test says so.
#[inline]
pub(super) fn ascii_word(
    text: &str,
    start: usize,
    visit: &mut impl FnMut(Token<'_>),
) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut folded = [0u8; MAX_WORD_BYTES];
    let mut length = 0; // of the folded form, counted on past the buffer's end
    let mut cases = Cases::default();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        let (fold, next) = match CLASS[byte as usize] {
            Class::Lower => {
                cases.lower += 1;
                (byte, at + 1)
            }
            Class::Upper => {
                cases.upper(at == start);
                (byte | 0x20, at + 1)
            }
            Class::Digit => {
                cases.digits = true;
                (b'0', digits_end(bytes, at))
            }
            Class::Apostrophe
                if joins(bytes[at - 1]) && bytes.get(at + 1).is_some_and(|&b| joins(b)) =>
            {
                (b'\'', at + 1)
            }
            Class::Wide => match classify(char_at(text, at)) {
                CharClass::Apostrophe if joins(bytes[at - 1]) => {
                    let after = at + char_at(text, at).len_utf8();
                    match bytes.get(after) {
                        Some(&b) if joins(b) => (b'\'', after),
                        Some(&b) if CLASS[b as usize] == Class::Wide => return None,
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
            Class::Apostrophe => match bytes.get(at + 1) {
                Some(&b) if CLASS[b as usize] == Class::Wide && joins(bytes[at - 1]) => {
                    return None;
                }
                _ => break,
            },
            // A zero-width character may stand between it and the rest of a number.
            Class::Symbol
                if bytes[at - 1].is_ascii_digit()
                    && matches!(byte, b'.' | b',' | b':')
                    && bytes.get(at + 1).is_some_and(|byte| !byte.is_ascii()) =>
            {
                return None;
            }
            Class::Blank | Class::Symbol => break,
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

/// True for an ASCII letter: what an apostrophe may stand between.
fn joins(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

/// Where the run of ASCII digits ends that starts at `at`, separators between digits included.
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
