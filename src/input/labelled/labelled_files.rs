//! `LabelledFiles`: from the rows of labelled files to a corpus.

use super::label_names::LabelNames;
use super::labelled_columns::LabelledColumns;
use super::labelled_indices::LabelledIndices;
use super::labelled_rows::LabelledRows;
use super::other_columns::OtherColumns;
use super::row_order::RowOrder;
use super::unknown_label_rows::UnknownLabelRows;
use crate::corpus::CorpusBuilder;
use crate::error::{Error, Place, Problem, Result};
use crate::input::format::begins_with_tag;
use crate::input::reading::Reading;

/// Collects the rows of labelled files in a corpus, and their other columns if wanted.
pub(super) struct LabelledFiles<'a> {
    columns: &'a LabelledColumns,
    reading: &'a Reading,
    labels: LabelNames,
    unknown: UnknownLabelRows,
    builder: CorpusBuilder,
    others: Option<OtherColumns<'a>>,
}

impl<'a> LabelledFiles<'a> {
    /// Creates an empty corpus.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] for a label name with two meanings, and for a column of paragraph numbers
    /// without one of articles.
    pub(super) fn new(
        columns: &'a LabelledColumns,
        reading: &'a Reading,
        others: Option<OtherColumns<'a>>,
    ) -> Result<Self> {
        if columns.paragraph.is_some() && columns.article.is_none() {
            return Err(Error::Setting {
                name: "paragraph column",
                problem: "it sorts the rows of an article; name the column of the article, too"
                    .to_owned(),
            });
        }
        let mut builder = CorpusBuilder::new(columns.article.is_some());
        builder.set_has_groups(columns.group.is_some());
        Ok(LabelledFiles {
            columns,
            reading,
            labels: LabelNames::of(columns)?,
            unknown: UnknownLabelRows::default(),
            builder,
            others,
        })
    }

    /// Reads all files. Returns the corpus and the other columns.
    ///
    /// # Errors
    ///
    /// The first error; [`Problem::UnknownLabels`] counts the unknown labels of all files.
    pub(super) fn read(
        mut self,
        files: impl Iterator<Item = Result<Box<dyn LabelledRows>>>,
    ) -> Result<(CorpusBuilder, Option<OtherColumns<'a>>)> {
        for file in files {
            let read = file.and_then(|mut rows| self.read_file(&mut *rows));
            if let Err(error) = read {
                // An unknown label before the error is the first error.
                return Err(self.unknown.into_error().unwrap_or(error));
            }
        }
        match self.unknown.into_error() {
            Some(error) => Err(error),
            None => Ok((self.builder, self.others)),
        }
    }

    fn read_file(&mut self, rows: &mut dyn LabelledRows) -> Result<()> {
        let indices = LabelledIndices::of(rows, self.columns)?;
        if let Some(others) = &mut self.others {
            others.begin_file(rows)?;
        }
        let path = rows.path().to_owned();
        let mut order = RowOrder::new(self.builder.len());
        let mut is_empty = true;
        while rows.advance()? {
            is_empty = false;
            if let Some(progress) = &self.reading.progress {
                progress.count_record();
            }
            self.read_row(rows, &indices, &path, &mut order)?;
        }
        if is_empty {
            return Err(Error::input(Place::file(path), Problem::NoRows));
        }
        if let Some(arranged) = order.arrange(&mut self.builder)
            && let Some(others) = &mut self.others
        {
            others.rearrange(&arranged);
        }
        Ok(())
    }

