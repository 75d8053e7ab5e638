//! `UnknownLabelRows`: all unknown labels of the data, so that one error reports them together.

use indexmap::IndexMap;

use crate::error::{Error, Problem, Result};

/// Most different unknown labels that are counted; with more, reading stops.
const MAX_UNKNOWN_LABELS: usize = 1000;

/// Most bytes of a label that are kept. A longer label is a text, and the column another one.
const MAX_KEPT_BYTES: usize = 256;

/// The unknown labels found so far, with the numbers of their rows and the place of the first.
#[derive(Default)]
pub(super) struct UnknownLabelRows {
    rows: IndexMap<String, u64>,
    first: Option<Error>,
}

impl UnknownLabelRows {
    /// Counts a row of an unknown label; `error` creates an error at the row's place.
    ///
    /// # Errors
    ///
    /// The error about the labels so far, if they are probably those of another column: if one is a
    /// text, or if there are too many different ones.
    pub(super) fn count(
        &mut self,
        label: &str,
        error: impl FnOnce(Problem) -> Error,
    ) -> Result<()> {
        if self.first.is_none() {
            let problem = Problem::UnknownLabels { labels: Vec::new(), has_more: false };
            self.first = Some(error(problem));
        }
        let end = (0..=MAX_KEPT_BYTES.min(label.len())).rfind(|&end| label.is_char_boundary(end));
        let kept = &label[..end.unwrap_or_default()];
        let is_text = kept.len() < label.len();
        if let Some(rows) = self.rows.get_mut(kept) {
            *rows += 1;
        } else {
            self.rows.insert(kept.to_owned(), 1);
        }
        if is_text || self.rows.len() >= MAX_UNKNOWN_LABELS {
            return std::mem::take(self).into_error().map_or(Ok(()), Err);
        }
        Ok(())
    }

    /// Returns the error about all unknown labels at the place of the first; `None` without one.
    pub(super) fn into_error(self) -> Option<Error> {
        let mut error = self.first?;
        let more = self.rows.len() >= MAX_UNKNOWN_LABELS;
        let mut found: Vec<(String, u64)> = self.rows.into_iter().collect();
        found.sort_by_key(|&(_, rows)| std::cmp::Reverse(rows));
        if let Error::Input { problem: Problem::UnknownLabels { labels, has_more }, .. } =
            &mut error
        {
            *labels = found;
            *has_more = more;
        }
        Some(error)
    }
}
