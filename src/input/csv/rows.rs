//! The rows of a CSV under a checked header; what articles and labelled data are both read from.

use csv::ByteRecord;

use super::header::Header;
use super::record_bytes::Tape;
use crate::article::Article;
use crate::error::{ColumnRole, Error, Place, Problem, Result};
use crate::input::source::{Source, read_error};
use crate::limits::Limits;

const BUFFER_BYTES: usize = 64 * 1024;

/// A CSV read row by row: comma separated, `"` quoted, with a header, every row as wide as that.
pub(in crate::input) struct Rows {
    path: String,
    offset: u64,
    limits: Limits,
    reader: csv::Reader<Tape>,
    record: ByteRecord,
    header: Header,
    /// 1-based number of the row under way; none while the header is read.
    row: Option<u64>,
}

impl Rows {
    /// Reads the header.
    ///
    /// # Errors
    ///
    /// [`Problem::Empty`], and what [`Rows::advance`] may fail with.
    pub(in crate::input) fn open(source: Source, limits: Limits) -> Result<Self> {
        let tape = Tape::new(source.reader, limits.record_bytes);
        let mut rows = Rows {
            path: source.path,
            offset: source.offset,
            limits,
            reader: csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .buffer_capacity(BUFFER_BYTES)
                .from_reader(tape),
            record: ByteRecord::new(),
            header: Header::default(),
            row: None,
        };
        if !rows.read_record()? {
            return Err(Error::input(Place::file(rows.path), Problem::Empty));
        }
        rows.header = Header::of(&rows.record);
        Ok(rows)
    }

    /// Returns the index of the column `name`, which has this role in the caller's settings.
    ///
    /// # Errors
    ///
    /// [`Problem::MissingColumn`], [`Problem::DuplicateColumn`].
    pub(in crate::input) fn column(&self, name: &str, role: Option<ColumnRole>) -> Result<usize> {
        let column = self.header.column(name, role);
        column.map_err(|problem| Error::input(Place::file(&self.path), problem))
    }

    /// Goes to the next row; false after the last.
    ///
    /// # Errors
    ///
    /// [`Problem::RowWidth`], [`Problem::UnclosedQuote`], [`Problem::StrayQuote`],
    /// [`Problem::RecordTooLong`], all at the place where the row starts, and what reading may fail
    /// with.
    pub(in crate::input) fn advance(&mut self) -> Result<bool> {
        self.row = Some(self.row.map_or(1, |row| row + 1));
        if !self.read_record()? {
            return Ok(false);
        }
        let (expected, found) = (self.header.len(), self.record.len());
        if found != expected {
            return Err(self.problem(Problem::RowWidth { expected, found }));
        }
        Ok(true)
    }

    /// The names of all columns.
    pub(in crate::input) fn names(&self) -> impl Iterator<Item = &str> {
        (0..self.header.len()).filter_map(|column| self.header.name(column))
    }

    /// The bytes of a cell of this row, whatever they are.
    pub(in crate::input) fn bytes(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default()
    }

    /// A cell of this row.
    ///
    /// # Errors
    ///
    /// [`Problem::InvalidUtf8`] at the row and column.
    pub(in crate::input) fn cell(&self, column: usize) -> Result<&str> {
        std::str::from_utf8(self.bytes(column))
            .map_err(|_| self.problem_in(column, Problem::InvalidUtf8))
    }

    /// The cell as one that names something, or none where it is empty and so names nothing.
    pub(in crate::input) fn name(&self, column: Option<usize>) -> Result<Option<&str>> {
        let Some(column) = column else {
            return Ok(None);
        };
        Ok(Some(self.cell(column)?).filter(|name| !name.is_empty()))
    }

    /// The path as it stands in messages.
    pub(in crate::input) fn path(&self) -> &str {
        &self.path
    }

    /// The name of this row where nothing better is known: `path:ROW`.
    pub(in crate::input) fn row_name(&self) -> String {
        format!("{}:{}", self.path, self.row.unwrap_or_default())
    }

    /// Refuses an article that is too long with this row.
    ///
    /// # Errors
    ///
    /// [`Problem::ArticleTooLong`] at this row.
    pub(in crate::input) fn check_article(&self, bytes: usize) -> Result<()> {
        let limit = self.limits.article_bytes;
        if bytes > limit {
            return Err(self.problem(Problem::ArticleTooLong { limit }));
        }
        Ok(())
    }

