//! `JsonRows`: JSON Lines as rows of labelled data; a field of an object is a column.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::labelled_rows::LabelledRows;
use crate::error::{ColumnRole, Error, Place, Problem, Result};
use crate::input::column_names::missing_column;
use crate::input::json::JsonRecords;
use crate::input::jsonl::{JsonlLine, JsonlLines, RecordSettings};
use crate::input::source::Source;
use crate::input::text_settings::TextSettings;
use crate::limits::{Limits, MAX_DATA_COLUMNS};

/// The objects of JSON Lines, one by one.
pub(super) struct JsonRows {
    path: String,
    limits: Limits,
    lines: Box<dyn Iterator<Item = Result<JsonlLine>>>,
    line: Option<JsonlLine>,
    columns: JsonColumns,
    is_at_end: bool,
}

/// The columns, which are found as the objects are read.
#[derive(Default)]
struct JsonColumns {
    names: Vec<String>,
    /// What the caller wants of the column at the same index; `None` for a column that it did not
    /// name.
    wanted: Vec<Option<WantedField>>,
    /// The current object's value of the column at the same index.
    cells: Vec<Option<String>>,
}

/// A column that the caller named.
#[derive(Clone, Copy)]
struct WantedField {
    role: Option<ColumnRole>,
    /// Whether an object had the field.
    is_found: bool,
}

impl JsonRows {
    /// Creates a reader of the objects of a source: JSON Lines, or JSON of another form.
    pub(super) fn new(source: Source, texts: TextSettings, is_json_lines: bool) -> Self {
        let path = source.path.clone();
        let settings = RecordSettings::of_texts(texts);
        JsonRows {
            path,
            limits: texts.limits,
            lines: if is_json_lines {
                Box::new(JsonlLines::new(source, settings))
            } else {
                Box::new(JsonRecords::new(source, settings))
            },
            line: None,
            columns: JsonColumns::default(),
            is_at_end: false,
        }
    }

    /// Checks that there was an object, and that every named field was in one.
    fn check_found(&self) -> Result<()> {
        let columns = self.columns.names.iter().zip(&self.columns.wanted);
        let lost = columns.filter(|(_, wanted)| wanted.is_some_and(|wanted| !wanted.is_found));
        let problem = match (&self.line, lost.map(|(name, _)| name).next()) {
            (None, _) => Problem::Empty,
            (Some(_), Some(name)) => self.columns.missing(name, None),
            (Some(_), None) => return Ok(()),
        };
        Err(Error::input(Place::file(&*self.path), problem))
    }
}

impl LabelledRows for JsonRows {
    fn path(&self) -> &str {
        &self.path
    }

    fn limits(&self) -> &Limits {
        &self.limits
    }

    fn column(&mut self, name: &str, role: Option<ColumnRole>) -> Result<usize> {
        Ok(self.columns.want(name, role))
    }

    fn names(&self) -> &[String] {
        &self.columns.names
    }

    fn advance(&mut self) -> Result<bool> {
        if self.is_at_end {
            return Ok(false);
        }
        let Some(line) = self.lines.next().transpose()? else {
            self.is_at_end = true;
            return self.check_found().map(|()| false);
        };
        let line = self.line.insert(line);
        let text = std::str::from_utf8(line.bytes())
            .map_err(|error| line.problem(error.valid_up_to(), Problem::InvalidUtf8))?;
        let Fields(fields) = serde_json::from_str(text).map_err(|error| {
            let place = format!(" at line {} column {}", error.line(), error.column());
            let message = error.to_string();
            let reason = message.strip_suffix(&place).unwrap_or(&message);
            let problem = Problem::Json(reason.to_owned());
            line.problem(error.column().saturating_sub(1), problem)
        })?;
        self.columns.fill(fields).map_err(|(problem, column)| self.problem(problem, column))?;
        Ok(true)
    }

    fn bytes(&self, column: usize) -> &[u8] {
        let cell = self.columns.cells.get(column).and_then(Option::as_ref);
        cell.map_or(&[], String::as_bytes)
    }

    fn row_name(&self) -> String {
        let line = self.line.as_ref().map_or(0, JsonlLine::number);
        format!("{}:{line}", self.path)
    }

