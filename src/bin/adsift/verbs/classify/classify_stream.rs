//! All inputs through the classifier, into any output.

use std::sync::Arc;
use std::time::Instant;

use adsift::Result;
use adsift::input::InputFile;
use adsift::output::VerdictFormat;
use adsift::pipeline::{Sink, classify_all};

use super::ClassifyArgs;
use super::article_stream::ArticleStream;
use super::bad_records::OnError;
use super::left_out::LeftOut;
use crate::console::{self, Progress};

/// Opens the stream of all inputs.
pub fn open(
    args: &ClassifyArgs,
    files: &[InputFile],
    counts: &Arc<LeftOut>,
) -> anyhow::Result<ArticleStream> {
    let paths = files.iter().map(|file| file.path.clone()).collect();
    let (stops, reading) = (args.on_error == OnError::Stop, args.reading.reading());
    let (format, counts) = (args.input_format, counts.clone());
    let articles = ArticleStream::open(paths, format, args.columns(), reading, stops, counts)?;
    args.check_inputs(&articles)?;
    Ok(articles)
}

/// Runs all articles through the classifier. The inner error is that of the articles or the output.
pub fn classify_stream(
    args: &ClassifyArgs,
    articles: ArticleStream,
    format: &dyn VerdictFormat,
    has_progress: bool,
    sink: impl Sink,
) -> anyhow::Result<Result<()>> {
    let model = args.model.load()?;
    let threshold = args.threshold.unwrap_or(model.threshold);
    // More threads than articles would be idle.
    let most = articles.most_articles().unwrap_or(usize::MAX);
    let threads = args.threads.count().min(most);
    let start = Instant::now();
    let progress = if has_progress {
        Progress::reading(articles.total_bytes(), "articles")
    } else {
        Progress::none()
    };
    let judged = classify_all(&model, threshold, threads, articles, format, sink);
    drop(progress);
    if judged.is_ok() {
        console::verbose_read(start, "articles");
    }
    Ok(judged)
}
