//! `CsvRows`: the rows of a CSV under a checked header, for articles and for labelled data.

use csv::ByteRecord;

use super::delimiter::Delimiter;
use super::dialect::Dialect;
use super::header::CsvHeader;
use super::record_bytes::RecordBytes;
use crate::error::{ColumnRole, Error, Place, Problem, Result};
use crate::input::source::{Source, read_error};
use crate::input::text_settings::TextSettings;
use crate::limits::Limits;

const BUFFER_BYTES: usize = 64 * 1024;

/// A CSV read row by row: quoted by `"`, every row as wide as the header. A row in which all of
/// several fields are empty, as spreadsheets write after their last row, is counted and passed over.
pub(in crate::input) struct CsvRows {
    path: String,
    offset: u64,
    texts: TextSettings,
    reader: csv::Reader<RecordBytes>,
    record: ByteRecord,
    header: CsvHeader,
    /// 1-based number of the current row; `None` while the header is read.
    row: Option<u64>,
}

impl CsvRows {
    /// Opens a CSV and reads its header. Without a `delimiter`, the first rows show it.
    ///
    /// # Errors
    ///
    /// [`Problem::Empty`], and the errors of [`CsvRows::advance`].
    pub(in crate::input) fn open(
        mut source: Source,
        texts: TextSettings,
        delimiter: Option<Delimiter>,
    ) -> Result<Self> {
        let Dialect { delimiter, skipped } = Dialect::of(&mut source, delimiter)?;
        let (delimiter, lines) = (delimiter.byte(), u64::from(skipped > 0));
        let limit = texts.limits.record_bytes;
        let bytes = RecordBytes::new(source.reader, delimiter, limit, lines);
        let mut rows = CsvRows {
            path: source.path,
            offset: source.offset + skipped,
            texts,
            reader: csv::ReaderBuilder::new()
                .delimiter(delimiter)
                .has_headers(false)
                .flexible(true)
                .buffer_capacity(BUFFER_BYTES)
                .from_reader(bytes),
            record: ByteRecord::new(),
            header: CsvHeader::default(),
            row: None,
        };
        if !rows.read_record()? {
            return Err(Error::input(Place::file(rows.path), Problem::Empty));
        }
        rows.header = CsvHeader::of(&rows.record);
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

    /// Returns the limits of reading.
    pub(in crate::input) fn limits(&self) -> &Limits {
        &self.texts.limits
    }

    /// Returns the index of the column `name`, or `None` without a name.
    ///
    /// # Errors
    ///
    /// The errors of [`CsvRows::column`].
    pub(in crate::input) fn optional_column(&self, name: Option<&str>) -> Result<Option<usize>> {
        name.map(|name| self.column(name, None)).transpose()
    }

    /// Advances to the next row. Returns false after the last row.
    ///
    /// # Errors
    ///
    /// [`Problem::RowWidth`], [`Problem::UnclosedQuote`], [`Problem::StrayQuote`] and
    /// [`Problem::RecordTooLong`] at the place where the row starts, and the errors of reading.
    pub(in crate::input) fn advance(&mut self) -> Result<bool> {
        loop {
            self.row = Some(self.row.map_or(1, |row| row + 1));
            if !self.read_record()? {
                return Ok(false);
            }
            if !self.is_blank() {
                break;
            }
        }
        let (expected, found) = (self.header.len(), self.record.len());
        if found != expected {
            return Err(self.problem(Problem::RowWidth { expected, found }));
        }
        Ok(true)
    }

    /// Whether all of several fields are empty or white space.
    fn is_blank(&self) -> bool {
        self.record.len() > 1 && self.record.as_slice().trim_ascii_start().is_empty()
    }

    /// Returns the names of all columns.
    pub(in crate::input) fn names(&self) -> &[String] {
        self.header.names()
    }

    /// Returns the bytes of a cell of the current row.
    pub(in crate::input) fn bytes(&self, column: usize) -> &[u8] {
        self.record.get(column).unwrap_or_default()
    }

    /// Returns the text of a cell of the current row.
    ///
    /// # Errors
    ///
    /// [`Problem::InvalidUtf8`] at the row and column.
    pub(in crate::input) fn cell(&self, column: usize) -> Result<&str> {
        std::str::from_utf8(self.bytes(column))
            .map_err(|_| self.problem_in(column, Problem::InvalidUtf8))
    }

    /// Returns the text of a cell that holds a name, or `None` for an empty cell.
    ///
    /// # Errors
    ///
    /// The error of [`CsvRows::cell`].
    pub(in crate::input) fn name(&self, column: Option<usize>) -> Result<Option<&str>> {
        let name = column.map(|column| self.cell(column)).transpose()?;
        Ok(name.filter(|name| !name.is_empty()))
    }

    /// Returns the path in messages.
    pub(in crate::input) fn path(&self) -> &str {
        &self.path
    }

    /// Returns the default name of the current row: `path:ROW`.
    pub(in crate::input) fn row_name(&self) -> String {
        format!("{}:{}", self.path, self.row.unwrap_or_default())
    }

    /// Checks the length of an article that ends with the current row.
    ///
    /// # Errors
    ///
    /// [`Problem::ArticleTooLong`] at the current row.
    pub(in crate::input) fn check_article(&self, bytes: usize) -> Result<()> {
        let limit = self.texts.limits.article_bytes;
        if bytes > limit {
            return Err(self.problem(Problem::ArticleTooLong { limit }));
        }
        Ok(())
    }

    /// Checks paragraph `number` (1-based) of the current article against the limits of size and
    /// count.
    ///
    /// # Errors
    ///
    /// [`Problem::ParagraphTooLong`], [`Problem::TooManyTokens`] and [`Problem::TooManyParagraphs`]
    /// at the current row.
    pub(in crate::input) fn check_paragraph(&self, text: &str, number: usize) -> Result<()> {
        self.texts
            .limits
            .check_count(number)
            .and_then(|()| self.texts.limits.check_paragraph(text, number))
            .map_err(|problem| self.problem(problem))
    }

    /// Creates the error of a problem of the current row.
    pub(in crate::input) fn problem(&self, problem: Problem) -> Error {
        self.problem_at(self.place(), problem)
    }

    /// Creates the error of a problem of a cell of the current row.
    pub(in crate::input) fn problem_in(&self, column: usize, problem: Problem) -> Error {
        let mut place = self.place();
        place.column = self.header.name(column).map(str::to_owned);
        self.problem_at(place, problem)
    }

    fn problem_at(&self, place: Place, problem: Problem) -> Error {
        Error::of_record(place, problem, self.reader.get_ref().record())
    }

    /// Returns the place of the current row.
    pub(in crate::input) fn place(&self) -> Place {
        let (line, byte) = self.reader.get_ref().place();
        Place {
            row: self.row,
            line: Some(line),
            byte: Some(self.offset + byte),
            ..Place::file(&self.path)
        }
    }

    /// Reads the next record. Returns false after the last record.
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

    /// Converts an error of the `csv` crate.
    fn failure(&self, error: csv::Error) -> Error {
        if self.reader.get_ref().is_over_limit() {
            let limit = self.texts.limits.record_bytes;
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

    fn open_from(bytes: impl Read + Send + 'static) -> Result<CsvRows> {
        let limits = Limits { record_bytes: 100, article_bytes: 60, ..Limits::default() };
        let source = Source::new("a.csv", bytes, &Reading::default())?;
        CsvRows::open(source, TextSettings { limits, ..TextSettings::default() }, None)
    }

    fn open(bytes: &[u8]) -> Result<CsvRows> {
        open_from(trickle(bytes))
    }

    /// Reads the cells of every row.
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
    fn all_line_ends_and_a_missing_last_one_are_read() {
        let rows = [["1", "x\ny"], ["", "z"]];
        for text in [
            "a,b\n1,\"x\ny\"\n,z\n",
            "a,b\n1,\"x\ny\"\n,z",
            "a,b\r\n1,\"x\ny\"\r\n\r\n,z\r\n\n",
            "a,b\r1,\"x\ny\"\r,z\r",
            "\u{feff}a,b\n1,\"x\ny\"\n\"\",\"z\"",
            "a;b\n1;\"x\ny\"\n;z\n",
            "\u{feff}sep=|\r\na|b\r\n1|\"x\ny\"\r\n|z\r\n",
            "a\tb\n1\t\"x\ny\"\n\tz\n \t\n\t\t\n",
        ] {
            assert_eq!(read(text.as_bytes()).unwrap(), rows, "{text:?}");
        }
    }

    #[test]
    fn header_without_rows_is_read_and_file_without_header_is_refused() {
        assert!(read(b"a,b").unwrap().is_empty());
        for bytes in [&b""[..], b"\n\r\n", b"\xEF\xBB\xBF"] {
            assert_eq!(message(bytes), "a.csv: the file is empty");
        }
    }

    #[test]
    fn row_of_another_width_is_reported_with_its_place() {
        let expected = "a.csv: row 2 (line 4, byte 13): 1 fields where the header has 2";
        assert!(message(b"a,b\r\n1,\"\n2\"\r\n3\r\n").starts_with(expected));
        assert!(message(b"a\n1,2\n").contains("row 1 (line 2, byte 2): 2 fields"));
    }

    #[test]
    fn blank_rows_are_passed_over_and_counted() {
        assert_eq!(read(b"a,b\n,,,\n1,2\n \t,\n").unwrap(), [["1", "2"]]);
        assert_eq!(read(b"a\n\"\"\n\n").unwrap(), [[""]]);
        let message = message(b"sep=;\na;b\n;\n1\n");
        assert!(message.starts_with("a.csv: row 2 (line 4, byte 12): 1 fields"), "{message}");
    }

    #[test]
    fn unclosed_quote_is_reported_where_its_row_starts() {
        let expected = "a.csv: row 2 (line 3, byte 8): a quoted field starts in this row";
        for rest in ["", "x", "x\n", "x,y\n5,6\n", "\"\"", "x\"\""] {
            let text = format!("a,b\n1,2\n3,\"{rest}");
            assert!(message(text.as_bytes()).starts_with(expected), "{text:?}");
        }
        assert!(message(b"\"a,b\n").starts_with("a.csv: line 1 (byte 0): a quoted field"));
    }

    #[test]
    fn quote_closed_in_a_later_row_does_not_join_rows() {
        let message = message(b"a,b\n\"open,2\n\"shut\",4\n");
        assert!(message.starts_with("a.csv: row 1 (line 2, byte 4): text after the closing"));
    }

    #[test]
    fn only_cells_that_are_used_must_be_utf_8_and_nul_is_text() {
        let mut rows = open(b"a,b\n\xFF,x\0y\n").unwrap();
        assert!(rows.advance().unwrap());
        assert_eq!(rows.cell(1).unwrap(), "x\0y");
        let message = rows.cell(0).unwrap_err().to_string();
        assert!(message.starts_with("a.csv: row 1 (line 2, byte 4), column \"a\": invalid UTF-8"));
    }

    #[test]
    fn row_over_the_limit_is_refused() {
        for end in ["", "\n", "\r\n"] {
            let row = |bytes: usize| format!("a\n\"{}\"{end}", "x".repeat(bytes - 2));
            assert_eq!(read(row(100).as_bytes()).unwrap()[0][0].len(), 98);
            let expected = "a.csv: row 1 (line 2, byte 2): longer than 100 bytes";
            assert!(message(row(101).as_bytes()).starts_with(expected));
            // A single chunk holds the whole record before `RecordBytes` can refuse it.
            let mut rows = open_from(Cursor::new(row(101).into_bytes())).unwrap();
            assert!(rows.advance().unwrap_err().to_string().starts_with(expected));
        }
    }

    /// The rows that have a field with text, or a single field.
    fn with_text(mut rows: Vec<Vec<String>>) -> Vec<Vec<String>> {
        let is_blank = |cell: &String| cell.trim_ascii().is_empty();
        rows.retain(|row| row.len() == 1 || !row.iter().all(is_blank));
        rows
    }

    proptest! {
        #[test]
        fn accepted_csv_is_read_as_the_csv_crate_reads_it(text in "[a\u{e9}\",\n\r]{0,40}") {
            if let Ok(rows) = read(text.as_bytes()) {
                let mut reader =
                    csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
                let expected: Vec<Vec<String>> = reader.deserialize().map(Result::unwrap).collect();
                prop_assert_eq!(rows, with_text(expected));
            }
        }

        #[test]
        fn rows_written_by_the_csv_crate_are_read_unchanged(
            rows in prop::collection::vec(
                prop::array::uniform2("[a\u{e9}\",;\n\r\t\0 ]{0,12}"), 0..8
            )
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["a", "b"]).unwrap();
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let rows: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
            prop_assert_eq!(read(&writer.into_inner().unwrap()).unwrap(), with_text(rows));
        }
    }
}
