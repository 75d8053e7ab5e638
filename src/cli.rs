//! What can be typed: clap definitions and nothing else. Here what several verbs share, beside it one file a verb.

mod classify;
mod evaluate;
mod inspect;
mod train;

use std::path::PathBuf;

use adsift::limits::Limits;
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use classify::{Classify, InputFormat, OnError, OutputFormat};
pub use evaluate::{Evaluate, ReportFormat};
pub use inspect::{Inspect, InspectionFormat};
pub use train::{Page, Train};

/// Tell paid content from journalism, paragraph by paragraph.
#[derive(Debug, Parser)]
#[command(name = "adsift", version, arg_required_else_help = true, before_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,

    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,

    /// Tell nothing but errors
    #[arg(short, long, global = true)]
    pub quiet: bool,

    /// Tell what is read and used, and how long it took
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

// Examples come before the flags: most who ask for help want to do what somebody did before.
const EXAMPLES: &str = "\
Examples:
  adsift classify page.html                         judge a page by the default model
  zcat crawl.jsonl.gz | adsift classify -f jsonl    judge articles, one JSON object a line
  adsift classify -f clean page.txt                 print the page without its paid paragraphs
  adsift train labelled.csv --article-column article -o my.adsift
  adsift evaluate test.csv --article-column article -m my.adsift";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Label the paragraphs of articles news or sponsored
    Classify(Classify),
    /// Learn a model from labelled CSV
    Train(Train),
    /// Measure how right a model is on labelled CSV
    Evaluate(Evaluate),
    /// Say what is in a model, or in labelled CSV
    Inspect(Inspect),
    /// Print the completions of a shell
    Completions(Completions),
    /// Print a manual page
    Man(Man),
}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete for
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct Man {
    /// The verb whose page is wanted; all of adsift without
    #[arg(value_name = "VERB")]
    pub verb: Option<String>,
}

#[derive(Debug, Args)]
pub struct ModelChoice {
    /// The model to use [default: the one that comes with adsift]
    #[arg(short, long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct LabelledColumns {
    /// Column of the text, a paragraph a row
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_column: String,

    /// Column of the label, news or sponsored
    #[arg(long, value_name = "NAME", default_value = "label")]
    pub label_column: String,

    /// Column that names the article: successive rows of one article are a page
    #[arg(long, value_name = "NAME")]
    pub article_column: Option<String>,

    /// Column of what is held out together, such as the outlet [default: the article]
    #[arg(long, value_name = "NAME")]
    pub group_column: Option<String>,

    /// Column of the collection a row is from [default: the file]
    #[arg(long, value_name = "NAME")]
    pub source_column: Option<String>,

    /// Keep rows of this label as context for their page, but neither learn from them nor score them
    #[arg(long = "ignore-label", value_name = "LABEL")]
    pub ignore_labels: Vec<String>,

    /// Leave out rows that have this value in this column
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = column_value)]
    pub exclude: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub struct Reading {
    /// Encoding of the inputs, by its name on the web, such as windows-1252 or utf-16 [default: UTF-8]
    #[arg(long, value_name = "LABEL")]
    pub encoding: Option<adsift::input::Encoding>,

    /// Longest line of JSON Lines, row of CSV or page of HTML
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.record_bytes, help_heading = "Limits")]
    pub max_record_bytes: usize,

    /// Longest article
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.article_bytes, help_heading = "Limits")]
    pub max_article_bytes: usize,

    /// Most paragraphs of an article
    #[arg(long, value_name = "PARAGRAPHS", default_value_t = LIMITS.article_paragraphs, help_heading = "Limits")]
    pub max_article_paragraphs: usize,

    /// Longest paragraph
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.paragraph_bytes, help_heading = "Limits")]
    pub max_paragraph_bytes: usize,

    /// Most words and signs of a paragraph
    #[arg(long, value_name = "TOKENS", default_value_t = LIMITS.paragraph_tokens, help_heading = "Limits")]
    pub max_paragraph_tokens: usize,

    /// Most bytes out of one byte of compressed input, past the first 16 MiB
    #[arg(long, value_name = "RATIO", default_value_t = LIMITS.ratio, help_heading = "Limits")]
    pub max_ratio: u64,

    /// Most bytes out of one compressed input
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.decompressed_bytes, help_heading = "Limits")]
    pub max_decompressed_bytes: u64,
}

const LIMITS: Limits = Limits::DEFAULT;

#[derive(Debug, Args)]
pub struct Threads {
    /// Threads to use [default: all cores]
    #[arg(short = 'j', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
}

fn column_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, value)) if !column.is_empty() => Ok((column.to_owned(), value.to_owned())),
        _ => Err("COLUMN=VALUE is wanted, such as split=test".to_owned()),
    }
}
