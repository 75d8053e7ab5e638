//! `adsift evaluate`: the quality of a model on labelled CSV.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use adsift::evaluation::{EvaluationJob, EvaluationSettings, GroupFigures};
use adsift::output::EvaluationPage;
use adsift::terminal::Notation;
use clap::{Args, ValueEnum};

use crate::console::{self, Progress, total_bytes};
use crate::data_notices;
use crate::exit_code;
use crate::flags::{LabelledFlags, ModelChoice, ReadingFlags, ThreadsFlag, probability};
use crate::stdout;
use crate::verbs::classify::check_data;

/// Mistakes of each direction on an HTML page by default.
const MISTAKES_OF_A_PAGE: usize = 10;

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift evaluate test.csv --article-column article
  adsift evaluate test.csv -m my.adsift --by outlet -f html -o report.html
  adsift evaluate test.csv -m my.adsift --min-f1 0.9 -f json   a gate: exit code 1 below 0.9")]
pub struct EvaluateArgs {
    /// Labelled files: CSV, JSON Lines or Parquet
    #[arg(value_name = "DATA", required = true)]
    data: Vec<String>,

    #[command(flatten)]
    model: ModelChoice,

    /// Format of the report
    #[arg(short, long, value_enum, default_value_t = ReportFormat::Table)]
    format: ReportFormat,

    /// Write to this file, whole or not at all, instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Label a paragraph sponsored at this probability or above [default: the model's own]
    #[arg(long, value_name = "P", value_parser = probability)]
    threshold: Option<f64>,

    #[command(flatten)]
    columns: LabelledFlags,

    #[command(flatten)]
    reading: ReadingFlags,

    /// Add the figures of each value of this column, and their macro averages
    #[arg(long, value_name = "COLUMN", conflicts_with = "source_column")]
    by: Option<String>,

    /// Add the figures at other thresholds, and the calibration; html always has both
    #[arg(long)]
    thresholds: bool,

    /// Show the N worst mistakes of each direction; html shows 10 by default
    #[arg(long, value_name = "N")]
    mistakes: Option<usize>,

    /// Evaluate articles instead of paragraphs: an article has the highest probability of its
    /// paragraphs, and is sponsored if one of them is
    #[arg(long, requires = "article_column")]
    whole_articles: bool,

    /// Exit with code 1 if F1 is below this value
    #[arg(long, value_name = "F1", value_parser = probability)]
    min_f1: Option<f64>,

    /// Seed of the resampling for intervals
    #[arg(long, default_value_t = EvaluationSettings::default().seed)]
    seed: u64,

    #[command(flatten)]
    threads: ThreadsFlag,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReportFormat {
    /// Text for a terminal
    Table,
    /// One object
    Json,
    /// A page for a browser: figures, curves, groups and mistakes
    Html,
}

impl EvaluateArgs {
    fn job(&self) -> EvaluationJob {
        let is_page = self.format == ReportFormat::Html;
        EvaluationJob {
            columns: self.columns.columns(),
            by: self.by.clone(),
            reading: self.reading.reading(),
            settings: EvaluationSettings {
                threshold: self.threshold,
                whole_articles: self.whole_articles,
                groups: match (&self.by, is_page) {
                    (Some(_), _) => GroupFigures::Always,
                    (None, true) => GroupFigures::IfSeveral,
                    (None, false) => GroupFigures::Never,
                },
                thresholds: self.thresholds || is_page,
                mistakes: self.mistakes.or(is_page.then_some(MISTAKES_OF_A_PAGE)),
                seed: self.seed,
            },
            threads: self.threads.count(),
            ..EvaluationJob::new(self.data.clone())
        }
    }
}

/// Evaluates a model and writes the report.
pub fn run(args: &EvaluateArgs) -> anyhow::Result<ExitCode> {
    check_data(&args.data)?;
    let inputs = args.data.iter().map(Path::new).chain(args.model.path());
    let file = stdout::create(args.output.as_deref(), inputs)?;
    let model = args.model.load()?;
    let job = args.job();
    let start = std::time::Instant::now();
    let mut progress = Progress::reading(total_bytes(&args.data), "rows");
    let evaluation = job.run(&model, |corpus| {
        console::verbose_read(start, "rows");
        data_notices::rows(corpus);
        progress = Progress::working(format!("classifying {} paragraphs", corpus.len()));
    });
    drop(progress);
    let evaluation = evaluation?;
    let report = &evaluation.report;
    if report.trained_on_this_data {
        data_notices::training_data();
    }
    let (text, notation) = match args.format {
        ReportFormat::Table => (report.to_string(), None),
        ReportFormat::Json => (serde_json::to_string(report)?, Some(Notation::Json)),
        ReportFormat::Html => {
            let named = args.model.path();
            let page = EvaluationPage {
                evaluation: &evaluation,
                model: &named.map_or("default".into(), Path::to_string_lossy),
                data: &args.data,
                grouped_by: job.grouped_by().unwrap_or("file"),
            };
            (page.html(), Some(Notation::Plain))
        }
    };
    stdout::write(file, &text, notation)?;
    let f1 = report.metrics.f1;
    if let Some(least) = args.min_f1.filter(|&least| f1 < least) {
        console::error(&format!("F1 {f1:.4} is below {least}"));
        return Ok(exit_code::gate_failed());
    }
    Ok(ExitCode::SUCCESS)
}
