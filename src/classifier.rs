//! A model at work: articles in, verdicts out, in order, over all cores.

use std::ops::Range;
use std::sync::mpsc::{Receiver, sync_channel};

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
        Classifier {
            model,
            extractor: NgramExtractor::new(&model.ngrams),
            threshold,
        }
    }

    /// One verdict for every paragraph of the article, in order.
    pub fn classify(&mut self, article: &Article) -> Vec<Verdict> {
        let scores: Vec<Score> = article.texts().map(|text| self.score(text)).collect();
        let judged = self.judge(&scores).into_iter();
        let spans = article.paragraphs.iter().cloned();
        let verdict =
            |((span, score), (label, probability)): ((Range<usize>, &Score), _)| Verdict {
                span,
                label,
                probability,
                known: round(score.known_share(), 1e3),
                reliable: score.is_reliable(),
            };
        spans.zip(&scores).zip(judged).map(verdict).collect()
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

/// How many articles, and how much text, are judged side by side before they are handed on.
const BATCH_ARTICLES: usize = 512;
const BATCH_BYTES: usize = 4 << 20;

/// An article and the verdicts of its paragraphs, in order.
pub type Judged = (Article, Vec<Verdict>);

/// Judges a stream of articles on so many threads, and hands them on to `sink` in batches, in the
/// order in which they came.
///
/// With more than one thread, articles are read ahead by another thread while these are judged. A
/// batch is closed as soon as no article is waiting, so that a slow source is answered at once.
///
/// # Errors
/// The first error of the articles or of `sink`; the articles before it have been handed on.
pub fn classify_all(
    model: &Model,
    threshold: f64,
    threads: usize,
    articles: impl Iterator<Item = Result<Article>> + Send + 'static,
    mut sink: impl FnMut(&[Judged]) -> Result<()>,
) -> Result<()> {
    if threads <= 1 {
        let mut classifier = Classifier::with_threshold(model, threshold);
        for article in articles {
            let article = article?;
            let verdicts = classifier.classify(&article);
            sink(&[(article, verdicts)])?;
        }
        return Ok(());
    }
    let pool = thread_pool(threads)?;
    let mut classifiers = Vec::new();
    classifiers.resize_with(threads, || Classifier::with_threshold(model, threshold));
    let (sender, receiver) = sync_channel::<Result<Article>>(BATCH_ARTICLES);
    let reading = std::thread::spawn(move || {
        for article in articles {
            let failed = article.is_err();
            if sender.send(article).is_err() || failed {
                return;
            }
        }
    });
    while let Ok(first) = receiver.recv() {
        let (mut batch, error) = fill_batch(first, &receiver);
        pool.install(|| judge(&mut classifiers, &mut batch));
        // Where the sink fails, nobody waits for the reading thread: it may be waiting for input.
        sink(&batch)?;
        if let Some(error) = error {
            return Err(error);
        }
    }
    let read = reading.join();
    read.map_err(|_| Error::Internal("reading the articles".to_owned()))
}

/// A pool of so many threads.
///
/// # Errors
/// [`Error::Io`] where the system has no more threads to give.
pub fn thread_pool(threads: usize) -> Result<rayon::ThreadPool> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| {
        Error::io(
            format!("starting {threads} threads"),
            std::io::Error::other(error),
        )
    })
}

/// The first article and those that wait behind it, up to the batch's limits or an error.
fn fill_batch(
    first: Result<Article>,
    waiting: &Receiver<Result<Article>>,
) -> (Vec<Judged>, Option<Error>) {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut candidate = Some(first);
    while let Some(article) = candidate {
        match article {
            Ok(article) => {
                bytes += article.text.len();
                batch.push((article, Vec::new()));
            }
            Err(error) => return (batch, Some(error)),
        }
        let is_full = batch.len() >= BATCH_ARTICLES || bytes >= BATCH_BYTES;
        candidate = if is_full {
            None
        } else {
            waiting.try_recv().ok()
        };
    }
    (batch, None)
}

fn judge(classifiers: &mut [Classifier<'_>], batch: &mut [Judged]) {
    let share = batch.len().div_ceil(classifiers.len()).max(1);
    classifiers
        .par_iter_mut()
        .zip(batch.par_chunks_mut(share))
        .for_each(|(classifier, share)| {
            for (article, verdicts) in share {
                *verdicts = classifier.classify(article);
            }
        });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;

    fn articles(count: usize) -> impl Iterator<Item = Result<Article>> + Send {
        (0..count).map(|i| {
            let text = format!("Order now and save {i} %.\n\nThe council met on Tuesday.");
            Ok(Article::from_text(
                ArticleId::from(format!("a{i}").as_str()),
                text,
            ))
        })
    }

    #[test]
    fn any_number_of_threads_gives_the_same_in_the_same_order() {
        let model = Model::embedded().unwrap();
        let run = |threads| {
            let mut all = Vec::new();
            let sink = |batch: &[Judged]| {
                all.extend_from_slice(batch);
                Ok(())
            };
            classify_all(&model, 0.5, threads, articles(2000), sink).unwrap();
            all
        };
        let alone = run(1);
        assert_eq!(alone.len(), 2000);
        assert!(
            alone
                .iter()
                .enumerate()
                .all(|(i, (article, _))| article.id == format!("a{i}").as_str().into())
        );
        assert_eq!(alone, run(2));
        assert_eq!(alone, run(7));
    }

    #[test]
    fn an_error_comes_after_what_was_before_it() {
        let model = Model::embedded().unwrap();
        for threads in [1, 3] {
            let broken = articles(700)
                .chain([Err(Error::Evaluation("broken".into()))])
                .chain(articles(9));
            let mut seen = 0;
            let done = classify_all(&model, 0.5, threads, broken, |batch| {
                seen += batch.len();
                Ok(())
            });
            assert!(matches!(done, Err(Error::Evaluation(_))));
            assert_eq!(seen, 700);
        }
    }

    #[test]
    fn a_failing_sink_ends_it() {
        let model = Model::embedded().unwrap();
        for threads in [1, 3] {
            let refuse =
                |_: &[Judged]| Err(Error::io("out", std::io::ErrorKind::BrokenPipe.into()));
            let endless = (0..).flat_map(|_| articles(100));
            assert!(
                classify_all(&model, 0.5, threads, endless, refuse)
                    .unwrap_err()
                    .is_broken_pipe()
            );
        }
    }
}
