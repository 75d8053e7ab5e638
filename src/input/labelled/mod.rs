//! Labelled paragraphs from CSV files, for training, evaluation and inspection.

mod labelled_columns;
mod labelled_row;
mod other_columns;

use crate::corpus::{Corpus, CorpusBuilder, DataSet};
use crate::error::{Error, Place, Problem, Result};
use crate::input::csv::csv_rows::CsvRows;
use crate::input::reading::Reading;
use crate::input::source::Source;
use crate::limits::MAX_SPLITS;
use labelled_row::{LabelledIndices, read_label};
use other_columns::OtherColumns;

pub use labelled_columns::LabelledColumns;

/// Reads labelled CSV files, which all have the same columns; `-` is standard input.
///
/// The corpus is empty if every row is left out.
///
/// # Errors
///
/// The first error of any file, with its place: the errors of [`articles`](super::articles),
/// [`Problem::NoRows`] and [`Problem::UnknownLabel`].
///
/// ```
/// use adsift::input::{LabelledColumns, Reading, read_corpus};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("labelled.csv");
/// std::fs::write(&path, "text,label\nThe council voted.,news\nOrder today!,sponsored\n")?;
///
/// let paths = [path.display().to_string()];
/// let corpus = read_corpus(&paths, &LabelledColumns::default(), &Reading::default())?;
/// assert_eq!(corpus.paragraphs().len(), 2);
/// assert_eq!(corpus.text(1), "Order today!");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_corpus(
    paths: &[String],
    columns: &LabelledColumns,
    reading: &Reading,
) -> Result<Corpus> {
    let sources = paths.iter().map(|path| Source::open(path, reading));
    read_corpus_from(sources, columns, reading)
}

fn read_corpus_from(
    sources: impl Iterator<Item = Result<Source>>,
    columns: &LabelledColumns,
    reading: &Reading,
) -> Result<Corpus> {
    let mut builder = CorpusBuilder::new(columns.article.is_some());
    for source in sources {
        read_file(source?, columns, reading, &mut builder, None)?;
    }
    Ok(builder.finish())
}

/// Adds the rows of a file to a corpus, and their other cells to `others`.
fn read_file(
    source: Source,
    columns: &LabelledColumns,
    reading: &Reading,
    builder: &mut CorpusBuilder,
    mut others: Option<&mut OtherColumns<'_>>,
) -> Result<()> {
    let source = source.with_detected_encoding(reading);
    let mut rows = CsvRows::open(source, reading.texts())?;
    let indices = LabelledIndices::of(&rows, columns)?;
    if let Some(others) = &mut others {
        others.begin_file(&rows)?;
    }
    let path = rows.path().to_owned();
    // The id of the current article; empty for a row without an id.
    let mut article = String::new();
    let mut article_bytes = 0;
    let mut is_empty = true;
    while rows.advance()? {
        is_empty = false;
        if let Some(progress) = &reading.progress {
            progress.count_record();
        }
        if indices.excludes(&rows)? {
            builder.count_excluded();
            continue;
        }
        let text = rows.cell(indices.text)?;
        let label = read_label(&rows, indices.label, columns, builder)?;
        let id = rows.name(indices.article)?;
        if id != Some(article.as_str()) {
            builder.begin_article();
            article.clear();
            article.push_str(id.unwrap_or_default());
            article_bytes = 0;
        } else {
            article_bytes += "\n\n".len();
        }
        article_bytes += text.len();
        rows.check_article(article_bytes)?;
        rows.check_paragraph(text, builder.article_len() + 1)?;
        let source = rows.name(indices.source)?.unwrap_or(&path);
        match rows.name(indices.group)?.or(id) {
            Some(group) => builder.push(text, label, group, source)?,
            None => builder.push(text, label, &rows.row_name(), source)?,
        }
        if let Some(others) = &mut others {
            others.push(&rows);
        }
    }
    if is_empty {
        return Err(Error::input(Place::file(path), Problem::NoRows));
    }
    Ok(())
}

/// Reads labelled CSV files with their other columns; `-` is standard input.
///
/// The splits are the values of the column `split`. Without such a column, each of several files is
/// a split, if there are at most [`MAX_SPLITS`] files.
///
/// # Errors
///
/// The errors of [`read_corpus`], and [`Error::Setting`] if the split column has more than
/// [`MAX_SPLITS`] values.
///
/// ```
/// use adsift::input::{LabelledColumns, Reading, read_data_set};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("labelled.csv");
/// std::fs::write(&path, "text,label,set\nA vote.,news,train\nOrder!,sponsored,test\n")?;
///
/// let paths = [path.display().to_string()];
/// let columns = LabelledColumns::default();
/// let data = read_data_set(&paths, &columns, Some("set"), &Reading::default())?;
/// assert_eq!(data.splits.unwrap().names, ["train", "test"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_data_set(
    paths: &[String],
    columns: &LabelledColumns,
    split: Option<&str>,
    reading: &Reading,
) -> Result<DataSet> {
    let sources = paths.iter().map(|path| Source::open(path, reading));
    read_data_set_from(sources, columns, split, reading)
}

