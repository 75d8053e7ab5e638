//! The case shapes of three tokens in a row, as one number.

/// The shape codes of three tokens in a row, 16 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct ShapeTriple(u64);

impl ShapeTriple {
    /// The shapes before the first token.
    pub(super) const START: ShapeTriple = ShapeTriple(0);
    /// A value that no three tokens have.
    pub(super) const NONE: ShapeTriple = ShapeTriple(u64::MAX);

    /// Drops the oldest shape and appends `shape`.
    #[inline(always)]
    pub(super) fn then(self, shape: u16) -> ShapeTriple {
        ShapeTriple((self.0 << 16 | u64::from(shape)) & 0xFFFF_FFFF_FFFF)
    }

    /// The three codes as a number below 2^48.
    pub(super) fn code(self) -> u64 {
        self.0
    }
}
