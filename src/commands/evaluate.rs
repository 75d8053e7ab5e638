//! `adsift evaluate`: how right a model is on labelled CSV.

use std::process::ExitCode;

use adsift::corpus::Corpus;
use adsift::evaluation::{
    Curves, Groups, Mistakes, Reliability, Report, Sweep, score, scored_paragraphs, whole_articles,
};
use adsift::output::EvaluationPage;
use adsift::terminal::Notation;
use adsift::{Error, Model, Result};

use crate::cli::{Evaluate, ReportFormat};
use crate::notices::{self, Progress};

/// Mistakes of each direction on a page, where nothing else is asked for.
const MISTAKES_OF_A_PAGE: usize = 10;

pub fn run(args: &Evaluate) -> anyhow::Result<ExitCode> {
    if let Some(output) = &args.output {
        super::refuse_to_replace(output, &args.data, args.model.model.as_deref())?;
    }
    let model = super::model(&args.model)?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    let mut columns = super::labelled_columns(&args.columns);
    columns.source = args.by.clone().or(columns.source);
    let corpus = super::read_labelled(&args.data, &columns, &args.reading)?;
    let pool = adsift::threads::thread_pool(super::threads(&args.threads))?;
    let progress = Progress::working(format!("judging {} paragraphs", corpus.len()));
    let (report, curves) = pool.install(|| judge(&model, threshold, &corpus, args))?;
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

fn judge(
    model: &Model,
    threshold: f64,
    corpus: &Corpus,
    args: &Evaluate,
) -> Result<(Report, Curves)> {
    let mut scored = score(model, threshold, corpus);
    if scored.is_empty() {
        return Err(Error::Evaluation(
            "every row is ignored or excluded; nothing is left to score".to_owned(),
        ));
    }
    let mut paragraphs = scored_paragraphs(corpus);
    let ignored = (corpus.len() - scored.len()) as u64;
    if args.whole_articles {
        let articles = whole_articles(&scored);
        paragraphs = articles.iter().map(|&(row, _)| paragraphs[row]).collect();
        scored = articles.into_iter().map(|(_, article)| article).collect();
    }
    let is_page = args.format == ReportFormat::Html;
    let mut report = Report::new(&scored, threshold, ignored, args.seed);
    if args.by.is_some() || (is_page && corpus.sources().len() > 1) {
        let sources = paragraphs
            .iter()
            .map(|&row| corpus.paragraphs()[row].source);
        let values = sources.map(|source| corpus.source_name(source));
        report.groups = Some(Groups::of(&scored, values, args.seed));
    }
    if args.thresholds || is_page {
        report.sweep = Some(Sweep::of(&scored, threshold));
        report.reliability = Some(Reliability::of(&scored));
    }
    let of_a_page = is_page.then_some(MISTAKES_OF_A_PAGE);
    if let Some(most) = args.mistakes.or(of_a_page) {
        let mut mistakes = Mistakes::of(&scored, &paragraphs, corpus, most);
        mistakes.explain(model, corpus);
        report.mistakes = Some(mistakes);
    }
    Ok((report, Curves::of(&scored)))
}