    /// Refuses a paragraph that is too long or one too many, the so manieth of its article.
    ///
    /// # Errors
    ///
    /// [`Problem::ParagraphTooLong`], [`Problem::TooManyTokens`], [`Problem::TooManyParagraphs`] at this row.
    pub(in crate::input) fn check_paragraph(&self, text: &str, number: usize) -> Result<()> {
        let counted = self.limits.check_count(number);
        let checked = counted.and_then(|()| self.limits.check_paragraph(text, number));
        checked.map_err(|problem| self.problem(problem))
    }

    /// Refuses an article that is too much otherwise than by its bytes.
    ///
    /// # Errors
    ///
    /// As [`Rows::check_paragraph`], and [`Problem::IdTooLong`].
    pub(in crate::input) fn check(&self, article: &Article) -> Result<()> {
        let checked = self.limits.check(article);
        checked.map_err(|problem| self.problem(problem))
    }

    /// A problem of this row.
    pub(in crate::input) fn problem(&self, problem: Problem) -> Error {
        self.failed(self.place(), problem)
    }

    fn failed(&self, place: Place, problem: Problem) -> Error {
        Error::of_record(place, problem, self.reader.get_ref().record())
    }

    /// A problem of a cell of this row.
    pub(in crate::input) fn problem_in(&self, column: usize, problem: Problem) -> Error {
        let mut place = self.place();
        place.column = self.header.name(column).map(str::to_owned);
        self.failed(place, problem)
    }

    fn place(&self) -> Place {
        let (line, byte) = self.reader.get_ref().place();
        Place {
            row: self.row,
            line: Some(line),
            byte: Some(self.offset + byte),
            ..Place::file(&self.path)
        }
    }

    fn read_record(&mut self) -> Result<bool> {
        let start = self.reader.position().byte();
        self.reader.get_mut().begin(start);
        if let Err(error) = self.reader.read_byte_record(&mut self.record) {
            return Err(self.failure(error));
        }
        let end = self.reader.position().byte();
        let checked = self.reader.get_ref().check(end);
        checked.map_err(|problem| self.problem(problem))
    }

