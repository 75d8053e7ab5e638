//! `JsonRecord`: the id and the text of a line of JSON Lines.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer};

use crate::article::ArticleId;

/// The object of a line; other keys are ignored.
#[derive(Debug, serde::Deserialize)]
pub(super) struct JsonRecord<'a> {
    #[serde(default)]
    pub(super) id: RecordId,
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
}

/// The id with its JSON type; `None` if the id is missing or null.
#[derive(Debug, Default)]
pub(super) struct RecordId(pub(super) Option<ArticleId>);

/// Why a line is not a valid record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct InvalidRecord {
    /// 0-based byte of the line at which the problem was found.
    pub(super) index: usize,
    /// The problem, as part of a sentence.
    pub(super) reason: String,
}

impl<'a> JsonRecord<'a> {
    /// Parses a line.
    ///
    /// # Errors
    ///
    /// The reason and the byte if the line is not a valid record.
    pub(super) fn parse(line: &'a str) -> Result<Self, InvalidRecord> {
        // serde also reads a struct from an array, one element for each field.
        let start = line.len() - line.trim_ascii_start().len();
        if line.as_bytes().get(start) != Some(&b'{') {
            return Err(InvalidRecord { index: start, reason: "not a JSON object".to_owned() });
        }
        serde_json::from_str(line).map_err(|error| {
            // The place of serde_json is within the line; the caller adds the place in the file.
            let place = format!(" at line {} column {}", error.line(), error.column());
            let message = error.to_string();
            InvalidRecord {
                index: error.column().saturating_sub(1),
                reason: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
            }
        })
    }
}

impl<'de> Deserialize<'de> for RecordId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct RecordIdVisitor;

        impl de::Visitor<'_> for RecordIdVisitor {
            type Value = RecordId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an integer as id")
            }

            fn visit_unit<E>(self) -> Result<RecordId, E> {
                Ok(RecordId(None))
            }

            fn visit_str<E>(self, id: &str) -> Result<RecordId, E> {
                Ok(RecordId(Some(id.into())))
            }

            fn visit_u64<E>(self, id: u64) -> Result<RecordId, E> {
                Ok(RecordId(Some(ArticleId::Number(id.into()))))
            }

            fn visit_i64<E>(self, id: i64) -> Result<RecordId, E> {
                Ok(RecordId(Some(ArticleId::Number(id.into()))))
            }
        }

        deserializer.deserialize_any(RecordIdVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_lines_have_a_reason_and_a_byte() {
        for (line, reason) in [
            (r#"["1","a"]"#, "not a JSON object"),
            (" 7", "not a JSON object"),
            ("null", "not a JSON object"),
            (r#"{"id":1}"#, "missing field `text`"),
            (r#"{"text":7}"#, "invalid type: integer `7`, expected a string"),
            (r#"{"text":null}"#, "invalid type: null, expected a string"),
            (r#"{"text":"a","text":"b"}"#, "duplicate field `text`"),
            (r#"{"id":1,"id":1,"text":"b"}"#, "duplicate field `id`"),
            (
                r#"{"id":1.5,"text":""}"#,
                "invalid type: floating point `1.5`, expected a string or an integer as id",
            ),
            (r#"{"id":true,"text":""}"#, "invalid type: boolean `true`"),
            (r#"{"id":[],"text":""}"#, "invalid type: sequence"),
            (r#"{"id":99999999999999999999,"text":""}"#, "invalid type: floating point"),
            (r#"{"text":"a"} x"#, "trailing characters"),
            (r#"{"text":"a""#, "EOF while parsing an object"),
            (r#"{"text":"\ud800"}"#, "unexpected end of hex escape"),
            (r#"{"text":"\udc00x"}"#, "lone leading surrogate"),
        ] {
            let invalid = JsonRecord::parse(line).unwrap_err();
            assert!(invalid.reason.starts_with(reason), "{line}: {}", invalid.reason);
            assert!(invalid.index < line.len());
        }
        assert_eq!(JsonRecord::parse(" 7").unwrap_err().index, 1);
        assert_eq!(JsonRecord::parse(r#"{"text":"a"} x"#).unwrap_err().index, 13);
    }

    #[test]
    fn deep_nesting_is_an_error_in_a_field_and_ignored_elsewhere() {
        let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
        let nested = |key| format!("{{\"{key}\":{open}{close},\"text\":\"a\"}}");
        assert!(JsonRecord::parse(&nested("text")).is_err());
        assert!(JsonRecord::parse(&nested("id")).is_err());
        assert_eq!(JsonRecord::parse(&nested("other")).unwrap().text, "a");
    }
}
