//! `adsift classify --shards`: many files, each with its own output file.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use adsift::Model;
use adsift::input::Format;
use adsift::shards::{Outcome, Part, Shard, ShardSettings, find, run as classify_shards};
use adsift::terminal::escape;
use anyhow::bail;
use clap::Args;

use crate::console::{self, Progress, info, total_bytes};
use crate::exit_code;
use crate::repairs;
use crate::stdout;

/// Flags of `--shards`.
#[derive(Debug, Args)]
#[command(next_help_heading = "Shards")]
pub struct ShardFlags {
    /// Files or patterns with one article per row: Parquet, or JSON Lines, plain, .gz or .zst. Each
    /// becomes a file of the same name and format in --out-dir, with a mark NAME.done next to it;
    /// finished files are skipped
    #[arg(id = "shards", long, value_name = "PATTERN", num_args = 1.., requires = "out_dir",
          conflicts_with_all = ["inputs", "output", "input_format", "explain", "with_text", "csv_safe", "clean_form", "delimiter",
                                "article_column", "fields"])]
    pub patterns: Vec<String>,

    /// Number of this run, from 0, among the runs that share the shards
    #[arg(long, value_name = "R", default_value_t = 0, requires_all = ["shards", "world_size"])]
    rank: usize,

    /// Number of runs that share the shards
    #[arg(long, value_name = "N", default_value_t = 1, requires = "shards", value_parser = positive)]
    world_size: usize,
}

/// Classifies all shards and prints the summary. `load` loads the model, once all shards are found.
pub fn run(
    flags: &ShardFlags,
    out_dir: &Path,
    settings: &ShardSettings,
    strict: bool,
    load: impl FnOnce() -> anyhow::Result<Arc<Model>>,
) -> anyhow::Result<ExitCode> {
    let part = Part { rank: flags.rank, world_size: flags.world_size };
    let shards = find(&flags.patterns, out_dir, part)?;
    let parquet = shards.iter().find(|shard| shard.format == Format::Parquet);
    if let Some(shard) = parquet.filter(|_| settings.reading.encoding.is_some()) {
        bail!(
            "--encoding is for JSON Lines, and {} is Parquet, whose texts are UTF-8; leave --encoding out",
            escape(&shard.input.display().to_string())
        );
    }
    let model = load()?;
    let inputs: Vec<String> =
        shards.iter().map(|shard| shard.input.display().to_string()).collect();
    let progress = Progress::reading(total_bytes(&inputs), "articles");
    let summary = classify_shards(&model, &shards, settings, report)?;
    drop(progress);
    for notice in settings.reading.notices.iter().flat_map(|notices| notices.take()) {
        info(&escape(&notice));
    }
    stdout::print(&serde_json::to_string(&summary)?)?;
    Ok(if !summary.failed.is_empty() {
        exit_code::error()
    } else if strict && summary.counts.rejected > 0 {
        exit_code::gate_failed()
    } else {
        ExitCode::SUCCESS
    })
}

/// Reports the end of one shard on standard error.
fn report(shard: &Shard, outcome: &Outcome) {
    let name = || escape(&shard.input.display().to_string()).into_owned();
    match outcome {
        Outcome::Done(counts) => console::verbose(|| {
            format!(
                "done: {}, {} rows, {:.1} % paid",
                name(),
                counts.rows,
                100.0 * counts.paid_share()
            )
        }),
        Outcome::Skipped(_) => console::verbose(|| format!("done before: {}", name())),
        Outcome::Failed(error) => {
            info(&format!("failed: {}", escape(&repairs::message(error))));
        }
    }
}

fn positive(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(number) if number > 0 => Ok(number),
        _ => Err("expected a whole number of 1 or more".to_owned()),
    }
}
