//! What becomes of bad records: `--on-error`.

use std::path::Path;

use adsift::output::atomic::AtomicFile;
use adsift::output::rejected;
use adsift::terminal::escape;
use adsift::{Error, Result};

use crate::cli::OnError;
use crate::notices::tell;

/// So many are told on standard error; the rest are counted.
const TOLD: u64 = 10;

/// Counts bad records, and tells or writes them where they do not end the run.
pub struct Rejections {
    stops: bool,
    count: u64,
    file: Option<AtomicFile>,
}

impl Rejections {
    pub fn open(policy: &OnError) -> Result<Self> {
        let file = match policy {
            OnError::Reject(path) => Some(AtomicFile::create(path, true)?),
            OnError::Stop | OnError::Skip => None,
        };
        Ok(Rejections {
            stops: matches!(policy, OnError::Stop),
            count: 0,
            file,
        })
    }

    /// The path of the file, if there is one.
    pub fn path(policy: &OnError) -> Option<&Path> {
        match policy {
            OnError::Reject(path) => Some(path),
            OnError::Stop | OnError::Skip => None,
        }
    }

    /// Passes over a bad record, or hands its error back where that ends the run.
    pub fn take(&mut self, error: Error) -> Result<()> {
        if self.stops || !error.is_rejection() {
            return Err(error);
        }
        self.count += 1;
        match &mut self.file {
            Some(file) => {
                let mut line = Vec::new();
                rejected(&error, &mut line)?;
                file.write_all(&line)?;
            }
            None if self.count <= TOLD => {
                let rest = if error.ends_input() {
                    "; the rest of it was not read"
                } else {
                    ""
                };
                tell(&format!("skipped: {}{rest}", escape(&error.to_string())));
            }
            None => {}
        }
        Ok(())
    }

    /// How many there were, after telling so and closing the file.
    pub fn finish(self) -> Result<u64> {
        let count = self.count;
        let noun = if count == 1 { "record" } else { "records" };
        let where_to_find = match &self.file {
            Some(file) => format!(": see {}", escape(&file.path().display().to_string())),
            None if count > TOLD => format!("; the first {TOLD} are told above"),
            None => String::new(),
        };
        if let Some(file) = self.file {
            file.commit()?;
        }
        if count > 0 {
            tell(&format!("skipped {count} bad {noun}{where_to_find}"));
        }
        Ok(count)
    }
}
