//! The JSON line of a bad record: its place, the reason of its rejection, and its start.

use serde::Serialize;

use super::jsonl::json;
use crate::error::{Error, Result};

/// `{"path":…,"row":…,"line":…,"byte":…,"column":…,"reason":…,"excerpt":…,"rest_unread":…}`; an
/// unknown value is null.
#[derive(Serialize)]
struct RejectedLine<'a> {
    path: Option<&'a str>,
    row: Option<u64>,
    line: Option<u64>,
    byte: Option<u64>,
    column: Option<&'a str>,
    reason: String,
    excerpt: Option<&'a str>,
    /// Whether the rest of the input was not read.
    rest_unread: bool,
}

/// Appends the JSON line of a bad record.
///
/// # Errors
/// [`Error::Internal`] if a value cannot be written as JSON, which does not occur for an error.
pub fn rejected_line(error: &Error, out: &mut Vec<u8>) -> Result<()> {
    let (place, reason, excerpt) = match error {
        Error::Input { place, problem, excerpt } => {
            (Some(place), problem.to_string(), Some(&**excerpt))
        }
        other => (None, other.to_string(), None),
    };
    let line = RejectedLine {
        path: place.map(|place| &*place.path),
        row: place.and_then(|place| place.row),
        line: place.and_then(|place| place.line),
        byte: place.and_then(|place| place.byte),
        column: place.and_then(|place| place.column.as_deref()),
        reason,
        excerpt: excerpt.filter(|excerpt| !excerpt.is_empty()),
        rest_unread: error.ends_input(),
    };
    json(&line, out)?;
    out.push(b'\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Place, Problem};

    fn line(error: &Error) -> serde_json::Value {
        let mut out = Vec::new();
        rejected_line(error, &mut out).unwrap();
        assert_eq!(out.pop(), Some(b'\n'));
        assert!(!out.contains(&b'\n'));
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn line_has_place_reason_and_excerpt() {
        let place = Place {
            row: Some(3),
            line: Some(4),
            byte: Some(90),
            column: Some("text".into()),
            ..Place::file("a.csv")
        };
        let record = format!("one\u{1b}[2J\n\u{202E}{}", "x".repeat(1000));
        let error = Error::of_record(place, Problem::InvalidUtf8, record.as_bytes());
        let line = line(&error);
        assert_eq!(line["path"], "a.csv");
        assert_eq!((&line["row"], &line["byte"]), (&3.into(), &90.into()));
        assert_eq!(line["column"], "text");
        assert!(line["reason"].as_str().unwrap().starts_with("invalid UTF-8"));
        let excerpt = line["excerpt"].as_str().unwrap();
        assert!(excerpt.starts_with("one\\u{1b}[2J"), "{excerpt}");
        assert!(excerpt.chars().count() <= crate::limits::MAX_EXCERPT_CHARS);
        assert_eq!(line["rest_unread"], false);
    }

    #[test]
    fn unknown_values_are_null() {
        let fault = line(&Error::Internal("judging".into()));
        assert!(fault["path"].is_null() && fault["excerpt"].is_null());
        let bomb = Error::input(Place::file("a.gz"), Problem::Bomb { limit: 200 });
        assert_eq!(line(&bomb)["rest_unread"], true);
    }
}
