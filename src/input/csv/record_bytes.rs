//! `RecordBytes`: a reader between a CSV and the `csv` crate that keeps the current record's bytes.
//!
//! The `csv` crate returns a record's fields only, and reads a quote that is never closed as one
//! field up to the end of the file. The raw bytes show where a record starts, how long it is, and
//! whether its quotes are valid.

use std::io::{self, BufRead, Read};

use crate::error::Problem;
use crate::input::source::line_ends;

/// A line end and an extra record after the data. A record that reaches into the tail has a quote
/// that is never closed.
const TAIL: &[u8] = b"\n.\n";

/// A reader that keeps the bytes since the start of the current record, at most `limit` bytes.
pub(super) struct RecordBytes {
    data: Box<dyn BufRead + Send>,
    delimiter: u8,
    limit: usize,
    kept: Vec<u8>,
    /// Offset of the first kept byte.
    start: u64,
    /// Line ends before the first kept byte.
    lines: u64,
    /// Whether the byte before the first kept byte is `\r`, which may be the first half of a line
    /// end.
    is_after_return: bool,
    /// Offset of the current record, or of line ends before it.
    record: u64,
    /// Offset of the end of the data, once it is reached.
    data_end: Option<u64>,
    tail: &'static [u8],
    is_over_limit: bool,
}

impl RecordBytes {
    /// Creates a reader of records of at most `limit` bytes after `lines` skipped lines.
    pub(super) fn new(
        data: Box<dyn BufRead + Send>,
        delimiter: u8,
        limit: usize,
        lines: u64,
    ) -> Self {
        RecordBytes {
            data,
            delimiter,
            limit,
            kept: Vec::new(),
            start: 0,
            lines,
            is_after_return: false,
            record: 0,
            data_end: None,
            tail: TAIL,
            is_over_limit: false,
        }
    }

    /// Begins the record at `offset`; line ends at this offset are not part of the record.
    pub(super) fn begin(&mut self, offset: u64) {
        self.record = offset;
    }

    /// Checks the record that ends at offset `end`. Returns false if the data had ended before it.
    ///
    /// # Errors
    ///
    /// [`Problem::UnclosedQuote`], [`Problem::StrayQuote`], [`Problem::RecordTooLong`].
    pub(super) fn check(&self, end: u64) -> Result<bool, Problem> {
        let from = self.record_start();
        if let Some(data_end) = self.data_end {
            if self.start + from as u64 >= data_end {
                return Ok(false);
            }
            if end > data_end + 1 {
                return Err(Problem::UnclosedQuote);
            }
        }
        let record = match &self.kept[from..(end - self.start) as usize] {
            [record @ .., b'\n' | b'\r'] => record,
            record => record,
        };
        if record.len() > self.limit {
            return Err(Problem::RecordTooLong { limit: self.limit });
        }
        if has_stray_quote(record, self.delimiter) {
            return Err(Problem::StrayQuote);
        }
        Ok(true)
    }

    /// Whether reading failed because the current record is over the limit.
    pub(super) fn is_over_limit(&self) -> bool {
        self.is_over_limit
    }

    /// Returns the 1-based line and the offset of the current record.
    pub(super) fn place(&self) -> (u64, u64) {
        let from = self.record_start();
        (1 + self.lines + self.lines_before(from), self.start + from as u64)
    }

    /// Returns the bytes of the current record, possibly with bytes after it.
    pub(super) fn record(&self) -> &[u8] {
        &self.kept[self.record_start()..]
    }

    /// Returns the index in `kept` of the first byte of the current record.
    fn record_start(&self) -> usize {
        let from = self.record.saturating_sub(self.start) as usize;
        let blank = self.kept[from..].iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
        from + blank.count()
    }

    /// Counts the line ends in `kept` before an index.
    fn lines_before(&self, index: usize) -> u64 {
        let bytes = &self.kept[..index];
        let second_half = self.is_after_return && bytes.first() == Some(&b'\n');
        line_ends(bytes) - u64::from(second_half)
    }

    /// Drops the kept bytes before the current record.
    fn forget(&mut self) {
        let from = self.record_start();
        self.lines += self.lines_before(from);
        if let Some(last) = from.checked_sub(1) {
            self.is_after_return = self.kept[last] == b'\r';
        }
        self.kept.drain(..from);
        self.start += from as u64;
    }
}

