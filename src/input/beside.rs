//! What stands beside the texts of labelled CSV: read in the same pass, since a pipe can be read only once.

use std::collections::BTreeMap;

use super::Reading;
use super::columns::LabelledColumns;
use super::labelled::read_file;
use super::rows::Rows;
use super::source::Source;
use crate::corpus::data_set::{Coder, MAX_SPLITS, MAX_VALUES};
use crate::corpus::{CorpusBuilder, DataSet};
use crate::error::Result;

/// Columns that are looked at; a header may have millions.
const MOST_COLUMNS: usize = 100;

/// Reads labelled CSV files with their other columns, `-` for standard input.
///
/// The splits are the values of the column `split`. Without one the files are, where there are several, and
/// no more than [`MAX_SPLITS`].
///
/// # Errors
///
/// What [`read_corpus`](super::read_corpus) may fail with, and [`Error::Setting`](crate::Error::Setting) where the split column has
/// more than [`MAX_SPLITS`] values.
pub fn read_data_set(
    paths: &[String],
    columns: &LabelledColumns,
    split: Option<&str>,
    reading: &Reading,
) -> Result<DataSet> {
    let mut sources = Vec::with_capacity(paths.len());
    for path in paths {
        sources.push(move || Source::open(path, reading));
    }
    read_sources(sources, columns, split, reading)
}

fn read_sources(
    sources: Vec<impl FnOnce() -> Result<Source>>,
    columns: &LabelledColumns,
    split: Option<&str>,
    reading: &Reading,
) -> Result<DataSet> {
    let files = sources.len();
    let mut builder = CorpusBuilder::new(columns.article.is_some());
    let mut beside = Beside::new(columns, split);
    for open in sources {
        read_file(open()?, columns, reading, &mut builder, Some(&mut beside))?;
    }
    let by_file = files > 1 && files <= MAX_SPLITS;
    beside.finish(builder, split.is_some() || by_file)
}

/// The columns beside those that a corpus is made of, row by row.
pub(super) struct Beside<'a> {
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

impl<'a> Beside<'a> {
    fn new(named: &'a LabelledColumns, split: Option<&'a str>) -> Self {
        Beside {
            named,
            split,
            rows: 0,
            splits: Coder::new(MAX_SPLITS),
            articles: Coder::new(u32::MAX as usize),
            others: Vec::new(),
            at: Indices::default(),
        }
    }

    /// Looks at the header of the next file.
    pub(super) fn begin_file(&mut self, rows: &Rows) -> Result<()> {
        let place = |name: Option<&str>| name.map(|name| rows.column(name, "")).transpose();
        self.at = Indices {
            split: place(self.split)?,
            article: place(self.named.article.as_deref())?,
            others: vec![None; self.others.len()],
        };
        let known = self.others.iter().enumerate();
        let mut known: BTreeMap<String, usize> =
            known.map(|(at, (name, _))| (name.clone(), at)).collect();
        for (column, name) in rows.names().take(MOST_COLUMNS).enumerate() {
            if self.has_its_use(name) {
                continue;
            }
            let other = *known.entry(name.to_owned()).or_insert_with(|| {
                self.others.push((name.to_owned(), Coder::new(MAX_VALUES)));
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

    /// Takes what stands beside the paragraph that was just added.
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

    fn finish(self, builder: CorpusBuilder, has_splits: bool) -> Result<DataSet> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[&str], columns: &LabelledColumns, split: Option<&str>) -> Result<DataSet> {
        let sources = files.iter().enumerate().map(|(at, file)| {
            let bytes = std::io::Cursor::new(file.as_bytes().to_vec());
            move || Source::new(&format!("{at}.csv"), bytes, &Reading::default())
        });
        read_sources(sources.collect(), columns, split, &Reading::default())
    }

    #[test]
    fn columns_are_known_by_their_names_in_every_file() {
        let files = [
            "text,label,page,kind,set,kind\nOne.,news,A,x,train,z\nTwo.,news,A,y,test,z\n",
            "where,kind,label,text,set,page\nhere,y,sponsored,Three.,train,\n",
        ];
        let columns = LabelledColumns {
            article: Some("page".to_owned()),
            ..LabelledColumns::default()
        };
        let found = read(&files, &columns, Some("set")).unwrap();
        assert_eq!(found.article_names, [0, 0, 1]);
        let splits = found.splits.unwrap();
        assert_eq!(splits.names, ["train", "test"]);
        assert_eq!(splits.of, [0, 1, 0]);
        let [kind, place] = &found.columns[..] else {
            panic!("{:?}", found.columns);
        };
        assert_eq!((&*kind.name, &kind.codes[..]), ("kind", &[0, 1, 1][..]));
        assert_eq!(place.values, ["", "here"]);
        assert_eq!(place.codes, [0, 0, 1]);
    }

    #[test]
    fn several_files_are_splits_and_one_is_none() {
        let file = "text,label\nOne.,news\n";
        let columns = LabelledColumns::default();
        let splits = read(&[file, file], &columns, None).unwrap().splits.unwrap();
        assert_eq!(splits.names, ["0.csv", "1.csv"]);
        assert!(read(&[file], &columns, None).unwrap().splits.is_none());
        let told = read(&[file], &columns, Some("set"))
            .unwrap_err()
            .to_string();
        assert!(told.contains("no column \"set\""), "{told}");
    }
}
