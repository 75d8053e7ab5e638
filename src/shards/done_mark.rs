//! The mark beside a shard's output: that it is done, of what, and by what.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::ShardSettings;
use super::plan::Shard;
use crate::error::{Error, Result};
use crate::files::{Replace, TemporaryFiles};
use crate::limits::{Limits, MAX_MARK_BYTES};
use crate::model::{Model, file};
use crate::verdict_counts::VerdictCounts;

/// What an output is made by; another would be another output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Maker {
    adsift: String,
    /// BLAKE3 of the model's file.
    model: String,
    threshold: f64,
    rows: String,
    text_column: String,
    id_column: Option<String>,
    encoding: Option<String>,
    keeps_bad_records: bool,
    limits: [u64; 7],
}

/// What is known of a shard that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mark {
    made_by: Maker,
    input: Input,
    output_bytes: u64,
    counts: VerdictCounts,
}

/// Which file is read, and as what it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    /// Its whole path.
    path: String,
    pub(super) bytes: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

impl Input {
    pub(super) fn of(shard: &Shard) -> Result<Self> {
        let error = |error| Error::io(shard.input.display().to_string(), error);
        let file = fs::metadata(&shard.input).map_err(error)?;
        let modified = file.modified().ok();
        let modified = modified.and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
        Ok(Input {
            path: fs::canonicalize(&shard.input)
                .map_err(error)?
                .display()
                .to_string(),
            bytes: file.len(),
            modified: modified.map_or(0, |since| since.as_nanos() as u64),
        })
    }
}

/// How far a shard is.
pub(super) enum State {
    /// As its mark says.
    Done(VerdictCounts),
    /// Its output, if any, is an older one of the same input, or has been damaged.
    Ours,
    /// Nothing is said of its output, if there is any.
    Unmarked,
}

impl Maker {
    pub(super) fn new(model: &Model, settings: &ShardSettings) -> Result<Self> {
        let Limits {
            record_bytes,
            article_bytes,
            article_paragraphs,
            paragraph_bytes,
            paragraph_tokens,
            ratio,
            decompressed_bytes,
        } = settings.reading.limits;
        Ok(Maker {
            adsift: env!("CARGO_PKG_VERSION").to_owned(),
            model: blake3::hash(&file::encode(model)?).to_hex().to_string(),
            threshold: settings.threshold.unwrap_or(model.threshold),
            rows: settings.content.as_str().to_owned(),
            text_column: settings.text_column.clone(),
            id_column: settings.id_column.clone(),
            encoding: settings
                .reading
                .encoding
                .map(|encoding| encoding.to_string()),
            keeps_bad_records: settings.keeps_bad_records,
            limits: [
                record_bytes as u64,
                article_bytes as u64,
                article_paragraphs as u64,
                paragraph_bytes as u64,
                paragraph_tokens as u64,
                ratio,
                decompressed_bytes,
            ],
        })
    }
}

impl Maker {
    /// Whether this would make the same output of a shard that the other made it of. What was read without
    /// anything refused is the same under laxer limits, and whatever becomes of bad records.
    fn makes_what(&self, other: &Maker, counts: &VerdictCounts) -> bool {
        let is_laxer = self
            .limits
            .iter()
            .zip(&other.limits)
            .all(|(ours, theirs)| ours >= theirs);
        if counts.rejected > 0 || !is_laxer {
            return self == other;
        }
        let alike = Maker {
            keeps_bad_records: other.keeps_bad_records,
            limits: other.limits,
            ..self.clone()
        };
        alike == *other
    }
}

impl Mark {
    /// How far a shard is.
    ///
    /// # Errors
    /// [`Error::Io`] where its output is that of another input, or was made by something else: it would be
    /// lost, or the folder would hold outputs of two kinds.
    pub(super) fn state(shard: &Shard, input: &Input, maker: &Maker) -> Result<State> {
        let Some(mark) = read(&path_of(shard)) else {
            return Ok(State::Unmarked);
        };
        let Ok(output) = fs::metadata(&shard.output) else {
            return Ok(State::Ours);
        };
        let refused = |reason: &str| {
            Err(Error::OutputFolder {
                path: shard.output.display().to_string(),
                problem: format!(
                    "the file {reason}; remove it and its .done, or name another output folder"
                ),
            })
        };
        if mark.input.path != input.path {
            return refused(&format!("was made of {}", mark.input.path));
        }
        if !maker.makes_what(&mark.made_by, &mark.counts) {
            return refused("was made by another model, version or other settings");
        }
        let is_done = output.len() == mark.output_bytes && mark.input == *input;
        Ok(if is_done {
            State::Done(mark.counts)
        } else {
            State::Ours
        })
    }

    /// Marks a shard whose output is on the disk, made of this input.
    ///
    /// # Errors
    /// [`Error::Io`] where the input is not what it was, or the mark cannot be written.
    pub(super) fn write(
        shard: &Shard,
        input: Input,
        maker: &Maker,
        counts: VerdictCounts,
        temporary_files: &TemporaryFiles,
    ) -> Result<()> {
        if Input::of(shard)? != input {
            let error = io::Error::other("has changed while it was read; run again");
            return Err(Error::io(shard.input.display().to_string(), error));
        }
        let output = fs::metadata(&shard.output);
        let output =
            output.map_err(|error| Error::io(shard.output.display().to_string(), error))?;
        let mark = Mark {
            made_by: maker.clone(),
            input,
            output_bytes: output.len(),
            counts,
        };
        let mut json = serde_json::to_vec(&mark)
            .map_err(|error| Error::Internal(format!("marking a shard ({error})")))?;
        json.push(b'\n');
        let mut file = temporary_files.create(&path_of(shard), Replace::Always)?;
        file.write_all(&json)?;
        file.commit()
    }
}

/// `out/a.parquet.done` for `out/a.parquet`.
pub(super) fn path_of(shard: &Shard) -> PathBuf {
    let mut path = shard.output.clone().into_os_string();
    path.push(".done");
    path.into()
}

/// What is no mark is none: its shard is done again.
fn read(path: &Path) -> Option<Mark> {
    let is_mark =
        fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_MARK_BYTES);
    let bytes = is_mark.then(|| fs::read(path))?.ok()?;
    serde_json::from_slice(&bytes).ok()
}
