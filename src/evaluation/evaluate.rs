//! A model on labelled data, from paragraphs to a report.

use std::sync::Arc;

use super::{
    Curves, Groups, Mistakes, Reliability, Report, Sweep, explain, score, scored_paragraphs,
    whole_articles,
};
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::model::Model;

/// What an evaluation is to tell.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationSettings {
    /// From which probability on a paragraph is called sponsored; the model's own where there is none.
    pub threshold: Option<f64>,
    /// Whether articles are judged, by their highest paragraph, instead of paragraphs.
    pub whole_articles: bool,
    /// Whether the report has the figures of each source.
    pub groups: GroupFigures,
    /// Whether the figures at other thresholds, and the calibration, are told too.
    pub thresholds: bool,
    /// How many of the worst mistakes of each direction are told; none where it is None.
    pub mistakes: Option<usize>,
    /// Seed of the intervals' resampling.
    pub seed: u64,
}

impl Default for EvaluationSettings {
    fn default() -> Self {
        EvaluationSettings {
            threshold: None,
            whole_articles: false,
            groups: GroupFigures::Never,
            thresholds: false,
            mistakes: None,
            seed: 42,
        }
    }
}

/// When a report has the figures of each source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupFigures {
    /// Never.
    Never,
    /// Always.
    Always,
    /// If there are several sources.
    IfSeveral,
}

/// The report of an evaluation and the curves of the same rows.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// The figures.
    pub report: Report,
    /// The precision-recall and the ROC curve.
    pub curves: Curves,
}

/// How right a model is on labelled data: the figures, and the curves behind them.
///
/// # Errors
/// [`Error::Evaluation`] where no row is left to score.
pub fn evaluate(
    model: &Arc<Model>,
    corpus: &Corpus,
    settings: &EvaluationSettings,
) -> Result<Evaluation> {
    let threshold = settings.threshold.unwrap_or(model.threshold);
    let mut scored = score(model, threshold, corpus);
    if scored.is_empty() {
        return Err(Error::Evaluation(
            "every row is ignored or excluded; nothing is left to score".to_owned(),
        ));
    }
    let mut paragraphs = scored_paragraphs(corpus);
    let ignored = (corpus.len() - scored.len()) as u64;
    if settings.whole_articles {
        let articles = whole_articles(&scored);
        paragraphs = articles.iter().map(|&(row, _)| paragraphs[row]).collect();
        scored = articles.into_iter().map(|(_, article)| article).collect();
    }
    let mut report = Report::new(&scored, threshold, ignored, settings.seed);
    let has_groups = match settings.groups {
        GroupFigures::Never => false,
        GroupFigures::Always => true,
        GroupFigures::IfSeveral => corpus.sources().len() > 1,
    };
    if has_groups {
        let sources = paragraphs
            .iter()
            .map(|&row| corpus.paragraphs()[row].source);
        let values = sources.map(|source| corpus.source_name(source));
        report.groups = Some(Groups::of(&scored, values, settings.seed));
    }
    if settings.thresholds {
        report.sweep = Some(Sweep::of(&scored, threshold));
        report.reliability = Some(Reliability::of(&scored));
    }
    if let Some(most) = settings.mistakes {
        let explain = |paragraphs: &[usize]| explain(model, corpus, paragraphs);
        report.mistakes = Some(Mistakes::of(&scored, &paragraphs, corpus, most, explain));
    }
    Ok(Evaluation {
        curves: Curves::of(&scored),
        report,
    })
}
