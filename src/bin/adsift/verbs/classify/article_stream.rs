//! All inputs of `classify` as one stream of articles.

use std::fs::{self, File};
use std::io::IsTerminal;
use std::sync::Arc;

use adsift::error::{Place, Problem};
use adsift::input::{self, Articles, Columns, Format, RawArticle, Reading};
use adsift::{Error, Result};
use anyhow::bail;

use super::input_ends::InputEnds;
use super::omissions::Omissions;
use crate::console;

/// The name of standard input.
pub const STDIN: &str = "-";

/// The articles of all inputs, one input after another.
///
/// Each input is opened when the one before ends. All paths are checked at the start, so that a
/// wrong path fails in the first second.
pub struct ArticleStream {
    paths: Vec<String>,
    format: Format,
    columns: Columns,
    reading: Reading,
    /// Whether an input that cannot be opened is a bad record of the stream.
    skips: bool,
    current: Current,
    /// The number of inputs that were opened.
    next: usize,
    /// Articles and errors of the current input so far.
    items: u64,
    omissions: Arc<Omissions>,
    ends: Option<Arc<InputEnds>>,
}

/// The current input.
enum Current {
    Articles(Articles),
    /// The error of opening it, until it is passed on.
    Failed(Option<Error>),
    /// There is no further input.
    None,
}

impl ArticleStream {
    /// Opens the first input. If `stops` is set, an error of opening an input is returned at once;
    /// otherwise the error is an item of the stream.
    ///
    /// # Errors
    /// An error of standard input that is a terminal, and with `stops` the error of any input.
    pub fn open(
        paths: Vec<String>,
        format: Format,
        columns: Columns,
        reading: Reading,
        stops: bool,
        omissions: Arc<Omissions>,
    ) -> anyhow::Result<Self> {
        check(&paths, stops)?;
        let mut stream = ArticleStream {
            paths,
            format,
            columns,
            reading,
            skips: !stops,
            current: Current::None,
            next: 0,
            items: 0,
            omissions,
            ends: None,
        };
        stream.open_next();
        match stream.current {
            Current::Failed(Some(error)) if stops => Err(error.into()),
            current => Ok(ArticleStream { current, ..stream }),
        }
    }

    /// Records the end of each input in `ends`.
    pub fn ending(self, ends: Arc<InputEnds>) -> Self {
        ArticleStream { ends: Some(ends), ..self }
    }

    /// Whether standard input is one of the inputs.
    pub fn has_stdin(&self) -> bool {
        self.paths.iter().any(|path| path == STDIN)
    }

    /// Total size of the inputs, in bytes; `None` if one is not a regular file.
    pub fn total_bytes(&self) -> Option<u64> {
        console::total_bytes(&self.paths)
    }

    /// Largest possible number of articles, if known: a text or HTML file is one article.
    pub fn most_articles(&self) -> Option<usize> {
        self.are_text().then_some(self.paths.len())
    }

    /// Whether every input is a whole article, such as text or HTML.
    pub fn are_text(&self) -> bool {
        let is_one = match &self.current {
            Current::Articles(current) => current.is_one_article(),
            _ => true,
        };
        let is_mailbox = |path: &String| path.to_ascii_lowercase().contains(".mbox");
        is_one
            && self.formats().all(Format::is_one_article)
            && !self.paths.iter().skip(1).any(is_mailbox)
    }

    /// Whether an input has a format for which `is_meant` is true, or could have it by its content.
    pub fn may_have(&self, is_meant: impl Fn(Format) -> bool) -> bool {
        let could_be = |path: &String| {
            let format = Some(self.format).filter(|format| *format != Format::Auto);
            format.or_else(|| Format::of_name(path)).is_none_or(&is_meant)
        };
        match &self.current {
            Current::Articles(first) => {
                is_meant(first.format()) || self.paths.iter().skip(1).any(could_be)
            }
            _ => self.paths.iter().any(could_be),
        }
    }

    /// The format of each input: of the first one by its content too, of the others by their name.
    fn formats(&self) -> impl Iterator<Item = Format> {
        let by_name = |path: &String| match self.format {
            Format::Auto => Format::detect(path, b""),
            format => format,
        };
        let first = match &self.current {
            Current::Articles(current) => Some(current.format()),
            _ => self.paths.first().map(by_name),
        };
        first.into_iter().chain(self.paths.iter().skip(1).map(by_name))
    }

    /// Opens the next input, if there is one.
    fn open_next(&mut self) {
        self.current = Current::None;
        self.items = 0;
        if let Some(path) = self.paths.get(self.next) {
            self.next += 1;
            self.current = match input::articles(path, self.format, &self.columns, &self.reading) {
                Ok(articles) => Current::Articles(articles),
                Err(error) if self.skips => Current::Failed(Some(unopened(error))),
                Err(error) => Current::Failed(Some(error)),
            };
        }
    }

    /// Ends the current input.
    fn end(&mut self) {
        let path = self.paths.get(self.next.wrapping_sub(1));
        if let Some(path) = path.filter(|_| self.items == 0) {
            let name = if path == STDIN { "<stdin>" } else { path };
            self.omissions.add_empty_input(name);
        }
        if let Some(ends) = &self.ends {
            ends.add(self.items);
        }
    }
}

impl Iterator for ArticleStream {
    type Item = Result<RawArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = match &mut self.current {
                Current::Articles(articles) => articles.next_raw(),
                Current::Failed(error) => error.take().map(Err),
                Current::None => return None,
            };
            if item.is_some() {
                self.items += 1;
                return item;
            }
            self.end();
            self.open_next();
        }
    }
}

/// Checks that standard input is no terminal, and with `stops` that all paths can be opened.
///
/// # Errors
/// An error of standard input, and the error of the first path.
pub fn check(paths: &[String], stops: bool) -> anyhow::Result<()> {
    if paths.iter().any(|path| path == STDIN) && std::io::stdin().is_terminal() {
        bail!(
            "no input: name a file, or send text to standard input; \
             `adsift classify --help` has examples"
        );
    }
    for path in paths.iter().filter(|path| stops && *path != STDIN) {
        let failed = |source| Error::io(path, source);
        // A pipe is not opened, since its writer would notice.
        if fs::metadata(path).map_err(failed)?.is_file() {
            File::open(path).map_err(failed)?;
        }
    }
    Ok(())
}

/// The error of an input that cannot be opened, as a bad record that can be skipped.
pub fn unopened(error: Error) -> Error {
    match error {
        Error::Io { path, source } => {
            Error::input(Place::file(path), Problem::CannotOpen(source.to_string()))
        }
        error => error,
    }
}
