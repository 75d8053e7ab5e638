//! The raw bytes of a CSV on their way to the `csv` crate, the record under way kept.
//!
//! That crate gives a record's fields, and reads a quote that is never closed as one field to the
//! end of the file. The bytes themselves say where a record starts, how long it is, and whether its
//! quotes are in order.

use std::io::{self, BufRead, Read};

use crate::error::Problem;
use crate::input::source::line_ends;

/// Follows the data: a line end and a record of our own. If a record reaches into it, that record's
/// quote was never closed.
const TAIL: &[u8] = b"\n.\n";

/// A reader that keeps the bytes since the record under way started, at most a limit of them.
pub(super) struct Tape {
    data: Box<dyn BufRead + Send>,
    limit: usize,
    kept: Vec<u8>,
    /// Offset of the first byte kept, and the line ends before it.
    start: u64,
    lines: u64,
    /// Whether the byte before the first kept is `\r`, half a line end perhaps.
    after_return: bool,
    /// Where the record under way starts, or the line ends before it.
    record: u64,
    /// Offset of the end of the data, once it was reached.
    data_end: Option<u64>,
    tail: &'static [u8],
    overfull: bool,
}

impl Tape {
    pub(super) fn new(data: Box<dyn BufRead + Send>, limit: usize) -> Self {
        Tape {
            data,
            limit,
            kept: Vec::new(),
            start: 0,
            lines: 0,
            after_return: false,
            record: 0,
            data_end: None,
            tail: TAIL,
            overfull: false,
        }
    }

    /// Says that the next record starts at this offset, or after line ends that follow it.
    pub(super) fn begin(&mut self, offset: u64) {
        self.record = offset;
    }

    /// Looks at the record that ended at this offset; false where all were read before.
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
        if has_stray_quote(record) {
            return Err(Problem::StrayQuote);
        }
        Ok(true)
    }

    /// Whether reading failed because the record under way is over the limit.
    pub(super) fn is_overfull(&self) -> bool {
        self.overfull
    }

    /// The 1-based line and the offset where the record under way starts.
    pub(super) fn place(&self) -> (u64, u64) {
        let from = self.record_start();
        (
            1 + self.lines + self.lines_before(from),
            self.start + from as u64,
        )
    }

    /// The bytes of the record under way, and perhaps some after it.
    pub(super) fn record(&self) -> &[u8] {
        &self.kept[self.record_start()..]
    }

    /// Index in `kept` of the first byte of the record under way.
    fn record_start(&self) -> usize {
        let from = self.record.saturating_sub(self.start) as usize;
        let blank = self.kept[from..]
            .iter()
            .take_while(|byte| matches!(byte, b'\n' | b'\r'));
        from + blank.count()
    }

    /// Line ends from the first byte kept up to an index.
    fn lines_before(&self, index: usize) -> u64 {
        let bytes = &self.kept[..index];
        let second_half = self.after_return && bytes.first() == Some(&b'\n');
        line_ends(bytes) - u64::from(second_half)
    }

    /// Drops what stands before the record under way.
    fn forget(&mut self) {
        let from = self.record_start();
        self.lines += self.lines_before(from);
        if let Some(last) = from.checked_sub(1) {
            self.after_return = self.kept[last] == b'\r';
        }
        self.kept.drain(..from);
        self.start += from as u64;
    }
}

impl Read for Tape {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.forget();
        // A record of just the limit has its line end as the byte after.
        if self.kept.len() > self.limit {
            self.overfull = true;
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

/// Whether text stands between the quote that closes a field and the comma after it. The `csv`
/// crate takes it into the field, and so joins two rows where a quote is missing.
fn has_stray_quote(record: &[u8]) -> bool {
    let mut field = 0;
    loop {
        let end = if record.get(field) == Some(&b'"') {
            let Some(close) = closing_quote(record, field + 1) else {
                return false;
            };
            match record.get(close + 1) {
                None => return false,
                Some(b',') => close + 1,
                Some(_) => return true,
            }
        } else {
            match memchr::memchr(b',', &record[field..]) {
                None => return false,
                Some(length) => field + length,
            }
        };
        field = end + 1;
    }
}

/// The first quote that is not doubled.
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
    fn a_stray_quote_is_told_from_doubled_ones_and_those_inside_plain_fields() {
        for fine in [
            r#""#,
            r#"a,b"#,
            r#""a","b, c",d"#,
            r#""say ""x""","#,
            r#"5" disk,"","""""#,
            "\"a\nb\"",
        ] {
            assert!(!has_stray_quote(fine.as_bytes()), "{fine}");
        }
        for stray in [r#""a"b"#, r#"x,"a" ,b"#, r#""a""b"" ""c" d"#, "\"a\n\"b,c"] {
            assert!(has_stray_quote(stray.as_bytes()), "{stray}");
        }
    }

    /// Reads through a tape as the `csv` crate does, a buffer of some bytes at a time.
    fn pull(tape: &mut Tape, bytes: usize) -> Vec<u8> {
        let mut buffer = vec![0; bytes];
        let read = tape.read(&mut buffer).unwrap();
        buffer.truncate(read);
        buffer
    }

    #[test]
    fn records_are_placed_after_the_line_ends_before_them() {
        for chunk in 1..12 {
            let data = io::Cursor::new(b"a\r\n\r\n\nbc\rd".to_vec());
            let mut tape = Tape::new(Box::new(data), 100);
            let mut handed = Vec::new();
            let mut until = |tape: &mut Tape, end: u64| {
                while handed.len() < end as usize {
                    handed.extend(pull(tape, chunk));
                }
                assert!(tape.check(end).unwrap());
                tape.place()
            };
            assert_eq!(until(&mut tape, 2), (1, 0));
            tape.begin(2);
            assert_eq!(until(&mut tape, 9), (4, 6));
            tape.begin(9);
            assert_eq!(until(&mut tape, 11), (5, 9));
            tape.begin(11);
            while handed.len() < 13 {
                handed.extend(pull(&mut tape, chunk));
            }
            assert!(!tape.check(13).unwrap());
        }
    }

    #[test]
    fn no_more_is_kept_than_the_record_under_way() {
        let endless = io::BufReader::new(io::repeat(b'x'));
        let mut tape = Tape::new(Box::new(endless), 100);
        for _ in 0..11 {
            assert_eq!(pull(&mut tape, 10).len(), 10);
        }
        assert!(tape.read(&mut [0; 10]).is_err() && tape.is_overfull());
        let blank = io::BufReader::new(io::repeat(b'\n'));
        let mut tape = Tape::new(Box::new(blank), 100);
        for _ in 0..1000 {
            pull(&mut tape, 10);
        }
        assert!(tape.kept.len() <= 10);
    }
}
