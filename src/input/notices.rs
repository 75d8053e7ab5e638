//! `Notices`: what a reader decided that its caller should know, once each.

use indexmap::IndexSet;
use parking_lot::Mutex;

/// Most notices that are kept; more are counted.
const MOST: usize = 100;

/// What readers decided on their own: a name that was guessed, an encoding that was detected. Several
/// threads add notices.
///
/// ```
/// use std::sync::Arc;
/// use adsift::input::{Columns, Format, Notices, Reading, articles_from};
///
/// let notices = Arc::new(Notices::default());
/// let reading = Reading { notices: Some(notices.clone()), ..Reading::default() };
/// let json = r#"{"id": "a", "content": "One."}"#;
/// let columns = Columns::default();
/// let articles = articles_from("a", json.as_bytes(), Format::Jsonl, &columns, &reading)?;
/// assert_eq!(articles.count(), 1);
/// assert_eq!(notices.take(), ["a: no field \"text\"; the texts are those of \"content\""]);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Notices(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    notices: IndexSet<String>,
    others: u64,
}

impl Notices {
    /// Adds a notice, unless it was added before.
    pub fn add(&self, notice: String) {
        let mut kept = self.0.lock();
        if kept.notices.len() < MOST {
            kept.notices.insert(notice);
        } else if !kept.notices.contains(&notice) {
            kept.others += 1;
        }
    }

    /// Returns all notices since the last call, in order.
    pub fn take(&self) -> Vec<String> {
        let kept = std::mem::take(&mut *self.0.lock());
        let others = (kept.others > 0).then(|| format!("and {} more notices", kept.others));
        kept.notices.into_iter().chain(others).collect()
    }
}
