//! Classifies the shards of a run in parallel; a shard that fails does not stop the others.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use parking_lot::Mutex;
use serde::Serialize;

use super::done_mark::{DoneMark, InputStamp, OutputState, Provenance, path_of};
use super::jsonl_shard;
#[cfg(feature = "arrow")]
use super::parquet_shard::ParquetClassifiers;
use super::plan::Shard;
use super::shard_settings::ShardSettings;
use crate::error::{Error, Result, guard};
use crate::files::{Replace, folder_of, remove_abandoned};
use crate::input::Format;
use crate::model::Model;
use crate::verdict_counts::VerdictCounts;

#[cfg(not(feature = "arrow"))]
use self::NoParquet as ParquetClassifiers;

/// The outcome of a shard.
#[derive(Debug)]
pub enum Outcome {
    /// The output was written in this run.
    Done(VerdictCounts),
    /// The output was written by an earlier run with the same model and settings.
    Skipped(VerdictCounts),
    /// The shard failed; an output of an earlier run is unchanged.
    Failed(Error),
}

/// The counts and the speed of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// Number of shards of this part of the work.
    pub shards: usize,
    /// Number of shards whose outputs were written in this run.
    pub done: usize,
    /// Number of shards whose outputs were written by earlier runs.
    pub skipped: usize,
    /// The shards that failed, sorted by path.
    pub failed: Vec<Failure>,
    /// The counts over the outputs of this run and of earlier runs.
    #[serde(flatten)]
    pub counts: VerdictCounts,
    /// Share of the paragraphs' bytes that is sponsored, in [0, 1].
    pub paid_share: f64,
    /// Bytes of the input files that were classified in this run, compressed if they are.
    pub input_bytes: u64,
    /// Duration of the run, in seconds.
    pub seconds: f64,
    /// Megabytes (10⁶ bytes) of `input_bytes` per second.
    pub mb_per_second: f64,
}

/// A shard that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Failure {
    /// The path of its input.
    pub shard: String,
    /// The message of the error: the problem, the place, and what to do.
    pub error: String,
}

