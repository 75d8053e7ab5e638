//! What a reader refuses to hold: every limit is an error with its place, never a silent cut.

/// Longest record of an input, in bytes: a line of JSON Lines or a row of a CSV, its line end not
/// counted.
pub const MAX_RECORD_BYTES: usize = 16 * 1024 * 1024;

/// Longest article, in bytes of its text; about a thousand times a long newspaper page.
pub const MAX_ARTICLE_BYTES: usize = 8 * 1024 * 1024;

/// The limits of one reader; apart from the constants so that tests reach a boundary with few bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) record_bytes: usize,
    pub(crate) article_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            record_bytes: MAX_RECORD_BYTES,
            article_bytes: MAX_ARTICLE_BYTES,
        }
    }
}