    fn problem(&self, problem: Problem, column: Option<usize>) -> Error {
        let Some(line) = &self.line else {
            return Error::input(Place::file(&*self.path), problem);
        };
        let mut error = line.problem(0, problem);
        if let Error::Input { place, .. } = &mut error {
            place.column = column.and_then(|column| self.columns.names.get(column).cloned());
        }
        error
    }
}

impl JsonColumns {
    /// Returns the index of a column that the caller names.
    fn want(&mut self, name: &str, role: Option<ColumnRole>) -> usize {
        let known = self.names.iter().position(|known| known == name);
        let column = known.unwrap_or_else(|| self.add(name));
        let wanted = self.wanted[column].get_or_insert(WantedField { role: None, is_found: false });
        wanted.role = wanted.role.or(role);
        column
    }

    fn add(&mut self, name: &str) -> usize {
        self.names.push(name.to_owned());
        self.wanted.push(None);
        self.cells.push(None);
        self.names.len() - 1
    }

    /// Takes the fields of the next object as its cells.
    ///
    /// # Errors
    ///
    /// The problem, and the column of the field if there is one.
    fn fill(&mut self, fields: Vec<(String, &RawValue)>) -> Result<(), (Problem, Option<usize>)> {
        self.cells.iter_mut().for_each(|cell| *cell = None);
        let names: Vec<String> = fields.iter().map(|(name, _)| name.clone()).collect();
        for (name, value) in fields {
            let Some(column) = self.column_of(&name, &names) else {
                continue;
            };
            if self.cells[column].is_some() {
                return Err((Problem::DuplicateColumn(name), None));
            }
            let json = value.get();
            let cell = match &mut self.wanted[column] {
                Some(wanted) => {
                    wanted.is_found = true;
                    named_cell(&name, json, wanted.role).map_err(|problem| (problem, None))?
                }
                None => cell(json).unwrap_or_else(|_| json.to_owned()),
            };
            self.cells[column] = Some(cell);
        }
        for (column, name) in self.names.iter().enumerate() {
            let role = self.wanted[column].and_then(|wanted| wanted.role);
            if role.is_some() && self.cells[column].is_none() {
                return Err((missing_column(names, name, role), None));
            }
        }
        Ok(())
    }

    /// Returns the column of a field. A field in another case is that of a column that the caller
    /// named if the object has no field with its exact name. `None` for a column over the limit.
    fn column_of(&mut self, name: &str, names: &[String]) -> Option<usize> {
        if let Some(column) = self.names.iter().position(|known| known == name) {
            return Some(column);
        }
        let folded = name.trim().to_lowercase();
        let is_alike = |column: &usize| {
            self.wanted[*column].is_some()
                && self.names[*column].trim().to_lowercase() == folded
                && !names.contains(&self.names[*column])
        };
        let alike = (0..self.names.len()).find(is_alike);
        alike.or_else(|| (self.names.len() < MAX_DATA_COLUMNS).then(|| self.add(name)))
    }

    /// Creates the problem of a column that is in no object.
    fn missing(&self, name: &str, role: Option<ColumnRole>) -> Problem {
        let found = self.names.iter().zip(&self.wanted);
        let found = found.filter(|(_, wanted)| wanted.is_none_or(|wanted| wanted.is_found));
        missing_column(found.map(|(name, _)| name.clone()).collect(), name, role)
    }
}

/// Returns the cell of a field that the caller named: a text must be a string, and any other field
/// a string, a number, a boolean or null.
fn named_cell(name: &str, json: &str, role: Option<ColumnRole>) -> Result<String, Problem> {
    let expected = match json.as_bytes().first() {
        Some(b'"') => None,
        _ if role == Some(ColumnRole::Text) => Some("a string"),
        Some(b'[' | b'{') => Some("a string, a number or a boolean"),
        _ => None,
    };
    if let Some(expected) = expected {
        return Err(Problem::Json(format!("the field {name:?} is not {expected}")));
    }
    cell(json).map_err(|error| Problem::Json(format!("the field {name:?}: {error}")))
}

