//! A model at work: articles in, verdicts out.

mod queue;
mod stream;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use stream::{Sink, classify_all};

use crate::article::{Article, Kind, Label, Verdict};
use crate::explanation::Explainer;
use crate::features::columns::Learned;
use crate::features::ngrams::NgramExtractor;
use crate::features::page::Score;
use crate::model::Model;

/// Judges articles by a model. Holds caches, so that one is worth keeping for many articles; they
/// change no verdict.
pub struct Classifier<'m> {
    model: &'m Model,
    extractor: NgramExtractor<Learned<'m>>,
    threshold: f64,
    /// Made when it is first asked for.
    explainer: Option<Explainer<'m>>,
}

impl<'m> Classifier<'m> {
    /// A classifier with the model's own threshold.
    pub fn new(model: &'m Model) -> Self {
        Self::with_threshold(model, model.threshold)
    }

    /// A classifier that calls a paragraph sponsored from this probability on.
    pub fn with_threshold(model: &'m Model, threshold: f64) -> Self {
        Classifier {
            model,
            extractor: model.paragraph.extractor(&model.ngrams),
            threshold,
            explainer: None,
        }
    }

    /// One verdict for every paragraph of the article, in order.
    pub fn classify(&mut self, article: &Article) -> Vec<Verdict> {
        let scores = self.scores(article);
        self.verdicts(article, &scores)
    }

    /// The same with what each verdict is made of; an order of magnitude slower.
    pub fn classify_explained(&mut self, article: &Article) -> Vec<Verdict> {
        let scores = self.scores(article);
        let explainer = self
            .explainer
            .get_or_insert_with(|| Explainer::new(self.model));
        let explanations = explainer.explain(article.texts(), &scores);
        let mut verdicts = self.verdicts(article, &scores);
        for (verdict, explanation) in verdicts.iter_mut().zip(explanations) {
            verdict.explanation = Some(explanation);
        }
        verdicts
    }

    /// What work on one article gives, or none where adsift panicked: nothing that stands in one article
    /// must touch another.
    pub(crate) fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let done = catch_unwind(AssertUnwindSafe(|| work(self)));
        if done.is_err() {
            // What a panic leaves of the caches is anybody's guess.
            *self = Classifier::with_threshold(self.model, self.threshold);
        }
        done.ok()
    }

    /// What is known of each paragraph by itself.
    fn scores(&mut self, article: &Article) -> Vec<Score> {
        let mut scores: Vec<Score> = article.texts().map(|text| self.score(text)).collect();
        for (score, markup) in scores.iter_mut().zip(&article.markup) {
            score.marked = Some(markup.says_paid);
            score.is_boilerplate = markup.kind == Kind::Boilerplate;
        }
        scores
    }

    fn verdicts(&self, article: &Article, scores: &[Score]) -> Vec<Verdict> {
        let judged = self.judge(scores).into_iter();
        let spans = article.paragraphs.iter().cloned();
        let verdict =
            |((span, score), (label, probability)): ((Range<usize>, &Score), _)| Verdict {
                span,
                label,
                probability,
                known: round(score.known_share(), 1e3),
                disguised: score.disguised,
                reliable: score.is_reliable(),
                explanation: None,
            };
        spans.zip(scores).zip(judged).map(verdict).collect()
    }

    /// Label and probability of every paragraph of a page, by the scores of all, in page order.
    pub fn judge(&self, page: &[Score]) -> Vec<(Label, f64)> {
        let probabilities = self.model.page.probabilities(page).into_iter();
        let probabilities = probabilities.map(|probability| round(probability, 1e6));
        probabilities
            .map(|probability| (self.label(probability), probability))
            .collect()
    }

    /// What the words of one paragraph say, before the page is asked.
    pub fn score(&mut self, paragraph: &str) -> Score {
        self.model
            .paragraph
            .score(self.extractor.extract(paragraph))
    }

    fn label(&self, probability: f64) -> Label {
        if probability >= self.threshold {
            Label::Sponsored
        } else {
            Label::News
        }
    }
}

/// To so many parts of one: what is printed is what was compared with the threshold.
fn round(share: f64, parts: f64) -> f64 {
    (share * parts).round() / parts
}