/// Classifies shards, and calls `report` when a shard ends, in any order. The outputs do not depend
/// on that order, nor on the number of threads.
///
/// # Errors
/// [`Error::Io`] if the output folder cannot be created. The problem of a single shard is in the
/// summary.
///
/// ```
/// use std::sync::Arc;
/// use adsift::Model;
/// use adsift::shards::{Part, ShardSettings, find, run};
///
/// let folder = tempfile::tempdir()?;
/// let input = folder.path().join("a.jsonl");
/// std::fs::write(&input, "{\"id\": 1, \"text\": \"Order now and save 50%!\"}\n")?;
/// let out = folder.path().join("out");
/// let shards = find(&[input.display().to_string()], &out, Part::default())?;
/// let model = Arc::new(Model::embedded()?);
/// let summary = run(&model, &shards, &ShardSettings::default(), |_, _| ())?;
/// assert_eq!((summary.done, summary.counts.paragraphs), (1, 1));
/// let row = std::fs::read_to_string(out.join("a.jsonl"))?;
/// assert!(row.starts_with("{\"id\":1,\"verdicts\":["));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run(
    model: &Arc<Model>,
    shards: &[Shard],
    settings: &ShardSettings,
    report: impl Fn(&Shard, &Outcome) + Sync,
) -> Result<Summary> {
    let start = Instant::now();
    let provenance = Provenance::new(model, settings)?;
    prepare_folder(shards)?;
    let parallel = settings.threads.clamp(1, shards.len().max(1));
    let threads_per_shard = settings.threads.div_ceil(parallel).max(1);
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<Option<Outcome>>> = Mutex::new(shards.iter().map(|_| None).collect());
    let work = || {
        let mut classifiers = ParquetClassifiers::default();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(shard) = shards.get(index) else {
                return;
            };
            // The Parquet reader may panic on malformed files.
            let doing = || format!("classifying {}", shard.input.display());
            let outcome = guard(doing, || {
                classify(model, &provenance, shard, settings, threads_per_shard, &mut classifiers)
            })
            .unwrap_or_else(Outcome::Failed);
            // A panic may leave the classifiers in an invalid state.
            if matches!(outcome, Outcome::Failed(Error::Internal(_))) {
                classifiers = ParquetClassifiers::default();
            }
            report(shard, &outcome);
            if let Some(place) = outcomes.lock().get_mut(index) {
                *place = Some(outcome);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..parallel {
            // If a thread cannot be started, the others do its work.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    Ok(Summary::of(shards, outcomes.into_inner(), start.elapsed().as_secs_f64()))
}

/// Creates the output folder, and removes the temporary files that a killed run left there.
fn prepare_folder(shards: &[Shard]) -> Result<()> {
    let Some(first) = shards.first() else {
        return Ok(());
    };
    let folder = folder_of(&first.output);
    fs::create_dir_all(folder).map_err(|error| Error::io(folder.display().to_string(), error))?;
    let marks: Vec<_> = shards.iter().map(path_of).collect();
    let marks = marks.iter().map(|mark| mark.as_path());
    let outputs = shards.iter().map(|shard| shard.output.as_path());
    remove_abandoned(folder, outputs.chain(marks));
    Ok(())
}

/// Classifies one shard, unless it is finished, and writes its mark.
fn classify(
    model: &Arc<Model>,
    provenance: &Provenance,
    shard: &Shard,
    settings: &ShardSettings,
    threads: usize,
    classifiers: &mut ParquetClassifiers,
) -> Result<Outcome> {
    let input = InputStamp::of(shard)?;
    let replace = match DoneMark::state(shard, &input, provenance)? {
        OutputState::Done(counts) => {
            if let Some(progress) = &settings.reading.progress {
                progress.count(counts.rows, input.bytes);
            }
            return Ok(Outcome::Skipped(counts));
        }
        OutputState::Outdated => Replace::Always,
        // A file without a mark may be a user's.
        OutputState::Unmarked => Replace::IfSame,
    };
    if fs::symlink_metadata(&shard.output).is_ok_and(|output| !output.is_file()) {
        let what = "this is a symbolic link, a folder or a device instead of a file; remove it";
        let error = std::io::Error::new(std::io::ErrorKind::AlreadyExists, what);
        return Err(Error::io(shard.output.display().to_string(), error));
    }
    let output = || settings.temporary_files.create(&shard.output, replace);
    let counts = if shard.format == Format::Parquet {
        classifiers.classify(model, shard, output, settings, threads)?
    } else {
        jsonl_shard::classify(model, shard, output, settings, threads)?
    };
    DoneMark::write(shard, input, provenance, counts, &settings.temporary_files)?;
    Ok(Outcome::Done(counts))
}

impl Summary {
    fn of(shards: &[Shard], outcomes: Vec<Option<Outcome>>, seconds: f64) -> Self {
        let mut summary = Summary { shards: shards.len(), seconds, ..Summary::default() };
        for (shard, outcome) in shards.iter().zip(outcomes) {
            match outcome {
                Some(Outcome::Done(counts)) => {
                    summary.done += 1;
                    summary.counts += counts;
                    summary.input_bytes += fs::metadata(&shard.input).map_or(0, |file| file.len());
                }
                Some(Outcome::Skipped(counts)) => {
                    summary.skipped += 1;
                    summary.counts += counts;
                }
                Some(Outcome::Failed(error)) => summary.failed.push(Failure {
                    shard: shard.input.display().to_string(),
                    error: error.to_string(),
                }),
                None => {}
            }
        }
        summary.paid_share = summary.counts.paid_share();
        summary.mb_per_second = summary.input_bytes as f64 / 1e6 / seconds.max(1e-9);
        summary
    }
}

/// Replaces the Parquet classifiers in a build without the feature `arrow`: every Parquet shard
/// fails.
#[cfg(not(feature = "arrow"))]
#[derive(Default)]
struct NoParquet {}

#[cfg(not(feature = "arrow"))]
impl NoParquet {
    fn classify(
        &mut self,
        _: &Arc<Model>,
        shard: &Shard,
        _: impl Fn() -> Result<crate::files::AtomicFile>,
        _: &ShardSettings,
        _: usize,
    ) -> Result<VerdictCounts> {
        let problem = "this adsift was built without Parquet; build it with the feature `arrow`";
        let error = std::io::Error::new(std::io::ErrorKind::Unsupported, problem);
        Err(Error::io(shard.input.display().to_string(), error))
    }
}
