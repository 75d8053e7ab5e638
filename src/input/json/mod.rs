//! Articles of JSON: an array of objects, one object on any number of lines, or objects one after
//! another. One record at a time is in memory.

mod record_scan;
mod wrapped_array;

use std::io::BufRead;
use std::sync::Arc;

use self::record_scan::RecordScan;
pub(super) use self::wrapped_array::{other_form, wrapped_array};
use super::jsonl::{JsonlLine, RecordSettings};
use super::source::{Source, read_error};
use crate::error::{Error, Place, Problem, Result};

/// The records of a JSON text.
pub(super) struct JsonRecords {
    source: Source,
    path: Arc<str>,
    settings: Arc<RecordSettings>,
    /// 1-based number of the current line, and the offset of the next byte.
    line: u64,
    next: u64,
    /// Records found so far.
    records: u64,
    /// Whether an object outside of an array was a record, so that the next ones are too.
    are_records: bool,
    state: Awaited,
    /// The record over the limit whose rest must be skipped, and whether there is no rest.
    unfinished: Option<(RecordScan, bool)>,
    /// Records of an array within an object, last first.
    wrapped: Vec<JsonlLine>,
}

/// Where the next record is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Awaited {
    /// Outside of an array: an object or an array may follow.
    Outside,
    /// At the beginning of an array.
    ArrayStart,
    /// In an array, after a comma.
    AfterComma,
    /// In an array, after a record.
    AfterRecord,
    End,
}

impl JsonRecords {
    /// Creates a reader of the records of a source.
    pub(super) fn new(source: Source, settings: Arc<RecordSettings>) -> Self {
        JsonRecords {
            path: source.path.as_str().into(),
            next: source.offset,
            source,
            settings,
            line: 1,
            records: 0,
            are_records: false,
            state: Awaited::Outside,
            unfinished: None,
            wrapped: Vec::new(),
        }
    }

    fn next_record(&mut self) -> Result<Option<JsonlLine>> {
        if let Some(record) = self.wrapped.pop() {
            return Ok(Some(record));
        }
        if let Some((scan, is_complete)) = self.unfinished.take() {
            self.skip_record(scan, is_complete)?;
        }
        while self.state != Awaited::End {
            let Some(byte) = self.skip_space()? else {
                if self.state == Awaited::Outside {
                    self.state = Awaited::End;
                    return Ok(None);
                }
                return Err(self.form("the array is cut short"));
            };
            match (self.state, byte) {
                (Awaited::Outside, b'[') => {
                    self.take(1);
                    self.state = Awaited::ArrayStart;
                }
                // A comma between objects outside of an array is a common slip.
                (Awaited::Outside, b'{') => {
                    // There is none if the array within the object is empty.
                    if let Some(record) = self.record_outside()? {
                        return Ok(Some(record));
                    }
                }
                (Awaited::ArrayStart | Awaited::AfterRecord, b']') => {
                    self.take(1);
                    self.state = Awaited::Outside;
                }
                (Awaited::AfterRecord, b',') => {
                    self.take(1);
                    self.state = Awaited::AfterComma;
                }
                (Awaited::ArrayStart | Awaited::AfterComma, byte)
                    if byte != b']' && byte != b',' =>
                {
                    self.state = Awaited::AfterRecord;
                    return self.scan_record().map(Some);
                }
                (_, byte) => {
                    let byte = [byte].escape_ascii().to_string();
                    return Err(self.form(&format!("{byte:?} in the place of a record")));
                }
            }
        }
        Ok(None)
    }

    /// Reads an object that is not in an array: a record, or an object that holds the array of
    /// records.
    fn record_outside(&mut self) -> Result<Option<JsonlLine>> {
        let record = self.scan_record()?;
        if self.are_records || record.parse().is_ok() {
            self.are_records = true;
            return Ok(Some(record));
        }
        let Some(elements) = wrapped_array(record.bytes()) else {
            if let Some(form) = other_form(record.bytes()) {
                self.state = Awaited::End;
                return Err(record.problem(0, Problem::JsonForm(form.to_owned())));
            }
            return Ok(Some(record));
        };
        let (line, start) = record.line_and_start();
        self.records -= 1;
        for (at, bytes) in elements {
            self.records += 1;
            let place = (self.records, line, start + at as u64);
            self.wrapped.push(JsonlLine::of_json(
                bytes,
                self.path.clone(),
                place,
                self.settings.clone(),
            ));
        }
        self.wrapped.reverse();
        Ok(self.wrapped.pop())
    }

