//! The classifier: one article in, one verdict per paragraph out.

pub(crate) mod explain;

use std::sync::Arc;

use crate::article::{Article, Markup, PaidMark};
use crate::error::{Result, guard};
use crate::features::Score;
use crate::math::round6;
use crate::model::Model;
use crate::model::paragraph::{ModelExtractor, ParagraphModel};
use crate::verdict::{Explanation, Label, Verdict};
use explain::Explainer;

/// Classifies articles with a model.
///
/// A classifier shares its model with others through an `Arc`, and caches the features of frequent
/// words: keep it for many articles. The caches change no verdict.
///
/// ```
/// use std::sync::Arc;
/// use adsift::{Article, Classifier, Model};
///
/// let model = Arc::new(Model::embedded()?);
/// let mut strict = Classifier::with_threshold(model.clone(), 0.9);
/// let mut classifier = Classifier::new(model);
/// let article = Article::from_text("a1".into(), "Order now and save 50% on your box!".to_owned());
/// assert_eq!(
///     classifier.classify(&article)[0].probability,
///     strict.classify(&article)[0].probability,
/// );
/// # Ok::<(), adsift::Error>(())
/// ```
pub struct Classifier {
    model: Arc<Model>,
    extractor: ModelExtractor,
    /// Created by the first request for an explanation.
    explainer: Option<Explainer>,
    threshold: f64,
}

impl Classifier {
    /// Creates a classifier with the model's own threshold.
    pub fn new(model: impl Into<Arc<Model>>) -> Self {
        let model = model.into();
        let threshold = model.threshold;
        Self::with_threshold(model, threshold)
    }

    /// Creates a classifier that labels a paragraph sponsored at this probability or above.
    pub fn with_threshold(model: impl Into<Arc<Model>>, threshold: f64) -> Self {
        let model = model.into();
        Classifier {
            extractor: ParagraphModel::extractor(&model.ngrams),
            explainer: None,
            threshold,
            model,
        }
    }

    /// The classifier's model.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// The lowest probability at which a paragraph is labelled sponsored.
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Returns one verdict per paragraph of the article, in order.
    pub fn classify(&mut self, article: &Article) -> Vec<Verdict> {
        let scores = self.scores(article);
        self.verdicts(article, &scores, std::iter::repeat_with(|| None))
    }

    /// Returns the same verdicts as [`classify`](Self::classify), each with its explanation. Takes
    /// about ten times as long.
    pub fn classify_explained(&mut self, article: &Article) -> Vec<Verdict> {
        let scores = self.scores(article);
        let mark = |at| article.markup.get(at).and_then(|markup: &Markup| markup.paid.as_ref());
        let texts = article.texts().enumerate().map(|(at, text)| (text, mark(at)));
        let explanations = self.explain(texts, &scores);
        self.verdicts(article, &scores, explanations.into_iter().map(Some))
    }

    fn verdicts(
        &self,
        article: &Article,
        scores: &[Score],
        explanations: impl Iterator<Item = Option<Explanation>>,
    ) -> Vec<Verdict> {
        let judged = self.judge(scores).into_iter().zip(explanations);
        let parts = article.paragraphs.iter().zip(scores).zip(judged);
        parts
            .map(|((span, score), ((label, probability), explanation))| Verdict {
                span: span.clone(),
                label,
                probability,
                known: (score.known_share() * 1e3).round() / 1e3,
                disguised: score.disguised,
                reliable: score.is_reliable(),
                explanation,
            })
            .collect()
    }

    /// Runs `work` on this classifier. After a panic the classifier starts with empty caches, so
    /// that one article cannot affect another.
    ///
    /// # Errors
    /// The error of `work`; [`Error::Internal`](crate::Error::Internal) with `doing` after a panic.
    pub(crate) fn guarded<T>(
        &mut self,
        doing: impl FnOnce() -> String,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let (model, threshold) = (self.model.clone(), self.threshold);
        let mut panicked = true;
        let done = guard(doing, || {
            let done = work(self);
            panicked = false;
            done
        });
        if panicked {
            *self = Classifier::with_threshold(model, threshold);
        }
        done
    }

    /// Returns label and probability of every paragraph of a page, from the scores of all of them
    /// in page order.
    pub fn judge(&self, page: &[Score]) -> Vec<(Label, f64)> {
        self.model
            .page
            .probabilities(page)
            .into_iter()
            .map(|probability| {
                // The printed probability is the one that is compared with the threshold.
                let probability = round6(probability);
                (Label::at(probability, self.threshold), probability)
            })
            .collect()
    }

    /// Returns the score of a paragraph of plain text by itself, without its page.
    pub fn score(&mut self, paragraph: &str) -> Score {
        self.model.paragraph.score(&mut self.extractor, paragraph, None)
    }

    /// Returns the explanation of every paragraph of a page, from its text, its mark of payment and
    /// its score.
    pub(crate) fn explain<'t>(
        &mut self,
        texts: impl Iterator<Item = (&'t str, Option<&'t PaidMark>)>,
        page: &[Score],
    ) -> Vec<Explanation> {
        let explainer =
            self.explainer.get_or_insert_with(|| Explainer::new(self.model.ngrams.language));
        explainer.explain(&self.model, texts, page)
    }

    fn scores(&mut self, article: &Article) -> Vec<Score> {
        let (model, extractor) = (&self.model.paragraph, &mut self.extractor);
        article
            .texts()
            .enumerate()
            .map(|(at, text)| model.score(extractor, text, article.markup.get(at)))
            .collect()
    }
}
