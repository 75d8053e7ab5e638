//! Labelled paragraphs from CSV files, for training and evaluation.

use super::Reading;
use super::beside::Beside;
use super::columns::LabelledColumns;
use super::rows::Rows;
use super::source::Source;
use crate::article::Label;
use crate::corpus::{Corpus, CorpusBuilder};
use crate::error::{Error, Place, Problem, Result};

/// Reads labelled CSV files, all with the same columns, `-` for standard input.
///
/// The corpus is empty where every row was excluded.
///
/// # Errors
///
/// The first thing wrong with any of them, with its place: what [`articles`](super::articles) may
/// fail with, and [`Problem::NoRows`], [`Problem::UnknownLabel`].
pub fn read_corpus(
    paths: &[String],
    columns: &LabelledColumns,
    reading: &Reading,
) -> Result<Corpus> {
    let mut builder = CorpusBuilder::new(columns.article.is_some());
    for path in paths {
        let source = Source::open(path, reading)?;
        read_file(source, columns, reading, &mut builder, None)?;
    }
    Ok(builder.finish())
}

/// Adds the rows of a file to a corpus, and what stands beside them to that.
pub(super) fn read_file(
    source: Source,
    columns: &LabelledColumns,
    reading: &Reading,
    builder: &mut CorpusBuilder,
    mut beside: Option<&mut Beside<'_>>,
) -> Result<()> {
    let mut rows = Rows::open(source, reading.limits)?;
    let indices = Indices::of(&rows, columns)?;
    if let Some(beside) = &mut beside {
        beside.begin_file(&rows)?;
    }
    let path = rows.path().to_owned();
    let mut article = String::new(); // the name of the one under way; empty where it has none
    let mut article_bytes = 0;
    let mut is_empty = true;
    while rows.advance()? {
        is_empty = false;
        if let Some(progress) = reading.progress {
            progress.count_record();
        }
        if indices.excludes(&rows)? {
            builder.count_excluded();
            continue;
        }
        let text = rows.cell(indices.text)?;
        let label = read_label(&rows, indices.label, columns, builder)?;
        let name = rows.name(indices.article)?;
        if name != Some(article.as_str()) {
            builder.begin_article();
            article.clear();
            article.push_str(name.unwrap_or_default());
            article_bytes = 0;
        } else {
            article_bytes += "\n\n".len();
        }
        article_bytes += text.len();
        rows.check_article(article_bytes)?;
        rows.check_paragraph(text, builder.article_len() + 1)?;
        let source = rows.name(indices.source)?.unwrap_or(&path);
        match rows.name(indices.group)?.or(name) {
            Some(group) => builder.push(text, label, group, source)?,
            None => builder.push(text, label, &rows.row_name(), source)?,
        }
        if let Some(beside) = &mut beside {
            beside.push(&rows);
        }
    }
    if is_empty {
        return Err(Error::input(Place::file(path), Problem::NoRows));
    }
    Ok(())
}

/// The label of the row under way; none for one that is ignored.
fn read_label(
    rows: &Rows,
    column: usize,
    columns: &LabelledColumns,
    builder: &mut CorpusBuilder,
) -> Result<Option<Label>> {
    let cell = rows.cell(column)?;
    let word = cell.trim();
    let ignored = &columns.ignore_labels;
    if ignored
        .iter()
        .any(|label| word.eq_ignore_ascii_case(label.trim()))
    {
        return Ok(None);
    }
    let labels = [Label::News, Label::Sponsored];
    let known = labels
        .into_iter()
        .find(|label| word.eq_ignore_ascii_case(label.as_str()));
    let Some(label) = known else {
        let label = word.to_owned();
        return Err(rows.problem_in(column, Problem::UnknownLabel { label }));
    };
    if cell != label.as_str() {
        builder.count_normalised_label();
    }
    Ok(Some(label))
}

/// Where the columns stand in one file.
struct Indices<'a> {
    text: usize,
    label: usize,
    article: Option<usize>,
    group: Option<usize>,
    source: Option<usize>,
    exclude: Vec<(usize, &'a str)>,
}

