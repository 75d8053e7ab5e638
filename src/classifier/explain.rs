//! Explanations: the log-odds of a verdict, broken down into n-grams, disclosures and the page.
//!
//! Every part is a whole number of millionths, so that the printed parts add up exactly.

use std::collections::HashMap;
use std::ops::Range;

use crate::article::PaidMark;
use crate::features::Score;
use crate::features::page::evidence::{self, Evidence};
use crate::features::page::{EVIDENCE_SCALE, PageColumn};
use crate::features::paragraph::named_features::{FeatureName, named_features};
use crate::model::Model;
use crate::stemmer::{Language, Stemmer};
use crate::verdict::{Explanation, Reason};

/// Number of n-grams that are listed one by one; the rest are one sum.
const LISTED_NGRAMS: usize = 10;

/// Parts of one unit of log-odds.
const MILLION: f64 = 1e6;

/// Explains the verdicts of a model.
pub(crate) struct Explainer {
    stemmer: Stemmer,
}

/// One paragraph of a page, ready to be explained.
struct Paragraph<'a> {
    text: &'a str,
    mark: Option<&'a PaidMark>,
    evidence: &'a Evidence,
    /// The paragraph's row of [`PageColumns`](crate::features::PageColumns).
    row: Vec<f64>,
    /// Evidence of the paragraph before and of the one after, if it is part of the context.
    neighbours: [Option<f64>; 2],
}

impl Explainer {
    /// Creates an explainer for models of this language.
    pub(crate) fn new(language: Language) -> Self {
        Explainer { stemmer: Stemmer::new(language) }
    }

    /// Explains every paragraph of a page, from its text, its mark of payment and its score.
    pub(crate) fn explain<'t>(
        &self,
        model: &Model,
        texts: impl Iterator<Item = (&'t str, Option<&'t PaidMark>)>,
        page: &[Score],
    ) -> Vec<Explanation> {
        let evidence = evidence::of_page(page);
        let rows = model.page.columns.rows_of(page, &evidence);
        let log_odds = |at: Option<usize>| {
            let evidence = evidence.get(at?).filter(|evidence| !evidence.is_explicit);
            evidence.map(Evidence::shared_log_odds)
        };
        texts
            .enumerate()
            .map(|(at, (text, mark))| {
                let paragraph = Paragraph {
                    text,
                    mark,
                    evidence: &evidence[at],
                    row: rows.row(at).to_vec(),
                    neighbours: [log_odds(at.checked_sub(1)), log_odds(Some(at + 1))],
                };
                self.explain_paragraph(model, &paragraph)
            })
            .collect()
    }

    fn explain_paragraph(&self, model: &Model, paragraph: &Paragraph<'_>) -> Explanation {
        let (page, evidence) = (&model.page, paragraph.evidence);
        let log_odds = micros(page.row_log_odds(paragraph.row.iter()));
        let (own_weight, weights) = page.weights.split_first().unwrap_or((&0.0, &[]));
        let own = own_weight / EVIDENCE_SCALE;
        let words_scale = own * evidence.words_scale;
        let mut sums = Sums::default();
        sums.add(Reason::EVERY_PARAGRAPH, page.intercept + words_scale * model.paragraph.intercept);
        sums.add("(disclosed here)", own * evidence.disclosed);
        sums.add("(disclosed for the page)", own * evidence.page);
        let markup = paragraph.mark.map(|mark| format!("({})", mark.name));
        let markup = markup.as_deref().unwrap_or("(markup says nothing of pay)");
        sums.add(markup, own * evidence.marked);
        let columns = page.columns.columns().iter().zip(&paragraph.row).skip(1);
        for ((column, value), weight) in columns.zip(weights) {
            let name = column_reason(*column, *value, paragraph.neighbours);
            sums.add(name, weight * value);
        }
        let mut reasons = self.words(model, paragraph.text, words_scale);
        reasons.retain(|reason| reason.weight != 0.0);
        reasons.sort_by(|a, b| {
            b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| a.feature.cmp(&b.feature))
        });
        reasons.truncate(LISTED_NGRAMS);
        reasons.append(&mut sums.0);
        let listed: i64 = reasons.iter().map(|reason| micros(reason.weight)).sum();
        // The n-grams that are not listed, and the remainder of rounding.
        if log_odds != listed {
            reasons.push(Reason {
                feature: Reason::OTHER_WORDS.to_owned(),
                weight: (log_odds - listed) as f64 / MILLION,
                words: None,
            });
        }
        Explanation { log_odds: log_odds as f64 / MILLION, reasons }
    }

    /// Log-odds that each n-gram adds, if the paragraph's words are scaled by `words_scale`.
    fn words(&self, model: &Model, text: &str, words_scale: f64) -> Vec<Reason> {
        let features = named_features(text, &model.ngrams, &self.stemmer);
        let model = &model.paragraph;
        let entries = model.table.entries();
        let scale = words_scale * model.step / (features.len().max(1) as f64).sqrt();
        let mut at: HashMap<String, usize> = HashMap::new();
        let mut sums: Vec<(String, Option<Range<usize>>, i64)> = Vec::new();
        for (name, column) in features {
            let (feature, words) = match name {
                FeatureName::Words(span) => {
                    let words: Vec<&str> = text[span.clone()].split_whitespace().collect();
                    (words.join(" "), Some(span))
                }
                FeatureName::Length => ("(length)".to_owned(), None),
                FeatureName::Style => ("(how it is written)".to_owned(), None),
            };
            let index = *at.entry(feature.clone()).or_insert_with(|| {
                sums.push((feature, words, 0));
                sums.len() - 1
            });
            sums[index].2 += i64::from(entries.of(column));
        }
        let reason = |(feature, words, sum): (String, _, i64)| Reason {
            feature,
            weight: micros(sum as f64 * scale) as f64 / MILLION,
            words,
        };
        sums.into_iter().map(reason).collect()
    }
}

