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
}

impl JsonlLine {
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
        let default_id = || ArticleId::Text(format!("{}:{}", self.path, self.number));
        let id = record.id.0.unwrap_or_else(default_id);
        self.texts.article(id, record.text).map_err(|problem| self.problem(0, problem))
    }

    /// Returns the bytes of the line, without its line end.
    pub(in crate::input) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the 1-based number of the line.
    pub(in crate::input) fn number(&self) -> u64 {
        self.number
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
