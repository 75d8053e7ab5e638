//! Articles of JSON Lines: each line is an object `{"id": …, "text": …}`.

mod json_fields;
mod json_id;
mod json_record;
mod jsonl_line;

use std::io::{BufRead, Read};
use std::sync::Arc;

use crate::error::{Problem, Result};
use crate::input::source::{Source, read_error};

pub use jsonl_line::JsonlLine;
pub(super) use jsonl_line::RecordSettings;

/// Most bytes that are reserved for a line before it is read.
const MAX_RESERVED_BYTES: usize = 1 << 16;

/// The lines of JSON Lines that are not blank.
pub(super) struct JsonlLines {
    source: Source,
    path: Arc<str>,
    settings: Arc<RecordSettings>,
    /// Lines read so far.
    lines: u64,
    /// Offset of the next line.
    next: u64,
    last_length: usize,
    /// Whether the last line was over the limit, so that its rest must be skipped.
    is_inside_line: bool,
}

impl JsonlLines {
    /// Creates a reader of the lines of a source.
    pub(super) fn new(source: Source, settings: Arc<RecordSettings>) -> Self {
        JsonlLines {
            path: source.path.as_str().into(),
            next: source.offset,
            source,
            settings,
            lines: 0,
            last_length: 0,
            is_inside_line: false,
        }
    }

