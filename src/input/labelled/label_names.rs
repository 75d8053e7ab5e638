//! `LabelNames`: what the labels of a data set mean.

use std::collections::HashMap;

use super::labelled_columns::LabelledColumns;
use crate::error::{Error, Result, whole_number};
use crate::verdict::Label;

/// The names of labels and their meaning; `None` for a label whose rows are only context.
pub(super) struct LabelNames {
    /// The names as they are given.
    exact: HashMap<String, Option<Label>>,
    /// The names in lower case, without white space around them.
    folded: HashMap<String, Option<Label>>,
}

/// The meaning of a cell of labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KnownLabel {
    pub(super) label: Option<Label>,
    /// Whether the cell differs from the label's name in case or white space.
    pub(super) is_normalised: bool,
}

impl LabelNames {
    /// Collects the names in the settings. `news` and `sponsored` mean themselves, unless a list has
    /// them.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if two lists have the same name.
    pub(super) fn of(columns: &LabelledColumns) -> Result<Self> {
        let lists = [
            (&columns.sponsored_labels, Some(Label::Sponsored)),
            (&columns.news_labels, Some(Label::News)),
            (&columns.ignore_labels, None),
        ];
        let mut names = LabelNames { exact: HashMap::new(), folded: HashMap::new() };
        for (list, meaning) in lists {
            for name in list {
                let before = names.folded.insert(folded(name), meaning);
                if before.is_some_and(|before| before != meaning) {
                    return Err(Error::Setting {
                        name: "label names",
                        problem: format!(
                            "{name:?} is given two meanings; leave out one of the two"
                        ),
                    });
                }
                names.exact.insert(name.clone(), meaning);
            }
        }
        for label in [Label::News, Label::Sponsored] {
            let name = label.as_str().to_owned();
            names.folded.entry(name.clone()).or_insert(Some(label));
            let meaning = names.folded[&name];
            names.exact.insert(name, meaning);
        }
        Ok(names)
    }

    /// Returns the meaning of a cell, or `None` for an unknown label.
    pub(super) fn read(&self, cell: &str) -> Option<KnownLabel> {
        if let Some(&label) = self.exact.get(cell) {
            return Some(KnownLabel { label, is_normalised: false });
        }
        let label = *self.folded.get(&folded(cell))?;
        Some(KnownLabel { label, is_normalised: label.is_some() })
    }
}

/// A name in lower case, without white space around it; a whole number as `1.0` is `1`.
fn folded(name: &str) -> String {
    let name = name.trim().to_lowercase();
    whole_number(&name).map(str::to_owned).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn names(sponsored: &[&str], news: &[&str], ignored: &[&str]) -> Result<LabelNames> {
        LabelNames::of(&LabelledColumns {
            sponsored_labels: list(sponsored),
            news_labels: list(news),
            ignore_labels: list(ignored),
            ..LabelledColumns::default()
        })
    }

    #[test]
    fn names_are_read_without_regard_to_case() {
        let names = names(&["ad", "1", "Anzeige"], &["not_ad", "0"], &["photo"]).unwrap();
        let read = |cell: &str| names.read(cell).map(|known| (known.label, known.is_normalised));
        let (news, sponsored) = (Some(Label::News), Some(Label::Sponsored));
        assert_eq!(read("ad"), Some((sponsored, false)));
        assert_eq!(read(" AD "), Some((sponsored, true)));
        assert_eq!(read("ANZEIGE"), Some((sponsored, true)));
        assert_eq!(read("not_ad"), Some((news, false)));
        assert_eq!(read("0"), Some((news, false)));
        assert_eq!(read("Photo"), Some((None, false)));
        assert_eq!(read("News"), Some((news, true)));
        assert_eq!(read("sponsored"), Some((sponsored, false)));
        assert_eq!(read("opinion"), None);
        assert_eq!(read(""), None);
    }

    #[test]
    fn list_takes_a_built_in_name_and_two_lists_share_no_name() {
        let swapped = names(&["News"], &["sponsored"], &[]).unwrap();
        assert_eq!(swapped.read("news").unwrap().label, Some(Label::Sponsored));
        assert_eq!(swapped.read("sponsored").unwrap().label, Some(Label::News));
        for lists in [[&["ad"][..], &["AD "], &[]], [&["ad"], &[], &["ad"]]] {
            let error = names(lists[0], lists[1], lists[2]).err().unwrap().to_string();
            assert!(
                error.starts_with("label names: \"") && error.contains("two meanings"),
                "{error}"
            );
        }
    }
}
