//! Why a paragraph is called what it is: what each part of its log-odds comes from.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use crate::features::evidence::{self, Evidence};
use crate::features::named::{Name, named};
use crate::features::page::{PageColumns, Score};
use crate::model::Model;
use crate::stemmer::Stemmer;

/// N-grams that are told one by one.
const TOLD: usize = 10;

/// Parts of one log-odds.
const MILLION: f64 = 1e6;

/// A verdict's log-odds and what it is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// Log-odds of sponsored, to six decimals; the probability is their logistic function.
    pub log_odds: f64,
    /// What adds up to them, to the last decimal: the weightiest n-grams first, then the rest.
    pub reasons: Vec<Reason>,
}

/// A part of a verdict's log-odds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// Words of the paragraph as a reader sees them; in parentheses what is none.
    pub feature: String,
    /// Log-odds that it adds, to six decimals; below 0 it speaks for news.
    pub weight: f64,
    /// Where the words first stand in the paragraph; `None` for what is no words.
    #[serde(skip)]
    pub words: Option<Range<usize>>,
}

/// What the model says before it has seen anything.
const EVERY_PARAGRAPH: &str = "(every paragraph)";
/// What is not told one by one.
const OTHER_WORDS: &str = "(other words)";

impl Reason {
    /// Whether it is what every paragraph has, or all that is not told one by one.
    pub fn is_remainder(&self) -> bool {
        self.words.is_none() && matches!(&*self.feature, EVERY_PARAGRAPH | OTHER_WORDS)
    }
}

/// Explains verdicts of a model.
pub(crate) struct Explainer<'m> {
    model: &'m Model,
    stemmer: Stemmer,
}

impl<'m> Explainer<'m> {
    pub(crate) fn new(model: &'m Model) -> Self {
        Explainer {
            model,
            stemmer: Stemmer::new(model.ngrams.language),
        }
    }

    /// Of every paragraph of a page, by its text and score.
    pub(crate) fn explain<'t>(
        &self,
        texts: impl Iterator<Item = &'t str>,
        page: &[Score],
    ) -> Vec<Explanation> {
        let evidence = evidence::parts(page);
        let total: Vec<f64> = evidence.iter().map(Evidence::sum).collect();
        let rows = self.model.page.columns.rows(page);
        let of = |(at, text): (usize, &str)| {
            let neighbours = [
                at.checked_sub(1).map(|before| total[before]),
                total.get(at + 1).copied(),
            ];
            let row: Vec<f64> = rows.row(at).to_vec();
            self.one(text, &page[at], &evidence[at], &row, neighbours)
        };
        texts.enumerate().map(of).collect()
    }

    fn one(
        &self,
        text: &str,
        score: &Score,
        evidence: &Evidence,
        row: &[f64],
        neighbours: [Option<f64>; 2],
    ) -> Explanation {
        let page = &self.model.page;
        let log_odds = micros(page.row_log_odds(row.iter()));
        // The first column is the paragraph's own evidence over 4.
        let own = page.weights[0] / 4.0 * evidence.voice;
        let spoken = own * evidence::softness(score);
        let mut sums = Sums::default();
        sums.add(
            EVERY_PARAGRAPH,
            page.intercept + spoken * self.model.paragraph.intercept,
        );
        sums.add("(disclosed here)", own * evidence.disclosed);
        sums.add("(disclosed for the page)", own * evidence.page);
        let markup = if evidence.marked > 0.0 {
            "(markup says paid)"
        } else {
            "(markup says nothing of pay)"
        };
        sums.add(markup, own * evidence.marked);
        let columns = page.columns.names().iter().zip(&page.weights).zip(row);
        for ((name, weight), value) in columns.skip(1) {
            sums.add(
                &page_part(page.columns, name, *value, neighbours),
                weight * value,
            );
        }
        let mut words = self.words(text, spoken);
        words.retain(|reason| reason.weight != 0.0);
        words.sort_by(|a, b| {
            b.weight
                .abs()
                .total_cmp(&a.weight.abs())
                .then_with(|| a.feature.cmp(&b.feature))
        });
        words.truncate(TOLD);
        let told: i64 = words
            .iter()
            .chain(&sums.0)
            .map(|reason| micros(reason.weight))
            .sum();
        // What is left of the words, and of rounding.
        let mut reasons = words;
        reasons.append(&mut sums.0);
        if log_odds != told {
            reasons.push(Reason {
                feature: OTHER_WORDS.to_owned(),
                weight: (log_odds - told) as f64 / MILLION,
                words: None,
            });
        }
        Explanation {
            log_odds: log_odds as f64 / MILLION,
            reasons,
        }
    }

    /// What each n-gram adds, where a paragraph's words count for `spoken`.
    fn words(&self, text: &str, spoken: f64) -> Vec<Reason> {
        let model = &self.model.paragraph;
        let entries = model.table.entries();
        let features = named(text, &self.model.ngrams, &self.stemmer);
        let scale = spoken * model.step / (features.len().max(1) as f64).sqrt();
        let mut at: HashMap<String, usize> = HashMap::new();
        let mut sums: Vec<(String, Option<Range<usize>>, i64)> = Vec::new();
        for (name, column) in features {
            let (feature, words) = match name {
                Name::Words(span) => {
                    let words: Vec<&str> = text[span.clone()].split_whitespace().collect();
                    (words.join(" "), Some(span))
                }
                Name::Length => ("(length)".to_owned(), None),
                Name::Style => ("(how it is written)".to_owned(), None),
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

/// What a column of the page's model says, in words.
fn page_part(columns: PageColumns, name: &str, value: f64, neighbours: [Option<f64>; 2]) -> String {
    let what = match name {
        "context" => return context(value, neighbours),
        "previous" => "the paragraph before",
        "next" => "the paragraph after",
        "second_previous" => "the second paragraph before",
        "second_next" => "the second paragraph after",
        "length" => "length for a page's model",
        "from_start" | "from_end" => "place on the page",
        "mean" | "rank" => "compared with the page",
        other => {
            debug_assert!(columns.names().contains(&other));
            other
        }
    };
    format!("({what})")
}

/// Which neighbours agree with what the page says.
fn context(value: f64, neighbours: [Option<f64>; 2]) -> String {
    let agrees =
        |neighbour: Option<f64>| neighbour.is_some_and(|neighbour| neighbour * value > 0.0);
    let which = match neighbours.map(agrees) {
        [true, true] => "the paragraphs before and after",
        [true, false] => "the paragraph before",
        [false, true] => "the paragraph after",
        [false, false] => "the page around",
    };
    let label = if value > 0.0 { "sponsored" } else { "news" };
    format!("({which}: {label})")
}

fn micros(log_odds: f64) -> i64 {
    (log_odds * MILLION).round() as i64
}

/// Reasons that are no words, those of one name together.
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
            None => self.0.push(Reason {
                feature: feature.to_owned(),
                weight,
                words: None,
            }),
        }
    }
}