/// Returns a value as the text of a cell; a null is empty.
fn cell(json: &str) -> serde_json::Result<String> {
    match json {
        "null" => Ok(String::new()),
        _ if json.starts_with('"') => serde_json::from_str(json),
        _ => Ok(json.to_owned()),
    }
}

/// The fields of an object, in its order.
struct Fields<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;

    fn rows(text: &str) -> JsonRows {
        let source = Source::new("a.jsonl", trickle(text.as_bytes()), &Reading::default()).unwrap();
        JsonRows::new(source, TextSettings::default(), true)
    }

    /// Reads the text, label and page of every object.
    fn read(text: &str) -> Result<Vec<[String; 3]>> {
        let mut rows = rows(text);
        let text = rows.column("text", Some(ColumnRole::Text))?;
        let label = rows.column("label", Some(ColumnRole::Label))?;
        let page = rows.column("page", None)?;
        let mut all = Vec::new();
        while rows.advance()? {
            let cell = |column| rows.cell(column).unwrap().to_owned();
            all.push([text, label, page].map(cell));
        }
        assert!(!rows.advance()?);
        Ok(all)
    }

    fn message(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn labels_and_ids_may_be_strings_numbers_and_booleans() {
        let found = read(
            "{\"text\": \"One \\u00e9.\", \"label\": 1, \"page\": \"a\"}\n\n\
             {\"page\": 7, \"Label\": true, \"text\": \"\", \"more\": [1, {}]}\r\n\
             {\"label\": null, \"text\": \"Two.\", \"page\": null}",
        );
        assert_eq!(
            found.unwrap(),
            [["One é.", "1", "a"], ["", "true", "7"], ["Two.", "", ""]]
                .map(|row| row.map(String::from))
        );
    }

    #[test]
    fn missing_fields_are_reported_with_the_fields_that_are_there() {
        assert_eq!(
            message("{\"text\": \"One.\", \"tag\": 1, \"page\": 1}\n"),
            "a.jsonl: line 1 (byte 0): no column \"label\"; there are \"text\", \"tag\", \"page\""
        );
        // A field that no object has is an error; one that some objects lack is not.
        let row = "{\"text\": \"One.\", \"label\": \"news\"}\n";
        assert_eq!(message(row), "a.jsonl: no column \"page\"; there are \"text\", \"label\"");
        let other = "{\"text\": \"One.\", \"label\": \"news\", \"page\": \"\"}\n";
        assert_eq!(read(&format!("{row}{other}")).unwrap().len(), 2);
        assert_eq!(message("\n\n"), "a.jsonl: the file is empty");
    }

    #[test]
    fn bad_values_are_reported_with_their_line() {
        for (line, problem) in [
            ("{\"text\": 7, \"label\": \"\"}", "the field \"text\" is not a string;"),
            ("{\"text\": null, \"label\": \"\"}", "the field \"text\" is not a string;"),
            ("{\"text\": \"\", \"label\": [1]}", "the field \"label\" is not a string, a number"),
            ("{\"text\": \"\\ud800\", \"label\": 1}", "the field \"text\": "),
            ("{\"text\": \"\", \"text\": \"\", \"label\": 1}", "column \"text\" occurs twice"),
            ("[1]", "invalid type: sequence, expected an object"),
            ("{\"text\": ", "EOF while parsing"),
        ] {
            let found = message(&format!("\n{line}\n"));
            let start = "a.jsonl: line 2 (byte ";
            assert!(found.starts_with(start) && found.contains(problem), "{line}: {found}");
        }
    }

    #[test]
    fn columns_are_found_as_they_come_up_to_a_limit() {
        let fields: String = (0..200).map(|at| format!(", \"f{at}\": \"v{at}\"")).collect();
        let mut rows = rows(&format!("{{\"text\": \"a\"}}\n{{\"text\": \"b\"{fields}}}\n"));
        rows.column("text", None).unwrap();
        assert!(rows.advance().unwrap());
        assert_eq!(rows.names(), ["text"]);
        assert!(rows.advance().unwrap());
        assert_eq!(rows.names().len(), MAX_DATA_COLUMNS);
        assert_eq!(rows.bytes(3), b"v2");
        assert_eq!(rows.row_name(), "a.jsonl:2");
    }
}
