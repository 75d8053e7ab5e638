//! `--clean-form html`: pages of HTML as they were served, without their paid blocks.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use adsift::error::{Place, Problem};
use adsift::files::AtomicFile;
use adsift::input::{self, Columns, Format, InputFile, RawArticle, Reading};
use adsift::output::clean_html;
use adsift::{Classifier, Error, Model, Result};
use anyhow::bail;
use rayon::prelude::*;

use super::ClassifyArgs;
use super::article_stream::{check, unopened};
use super::bad_records::{BadRecords, OnError};
use super::left_out::LeftOut;
use super::out_dir;
use crate::console::{self, Progress};
use crate::signals::Uninterrupted;
use crate::stdout::{self, STDOUT};

/// Writes each page of HTML without its paid blocks, to its own file or to the one output.
pub fn run(
    args: &ClassifyArgs,
    files: &[InputFile],
    counts: &Arc<LeftOut>,
    bad_records: &mut BadRecords,
) -> anyhow::Result<()> {
    let dir = args.shards.out_dir.as_deref();
    if dir.is_none() && files.len() > 1 {
        bail!(
            "--clean-form html writes one page to one file; name one input, or a folder for the \
             outputs with --out-dir"
        );
    }
    let others = args.model.path().into_iter().map(Path::to_owned);
    let outputs = dir.map(|dir| out_dir::output_paths(dir, files, others, "html")).transpose()?;
    let mut file = stdout::create(args.output.as_deref(), args.read_paths(files))?;
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    check(&paths, args.on_error == OnError::Stop)?;
    let model = args.model.load()?;
    let pages = CleanPages {
        threshold: args.threshold.unwrap_or(model.threshold),
        model,
        format: args.input_format,
        reading: args.reading.reading(),
        threads: args.threads.count(),
        counts: counts.clone(),
        skips: args.on_error != OnError::Stop,
    };
    let progress = Progress::reading(console::total_bytes(&paths), "pages");
    let done = pages.each(&paths, |at, page| {
        let bytes = match page {
            Ok(bytes) => bytes,
            Err(error) => return bad_records.add(error),
        };
        bad_records.has_articles();
        if let Some(path) = outputs.as_ref().and_then(|outputs| outputs.get(at)) {
            let mut file = out_dir::create(path)?;
            file.write_all(&bytes)?;
            return file.commit();
        }
        match &mut file {
            Some(file) => file.write_all(&bytes),
            None => {
                let mut stdout = Uninterrupted(io::stdout().lock());
                let written = stdout.write_all(&bytes).and_then(|()| stdout.flush());
                written.map_err(|source| Error::io(STDOUT, source))
            }
        }
    });
    drop(progress);
    done.map_err(|error| bad_records.explained(error))?;
    Ok(file.map_or(Ok(()), AtomicFile::commit)?)
}

/// How pages are read and classified.
struct CleanPages {
    model: Arc<Model>,
    threshold: f64,
    format: Format,
    reading: Reading,
    threads: usize,
    counts: Arc<LeftOut>,
    /// Whether an input that cannot be opened is a bad record.
    skips: bool,
}

impl CleanPages {
    /// Passes the clean bytes of each page, or its error, to `done`, in the order of `paths`. As
    /// many pages as threads are in memory.
    ///
    /// # Errors
    /// The first error of `done`, and the error of the system if it starts no thread.
    fn each(
        &self,
        paths: &[String],
        mut done: impl FnMut(usize, Result<Vec<u8>>) -> Result<()>,
    ) -> Result<()> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build()?;
        for (number, chunk) in paths.chunks(self.threads.max(1)).enumerate() {
            let pages: Vec<Result<Vec<u8>>> = pool.install(|| {
                let classifier = || Classifier::with_threshold(self.model.clone(), self.threshold);
                let clean = |classifier: &mut Classifier, path: &String| {
                    let page = self.page(path, classifier);
                    page.map_err(|error| if self.skips { unopened(error) } else { error })
                };
                chunk.par_iter().map_init(classifier, clean).collect()
            });
            for (at, page) in pages.into_iter().enumerate() {
                done(number * self.threads.max(1) + at, page)?;
            }
        }
        Ok(())
    }

    /// The clean bytes of one page.
    fn page(&self, path: &str, classifier: &mut Classifier) -> Result<Vec<u8>> {
        let not_html = || Error::input(Place::file(path), Problem::NotHtml);
        let mut articles = input::articles(path, self.format, &Columns::default(), &self.reading)?;
        if articles.format() != Format::Html {
            return Err(not_html());
        }
        let Some(RawArticle::Page(page)) = articles.next_raw().transpose()? else {
            return Err(not_html());
        };
        let source = page.source()?;
        let article = RawArticle::Page(page).parse()?;
        let verdicts = classifier.classify(&article);
        self.counts.add(&article, &verdicts);
        Ok(clean_html(&source, &article, &verdicts))
    }
}