fn read_data_set_from(
    sources: impl ExactSizeIterator<Item = Result<Source>>,
    columns: &LabelledColumns,
    split: Option<&str>,
    reading: &Reading,
) -> Result<DataSet> {
    let files = sources.len();
    let mut builder = CorpusBuilder::new(columns.article.is_some());
    let mut others = OtherColumns::new(columns, split);
    for source in sources {
        read_file(source?, columns, reading, &mut builder, Some(&mut others))?;
    }
    let by_file = files > 1 && files <= MAX_SPLITS;
    others.finish(builder, split.is_some() || by_file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::verdict::Label;
    use proptest::prelude::*;

    const CSV: &str = "text,label,page,outlet,split\n\
        One.,news,A,x,train\n\
        Two.,sponsored,A,x,train\n\
        Out.,whatever,A,x,test\n\
        ,news,A,,train\n\
        Three., News,B,y,train\n\
        Four.,other,A,x,train\n\
        Five.,SPONSORED,,,train\n\
        Six.,news,,,train\n";

    fn columns() -> LabelledColumns {
        LabelledColumns {
            article: Some("page".into()),
            group: Some("outlet".into()),
            ignore_labels: vec!["Other".into()],
            exclude: vec![("split".into(), "test".into())],
            ..LabelledColumns::default()
        }
    }

    fn sources(files: &[&str]) -> impl ExactSizeIterator<Item = Result<Source>> {
        files.iter().enumerate().map(|(at, file)| {
            let bytes = std::io::Cursor::new(file.as_bytes().to_vec());
            Source::new(&format!("{at}.csv"), bytes, &Reading::default())
        })
    }

    fn read(files: &[&str], columns: &LabelledColumns) -> Result<Corpus> {
        let limits = Limits { record_bytes: 100, article_bytes: 30, ..Limits::default() };
        read_corpus_from(sources(files), columns, &Reading { limits, ..Reading::default() })
    }

    fn group_names(corpus: &Corpus) -> Vec<&str> {
        let paragraphs = corpus.paragraphs().iter();
        paragraphs.map(|paragraph| corpus.group_name(paragraph.group)).collect()
    }

    #[test]
    fn rows_are_labelled_paragraphs_of_articles() {
        let corpus = read(&[CSV], &columns()).unwrap();
        let (news, sponsored) = (Some(Label::News), Some(Label::Sponsored));
        let labels: Vec<_> = corpus.paragraphs().iter().map(|p| p.label).collect();
        assert_eq!(labels, [news, sponsored, news, news, None, sponsored, news]);
        assert_eq!(corpus.articles(), [0..3, 3..4, 4..5, 5..6, 6..7]);
        assert_eq!((corpus.text(1), corpus.text(2)), ("Two.", ""));
        assert_eq!(group_names(&corpus), ["x", "x", "A", "y", "x", "0.csv:7", "0.csv:8"]);
        assert_eq!(corpus.sources(), ["0.csv"]);
        let summary = corpus.summary();
        assert_eq!((summary.excluded, summary.normalised_labels), (1, 2));
    }

    #[test]
    fn row_is_an_article_without_an_article_column() {
        let columns = LabelledColumns {
            article: None,
            group: None,
            source: Some("outlet".into()),
            ..columns()
        };
        let corpus = read(&[CSV], &columns).unwrap();
        assert_eq!(corpus.articles().len(), 7);
        assert!(!corpus.has_articles());
        assert_eq!(corpus.sources(), ["x", "0.csv", "y"]);
        assert_eq!(group_names(&corpus)[0], "0.csv:1");
    }

    #[test]
    fn article_ends_with_its_file_and_a_group_continues() {
        let corpus = read(
            &["text,label,page\nOne.,news,A\n"; 2],
            &LabelledColumns { article: Some("page".into()), ..LabelledColumns::default() },
        )
        .unwrap();
        assert_eq!(corpus.articles(), [0..1, 1..2]);
        assert_eq!(group_names(&corpus), ["A", "A"]);
        assert_eq!(corpus.sources(), ["0.csv", "1.csv"]);
    }

    #[test]
    fn problems_are_reported_with_their_place() {
        let columns = LabelledColumns::default();
        let message = |csv: &str| read(&[csv], &columns).unwrap_err().to_string();
        assert_eq!(message("text,label\n"), "0.csv: no rows under the header");
        assert_eq!(
            message("text,label\na,news\nb,advert\n"),
            "0.csv: row 2 (line 3, byte 18), column \"label\": unknown label \"advert\"; \
             labels are news and sponsored: fix the row"
        );
        assert!(message("text,label\na,\n").contains("unknown label \"\""));
        assert!(message("text\na\n").ends_with("there is \"text\""));
        let long = format!("text,label\n{},news\n", "x".repeat(31));
        assert!(message(&long).contains("an article longer than 30 bytes"));
    }

    proptest! {
        #[test]
        fn csv_like_text_is_a_corpus_or_an_error(
            rest in "((a|\"|\u{e9})?,(news|sponsored|other),A?,b?,\n?){0,6}"
        ) {
            let _ = read(&[&format!("text,label,page,outlet,split\n{rest}")], &columns());
        }
    }

    fn read_set(files: &[&str], columns: &LabelledColumns, split: Option<&str>) -> Result<DataSet> {
        read_data_set_from(sources(files), columns, split, &Reading::default())
    }

    #[test]
    fn columns_are_matched_by_name_in_every_file() {
        let files = [
            "text,label,page,kind,set,kind\nOne.,news,A,x,train,z\nTwo.,news,A,y,test,z\n",
            "where,kind,label,text,set,page\nhere,y,sponsored,Three.,train,\n",
        ];
        let columns =
            LabelledColumns { article: Some("page".to_owned()), ..LabelledColumns::default() };
        let found = read_set(&files, &columns, Some("set")).unwrap();
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
    fn several_files_are_splits_and_a_single_file_is_not() {
        let file = "text,label\nOne.,news\n";
        let columns = LabelledColumns::default();
        let splits = read_set(&[file, file], &columns, None).unwrap().splits.unwrap();
        assert_eq!(splits.names, ["0.csv", "1.csv"]);
        assert!(read_set(&[file], &columns, None).unwrap().splits.is_none());
        let error = read_set(&[file], &columns, Some("set")).unwrap_err();
        assert!(error.to_string().contains("no column \"set\""), "{error}");
    }
}
