//! A stream of articles through input, classifier and output, on several threads, in order.
//!
//! One thread reads records, that is, finds their ends. Workers take batches of records, parse and
//! classify them, and write the verdicts to separate buffers. The calling thread passes these
//! buffers to the sink in the order of the input. The bytes in memory are bounded for an input of
//! any length.

mod queue;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::classifier::Classifier;
use crate::error::{Error, Result};
use crate::input::RawArticle;
use crate::limits::MAX_EXCERPT_CHARS;
use crate::model::Model;
use crate::output::VerdictFormat;
use crate::terminal;
use queue::Queue;

/// Batches per worker that may be finished before their turn.
const BATCHES_AHEAD: usize = 4;

/// The output of one batch: verdicts, and the errors of bad articles.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    /// Each error with the number of bytes written before it.
    errors: Vec<(usize, Error)>,
}

/// Receives the verdicts, and the errors of bad articles.
pub trait Sink {
    /// Receives the verdicts of whole articles, as bytes.
    ///
    /// # Errors
    /// An error ends the stream.
    fn verdicts(&mut self, bytes: &[u8]) -> Result<()>;

    /// Receives the error of a bad article, which has no verdicts. The stream goes on.
    ///
    /// # Errors
    /// An error ends the stream. By default the first bad article ends it.
    fn error(&mut self, error: Error) -> Result<()> {
        Err(error)
    }
}

/// A closure receives verdicts; the first bad article ends the stream.
impl<F: FnMut(&[u8]) -> Result<()>> Sink for F {
    fn verdicts(&mut self, bytes: &[u8]) -> Result<()> {
        self(bytes)
    }
}

/// Classifies a stream of articles on `threads` threads and passes the verdicts, as bytes in
/// `format`, to `sink`: whole articles, in the order of the input, each error at its place.
///
/// Verdicts of a slow source are passed on at once. An article that makes adsift panic becomes an
/// [`Error::Internal`] and affects no other article.
///
/// # Errors
/// The first error that `sink` returns; everything before it was passed on. [`Error::Io`] if the
/// system starts no further thread.
///
/// ```
/// use std::sync::Arc;
/// use adsift::{Article, Model};
/// use adsift::input::RawArticle;
/// use adsift::output::Jsonl;
/// use adsift::pipeline::classify_all;
///
/// let model = Arc::new(Model::embedded()?);
/// let articles = ["The council met.", "Order now and save 50%!"].map(|text| {
///     Ok(RawArticle::Parsed(Article::from_text(text.into(), text.to_owned())))
/// });
/// let mut lines = Vec::new();
/// let format = Jsonl::new(false);
/// classify_all(&model, model.threshold, 2, articles.into_iter(), &format, |bytes: &[u8]| {
///     lines.extend_from_slice(bytes);
///     Ok(())
/// })?;
/// assert_eq!(String::from_utf8_lossy(&lines).lines().count(), 2);
/// # Ok::<(), adsift::Error>(())
/// ```
pub fn classify_all(
    model: &Arc<Model>,
    threshold: f64,
    threads: usize,
    articles: impl Iterator<Item = Result<RawArticle>> + Send + 'static,
    format: &dyn VerdictFormat,
    mut sink: impl Sink,
) -> Result<()> {
    if threads <= 1 {
        let mut judge = Judge::new(model, threshold, format);
        let mut written = Written::default();
        for article in articles {
            judge.write(article, &mut written);
            pass_on(&mut written, &mut sink)?;
        }
        return Ok(());
    }
    let waiting = Arc::new(Queue::new());
    let queue = waiting.clone();
    // This thread is not joined: after an error it may still wait for the source.
    thread::Builder::new().spawn(move || read(articles, &queue)).map_err(no_thread)?;
    let (order, batches) = sync_channel(threads * BATCHES_AHEAD);
    thread::scope(|scope| {
        for _ in 0..threads {
            let (waiting, order) = (&*waiting, order.clone());
            let judge = Judge::new(model, threshold, format);
            let work = move || work(judge, waiting, &order);
            let worker = thread::Builder::new().spawn_scoped(scope, work);
            if let Err(error) = worker {
                waiting.close();
                return Err(no_thread(error));
            }
        }
        drop(order);
        let done = pass_on_all(&batches, &mut sink);
        // Workers that wait to send fail to send; those that wait for articles wake up.
        drop(batches);
        waiting.close();
        done
    })
}

