//! Labelled paragraphs from CSV, JSON Lines and Parquet, for training, evaluation and inspection.

mod json_rows;
mod label_names;
mod labelled_columns;
mod labelled_files;
mod labelled_indices;
mod labelled_rows;
mod other_columns;
#[cfg(feature = "arrow")]
mod parquet_rows;
mod row_order;
mod unknown_label_rows;

use crate::corpus::{Corpus, DataSet};
use crate::error::{Error, Result};
use crate::input::csv::csv_rows::CsvRows;
use crate::input::format::{Format, is_other_json, of_json_line};
use crate::input::reading::Reading;
use crate::input::source::Source;
use crate::limits::MAX_SPLITS;
use json_rows::JsonRows;
use labelled_files::LabelledFiles;
use labelled_rows::LabelledRows;
use other_columns::OtherColumns;

pub use labelled_columns::LabelledColumns;

/// Reads labelled files, which all have the same columns; `-` is standard input.
///
/// A file is CSV; or JSON Lines, by its name or if its first line is a JSON object; or Parquet, by
/// its name or its first bytes (feature `arrow`). The corpus is empty if every row is left out.
///
/// # Errors
///
/// The first error of any file, with its place: the errors of [`articles`](super::articles),
/// [`Problem::NoRows`](crate::error::Problem::NoRows) and the problems of numbers of paragraphs.
/// [`Problem::UnknownLabels`](crate::error::Problem::UnknownLabels) counts the unknown labels of
/// all files. [`Error::Setting`] for a label name with two meanings.
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
    let files = paths.iter().map(|path| open(path, reading, false));
    read_corpus_from(files, columns, reading)
}

fn read_corpus_from(
    files: impl Iterator<Item = Result<Box<dyn LabelledRows>>>,
    columns: &LabelledColumns,
    reading: &Reading,
) -> Result<Corpus> {
    let (builder, _) = LabelledFiles::new(columns, reading, None)?.read(files)?;
    Ok(builder.finish())
}

/// Opens a file; `has_other_columns` is whether columns that the caller does not name are read.
fn open(path: &str, reading: &Reading, has_other_columns: bool) -> Result<Box<dyn LabelledRows>> {
    let is_pipe = path == "-";
    if !is_pipe && Format::of_name(path) == Some(Format::Parquet) {
        return open_parquet(path, reading, has_other_columns);
    }
    // The source refuses Parquet by its first bytes.
    let mut source = match Source::open(path, reading) {
        Err(error) if error.is_parquet_input() && is_pipe => {
            let problem = "Parquet is read from a file, not from a pipe; name the file";
            return Err(unsupported("<stdin>", problem));
        }
        Err(error) if error.is_parquet_input() => {
            return open_parquet(path, reading, has_other_columns);
        }
        opened => opened?,
    };
    let first = source.peek_line(reading.limits.record_bytes)?;
    rows_of(source.with_detected_encoding(reading), &first, reading)
}

fn unsupported(path: &str, problem: &str) -> Error {
    Error::io(path, std::io::Error::new(std::io::ErrorKind::Unsupported, problem))
}

/// Reads a source, of which `first` is the first line, as JSON or as CSV.
fn rows_of(source: Source, first: &[u8], reading: &Reading) -> Result<Box<dyn LabelledRows>> {
    let begins_like_json = matches!(first.trim_ascii_start().first(), Some(b'{' | b'['));
    let is_json = match Format::of_name(&source.path) {
        Some(Format::Jsonl | Format::Json) => true,
        Some(Format::Csv) => of_json_line(first),
        _ => begins_like_json,
    };
    Ok(if is_json {
        let is_json_lines = !is_other_json(first);
        Box::new(JsonRows::new(source, reading.texts(), is_json_lines))
    } else {
        Box::new(CsvRows::open(source, reading.texts(), reading.delimiter)?)
    })
}

#[cfg(feature = "arrow")]
fn open_parquet(
    path: &str,
    reading: &Reading,
    has_other_columns: bool,
) -> Result<Box<dyn LabelledRows>> {
    Ok(Box::new(parquet_rows::ParquetRows::open(path, reading, has_other_columns)?))
}

#[cfg(not(feature = "arrow"))]
fn open_parquet(path: &str, _: &Reading, _: bool) -> Result<Box<dyn LabelledRows>> {
    let problem = "this adsift was built without Parquet; build it with the feature `arrow`, or \
                   convert the file to CSV";
    Err(unsupported(path, problem))
}

/// Reads labelled files with their other columns; `-` is standard input.
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
    let files = paths.iter().map(|path| open(path, reading, true));
    read_data_set_from(files, columns, split, reading)
}

