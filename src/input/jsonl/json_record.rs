//! `JsonRecord`: the id and the text of an object of JSON.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::json_fields::{JsonFields, place_in};
use super::json_id::{PlainId, parse_id};
use crate::article::ArticleId;
use crate::error::ColumnRole;
use crate::input::columns::{Columns, FieldName, HandedOn, ID_NAMES, TEXT_NAMES};
use crate::source_record::{SourceField, SourceRecord, TextPlace};

/// An object with an id and a text.
#[derive(Debug)]
pub(super) struct JsonRecord<'a> {
    /// `None` if there is no id, or if it is null.
    pub(super) id: Option<ArticleId>,
    pub(super) text: JsonText<'a>,
    /// The names under which the text and the id were found, if the caller named none and they are
    /// not the usual ones.
    pub(super) guessed: Option<GuessedNames>,
    /// The fields that are handed on, if some are.
    pub(super) fields: Option<SourceRecord>,
    /// Which of the names that the caller gave are there.
    pub(super) names: NamesThere,
}

/// Which of the names that the caller gave are there: a bit for the id, then one for each field that
/// is handed on, up to 63 fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct NamesThere {
    pub(super) found: u64,
    pub(super) missing: u64,
}

impl NamesThere {
    fn add(&mut self, bit: usize, is_there: bool) {
        let names = if is_there { &mut self.found } else { &mut self.missing };
        *names |= 1_u64.checked_shl(bit as u32).unwrap_or(0);
    }
}

/// The text of a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum JsonText<'a> {
    Whole(Cow<'a, str>),
    Paragraphs(Vec<Cow<'a, str>>),
}

/// The names of a record's text and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GuessedNames {
    pub(super) text: String,
    pub(super) id: Option<String>,
}

/// Why an object is not a valid record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum InvalidRecord {
    /// The object cannot be parsed.
    Json {
        /// 0-based byte of the object at which the problem was found.
        index: usize,
        /// The problem, as part of a sentence.
        reason: String,
    },
    /// The text or the id is an object.
    Object {
        /// 0-based byte of the object at which it starts.
        index: usize,
        /// The name of the field.
        field: String,
        /// What was looked for.
        role: ColumnRole,
        /// The name of a field inside it that could be meant.
        inside: Option<String>,
    },
    /// There is no text.
    MissingText {
        /// The name that was looked for.
        wanted: String,
        /// The names of the fields that are there.
        present: Vec<String>,
    },
}

/// The usual object: a text and an id under their usual names.
#[derive(serde::Deserialize)]
struct PlainRecord<'a> {
    #[serde(default)]
    id: PlainId,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

impl<'a> JsonRecord<'a> {
    /// Parses an object with the fields `columns`.
    ///
    /// # Errors
    ///
    /// The reason if the object is not a valid record.
    pub(super) fn parse(json: &'a str, columns: &Columns) -> Result<Self, InvalidRecord> {
        // serde also reads a struct from an array, one element for each field.
        let start = json.len() - json.trim_ascii_start().len();
        if json.as_bytes().get(start) != Some(&b'{') {
            let reason = "not a JSON object".to_owned();
            return Err(InvalidRecord::Json { index: start, reason });
        }
        let is_usual =
            |name: &Option<String>, usual| name.as_deref().is_none_or(|name| name == usual);
        if is_usual(&columns.text, "text")
            && is_usual(&columns.id, "id")
            && columns.handed_on == HandedOn::None
            && let Ok(PlainRecord { id: PlainId(Some(id)), text }) = serde_json::from_str(json)
        {
            let text = JsonText::Whole(text);
            let mut names = NamesThere::default();
            names.add(0, true);
            return Ok(JsonRecord { id: Some(id), text, guessed: None, fields: None, names });
        }
        JsonRecord::parse_fields(json, columns)
    }

