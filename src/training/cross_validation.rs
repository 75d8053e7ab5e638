//! How well a training of these settings does on groups it has not seen, from end to end.
//!
//! Unlike the held-out figures of a single training, nothing at all of a held-out group takes part:
//! not in the page's model, nor in the choice of the threshold.

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
use crate::model::record::{Figures, TrainingSettings};
use crate::verdict::Label;

/// The figures of every held-out part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CrossValidation {
    /// One a part, in order of the parts' first groups.
    pub parts: Vec<HeldOutPart>,
}

/// A part of the groups, judged by a model of all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeldOutPart {
    /// The groups in it, by name.
    pub groups: Vec<String>,
    /// Labelled paragraphs in it.
    pub rows: usize,
    /// Of the words alone, by the model of all other groups, sponsored from log-odds 0 on.
    pub words: Figures,
    /// Of the whole model of all other groups, at its own threshold.
    pub figures: Figures,
}

/// Deals the groups into `parts` parts, trains on all others and judges each; one after another,
/// each training over all cores. `part_done` is called after each.
///
/// # Errors
/// What [`train`] may fail with; [`Error::Setting`] where `parts` is out of its range.
pub fn cross_validate(
    corpus: &Corpus,
    settings: &TrainingSettings,
    parts: usize,
    mut part_done: impl FnMut(),
) -> Result<CrossValidation> {
    check_count("cross-validate", parts)?;
    let folds = Folds::deal(corpus, parts, settings.seed)?;
    let mut judged = Vec::new();
    for fold in 0..folds.count() {
        // An article goes where its first paragraph's group goes.
        let held_out = part(corpus, |first| folds.of(first) == fold)?;
        let others = part(corpus, |first| folds.of(first) != fold)?;
        if held_out
            .paragraphs()
            .iter()
            .all(|paragraph| paragraph.label.is_none())
        {
            continue;
        }
        let model = Arc::new(train(&others, settings)?);
        let scored = score(&model, model.threshold, &held_out);
        let mut groups = held_out.groups().to_vec();
        groups.sort();
        judged.push(HeldOutPart {
            groups,
            rows: scored.len(),
            words: Figures::from(&Metrics::of(&by_words(&model, &held_out))),
            figures: Figures::from(&Metrics::of(&scored)),
        });
        part_done();
    }
    if judged.is_empty() {
        return Err(Error::Training("no paragraph is labelled".to_owned()));
    }
    judged.sort_by(|a, b| a.groups.cmp(&b.groups));
    Ok(CrossValidation { parts: judged })
}

/// What the words alone say of each labelled paragraph.
fn by_words(model: &Arc<Model>, corpus: &Corpus) -> Vec<Scored> {
    let mut classifier = Classifier::new(model.clone());
    let scored = corpus
        .paragraphs()
        .iter()
        .enumerate()
        .filter_map(|(index, paragraph)| {
            let actual = paragraph.label?;
            let probability = sigmoid(classifier.score(corpus.text(index)).log_odds);
            let predicted = Label::at(probability, 0.5);
            Some(Scored {
                probability,
                predicted,
                actual,
                resample_unit: paragraph.group,
            })
        });
    scored.collect()
}

/// The articles that are chosen by their first paragraph, as a corpus of their own.
fn part(corpus: &Corpus, chosen: impl Fn(usize) -> bool) -> Result<Corpus> {
    let mut builder = CorpusBuilder::new(corpus.has_articles());
    for article in corpus
        .articles()
        .iter()
        .filter(|article| chosen(article.start))
    {
        builder.begin_article();
        for index in article.clone() {
            let paragraph = &corpus.paragraphs()[index];
            let (group, source) = (
                corpus.group_name(paragraph.group),
                corpus.source_name(paragraph.source),
            );
            builder.push(corpus.text(index), paragraph.label, group, source)?;
        }
    }
    Ok(builder.finish())
}

impl CrossValidation {
    /// Mean and sample standard deviation over the parts that have the figure.
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
        writeln!(
            f,
            "{:26} {:>7} words AUC       AUC precision    recall        F1     Brier",
            "held out", "rows"
        )?;
        for part in &self.parts {
            let name = crate::terminal::excerpt(&name(&part.groups), 26);
            writeln!(
                f,
                "{name:26} {:>7} {}",
                part.rows,
                line(COLUMNS.map(|column| column(part)))
            )?;
        }
        let summaries = COLUMNS.map(|column| self.mean_and_deviation(column));
        let mean = summaries.map(|(mean, _)| mean);
        let deviation = summaries.map(|(_, deviation)| deviation);
        writeln!(f, "{:26} {:>7} {}", "mean", "", line(mean))?;
        write!(
            f,
            "{:26} {:>7} {}",
            "standard deviation",
            "",
            line(deviation)
        )
    }
}

/// The columns of the table.
const COLUMNS: [fn(&HeldOutPart) -> Option<f64>; 6] = [
    |part| part.words.auc,
    |part| part.figures.auc,
    |part| Some(part.figures.precision),
    |part| Some(part.figures.recall),
    |part| Some(part.figures.f1),
    |part| Some(part.figures.brier),
];

fn line(figures: [Option<f64>; 6]) -> String {
    let cell = |figure: Option<f64>| figure.map_or("-".to_owned(), |figure| format!("{figure:.4}"));
    figures
        .map(|figure| format!("{:>9}", cell(figure)))
        .join(" ")
}

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
                    0 => (
                        "Order your box today and save on every plan",
                        Label::Sponsored,
                    ),
                    _ => ("The council said on Tuesday that it had voted", Label::News),
                };
                let text = format!("{text} {article} {paragraph}");
                builder
                    .push(&text, Some(label), &format!("outlet {}", article % 6), "s")
                    .unwrap();
            }
        }
        builder.finish()
    }

    #[test]
    fn every_group_is_held_out_once_and_the_mean_is_that_of_the_parts() {
        let ngrams = NgramSettings {
            bits: 10,
            ..NgramSettings::default()
        };
        let settings = TrainingSettings {
            ngrams,
            folds: 2,
            ..TrainingSettings::default()
        };
        let mut parts = 0;
        let found = cross_validate(&corpus(), &settings, 3, || parts += 1).unwrap();
        assert_eq!(parts, 3);
        let mut groups: Vec<&String> = found.parts.iter().flat_map(|part| &part.groups).collect();
        groups.sort();
        assert_eq!(
            groups,
            [
                "outlet 0", "outlet 1", "outlet 2", "outlet 3", "outlet 4", "outlet 5"
            ]
        );
        assert_eq!(found.parts.iter().map(|part| part.rows).sum::<usize>(), 96);
        let (mean, deviation) = found.mean_and_deviation(|part| Some(part.figures.f1));
        assert!(mean.unwrap() > 0.9 && deviation.unwrap() < 0.2, "{found}");
        assert_eq!(found.to_string().lines().count(), 1 + 3 + 2);
    }
}
