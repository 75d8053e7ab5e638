//! `--clean-form html`: pages of HTML as they were served, without their paid blocks.

use std::io::{self, Write};
use std::sync::Arc;

use adsift::error::{Place, Problem};
use adsift::files::AtomicFile;
use adsift::input::{self, Format, RawArticle};
use adsift::output::clean_html;
use adsift::{Classifier, Error, Model, Result};
use anyhow::bail;
use rayon::prelude::*;

use super::article_stream::{STDIN, check, unopened};
use super::bad_records::BadRecords;
use super::classify_run::ClassifyRun;
use super::out_dir::{create, output_paths};
use crate::console::{self, Progress};
use crate::signals::Uninterrupted;
use crate::stdout::{self, STDOUT};

/// Writes each page of HTML without its paid blocks, to its own file or to the one output.
pub fn run(run: &ClassifyRun<'_>, bad_records: &mut BadRecords) -> anyhow::Result<()> {
    if run.out_dir.is_none() && run.files.len() > 1 {
        bail!(
            "--clean-form html writes one page to one file; name one input, or a folder for the \
             outputs with --out-dir"
        );
    }
    let outputs = run.out_dir.map(|dir| output_paths(run, dir, "html")).transpose()?;
    let mut file = stdout::create(run.output, run.read_paths())?;
    let paths = run.paths();
    check(&paths, run.stops)?;
    let (model, threshold) = run.load()?;
    let pages = CleanPages { run, model, threshold };
    let progress = Progress::reading(console::total_bytes(&paths), "pages");
    let done = pages.each(&paths, |at, page| {
        let bytes = match page {
            Ok(bytes) => bytes,
            Err(error) => return bad_records.add(error),
        };
        bad_records.has_articles();
        if let Some(path) = outputs.as_ref().and_then(|outputs| outputs.get(at)) {
            let mut file = create(path)?;
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

/// A run, and its model.
struct CleanPages<'a> {
    run: &'a ClassifyRun<'a>,
    model: Arc<Model>,
    threshold: f64,
}

impl CleanPages<'_> {
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
        let threads = self.run.threads.max(1);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        for (number, chunk) in paths.chunks(threads).enumerate() {
            let pages: Vec<Result<Vec<u8>>> = pool.install(|| {
                let classifier = || Classifier::with_threshold(self.model.clone(), self.threshold);
                let clean = |classifier: &mut Classifier, path: &String| {
                    let page = self.page(path, classifier);
                    page.map_err(|error| if self.run.stops { error } else { unopened(error) })
                };
                chunk.par_iter().map_init(classifier, clean).collect()
            });
            for (at, page) in pages.into_iter().enumerate() {
                done(number * threads + at, page)?;
            }
        }
        Ok(())
    }

    /// The clean bytes of one page.
    fn page(&self, path: &str, classifier: &mut Classifier) -> Result<Vec<u8>> {
        let name = if path == STDIN { "<stdin>" } else { path };
        let not_html = || Error::input(Place::file(name), Problem::NotHtml);
        let mut articles =
            input::articles(path, self.run.format, &self.run.columns, &self.run.reading)?;
        if articles.format() != Format::Html {
            return Err(not_html());
        }
        let Some(RawArticle::Page(page)) = articles.next_raw().transpose()? else {
            return Err(not_html());
        };
        let source = page.source()?;
        let article = RawArticle::Page(page).parse()?;
        let verdicts = classifier.classify(&article);
        self.run.omissions.add(&article, &verdicts);
        Ok(clean_html(&source, &article, &verdicts))
    }
}