    fn next_line(&mut self) -> Result<Option<JsonlLine>> {
        if self.is_inside_line {
            self.skip_line()?;
        }
        loop {
            // Most lines are about as long as the one before.
            let mut bytes = Vec::with_capacity(MAX_RESERVED_BYTES.min(2 * self.last_length));
            let limit = self.settings.texts.limits.record_bytes;
            let read = (&mut self.source.reader)
                .take(limit as u64 + 1)
                .read_until(b'\n', &mut bytes)
                .map_err(|error| read_error(&self.path, error))?;
            if read == 0 {
                return Ok(None);
            }
            self.last_length = read;
            if bytes.last() == Some(&b'\n') {
                bytes.pop();
            }
            self.lines += 1;
            let line = JsonlLine {
                bytes,
                path: self.path.clone(),
                number: self.lines,
                start: self.next,
                settings: self.settings.clone(),
                record: None,
            };
            self.next += read as u64;
            if line.bytes.len() > limit {
                self.is_inside_line = true;
                return Err(line.problem(0, Problem::LineTooLong { limit }));
            }
            if !line.bytes.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    /// Skips the rest of a line of any length without holding it in memory.
    fn skip_line(&mut self) -> Result<()> {
        let skipped = self.source.reader.skip_until(b'\n');
        self.next += skipped.map_err(|error| read_error(&self.path, error))? as u64;
        self.is_inside_line = false;
        Ok(())
    }
}

impl Iterator for JsonlLines {
    type Item = Result<JsonlLine>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_line().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ArticleId};
    use crate::input::TextFormat;
    use crate::input::source::tests::trickle;
    use crate::input::{Columns, Reading, TextSettings};
    use crate::limits::Limits;
    use crate::paragraphs::ParagraphRule;
    use proptest::prelude::*;

    fn settings(limits: Limits) -> Arc<RecordSettings> {
        let texts = TextSettings { limits, ..TextSettings::default() };
        Arc::new(RecordSettings { columns: Columns::default(), texts, ..RecordSettings::default() })
    }

    fn lines(bytes: impl Read + Send + 'static) -> Result<JsonlLines> {
        let source = Source::new("a.jsonl", bytes, &Reading::default())?;
        let limits = Limits {
            record_bytes: 100,
            article_bytes: 60,
            paragraph_bytes: 58,
            ..Limits::default()
        };
        Ok(JsonlLines::new(source, settings(limits)))
    }

    fn read(bytes: &[u8]) -> Result<Vec<Article>> {
        let lines = lines(trickle(bytes))?;
        lines.map(|line| line?.parse()).collect()
    }

    fn message(bytes: &[u8]) -> String {
        read(bytes).unwrap_err().to_string()
    }

    #[test]
    fn ids_keep_their_type_and_a_missing_id_is_the_line() {
        let lines = "{\"id\":\"007\",\"text\":\"a\"}\r\n\n \t\r\n{\"text\":\"b\",\"id\":-7}\n\
                     {\"id\":null,\"text\":\"c\\n\\nd\"}\n{\"text\":\"\",\"url\":[{}]}";
        let articles = read(lines.as_bytes()).unwrap();
        let ids: Vec<_> = articles.iter().map(|article| article.id.clone()).collect();
        assert_eq!(
            ids,
            ["007".into(), ArticleId::Number((-7).into()), "a.jsonl:5".into(), "a.jsonl:6".into()]
        );
        assert_eq!(articles[2].texts().collect::<Vec<_>>(), ["c", "d"]);
        assert!(read(b"").unwrap().is_empty());
    }

    #[test]
    fn invalid_line_is_reported_with_its_place() {
        assert_eq!(
            message(b"{\"text\":\"\"}\r\n\n{\"text\":7}\n"),
            "a.jsonl: line 3 (byte 22): invalid type: integer `7`, expected a string or a list of strings; \
             each record must be an object like {\"id\": \"a1\", \"text\": \"…\"}"
        );
        let message = message(b"\xEF\xBB\xBF{\"text\":\"\"}\r\n{\"text\":\"\xFF\"}");
        assert!(message.starts_with("a.jsonl: line 2 (byte 25): invalid UTF-8"));
    }

    #[test]
    fn lines_and_articles_over_their_limits_are_refused() {
        let line = |bytes: usize| format!("{{\"text\":\"\"}}{}", " ".repeat(bytes - 11));
        for end in ["", "\n"] {
            assert_eq!(read((line(100) + end).as_bytes()).unwrap().len(), 1);
            assert_eq!(
                message((line(101) + end).as_bytes()),
                "a.jsonl: line 1 (byte 0): longer than 100 bytes; split it"
            );
        }
        let text = |bytes: usize| format!("{{\"text\":\"{}\\n\\nx\"}}", "x".repeat(bytes - 3));
        assert_eq!(read(text(60).as_bytes()).unwrap().len(), 1);
        assert!(message(text(61).as_bytes()).contains("an article longer than 60 bytes"));
    }

    #[test]
    fn line_after_one_over_the_limit_has_its_own_place() {
        let bytes = format!("{}\n{{\"text\":\"One.\"}}\nx", "{".repeat(1000));
        let found: Vec<_> =
            lines(trickle(bytes.as_bytes())).unwrap().map(|line| line?.parse()).collect();
        assert_eq!(found[1].as_ref().unwrap().id, "a.jsonl:2".into());
        let last = found[2].as_ref().unwrap_err().to_string();
        assert!(last.starts_with("a.jsonl: line 3 (byte 1017): "), "{last}");
    }

    proptest! {
        #[test]
        fn json_like_text_is_articles_or_an_error(
            rest in "(\"id\"|\"text\"|[:,{}\\[\\]\\\\u1.e\"\n]){0,12}"
        ) {
            let _ = read(format!("{{{rest}").as_bytes());
        }

        #[test]
        fn any_text_is_read_unchanged(text in any::<String>()) {
            let line = serde_json::json!({"id": text, "text": text}).to_string();
            let bytes = std::io::Cursor::new(line);
            let source = Source::new("a.jsonl", bytes, &Reading::default()).unwrap();
            let texts = TextSettings {
                paragraphs: ParagraphRule::Line,
                format: TextFormat::Text,
                ..TextSettings::default()
            };
            let settings = RecordSettings::of_texts(texts);
            let line = JsonlLines::new(source, settings).next().unwrap().unwrap();
            let article = line.parse().unwrap();
            prop_assert_eq!(&article.text, &text);
            prop_assert_eq!(article.id, ArticleId::Text(text));
        }
    }
}
