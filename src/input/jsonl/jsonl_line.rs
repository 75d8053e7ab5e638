//! `JsonlLine`: a line of JSON Lines, and its article.

use std::sync::Arc;

use super::json_record::JsonRecord;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Place, Problem, Result};
use crate::input::text_settings::TextSettings;

/// A line of JSON Lines, without its line end.
///
/// [`RawArticle::parse`](crate::input::RawArticle::parse) returns its article.
#[derive(Debug)]
pub struct JsonlLine {
    pub(super) bytes: Vec<u8>,
    pub(super) path: Arc<str>,
    /// 1-based number of the line.
    pub(super) number: u64,
    /// Offset of the line in the input.
    pub(super) start: u64,
    pub(super) texts: TextSettings,
    /// 1-based number of the record, if a line may hold several.
    pub(super) record: Option<u64>,
}

impl JsonlLine {
    /// Creates record `record` (1-based) of JSON, which starts at this line and byte. Line ends
    /// between its tokens are spaces.
    pub(in crate::input) fn of_json(
        bytes: Vec<u8>,
        path: Arc<str>,
        (record, line, start): (u64, u64, u64),
        texts: TextSettings,
    ) -> Self {
        JsonlLine { bytes, path, number: line, start, texts, record: Some(record) }
    }

    /// Parses the article of the line.
    ///
    /// # Errors
    ///
    /// [`Problem::InvalidUtf8`], [`Problem::Json`], and the limits of an article.
    pub(in crate::input) fn parse(&self) -> Result<Article> {
        let line = std::str::from_utf8(&self.bytes)
            .map_err(|error| self.problem(error.valid_up_to(), Problem::InvalidUtf8))?;
        let record = JsonRecord::parse(line)
            .map_err(|invalid| self.problem(invalid.index, Problem::Json(invalid.reason)))?;
        let number = self.record.unwrap_or(self.number);
        let default_id = || ArticleId::Text(format!("{}:{number}", self.path));
        let id = record.id.0.unwrap_or_else(default_id);
        self.texts.article(id, record.text).map_err(|problem| self.problem(0, problem))
    }

    /// Returns the bytes of the record.
    pub(in crate::input) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the line and the byte at which the record starts.
    pub(in crate::input) fn line_and_start(&self) -> (u64, u64) {
        (self.number, self.start)
    }

    /// Returns the length of the line in bytes.
    pub(in crate::input) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Creates the error of a problem at a byte of the line.
    pub(in crate::input) fn problem(&self, index: usize, problem: Problem) -> Error {
        let place = Place {
            line: Some(self.number),
            byte: Some(self.start + index as u64),
            ..Place::file(&*self.path)
        };
        Error::of_record(place, problem, &self.bytes)
    }
}
