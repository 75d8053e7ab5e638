//! `adsift classify --shards`: many files, each to one of its own.

use std::process::ExitCode;

use adsift::shards::{Form, Outcome, Part, RowForm, Shard, ShardSettings, find, run as judge};
use adsift::terminal::escape;

use crate::cli::{Classify, OnError, OutputFormat};
use crate::notices::{self, Progress, tell};

/// The exit code where a shard failed: its input is in error, and the others are done.
const SHARD_FAILED: u8 = 2;

pub fn run(args: &Classify) -> anyhow::Result<ExitCode> {
    let rows = match args.format {
        None | Some(OutputFormat::Jsonl) => RowForm::Verdicts,
        Some(OutputFormat::Clean) => RowForm::Clean,
        Some(_) => {
            anyhow::bail!("shards keep their form; --format is jsonl, for verdicts, or clean")
        }
    };
    if matches!(args.on_error, OnError::Reject(_)) {
        anyhow::bail!("of shards a bad record is a row with its error; give --on-error skip");
    }
    let shards = &args.shards;
    let Some(out_dir) = &shards.out_dir else {
        anyhow::bail!("--shards wants --out-dir too");
    };
    let part = Part {
        rank: shards.rank,
        world_size: shards.world_size,
    };
    let found = find(&shards.shards, out_dir, part)?;
    let has_lines = found.iter().any(|shard| shard.form != Form::Parquet);
    if has_lines && (args.text_column != "text" || shards.id_column.is_some()) {
        anyhow::bail!(
            "--text-column and --id-column are Parquet's; JSON Lines have \"text\" and \"id\", so that they cannot be among the shards"
        );
    }
    let model = super::model(&args.model)?;
    let settings = ShardSettings {
        rows,
        text_column: args.text_column.clone(),
        id_column: shards.id_column.clone(),
        threshold: args.threshold,
        reading: super::reading(&args.reading),
        keeps_bad_records: args.on_error == OnError::Skip,
        threads: super::threads(&args.threads),
    };
    let inputs: Vec<String> = found
        .iter()
        .map(|shard| shard.input.display().to_string())
        .collect();
    let progress = Progress::reading(super::bytes_of(&inputs), "articles");
    let summary = judge(&model, &found, &settings, told)?;
    drop(progress);
    super::print(&serde_json::to_string(&summary)?)?;
    Ok(if !summary.failed.is_empty() {
        ExitCode::from(SHARD_FAILED)
    } else if args.strict && summary.counts.rejected > 0 {
        ExitCode::from(super::GATE_FAILED)
    } else {
        ExitCode::SUCCESS
    })
}

fn told(shard: &Shard, outcome: &Outcome) {
    let name = || escape(&shard.input.display().to_string()).into_owned();
    match outcome {
        Outcome::Done(counts) => notices::detail(|| {
            format!(
                "done: {}, {} rows, {:.1} % paid",
                name(),
                counts.rows,
                100.0 * counts.paid_share()
            )
        }),
        Outcome::Skipped(_) => notices::detail(|| format!("done before: {}", name())),
        Outcome::Failed(error) => tell(&format!("failed: {}", escape(&error.to_string()))),
    }
}
