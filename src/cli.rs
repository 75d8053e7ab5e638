//! What can be typed: clap definitions and nothing else.

use std::path::PathBuf;

use adsift::limits::Limits;
use clap::{Args, Parser, Subcommand, ValueEnum};

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

    /// CSV column of the text
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

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift train labelled.csv --article-column article -o my.adsift
  adsift train outlets/*.csv --article-column url --group-column outlet --trim --no-style --page context -o my.adsift
                                                   for pages of outlets that are not in the data")]
pub struct Train {
    /// Labelled CSV files to learn from
    #[arg(value_name = "DATA", required = true)]
    pub data: Vec<String>,

    /// Where the model goes
    #[arg(short, long, value_name = "MODEL")]
    pub output: PathBuf,

    /// Replace the model if it is there already
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub columns: LabelledColumns,

    #[command(flatten)]
    pub reading: Reading,

    /// Let the rows of one source and label weigh together at most as much as so many rows
    #[arg(long, value_name = "ROWS")]
    pub cap: Option<usize>,

    /// Pass over rows whose label models of other groups clearly contradict; for strange pages
    #[arg(long)]
    pub trim: bool,

    /// Leave out how a publication writes (capitals, first and last words); for strange pages
    #[arg(long)]
    pub no_style: bool,

    /// What to learn of a page: layout for more of the same publication, context for strange pages
    #[arg(long, value_enum, default_value_t = Page::Layout)]
    pub page: Page,

    /// Learn pages from at most this many of one source and kind (all news, all sponsored, mixed)
    #[arg(long, value_name = "PAGES")]
    pub page_cap: Option<usize>,

    /// Call a paragraph sponsored from this probability on [default: where held-out F1 is best]
    #[arg(long, value_name = "P", value_parser = probability)]
    pub threshold: Option<f64>,

    /// Language of the stemmer
    #[arg(long, value_enum, default_value = "english")]
    pub language: Language,

    /// Hash features into 2^BITS columns
    #[arg(long, default_value_t = 20)]
    pub bits: u32,

    /// Weight of the losses against the regularisation
    #[arg(long, value_name = "C", default_value_t = 8.0)]
    pub c: f64,

    /// Deal the groups into this many folds for held-out scores
    #[arg(long, default_value_t = 5)]
    pub folds: usize,

    /// First train K times with a K-th of the groups left out each time, and report on those
    #[arg(long, value_name = "K")]
    pub cross_validate: Option<usize>,

    /// Seed of every random choice
    #[arg(long, default_value_t = 42)]
    pub seed: u64,

    #[command(flatten)]
    pub threads: Threads,
}

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

#[derive(Debug, Args)]
pub struct Inspect {
    /// A model, or labelled CSV files; several are looked at as splits, such as train and test
    #[arg(value_name = "MODEL|DATA", required = true)]
    pub files: Vec<String>,

    /// Form of the report
    #[arg(short, long, value_enum, default_value_t = InspectionFormat::Table)]
    pub format: InspectionFormat,

    /// Of a model: name the weightiest words and pairs of words that stand in this labelled CSV
    #[arg(long, value_name = "DATA")]
    pub features: Option<String>,

    /// Column that names the split, such as train or test [default: the file, where there are several]
    #[arg(long, value_name = "NAME")]
    pub split_column: Option<String>,

    #[command(flatten)]
    pub columns: LabelledColumns,

    #[command(flatten)]
    pub reading: Reading,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Page {
    /// What a paragraph's page says of it
    Context,
    /// That, and its neighbours, length and place
    Layout,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InspectionFormat {
    /// For reading at a terminal
    Table,
    /// One object
    Json,
}

/// What becomes of bad records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnError {
    Stop,
    Skip,
    Reject(PathBuf),
}

/// A stemmer's language, by its name.
#[derive(Debug, Clone, Copy)]
pub struct Language(pub adsift::stemmer::Language);

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        static ALL: std::sync::LazyLock<Vec<Language>> = std::sync::LazyLock::new(|| {
            adsift::stemmer::Language::ALL
                .iter()
                .copied()
                .map(Language)
                .collect()
        });
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.as_str()))
    }
}

fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("a number from 0 to 1 is wanted".to_owned()),
    }
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

fn column_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, value)) if !column.is_empty() => Ok((column.to_owned(), value.to_owned())),
        _ => Err("COLUMN=VALUE is wanted, such as split=test".to_owned()),
    }
}
