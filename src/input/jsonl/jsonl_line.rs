//! `JsonlLine`: a line of JSON Lines, and its article.

use std::sync::Arc;

use super::json_record::{GuessedNames, InvalidRecord, JsonRecord, JsonText};
use crate::article::{Article, ArticleId};
use crate::error::{Error, Place, Problem, Result};
use crate::input::columns::Columns;
use crate::input::notices::Notices;
use crate::input::text_settings::TextSettings;

/// How the records of an input become articles.
#[derive(Debug, Default)]
pub(in crate::input) struct RecordSettings {
    pub(in crate::input) columns: Columns,
    pub(in crate::input) texts: TextSettings,
    pub(in crate::input) notices: Option<Arc<Notices>>,
}

impl RecordSettings {
    /// The settings of records with the usual names.
    pub(in crate::input) fn of_texts(texts: TextSettings) -> Arc<Self> {
        Arc::new(RecordSettings { texts, ..RecordSettings::default() })
    }
}

/// A record of JSON: a line of JSON Lines without its line end, or an element of an array.
///
/// [`RawArticle::parse`](crate::input::RawArticle::parse) returns its article.
#[derive(Debug)]
pub struct JsonlLine {
    pub(in crate::input) bytes: Vec<u8>,
    pub(in crate::input) path: Arc<str>,
    /// 1-based number of the line at which the record starts.
    pub(in crate::input) number: u64,
    /// Offset of the record in the input.
    pub(in crate::input) start: u64,
    pub(in crate::input) settings: Arc<RecordSettings>,
}

impl JsonlLine {
    /// Parses the article of the record.
    ///
    /// # Errors
    ///
    /// [`Problem::InvalidUtf8`], [`Problem::Json`], [`Problem::MissingField`], and the limits of an
    /// article.
    pub(in crate::input) fn parse(&self) -> Result<Article> {
        let RecordSettings { columns, texts, .. } = &*self.settings;
        let json = std::str::from_utf8(&self.bytes)
            .map_err(|error| self.problem(error.valid_up_to(), Problem::InvalidUtf8))?;
        let record = JsonRecord::parse(json, columns).map_err(|invalid| match invalid {
            InvalidRecord::Json { index, reason } => self.problem(index, Problem::Json(reason)),
            InvalidRecord::MissingText { wanted, present } => {
                self.problem(0, Problem::MissingField { wanted, present })
            }
        })?;
        if let Some(guessed) = &record.guessed {
            self.say(guessed);
        }
        let default_id = || ArticleId::Text(format!("{}:{}", self.path, self.number));
        let id = record.id.unwrap_or_else(default_id);
        let article = match record.text {
            JsonText::Whole(text) => texts.article(id, text),
            JsonText::Paragraphs(paragraphs) => texts.article_of_paragraphs(id, &paragraphs),
        };
        let mut article = article.map_err(|problem| self.problem(0, problem))?;
        article.record = record.fields.map(Box::new);
        Ok(article)
    }

    /// Tells under which names the text and the id were found.
    fn say(&self, GuessedNames { text, id }: &GuessedNames) {
        let Some(notices) = &self.settings.notices else {
            return;
        };
        let path = &self.path;
        if text != "text" && self.settings.columns.text.is_none() {
            notices.add(format!("{path}: no field \"text\"; the texts are those of {text:?}"));
        }
        if let Some(id) = id {
            notices.add(format!("{path}: no field \"id\"; the ids are those of {id:?}"));
        }
    }

    /// Returns the bytes of the line, without its line end.
    pub(in crate::input) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the 1-based number of the line.
    pub(in crate::input) fn number(&self) -> u64 {
        self.number
    }

    /// Returns the length of the record in bytes.
    pub(in crate::input) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Creates the error of a problem at a byte of the record.
    pub(in crate::input) fn problem(&self, index: usize, problem: Problem) -> Error {
        let place = Place {
            line: Some(self.number),
            byte: Some(self.start + index as u64),
            ..Place::file(&*self.path)
        };
        Error::of_record(place, problem, &self.bytes)
    }
}
