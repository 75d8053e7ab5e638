//! The mark beside a shard's output: that it is done, of what, and by what.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::{Shard, ShardSettings};
use crate::counts::Counts;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::model::{Model, file};
use crate::output::atomic::AtomicFile;

/// Longer files are no marks.
const MAX_MARK_BYTES: u64 = 1 << 16;

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
    pub(super) input_bytes: u64,
    /// Seconds since 1970.
    input_modified: u64,
    output_bytes: u64,
    pub(super) counts: Counts,
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
            rows: settings.rows.as_str().to_owned(),
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

impl Mark {
    /// The mark of a shard that is as its mark says; none where there is anything still to be done.
    ///
    /// # Errors
    /// [`Error::Io`] where the output is there and was made by something else: it would be lost, or the
    /// folder would hold outputs of two kinds.
    pub(super) fn of_done(shard: &Shard, maker: &Maker) -> Result<Option<Self>> {
        let Some(mark) = read(&path_of(shard)) else {
            return Ok(None);
        };
        let Ok(output) = fs::metadata(&shard.output) else {
            return Ok(None);
        };
        if mark.made_by != *maker {
            let what = "was made by another model, version or other settings; remove it and its .done, or name another --out-dir";
            let error = io::Error::new(io::ErrorKind::AlreadyExists, what);
            return Err(Error::io(shard.output.display().to_string(), error));
        }
        let is_whole = output.len() == mark.output_bytes;
        let is_same = input_of(shard)? == (mark.input_bytes, mark.input_modified);
        Ok((is_whole && is_same).then_some(mark))
    }

    /// Marks a shard whose output is on the disk.
    pub(super) fn write(shard: &Shard, maker: &Maker, counts: Counts) -> Result<()> {
        let output = fs::metadata(&shard.output);
        let output =
            output.map_err(|error| Error::io(shard.output.display().to_string(), error))?;
        let (input_bytes, input_modified) = input_of(shard)?;
        let mark = Mark {
            made_by: maker.clone(),
            input_bytes,
            input_modified,
            output_bytes: output.len(),
            counts,
        };
        let mut json = serde_json::to_vec(&mark)
            .map_err(|error| Error::Internal(format!("marking a shard ({error})")))?;
        json.push(b'\n');
        let mut file = AtomicFile::create(&path_of(shard), true)?;
        file.write_all(&json)?;
        file.commit()
    }

    /// Takes the mark off before its output is written anew.
    pub(super) fn remove(shard: &Shard) -> Result<()> {
        let path = path_of(shard);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(Error::io(path.display().to_string(), error))
            }
            _ => Ok(()),
        }
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

/// How long the input is, and when it was last written.
fn input_of(shard: &Shard) -> Result<(u64, u64)> {
    let file = fs::metadata(&shard.input);
    let file = file.map_err(|error| Error::io(shard.input.display().to_string(), error))?;
    let modified = file.modified().ok();
    let modified = modified.and_then(|modified| modified.duration_since(UNIX_EPOCH).ok());
    Ok((file.len(), modified.map_or(0, |since| since.as_secs())))
}
