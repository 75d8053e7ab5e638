//! Evaluation of a model on a labelled corpus.

use std::sync::Arc;

use super::bootstrap::{Intervals, RESAMPLES};
use super::curves::Curves;
use super::groups::Groups;
use super::metrics::Metrics;
use super::mistakes::Mistakes;
use super::ranking::Ranking;
use super::reliability::Reliability;
use super::report::Report;
use super::scoring::{explain, score, scored_paragraphs, whole_articles};
use super::sweep::Sweep;
use crate::corpus::{Corpus, CorpusSummary};
use crate::error::{Error, Result};
use crate::model::Model;
use crate::model::record::TrainingRecord;

/// The threshold, the unit and the optional parts of an evaluation.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationSettings {
    /// Lowest probability at which a paragraph is labelled sponsored; `None` for the model's
    /// threshold.
    pub threshold: Option<f64>,
    /// Whether the rows are articles instead of paragraphs. An article has the verdict of its
    /// paragraph with the highest probability.
    pub whole_articles: bool,
    /// Whether the report contains the figures of each source.
    pub groups: GroupFigures,
    /// Whether the report contains the figures at other thresholds and the calibration.
    pub thresholds: bool,
    /// Maximum number of listed mistakes of each direction; `None` for a report without mistakes.
    pub mistakes: Option<usize>,
    /// Seed of the resampling for intervals.
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

/// Whether a report contains the figures of each source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupFigures {
    /// Never.
    Never,
    /// Always.
    Always,
    /// If the corpus has at least two sources.
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

/// Classifies a labelled corpus with a model and computes the figures.
///
/// ```
/// use std::sync::Arc;
///
/// use adsift::corpus::CorpusBuilder;
/// use adsift::evaluation::{EvaluationSettings, evaluate};
/// use adsift::{Label, Model};
///
/// let mut corpus = CorpusBuilder::new(true);
/// for (text, label) in [
///     ("The council voted on Tuesday to close the bridge.", Label::News),
///     ("Order today and save 50% on your first box!", Label::Sponsored),
/// ] {
///     corpus.begin_article();
///     corpus.push(text, Some(label), "group", "source")?;
/// }
/// let settings = EvaluationSettings { threshold: Some(0.0), ..EvaluationSettings::default() };
/// let model = Arc::new(Model::embedded()?);
/// let evaluation = evaluate(&model, &corpus.finish(), &settings)?;
/// // At threshold 0 both paragraphs are labelled sponsored.
/// assert_eq!(evaluation.report.metrics.rows, 2);
/// assert_eq!(evaluation.report.metrics.precision, 0.5);
/// assert_eq!(evaluation.report.metrics.recall, 1.0);
/// # Ok::<(), adsift::Error>(())
/// ```
///
/// # Errors
/// [`Error::Evaluation`] if no paragraph has a label.
pub fn evaluate(
    model: &Arc<Model>,
    corpus: &Corpus,
    settings: &EvaluationSettings,
) -> Result<Evaluation> {
    let threshold = settings.threshold.unwrap_or(model.threshold);
    let by_paragraph = score(model, threshold, corpus);
    if by_paragraph.is_empty() {
        return Err(Error::Evaluation(
            "every row is ignored or excluded; nothing is left to score".to_owned(),
        ));
    }
    let ignored = corpus.len() - by_paragraph.len();
    let labelled = scored_paragraphs(corpus);
    // Each scored row and its paragraph of the corpus.
    let (scored, paragraphs) = if settings.whole_articles {
        whole_articles(&by_paragraph)
            .into_iter()
            .map(|(row, article)| (article, labelled[row]))
            .unzip()
    } else {
        (by_paragraph, labelled)
    };
    let has_groups = match settings.groups {
        GroupFigures::Never => false,
        GroupFigures::Always => true,
        GroupFigures::IfSeveral => corpus.sources().len() > 1,
    };
    let groups = || {
        let sources = paragraphs
            .iter()
            .map(|&paragraph| corpus.source_name(corpus.paragraphs()[paragraph].source));
        Groups::of(&scored, sources, settings.seed)
    };
    let mistakes = |most| {
        let explain = |chosen: &[usize]| explain(model, corpus, chosen);
        Mistakes::of(&scored, &paragraphs, corpus, most, explain)
    };
    let ranking = Ranking::of(&scored);
    Ok(Evaluation {
        report: Report {
            metrics: Metrics::of_ranking(&ranking),
            trained_on_this_data: is_training_data(&model.training, corpus),
            articles: ranking.units() as u64,
            ignored: ignored as u64,
            threshold,
            intervals: Intervals::of_ranking(&ranking, RESAMPLES, settings.seed),
            groups: has_groups.then(groups),
            sweep: settings.thresholds.then(|| Sweep::of(&scored, threshold)),
            reliability: settings.thresholds.then(|| Reliability::of(&scored)),
            mistakes: settings.mistakes.map(mistakes),
        },
        curves: Curves::of_ranking(&ranking),
    })
}

/// Least rows for which equal counts show that two corpora are the same.
const MIN_ROWS: usize = 50;

/// Whether a corpus is the one that a model was trained on, by its digest. The digest depends on
/// groups and sources, which an evaluation may read from other columns, and on the order of rows; so
/// do equal counts of rows, labels and bytes suffice for a corpus that is not tiny.
fn is_training_data(record: &TrainingRecord, corpus: &Corpus) -> bool {
    let trained = &record.data;
    // Most corpora differ in the number of rows, which costs nothing.
    if trained.rows != corpus.len() {
        return false;
    }
    let found = corpus.summary();
    let counts = |of: &CorpusSummary| {
        let labels = [of.news, of.sponsored, of.ignored];
        (labels, of.text_bytes, of.empty_texts, of.duplicate_texts, of.texts_under_two_labels)
    };
    if counts(trained) != counts(&found) {
        return false;
    }
    let digest = || blake3::Hash::from(corpus.digest()).to_hex();
    trained.rows >= MIN_ROWS || *record.data_digest == *digest()
}
