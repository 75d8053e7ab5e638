//! `SourceRecord`: the fields of the record that an article came from, as they stand.

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

    /// Appends the fields other than the one with the text, each followed by a comma, without those
    /// that are `replaced`.
    ///
    /// # Errors
    /// As [`write_with_text`](Self::write_with_text).
    pub fn write_others(&self, replaced: &[&str], out: &mut Vec<u8>) -> Result<()> {
        for (at, field) in self.fields.iter().enumerate() {
            let is_text = self.text.as_ref().is_some_and(|text| text.field == at);
            if !is_text && !replaced.contains(&field.name.as_str()) {
                name(&field.name, out)?;
                out.extend_from_slice(field.json.as_bytes());
                out.push(b',');
            }
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
