//! `OtherColumns`: the remaining columns of a labelled CSV.
//!
//! They are collected in the same pass as the texts, because standard input cannot be read twice.

use std::collections::BTreeMap;

use super::labelled_columns::LabelledColumns;
use crate::corpus::data_set::Coder;
use crate::corpus::{CorpusBuilder, DataSet};
use crate::error::Result;
use crate::input::csv::csv_rows::CsvRows;
use crate::limits::{MAX_COLUMN_VALUES, MAX_DATA_COLUMNS, MAX_SPLITS};

/// Collects the columns that the corpus does not use, row by row.
pub(super) struct OtherColumns<'a> {
    named: &'a LabelledColumns,
    split: Option<&'a str>,
    rows: usize,
    splits: Coder,
    articles: Coder,
    others: Vec<(String, Coder)>,
    indices: OtherIndices,
}

/// The indices of the columns in the current file.
#[derive(Default)]
struct OtherIndices {
    split: Option<usize>,
    article: Option<usize>,
    /// The index of each of `OtherColumns::others`, `None` if this file lacks the column.
    others: Vec<Option<usize>>,
}

impl<'a> OtherColumns<'a> {
    /// Creates a collector for files with the columns `named` and the column `split`.
    pub(super) fn new(named: &'a LabelledColumns, split: Option<&'a str>) -> Self {
        OtherColumns {
            named,
            split,
            rows: 0,
            splits: Coder::new(MAX_SPLITS),
            articles: Coder::new(u32::MAX as usize),
            others: Vec::new(),
            indices: OtherIndices::default(),
        }
    }

    /// Begins the next file by its header.
    ///
    /// # Errors
    ///
    /// The error of [`CsvRows::column`] for the columns of splits and articles.
    pub(super) fn begin_file(&mut self, rows: &CsvRows) -> Result<()> {
        self.indices = OtherIndices {
            split: rows.optional_column(self.split)?,
            article: rows.optional_column(self.named.article.as_deref())?,
            others: vec![None; self.others.len()],
        };
        let numbered = self.others.iter().enumerate();
        let mut known: BTreeMap<String, usize> =
            numbered.map(|(other, (name, _))| (name.clone(), other)).collect();
        for (column, name) in rows.names().take(MAX_DATA_COLUMNS).enumerate() {
            if self.is_used(name) {
                continue;
            }
            let other = *known.entry(name.to_owned()).or_insert_with(|| {
                self.others.push((name.to_owned(), Coder::new(MAX_COLUMN_VALUES)));
                self.indices.others.push(None);
                self.others.len() - 1
            });
            self.indices.others[other].get_or_insert(column);
        }
        Ok(())
    }

    /// Whether a column is one that the corpus or the splits are read from.
    fn is_used(&self, name: &str) -> bool {
        let named = self.named;
        name == named.text
            || name == named.label
            || Some(name) == named.article.as_deref()
            || Some(name) == self.split
    }

    /// Adds the other cells of the row whose paragraph was just added to the corpus.
    pub(super) fn push(&mut self, rows: &CsvRows) {
        match self.indices.split {
            Some(column) => self.splits.push(rows.bytes(column)),
            None => self.splits.push(rows.path().as_bytes()),
        }
        if let Some(column) = self.indices.article {
            match rows.bytes(column) {
                // A row without an article id is an article.
                b"" => self.articles.push(rows.row_name().as_bytes()),
                name => self.articles.push(name),
            }
        }
        for ((_, coder), column) in self.others.iter_mut().zip(&self.indices.others) {
            coder.fill(self.rows);
            coder.push(column.map_or(b"", |column| rows.bytes(column)));
        }
        self.rows += 1;
    }

    /// Returns the corpus with its splits and columns.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`](crate::Error::Setting) if there are more than [`MAX_SPLITS`] splits.
    pub(super) fn finish(self, builder: CorpusBuilder, has_splits: bool) -> Result<DataSet> {
        let group = self.named.group.as_deref();
        let columns = self.others.into_iter().map(|(name, coder)| {
            let is_group = Some(name.as_str()) == group;
            coder.into_column(name, is_group)
        });
        let splits =
            has_splits.then(|| self.splits.into_splits(self.split.is_none())).transpose()?;
        Ok(DataSet {
            corpus: builder.finish(),
            splits,
            article_names: self.articles.into_column(String::new(), false).codes,
            has_groups: group.is_some(),
            columns: columns.collect(),
        })
    }
}
