//! The remaining columns of a labelled CSV, collected in the same pass because stdin cannot be re-read.

use std::collections::BTreeMap;

use super::columns::LabelledColumns;
use crate::corpus::data_set::Coder;
use crate::corpus::{CorpusBuilder, DataSet};
use crate::error::Result;
use crate::input::csv::rows::Rows;
use crate::limits::{MAX_COLUMN_VALUES, MAX_DATA_COLUMNS, MAX_SPLITS};

/// Collects the columns that the corpus does not use, row by row.
pub(super) struct OtherColumns<'a> {
    named: &'a LabelledColumns,
    split: Option<&'a str>,
    rows: usize,
    splits: Coder,
    articles: Coder,
    others: Vec<(String, Coder)>,
    at: Indices,
}

/// Where they stand in the file under way.
#[derive(Default)]
struct Indices {
    split: Option<usize>,
    article: Option<usize>,
    /// For each of the others, where this file has it.
    others: Vec<Option<usize>>,
}

impl<'a> OtherColumns<'a> {
    pub(super) fn new(named: &'a LabelledColumns, split: Option<&'a str>) -> Self {
        OtherColumns {
            named,
            split,
            rows: 0,
            splits: Coder::new(MAX_SPLITS),
            articles: Coder::new(u32::MAX as usize),
            others: Vec::new(),
            at: Indices::default(),
        }
    }

    /// Reads the header of the next file.
    pub(super) fn begin_file(&mut self, rows: &Rows) -> Result<()> {
        let place = |name: Option<&str>| name.map(|name| rows.column(name, None)).transpose();
        self.at = Indices {
            split: place(self.split)?,
            article: place(self.named.article.as_deref())?,
            others: vec![None; self.others.len()],
        };
        let known = self.others.iter().enumerate();
        let mut known: BTreeMap<String, usize> =
            known.map(|(at, (name, _))| (name.clone(), at)).collect();
        for (column, name) in rows.names().take(MAX_DATA_COLUMNS).enumerate() {
            if self.has_its_use(name) {
                continue;
            }
            let other = *known.entry(name.to_owned()).or_insert_with(|| {
                self.others
                    .push((name.to_owned(), Coder::new(MAX_COLUMN_VALUES)));
                self.at.others.push(None);
                self.others.len() - 1
            });
            self.at.others[other].get_or_insert(column);
        }
        Ok(())
    }

    fn has_its_use(&self, name: &str) -> bool {
        let named = self.named;
        name == named.text
            || name == named.label
            || Some(name) == named.article.as_deref()
            || Some(name) == self.split
    }

    /// Adds the other cells of the row whose paragraph was just added to the corpus.
    pub(super) fn push(&mut self, rows: &Rows) {
        match self.at.split {
            Some(column) => self.splits.push(rows.bytes(column)),
            None => self.splits.push(rows.path().as_bytes()),
        }
        if let Some(column) = self.at.article {
            match rows.bytes(column) {
                // It names none, and its row stands alone.
                b"" => self.articles.push(rows.row_name().as_bytes()),
                name => self.articles.push(name),
            }
        }
        for ((_, coder), column) in self.others.iter_mut().zip(&self.at.others) {
            coder.fill(self.rows);
            coder.push(column.map_or(b"", |column| rows.bytes(column)));
        }
        self.rows += 1;
    }

    pub(super) fn finish(self, builder: CorpusBuilder, has_splits: bool) -> Result<DataSet> {
        let group = self.named.group.as_deref();
        let columns = self.others.into_iter().map(|(name, coder)| {
            let is_group = Some(name.as_str()) == group;
            coder.into_column(name, is_group)
        });
        let splits = has_splits
            .then(|| self.splits.into_splits(self.split.is_none()))
            .transpose()?;
        Ok(DataSet {
            corpus: builder.finish(),
            splits,
            article_names: self.articles.into_column(String::new(), false).codes,
            has_groups: group.is_some(),
            columns: columns.collect(),
        })
    }
}