    /// Reads the value at the next byte: a record of at most [`Limits::record_bytes`] bytes.
    ///
    /// [`Limits::record_bytes`]: crate::limits::Limits::record_bytes
    fn scan_record(&mut self) -> Result<JsonlLine> {
        self.records += 1;
        let place = (self.records, self.line, self.next);
        let record = |bytes, this: &Self| {
            JsonlLine::of_json(bytes, this.path.clone(), place, this.settings.clone())
        };
        let limit = self.settings.texts.limits.record_bytes;
        let mut scan = RecordScan::default();
        let mut bytes = Vec::new();
        loop {
            let available = fill(&mut self.source, &self.path)?;
            if available.is_empty() {
                if !scan.is_open() {
                    break;
                }
                self.state = Awaited::End;
                let reason = "the record is cut short".to_owned();
                return Err(record(bytes, self).problem(0, Problem::JsonForm(reason)));
            }
            let (length, is_complete) = scan.advance(available);
            let from = bytes.len();
            let is_too_long = from + length > limit;
            if !is_too_long {
                bytes.extend_from_slice(&available[..length]);
                scan.clear_line_ends(&mut bytes[from..]);
            }
            self.take(length);
            if is_too_long {
                self.unfinished = Some((scan, is_complete));
                return Err(record(bytes, self).problem(0, Problem::LineTooLong { limit }));
            }
            if is_complete {
                break;
            }
        }
        self.line += scan.lines();
        Ok(record(bytes, self))
    }

    /// Skips the rest of a record over the limit.
    fn skip_record(&mut self, mut scan: RecordScan, mut is_complete: bool) -> Result<()> {
        while !is_complete {
            let available = fill(&mut self.source, &self.path)?;
            if available.is_empty() {
                break;
            }
            let length;
            (length, is_complete) = scan.advance(available);
            self.take(length);
        }
        self.line += scan.lines();
        Ok(())
    }

    /// Skips white space and counts lines. Returns the next byte, which stays in the source.
    fn skip_space(&mut self) -> Result<Option<u8>> {
        loop {
            let available = fill(&mut self.source, &self.path)?;
            if available.is_empty() {
                return Ok(None);
            }
            let space = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let lines = memchr::memchr_iter(b'\n', &available[..space]).count() as u64;
            let byte = available.get(space).copied();
            self.line += lines;
            self.take(space);
            if byte.is_some() {
                return Ok(byte);
            }
        }
    }

    fn take(&mut self, length: usize) {
        self.source.reader.consume(length);
        self.next += length as u64;
    }

    /// Creates the error of JSON that is no list of records, which ends the input.
    fn form(&mut self, reason: &str) -> Error {
        self.state = Awaited::End;
        let place =
            Place { line: Some(self.line), byte: Some(self.next), ..Place::file(&*self.path) };
        Error::input(place, Problem::JsonForm(reason.to_owned()))
    }
}

/// Returns the bytes that the source holds, and reads more if it holds none.
fn fill<'s>(source: &'s mut Source, path: &str) -> Result<&'s [u8]> {
    source.reader.fill_buf().map_err(|error| read_error(path, error))
}

impl Iterator for JsonRecords {
    type Item = Result<JsonlLine>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_record().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::input::TextSettings;
    use crate::input::source::tests::trickle;
    use crate::limits::Limits;
    use proptest::prelude::*;

    fn records(json: &[u8]) -> Vec<Result<(String, String), String>> {
        let source = Source::new("a.json", trickle(json), &Reading::default()).unwrap();
        let limits = Limits { record_bytes: 100, ..Limits::default() };
        let texts = TextSettings { limits, ..TextSettings::default() };
        let shown = |record: Result<JsonlLine>| {
            let article = record.and_then(|record| record.parse());
            article.map(|article| (article.id.to_string(), article.text))
        };
        let records = JsonRecords::new(source, RecordSettings::of_texts(texts));
        records.map(|record| shown(record).map_err(|error| error.to_string())).collect()
    }

    fn texts(json: &str) -> Vec<String> {
        records(json.as_bytes()).into_iter().map(|record| record.unwrap().1).collect()
    }

