//! `Notices`: what a reader decided about an input, for people.

use std::fmt;

use parking_lot::Mutex;

use super::source::encoding::Encoding;
use crate::limits::MAX_NOTICES;

/// A decision about an input that its owner should know of, although it is no error.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// An input that is not UTF-8 was decoded from another encoding, which was guessed.
    Decoded {
        /// The path as the caller gave it; `<stdin>` for standard input.
        path: String,
        /// The encoding that the bytes fit best.
        encoding: Encoding,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Decoded { path, encoding } => {
                write!(f, "{path}: not UTF-8, read as {encoding}")
            }
        }
    }
}

/// The notices of a run, in the order of the inputs: at most [`MAX_NOTICES`], and the number of
/// the others. Readers add notices, and the caller takes them.
///
/// ```
/// use std::sync::Arc;
///
/// use adsift::input::{Columns, Encoding, Format, Notices, Reading, articles_from};
///
/// let notices = Arc::new(Notices::default());
/// let reading = Reading {
///     encoding: Some(Encoding::AUTO),
///     notices: Some(notices.clone()),
///     ..Reading::default()
/// };
/// let bytes: &[u8] = b"The caf\xE9 was closed on Tuesday.";
/// let mut articles = articles_from("a.txt", bytes, Format::Text, &Columns::default(), &reading)?;
/// assert_eq!(articles.next().unwrap()?.text, "The café was closed on Tuesday.");
/// let (taken, others) = notices.take();
/// assert_eq!(taken[0].to_string(), "a.txt: not UTF-8, read as windows-1252");
/// assert_eq!(others, 0);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Notices(Mutex<(Vec<Notice>, u64)>);

impl Notices {
    /// Adds a notice.
    pub fn add(&self, notice: Notice) {
        let (notices, others) = &mut *self.0.lock();
        if notices.len() < MAX_NOTICES {
            notices.push(notice);
        } else {
            *others += 1;
        }
    }

    /// Takes the notices, and the number of those that were not kept.
    pub fn take(&self) -> (Vec<Notice>, u64) {
        std::mem::take(&mut *self.0.lock())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_over_the_limit_are_counted() {
        let notices = Notices::default();
        for at in 0..MAX_NOTICES + 3 {
            let path = at.to_string();
            notices.add(Notice::Decoded { path, encoding: Encoding::AUTO });
        }
        let (kept, others) = notices.take();
        assert_eq!((kept.len(), others), (MAX_NOTICES, 3));
        assert_eq!(notices.take(), (Vec::new(), 0));
    }
}