    /// Parses an object field by field.
    fn parse_fields(json: &'a str, columns: &Columns) -> Result<Self, InvalidRecord> {
        let at = |index| move |error| invalid(index, error);
        let fields = JsonFields::parse(json).map_err(at(0))?;
        let start_of = |value: &RawValue| place_in(json, value).map_or(0, |place| place.start);
        let (text_name, text_value) = find_text(&fields, columns.text.as_deref())?;
        refuse_object(text_name, text_value, ColumnRole::Text, start_of(text_value))?;
        let text: JsonText<'a> =
            serde_json::from_str(text_value.get()).map_err(at(start_of(text_value)))?;
        let found_id = find_id(&fields, columns.id.as_deref())?;
        if let Some((name, value)) = found_id {
            refuse_object(name, value, ColumnRole::Id, start_of(value))?;
        }
        let id = match found_id {
            Some((_, value)) => parse_id(value).map_err(at(start_of(value)))?,
            None => None,
        };
        let guessed_id = found_id.map(|(name, _)| name).filter(|_| columns.id.is_none());
        let guessed_id = guessed_id.filter(|name| *name != "id");
        let has_other_text = columns.text.is_none() && text_name != "text";
        let guessed = (has_other_text || guessed_id.is_some()).then(|| GuessedNames {
            text: text_name.to_owned(),
            id: guessed_id.map(str::to_owned),
        });
        let is_list = matches!(text, JsonText::Paragraphs(_));
        let mut names = NamesThere::default();
        if let Some(name) = &columns.id {
            names.add(0, found_id.is_some() || !fields.find(name).is_empty());
        }
        let handed_on = handed_on(&fields, text_value, is_list, &columns.handed_on, &mut names);
        let fields = handed_on.map(|record| SourceRecord { has_id: found_id.is_some(), ..record });
        Ok(JsonRecord { id, text, guessed, fields, names })
    }
}

/// Finds the text by its name, or by one of the usual names.
fn find_text<'n, 'a>(
    fields: &'n JsonFields<'a>,
    name: Option<&'n str>,
) -> Result<(&'n str, &'a RawValue), InvalidRecord> {
    // A string, or a list that begins with one: the text is parsed later.
    let is_text = |value: &&RawValue| {
        let list = value.get().strip_prefix('[').map(str::trim_start);
        value.get().starts_with('"') || list.is_some_and(|list| list.starts_with(['"', ']']))
    };
    let names = name.map_or(&TEXT_NAMES[..], |_| &[]).iter().copied().chain(name);
    let mut first = None;
    for name in names {
        let found = fields.all(name);
        let Some(&value) = found.first() else {
            continue;
        };
        if found.len() > 1 {
            return Err(duplicate(name));
        }
        if is_text(&value) {
            return Ok((name, value));
        }
        first.get_or_insert((name, value));
    }
    let alike = match name {
        Some(name) => fields.find(name).first().map(|value| (name, *value)),
        None => TEXT_NAMES
            .iter()
            .filter_map(|name| fields.only_alike(name))
            .find(|(_, value)| is_text(value)),
    };
    let first = alike.or(first);
    // A value that is no text is reported as such.
    first.ok_or_else(|| InvalidRecord::MissingText {
        wanted: name.unwrap_or(TEXT_NAMES[0]).to_owned(),
        present: fields.names(),
    })
}

/// Finds the id by its name, or by one of the usual names.
fn find_id<'n, 'a>(
    fields: &'n JsonFields<'a>,
    name: Option<&'n str>,
) -> Result<Option<(&'n str, &'a RawValue)>, InvalidRecord> {
    let names = name.map_or(&ID_NAMES[..], |_| &[]).iter().copied().chain(name);
    for candidate in names {
        let found = fields.all(candidate);
        let Some(&value) = found.first() else {
            continue;
        };
        if found.len() > 1 {
            return Err(duplicate(candidate));
        }
        // Only a named id, and the id of the usual name, must be valid.
        let is_required = name.is_some() || candidate == ID_NAMES[0];
        let is_null = value.get() == "null";
        if !is_null && (is_required || parse_id(value).is_ok()) {
            return Ok(Some((candidate, value)));
        }
    }
    let is_id = |value: &&RawValue| value.get() != "null";
    Ok(match name {
        Some(name) => {
            fields.find(name).first().filter(|value| is_id(value)).map(|value| (name, *value))
        }
        None => ID_NAMES
            .iter()
            .filter_map(|name| fields.only_alike(name))
            .find(|(_, value)| is_id(value) && parse_id(value).is_ok()),
    })
}

