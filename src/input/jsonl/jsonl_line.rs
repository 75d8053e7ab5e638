//! `JsonlLine`: a line of JSON Lines, and its article.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::json_record::{GuessedNames, InvalidRecord, JsonRecord, JsonText, NamesThere};
use crate::article::{Article, ArticleId};
use crate::error::{Error, Place, Problem, Result};
use crate::input::column_names::suggestion;
use crate::input::columns::{Columns, HandedOn};
use crate::input::notices::{NamedField, Notices};
use crate::input::text_settings::TextSettings;

/// How the records of an input become articles.
#[derive(Debug, Default)]
pub(in crate::input) struct RecordSettings {
    pub(in crate::input) columns: Columns,
    pub(in crate::input) texts: TextSettings,
    pub(in crate::input) notices: Option<Arc<Notices>>,
    pub(in crate::input) names: NamesSeen,
}

/// Which of the names that the caller gave some record had, and which some record had not.
#[derive(Debug, Default)]
pub(in crate::input) struct NamesSeen {
    found: AtomicU64,
    missing: AtomicU64,
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
    pub(super) bytes: Vec<u8>,
    pub(super) path: Arc<str>,
    /// 1-based number of the line at which the record starts.
    pub(super) number: u64,
    /// Offset of the record in the input.
    pub(super) start: u64,
    pub(super) settings: Arc<RecordSettings>,
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
        settings: Arc<RecordSettings>,
    ) -> Self {
        JsonlLine { bytes, path, number: line, start, settings, record: Some(record) }
    }

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
            InvalidRecord::Object { index, field, role, inside } => {
                self.problem(index, Problem::ObjectField { field, role, inside })
            }
            InvalidRecord::MissingText { wanted, present } => {
                let hint = suggestion(&present, &wanted);
                self.problem(0, Problem::MissingField { wanted, present, hint })
            }
        })?;
        if let Some(guessed) = &record.guessed {
            self.say(guessed);
        }
        self.note_names(record.names);
        let number = self.record.unwrap_or(self.number);
        let default_id = || ArticleId::Text(format!("{}:{number}", self.path));
        let id = record.id.unwrap_or_else(default_id);
        let article = match record.text {
            JsonText::Whole(text) => texts.article(id, text),
            JsonText::Paragraphs(paragraphs) => texts.article_of_paragraphs(id, &paragraphs),
        };
        let mut article = article.map_err(|problem| self.problem(0, problem))?;
        article.record = record.fields.map(Box::new);
        Ok(article)
    }

    /// Reports the names under which the text and the id were found.
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

    /// Notes which of the names that the caller gave are there, the first time each is or is not.
    fn note_names(&self, NamesThere { found, missing }: NamesThere) {
        let RecordSettings { columns, notices: Some(notices), names, .. } = &*self.settings else {
            return;
        };
        for (is_there, bits, seen) in
            [(true, found, &names.found), (false, missing, &names.missing)]
        {
            if bits & !seen.load(Ordering::Relaxed) == 0 {
                continue;
            }
            let new = bits & !seen.fetch_or(bits, Ordering::Relaxed);
            let id = columns.id.as_deref().map(|id| (0, id, "their ids are their places"));
            let fields = match &columns.handed_on {
                HandedOn::Named(fields) => &fields[..],
                _ => &[],
            };
            let fields = fields.iter().zip(1..u64::BITS);
            let fields = fields.map(|(field, bit)| (bit, &*field.path, "their value is null"));
            let names = id.into_iter().chain(fields);
            for (number, name, effect) in names.filter(|(bit, ..)| new & (1 << bit) != 0) {
                let (path, name) = (self.path.to_string(), name.to_owned());
                notices.note_field(NamedField { path, number, name, effect }, is_there);
            }
        }
    }

    /// Returns the bytes of the record.
    pub(in crate::input) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the 1-based number of the line.
    pub(in crate::input) fn number(&self) -> u64 {
        self.number
    }

    /// Returns the length of the record in bytes.
    /// Returns the line and the byte at which the record starts.
    pub(in crate::input) fn line_and_start(&self) -> (u64, u64) {
        (self.number, self.start)
    }

    /// Returns the length of the line in bytes.
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