    #[test]
    fn records_are_found_in_every_form() {
        for json in [
            "[{\"text\":\"One.\"},{\"text\":\"Two.\"}]",
            "[\n  {\n    \"text\": \"One.\"\n  },\n  {\n    \"text\": \"Two.\"\n  }\n]\n",
            "{\"text\":\"One.\"}{\"text\":\"Two.\"}",
            "{\r\n\"text\":\r\n\"One.\"}\r\n{\"text\":\"Two.\"}\r\n",
            "\u{FEFF}[{\"text\":\"One.\"}]\n[{\"text\":\"Two.\"}]",
            "{\"articles\":[{\"text\":\"One.\"},{\"text\":\"Two.\"}]}",
            "{\"count\":2,\"x\":[],\"data\":\n[{\"text\":\"One.\"}\n,{\"text\":\"Two.\"}]}",
        ] {
            assert_eq!(texts(json), ["One.", "Two."], "{json}");
        }
        assert!(texts("[]").is_empty() && texts(" \n").is_empty());
        assert!(texts("{\"articles\":[]}").is_empty());
        let hits = "{\"hits\":{\"hits\":[{\"text\":\"One.\"},\n{\"text\":\"Two.\"}]}}";
        assert_eq!(texts(hits), ["One.", "Two."]);
        assert_eq!(texts("[{\"text\":\"}] \\\" {[\\\\\"}]"), ["}] \" {[\\"]);
    }

    #[test]
    fn ids_count_records_and_errors_name_line_and_byte() {
        let found = records(
            b"[{\"text\":\"One.\"},\n{\"text\":\n7},{\"id\":5,\"text\":\"Two.\"},{\"text\":\"\"}]",
        );
        assert_eq!(found[0], Ok(("a.json:1".into(), "One.".into())));
        let message = found[1].as_ref().unwrap_err();
        assert!(
            message.starts_with("a.json: line 2 (byte 27): invalid type: integer"),
            "{message}"
        );
        assert_eq!(found[2], Ok(("5".into(), "Two.".into())));
        assert_eq!(found[3], Ok(("a.json:4".into(), String::new())));
    }

    #[test]
    fn record_over_the_limit_is_skipped_and_the_next_is_read() {
        let text = |bytes: usize| format!("{{\"text\":\"{}\"}}", "x".repeat(bytes - 11));
        for bytes in [99, 100] {
            assert_eq!(records(format!("[{}]", text(bytes)).as_bytes()).len(), 1);
            assert!(records(format!("[{}]", text(bytes)).as_bytes())[0].is_ok());
        }
        let found = records(format!("[{},{}]", text(101), text(50)).as_bytes());
        let message = "a.json: line 1 (byte 1): longer than 100 bytes; split it";
        assert_eq!(found[0].as_ref().unwrap_err(), message);
        assert_eq!(found[1].as_ref().unwrap().0, "a.json:2");
    }

    #[test]
    fn other_json_is_an_error_with_its_place() {
        for (json, start) in [
            ("[{\"text\":\"One.\"}", "a.json: line 1 (byte 16): the array is cut short"),
            ("[{\"text\":\"One.\"},", "a.json: line 1 (byte 17): the array is cut short"),
            ("[\n{\"text\":\"On", "a.json: line 2 (byte 2): the record is cut short"),
            ("[{\"text\":\"\"} {\"text\":\"\"}]", "a.json: line 1 (byte 13): \"{\" in the place"),
            ("The council met.", "a.json: line 1 (byte 0): \"T\" in the place"),
            ("[\"One.\"]", "a.json: line 1 (byte 1): not a JSON object"),
            ("[[{\"text\":\"One.\"}]]", "a.json: line 1 (byte 1): not a JSON object"),
            (
                "{\"columns\":[\"text\"],\"data\":[[\"One.\"]]}",
                "a.json: line 1 (byte 0): a table in the form \"split\" of pandas: write it",
            ),
            (
                "{\"data\":[{\"a\":1}],\"items\":[{\"a\":1}]}",
                "a.json: line 1 (byte 0): an object with several arrays of objects: keep the one",
            ),
            ("{\"a\":1}", "a.json: line 1 (byte 0): no field \"text\""),
            ("[7, 8]", "a.json: line 1 (byte 1): not a JSON object"),
        ] {
            let found = records(json.as_bytes());
            let message = found.into_iter().find_map(Result::err).unwrap();
            assert!(message.starts_with(start), "{json}: {message}");
        }
    }

    proptest! {
        #[test]
        fn json_like_text_is_articles_or_an_error(
            json in "(\\{\"text\":\"a\"\\}|\"id\"|[:,{}\\[\\]\\\\1e\"\n ]){0,14}"
        ) {
            let found = records(json.as_bytes());
            prop_assert!(found.len() <= 1 + json.len());
        }
    }
}
