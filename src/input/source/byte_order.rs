//! The byte order mark of an input, or the encoding that its first bytes show.

use crate::error::Problem;

/// The byte order mark at the start of an input.
pub(super) enum ByteOrder {
    None,
    Utf8Mark,
    Utf16Mark,
}

/// Finds the byte order mark in the first four bytes of an input.
///
/// UTF-16 without a mark has a zero in every second byte of ASCII, and no other text has zeros.
pub(super) fn byte_order(head: &[u8]) -> Result<ByteOrder, Problem> {
    match *head {
        [0xFF, 0xFE, 0, 0] | [0, 0, 0xFE, 0xFF] => Err(Problem::Utf32),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Ok(ByteOrder::Utf16Mark),
        [0xEF, 0xBB, 0xBF, ..] => Ok(ByteOrder::Utf8Mark),
        [first, 0] | [first, 0, 1..=0xFF, 0] if first > 0 => {
            Err(Problem::Utf16 { encoding: "utf-16le" })
        }
        [0, second] | [0, second, 0, 1..=0xFF] if second > 0 => {
            Err(Problem::Utf16 { encoding: "utf-16be" })
        }
        _ => Ok(ByteOrder::None),
    }
}
