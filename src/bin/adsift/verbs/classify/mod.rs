//! `adsift classify`: articles in, verdicts out.

mod article_stream;
mod bad_records;
mod classify_run;
mod clean_pages;
mod input_ends;
mod inputs;
mod omissions;
mod one_output;
mod out_dir;
mod output_choice;
mod record_flags;
mod shards;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use adsift::input::Format;
use adsift::output::Content;
use adsift::shards::ShardSettings;
use anyhow::bail;
use clap::Args;

use crate::console;
use crate::exit_code;
use crate::flags::{ModelChoice, ReadingFlags, ThreadsFlag, format_choice, probability};
use crate::signals::TEMPORARY_FILES;
use bad_records::{BadRecords, OnError, on_error};
use classify_run::ClassifyRun;
use output_choice::{CleanForm, OutputChoice, OutputFlags, OutputFormat};
use record_flags::RecordFlags;
use shards::ShardFlags;

pub use inputs::{check_data, curl, is_url, of_file_url};

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift classify page.html                        a table on a terminal, JSON Lines in a pipe
  adsift classify --explain page.txt               with the reasons
  adsift classify -f clean page.html               the page without its paid paragraphs
  adsift classify pages -o paid.html               a report on a folder, to open in a browser
  adsift classify -f clean --clean-form html pages --out-dir clean
                                                   each page of a folder without its paid blocks
  zcat crawl.jsonl.gz | adsift classify --on-error skip > verdicts.jsonl
  adsift classify --shards 'crawl/*.parquet' --id-field url --out-dir judged")]
pub struct ClassifyArgs {
    /// Files to read: text, HTML, CSV, JSON, mails, feeds, web archives, subtitles or Markdown, plain,
    /// .gz or .zst; a folder is read with all folders in it [default: standard input, also named -]
    #[arg(value_name = "INPUT")]
    inputs: Vec<String>,

    #[command(flatten)]
    model: ModelChoice,

    /// Format of the output [default: that of the name in --output (.csv, .html, .jsonl, or .txt
    /// for table), else table on a terminal, else jsonl]
    #[arg(short, long, value_enum)]
    format: Option<OutputFormat>,

    /// How --format clean writes articles [default: text if every input is a whole article, else
    /// jsonl]
    #[arg(long, value_enum)]
    clean_form: Option<CleanForm>,

    /// Format of the input
    #[arg(long, default_value = "auto", value_parser = format_choice(&[
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

    /// Write a file for each input to this folder: NAME.EXTENSION, with the extension of the format,
    /// in the folders that the inputs have below a folder that is read
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    out_dir: Option<PathBuf>,

    /// Label a paragraph sponsored at this probability or above [default: the model's own]
    #[arg(long, value_name = "P", value_parser = probability)]
    threshold: Option<f64>,

    /// Add the paragraph's text to jsonl and csv, and all of it to table
    #[arg(long)]
    with_text: bool,

    /// Add the reasons of each verdict, which sum to its log-odds; for jsonl and table (html always
    /// has them)
    #[arg(long)]
    explain: bool,

    /// Write csv for spreadsheets: a byte order mark, and a ' before cells that could be taken for
    /// a formula
    #[arg(long)]
    csv_safe: bool,

    /// At a bad record, or an input that cannot be opened: stop, skip it, or skip it and write it
    /// to a file of JSON Lines (reject=FILE)
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

impl ClassifyArgs {
    /// Chooses the format of the output, and checks the flags against each other.
    fn output_choice(&self) -> anyhow::Result<OutputChoice> {
        if self.on_error.path().is_some() && self.on_error.path() == self.output.as_deref() {
            bail!("--output and --on-error reject= name the same file; name two files");
        }
        let to_stdout = self.output.is_none() && self.out_dir.is_none();
        let flags = OutputFlags {
            format: self.format,
            clean_form: self.clean_form,
            output: self.output.as_deref(),
            to_terminal: to_stdout && io::stdout().is_terminal(),
            with_text: self.with_text,
            explained: self.explain,
            csv_safe: self.csv_safe,
        };
        let choice = flags.choose()?;
        let has_rows = matches!(choice.format, OutputFormat::Jsonl | OutputFormat::Csv);
        if !self.records.fields.is_empty() && !has_rows {
            bail!(
                "--fields is for the rows of jsonl and csv; use one of them, or leave --fields out"
            );
        }
        Ok(choice)
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
        let Some(out_dir) = &args.out_dir else {
            bail!("--shards requires --out-dir");
        };
        return shards::run(&args.shards, out_dir, &args.shard_settings()?, args.strict, load);
    }
    let choice = args.output_choice()?;
    let (output, out_dir) = (args.output.as_deref(), args.out_dir.as_deref());
    let outputs: Vec<&Path> =
        [output, out_dir, args.on_error.path()].into_iter().flatten().collect();
    let stops = args.on_error == OnError::Stop;
    let inputs::Inputs { files, problems } = inputs::find(&args.inputs, &outputs, out_dir, stops)?;
    let fields = args.records.field_names()?.into_iter().map(|name| name.output).collect();
    let run = ClassifyRun {
        files,
        format: args.input_format,
        columns: args.records.columns(choice.format == OutputFormat::Clean)?,
        fields,
        reading: args.records.reading(args.reading.reading()),
        stops,
        model: &args.model,
        threshold: args.threshold,
        threads: args.threads.count(),
        choice,
        output,
        out_dir,
        omissions: Arc::default(),
    };
    // Outputs first: reading the first input may wait for a slow pipe.
    let mut bad_records = BadRecords::open(&args.on_error, run.read_paths())?;
    for problem in problems {
        bad_records.add(problem)?;
    }
    if choice.is_clean_html() {
        clean_pages::run(&run, &mut bad_records)?;
    } else if let Some(dir) = out_dir {
        out_dir::run(&run, dir, &mut bad_records)?;
    } else {
        one_output::run(&run, &mut bad_records)?;
    }
    inputs::say_twice(&args.inputs);
    console::passed_over();
    run.omissions.report(choice.format == OutputFormat::Clean, choice.is_clean_html());
    let skipped = bad_records.finish()?;
    if args.strict && skipped > 0 {
        return Ok(exit_code::gate_failed());
    }
    Ok(ExitCode::SUCCESS)
}