    fn failure(&self, error: csv::Error) -> Error {
        if self.reader.get_ref().is_overfull() {
            let limit = self.limits.record_bytes;
            return self.problem(Problem::RecordTooLong { limit });
        }
        match error.into_kind() {
            csv::ErrorKind::Io(error) => read_error(&self.path, error),
            other => Error::io(&self.path, std::io::Error::other(format!("{other:?}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;
    use proptest::prelude::*;
    use std::io::{Cursor, Read};

    fn open_from(bytes: impl Read + Send + 'static) -> Result<Rows> {
        let limits = Limits {
            record_bytes: 100,
            article_bytes: 60,
            ..Limits::default()
        };
        let source = Source::new("a.csv", bytes, &Reading::default())?;
        Rows::open(source, limits)
    }

    fn open(bytes: &[u8]) -> Result<Rows> {
        open_from(trickle(bytes))
    }

    /// The cells of every row.
    fn read(bytes: &[u8]) -> Result<Vec<Vec<String>>> {
        let mut rows = open(bytes)?;
        let mut all = Vec::new();
        while rows.advance()? {
            let cells = (0..rows.header.len()).map(|at| rows.cell(at).map(str::to_owned));
            all.push(cells.collect::<Result<_>>()?);
        }
        assert!(!rows.advance()?);
        Ok(all)
    }

    fn message(bytes: &[u8]) -> String {
        read(bytes).unwrap_err().to_string()
    }

    #[test]
    fn line_ends_and_a_missing_last_one_make_no_difference() {
        let rows = [["1", "x\ny"], ["", "z"]];
        for text in [
            "a,b\n1,\"x\ny\"\n,z\n",
            "a,b\n1,\"x\ny\"\n,z",
            "a,b\r\n1,\"x\ny\"\r\n\r\n,z\r\n\n",
            "a,b\r1,\"x\ny\"\r,z\r",
            "\u{feff}a,b\n1,\"x\ny\"\n\"\",\"z\"",
        ] {
            assert_eq!(read(text.as_bytes()).unwrap(), rows, "{text:?}");
        }
    }

    #[test]
    fn a_header_without_rows_is_read_and_a_file_without_a_header_refused() {
        assert!(read(b"a,b").unwrap().is_empty());
        for bytes in [&b""[..], b"\n\r\n", b"\xEF\xBB\xBF"] {
            assert_eq!(message(bytes), "a.csv: the file is empty");
        }
    }

    #[test]
    fn a_row_of_another_width_is_told_with_its_place() {
        let expected = "a.csv: row 2 (line 4, byte 13): 1 fields where the header has 2";
        assert!(message(b"a,b\r\n1,\"\n2\"\r\n3\r\n").starts_with(expected));
        assert!(message(b"a\n1,2\n").contains("row 1 (line 2, byte 2): 2 fields"));
    }

    #[test]
    fn an_unclosed_quote_is_told_where_it_opens() {
        let expected = "a.csv: row 2 (line 3, byte 8): a quoted field starts in this row";
        for rest in ["", "x", "x\n", "x,y\n5,6\n", "\"\"", "x\"\""] {
            let text = format!("a,b\n1,2\n3,\"{rest}");
            assert!(message(text.as_bytes()).starts_with(expected), "{text:?}");
        }
        assert!(message(b"\"a,b\n").starts_with("a.csv: line 1 (byte 0): a quoted field"));
    }

    #[test]
    fn a_quote_that_closes_in_another_row_does_not_join_the_two() {
        let message = message(b"a,b\n\"open,2\n\"shut\",4\n");
        assert!(message.starts_with("a.csv: row 1 (line 2, byte 4): text after the closing"));
    }

    #[test]
    fn only_the_cells_asked_for_must_be_utf_8_and_nul_is_a_character() {
        let mut rows = open(b"a,b\n\xFF,x\0y\n").unwrap();
        assert!(rows.advance().unwrap());
        assert_eq!(rows.cell(1).unwrap(), "x\0y");
        let message = rows.cell(0).unwrap_err().to_string();
        assert!(message.starts_with("a.csv: row 1 (line 2, byte 4), column \"a\": invalid UTF-8"));
    }

    #[test]
    fn the_limit_passes_and_one_byte_more_does_not() {
        for end in ["", "\n", "\r\n"] {
            let row = |bytes: usize| format!("a\n\"{}\"{end}", "x".repeat(bytes - 2));
            assert_eq!(read(row(100).as_bytes()).unwrap()[0][0].len(), 98);
            let expected = "a.csv: row 1 (line 2, byte 2): longer than 100 bytes";
            assert!(message(row(101).as_bytes()).starts_with(expected));
            // In one chunk the csv crate has the whole record before the tape can refuse it.
            let mut rows = open_from(Cursor::new(row(101).into_bytes())).unwrap();
            assert!(
                rows.advance()
                    .unwrap_err()
                    .to_string()
                    .starts_with(expected)
            );
        }
    }

    #[test]
    fn a_row_without_an_end_fails_at_the_limit() {
        let endless = (&b"a\n1\n\""[..]).chain(std::io::repeat(b'x'));
        let source = Source::new("a.csv", endless, &Reading::default()).unwrap();
        let mut rows = Rows::open(source, Limits::default()).unwrap();
        assert!(rows.advance().unwrap());
        let message = rows.advance().unwrap_err().to_string();
        assert!(message.starts_with("a.csv: row 2 (line 3, byte 4): longer than 16777216 bytes"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_rows_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = read(&bytes);
        }

        #[test]
        fn what_is_not_refused_is_read_as_the_csv_crate_reads_it(text in "[a\u{e9}\",\n\r]{0,40}") {
            if let Ok(rows) = read(text.as_bytes()) {
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                let theirs: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
                prop_assert_eq!(rows, theirs);
            }
        }

        #[test]
        fn what_the_csv_crate_writes_is_read_again(
            rows in prop::collection::vec(prop::array::uniform2("[a\u{e9}\",;\n\r\t\0 ]{0,12}"), 0..8)
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["a", "b"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            prop_assert_eq!(read(&writer.into_inner().unwrap()).unwrap(), rows);
        }
    }
}
