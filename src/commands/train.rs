//! `adsift train`: labelled CSV in, a model out.

use std::process::ExitCode;

use adsift::features::ngrams::NgramSettings;
use adsift::features::page::PageColumns;
use adsift::input::read_corpus;
use adsift::model::file;
use adsift::terminal::escape;
use adsift::training::{TrainingSettings, cross_validate, train};

use crate::cli::{Page, Train};

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
    let corpus = read_corpus(&args.data, &columns, &super::reading(&args.reading))?;
    super::tell(&format!("{}\n", corpus.summary()));
    let pool = adsift::threads::thread_pool(super::threads(&args.threads))?;
    if let Some(parts) = args.cross_validate {
        let found = pool.install(|| cross_validate(&corpus, &settings, parts))?;
        super::tell(&format!(
            "cross-validation, groups left out entirely\n{found}\n"
        ));
    }
    let model = pool.install(|| train(&corpus, &settings))?;
    let record = &model.training;
    let what = if corpus.has_articles() {
        "whole model"
    } else {
        "calibrated"
    };
    super::tell(&format!(
        "held out, {} folds of whole groups ({what} at threshold {})",
        record.folds, model.threshold
    ));
    super::tell(&format!("{}\n", record.held_out));
    let size = file::save(&model, target)?;
    super::tell(&format!(
        "wrote {} ({:.1} MB)",
        escape(&args.output.display().to_string()),
        size as f64 / 1e6
    ));
    Ok(ExitCode::SUCCESS)
}
