//! A model at work: articles in, verdicts out, in order, over all cores.

use rayon::prelude::*;

use crate::article::{Article, Label, Verdict};
use crate::error::{Error, Result};
use crate::features::ngrams::NgramExtractor;
use crate::features::page::Score;
use crate::model::Model;

/// Judges articles by a model. Holds caches, so that one is worth keeping for many articles; they
/// change no verdict.
pub struct Classifier<'m> {
    model: &'m Model,
    extractor: NgramExtractor,
    threshold: f64,
}

impl<'m> Classifier<'m> {
    /// A classifier with the model's own threshold.
    pub fn new(model: &'m Model) -> Self {
        Self::with_threshold(model, model.threshold)
    }

    /// A classifier that calls a paragraph sponsored from this probability on.
    pub fn with_threshold(model: &'m Model, threshold: f64) -> Self {
        Classifier { model, extractor: NgramExtractor::new(&model.ngrams), threshold }
    }

    /// One verdict for every paragraph of the article, in order.
    pub fn classify(&mut self, article: &Article) -> Vec<Verdict> {
        let page: Vec<Score> = article.texts().map(|text| self.score(text)).collect();
        let probabilities = self.model.page.probabilities(&page);
        let spans = article.paragraphs.iter().cloned();
        spans.zip(probabilities).map(|(span, probability)| self.verdict(span, probability)).collect()
    }

    /// What the words of one paragraph say, before the page is asked.
    pub fn score(&mut self, paragraph: &str) -> Score {
        self.model.paragraph.score(self.extractor.extract(paragraph))
    }

    fn verdict(&self, span: std::ops::Range<usize>, probability: f64) -> Verdict {
        let label = if probability >= self.threshold { Label::Sponsored } else { Label::News };
        Verdict { span, label, probability }
    }
}

/// How many articles, and how much text, are judged side by side before they are handed on.
const BATCH_ARTICLES: usize = 512;
const BATCH_BYTES: usize = 4 << 20;

/// Judges a stream of articles on the threads of the current rayon pool, and hands each with its
/// verdicts to `sink`, in the order in which they came.
///
/// With more than one thread, articles are read ahead by another thread while these are judged. A
/// batch is closed as soon as no article is waiting, so that a slow source is answered at once.
///
/// # Errors
/// The first error of the articles or of `sink`; the articles before it have been handed on.
pub fn classify_all(
    model: &Model,
    threshold: f64,
    articles: impl Iterator<Item = Result<Article>> + Send,
    mut sink: impl FnMut(&Article, &[Verdict]) -> Result<()>,
) -> Result<()> {
    if rayon::current_num_threads() == 1 {
        let mut classifier = Classifier::with_threshold(model, threshold);
        for article in articles {
            let article = article?;
            let verdicts = classifier.classify(&article);
            sink(&article, &verdicts)?;
        }
        return Ok(());
    }
    let (sender, receiver) = std::sync::mpsc::sync_channel::<Result<Article>>(BATCH_ARTICLES);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for article in articles {
                let failed = article.is_err();
                // The receiver is gone where the sink has failed: nobody wants the rest.
                if sender.send(article).is_err() || failed {
                    return;
                }
            }
        });
        let mut classifiers: Vec<Classifier<'_>> = Vec::new();
        classifiers.resize_with(rayon::current_num_threads(), || Classifier::with_threshold(model, threshold));
        while let Ok(first) = receiver.recv() {
            let (batch, error) = fill_batch(first, || receiver.try_recv().ok());
            judge(&mut classifiers, &batch, &mut sink)?;
            if let Some(error) = error {
                return Err(error);
            }
        }
        Ok(())
    })
}

/// The first article and those that are waiting behind it, up to the batch's limits or an error.
fn fill_batch(first: Result<Article>, mut next: impl FnMut() -> Option<Result<Article>>) -> (Vec<Article>, Option<Error>) {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut candidate = Some(first);
    while let Some(article) = candidate {
        match article {
            Ok(article) => {
                bytes += article.text.len();
                batch.push(article);
            }
            Err(error) => return (batch, Some(error)),
        }
        let full = batch.len() >= BATCH_ARTICLES || bytes >= BATCH_BYTES;
        candidate = if full { None } else { next() };
    }
    (batch, None)
}

fn judge(
    classifiers: &mut [Classifier<'_>],
    batch: &[Article],
    sink: &mut impl FnMut(&Article, &[Verdict]) -> Result<()>,
) -> Result<()> {
    let share = batch.len().div_ceil(classifiers.len()).max(1);
    let verdicts: Vec<Vec<Vec<Verdict>>> = classifiers
        .par_iter_mut()
        .zip(batch.par_chunks(share))
        .map(|(classifier, articles)| articles.iter().map(|article| classifier.classify(article)).collect())
        .collect();
    for (article, verdicts) in batch.iter().zip(verdicts.iter().flatten()) {
        sink(article, verdicts)?;
    }
    Ok(())
}