    fn read_row(
        &mut self,
        rows: &dyn LabelledRows,
        indices: &LabelledIndices<'_>,
        path: &str,
        order: &mut RowOrder,
    ) -> Result<()> {
        if indices.excludes(rows)? {
            self.builder.count_excluded();
            return Ok(());
        }
        let text = rows.cell(indices.text)?;
        let label = rows.cell(indices.label)?;
        let Some(known) = self.labels.read(label) else {
            let error = |problem| rows.problem(problem, Some(indices.label));
            return self.unknown.count(label.trim(), error);
        };
        if known.is_normalised {
            self.builder.count_normalised_label();
        }
        let id = rows.name(indices.article)?;
        let group = rows.name(indices.group)?;
        let (size, is_other_article) = order.add(id, group, text.len());
        if let (Some(id), Some(number)) = (id, indices.paragraph_number(rows)?)
            && !order.set_number(number)
        {
            let problem = Problem::RepeatedParagraph { article: id.to_owned(), number };
            return Err(rows.problem(problem, None));
        }
        if is_other_article {
            self.builder.begin_article();
        }
        rows.check(size.bytes, text, size.paragraphs)?;
        if begins_with_tag(text) {
            self.builder.count_html_text();
        }
        let source = rows.name(indices.source)?.unwrap_or(path);
        match group.or(id) {
            Some(group) => self.builder.push(text, known.label, group, source)?,
            None => self.builder.push(text, known.label, &rows.row_name(), source)?,
        }
        if let Some(others) = &mut self.others {
            others.push(rows);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, DataSet};
    use crate::input::csv::csv_rows::CsvRows;
    use crate::input::source::Source;
    use crate::limits::Limits;
    use crate::verdict::Label;

    fn rows<'a>(
        files: &'a [&str],
        reading: &'a Reading,
    ) -> impl Iterator<Item = Result<Box<dyn LabelledRows>>> {
        files.iter().enumerate().map(|(at, file)| {
            let bytes = std::io::Cursor::new(file.as_bytes().to_vec());
            let source = Source::new(&format!("{at}.csv"), bytes, reading)?;
            let rows: Box<dyn LabelledRows> =
                Box::new(CsvRows::open(source, reading.texts(), reading.delimiter)?);
            Ok(rows)
        })
    }

    fn read(files: &[&str], columns: &LabelledColumns) -> Result<Corpus> {
        let limits = Limits { article_bytes: 30, ..Limits::default() };
        let reading = Reading { limits, ..Reading::default() };
        let (builder, _) =
            LabelledFiles::new(columns, &reading, None)?.read(rows(files, &reading))?;
        Ok(builder.finish())
    }

    fn message(files: &[&str], columns: &LabelledColumns) -> String {
        read(files, columns).unwrap_err().to_string()
    }

    fn texts(corpus: &Corpus) -> Vec<&str> {
        (0..corpus.len()).map(|at| corpus.text(at)).collect()
    }

    #[test]
    fn unknown_labels_of_all_files_are_counted_together() {
        let files = [
            "text,label\nOne.,ad\nTwo.,news\nThree.,not_ad\n",
            "text,label\nFour.,not_ad\nFive.,not_ad\n",
        ];
        let columns = LabelledColumns::default();
        let found = message(&files, &columns);
        let expected = "0.csv: row 1 (line 2, byte 11), column \"label\": unknown labels \
                        \"not_ad\" (3 rows), \"ad\" (1 row); the labels are";
        assert!(found.starts_with(expected), "{found}");
        // The labels are reported before the error of a later row.
        let found = message(&[files[0], "text,label\nOne.\n"], &columns);
        assert!(found.contains("\"ad\" (1 row), \"not_ad\" (1 row)"), "{found}");
    }

    #[test]
    fn texts_and_many_values_in_the_place_of_labels_are_reported_at_once() {
        let columns = LabelledColumns::default();
        let text = "The council met. ".repeat(20);
        let csv = format!("label,text\nad,One.\n{text},Two.\nother,Three.\n");
        let found = message(&[&csv], &columns);
        assert!(
            found.contains("looks like another column") && !found.contains("other\""),
            "{found}"
        );
        let many: String = (0..3000).map(|at| format!("One.,{at}\n")).collect();
        let found = message(&[&format!("text,label\n{many}")], &columns);
        assert!(found.contains("\"19\" (1 row), and many more; the labels"), "{found}");
    }

    #[test]
    fn names_give_labels_their_meaning() {
        let columns = LabelledColumns {
            sponsored_labels: vec!["1".into(), "ad".into()],
            news_labels: vec!["0".into()],
            ..LabelledColumns::default()
        };
        let corpus = read(&["text,label\nA.,1\nB.,0\nC.,AD\nD.,news\n"], &columns).unwrap();
        let labels: Vec<_> = corpus.paragraphs().iter().map(|p| p.label.unwrap()).collect();
        assert_eq!(labels, [Label::Sponsored, Label::News, Label::Sponsored, Label::News]);
        assert_eq!(corpus.summary().normalised_labels, 1);
    }

    const ORDERED: &str = "text,label,page,at,outlet\nA1,news,A,1,x\nA2,sponsored,A,2,x\n\
                           A10,news,A,10,x\nB1,news,B,1,y\nB2,sponsored,B,2,y\n";
    const SHUFFLED: &str = "text,label,page,at,outlet\nA10,news,A,10,x\nB2,sponsored,B,2,y\n\
                            A2,sponsored,A,2,x\nB1,news,B,1,y\nA1,news,A,1,x\n";

