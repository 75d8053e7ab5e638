//! The done-mark next to a shard's output: the model, the settings and the input it was made from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::plan::Shard;
use super::shard_settings::ShardSettings;
use crate::error::{Error, Result};
use crate::files::{Replace, TemporaryFiles};
use crate::limits::{Limits, MAX_MARK_BYTES};
use crate::model::{Model, file};
use crate::verdict_counts::VerdictCounts;

/// The version, the model and the settings, which with the input determine the bytes of an output.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Provenance {
    adsift: String,
    /// BLAKE3 of the model file, in hexadecimal.
    model: String,
    threshold: f64,
    rows: String,
    text_column: Option<String>,
    id_column: Option<String>,
    text_format: String,
    paragraphs: String,
    encoding: Option<String>,
    keeps_bad_records: bool,
    limits: [u64; 7],
}

/// The content of the file `NAME.done`, as JSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DoneMark {
    made_by: Provenance,
    input: InputStamp,
    output_bytes: u64,
    counts: VerdictCounts,
}

/// The path, size and time of an input; a changed input has another stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InputStamp {
    /// The absolute path.
    path: String,
    pub(super) bytes: u64,
    /// Time of the last change, in nanoseconds since 1970; 0 if the system does not know it.
    modified: u64,
}

impl InputStamp {
    /// Reads the stamp of a shard's input.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be found.
    pub(super) fn of(shard: &Shard) -> Result<Self> {
        let error = |error| Error::io(shard.input.display().to_string(), error);
        let file = fs::metadata(&shard.input).map_err(error)?;
        let since_1970 =
            file.modified().ok().and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
        Ok(InputStamp {
            path: fs::canonicalize(&shard.input).map_err(error)?.display().to_string(),
            bytes: file.len(),
            modified: since_1970.map_or(0, |since| since.as_nanos() as u64),
        })
    }
}

/// The state of a shard's output.
pub(super) enum OutputState {
    /// Finished, with these counts.
    Done(VerdictCounts),
    /// Marked for the same input, but missing, damaged or older than the input: the run writes it
    /// again.
    Outdated,
    /// Without a mark. An output, if there is one, may be a user's file.
    Unmarked,
}

impl Provenance {
    /// Records the version, the model and the settings of a run.
    ///
    /// # Errors
    /// [`Error::Internal`] if the model cannot be encoded.
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
        Ok(Provenance {
            adsift: env!("CARGO_PKG_VERSION").to_owned(),
            model: blake3::hash(&file::encode(model)?).to_hex().to_string(),
            threshold: settings.threshold.unwrap_or(model.threshold),
            rows: settings.content.as_str().to_owned(),
            text_column: settings.columns.text.clone(),
            id_column: settings.columns.id.clone(),
            text_format: settings.reading.text_format.as_str().to_owned(),
            paragraphs: settings.reading.paragraphs.as_str().to_owned(),
            encoding: settings.reading.encoding.map(|encoding| encoding.to_string()),
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

    /// Whether this run would write the same output as the run `other`, which had these counts. If
    /// no record was rejected, higher limits and another treatment of bad records change nothing.
    fn makes_the_output_of(&self, other: &Provenance, counts: &VerdictCounts) -> bool {
        let is_laxer = self.limits.iter().zip(&other.limits).all(|(ours, theirs)| ours >= theirs);
        if counts.rejected > 0 || !is_laxer {
            return self == other;
        }
        let with_its_limits = Provenance {
            keeps_bad_records: other.keeps_bad_records,
            limits: other.limits,
            ..self.clone()
        };
        with_its_limits == *other
    }
}

impl DoneMark {
    /// Reads the mark of a shard and compares it with this run.
    ///
    /// # Errors
    /// [`Error::OutputFolder`] if the output was made from another input, which would be lost, or
    /// with another model or settings, since a folder must not mix outputs of two runs.
    pub(super) fn state(
        shard: &Shard,
        input: &InputStamp,
        provenance: &Provenance,
    ) -> Result<OutputState> {
        let Some(mark) = read(&path_of(shard)) else {
            return Ok(OutputState::Unmarked);
        };
        let Ok(output) = fs::metadata(&shard.output) else {
            return Ok(OutputState::Outdated);
        };
        let refused = |reason: &str| {
            Err(Error::OutputFolder {
                path: shard.output.display().to_string(),
                problem: format!(
                    "the file was made {reason}; remove it and its .done, or name another output folder"
                ),
            })
        };
        if mark.input.path != input.path {
            return refused(&format!("from {}", mark.input.path));
        }
        if !provenance.makes_the_output_of(&mark.made_by, &mark.counts) {
            return refused("with another model, version or settings");
        }
        let is_done = output.len() == mark.output_bytes && mark.input == *input;
        Ok(if is_done { OutputState::Done(mark.counts) } else { OutputState::Outdated })
    }

    /// Writes the mark of a shard whose output is on the disk.
    ///
    /// # Errors
    /// [`Error::Io`] if the input has changed since `input` was read, or the mark cannot be
    /// written.
    pub(super) fn write(
        shard: &Shard,
        input: InputStamp,
        provenance: &Provenance,
        counts: VerdictCounts,
        temporary_files: &TemporaryFiles,
    ) -> Result<()> {
        if InputStamp::of(shard)? != input {
            let error = io::Error::other("the file changed while it was read; run again");
            return Err(Error::io(shard.input.display().to_string(), error));
        }
        let output = fs::metadata(&shard.output)
            .map_err(|error| Error::io(shard.output.display().to_string(), error))?;
        let mark =
            DoneMark { made_by: provenance.clone(), input, output_bytes: output.len(), counts };
        let mut json = serde_json::to_vec(&mark)
            .map_err(|error| Error::Internal(format!("marking a shard ({error})")))?;
        json.push(b'\n');
        let mut file = temporary_files.create(&path_of(shard), Replace::Always)?;
        file.write_all(&json)?;
        file.commit()
    }
}

/// Returns the path of a shard's mark: `out/a.parquet.done` for `out/a.parquet`.
pub(super) fn path_of(shard: &Shard) -> PathBuf {
    let mut path = shard.output.clone().into_os_string();
    path.push(".done");
    path.into()
}

/// Reads a mark. Returns `None` if there is no valid mark, so that the shard is done again.
fn read(path: &Path) -> Option<DoneMark> {
    let is_mark =
        fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_MARK_BYTES);
    let bytes = is_mark.then(|| fs::read(path))?.ok()?;
    serde_json::from_slice(&bytes).ok()
}
