//! Options as the package's Python hands them over, in the library's own types.

use std::path::PathBuf;
use std::thread::available_parallelism;

use adsift::input::{LabelledColumns, Reading};
use adsift::limits::{Limits, MAX_THREADS};
use adsift::{Error, Result};
use pyo3::prelude::*;

/// Which files and columns are labelled data, how it is read, and by how many threads.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct Data {
    pub paths: Vec<PathBuf>,
    text_column: String,
    label_column: String,
    article_column: Option<String>,
    group_column: Option<String>,
    source_column: Option<String>,
    ignore_label: Vec<String>,
    exclude: Vec<(String, String)>,
    encoding: Option<String>,
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
    /// The paths as the library takes them.
    pub fn names(&self) -> Result<Vec<String>> {
        let name = |path: &PathBuf| {
            let name = path.to_str().map(str::to_owned);
            name.ok_or_else(|| setting("data", "a path of UTF-8 is wanted"))
        };
        self.paths.iter().map(name).collect()
    }

    pub fn columns(&self) -> LabelledColumns {
        LabelledColumns {
            text: self.text_column.clone(),
            label: self.label_column.clone(),
            article: self.article_column.clone(),
            group: self.group_column.clone(),
            source: self.source_column.clone(),
            ignore_labels: self.ignore_label.clone(),
            exclude: self.exclude.clone(),
        }
    }

    pub fn reading(&self) -> Result<Reading> {
        let encoding = self.encoding.as_ref();
        let encoding = encoding.map(|label| {
            label.parse().map_err(|problem| Error::Setting {
                name: "encoding",
                problem,
            })
        });
        let limits = Limits::DEFAULT;
        Ok(Reading {
            encoding: encoding.transpose()?,
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
            progress: None,
        })
    }

    /// How many threads are asked for, or one a core.
    pub fn threads(&self) -> Result<usize> {
        let Some(threads) = self.threads else {
            return Ok(available_parallelism().map_or(1, usize::from));
        };
        let threads = usize::try_from(threads).ok();
        threads
            .filter(|threads| (1..=MAX_THREADS).contains(threads))
            .ok_or_else(|| setting("threads", "a number from 1 to 1024 is wanted"))
    }
}

/// Refuses what is no probability.
pub fn check_probability(name: &'static str, value: Option<f64>) -> Result<()> {
    match value.is_none_or(|value| (0.0..=1.0).contains(&value)) {
        true => Ok(()),
        false => Err(setting(name, "a number from 0 to 1 is wanted")),
    }
}

/// What is wrong with an option.
pub fn setting(name: &'static str, problem: &str) -> Error {
    Error::Setting {
        name,
        problem: problem.to_owned(),
    }
}

/// A result as JSON, which Python reads.
pub fn to_json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
