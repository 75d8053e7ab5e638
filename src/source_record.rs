//! `SourceRecord`: the fields of the record that an article came from, unchanged.

use std::ops::Range;

use crate::error::{Error, Result};

/// The fields of a record that are handed on to the output.
///
/// ```
/// use adsift::source_record::{SourceField, SourceRecord, TextPlace};
///
/// let field = |name: &str, json: &str| SourceField { name: name.into(), json: json.into() };
/// let record = SourceRecord {
///     fields: vec![field("url", "\"/a\""), field("body", "{\"text\":\"One.\",\"n\":1}")],
///     text: Some(TextPlace { field: 1, value: 8..14, is_list: false }),
///     has_id: true,
///     rows: Vec::new(),
/// };
/// let mut out = Vec::new();
/// record.write_with_text(&["News."], &[], &mut out)?;
/// assert_eq!(out, br#""url":"/a","body":{"text":"News.","n":1},"#);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceRecord {
    /// The fields, in the order of the record or of the request.
    pub fields: Vec<SourceField>,
    /// The place of the text among the fields, if it is one of them.
    pub text: Option<TextPlace>,
    /// Whether the id of the article is one of the fields.
    pub has_id: bool,
    /// The fields of each row of the article, if its paragraphs have rows with fields that differ.
    /// Each row has as many fields as `fields`, by the same names.
    pub rows: Vec<RecordRow>,
}

/// The fields of a row of an article, and its paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The number of paragraphs of the article up to the end of this row.
    pub end: usize,
    /// The fields.
    pub fields: Vec<SourceField>,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceField {
    /// The name.
    pub name: String,
    /// The value as JSON, on one line.
    pub json: String,
}

/// The place of the text of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextPlace {
    /// The index of the field.
    pub field: usize,
    /// The byte range of the text's value in the JSON of the field.
    pub value: Range<usize>,
    /// Whether the value is a list of paragraphs.
    pub is_list: bool,
}

impl SourceRecord {
    /// Whether the record has a field of this name.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.name == name)
    }

    /// The fields of a paragraph (0-based): those of its row, or else those of the record.
    ///
    /// ```
    /// use adsift::source_record::{RecordRow, SourceField, SourceRecord};
    ///
    /// let label = |json: &str| vec![SourceField { name: "label".into(), json: json.into() }];
    /// let rows = vec![
    ///     RecordRow { end: 2, fields: label("0") },
    ///     RecordRow { end: 3, fields: label("1") },
    /// ];
    /// let record = SourceRecord { fields: label("0"), rows, ..SourceRecord::default() };
    /// assert_eq!(record.fields_of(1), label("0"));
    /// assert_eq!(record.fields_of(2), label("1"));
    /// ```
    pub fn fields_of(&self, paragraph: usize) -> &[SourceField] {
        let row = self.rows.partition_point(|row| row.end <= paragraph);
        self.rows.get(row).map_or(&self.fields, |row| &row.fields)
    }

    /// Leaves out the fields, other than the one with the text, whose values are not those of
    /// `other`, a record with the same names.
    pub(crate) fn keep_same(&mut self, other: &SourceRecord) {
        let text = self.text.as_ref().map(|text| text.field);
        let mut place = None;
        let mut kept = Vec::with_capacity(self.fields.len());
        for (at, field) in std::mem::take(&mut self.fields).into_iter().enumerate() {
            if text == Some(at) {
                place = Some(kept.len());
            } else if !other.fields.contains(&field) {
                continue;
            }
            kept.push(field);
        }
        self.fields = kept;
        if let (Some(text), Some(place)) = (&mut self.text, place) {
            text.field = place;
        }
    }

    /// Appends the fields, each followed by a comma, with other `paragraphs` in the place of the
    /// text: a list if the text was one, else one text with blank lines between the paragraphs.
    /// Leaves out the fields that are `replaced`.
    ///
    /// # Errors
    /// [`Error::Internal`] if a text cannot be written as JSON, which does not occur.
    pub fn write_with_text(
        &self,
        paragraphs: &[&str],
        replaced: &[&str],
        out: &mut Vec<u8>,
    ) -> Result<()> {
        for (at, field) in self.fields.iter().enumerate() {
            let text = self.text.as_ref().filter(|text| text.field == at);
            if text.is_none() && replaced.contains(&field.name.as_str()) {
                continue;
            }
            name(&field.name, out)?;
            match text {
                None => out.extend_from_slice(field.json.as_bytes()),
                Some(text) => {
                    out.extend_from_slice(&field.json.as_bytes()[..text.value.start]);
                    if text.is_list {
                        json(paragraphs, out)?;
                    } else {
                        json(&paragraphs.join("\n\n"), out)?;
                    }
                    out.extend_from_slice(&field.json.as_bytes()[text.value.end..]);
                }
            }
            out.push(b',');
        }
        Ok(())
    }

    /// Appends the fields, each followed by a comma, without the text and without those that are
    /// `replaced`. An object that holds the text has null in its place.
    ///
    /// # Errors
    /// As [`write_with_text`](Self::write_with_text).
    pub fn write_others(&self, replaced: &[&str], out: &mut Vec<u8>) -> Result<()> {
        for (at, field) in self.fields.iter().enumerate() {
            if replaced.contains(&field.name.as_str()) {
                continue;
            }
            let json = field.json.as_bytes();
            match self.text.as_ref().filter(|text| text.field == at) {
                Some(text) if text.value == (0..json.len()) => continue,
                Some(text) => {
                    name(&field.name, out)?;
                    out.extend_from_slice(&json[..text.value.start]);
                    out.extend_from_slice(b"null");
                    out.extend_from_slice(&json[text.value.end..]);
                }
                None => {
                    name(&field.name, out)?;
                    out.extend_from_slice(json);
                }
            }
            out.push(b',');
        }
        Ok(())
    }
}

fn name(name: &str, out: &mut Vec<u8>) -> Result<()> {
    json(name, out)?;
    out.push(b':');
    Ok(())
}

fn json(value: &(impl serde::Serialize + ?Sized), out: &mut Vec<u8>) -> Result<()> {
    serde_json::to_writer(out, value).map_err(|error| Error::Internal(error.to_string()))
}