/// Refuses an object in the place of a text or an id, and names a field inside it.
fn refuse_object(
    name: &str,
    value: &RawValue,
    role: ColumnRole,
    index: usize,
) -> Result<(), InvalidRecord> {
    if !value.get().starts_with('{') {
        return Ok(());
    }
    let inner = JsonFields::parse(value.get()).ok();
    let inside = inner.and_then(|inner| {
        let usual = if role == ColumnRole::Id { &ID_NAMES[..] } else { &TEXT_NAMES };
        let is_usual = |name: &str| usual.iter().any(|usual| usual.eq_ignore_ascii_case(name));
        let is_string = |value: &RawValue| value.get().starts_with('"');
        let found = inner.iter().find(|(name, value)| is_usual(name) && is_string(value));
        let found = found.or_else(|| inner.iter().find(|(_, value)| is_string(value)));
        found.map(|(inner, _)| format!("{name}.{inner}"))
    });
    Err(InvalidRecord::Object { index, field: name.to_owned(), role, inside })
}

/// Returns the fields that are handed on; `None` if none are. Notes in `names` which are there.
fn handed_on(
    fields: &JsonFields<'_>,
    text: &RawValue,
    is_list: bool,
    wanted: &HandedOn,
    names_there: &mut NamesThere,
) -> Option<SourceRecord> {
    let field = |name: &str, value: &RawValue| SourceField {
        name: name.to_owned(),
        // A line end inside a value is white space between its tokens.
        json: value.get().replace(['\n', '\r'], " "),
    };
    match wanted {
        HandedOn::None => None,
        HandedOn::Named(names) => {
            let of = |(at, FieldName { path, output }): (usize, &FieldName)| {
                let value = fields.find(path).into_iter().next();
                names_there.add(1 + at, value.is_some());
                match value {
                    Some(value) => field(output, value),
                    None => SourceField { name: output.clone(), json: "null".to_owned() },
                }
            };
            let fields = names.iter().enumerate().map(of).collect();
            Some(SourceRecord { fields, ..SourceRecord::default() })
        }
        HandedOn::All => {
            let text = fields.index_of(text).and_then(|index| {
                let (_, outer) = fields.iter().nth(index)?;
                let value = place_in(outer.get(), text)?;
                Some(TextPlace { field: index, value, is_list })
            });
            let around_text = |name: &str, value: &RawValue, text: &Range<usize>| {
                let (before, after) = (&value.get()[..text.start], &value.get()[text.end..]);
                let json = format!("{before}{after}").replace(['\n', '\r'], " ");
                SourceField { name: name.to_owned(), json }
            };
            let kept = |(at, (name, value))| match &text {
                Some(text) if text.field == at => around_text(name, value, &text.value),
                _ => field(name, value),
            };
            let fields = fields.iter().enumerate().map(kept).collect();
            // The text itself is not kept: another text takes its place.
            let text =
                text.map(|text| TextPlace { value: text.value.start..text.value.start, ..text });
            Some(SourceRecord { fields, text, ..SourceRecord::default() })
        }
    }
}

fn duplicate(name: &str) -> InvalidRecord {
    InvalidRecord::Json { index: 0, reason: format!("duplicate field `{name}`") }
}

/// Converts an error of serde_json in a value that starts at byte `start`.
fn invalid(start: usize, error: serde_json::Error) -> InvalidRecord {
    // The place of serde_json is within the value; the caller adds the place in the file.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    InvalidRecord::Json {
        index: start + error.column().saturating_sub(1),
        reason: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for JsonText<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A string, borrowed where it has no escapes.
        #[derive(serde::Deserialize)]
        struct BorrowedText<'a>(#[serde(borrow)] Cow<'a, str>);

        struct TextVisitor;

        impl<'de> de::Visitor<'de> for TextVisitor {
            type Value = JsonText<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<JsonText<'de>, E> {
                Ok(JsonText::Whole(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<JsonText<'de>, E> {
                Ok(JsonText::Whole(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<Self::Value, A::Error> {
                let mut paragraphs = Vec::new();
                while let Some(BorrowedText(paragraph)) =
                    list.next_element::<BorrowedText<'de>>()?
                {
                    paragraphs.push(paragraph);
                }
                Ok(JsonText::Paragraphs(paragraphs))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

#[cfg(test)]
mod record_samples;
