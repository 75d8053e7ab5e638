//! A short token as 128 bits.

use std::hash::{Hash, Hasher};

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, or letters mixed with digits, marks and apostrophes.
    Word,
    /// Digits, with separators between them.
    Number,
    /// One character: punctuation, a currency sign, an emoji …
    Symbol,
    /// A word longer than [`MAX_WORD_BYTES`](super::MAX_WORD_BYTES); its folded form is empty.
    Overlong,
}

/// A folded form of at most 15 bytes and its [`TokenKind`], in 16 bytes.
///
/// Two tokens have the same key if and only if they have the same folded form and kind.
#[derive(Debug, Clone, Copy, Eq)]
pub struct TokenKey([u64; 2]);

// A derived `eq` compares 16 bytes at once, for which both halves are first written to memory.
impl PartialEq for TokenKey {
    #[inline(always)]
    fn eq(&self, other: &TokenKey) -> bool {
        (self.0[0] ^ other.0[0]) | (self.0[1] ^ other.0[1]) == 0
    }
}

impl Hash for TokenKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl TokenKey {
    /// Length of the longest folded form that fits into a key, in bytes.
    pub(crate) const MAX_BYTES: usize = 15;
    /// A value that no token has as its key.
    pub(crate) const NONE: TokenKey = TokenKey([u64::MAX; 2]);

    /// Returns the key of a folded form, or `None` if the form is longer than 15 bytes.
    pub(super) fn new(folded: &[u8], kind: TokenKind) -> Option<TokenKey> {
        if folded.len() > TokenKey::MAX_BYTES {
            return None;
        }
        let mut bytes = [[0; 8]; 2];
        for (to, from) in bytes.as_flattened_mut().iter_mut().zip(folded) {
            *to = *from;
        }
        Some(TokenKey::tagged(bytes.map(u64::from_le_bytes), kind))
    }

    /// Returns the key of a folded form that is in the lowest 15 bytes, with zeros after it.
    #[inline(always)]
    pub(super) fn tagged([first, second]: [u64; 2], kind: TokenKind) -> TokenKey {
        TokenKey([first, second | (kind as u64) << 56])
    }

    /// The first eight bytes of the folded form, little-endian.
    #[inline(always)]
    pub(crate) fn head(self) -> u64 {
        self.0[0]
    }

    /// The kind of the token.
    #[inline(always)]
    pub(crate) fn kind(self) -> TokenKind {
        match self.0[1] >> 56 {
            0 => TokenKind::Word,
            1 => TokenKind::Number,
            2 => TokenKind::Symbol,
            _ => TokenKind::Overlong,
        }
    }

    /// The folded form with zeros after it, and the kind in the last byte.
    #[inline(always)]
    pub(crate) fn bytes(self) -> [u8; 16] {
        (u128::from(self.0[0]) | u128::from(self.0[1]) << 64).to_le_bytes()
    }

    /// An evenly distributed hash of 32 bits.
    #[inline(always)]
    pub fn spread(self) -> u32 {
        // Multiplicative hashing by 2^64 / φ; the product's upper bits depend on all lower ones.
        let product = (self.0[0] ^ self.0[1].rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (product >> 32) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_form_and_kind() {
        let word = TokenKey::new(b"a", TokenKind::Word).unwrap();
        assert_ne!(word, TokenKey::new(b"b", TokenKind::Word).unwrap());
        assert_ne!(word, TokenKey::new(b"a", TokenKind::Symbol).unwrap());
        assert_ne!(word.spread(), TokenKey::new(b"aaaaaaaaa", TokenKind::Word).unwrap().spread());
        assert_eq!(TokenKey::new(&[b'x'; 15], TokenKind::Word).unwrap().bytes()[..15], [b'x'; 15]);
        for kind in [TokenKind::Word, TokenKind::Number, TokenKind::Symbol, TokenKind::Overlong] {
            assert_eq!(TokenKey::new(b"", kind).unwrap().kind(), kind);
        }
        assert_eq!(TokenKey::new(&[b'x'; 16], TokenKind::Word), None);
    }
}