fn no_thread(error: std::io::Error) -> Error {
    Error::io("starting a thread", error)
}

/// Reads articles, and errors in their place, into the queue.
fn read(articles: impl Iterator<Item = Result<RawArticle>>, waiting: &Queue<Result<RawArticle>>) {
    for article in articles {
        let bytes = article.as_ref().map_or(0, RawArticle::len);
        if !waiting.push(article, bytes) {
            break;
        }
    }
    waiting.close();
}

/// Classifies batches until the input or the receiver ends.
fn work(
    mut judge: Judge<'_>,
    waiting: &Queue<Result<RawArticle>>,
    order: &SyncSender<Receiver<Written>>,
) {
    loop {
        let (sender, receiver) = sync_channel(1);
        let Some((batch, is_wanted)) = waiting.take(|| order.send(receiver).is_ok()) else {
            return;
        };
        if !is_wanted {
            return;
        }
        let mut written = Written::default();
        for article in batch {
            judge.write(article, &mut written);
        }
        if sender.send(written).is_err() {
            return;
        }
    }
}

/// A classifier and the format of its verdicts.
struct Judge<'f> {
    format: &'f dyn VerdictFormat,
    classifier: Classifier,
}

impl<'f> Judge<'f> {
    fn new(model: &Arc<Model>, threshold: f64, format: &'f dyn VerdictFormat) -> Self {
        Judge { format, classifier: Classifier::with_threshold(model.clone(), threshold) }
    }

    /// Parses and classifies one article, and appends its verdicts or its error to `written`.
    fn write(&mut self, article: Result<RawArticle>, written: &mut Written) {
        let before = written.bytes.len();
        let (format, bytes) = (self.format, &mut written.bytes);
        let judged = article.and_then(RawArticle::parse).and_then(|article| {
            let doing = || {
                let id = terminal::excerpt(&article.id.to_string(), MAX_EXCERPT_CHARS);
                format!("classifying the article {id}")
            };
            self.classifier.guarded(doing, |classifier| {
                let verdicts = if format.needs_explanations() {
                    classifier.classify_explained(&article)
                } else {
                    classifier.classify(&article)
                };
                format.article(&article, &verdicts, bytes)
            })
        });
        if let Err(error) = judged {
            written.bytes.truncate(before);
            written.errors.push((before, error));
        }
    }
}

/// Passes batches to the sink, in the order in which workers took them.
fn pass_on_all(batches: &Receiver<Receiver<Written>>, sink: &mut impl Sink) -> Result<()> {
    for batch in batches {
        let written = batch.recv();
        let mut written =
            written.map_err(|_| Error::Internal("passing on the verdicts".to_owned()))?;
        pass_on(&mut written, sink)?;
    }
    Ok(())
}

