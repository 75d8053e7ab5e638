//! `adsift evaluate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{LabelledColumns, ModelChoice, Reading, Threads, probability};

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift evaluate test.csv --article-column article
  adsift evaluate test.csv -m my.adsift --by outlet -f html -o report.html
  adsift evaluate test.csv -m my.adsift --min-f1 0.9 -f json   a gate: exit code 1 below it")]
pub struct Evaluate {
    /// Labelled CSV files to measure on
    #[arg(value_name = "DATA", required = true)]
    pub data: Vec<String>,

    #[command(flatten)]
    pub model: ModelChoice,

    /// Form of the report [default: table]
    #[arg(short, long, value_enum, default_value_t = ReportFormat::Table)]
    pub format: ReportFormat,

    /// Write to a file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Call a paragraph sponsored from this probability on [default: the model's own]
    #[arg(long, value_name = "P", value_parser = probability)]
    pub threshold: Option<f64>,

    #[command(flatten)]
    pub columns: LabelledColumns,

    #[command(flatten)]
    pub reading: Reading,

    /// Give the figures of each value of this column too, and their macro averages
    #[arg(long, value_name = "COLUMN", conflicts_with = "source_column")]
    pub by: Option<String>,

    /// Give the figures at other thresholds too, and how far the probabilities can be trusted; html has them always
    #[arg(long)]
    pub thresholds: bool,

    /// Show the N worst mistakes of each direction; html has 10
    #[arg(long, value_name = "N")]
    pub mistakes: Option<usize>,

    /// Judge articles by their highest paragraph; sponsored is one with any sponsored paragraph
    #[arg(long, requires = "article_column")]
    pub whole_articles: bool,

    /// Exit with 1 where F1 is below this
    #[arg(long, value_name = "F1", value_parser = probability)]
    pub min_f1: Option<f64>,

    /// Seed of the intervals' resampling
    #[arg(long, default_value_t = 42)]
    pub seed: u64,

    #[command(flatten)]
    pub threads: Threads,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For reading at a terminal
    Table,
    /// One object
    Json,
    /// A page for a browser: figures, curves, groups and mistakes
    Html,
}