fn read_data_set_from(
    files: impl ExactSizeIterator<Item = Result<Box<dyn LabelledRows>>>,
    columns: &LabelledColumns,
    split: Option<&str>,
    reading: &Reading,
) -> Result<DataSet> {
    let number = files.len();
    let others = OtherColumns::new(columns, split);
    let (builder, others) = LabelledFiles::new(columns, reading, Some(others))?.read(files)?;
    let by_file = number > 1 && number <= MAX_SPLITS;
    let others = others.ok_or_else(|| Error::Internal("reading the other columns".to_owned()))?;
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

    fn sources<'a>(
        files: &'a [&str],
        reading: &'a Reading,
    ) -> impl ExactSizeIterator<Item = Result<Box<dyn LabelledRows>>> {
        files.iter().enumerate().map(|(at, file)| {
            let bytes = std::io::Cursor::new(file.as_bytes().to_vec());
            let mut source = Source::new(&format!("{at}.csv"), bytes, reading)?;
            let first = source.peek_line(reading.limits.record_bytes)?;
            rows_of(source, &first, reading)
        })
    }

    fn read(files: &[&str], columns: &LabelledColumns) -> Result<Corpus> {
        let limits = Limits { record_bytes: 100, article_bytes: 30, ..Limits::default() };
        let reading = Reading { limits, ..Reading::default() };
        read_corpus_from(sources(files, &reading), columns, &reading)
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
        assert_eq!(labels, [news, sponsored, news, None, news, sponsored, news]);
        assert_eq!(corpus.articles(), [0..4, 4..5, 5..6, 6..7]);
        assert_eq!((corpus.text(1), corpus.text(2), corpus.text(3)), ("Two.", "", "Four."));
        assert_eq!(group_names(&corpus), ["x", "x", "A", "x", "y", "0.csv:7", "0.csv:8"]);
        assert_eq!(corpus.scattered_rows(), 1);
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
            "0.csv: row 2 (line 3, byte 18), column \"label\": unknown label \"advert\" (1 row); \
             the labels are news and sponsored: fix the rows, or say what the other labels mean"
        );
        assert!(message("text,label\na,\n").contains("unknown label \"\" (1 row)"));
        assert!(message("text\na\n").ends_with("there is \"text\""));
        let long = format!("text,label\n{},news\n", "x".repeat(31));
        assert!(message(&long).contains("an article longer than 30 bytes"));
    }

    #[test]
    fn json_lines_are_read_as_csv_is() {
        let columns =
            LabelledColumns { article: Some("page".into()), ..LabelledColumns::default() };
        let csv = "text,label,page\nOne.,news,A\nTwo.,sponsored,A\nThree.,news,7\n";
        let json = "{\"text\": \"One.\", \"label\": \"news\", \"page\": \"A\"}\n\
                    {\"page\": \"A\", \"Label\": \"Sponsored\", \"text\": \"Two.\"}\n\n\
                    {\"text\": \"Three.\", \"label\": \"news\", \"page\": 7, \"more\": {}}\n";
        let found = read(&[json], &columns).unwrap();
        assert_eq!(found.digest(), read(&[csv], &columns).unwrap().digest());
        assert_eq!(group_names(&found), ["A", "A", "7"]);
    }

    #[test]
    fn late_field_of_json_lines_is_a_column() {
        let lines = "{\"text\": \"a\", \"label\": \"news\"}\n\
                     {\"kind\": \"x\", \"text\": \"b\", \"label\": \"news\"}\n";
        let data = read_set(&[lines], &LabelledColumns::default(), None).unwrap();
        let [kind] = &data.columns[..] else {
            panic!("{:?}", data.columns);
        };
        assert_eq!(kind.values, ["", "x"]);
        assert_eq!(kind.codes, [0, 1]);
    }

    proptest! {
        #[test]
        fn json_like_text_is_a_corpus_or_an_error(
            rest in "(\\{(\"(text|label|page|é)\": ?(\"(news|a)?\"|[0-9]|null|true|\\[\\]),?){0,4}\\}?\n?){0,4}"
        ) {
            let json = format!("{{\"text\": \"a\", \"label\": \"news\"}}\n{rest}");
            let _ = read(&[&json], &columns());
        }

        #[test]
        fn csv_like_text_is_a_corpus_or_an_error(
            rest in "((a|\"|\u{e9})?,(news|sponsored|other),A?,b?,\n?){0,6}"
        ) {
            let _ = read(&[&format!("text,label,page,outlet,split\n{rest}")], &columns());
        }
    }

    fn read_set(files: &[&str], columns: &LabelledColumns, split: Option<&str>) -> Result<DataSet> {
        let reading = Reading::default();
        read_data_set_from(sources(files, &reading), columns, split, &reading)
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
