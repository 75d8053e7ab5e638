//! `Dialect`: the delimiter of a CSV, named by its first line `sep=;` or found in its first rows.

use std::io::{BufRead, Cursor, Read};

use super::delimiter::Delimiter;
use crate::error::Result;
use crate::input::source::{Source, read_error};

/// Most bytes of a CSV that are read to find its delimiter.
const MAX_SAMPLE_BYTES: usize = 64 * 1024;

/// Rows that are compared with a header in which several delimiters occur.
const COMPARED_ROWS: usize = 20;

/// How the fields of a CSV are separated, and the line before its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: Delimiter,
    /// Length of the line `sep=;` with its line end, which is no longer in the source; 0 without
    /// such a line.
    pub(super) skipped: u64,
}

impl Dialect {
    /// Finds the dialect of a source and takes the line `sep=;` out of the source. `named` is the
    /// delimiter that the caller names, which decides.
    ///
    /// Without a name and without such a line, the header decides: a delimiter must occur in the
    /// header outside of quotes. Further rows are read only if the header has a delimiter other
    /// than the comma: the delimiter that divides most rows into as many fields as the header wins.
    ///
    /// # Errors
    ///
    /// The errors of reading.
    pub(super) fn of(source: &mut Source, named: Option<Delimiter>) -> Result<Self> {
        let mut sample = Sample { source, bytes: Vec::new() };
        sample.read_line()?;
        let (line, end) = first_line(&sample.bytes);
        let stated = stated_delimiter(line);
        let skipped = if stated.is_some() { end } else { 0 };
        let delimiter = match named.or(stated) {
            Some(delimiter) => delimiter,
            None => sample.delimiter()?,
        };
        sample.give_back(skipped);
        Ok(Dialect { delimiter, skipped: skipped as u64 })
    }
}

/// Returns the first line without its line end, and the index after its line end.
fn first_line(bytes: &[u8]) -> (&[u8], usize) {
    let Some(at) = memchr::memchr2(b'\r', b'\n', bytes) else {
        return (bytes, bytes.len());
    };
    let length = if bytes[at..].starts_with(b"\r\n") { 2 } else { 1 };
    (&bytes[..at], at + length)
}

/// Returns the delimiter that the line `sep=;` of a spreadsheet names.
fn stated_delimiter(line: &[u8]) -> Option<Delimiter> {
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    let (name, byte) = line.split_at_checked("sep=".len())?;
    let is_named = |delimiter: &Delimiter| byte == [delimiter.byte()];
    let known = Delimiter::ALL.into_iter().find(is_named)?;
    name.eq_ignore_ascii_case(b"sep=").then_some(known)
}

/// The first bytes of a source, which are read line by line.
struct Sample<'a> {
    source: &'a mut Source,
    bytes: Vec<u8>,
}

impl Sample<'_> {
    /// Reads one more line, or less at the end of the source or of the sample. Returns false if
    /// there is nothing more to read.
    fn read_line(&mut self) -> Result<bool> {
        let left = MAX_SAMPLE_BYTES - self.bytes.len();
        let read = (&mut self.source.reader)
            .take(left as u64)
            .read_until(b'\n', &mut self.bytes)
            .map_err(|error| read_error(&self.source.path, error))?;
        Ok(read > 0)
    }

    /// Finds the delimiter in the header and, if necessary, in more rows.
    fn delimiter(&mut self) -> Result<Delimiter> {
        let mut counts = Delimiter::ALL.map(FieldCounts::new);
        for count in &mut counts {
            count.feed(&self.bytes);
        }
        let mut fed = self.bytes.len();
        loop {
            let is_whole = counts.iter().all(|count| !count.rows.is_empty());
            let candidates = || counts.iter().filter(|count| count.header() > 1);
            let needed = match candidates().count() {
                _ if !is_whole => 0,
                0 => return Ok(Delimiter::Comma),
                1 if counts[0].header() > 1 => return Ok(Delimiter::Comma),
                1 => 1,
                _ => COMPARED_ROWS,
            };
            let has_enough = is_whole && candidates().all(|count| count.rows.len() > needed);
            if has_enough || !self.read_line()? {
                break;
            }
            for count in &mut counts {
                count.feed(&self.bytes[fed..]);
            }
            fed = self.bytes.len();
        }
        for count in &mut counts {
            count.finish();
        }
        // The first of several equals wins, so the comma is preferred.
        let mut best: Option<&FieldCounts> = None;
        for count in counts.iter().filter(|count| count.fits()) {
            if best.is_none_or(|best| count.rank() > best.rank()) {
                best = Some(count);
            }
        }
        Ok(best.map_or(Delimiter::Comma, |best| best.delimiter))
    }

    /// Puts the bytes from index `from` on back into the source.
    fn give_back(mut self, from: usize) {
        self.bytes.drain(..from);
        let rest = std::mem::replace(&mut self.source.reader, Box::new(std::io::empty()));
        self.source.reader = Box::new(Cursor::new(self.bytes).chain(rest));
    }
}

/// The numbers of fields of rows for one delimiter, the header first. Blank lines are no rows.
struct FieldCounts {
    delimiter: Delimiter,
    rows: Vec<usize>,
    fields: usize,
    position: FieldPosition,
}

/// Where in a field the next byte is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FieldPosition {
    Start,
    Unquoted,
    Quoted,
    /// After a quote that closes the field, or that is the first of two.
    AfterQuote,
}

impl FieldCounts {
    fn new(delimiter: Delimiter) -> Self {
        FieldCounts { delimiter, rows: Vec::new(), fields: 1, position: FieldPosition::Start }
    }

