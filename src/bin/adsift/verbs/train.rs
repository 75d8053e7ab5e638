//! `adsift train`: labelled CSV in, a model out.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use adsift::features::{NgramSettings, PageColumns};
use adsift::files::Replace;
use adsift::stemmer::Language;
use adsift::terminal::escape;
use adsift::training::{TrainingJob, TrainingSettings, TrainingStep};
use clap::Args;

use crate::console::{self, Progress, info, total_bytes};
use crate::data_notices;
use crate::flags::{LabelledFlags, ReadingFlags, ThreadsFlag, choice, probability};
use crate::signals::TEMPORARY_FILES;
use crate::verbs::classify::check_data;

#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  adsift train labelled.csv --article-column article -o my.adsift
  adsift train ads.csv --sponsored-label ad,1 --news-label not_ad,0 -o my.adsift
  adsift train outlets/*.csv --article-column url --group-column outlet --trim --no-style --page context -o my.adsift
                                                   for pages of outlets that are not in the data")]
pub struct TrainArgs {
    /// Labelled files: CSV, JSON Lines or Parquet
    #[arg(value_name = "DATA", required = true)]
    data: Vec<String>,

    /// Model file to write
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,

    /// Replace an existing model
    #[arg(long)]
    force: bool,

    #[command(flatten)]
    columns: LabelledFlags,

    #[command(flatten)]
    reading: ReadingFlags,

    /// Limit the total weight of the rows of one source and label to that of this many rows
    #[arg(long, value_name = "ROWS")]
    cap: Option<usize>,

    /// Ignore rows whose label is clearly contradicted by models of other groups; for pages of
    /// other outlets
    #[arg(long)]
    trim: bool,

    /// Leave out the style of a publication (capitals, first and last words); for pages of other
    /// outlets
    #[arg(long)]
    no_style: bool,

    /// Page columns: layout for more pages of the same publication, context for other outlets
    #[arg(long, default_value = "layout", value_parser = choice::<PageColumns>(&[
        ("context", "The paragraph and the rest of its page"),
        ("layout", "The same, and the neighbours, the length and the position"),
    ]))]
    page: PageColumns,

    /// Learn from at most this many pages of one source and kind (all news, all sponsored, mixed)
    #[arg(long, value_name = "PAGES")]
    page_cap: Option<usize>,

    /// Label a paragraph sponsored at this probability or above [default: best held-out F1]
    #[arg(long, value_name = "P", value_parser = probability)]
    threshold: Option<f64>,

    /// Language of the stemmer
    #[arg(long, default_value = "english", value_parser = choice::<Language>(&languages()))]
    language: Language,

    /// Hash features into 2^BITS columns
    #[arg(long, default_value_t = NgramSettings::default().bits)]
    bits: u32,

    /// Weight of the losses against the regularisation
    #[arg(long, value_name = "C", default_value_t = TrainingSettings::default().c)]
    c: f64,

    /// Number of folds, each of whole groups, for held-out scores
    #[arg(long, default_value_t = TrainingSettings::default().folds)]
    folds: usize,

    /// Before the training, train K times without a K-th of the groups, and report the figures on
    /// those groups
    #[arg(long, value_name = "K")]
    cross_validate: Option<usize>,

    /// Seed of every random choice
    #[arg(long, default_value_t = TrainingSettings::default().seed)]
    seed: u64,

    #[command(flatten)]
    threads: ThreadsFlag,
}

/// The names of the stemmer's languages, without help.
fn languages() -> Vec<(&'static str, &'static str)> {
    Language::ALL.iter().map(|language| (language.as_str(), "")).collect()
}

impl TrainArgs {
    fn job(&self) -> TrainingJob {
        TrainingJob {
            columns: self.columns.columns(),
            reading: self.reading.reading(),
            settings: TrainingSettings {
                ngrams: NgramSettings {
                    language: self.language,
                    bits: self.bits,
                    style: !self.no_style,
                },
                c: self.c,
                folds: self.folds,
                cap: self.cap,
                trim: self.trim,
                page: self.page,
                page_cap: self.page_cap,
                threshold: self.threshold,
                seed: self.seed,
            },
            cross_validate: self.cross_validate,
            replace: Replace::forced(self.force),
            threads: self.threads.count(),
            temporary_files: TEMPORARY_FILES.clone(),
            ..TrainingJob::new(self.data.clone(), &self.output)
        }
    }
}

/// Trains and writes a model, and reports each step on standard error.
pub fn run(args: &TrainArgs) -> anyhow::Result<ExitCode> {
    check_data(&args.data)?;
    let job = args.job();
    let parts_done = Arc::new(AtomicUsize::new(0));
    let mut start = Instant::now();
    let mut progress = Progress::none();
    let observe = |step: TrainingStep<'_>| match step {
        TrainingStep::Reading => progress = Progress::reading(total_bytes(&job.data), "rows"),
        TrainingStep::Read(corpus) => {
            progress = Progress::none();
            console::verbose_read(start, "rows");
            data_notices::rows(corpus);
            info(&format!("{}\n", corpus.summary()));
        }
        TrainingStep::CrossValidating(parts) => {
            let done = parts_done.clone();
            progress = Progress::parts("trained", parts, move || done.load(Relaxed));
        }
        TrainingStep::PartDone => {
            parts_done.fetch_add(1, Relaxed);
        }
        TrainingStep::CrossValidated(found) => {
            progress = Progress::none();
            info(&format!("cross-validation on groups left out of the training\n{found}\n"));
        }
        TrainingStep::Training(corpus) => {
            start = Instant::now();
            progress = Progress::working(format!("training on {} paragraphs", corpus.len()));
        }
        TrainingStep::Trained(model) => {
            progress = Progress::none();
            console::verbose(|| format!("trained in {:.2} s\n", start.elapsed().as_secs_f64()));
            let record = &model.training;
            let stage = if record.settings.page == model.page.columns {
                "whole model"
            } else {
                "calibrated"
            };
            info(&format!(
                "figures on held-out groups, {} folds ({stage} at threshold {})",
                record.folds, model.threshold
            ));
            info(&format!("{}\n", record.held_out));
        }
        _ => {}
    };
    let trained = job.run(observe)?;
    info(&format!(
        "wrote {} ({:.1} MB)",
        escape(&args.output.display().to_string()),
        trained.bytes as f64 / 1e6
    ));
    Ok(ExitCode::SUCCESS)
}
