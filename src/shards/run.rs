//! The shards of a run, side by side; one that fails fails alone.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use parking_lot::Mutex;
use serde::Serialize;

use super::done_mark::{Input, Maker, Mark, State, path_of};
#[cfg(feature = "arrow")]
use super::parquet::Workers;
use super::plan::Shard;
use super::{ShardSettings, jsonl};
use crate::error::{Error, Result, guard};
use crate::files::{Replace, remove_abandoned};
use crate::input::Format;
use crate::model::Model;
use crate::verdict_counts::VerdictCounts;

/// What became of a shard.
#[derive(Debug)]
pub enum Outcome {
    /// Its output is on the disk, and marked.
    Done(VerdictCounts),
    /// It was done before, by the same model and settings.
    Skipped(VerdictCounts),
    /// It has no output, or the one it had before.
    Failed(Error),
}

/// A run in numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Summary {
    /// Shards of this part of the work.
    pub shards: usize,
    /// Those that were done in this run.
    pub done: usize,
    /// Those that had been done before.
    pub skipped: usize,
    /// Those that have no output, in order of their paths, and why.
    pub failed: Vec<Failure>,
    /// What stands in the outputs that were made in this run, or before.
    #[serde(flatten)]
    pub counts: VerdictCounts,
    /// Share of the paragraphs' bytes that is sponsored.
    pub paid_share: f64,
    /// Bytes of the inputs that were judged in this run, as they lie there.
    pub input_bytes: u64,
    /// How long the run took.
    pub seconds: f64,
    /// Megabytes of input a second.
    pub mb_per_second: f64,
}

/// A shard without an output.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Failure {
    /// Its input's path.
    pub shard: String,
    /// What went wrong, with its place and its repair.
    pub error: String,
}

/// Judges shards. `told` hears of each as it ends, in any order; their outputs do not depend on it, nor on
/// the number of threads.
///
/// # Errors
/// [`Error::Io`] where the outputs' folder cannot be made. What is wrong with one shard stands in the
/// summary.
pub fn run(
    model: &Arc<Model>,
    shards: &[Shard],
    settings: &ShardSettings,
    told: impl Fn(&Shard, &Outcome) + Sync,
) -> Result<Summary> {
    let start = Instant::now();
    let maker = Maker::new(model, settings)?;
    prepare_folder(shards)?;
    let workers = settings.threads.clamp(1, shards.len().max(1));
    let threads_of_one = settings.threads.div_ceil(workers).max(1);
    let next = AtomicUsize::new(0);
    let outcomes: Mutex<Vec<Option<Outcome>>> = Mutex::new(shards.iter().map(|_| None).collect());
    let work = || {
        let mut workers = Workers::default();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(shard) = shards.get(index) else {
                return;
            };
            // Parquet's readers may panic on malformed files.
            let mut panicked = true;
            let doing = || format!("judging {}", shard.input.display());
            let judged = guard(doing, || {
                let judged = judge(model, &maker, shard, settings, threads_of_one, &mut workers);
                panicked = false;
                judged
            });
            if panicked {
                workers = Workers::default();
            }
            let outcome = judged.unwrap_or_else(Outcome::Failed);
            told(shard, &outcome);
            if let Some(place) = outcomes.lock().get_mut(index) {
                *place = Some(outcome);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..workers {
            // With fewer threads it takes longer, and that is all.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    Ok(Summary::of(
        shards,
        outcomes.into_inner(),
        start.elapsed().as_secs_f64(),
    ))
}

/// Makes the folder, and removes what a run that was killed left of these shards.
fn prepare_folder(shards: &[Shard]) -> Result<()> {
    let Some(folder) = shards.first().and_then(|shard| shard.output.parent()) else {
        return Ok(());
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    fs::create_dir_all(folder).map_err(|error| Error::io(folder.display().to_string(), error))?;
    let marks: Vec<_> = shards.iter().map(path_of).collect();
    let outputs = shards.iter().map(|shard| shard.output.as_path());
    remove_abandoned(
        folder,
        outputs.chain(marks.iter().map(|mark| mark.as_path())),
    );
    Ok(())
}

fn judge(
    model: &Arc<Model>,
    maker: &Maker,
    shard: &Shard,
    settings: &ShardSettings,
    threads: usize,
    workers: &mut Workers,
) -> Result<Outcome> {
    let input = Input::of(shard)?;
    let is_ours = match Mark::state(shard, &input, maker)? {
        State::Done(counts) => {
            if let Some(progress) = &settings.reading.progress {
                progress.count(counts.rows, input.bytes);
            }
            return Ok(Outcome::Skipped(counts));
        }
        State::Ours => true,
        State::Unmarked => false,
    };
    if fs::symlink_metadata(&shard.output).is_ok_and(|output| !output.is_file()) {
        let what = "is a symbolic link, a folder or a device, and no file; remove it";
        let error = std::io::Error::new(std::io::ErrorKind::AlreadyExists, what);
        return Err(Error::io(shard.output.display().to_string(), error));
    }
    // A file without a mark may be someone else's.
    let replace = if is_ours {
        Replace::Always
    } else {
        Replace::IfSame
    };
    let output = || settings.temporary_files.create(&shard.output, replace);
    let counts = if shard.format == Format::Parquet {
        workers.classify(model, shard, output, settings, threads)?
    } else {
        jsonl::classify(model, shard, output, settings, threads)?
    };
    Mark::write(shard, input, maker, counts, &settings.temporary_files)?;
    Ok(Outcome::Done(counts))
}

impl Summary {
    fn of(shards: &[Shard], outcomes: Vec<Option<Outcome>>, seconds: f64) -> Self {
        let mut summary = Summary {
            shards: shards.len(),
            seconds,
            ..Summary::default()
        };
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

/// Stands in for the workers of Parquet in a build without the feature `arrow`.
#[cfg(not(feature = "arrow"))]
#[derive(Default)]
struct Workers;

#[cfg(not(feature = "arrow"))]
impl Workers {
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
