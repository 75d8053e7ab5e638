//! `adsift classify`: articles in, verdicts out.

mod article_stream;
mod bad_records;
mod record_flags;
mod shards;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use adsift::input::{FieldName, Format};
use adsift::output::{Clean, Content, Csv, Html, Jsonl, Table, VerdictFormat, VerdictWriter};
use adsift::pipeline::{Sink, classify_all};
use adsift::shards::ShardSettings;
use adsift::terminal::{Escaped, escape};
use adsift::{Error, Result};
use anyhow::bail;
use clap::{Args, ValueEnum};

use crate::console::{self, Progress};
use crate::exit_code;
use crate::flags::{ModelChoice, ReadingFlags, ThreadsFlag, choice, probability};
use crate::signals::{TEMPORARY_FILES, Uninterrupted};
use crate::stdout::{self, STDOUT};
use article_stream::ArticleStream;
use bad_records::{BadRecords, OnError, on_error};
use record_flags::RecordFlags;
use shards::ShardFlags;

/// Width of the table without a terminal, in cells.
const DEFAULT_WIDTH: usize = 100;

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift classify page.html                        a table on a terminal, JSON Lines in a pipe
  adsift classify --explain page.txt               with the reasons
  adsift classify -f clean page.html               the page without its paid paragraphs
  adsift classify -f html pages/*.html -o paid.html  a report to open in a browser
  zcat crawl.jsonl.gz | adsift classify --on-error skip > verdicts.jsonl
  adsift classify --shards 'crawl/*.parquet' --id-field url --out-dir judged")]
pub struct ClassifyArgs {
    /// Files to read: text, HTML, CSV, JSON, mails, feeds, web archives, subtitles or Markdown, plain,
    /// .gz or .zst [default: standard input, also named -]
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,

    #[command(flatten)]
    model: ModelChoice,

    /// Format of the output [default: table on a terminal, else jsonl]
    #[arg(short, long, value_enum)]
    format: Option<OutputFormat>,

    /// Format of the input
    #[arg(long, default_value = "auto", value_parser = choice::<Format>(&[
        ("auto", "Detected by the file's name, else by its first bytes"),
        ("text", "The whole file is an article"),
        ("html", "The whole file is a page"),
        ("csv", "A header, then one article or paragraph per row"),
        ("jsonl", "One object {\"id\": …, \"text\": …} per line"),
        ("json", "An array of such objects, or objects one after another"),
        ("mail", "A mail (.eml), a saved page (.mhtml) or a mailbox (mbox)"),
        ("feed", "RSS, Atom or JSON Feed: an article per item"),
        ("warc", "A web archive, WARC or WET: an article per page"),
        ("subtitles", "WebVTT or SubRip: the whole file is an article"),
        ("markdown", "The whole file is an article"),
    ]))]
    input_format: Format,

    /// Write to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Label a paragraph sponsored at this probability or above [default: the model's own]
    #[arg(long, value_name = "P", value_parser = probability)]
    threshold: Option<f64>,

    /// Add the paragraph's text to jsonl and csv
    #[arg(long)]
    with_text: bool,

    /// Add the reasons of each verdict, which sum to its log-odds; for jsonl and table (html always
    /// has them)
    #[arg(long)]
    explain: bool,

    /// Put a ' before cells of csv that a spreadsheet could take for a formula
    #[arg(long)]
    csv_safe: bool,

    /// At a bad record: stop, skip it, or skip it and write it to a file of JSON Lines
    /// (reject=FILE)
    #[arg(long, value_name = "POLICY", default_value = "stop", value_parser = on_error)]
    on_error: OnError,

    /// Exit with code 1 if a bad record was skipped
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    reading: ReadingFlags,

    #[command(flatten)]
    threads: ThreadsFlag,

    #[command(flatten)]
    records: RecordFlags,

    // The last group: its heading would apply to all flags after it.
    #[command(flatten)]
    shards: ShardFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Text for a terminal
    Table,
    /// One JSON object per paragraph
    Jsonl,
    /// One CSV row per paragraph
    Csv,
    /// The articles without their sponsored paragraphs
    Clean,
    /// A page for a browser: the paid paragraphs and the reasons
    Html,
}

impl ClassifyArgs {
    /// All files that the run reads.
    fn read_paths(&self) -> impl Iterator<Item = &Path> {
        self.inputs.iter().map(Path::new).chain(self.model.path())
    }

    /// Checks the flags against each other.
    fn check(&self) -> anyhow::Result<()> {
        if self.on_error.path().is_some() && self.on_error.path() == self.output.as_deref() {
            bail!("--output and --on-error reject= name the same file; name two files");
        }
        if self.csv_safe && self.format != Some(OutputFormat::Csv) {
            bail!("--csv-safe is for CSV; add --format csv, or leave --csv-safe out");
        }
        if self.explain && matches!(self.format, Some(OutputFormat::Csv | OutputFormat::Clean)) {
            bail!("--explain is for jsonl and table; use --format jsonl, or leave --explain out");
        }
        let has_rows = !matches!(
            self.format,
            Some(OutputFormat::Table | OutputFormat::Html | OutputFormat::Clean)
        );
        if !self.records.fields.is_empty() && !has_rows {
            bail!(
                "--fields is for the rows of jsonl and csv; use one of them, or leave --fields out"
            );
        }
        Ok(())
    }

    /// The format of the output; `is_clean_text` is whether all inputs are whole articles as text.
    fn verdict_format(&self, is_clean_text: bool, to_terminal: bool) -> Box<dyn VerdictFormat> {
        let default = if to_terminal { OutputFormat::Table } else { OutputFormat::Jsonl };
        match self.format.unwrap_or(default) {
            OutputFormat::Table => {
                Box::new(Table::new(width(), styled(to_terminal)).explained(self.explain))
            }
            OutputFormat::Jsonl => Box::new(Jsonl::new(self.with_text).explained(self.explain)),
            OutputFormat::Csv => {
                let names =
                    self.records.fields.iter().filter_map(|name| FieldName::parse(name).ok());
                let names: Vec<String> = names.map(|name| name.output).collect();
                Box::new(Csv::new(self.with_text).safe(self.csv_safe).fields(&names))
            }
            OutputFormat::Html => Box::new(Html),
            OutputFormat::Clean if is_clean_text => Box::new(Clean::text()),
            OutputFormat::Clean => Box::new(Clean::jsonl()),
        }
    }

    /// The settings of a run over shards.
    fn shard_settings(&self) -> anyhow::Result<ShardSettings> {
        let content = match self.format {
            None | Some(OutputFormat::Jsonl) => Content::Verdicts,
            Some(OutputFormat::Clean) => Content::Clean,
            Some(_) => bail!(
                "--format does not apply to shards, which keep their format; use jsonl for verdicts, or clean"
            ),
        };
        let keeps_bad_records = match self.on_error {
            OnError::Stop => false,
            OnError::Skip => true,
            OnError::Reject(_) => {
                bail!("a bad record of a shard becomes a row with its error; use --on-error skip")
            }
        };
        Ok(ShardSettings {
            content,
            columns: self.records.columns(true)?,
            threshold: self.threshold,
            reading: self.records.reading(self.reading.reading()),
            keeps_bad_records,
            threads: self.threads.count(),
            temporary_files: TEMPORARY_FILES.clone(),
        })
    }
}

/// Labels the paragraphs of all inputs and writes the verdicts.
pub fn run(args: &ClassifyArgs) -> anyhow::Result<ExitCode> {
    if !args.shards.patterns.is_empty() {
        let load = || args.model.load();
        return shards::run(&args.shards, &args.shard_settings()?, args.strict, load);
    }
    args.check()?;
    // Outputs first: reading the first input may wait for a slow pipe.
    let mut bad_records = BadRecords::open(&args.on_error, args.read_paths())?;
    let file = stdout::create(args.output.as_deref(), args.read_paths())?;
    let columns = args.records.columns(args.format == Some(OutputFormat::Clean))?;
    let stops = args.on_error == OnError::Stop;
    let reading = args.records.reading(args.reading.reading());
    let notices = reading.notices.clone();
    let articles = ArticleStream::open(&args.inputs, args.input_format, columns, reading, stops)?;
    let to_terminal = file.is_none() && io::stdout().is_terminal();
    let format = args.verdict_format(articles.are_text(), to_terminal);
    if let (Some(mut file), Some(path)) = (file, &args.output) {
        let name = path.display().to_string();
        classify(args, articles, &*format, &mut file, &name, &mut bad_records)?;
        file.commit()?;
    } else {
        let stdout = Uninterrupted(io::stdout().lock());
        let out: Box<dyn Write> = match format.notation() {
            Some(notation) if to_terminal => Box::new(Escaped::new(stdout, notation)),
            _ => Box::new(stdout),
        };
        classify(args, articles, &*format, out, STDOUT, &mut bad_records)?;
    }
    for notice in notices.iter().flat_map(|notices| notices.take()) {
        console::info(&escape(&notice));
    }
    let skipped = bad_records.finish()?;
    if args.strict && skipped > 0 {
        return Ok(exit_code::gate_failed());
    }
    Ok(ExitCode::SUCCESS)
}

fn classify(
    args: &ClassifyArgs,
    articles: ArticleStream,
    format: &dyn VerdictFormat,
    out: impl Write,
    name: &str,
    bad_records: &mut BadRecords,
) -> anyhow::Result<()> {
    let model = args.model.load()?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    // More threads than articles would be idle.
    let most = articles.most_articles().unwrap_or(usize::MAX);
    let threads = args.threads.count().min(most);
    let mut output = VerdictOutput {
        // A program may wait for each verdict if the input is a pipe, but not if it is a file.
        is_live: articles.has_stdin(),
        writer: VerdictWriter::new(out, format),
        name,
        bad_records,
    };
    let start = Instant::now();
    // Verdicts on the terminal show the progress themselves.
    let progress = if name == STDOUT && io::stdout().is_terminal() {
        Progress::none()
    } else {
        Progress::reading(articles.total_bytes(), "articles")
    };
    let judged = classify_all(&model, threshold, threads, articles, format, &mut output);
    drop(progress);
    // The verdicts before an error are written too.
    let finished = output.writer.finish();
    judged?;
    console::passed_over();
    console::verbose_read(start, "articles");
    Ok(finished.map_err(|source| Error::io(name, source))?)
}

/// Writes verdicts, and passes bad records to `--on-error`.
struct VerdictOutput<'a, W> {
    writer: VerdictWriter<'a, W>,
    is_live: bool,
    name: &'a str,
    bad_records: &'a mut BadRecords,
}

impl<W: Write> Sink for &mut VerdictOutput<'_, W> {
    fn verdicts(&mut self, bytes: &[u8]) -> Result<()> {
        let mut written = self.writer.write(bytes);
        if self.is_live {
            written = written.and_then(|()| self.writer.flush());
        }
        written.map_err(|source| Error::io(self.name, source))
    }

    fn error(&mut self, error: Error) -> Result<()> {
        self.bad_records.add(error)
    }
}

/// Whether the table has colour, by `--color`, `NO_COLOR` and the terminal.
fn styled(to_terminal: bool) -> bool {
    match anstream::ColorChoice::global() {
        anstream::ColorChoice::Auto => {
            to_terminal
                && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
        }
        choice => choice != anstream::ColorChoice::Never,
    }
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}