    fn paged(paragraph: Option<&str>) -> LabelledColumns {
        LabelledColumns {
            article: Some("page".into()),
            paragraph: paragraph.map(str::to_owned),
            ..LabelledColumns::default()
        }
    }

    #[test]
    fn scattered_rows_are_gathered_in_their_order_and_counted() {
        let corpus = read(&[SHUFFLED], &paged(None)).unwrap();
        assert_eq!(texts(&corpus), ["A10", "A2", "A1", "B2", "B1"]);
        assert_eq!((corpus.articles(), corpus.scattered_rows()), (&[0..3, 3..5][..], 3));
        let ordered = read(&[ORDERED], &paged(None)).unwrap();
        assert_eq!((ordered.articles(), ordered.scattered_rows()), (&[0..3, 3..5][..], 0));
        // An article ends with its file.
        let twice = read(&[ORDERED, ORDERED], &paged(None)).unwrap();
        assert_eq!(twice.articles(), [0..3, 3..5, 5..8, 8..10]);
        assert_eq!(twice.scattered_rows(), 0);
    }

    #[test]
    fn rows_are_sorted_by_their_number() {
        let ordered = read(&[ORDERED], &paged(None)).unwrap();
        let numbered = paged(Some("at"));
        assert_eq!(read(&[ORDERED], &numbered).unwrap().digest(), ordered.digest());
        let corpus = read(&[SHUFFLED, ORDERED], &numbered).unwrap();
        assert_eq!(texts(&corpus)[..5], ["A1", "A2", "A10", "B1", "B2"]);
        assert_eq!(corpus.articles(), [0..3, 3..5, 5..8, 8..10]);
        assert_eq!(corpus.scattered_rows(), 0);
        let group = |at: usize| corpus.group_name(corpus.paragraphs()[at].group);
        assert_eq!([0, 1, 2, 3, 4].map(group), ["A", "A", "A", "B", "B"]);
    }

    #[test]
    fn other_columns_follow_their_rows() {
        let (columns, reading) = (paged(Some("at")), Reading::default());
        let others = Some(OtherColumns::new(&columns, None));
        let files = LabelledFiles::new(&columns, &reading, others).unwrap();
        let (builder, others) = files.read(rows(&[ORDERED, SHUFFLED], &reading)).unwrap();
        let data: DataSet = others.unwrap().finish(builder, true).unwrap();
        let [outlet] = &data.columns[..] else {
            panic!("{:?}", data.columns);
        };
        assert_eq!(outlet.name, "outlet");
        assert_eq!(outlet.codes, [0, 0, 0, 1, 1, 0, 0, 0, 1, 1]);
        assert_eq!(data.article_names, outlet.codes);
        assert_eq!(data.splits.unwrap().of, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
    }

    #[test]
    fn numbers_of_paragraphs_are_checked() {
        let columns = paged(Some("at"));
        let found = |rows: &str| message(&[&format!("text,label,page,at\n{rows}")], &columns);
        let one = found("a,news,A,one\n");
        let expected = "0.csv: row 1 (line 2, byte 19), column \"at\": \"one\" is not the number";
        assert!(one.starts_with(expected), "{one}");
        for bad in ["", "NaN", "inf"] {
            let found = found(&format!("a,news,A,{bad}\n"));
            assert!(found.contains("is not the number"), "{found}");
        }
        let twice = found("a,news,A,1\nb,news,B,1\nc,news,A,1.0\n");
        assert!(
            twice.contains("row 3") && twice.contains("paragraph 1 of article \"A\" occurs twice")
        );
        let lone = LabelledColumns { article: None, ..columns.clone() };
        assert!(message(&[ORDERED], &lone).contains("name the column of the article, too"));
    }

    #[test]
    fn articles_of_one_id_in_different_groups_are_different() {
        let csv = "text,label,page,outlet\na,news,1,x\nb,news,2,x\nc,news,1,y\nd,news,2,y\n\
                   e,news,1,x\n";
        let columns = LabelledColumns { group: Some("outlet".into()), ..paged(None) };
        let corpus = read(&[csv], &columns).unwrap();
        assert_eq!(texts(&corpus), ["a", "e", "b", "c", "d"]);
        assert_eq!(corpus.scattered_rows(), 1);
    }

    #[test]
    fn gathered_article_is_limited_like_any_other() {
        let long = "x".repeat(14);
        let csv = format!("text,label,page\n{long},news,A\nb,news,B\n{long},news,A\nc,news,A\n");
        let found = message(&[&csv], &paged(None));
        assert!(found.contains("row 4") && found.contains("longer than 30 bytes"), "{found}");
    }
}
