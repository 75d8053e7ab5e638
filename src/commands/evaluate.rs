//! `adsift evaluate`: how right a model is on labelled CSV.

use std::process::ExitCode;

use adsift::Error;
use adsift::classifier::thread_pool;
use adsift::evaluation::{Report, score};
use adsift::input::read_corpus;

use crate::cli::{Evaluate, ReportFormat};

/// The exit code where the work was done but a gate was not passed.
const GATE_FAILED: u8 = 1;

pub fn run(args: &Evaluate) -> anyhow::Result<ExitCode> {
    let model = super::model(&args.model)?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    let corpus = read_corpus(&args.data, &super::labelled_columns(&args.columns))?;
    let report = thread_pool(super::threads(&args.threads))?.install(|| {
        let scored = score(&model, threshold, &corpus);
        if scored.is_empty() {
            return Err(Error::Evaluation(
                "every row is ignored or excluded; nothing is left to score".to_owned(),
            ));
        }
        let ignored = (corpus.len() - scored.len()) as u64;
        Ok(Report::new(&scored, threshold, ignored, args.seed))
    })?;
    match args.format {
        ReportFormat::Table => super::print(&report.to_string())?,
        ReportFormat::Json => super::print(&serde_json::to_string(&report)?)?,
    }
    let f1 = report.metrics.f1;
    if let Some(least) = args.min_f1.filter(|&least| f1 < least) {
        super::tell(&format!("F1 {f1:.4} is below {least}"));
        return Ok(ExitCode::from(GATE_FAILED));
    }
    Ok(ExitCode::SUCCESS)
}