/// Name of the reason for a column of the page stage; columns of one name are added up.
fn column_reason(column: PageColumn, value: f64, neighbours: [Option<f64>; 2]) -> &'static str {
    match column {
        PageColumn::Own => "(this paragraph)",
        PageColumn::Context => context_reason(value, neighbours),
        PageColumn::Previous => "(the paragraph before)",
        PageColumn::Next => "(the paragraph after)",
        PageColumn::SecondPrevious => "(the second paragraph before)",
        PageColumn::SecondNext => "(the second paragraph after)",
        PageColumn::Length => "(length for a page's model)",
        PageColumn::FromStart | PageColumn::FromEnd => "(place on the page)",
        PageColumn::Mean | PageColumn::Rank => "(compared with the page)",
    }
}

/// Name of the context's reason: the neighbours whose evidence has the sign of `value`, and the
/// label that this sign supports.
fn context_reason(value: f64, neighbours: [Option<f64>; 2]) -> &'static str {
    let agrees =
        |neighbour: Option<f64>| neighbour.is_some_and(|neighbour| neighbour * value > 0.0);
    match (neighbours.map(agrees), value > 0.0) {
        ([true, true], true) => "(the paragraphs before and after: sponsored)",
        ([true, true], false) => "(the paragraphs before and after: news)",
        ([true, false], true) => "(the paragraph before: sponsored)",
        ([true, false], false) => "(the paragraph before: news)",
        ([false, true], true) => "(the paragraph after: sponsored)",
        ([false, true], false) => "(the paragraph after: news)",
        ([false, false], true) => "(the page around: sponsored)",
        ([false, false], false) => "(the page around: news)",
    }
}

fn micros(log_odds: f64) -> i64 {
    (log_odds * MILLION).round() as i64
}

/// Reasons other than words; weights of the same name are added up.
#[derive(Default)]
struct Sums(Vec<Reason>);

impl Sums {
    fn add(&mut self, feature: &str, weight: f64) {
        let weight = micros(weight) as f64 / MILLION;
        if weight == 0.0 {
            return;
        }
        match self.0.iter_mut().find(|reason| reason.feature == feature) {
            Some(reason) => reason.weight = micros(reason.weight + weight) as f64 / MILLION,
            None => self.0.push(Reason { feature: feature.to_owned(), weight, words: None }),
        }
    }
}