    /// Counts the fields in the next bytes.
    fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.position = match (self.position, byte) {
                (FieldPosition::Quoted, b'"') => FieldPosition::AfterQuote,
                (FieldPosition::Quoted, _) => FieldPosition::Quoted,
                (FieldPosition::Start | FieldPosition::AfterQuote, b'"') => FieldPosition::Quoted,
                (_, b'\r' | b'\n') => {
                    self.finish();
                    FieldPosition::Start
                }
                _ if byte == self.delimiter.byte() => {
                    self.fields += 1;
                    FieldPosition::Start
                }
                _ => FieldPosition::Unquoted,
            };
        }
    }

    /// Ends the current row.
    fn finish(&mut self) {
        if self.fields > 1 || self.position != FieldPosition::Start {
            self.rows.push(self.fields);
        }
        self.fields = 1;
        self.position = FieldPosition::Start;
    }

    /// Returns the number of fields of the header.
    fn header(&self) -> usize {
        self.rows.first().copied().unwrap_or(1)
    }

    /// Whether the delimiter may be that of the file.
    fn fits(&self) -> bool {
        let mut rows = self.rows.iter().skip(1).peekable();
        self.header() > 1
            && (self.delimiter == Delimiter::Comma
                || rows.peek().is_none()
                || rows.any(|&fields| fields > 1))
    }

    /// Returns the number of rows that are as wide as the header, then the width. The delimiter
    /// with the highest rank is that of the file.
    fn rank(&self) -> (usize, usize) {
        let width = self.header();
        (self.rows.iter().filter(|&&fields| fields == width).count(), width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;

    /// Returns the delimiter of a CSV, and the bytes left in its source.
    fn sniff(bytes: &[u8]) -> (Delimiter, Vec<u8>) {
        let mut source = Source::new("a.csv", trickle(bytes), &Reading::default()).unwrap();
        let dialect = Dialect::of(&mut source, None).unwrap();
        let mut rest = Vec::new();
        source.reader.read_to_end(&mut rest).unwrap();
        assert_eq!(dialect.skipped as usize + rest.len(), bytes.len());
        (dialect.delimiter, rest)
    }

    fn delimiter(text: &str) -> Delimiter {
        let (delimiter, rest) = sniff(text.as_bytes());
        assert_eq!(rest, text.as_bytes());
        delimiter
    }

    #[test]
    fn header_and_rows_show_the_delimiter() {
        for (text, expected) in [
            ("text;label\nThe council met, officials said.;news\n", Delimiter::Semicolon),
            ("text;label", Delimiter::Semicolon),
            ("text;label\r\n\r\n\"One;\r\n\r\ntwo\";news\r\n", Delimiter::Semicolon),
            ("text\tlabel\rOne, two; three\tnews\r", Delimiter::Tab),
            ("id|text\n1|One, two\n", Delimiter::Pipe),
            ("title, lead;text;label\na, b;One.;news\n\"c\";Two.;news\n", Delimiter::Semicolon),
            ("\"text, long\";label\nOne;news\n", Delimiter::Semicolon),
            ("text;label\n;\n", Delimiter::Semicolon),
        ] {
            assert_eq!(delimiter(text), expected, "{text:?}");
        }
    }

    #[test]
    fn comma_text_with_other_delimiters_stays_comma() {
        for text in [
            "",
            "\n\n",
            "text",
            "text\nOne; two; three\nFour | five\n",
            "text,label\n\"One; two\",news\nOne; two; three,news\n",
            "\"text; body\",label\nOne;news,a\n",
            "text,label;note\n\"One; two\",a\n\"Three\",b\n",
            "a|b\nOne\nTwo\n",
            "text;label\nOne.\n",
            "a,b;c\n",
        ] {
            assert_eq!(delimiter(text), Delimiter::Comma, "{text:?}");
        }
    }

    #[test]
    fn first_line_of_a_spreadsheet_names_the_delimiter_and_is_no_row() {
        for (start, expected) in [
            ("sep=;\r\n", Delimiter::Semicolon),
            ("SEP=,\n", Delimiter::Comma),
            ("\"sep=|\"\r", Delimiter::Pipe),
            ("sep=\t\n", Delimiter::Tab),
        ] {
            let (found, rest) = sniff(format!("{start}text\nOne.\n").as_bytes());
            assert_eq!((found, &rest[..]), (expected, &b"text\nOne.\n"[..]), "{start:?}");
        }
        assert_eq!(delimiter("sep=^\na^b\n"), Delimiter::Comma);
        assert_eq!(delimiter("sep=;;text\na;b;c\n"), Delimiter::Semicolon);
    }

    #[test]
    fn named_delimiter_decides() {
        let bytes = b"sep=;\na;b\tc\n".to_vec();
        let mut source = Source::new("a.csv", Cursor::new(bytes), &Reading::default()).unwrap();
        let dialect = Dialect::of(&mut source, Some(Delimiter::Tab)).unwrap();
        assert_eq!(dialect, Dialect { delimiter: Delimiter::Tab, skipped: 6 });
    }

    #[test]
    fn header_longer_than_the_sample_is_read() {
        let long = "column;".repeat(MAX_SAMPLE_BYTES);
        assert_eq!(delimiter(&long), Delimiter::Semicolon);
        assert_eq!(delimiter(&format!("\"{long}")), Delimiter::Comma);
    }

    #[test]
    fn comma_header_is_enough() {
        let endless = Cursor::new(b"text,label\n".to_vec())
            .chain(crate::input::source::tests::FailingReader(std::io::ErrorKind::TimedOut));
        let mut source = Source::new("a.csv", endless, &Reading::default()).unwrap();
        let dialect = Dialect::of(&mut source, None).unwrap();
        assert_eq!(dialect.delimiter, Delimiter::Comma);
    }
}
