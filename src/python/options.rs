//! Converts the options of Python functions to the library's types.

use std::path::PathBuf;
use std::thread::available_parallelism;

use adsift::input::{LabelledColumns, Reading};
use adsift::limits::{Limits, MAX_THREADS};
use adsift::{Error, Result};
use pyo3::prelude::*;

/// The files and columns of labelled data, how they are read, and the number of threads.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Data {
    paths: Vec<PathBuf>,
    text_column: String,
    label_column: String,
    article_column: Option<String>,
    paragraph_column: Option<String>,
    group_column: Option<String>,
    source_column: Option<String>,
    sponsored_label: Vec<String>,
    news_label: Vec<String>,
    ignore_label: Vec<String>,
    exclude: Vec<(String, String)>,
    encoding: Option<String>,
    delimiter: Option<String>,
    max_record_bytes: Option<usize>,
    max_article_bytes: Option<usize>,
    max_article_paragraphs: Option<usize>,
    max_paragraph_bytes: Option<usize>,
    max_paragraph_tokens: Option<usize>,
    max_ratio: Option<u64>,
    max_decompressed_bytes: Option<u64>,
    threads: Option<i64>,
}

impl Data {
    /// The paths as strings.
    ///
    /// # Errors
    /// [`Error::Setting`] for a path that is not UTF-8.
    pub fn names(&self) -> Result<Vec<String>> {
        let name = |path: &PathBuf| {
            path.to_str()
                .map(str::to_owned)
                .ok_or_else(|| setting("data", "expected paths in UTF-8"))
        };
        self.paths.iter().map(name).collect()
    }

    /// The columns of the data.
    pub fn columns(&self) -> LabelledColumns {
        LabelledColumns {
            text: self.text_column.clone(),
            label: self.label_column.clone(),
            article: self.article_column.clone(),
            paragraph: self.paragraph_column.clone(),
            group: self.group_column.clone(),
            source: self.source_column.clone(),
            sponsored_labels: self.sponsored_label.clone(),
            news_labels: self.news_label.clone(),
            ignore_labels: self.ignore_label.clone(),
            exclude: self.exclude.clone(),
        }
    }

    /// The encoding, the delimiter and the limits of reading.
    ///
    /// # Errors
    /// [`Error::Setting`] for an unknown encoding or delimiter.
    pub fn reading(&self) -> Result<Reading> {
        let encoding = self.encoding.as_ref().map(|label| label.parse()).transpose();
        let delimiter = self.delimiter.as_ref().map(|name| name.parse()).transpose();
        let limits = Limits::DEFAULT;
        Ok(Reading {
            delimiter: delimiter
                .map_err(|problem| Error::Setting { name: "delimiter", problem })?,
            encoding: encoding.map_err(|problem| Error::Setting { name: "encoding", problem })?,
            limits: Limits {
                record_bytes: self.max_record_bytes.unwrap_or(limits.record_bytes),
                article_bytes: self.max_article_bytes.unwrap_or(limits.article_bytes),
                article_paragraphs: self
                    .max_article_paragraphs
                    .unwrap_or(limits.article_paragraphs),
                paragraph_bytes: self.max_paragraph_bytes.unwrap_or(limits.paragraph_bytes),
                paragraph_tokens: self.max_paragraph_tokens.unwrap_or(limits.paragraph_tokens),
                ratio: self.max_ratio.unwrap_or(limits.ratio),
                decompressed_bytes: self
                    .max_decompressed_bytes
                    .unwrap_or(limits.decompressed_bytes),
            },
            ..Reading::default()
        })
    }

    /// The number of threads; by default one per core.
    ///
    /// # Errors
    /// [`Error::Setting`] for a number outside 1 to [`MAX_THREADS`].
    pub fn threads(&self) -> Result<usize> {
        let Some(threads) = self.threads else {
            return Ok(available_parallelism().map_or(1, usize::from));
        };
        usize::try_from(threads)
            .ok()
            .filter(|threads| (1..=MAX_THREADS).contains(threads))
            .ok_or_else(|| {
                setting("threads", &format!("expected a number from 1 to {MAX_THREADS}"))
            })
    }
}

/// Checks that an option is a probability, or `None`.
///
/// # Errors
/// [`Error::Setting`] for a number outside 0 to 1.
pub fn check_probability(name: &'static str, value: Option<f64>) -> Result<()> {
    if value.is_none_or(|value| (0.0..=1.0).contains(&value)) {
        Ok(())
    } else {
        Err(setting(name, "expected a number from 0 to 1"))
    }
}

/// Creates the error of an option.
pub fn setting(name: &'static str, problem: &str) -> Error {
    Error::Setting { name, problem: problem.to_owned() }
}

/// Serializes a result as JSON, which the Python part of the package parses.
pub fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
