//! `OtherColumns`: the remaining columns of labelled data.
//!
//! They are collected in the same pass as the texts, because standard input cannot be read twice.

use std::collections::BTreeMap;

use super::labelled_columns::LabelledColumns;
use super::labelled_rows::LabelledRows;
use crate::corpus::data_set::Coder;
use crate::corpus::{CorpusBuilder, DataSet};
use crate::error::{ColumnRole, Result};
use crate::limits::{MAX_COLUMN_VALUES, MAX_DATA_COLUMNS, MAX_SPLITS};

/// Collects the columns that the corpus does not use, row by row.
pub(super) struct OtherColumns<'a> {
    named: &'a LabelledColumns,
    split: Option<&'a str>,
    rows: usize,
    /// The rows before the current file.
    start: usize,
    splits: Coder,
    articles: Coder,
    others: Vec<(String, Coder)>,
    indices: OtherIndices,
    /// The name of the column of groups, as a file has it.
    group: Option<String>,
}

/// The indices of the columns in the current file.
#[derive(Default)]
struct OtherIndices {
    split: Option<usize>,
    article: Option<usize>,
    /// The columns that the corpus or the splits are read from.
    used: Vec<usize>,
    /// The index of each of `OtherColumns::others`, `None` if this file lacks the column.
    others: Vec<Option<usize>>,
    /// The columns of the file that are known.
    known: usize,
}

impl<'a> OtherColumns<'a> {
    /// Creates a collector for files with the columns `named` and the column `split`.
    pub(super) fn new(named: &'a LabelledColumns, split: Option<&'a str>) -> Self {
        OtherColumns {
            named,
            split,
            rows: 0,
            start: 0,
            splits: Coder::new(MAX_SPLITS),
            articles: Coder::new(u32::MAX as usize),
            others: Vec::new(),
            indices: OtherIndices::default(),
            group: None,
        }
    }

    /// Begins the next file.
    ///
    /// # Errors
    ///
    /// The error of [`LabelledRows::column`] for the named columns.
    pub(super) fn begin_file(&mut self, rows: &mut dyn LabelledRows) -> Result<()> {
        let split = rows.optional_column(self.split)?;
        let article = rows.optional_column(self.named.article.as_deref())?;
        let paragraph = rows.optional_column(self.named.paragraph.as_deref())?;
        let text = rows.column(&self.named.text, Some(ColumnRole::Text))?;
        let label = rows.column(&self.named.label, Some(ColumnRole::Label))?;
        let group = rows.optional_column(self.named.group.as_deref())?;
        if let Some(group) = group.and_then(|group| rows.names().get(group)) {
            self.group = Some(group.clone());
        }
        let used = [Some(text), Some(label), article, paragraph, split];
        self.indices = OtherIndices {
            split,
            article,
            used: used.into_iter().flatten().collect(),
            others: vec![None; self.others.len()],
            known: 0,
        };
        self.start = self.rows;
        self.find_columns(rows.names());
        Ok(())
    }

    /// Adds the columns of the file that were not known.
    fn find_columns(&mut self, names: &[String]) {
        let numbered = self.others.iter().enumerate();
        let mut known: BTreeMap<String, usize> =
            numbered.map(|(other, (name, _))| (name.clone(), other)).collect();
        let columns = names.iter().enumerate().take(MAX_DATA_COLUMNS).skip(self.indices.known);
        for (column, name) in columns {
            if self.indices.used.contains(&column) {
                continue;
            }
            let other = *known.entry(name.clone()).or_insert_with(|| {
                self.others.push((name.clone(), Coder::new(MAX_COLUMN_VALUES)));
                self.indices.others.push(None);
                self.others.len() - 1
            });
            self.indices.others[other].get_or_insert(column);
        }
        self.indices.known = names.len();
    }

    /// Adds the other cells of the row whose paragraph was just added to the corpus.
    pub(super) fn push(&mut self, rows: &dyn LabelledRows) {
        if rows.names().len() > self.indices.known {
            self.find_columns(rows.names());
        }
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

    /// Puts the rows of the current file into another order, which has their old numbers in the file.
    pub(super) fn rearrange(&mut self, order: &[usize]) {
        let coders = self.others.iter_mut().map(|(_, coder)| coder);
        for coder in coders.chain([&mut self.splits, &mut self.articles]) {
            coder.rearrange(self.start, order);
        }
    }

    /// Returns the corpus with its splits and columns.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`](crate::Error::Setting) if there are more than [`MAX_SPLITS`] splits.
    pub(super) fn finish(self, builder: CorpusBuilder, has_splits: bool) -> Result<DataSet> {
        let group = self.group;
        let columns = self.others.into_iter().map(|(name, coder)| {
            let is_group = Some(&name) == group.as_ref();
            coder.into_column(name, is_group)
        });
        let splits =
            has_splits.then(|| self.splits.into_splits(self.split.is_none())).transpose()?;
        Ok(DataSet {
            corpus: builder.finish(),
            splits,
            article_names: self.articles.into_column(String::new(), false).codes,
            has_groups: self.named.group.is_some(),
            columns: columns.collect(),
        })
    }
}
