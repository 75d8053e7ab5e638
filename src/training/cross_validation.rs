//! Cross-validation: trains on some groups and computes the figures on the other groups.
//!
//! In contrast to the held-out figures of a single training, the page stage and the threshold do
//! not use a held-out group either.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::folds::{Folds, check_count};
use super::train;
use crate::classifier::Classifier;
use crate::corpus::{Corpus, CorpusBuilder};
use crate::error::{Error, Result};
use crate::evaluation::{Metrics, Scored, score};
use crate::math::{mean_and_deviation, sigmoid};
use crate::model::Model;
use crate::model::record::{StageFigures, TrainingSettings};
use crate::terminal::excerpt;
use crate::text_table::{TextTable, figure};
use crate::verdict::Label;

/// The figures of every held-out part. Its `Display` is a table with the mean and the standard
/// deviation over the parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CrossValidation {
    /// The parts, sorted by their first groups.
    pub parts: Vec<HeldOutPart>,
}

/// A part of the groups, and the figures of a model trained on all other groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct HeldOutPart {
    /// Names of the groups, sorted.
    pub groups: Vec<String>,
    /// Number of labelled paragraphs.
    pub rows: usize,
    /// Figures of the paragraph stage, at probability 0.5.
    #[serde(rename = "words")]
    pub paragraph_stage: StageFigures,
    /// Figures of the whole model, at its own threshold.
    #[serde(rename = "figures")]
    pub whole_model: StageFigures,
}

/// Deals the groups at random into `parts` parts (2 to 1000). For each part, trains on the other
/// parts and computes the figures of the part. The trainings run one after another, each on all
/// threads of the current rayon pool; `part_done` is called after each.
///
/// ```
/// use adsift::Label;
/// use adsift::corpus::CorpusBuilder;
/// use adsift::features::NgramSettings;
/// use adsift::training::{TrainingSettings, cross_validate};
///
/// let mut builder = CorpusBuilder::new(true);
/// for week in 1..=20 {
///     builder.begin_article();
///     let outlet = format!("outlet {}", week % 4);
///     let news = format!("The council voted on plan {week} on Tuesday.");
///     builder.push(&news, Some(Label::News), &outlet, "newsletters")?;
///     let paid = format!("Order box {week} today and save on your first delivery!");
///     builder.push(&paid, Some(Label::Sponsored), &outlet, "newsletters")?;
/// }
/// let settings = TrainingSettings {
///     ngrams: NgramSettings { bits: 10, ..NgramSettings::default() },
///     folds: 2,
///     ..TrainingSettings::default()
/// };
/// let found = cross_validate(&builder.finish(), &settings, 2, || ())?;
/// assert_eq!(found.parts.len(), 2);
/// assert_eq!(found.parts[0].groups, ["outlet 0", "outlet 2"]);
/// let (mean, _) = found.mean_and_deviation(|part| Some(part.whole_model.f1));
/// assert!(mean > Some(0.9));
/// # Ok::<(), adsift::Error>(())
/// ```
///
/// # Errors
/// [`Error::Setting`] if `parts` is out of range; the errors of [`train`].
pub fn cross_validate(
    corpus: &Corpus,
    settings: &TrainingSettings,
    parts: usize,
    mut part_done: impl FnMut(),
) -> Result<CrossValidation> {
    check_count("cross-validate", parts)?;
    let folds = Folds::deal(corpus, parts, settings.seed)?;
    let mut held_out_parts = Vec::new();
    for fold in 0..folds.count() {
        // An article belongs to the part of its first paragraph's group.
        let held_out = subset(corpus, |first| folds.of(first) == fold)?;
        let others = subset(corpus, |first| folds.of(first) != fold)?;
        if held_out.paragraphs().iter().all(|paragraph| paragraph.label.is_none()) {
            continue;
        }
        let model = Arc::new(train(&others, settings)?);
        let scored = score(&model, model.threshold, &held_out);
        let mut groups = held_out.groups().to_vec();
        groups.sort();
        held_out_parts.push(HeldOutPart {
            groups,
            rows: scored.len(),
            paragraph_stage: StageFigures::from(&Metrics::of(&score_paragraphs(&model, &held_out))),
            whole_model: StageFigures::from(&Metrics::of(&scored)),
        });
        part_done();
    }
    if held_out_parts.is_empty() {
        return Err(Error::Training("no paragraph is labelled".to_owned()));
    }
    held_out_parts.sort_by(|a, b| a.groups.cmp(&b.groups));
    Ok(CrossValidation { parts: held_out_parts })
}

/// Scores each labelled paragraph by the paragraph stage of `model`.
fn score_paragraphs(model: &Arc<Model>, corpus: &Corpus) -> Vec<Scored> {
    let mut classifier = Classifier::new(model.clone());
    corpus
        .paragraphs()
        .iter()
        .enumerate()
        .filter_map(|(index, paragraph)| {
            let actual = paragraph.label?;
            let probability = sigmoid(classifier.score(corpus.text(index)).log_odds);
            Some(Scored {
                probability,
                predicted: Label::at(probability, 0.5),
                actual,
                resample_unit: paragraph.group,
            })
        })
        .collect()
}

