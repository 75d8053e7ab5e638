//! A corpus with the other columns of its rows, the input of an inspection.

use indexmap::IndexSet;

use super::Corpus;
use crate::error::{Error, Result};

/// Labelled paragraphs and the other columns of their rows, in the order of the corpus.
#[derive(Debug, Clone)]
pub struct DataSet {
    /// The paragraphs.
    pub corpus: Corpus,
    /// The splits of the data; `None` if it has only one part.
    pub splits: Option<Splits>,
    /// The number of each paragraph's article name; empty if the data names no articles.
    pub article_names: Vec<u32>,
    /// Whether a column names the groups.
    pub has_groups: bool,
    /// All columns except those of the text, label, article and split.
    pub columns: Vec<DataColumn>,
}

/// The splits of a data set, such as train and test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splits {
    /// Whether each split is a file; if not, a column names the splits.
    pub are_files: bool,
    /// The names, in order of first occurrence.
    pub names: Vec<String>,
    /// The split of each paragraph, an index of `names`.
    pub of: Vec<u8>,
}

/// A column of a data set, as numbered values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataColumn {
    /// The name in the header.
    pub name: String,
    /// Whether this column names the groups.
    pub is_group: bool,
    /// The different values, in order of first occurrence. Bytes that are not UTF-8 are replaced by
    /// U+FFFD.
    pub values: Vec<String>,
    /// The value of each paragraph, an index of `values`; empty if the column has more than
    /// [`MAX_COLUMN_VALUES`](crate::limits::MAX_COLUMN_VALUES) different values.
    pub codes: Vec<u32>,
}

/// Numbers the different values of a column in order of first occurrence.
#[derive(Debug)]
pub(crate) struct Coder {
    max_values: usize,
    values: IndexSet<Vec<u8>>,
    codes: Vec<u32>,
    is_overfull: bool,
}

impl Coder {
    /// Creates a coder that drops its codes after more than `max_values` different values.
    pub(crate) fn new(max_values: usize) -> Self {
        Coder { max_values, values: IndexSet::new(), codes: Vec::new(), is_overfull: false }
    }

    /// Adds the value of the next paragraph.
    pub(crate) fn push(&mut self, value: &[u8]) {
        if self.is_overfull {
            return;
        }
        let code = match self.values.get_index_of(value) {
            Some(code) => code,
            None if self.values.len() < self.max_values => {
                self.values.insert_full(value.to_vec()).0
            }
            None => {
                self.is_overfull = true;
                self.codes = Vec::new();
                return;
            }
        };
        self.codes.push(code as u32);
    }

    /// Adds empty values until there are `paragraphs` values, for a column that earlier files lack.
    pub(crate) fn fill(&mut self, paragraphs: usize) {
        while !self.is_overfull && self.codes.len() < paragraphs {
            self.push(b"");
        }
    }

    /// Puts the values from number `start` on into another order, which has their old numbers after
    /// `start`.
    pub(crate) fn rearrange(&mut self, start: usize, order: &[usize]) {
        self.fill(start + order.len());
        if self.is_overfull {
            return;
        }
        let old = self.codes.split_off(start);
        self.codes.extend(order.iter().map(|&at| old[at]));
    }

    pub(crate) fn into_column(self, name: String, is_group: bool) -> DataColumn {
        DataColumn { name, is_group, values: names(self.values), codes: self.codes }
    }

    /// Converts the values to the splits of a data set.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there are more values than splits may be.
    pub(crate) fn into_splits(self, are_files: bool) -> Result<Splits> {
        if self.is_overfull {
            return Err(Error::Setting {
                name: "split column",
                problem: format!(
                    "it has more than {} values; name a column of splits, such as train and test",
                    self.max_values
                ),
            });
        }
        Ok(Splits {
            are_files,
            names: names(self.values),
            of: self.codes.into_iter().map(|code| code as u8).collect(),
        })
    }
}

/// The values as text.
fn names(values: IndexSet<Vec<u8>>) -> Vec<String> {
    let name = |value| {
        String::from_utf8(value)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    };
    values.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_SPLITS;

    #[test]
    fn numbers_values_by_first_occurrence_and_drops_codes_of_too_many() {
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
    fn column_with_too_many_values_is_refused_as_split_column() {
        let mut coder = Coder::new(MAX_SPLITS);
        for value in 0..65 {
            coder.push(format!("{value}").as_bytes());
        }
        let message = coder.into_splits(false).unwrap_err().to_string();
        assert!(message.starts_with("split column: it has more than 64 values"));
    }
}
