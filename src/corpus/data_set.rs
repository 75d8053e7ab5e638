//! A corpus and what stood beside its texts: what is looked at before anything is learned of it.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use super::Corpus;
use crate::error::{Error, Result};
#[cfg(test)]
use crate::limits::MAX_SPLITS;

/// Labelled paragraphs with the other columns of their rows, in the order of the corpus.
#[derive(Debug, Clone)]
pub struct DataSet {
    /// The paragraphs.
    pub corpus: Corpus,
    /// The parts it comes in; none where it is one.
    pub splits: Option<Splits>,
    /// For each paragraph the number of its article's name; empty where articles have none.
    pub article_names: Vec<u32>,
    /// Whether groups were told by a column of their own.
    pub has_groups: bool,
    /// The other columns, those named for their use left out but the group's and the source's.
    pub columns: Vec<Column>,
}

/// The parts of a data set, such as train and test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splits {
    /// Whether they are files, since no column names them.
    pub are_files: bool,
    /// Their names, in the order they first came.
    pub names: Vec<String>,
    /// The part of each paragraph.
    pub of: Vec<u8>,
}

/// A column as numbered values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// Whether it is the one that groups are told by.
    pub is_group: bool,
    /// Its different values, in the order they first came; those that are no UTF-8 as well as can be shown.
    pub values: Vec<String>,
    /// The value of each paragraph; empty where there were more than [`MAX_COLUMN_VALUES`](crate::limits::MAX_COLUMN_VALUES).
    pub codes: Vec<u32>,
}

/// Numbers the values of a column as they come.
#[derive(Debug)]
pub(crate) struct Coder {
    most: usize,
    /// By their hash, so that each is held once.
    known: HashMap<u128, u32>,
    values: Vec<String>,
    codes: Vec<u32>,
    is_overfull: bool,
}

impl Coder {
    /// Tells at most so many values apart.
    pub(crate) fn new(most: usize) -> Self {
        Coder {
            most,
            known: HashMap::new(),
            values: Vec::new(),
            codes: Vec::new(),
            is_overfull: false,
        }
    }

    /// The value of the next paragraph.
    pub(crate) fn push(&mut self, value: &[u8]) {
        if self.is_overfull {
            return;
        }
        let hash = xxh3_128(value);
        let code = match self.known.get(&hash) {
            Some(&code) => code,
            None if self.values.len() < self.most => {
                let code = self.values.len() as u32;
                self.known.insert(hash, code);
                self.values
                    .push(String::from_utf8_lossy(value).into_owned());
                code
            }
            None => {
                self.is_overfull = true;
                self.known = HashMap::new();
                self.codes = Vec::new();
                return;
            }
        };
        self.codes.push(code);
    }

    /// Fills up to so many paragraphs: those before the column was there.
    pub(crate) fn fill(&mut self, paragraphs: usize) {
        while !self.is_overfull && self.codes.len() < paragraphs {
            self.push(b"");
        }
    }

    pub(crate) fn into_column(self, name: String, is_group: bool) -> Column {
        Column {
            name,
            is_group,
            values: self.values,
            codes: self.codes,
        }
    }

    /// The values as the parts of a data set; whether they are files.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] where there were more than could be.
    pub(crate) fn into_splits(self, are_files: bool) -> Result<Splits> {
        if self.is_overfull {
            return Err(Error::Setting {
                name: "split column",
                problem: format!(
                    "it has more than {} values; one that names splits, such as train and test, is wanted",
                    self.most
                ),
            });
        }
        Ok(Splits {
            are_files,
            names: self.values,
            of: self.codes.into_iter().map(|code| code as u8).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_come_and_given_up_where_they_are_too_many() {
        let mut coder = Coder::new(3);
        coder.push(b"x");
        coder.fill(3);
        for value in [&b"x"[..], b"\xFF"] {
            coder.push(value);
        }
        let column = coder.into_column("outlet".to_owned(), true);
        assert_eq!(column.values, ["x", "", "\u{FFFD}"]);
        assert_eq!(column.codes, [0, 1, 1, 0, 2]);
        let mut coder = Coder::new(1);
        for value in ["a", "b", "a"] {
            coder.push(value.as_bytes());
        }
        assert!(coder.into_column(String::new(), false).codes.is_empty());
    }

    #[test]
    fn a_column_that_names_no_splits_is_told() {
        let mut coder = Coder::new(MAX_SPLITS);
        for value in 0..65 {
            coder.push(format!("{value}").as_bytes());
        }
        let told = coder.into_splits(false).unwrap_err().to_string();
        assert!(told.starts_with("split column: it has more than 64 values"));
    }
}
