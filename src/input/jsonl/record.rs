//! One line of JSON Lines: an object with an id and a text.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer};

use crate::article::ArticleId;

/// What a line holds; other keys are passed over.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Record<'a> {
    #[serde(default)]
    pub(super) id: Id,
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
}

/// An id as it was written; none where it is missing or null.
#[derive(Debug, Default)]
pub(super) struct Id(pub(super) Option<ArticleId>);

/// Why a line is no record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoRecord {
    /// Byte of the line where that shows.
    pub(super) index: usize,
    /// What is wrong.
    pub(super) reason: String,
}

impl<'a> Record<'a> {
    /// Reads a line.
    pub(super) fn parse(line: &'a str) -> Result<Self, NoRecord> {
        // serde takes an array for a struct too, its elements for the fields.
        let start = line.len() - line.trim_ascii_start().len();
        if line.as_bytes().get(start) != Some(&b'{') {
            return Err(NoRecord {
                index: start,
                reason: "not a JSON object".to_owned(),
            });
        }
        serde_json::from_str(line).map_err(|error| {
            // Its place is within the line; the place in the file is told by whoever knows it.
            let place = format!(" at line {} column {}", error.line(), error.column());
            let said = error.to_string();
            NoRecord {
                index: error.column().saturating_sub(1),
                reason: said.strip_suffix(&place).unwrap_or(&said).to_owned(),
            }
        })
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an integer as id")
            }

            fn visit_unit<E>(self) -> Result<Id, E> {
                Ok(Id(None))
            }

            fn visit_str<E>(self, id: &str) -> Result<Id, E> {
                Ok(Id(Some(id.into())))
            }

            fn visit_u64<E>(self, id: u64) -> Result<Id, E> {
                Ok(Id(Some(ArticleId::Number(id.into()))))
            }

            fn visit_i64<E>(self, id: i64) -> Result<Id, E> {
                Ok(Id(Some(ArticleId::Number(id.into()))))
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(line: &str) -> Option<ArticleId> {
        Record::parse(line).unwrap().id.0
    }

    #[test]
    fn ids_keep_their_json_type() {
        assert_eq!(id(r#"{"id":"007","text":""}"#), Some("007".into()));
        let number = ArticleId::Number((-7).into());
        assert_eq!(id(r#" {"text":"","url":[{}],"id":-7}"#), Some(number));
        assert_eq!(id(r#"{"id":null,"text":""}"#), None);
        assert_eq!(id(r#"{"text":""}"#), None);
    }

    #[test]
    fn every_wrong_line_has_its_reason_and_byte() {
        for (line, reason) in [
            (r#"["1","a"]"#, "not a JSON object"),
            (" 7", "not a JSON object"),
            ("null", "not a JSON object"),
            (r#"{"id":1}"#, "missing field `text`"),
            (
                r#"{"text":7}"#,
                "invalid type: integer `7`, expected a string",
            ),
            (r#"{"text":null}"#, "invalid type: null, expected a string"),
            (r#"{"text":"a","text":"b"}"#, "duplicate field `text`"),
            (r#"{"id":1,"id":1,"text":"b"}"#, "duplicate field `id`"),
            (
                r#"{"id":1.5,"text":""}"#,
                "invalid type: floating point `1.5`, expected a string or an integer as id",
            ),
            (r#"{"id":true,"text":""}"#, "invalid type: boolean `true`"),
            (r#"{"id":[],"text":""}"#, "invalid type: sequence"),
            (
                r#"{"id":99999999999999999999,"text":""}"#,
                "invalid type: floating point",
            ),
            (r#"{"text":"a"} x"#, "trailing characters"),
            (r#"{"text":"a""#, "EOF while parsing an object"),
            (r#"{"text":"\ud800"}"#, "unexpected end of hex escape"),
            (r#"{"text":"\udc00x"}"#, "lone leading surrogate"),
        ] {
            let found = Record::parse(line).unwrap_err();
            assert!(found.reason.starts_with(reason), "{line}: {}", found.reason);
            assert!(found.index < line.len());
        }
        assert_eq!(Record::parse(" 7").unwrap_err().index, 1);
        assert_eq!(Record::parse(r#"{"text":"a"} x"#).unwrap_err().index, 13);
    }

    #[test]
    fn deep_nesting_neither_exhausts_the_stack_nor_passes_for_a_text() {
        let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
        let nested = |key| format!("{{\"{key}\":{open}{close},\"text\":\"a\"}}");
        assert!(Record::parse(&nested("text")).is_err());
        assert!(Record::parse(&nested("id")).is_err());
        assert_eq!(Record::parse(&nested("other")).unwrap().text, "a");
    }
}
