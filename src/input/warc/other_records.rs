//! `OtherRecords`: counts the records of an archive that hold no page, by what they hold.

use std::collections::BTreeMap;

use crate::input::notices::Notices;

/// Most kinds of records that are counted separately.
const MAX_KINDS: usize = 20;

/// Number of records of each kind. The empty kind has no text for a reader, such as a request.
#[derive(Debug, Default)]
pub(super) struct OtherRecords(BTreeMap<String, u64>);

impl OtherRecords {
    /// Counts a record of the kind `what`; empty for a record without a text for a reader.
    pub(super) fn count(&mut self, what: String) {
        // An archive has few kinds, and a forged one as many as it wants.
        let what = if self.0.len() < MAX_KINDS { what } else { String::new() };
        *self.0.entry(what).or_default() += 1;
    }

    /// Reports the kinds of records that were passed over in the archive `path`.
    pub(super) fn say(&mut self, path: &str, pages: u64, notices: &Notices) {
        let counts = std::mem::take(&mut self.0);
        let count: u64 = counts.values().sum();
        if pages == 0 && count > 0 {
            let noun = if count == 1 { "record" } else { "records" };
            notices.add(format!("{path}: no pages: {count} {noun} of other kinds"));
        }
        for (what, count) in counts.into_iter().filter(|(what, _)| !what.is_empty()) {
            notices.add(format!("{path}: passed over {what}: {count}"));
        }
    }
}
