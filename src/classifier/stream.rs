//! A stream of articles over all cores, in order.
//!
//! One thread reads records and does no more with them than find their ends. Workers take what is
//! waiting, parse it, judge it and write the verdicts to bytes of their own; the calling thread
//! hands these on in the order of the input. What is under way is bounded, however long the input.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::Classifier;
use super::queue::Queue;
use crate::error::{Error, Result};
use crate::input::RawArticle;
use crate::model::Model;
use crate::output::VerdictFormat;

/// Batches a worker may be ahead of the one that is handed on.
const BATCHES_AHEAD: usize = 4;

/// The bytes of a batch's articles up to the first error, and that.
type Written = (Vec<u8>, Result<()>);

/// Judges a stream of articles on so many threads and hands their verdicts, as bytes in this format,
/// on to `sink`: whole articles, in the order in which they came.
///
/// A slow source is answered at once: nothing waits for more articles to come.
///
/// # Errors
/// The first error of the articles or of `sink`; the articles before it have been handed on.
pub fn classify_all(
    model: &Model,
    threshold: f64,
    threads: usize,
    articles: impl Iterator<Item = Result<RawArticle>> + Send + 'static,
    format: &dyn VerdictFormat,
    mut sink: impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    if threads <= 1 {
        let mut classifier = Classifier::with_threshold(model, threshold);
        let mut bytes = Vec::new();
        for article in articles {
            bytes.clear();
            write(&mut classifier, article, format, &mut bytes)?;
            sink(&bytes)?;
        }
        return Ok(());
    }
    let waiting = Arc::new(Queue::new());
    let queue = waiting.clone();
    // Nobody joins this thread: where the rest of the input is not wanted, it may be waiting for it.
    spawn(thread::Builder::new(), move || read(articles, &queue))?;
    let (order, batches) = sync_channel(threads * BATCHES_AHEAD);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (waiting, order) = (&*waiting, order.clone());
            let classifier = Classifier::with_threshold(model, threshold);
            let work = move || work(classifier, waiting, format, &order);
            let worker = thread::Builder::new().spawn_scoped(scope, work);
            if let Err(error) = worker {
                waiting.close();
                return Err(no_thread(error));
            }
        }
        drop(order);
        let done = hand_on(&batches, &mut sink);
        // Workers that wait to hand on more find that nobody listens; those that wait for more wake.
        drop(batches);
        waiting.close();
        done
    })
}

fn spawn(builder: thread::Builder, work: impl FnOnce() + Send + 'static) -> Result<()> {
    builder.spawn(work).map(drop).map_err(no_thread)
}

fn no_thread(error: std::io::Error) -> Error {
    Error::io("starting a thread", error)
}

/// Puts articles into the queue, up to the first error.
fn read(articles: impl Iterator<Item = Result<RawArticle>>, waiting: &Queue<Result<RawArticle>>) {
    for article in articles {
        let is_last = article.is_err();
        let bytes = article.as_ref().map_or(0, RawArticle::len);
        if !waiting.push(article, bytes) || is_last {
            break;
        }
    }
    waiting.close();
}

/// Judges batches until there are no more or nobody wants them.
fn work(
    mut classifier: Classifier<'_>,
    waiting: &Queue<Result<RawArticle>>,
    format: &dyn VerdictFormat,
    order: &SyncSender<Receiver<Written>>,
) {
    loop {
        let (written, to_be_written) = sync_channel(1);
        let Some((batch, is_wanted)) = waiting.take(|| order.send(to_be_written).is_ok()) else {
            return;
        };
        if !is_wanted {
            return;
        }
        let mut bytes = Vec::new();
        let mut articles = batch.into_iter();
        let done =
            articles.try_for_each(|article| write(&mut classifier, article, format, &mut bytes));
        if written.send((bytes, done)).is_err() {
            return;
        }
    }
}

/// One article from its record to the bytes of its verdicts.
fn write(
    classifier: &mut Classifier<'_>,
    article: Result<RawArticle>,
    format: &dyn VerdictFormat,
    bytes: &mut Vec<u8>,
) -> Result<()> {
    let article = article?.parse()?;
    let verdicts = classifier.classify(&article);
    format.article(&article, &verdicts, bytes)
}

/// Gives batches to the sink in the order in which workers took them.
fn hand_on(
    batches: &Receiver<Receiver<Written>>,
    sink: &mut impl FnMut(&[u8]) -> Result<()>,
) -> Result<()> {
    for batch in batches {
        let (bytes, done) = batch
            .recv()
            .map_err(|_| Error::Internal("judging an article".to_owned()))?;
        if !bytes.is_empty() {
            sink(&bytes)?;
        }
        done?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ArticleId};
    use crate::output::Jsonl;

    fn articles(count: usize) -> impl Iterator<Item = Result<RawArticle>> + Send {
        (0..count).map(|i| {
            let text = format!("Order now and save {i} %.\n\nThe council met on Tuesday.");
            let id = ArticleId::from(format!("a{i}").as_str());
            Ok(RawArticle::from(Article::from_text(id, text)))
        })
    }

    fn run(
        threads: usize,
        articles: impl Iterator<Item = Result<RawArticle>> + Send + 'static,
    ) -> (String, Result<()>) {
        let model = Model::embedded().unwrap();
        let mut all = Vec::new();
        let done = classify_all(
            &model,
            0.5,
            threads,
            articles,
            &Jsonl::new(false),
            |bytes| {
                all.extend_from_slice(bytes);
                Ok(())
            },
        );
        (String::from_utf8(all).unwrap(), done)
    }

    #[test]
    fn any_number_of_threads_gives_the_same_in_the_same_order() {
        let (alone, done) = run(1, articles(5000));
        done.unwrap();
        for (i, line) in alone.lines().step_by(2).enumerate() {
            assert!(line.starts_with(&format!(r#"{{"id":"a{i}","#)), "{line}");
        }
        assert_eq!(alone.lines().count(), 10_000);
        for threads in [2, 7] {
            let (found, done) = run(threads, articles(5000));
            done.unwrap();
            assert!(found == alone, "{threads} threads");
        }
    }

    #[test]
    fn an_error_comes_after_what_was_before_it() {
        for threads in [1, 3] {
            let broken = articles(700)
                .chain([Err(Error::Evaluation("broken".into()))])
                .chain(articles(9));
            let (found, done) = run(threads, broken);
            assert!(matches!(done, Err(Error::Evaluation(_))));
            assert_eq!(found.lines().count(), 1400);
        }
    }

    #[test]
    fn a_failing_sink_ends_it() {
        let model = Model::embedded().unwrap();
        for threads in [1, 3] {
            let refuse = |_: &[u8]| Err(Error::io("out", std::io::ErrorKind::BrokenPipe.into()));
            let endless = (0..).flat_map(|_| articles(100));
            let format = Jsonl::new(false);
            let done = classify_all(&model, 0.5, threads, endless, &format, refuse);
            assert!(done.unwrap_err().is_broken_pipe());
        }
    }

    #[test]
    fn a_slow_source_is_answered_before_it_ends() {
        let (answered, was_answered) = std::sync::mpsc::channel();
        let slow = articles(2).enumerate().map(move |(i, article)| {
            if i == 1 {
                let patience = std::time::Duration::from_secs(60);
                assert!(was_answered.recv_timeout(patience).is_ok());
            }
            article
        });
        let model = Model::embedded().unwrap();
        let done = classify_all(&model, 0.5, 2, slow, &Jsonl::new(false), |_| {
            let _ = answered.send(());
            Ok(())
        });
        done.unwrap();
    }
}