impl<'a> Indices<'a> {
    fn of(rows: &Rows, columns: &'a LabelledColumns) -> Result<Self> {
        let named = |name: &Option<String>| {
            let name = name.as_ref();
            name.map(|name| rows.column(name, "")).transpose()
        };
        let exclude = columns.exclude.iter();
        Ok(Indices {
            text: rows.column(&columns.text, "; name it with --text-column")?,
            label: rows.column(&columns.label, "; name it with --label-column")?,
            article: named(&columns.article)?,
            group: named(&columns.group)?,
            source: named(&columns.source)?,
            exclude: exclude
                .map(|(name, value)| Ok((rows.column(name, "")?, value.as_str())))
                .collect::<Result<_>>()?,
        })
    }

    fn excludes(&self, rows: &Rows) -> Result<bool> {
        for &(column, value) in &self.exclude {
            if rows.cell(column)? == value {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
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

    fn read(files: &[&str], columns: &LabelledColumns) -> Result<Corpus> {
        let mut builder = CorpusBuilder::new(columns.article.is_some());
        let limits = Limits {
            record_bytes: 100,
            article_bytes: 30,
            ..Limits::default()
        };
        for (at, file) in files.iter().enumerate() {
            let bytes = std::io::Cursor::new(file.as_bytes().to_vec());
            let source = Source::new(&format!("{at}.csv"), bytes, &Reading::default())?;
            let reading = Reading {
                limits,
                ..Reading::default()
            };
            read_file(source, columns, &reading, &mut builder, None)?;
        }
        Ok(builder.finish())
    }

    fn group_names(corpus: &Corpus) -> Vec<&str> {
        let paragraphs = corpus.paragraphs().iter();
        paragraphs
            .map(|paragraph| corpus.group_name(paragraph.group))
            .collect()
    }

    #[test]
    fn rows_become_labelled_paragraphs_of_articles() {
        let corpus = read(&[CSV], &columns()).unwrap();
        let (news, sponsored) = (Some(Label::News), Some(Label::Sponsored));
        let labels: Vec<_> = corpus.paragraphs().iter().map(|p| p.label).collect();
        assert_eq!(labels, [news, sponsored, news, news, None, sponsored, news]);
        assert_eq!(corpus.articles(), [0..3, 3..4, 4..5, 5..6, 6..7]);
        assert_eq!((corpus.text(1), corpus.text(2)), ("Two.", ""));
        assert_eq!(
            group_names(&corpus),
            ["x", "x", "A", "y", "x", "0.csv:7", "0.csv:8"]
        );
        assert_eq!(corpus.sources(), ["0.csv"]);
        let summary = corpus.summary();
        assert_eq!((summary.excluded, summary.normalised_labels), (1, 2));
    }

    #[test]
    fn without_an_article_column_every_row_stands_alone() {
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
    fn an_article_ends_with_its_file_and_a_group_does_not() {
        let corpus = read(
            &["text,label,page\nOne.,news,A\n"; 2],
            &LabelledColumns {
                article: Some("page".into()),
                ..LabelledColumns::default()
            },
        )
        .unwrap();
        assert_eq!(corpus.articles(), [0..1, 1..2]);
        assert_eq!(group_names(&corpus), ["A", "A"]);
        assert_eq!(corpus.sources(), ["0.csv", "1.csv"]);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let columns = LabelledColumns::default();
        let message = |csv: &str| read(&[csv], &columns).unwrap_err().to_string();
        assert_eq!(message("text,label\n"), "0.csv: no rows under the header");
        assert_eq!(
            message("text,label\na,news\nb,advert\n"),
            "0.csv: row 2 (line 3, byte 18), column \"label\": unknown label \"advert\"; \
             labels are news and sponsored: mend the row, or leave such rows out with \
             --ignore-label advert"
        );
        assert!(message("text,label\na,\n").contains("unknown label \"\""));
        assert!(message("text\na\n").ends_with("\"text\"; name it with --label-column"));
        let long = format!("text,label\n{},news\n", "x".repeat(31));
        assert!(message(&long).contains("an article longer than 30 bytes"));
    }

    proptest! {
        #[test]
        fn anything_like_labelled_data_is_a_corpus_or_an_error(
            rest in "((a|\"|\u{e9})?,(news|sponsored|other),A?,b?,\n?){0,6}"
        ) {
            let _ = read(&[&format!("text,label,page,outlet,split\n{rest}")], &columns());
        }
    }
}
