//! `Notices`: what a reader decided that its caller should know, once each.

use std::collections::BTreeMap;

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
    /// The fields that the caller named.
    fields: BTreeMap<NamedField, FieldSeen>,
}

/// A field that the caller named. Sorted, since several threads find what is missing in any order.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NamedField {
    /// The path of the input.
    pub(super) path: String,
    /// Its place among the names that the caller gave.
    pub(super) number: u32,
    pub(super) name: String,
    /// What follows if a record has no such field.
    pub(super) effect: &'static str,
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
    /// with its effect.
    pub(super) fn note_field(&self, field: NamedField, is_there: bool) {
        let mut kept = self.0.lock();
        if kept.fields.len() >= MOST && !kept.fields.contains_key(&field) {
            kept.others += u64::from(!is_there);
            return;
        }
        let seen = kept.fields.entry(field).or_default();
        if is_there {
            seen.found = true;
        } else {
            seen.missing = true;
        }
    }

    /// Returns all notices since the last call, in order.
    pub fn take(&self) -> Vec<String> {
        let kept = std::mem::take(&mut *self.0.lock());
        let of_field = |(field, seen): (NamedField, FieldSeen)| {
            let NamedField { path, name, effect, .. } = field;
            let records = if seen.found { "some records have" } else { "no record has" };
            let no_field = if seen.found { "no field" } else { "a field" };
            seen.missing.then(|| format!("{path}: {records} {no_field} {name:?}; {effect}"))
        };
        let fields = kept.fields.into_iter().filter_map(of_field);
        let others = (kept.others > 0).then(|| format!("and {} more notices", kept.others));
        kept.notices.into_iter().chain(fields).chain(others).collect()
    }
}