/// Copies the articles whose first paragraph `chosen` accepts into a new corpus.
fn subset(corpus: &Corpus, chosen: impl Fn(usize) -> bool) -> Result<Corpus> {
    let mut builder = CorpusBuilder::new(corpus.has_articles());
    for article in corpus.articles().iter().filter(|article| chosen(article.start)) {
        builder.begin_article();
        for index in article.clone() {
            let paragraph = &corpus.paragraphs()[index];
            let (group, source) =
                (corpus.group_name(paragraph.group), corpus.source_name(paragraph.source));
            builder.push(corpus.text(index), paragraph.label, group, source)?;
        }
    }
    Ok(builder.finish())
}

impl CrossValidation {
    /// Returns the mean and the sample standard deviation (divisor n − 1) of `figure` over the
    /// parts that have it. The deviation of one value is `None`, as are both figures without
    /// values.
    pub fn mean_and_deviation(
        &self,
        figure: impl Fn(&HeldOutPart) -> Option<f64>,
    ) -> (Option<f64>, Option<f64>) {
        let values: Vec<f64> = self.parts.iter().filter_map(figure).collect();
        mean_and_deviation(&values)
    }
}

impl fmt::Display for CrossValidation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header = FIGURES.map(|(header, _)| format!(" | {header}:")).concat();
        let mut table = TextTable::new(&format!("held out | rows:{header}"));
        let mut row = |name: String, rows: String, figures: [Option<f64>; FIGURES.len()]| {
            table.row([name, rows].into_iter().chain(figures.map(figure)));
        };
        for part in &self.parts {
            let name = excerpt(&name(&part.groups), NAME_CELLS);
            let figures = FIGURES.map(|(_, of)| of(part));
            row(name, part.rows.to_string(), figures);
        }
        let summaries = FIGURES.map(|(_, of)| self.mean_and_deviation(of));
        let means = summaries.map(|(mean, _)| mean);
        let deviations = summaries.map(|(_, deviation)| deviation);
        row("mean".to_owned(), String::new(), means);
        row("standard deviation".to_owned(), String::new(), deviations);
        write!(f, "{table}")
    }
}

/// Largest width of a part's name in the table, in terminal cells.
const NAME_CELLS: usize = 26;

/// A figure of a part; `None` if it is not defined.
type PartFigure = fn(&HeldOutPart) -> Option<f64>;

/// The figures in the table, with their headers.
const FIGURES: [(&str, PartFigure); 6] = [
    ("paragraph stage AUC", |part| part.paragraph_stage.auc),
    ("AUC", |part| part.whole_model.auc),
    ("precision", |part| Some(part.whole_model.precision)),
    ("recall", |part| Some(part.whole_model.recall)),
    ("F1", |part| Some(part.whole_model.f1)),
    ("Brier", |part| Some(part.whole_model.brier)),
];

/// The name of a part: its first group, and the number of the others.
fn name(groups: &[String]) -> String {
    match groups {
        [one] => one.clone(),
        [first, others @ ..] => format!("{first} and {} more", others.len()),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::settings::NgramSettings;

    fn corpus() -> Corpus {
        let mut builder = CorpusBuilder::new(true);
        for article in 0..24 {
            builder.begin_article();
            for paragraph in 0..4 {
                let (text, label) = match (article + paragraph) % 3 {
                    0 => ("Order your box today and save on every plan", Label::Sponsored),
                    _ => ("The council said on Tuesday that it had voted", Label::News),
                };
                let text = format!("{text} {article} {paragraph}");
                builder.push(&text, Some(label), &format!("outlet {}", article % 6), "s").unwrap();
            }
        }
        builder.finish()
    }

    #[test]
    fn holds_out_every_group_once_and_averages_the_parts() {
        let ngrams = NgramSettings { bits: 10, ..NgramSettings::default() };
        let settings = TrainingSettings { ngrams, folds: 2, ..TrainingSettings::default() };
        let mut parts = 0;
        let found = cross_validate(&corpus(), &settings, 3, || parts += 1).unwrap();
        assert_eq!(parts, 3);
        let mut groups: Vec<&String> = found.parts.iter().flat_map(|part| &part.groups).collect();
        groups.sort();
        assert_eq!(
            groups,
            ["outlet 0", "outlet 1", "outlet 2", "outlet 3", "outlet 4", "outlet 5"]
        );
        assert_eq!(found.parts.iter().map(|part| part.rows).sum::<usize>(), 96);
        let (mean, deviation) = found.mean_and_deviation(|part| Some(part.whole_model.f1));
        assert!(mean.unwrap() > 0.9 && deviation.unwrap() < 0.2, "{found}");
        assert_eq!(found.to_string().lines().count(), 1 + 3 + 2);
    }
}
