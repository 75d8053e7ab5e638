//! `Notices`: what a reader decided that its caller should know, once each.

use indexmap::{IndexMap, IndexSet};
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
    /// The fields that the caller named, by the path of the input, the name, and the effect of a
    /// missing field.
    fields: IndexMap<(String, String, &'static str), FieldSeen>,
}

/// Whether some records had a field, and whether some had not.
#[derive(Debug, Default)]
struct FieldSeen {
    found: bool,
    missing: bool,
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

    /// Notes whether a record has a field that the caller named. If some have not, a notice says so,
    /// with the `effect`.
    pub(super) fn note_field(&self, path: &str, name: &str, effect: &'static str, is_there: bool) {
        let mut kept = self.0.lock();
        let key = (path.to_owned(), name.to_owned(), effect);
        if kept.fields.len() >= MOST && !kept.fields.contains_key(&key) {
            kept.others += u64::from(!is_there);
            return;
        }
        let seen = kept.fields.entry(key).or_default();
        if is_there {
            seen.found = true;
        } else {
            seen.missing = true;
        }
    }

    /// Returns all notices since the last call, in order.
    pub fn take(&self) -> Vec<String> {
        let kept = std::mem::take(&mut *self.0.lock());
        let of_field = |((path, name, effect), seen): ((String, String, &str), FieldSeen)| {
            let records = if seen.found { "some records have" } else { "no record has" };
            let field = if seen.found { "no field" } else { "a field" };
            seen.missing.then(|| format!("{path}: {records} {field} {name:?}; {effect}"))
        };
        let fields = kept.fields.into_iter().filter_map(of_field);
        let others = (kept.others > 0).then(|| format!("and {} more notices", kept.others));
        kept.notices.into_iter().chain(fields).chain(others).collect()
    }
}
