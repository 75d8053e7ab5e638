//! `adsift evaluate`: how right a model is on labelled CSV.

use std::process::ExitCode;

use adsift::corpus::Corpus;
use adsift::evaluation::{
    Groups, Mistakes, Reliability, Report, Sweep, score, scored_paragraphs, whole_articles,
};
use adsift::input::read_corpus;
use adsift::{Error, Model, Result};

use crate::cli::{Evaluate, ReportFormat};

pub fn run(args: &Evaluate) -> anyhow::Result<ExitCode> {
    let model = super::model(&args.model)?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    let mut columns = super::labelled_columns(&args.columns);
    columns.source = args.by.clone().or(columns.source);
    let corpus = read_corpus(&args.data, &columns, &super::reading(&args.reading))?;
    let pool = adsift::threads::thread_pool(super::threads(&args.threads))?;
    let report = pool.install(|| judge(&model, threshold, &corpus, args))?;
    match args.format {
        ReportFormat::Table => super::print(&report.to_string())?,
        ReportFormat::Json => super::print(&serde_json::to_string(&report)?)?,
    }
    let f1 = report.metrics.f1;
    if let Some(least) = args.min_f1.filter(|&least| f1 < least) {
        super::tell(&format!("F1 {f1:.4} is below {least}"));
        return Ok(ExitCode::from(super::GATE_FAILED));
    }
    Ok(ExitCode::SUCCESS)
}

fn judge(model: &Model, threshold: f64, corpus: &Corpus, args: &Evaluate) -> Result<Report> {
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
    let mut report = Report::new(&scored, threshold, ignored, args.seed);
    if args.by.is_some() {
        let sources = paragraphs
            .iter()
            .map(|&row| corpus.paragraphs()[row].source);
        let values = sources.map(|source| corpus.source_name(source));
        report.groups = Some(Groups::of(&scored, values, args.seed));
    }
    if args.thresholds {
        report.sweep = Some(Sweep::of(&scored, threshold));
        report.reliability = Some(Reliability::of(&scored));
    }
    report.mistakes = args
        .mistakes
        .map(|most| Mistakes::of(&scored, &paragraphs, corpus, most));
    Ok(report)
}
