//! `adsift train`: labelled CSV in, a model out.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use adsift::features::ngrams::NgramSettings;
use adsift::features::page::PageColumns;
use adsift::model::file;
use adsift::terminal::escape;
use adsift::training::{TrainingSettings, cross_validate, train};

use crate::cli::{Page, Train};
use crate::notices::{self, Progress, tell};

pub fn run(args: &Train) -> anyhow::Result<ExitCode> {
    let settings = TrainingSettings {
        ngrams: NgramSettings {
            language: args.language.0,
            bits: args.bits,
            style: !args.no_style,
        },
        c: args.c,
        folds: args.folds,
        cap: args.cap,
        trim: args.trim,
        page: match args.page {
            Page::Context => PageColumns::Context,
            Page::Layout => PageColumns::Layout,
        },
        page_cap: args.page_cap,
        threshold: args.threshold,
        seed: args.seed,
    };
    // A setting out of its range and a target that cannot be written are better known before the work
    // than after it.
    settings.check()?;
    super::refuse_to_replace(&args.output, &args.data, None)?;
    let target = file::create(&args.output, args.force)?;
    let columns = super::labelled_columns(&args.columns);
    let corpus = super::read_labelled(&args.data, &columns, &args.reading)?;
    tell(&format!("{}\n", corpus.summary()));
    let pool = adsift::threads::thread_pool(super::threads(&args.threads))?;
    if let Some(parts) = args.cross_validate {
        let done = Arc::new(AtomicUsize::new(0));
        let counted = done.clone();
        let _progress = Progress::parts("trained", parts, move || counted.load(Relaxed));
        let part_done = || {
            done.fetch_add(1, Relaxed);
        };
        let found = pool.install(|| cross_validate(&corpus, &settings, parts, part_done))?;
        tell(&format!(
            "cross-validation, groups left out entirely\n{found}\n"
        ));
    }
    let start = Instant::now();
    let progress = Progress::working(format!("learning from {} paragraphs", corpus.len()));
    let model = pool.install(|| train(&corpus, &settings))?;
    drop(progress);
    notices::detail(|| format!("learned in {:.2} s\n", start.elapsed().as_secs_f64()));
    let record = &model.training;
    let what = if corpus.has_articles() {
        "whole model"
    } else {
        "calibrated"
    };
    tell(&format!(
        "held out, {} folds of whole groups ({what} at threshold {})",
        record.folds, model.threshold
    ));
    tell(&format!("{}\n", record.held_out));
    let size = file::save(&model, target)?;
    tell(&format!(
        "wrote {} ({:.1} MB)",
        escape(&args.output.display().to_string()),
        size as f64 / 1e6
    ));
    Ok(ExitCode::SUCCESS)
}
