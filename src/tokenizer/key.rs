//! A short token in a number.

use std::hash::{Hash, Hasher};

use super::TokenKind;

/// A token's folded form of at most 15 bytes and its kind, in 16 bytes: two tokens have the same key
/// only where they have the same form and kind.
#[derive(Debug, Clone, Copy, Eq)]
pub struct Key([u64; 2]);

// Derived, it would be a comparison of 16 bytes at once, for which the two halves go through memory.
impl PartialEq for Key {
    #[inline(always)]
    fn eq(&self, other: &Key) -> bool {
        (self.0[0] ^ other.0[0]) | (self.0[1] ^ other.0[1]) == 0
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Key {
    /// The longest folded form there is a key of.
    pub(crate) const MAX_BYTES: usize = 15;
    /// The key of no token.
    pub(crate) const NONE: Key = Key([u64::MAX; 2]);

    /// The key of a folded form, `None` where it is too long.
    pub(super) fn new(folded: &[u8], kind: TokenKind) -> Option<Key> {
        if folded.len() > Key::MAX_BYTES {
            return None;
        }
        let mut bytes = [[0; 8]; 2];
        for (to, from) in bytes.as_flattened_mut().iter_mut().zip(folded) {
            *to = *from;
        }
        Some(Key::tagged(bytes.map(u64::from_le_bytes), kind))
    }

    /// The key of a folded form that lies in the lowest 15 bytes, zeros behind it.
    #[inline(always)]
    pub(super) fn tagged([first, second]: [u64; 2], kind: TokenKind) -> Key {
        Key([first, second | (kind as u64) << 56])
    }

    /// Its first eight bytes as a number.
    #[inline(always)]
    pub(crate) fn head(self) -> u64 {
        self.0[0]
    }

    /// What the token is.
    #[inline(always)]
    pub(crate) fn kind(self) -> TokenKind {
        match self.0[1] >> 56 {
            0 => TokenKind::Word,
            1 => TokenKind::Number,
            2 => TokenKind::Symbol,
            _ => TokenKind::Overlong,
        }
    }

    /// The folded form, zeros behind it, and the kind in the last byte.
    #[inline(always)]
    pub(crate) fn bytes(self) -> [u8; 16] {
        (u128::from(self.0[0]) | u128::from(self.0[1]) << 64).to_le_bytes()
    }

    /// 32 bits that are spread evenly.
    #[inline(always)]
    pub fn spread(self) -> u32 {
        // A multiplication moves every bit up; 2^64 over the golden ratio is the usual factor.
        let product = (self.0[0] ^ self.0[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (product >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_and_kind_make_the_key() {
        let word = Key::new(b"a", TokenKind::Word).unwrap();
        assert_ne!(word, Key::new(b"b", TokenKind::Word).unwrap());
        assert_ne!(word, Key::new(b"a", TokenKind::Symbol).unwrap());
        assert_ne!(
            word.spread(),
            Key::new(b"aaaaaaaaa", TokenKind::Word).unwrap().spread()
        );
        assert_eq!(
            Key::new(&[b'x'; 15], TokenKind::Word).unwrap().bytes()[..15],
            [b'x'; 15]
        );
        for kind in [
            TokenKind::Word,
            TokenKind::Number,
            TokenKind::Symbol,
            TokenKind::Overlong,
        ] {
            assert_eq!(Key::new(b"", kind).unwrap().kind(), kind);
        }
        assert_eq!(Key::new(&[b'x'; 16], TokenKind::Word), None);
    }
}
