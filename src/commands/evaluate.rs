//! `adsift evaluate`: how right a model is on labelled CSV.

use std::process::ExitCode;

use adsift::evaluation::{EvaluationSettings, evaluate};
use adsift::output::EvaluationPage;
use adsift::terminal::Notation;

use crate::cli::{Evaluate, ReportFormat};
use crate::notices::{self, Progress};

/// Mistakes of each direction on a page, where nothing else is asked for.
const MISTAKES_OF_A_PAGE: usize = 10;

pub fn run(args: &Evaluate) -> anyhow::Result<ExitCode> {
    if let Some(output) = &args.output {
        super::refuse_to_replace(output, &args.data, args.model.model.as_deref())?;
    }
    let model = super::model(&args.model)?;
    let mut columns = super::labelled_columns(&args.columns);
    columns.source = args.by.clone().or(columns.source);
    let corpus = super::read_labelled(&args.data, &columns, &args.reading)?;
    let pool = adsift::threads::thread_pool(super::threads(&args.threads))?;
    let progress = Progress::working(format!("judging {} paragraphs", corpus.len()));
    let is_page = args.format == ReportFormat::Html;
    let settings = EvaluationSettings {
        threshold: args.threshold,
        whole_articles: args.whole_articles,
        groups: args.by.is_some() || (is_page && corpus.sources().len() > 1),
        thresholds: args.thresholds || is_page,
        mistakes: args.mistakes.or(is_page.then_some(MISTAKES_OF_A_PAGE)),
        seed: args.seed,
    };
    let (report, curves) = pool.install(|| evaluate(&model, &corpus, &settings))?;
    drop(progress);
    let (text, notation) = match args.format {
        ReportFormat::Table => (report.to_string(), None),
        ReportFormat::Json => (serde_json::to_string(&report)?, Some(Notation::Json)),
        ReportFormat::Html => {
            let named = args.model.model.as_ref();
            let page = EvaluationPage {
                report: &report,
                curves: &curves,
                model: &named.map_or("default".into(), |path| path.display().to_string()),
                data: &args.data,
                grouped_by: columns.source.as_deref().unwrap_or("file"),
            };
            (page.write()?, Some(Notation::Plain))
        }
    };
    super::write_report(&text, notation, args.output.as_deref())?;
    let f1 = report.metrics.f1;
    if let Some(least) = args.min_f1.filter(|&least| f1 < least) {
        notices::insist(&format!("F1 {f1:.4} is below {least}"));
        return Ok(ExitCode::from(super::GATE_FAILED));
    }
    Ok(ExitCode::SUCCESS)
}
