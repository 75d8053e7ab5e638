//! `adsift classify`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ModelChoice, Reading, Threads, probability};

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift classify page.html                        a table on a terminal, JSON Lines in a pipe
  adsift classify --explain page.txt               and why
  adsift classify -f clean page.html               the page without what was paid for
  adsift classify -f html pages/*.html -o paid.html  a report to open in a browser
  zcat crawl.jsonl.gz | adsift classify --on-error skip > verdicts.jsonl
  adsift classify --shards 'crawl/*.parquet' --id-column url --out-dir judged")]
pub struct Classify {
    /// Files to read: text, HTML, CSV or JSON Lines, plain or .gz or .zst; standard input without any or for -
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,

    #[command(flatten)]
    pub model: ModelChoice,

    /// Form of the output [default: table on a terminal, else jsonl]
    #[arg(short, long, value_enum)]
    pub format: Option<OutputFormat>,

    /// Form of the input; auto goes by the file's name, then by its first line
    #[arg(long, value_enum, default_value_t = InputFormat::Auto)]
    pub input_format: InputFormat,

    /// Write to a file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Call a paragraph sponsored from this probability on [default: the model's own]
    #[arg(long, value_name = "P", value_parser = probability)]
    pub threshold: Option<f64>,

    /// Add the paragraph's text to jsonl and csv
    #[arg(long)]
    pub with_text: bool,

    /// Say what each probability is made of: reasons that add up to its log-odds; for jsonl and table, html has them always
    #[arg(long)]
    pub explain: bool,

    /// Put a ' before cells of csv that a spreadsheet could take for a formula
    #[arg(long)]
    pub csv_safe: bool,

    /// CSV's or Parquet's column of the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    pub text_column: String,

    /// CSV column that names the article: successive rows of one article are its paragraphs
    #[arg(long, value_name = "NAME")]
    pub article_column: Option<String>,

    /// At a bad record: stop, skip it and tell, or skip and write it to a file of JSON Lines (reject=FILE)
    #[arg(long, value_name = "POLICY", default_value = "stop", value_parser = on_error)]
    pub on_error: OnError,

    /// Exit with 1 where a bad record was skipped
    #[arg(long)]
    pub strict: bool,

    #[command(flatten)]
    pub reading: Reading,

    #[command(flatten)]
    pub threads: Threads,

    // The last, since its heading would be that of all that follow.
    #[command(flatten)]
    pub shards: Shards,
}

/// Many files at once.
#[derive(Debug, Args)]
#[command(next_help_heading = "Shards")]
pub struct Shards {
    /// Files, or patterns of them, of an article a row: Parquet, or JSON Lines, plain or .gz or .zst; each to
    /// one of its own of the same name and form in --out-dir. Those that are done are passed over
    #[arg(long, value_name = "PATTERN", num_args = 1.., requires = "out_dir",
          conflicts_with_all = ["inputs", "output", "input_format", "explain", "with_text", "csv_safe", "article_column"])]
    pub shards: Vec<String>,

    /// Where the shards' outputs go, and beside each, once it is safe, a mark NAME.done
    #[arg(long, value_name = "DIR", requires = "shards")]
    pub out_dir: Option<PathBuf>,

    /// Parquet's column of the articles' names, handed on as it is [default: id, where there is one]
    #[arg(long, value_name = "NAME", requires = "shards")]
    pub id_column: Option<String>,

    /// Which part of the shards is this run's, from 0
    #[arg(long, value_name = "R", default_value_t = 0, requires_all = ["shards", "world_size"])]
    pub rank: usize,

    /// Into how many parts the shards are divided
    #[arg(long, value_name = "N", default_value_t = 1, requires = "shards", value_parser = parts)]
    pub world_size: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// For reading at a terminal
    Table,
    /// A JSON object a paragraph
    Jsonl,
    /// A CSV row a paragraph
    Csv,
    /// The articles without their sponsored paragraphs
    Clean,
    /// A page for a browser: what is paid, and why
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    Auto,
    /// The whole file is an article
    Text,
    /// The whole file is a page
    Html,
    /// A header, then an article or a paragraph a row
    Csv,
    /// An object {"id": …, "text": …} a line
    Jsonl,
}

/// What becomes of bad records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnError {
    Stop,
    Skip,
    Reject(PathBuf),
}

fn parts(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(parts) if parts > 0 => Ok(parts),
        _ => Err("a whole number of 1 or more is wanted".to_owned()),
    }
}

fn on_error(text: &str) -> Result<OnError, String> {
    match text.split_once('=') {
        None if text == "stop" => Ok(OnError::Stop),
        None if text == "skip" => Ok(OnError::Skip),
        Some(("reject", file)) if !file.is_empty() => Ok(OnError::Reject(file.into())),
        _ => Err("stop, skip or reject=FILE is wanted".to_owned()),
    }
}
