//! Labelled data in Parquet: the corpus of CSV, its columns of any type, and bad files.
#![cfg(feature = "arrow")]
// clippy takes only `#[test]` functions for tests.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use adsift::corpus::Corpus;
use adsift::input::{LabelledColumns, Reading, read_corpus, read_data_set};
use adsift::limits::Limits;
use adsift::{Error, Label};
use arrow::array::{
    ArrayRef, BooleanArray, DictionaryArray, Float64Array, Int64Array, LargeStringArray, ListArray,
    RecordBatch, StringArray,
};
use arrow::datatypes::{Int32Type, Int64Type};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;

/// Writes a file with these columns, in row groups of three rows.
fn write(path: &Path, columns: Vec<(&str, ArrayRef)>) {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let groups = WriterProperties::builder().set_max_row_group_row_count(Some(3)).build();
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(groups)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn texts() -> ArrayRef {
    let texts = (0..7).map(|row| format!("The council met on day {row}."));
    Arc::new(StringArray::from_iter_values(texts))
}

fn pages() -> ArrayRef {
    Arc::new(Int64Array::from(vec![7, 7, 7, 8, 8, 9, 9]))
}

fn names(sponsored: &str, news: &str) -> LabelledColumns {
    LabelledColumns {
        article: Some("page".into()),
        sponsored_labels: vec![sponsored.into()],
        news_labels: vec![news.into()],
        ..LabelledColumns::default()
    }
}

fn read(path: &Path, columns: &LabelledColumns) -> Result<Corpus, Error> {
    read_corpus(&[path.display().to_string()], columns, &Reading::default())
}

#[test]
fn columns_of_any_type_give_the_corpus_of_csv() {
    let folder = tempfile::tempdir().unwrap();
    let labels = [true, false, true, false, false, true, false];
    let csv = folder.path().join("a.csv");
    let rows = labels.iter().zip([7, 7, 7, 8, 8, 9, 9]).enumerate();
    let rows: String = rows
        .map(|(row, (label, page))| format!("The council met on day {row}.,{label},{page}\n"))
        .collect();
    std::fs::write(&csv, format!("text,label,page\n{rows}")).unwrap();
    let expected = read(&csv, &names("true", "false")).unwrap();
    assert_eq!(expected.paragraphs()[0].label, Some(Label::Sponsored));

    let path = folder.path().join("a.parquet");
    let words = labels.map(|label| if label { "ad" } else { "not_ad" });
    let numbers = labels.map(i32::from);
    let columns: [(ArrayRef, LabelledColumns); 5] = [
        (Arc::new(BooleanArray::from(labels.to_vec())), names("true", "false")),
        (Arc::new(Int64Array::from(numbers.map(i64::from).to_vec())), names("1", "0")),
        (Arc::new(Float64Array::from(numbers.map(f64::from).to_vec())), names("1.0", "0.0")),
        (Arc::new(LargeStringArray::from(words.to_vec())), names("ad", "not_ad")),
        (Arc::new(DictionaryArray::<Int32Type>::from_iter(words)), names("ad", "not_ad")),
    ];
    for (labels, columns) in columns {
        let kind = labels.data_type().to_string();
        // A dictionary of texts, a column of lists that is not used, and other cases of names.
        let strings: Vec<String> =
            (0..7).map(|row| format!("The council met on day {row}.")).collect();
        let text = DictionaryArray::<Int32Type>::from_iter(strings.iter().map(String::as_str));
        let lists = ListArray::from_iter_primitive::<Int64Type, _, _>(vec![Some(vec![Some(1)]); 7]);
        write(
            &path,
            vec![
                ("tags", Arc::new(lists)),
                ("Label", labels),
                ("page", pages()),
                ("TEXT", Arc::new(text)),
            ],
        );
        let corpus = read(&path, &columns).unwrap();
        assert_eq!(corpus.digest(), expected.digest(), "{kind}");
        assert_eq!(corpus.articles(), [0..3, 3..5, 5..7]);
        // The first bytes show the format of a file with another name.
        let other = folder.path().join("data");
        std::fs::copy(&path, &other).unwrap();
        assert_eq!(read(&other, &columns).unwrap().digest(), expected.digest());
    }
}

#[test]
fn inspection_reads_the_other_columns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let labels = StringArray::from(vec!["news"; 7]);
    let tone = StringArray::from_iter([Some("a"), None, Some("b"), None, None, None, Some("a")]);
    write(
        &path,
        vec![
            ("text", texts()),
            ("label", Arc::new(labels)),
            ("tone", Arc::new(tone)),
            ("n", pages()),
        ],
    );
    let paths = [path.display().to_string()];
    let data =
        read_data_set(&paths, &LabelledColumns::default(), None, &Reading::default()).unwrap();
    let [tone, number] = &data.columns[..] else {
        panic!("{:?}", data.columns);
    };
    assert_eq!((&*tone.name, &tone.codes[..]), ("tone", &[0, 1, 2, 1, 1, 1, 0][..]));
    assert_eq!(tone.values, ["a", "", "b"]);
    assert_eq!(number.values, ["7", "8", "9"]);
}

#[test]
fn problems_name_the_row_or_the_column() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let message = |columns: Vec<(&str, ArrayRef)>| {
        write(&path, columns);
        let message = read(&path, &names("x", "y")).unwrap_err().to_string();
        message.replacen(&path.display().to_string(), "a.parquet", 1)
    };
    let labels = || -> ArrayRef { Arc::new(StringArray::from(vec!["news"; 7])) };
    assert_eq!(
        message(vec![("body", texts()), ("label", labels()), ("page", pages())]),
        "a.parquet: no column \"text\"; there are \"body\", \"label\", \"page\""
    );
    assert_eq!(
        message(vec![("text", pages()), ("label", labels()), ("page", pages())]),
        "a.parquet, column \"text\": has the type Int64 instead of text; name another column, or \
         cast it to strings"
    );
    let unknown = StringArray::from_iter((0..7).map(|row| (row != 4).then_some("news")));
    let found = message(vec![("text", texts()), ("label", Arc::new(unknown)), ("page", pages())]);
    assert!(
        found.starts_with("a.parquet: row 5, column \"label\": unknown label \"\" (1 row)"),
        "{found}"
    );
}

#[test]
fn damaged_and_oversized_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let labels = StringArray::from(vec!["news"; 7]);
    write(&path, vec![("text", texts()), ("label", Arc::new(labels)), ("page", pages())]);
    let bytes = std::fs::read(&path).unwrap();
    let columns = names("x", "y");
    for limits in [
        Limits { decompressed_bytes: 50, ..Limits::default() },
        Limits { article_bytes: 50, ..Limits::default() },
        Limits { paragraph_tokens: 3, ..Limits::default() },
    ] {
        let reading = Reading { limits, ..Reading::default() };
        assert!(read_corpus(&[path.display().to_string()], &columns, &reading).is_err());
    }
    for at in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        std::fs::write(&path, &damaged).unwrap();
        // An error or another corpus, and no panic.
        let _ = read(&path, &columns);
        std::fs::write(&path, &bytes[..at]).unwrap();
        assert!(read(&path, &columns).is_err());
    }
}
