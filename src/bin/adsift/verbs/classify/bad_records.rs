//! `--on-error`: stops at, skips or collects bad records.

use std::path::{Path, PathBuf};

use adsift::error::Problem;
use adsift::files::AtomicFile;
use adsift::output::rejected_line;
use adsift::terminal::escape;
use adsift::{Error, Result};

use crate::console::info;
use crate::{repairs, stdout};

/// Number of bad records that are shown on standard error; the rest are counted.
const SHOWN: u64 = 10;

/// What to do with a bad record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnError {
    Stop,
    Skip,
    Reject(PathBuf),
}

impl OnError {
    /// The file of bad records, if there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            OnError::Reject(path) => Some(path),
            OnError::Stop | OnError::Skip => None,
        }
    }
}

/// Parses the policy.
pub fn on_error(text: &str) -> Result<OnError, String> {
    match text.split_once('=') {
        None if text == "stop" => Ok(OnError::Stop),
        None if text == "skip" => Ok(OnError::Skip),
        Some(("reject", file)) if !file.is_empty() => Ok(OnError::Reject(file.into())),
        _ => Err("expected stop, skip or reject=FILE".to_owned()),
    }
}

/// Whether an error is that of one record among good ones. An order of rows is a fault of the file.
fn is_one_record(error: &Error) -> bool {
    let is_order = matches!(error, Error::Input { problem: Problem::ScatteredRows { .. }, .. });
    error.is_rejection() && !error.ends_input() && !is_order
}

/// Counts bad records, and shows or writes those that do not end the run.
pub struct BadRecords {
    stops: bool,
    count: u64,
    file: Option<AtomicFile>,
    /// Whether an article was classified before.
    has_articles: bool,
    /// Whether the run stopped at a record that `--on-error skip` would skip.
    could_skip: bool,
}

impl BadRecords {
    /// Opens the file of bad records, if there is one. The file must not be one of `inputs`.
    pub fn open<'p>(policy: &OnError, inputs: impl Iterator<Item = &'p Path>) -> Result<Self> {
        let file = stdout::create(policy.path(), inputs)?;
        Ok(BadRecords {
            stops: *policy == OnError::Stop,
            count: 0,
            file,
            has_articles: false,
            could_skip: false,
        })
    }

    /// Notes that articles were classified.
    pub fn has_articles(&mut self) {
        self.has_articles = true;
    }

    /// Returns the message of the error that ended the run: after good records, it names the flag
    /// that skips bad ones. A first record that is bad is more often a wrong flag.
    pub fn explained(&self, error: Error) -> anyhow::Error {
        if self.could_skip {
            let message = repairs::message(&error);
            anyhow::anyhow!("{message}; or skip such records with --on-error skip")
        } else {
            error.into()
        }
    }

    /// Skips a bad record. Returns its error if it ends the run.
    pub fn add(&mut self, error: Error) -> Result<()> {
        if self.stops || !error.is_rejection() {
            self.could_skip = self.stops && self.has_articles && is_one_record(&error);
            return Err(error);
        }
        self.count += 1;
        match &mut self.file {
            Some(file) => {
                let mut line = Vec::new();
                rejected_line(&error, &mut line)?;
                file.write_all(&line)?;
            }
            None if self.count <= SHOWN => {
                let rest =
                    if error.ends_input() { "; the rest of this input was not read" } else { "" };
                info(&format!("skipped: {}{rest}", escape(&repairs::message(&error))));
            }
            None => {}
        }
        Ok(())
    }

    /// Closes the file, reports the number of bad records, and returns it.
    pub fn finish(self) -> Result<u64> {
        let count = self.count;
        let noun = if count == 1 { "record" } else { "records" };
        let details = match &self.file {
            Some(file) => format!(": see {}", escape(&file.path().display().to_string())),
            None if count > SHOWN => format!("; the first {SHOWN} are shown above"),
            None => String::new(),
        };
        if let Some(file) = self.file {
            file.commit()?;
        }
        if count > 0 {
            info(&format!("skipped {count} bad {noun}{details}"));
        }
        Ok(count)
    }
}