/// Passes verdicts and errors to the sink, in their order, and empties `written`.
fn pass_on(written: &mut Written, sink: &mut impl Sink) -> Result<()> {
    let mut from = 0;
    for (end, error) in written.errors.drain(..) {
        if end > from {
            sink.verdicts(&written.bytes[from..end])?;
        }
        sink.error(error)?;
        from = end;
    }
    if written.bytes.len() > from {
        sink.verdicts(&written.bytes[from..])?;
    }
    written.bytes.clear();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, ArticleId};
    use crate::output::Jsonl;
    use crate::verdict::Verdict;

    fn articles(count: usize) -> impl Iterator<Item = Result<RawArticle>> + Send {
        (0..count).map(|i| {
            let text = format!("Order now and save {i} %.\n\nThe council met on Tuesday.");
            let id = ArticleId::from(format!("a{i}").as_str());
            Ok(RawArticle::Parsed(Article::from_text(id, text)))
        })
    }

    fn run(
        threads: usize,
        articles: impl Iterator<Item = Result<RawArticle>> + Send + 'static,
    ) -> (String, Result<()>) {
        let model = Arc::new(Model::embedded().unwrap());
        let mut all = Vec::new();
        let done =
            classify_all(&model, 0.5, threads, articles, &Jsonl::new(false), |bytes: &[u8]| {
                all.extend_from_slice(bytes);
                Ok(())
            });
        (String::from_utf8(all).unwrap(), done)
    }

    #[test]
    fn threads_change_neither_bytes_nor_order() {
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
    fn error_follows_the_verdicts_of_earlier_articles() {
        for threads in [1, 3] {
            let broken =
                articles(700).chain([Err(Error::Evaluation("broken".into()))]).chain(articles(9));
            let (found, done) = run(threads, broken);
            assert!(matches!(done, Err(Error::Evaluation(_))));
            assert_eq!(found.lines().count(), 1400);
        }
    }

    /// A sink that collects errors.
    #[derive(Default)]
    struct Patient {
        bytes: Vec<u8>,
        errors: Vec<String>,
    }

    impl Sink for &mut Patient {
        fn verdicts(&mut self, bytes: &[u8]) -> Result<()> {
            self.bytes.extend_from_slice(bytes);
            Ok(())
        }

        fn error(&mut self, error: Error) -> Result<()> {
            self.errors.push(error.to_string());
            Ok(())
        }
    }

    #[test]
    fn bad_articles_change_no_other_verdict() {
        let model = Arc::new(Model::embedded().unwrap());
        let (alone, _) = run(1, articles(700));
        for threads in [1, 3] {
            let mut patient = Patient::default();
            let broken = articles(700).enumerate().flat_map(|(i, article)| {
                let bad = (i % 7 == 0).then(|| Err(Error::Evaluation(format!("{i}"))));
                bad.into_iter().chain([article])
            });
            let format = Jsonl::new(false);
            classify_all(&model, 0.5, threads, broken, &format, &mut patient).unwrap();
            assert!(patient.bytes == alone.as_bytes());
            let expected = (0..700).step_by(7).map(|i| format!("cannot evaluate: {i}"));
            assert!(patient.errors.iter().cloned().eq(expected));
        }
    }

    /// Writes half of article a7, then panics.
    struct Panicking(Jsonl);

    impl VerdictFormat for Panicking {
        fn article(
            &self,
            article: &Article,
            verdicts: &[Verdict],
            out: &mut Vec<u8>,
        ) -> Result<()> {
            out.extend(b"half");
            assert!(article.id != "a7".into(), "on purpose");
            out.truncate(out.len() - 4);
            self.0.article(article, verdicts, out)
        }
    }

    #[test]
    fn panic_in_one_article_affects_no_other_article() {
        let model = Arc::new(Model::embedded().unwrap());
        let (alone, _) = run(1, articles(20));
        let others: String = alone
            .lines()
            .filter(|line| !line.contains("\"a7\""))
            .map(|line| format!("{line}\n"))
            .collect();
        for threads in [1, 2] {
            let mut patient = Patient::default();
            let format = Panicking(Jsonl::new(false));
            classify_all(&model, 0.5, threads, articles(20), &format, &mut patient).unwrap();
            assert_eq!(String::from_utf8(patient.bytes).unwrap(), others);
            let fault = "a bug in adsift while classifying the article a7; please report it";
            assert_eq!(patient.errors, [fault]);
        }
    }

    #[test]
    fn failing_sink_ends_the_stream() {
        let model = Arc::new(Model::embedded().unwrap());
        for threads in [1, 3] {
            let refuse = |_: &[u8]| Err(Error::io("out", std::io::ErrorKind::BrokenPipe.into()));
            let endless = (0..).flat_map(|_| articles(100));
            let format = Jsonl::new(false);
            let done = classify_all(&model, 0.5, threads, endless, &format, refuse);
            assert!(done.unwrap_err().is_broken_pipe());
        }
    }

    #[test]
    fn verdicts_of_a_slow_source_are_passed_on_before_it_ends() {
        let (answered, was_answered) = std::sync::mpsc::channel();
        let slow = articles(2).enumerate().map(move |(i, article)| {
            if i == 1 {
                let patience = std::time::Duration::from_secs(60);
                assert!(was_answered.recv_timeout(patience).is_ok());
            }
            article
        });
        let model = Arc::new(Model::embedded().unwrap());
        let done = classify_all(&model, 0.5, 2, slow, &Jsonl::new(false), |_: &[u8]| {
            let _ = answered.send(());
            Ok(())
        });
        done.unwrap();
    }
}
