//! `ClassifyRun`: what the flags of `classify` resolve to, and the way through the classifier.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use adsift::input::{Columns, Format, InputFile, Reading, TextFormat};
use adsift::output::VerdictFormat;
use adsift::paragraphs::ParagraphRule;
use adsift::pipeline::{Sink, classify_all};
use adsift::{Model, Result};
use anyhow::bail;

use super::article_stream::ArticleStream;
use super::omissions::Omissions;
use super::output_choice::OutputChoice;
use crate::console::{self, Progress};
use crate::flags::ModelChoice;

/// One run over all inputs.
pub struct ClassifyRun<'a> {
    pub files: Vec<InputFile>,
    pub format: Format,
    pub columns: Columns,
    /// The names of the fields that rows repeat.
    pub fields: Vec<String>,
    pub reading: Reading,
    /// Whether a bad record, or an input that cannot be opened, stops the run.
    pub stops: bool,
    pub model: &'a ModelChoice,
    pub threshold: Option<f64>,
    pub threads: usize,
    pub choice: OutputChoice,
    /// The output file; `None` means standard output.
    pub output: Option<&'a Path>,
    /// The folder of an output for each input.
    pub out_dir: Option<&'a Path>,
    pub omissions: Arc<Omissions>,
}

/// The inputs that have records with fields, in messages.
const RECORDS: &str = "records of CSV and JSON";

/// Whether an input of this format has records with fields.
fn has_records(format: Format) -> bool {
    matches!(format, Format::Csv | Format::Json | Format::Jsonl)
}

impl ClassifyRun<'_> {
    /// All files that the run reads.
    pub fn read_paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|file| Path::new(&file.path)).chain(self.model.path())
    }

    /// The paths of the inputs.
    pub fn paths(&self) -> Vec<String> {
        self.files.iter().map(|file| file.path.clone()).collect()
    }

    /// Loads the model, and returns it with the threshold.
    pub fn load(&self) -> anyhow::Result<(Arc<Model>, f64)> {
        let model = self.model.load()?;
        let threshold = self.threshold.unwrap_or(model.threshold);
        Ok((model, threshold))
    }

    /// Opens the stream of all inputs, and checks that the columns apply to them.
    pub fn open(&self) -> anyhow::Result<ArticleStream> {
        let articles = ArticleStream::open(
            self.paths(),
            self.format,
            self.columns.clone(),
            self.reading.clone(),
            self.stops,
            self.omissions.clone(),
        )?;
        let is_csv = |format| format == Format::Csv;
        let is_plain = |format| !matches!(format, Format::Html | Format::Subtitles);
        let has = |what: &dyn Fn(Format) -> bool| articles.may_have(what);
        let (csv, plain, records) = (has(&is_csv), has(&is_plain), has(&has_records));
        let flags = [
            ("--article-column", self.columns.article.is_some(), csv, "CSV"),
            ("--delimiter", self.reading.delimiter.is_some(), csv, "CSV"),
            ("--paragraphs", self.reading.paragraphs != ParagraphRule::Auto, plain, "plain text"),
            ("--text-format", self.reading.text_format != TextFormat::Auto, records, RECORDS),
            ("--text-column", self.columns.text.is_some(), records, RECORDS),
            ("--id-column", self.columns.id.is_some(), records, RECORDS),
            ("--fields", !self.fields.is_empty(), records, RECORDS),
        ];
        for (flag, is_given, applies, inputs) in flags {
            if is_given && !applies {
                bail!("{flag} is for {inputs}, and no input is of this kind; leave {flag} out");
            }
        }
        Ok(articles)
    }

    /// Runs all articles through the classifier. The inner error is that of an article or of the
    /// sink.
    pub fn classify(
        &self,
        articles: ArticleStream,
        format: &dyn VerdictFormat,
        has_progress: bool,
        sink: impl Sink,
    ) -> anyhow::Result<Result<()>> {
        let (model, threshold) = self.load()?;
        // More threads than articles would be idle.
        let most = articles.most_articles().unwrap_or(usize::MAX);
        let threads = self.threads.min(most);
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
}