impl Read for RecordBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.forget();
        // A record of exactly `limit` bytes is followed by its line end.
        if self.kept.len() > self.limit {
            self.is_over_limit = true;
            return Err(io::Error::other("a record over the limit"));
        }
        let mut read = 0;
        if self.data_end.is_none() {
            read = self.data.read(buffer)?;
            if read == 0 && !buffer.is_empty() {
                self.data_end = Some(self.start + self.kept.len() as u64);
            }
        }
        if self.data_end.is_some() {
            read = self.tail.read(buffer)?;
        }
        self.kept.extend_from_slice(&buffer[..read]);
        Ok(read)
    }
}

/// Whether there is text between the closing quote of a field and the next delimiter. The `csv`
/// crate adds such text to the field, and so joins two rows if a quote is missing.
fn has_stray_quote(record: &[u8], delimiter: u8) -> bool {
    let mut field = 0;
    loop {
        let end = if record.get(field) == Some(&b'"') {
            let Some(close) = closing_quote(record, field + 1) else {
                return false;
            };
            match record.get(close + 1) {
                None => return false,
                Some(&byte) if byte == delimiter => close + 1,
                Some(_) => return true,
            }
        } else {
            match memchr::memchr(delimiter, &record[field..]) {
                None => return false,
                Some(length) => field + length,
            }
        };
        field = end + 1;
    }
}

/// Returns the index of the first quote from `from` on that is not doubled.
fn closing_quote(record: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let quote = from + memchr::memchr(b'"', &record[from..])?;
        if record.get(quote + 1) != Some(&b'"') {
            return Some(quote);
        }
        from = quote + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_quotes_are_found_and_valid_quotes_are_not() {
        for valid in [
            r#""#,
            r#"a,b"#,
            r#""a","b, c",d"#,
            r#""say ""x""","#,
            r#"5" disk,"","""""#,
            "\"a\nb\"",
        ] {
            assert!(!has_stray_quote(valid.as_bytes(), b','), "{valid}");
        }
        assert!(!has_stray_quote(br#""a";b,"c"#, b';'));
        assert!(has_stray_quote(br#""a",b;c"#, b';'));
        for stray in [r#""a"b"#, r#"x,"a" ,b"#, r#""a""b"" ""c" d"#, "\"a\n\"b,c"] {
            assert!(has_stray_quote(stray.as_bytes(), b','), "{stray}");
        }
    }

    /// Reads up to `length` bytes, as the `csv` crate fills its buffer.
    fn pull(bytes: &mut RecordBytes, length: usize) -> Vec<u8> {
        let mut buffer = vec![0; length];
        let read = bytes.read(&mut buffer).unwrap();
        buffer.truncate(read);
        buffer
    }

    #[test]
    fn record_starts_after_the_line_ends_before_it() {
        for chunk in 1..12 {
            let data = io::Cursor::new(b"a\r\n\r\n\nbc\rd".to_vec());
            let mut bytes = RecordBytes::new(Box::new(data), b',', 100, 0);
            let mut pulled = Vec::new();
            let mut until = |bytes: &mut RecordBytes, end: u64| {
                while pulled.len() < end as usize {
                    pulled.extend(pull(bytes, chunk));
                }
                assert!(bytes.check(end).unwrap());
                bytes.place()
            };
            assert_eq!(until(&mut bytes, 2), (1, 0));
            bytes.begin(2);
            assert_eq!(until(&mut bytes, 9), (4, 6));
            bytes.begin(9);
            assert_eq!(until(&mut bytes, 11), (5, 9));
            bytes.begin(11);
            while pulled.len() < 13 {
                pulled.extend(pull(&mut bytes, chunk));
            }
            assert!(!bytes.check(13).unwrap());
        }
    }

    #[test]
    fn only_the_current_record_is_kept() {
        let endless = io::BufReader::new(io::repeat(b'x'));
        let mut bytes = RecordBytes::new(Box::new(endless), b',', 100, 0);
        for _ in 0..11 {
            assert_eq!(pull(&mut bytes, 10).len(), 10);
        }
        assert!(bytes.read(&mut [0; 10]).is_err() && bytes.is_over_limit());
        let blank = io::BufReader::new(io::repeat(b'\n'));
        let mut bytes = RecordBytes::new(Box::new(blank), b',', 100, 0);
        for _ in 0..1000 {
            pull(&mut bytes, 10);
        }
        assert!(bytes.kept.len() <= 10);
    }
}
