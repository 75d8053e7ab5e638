//! All inputs of `classify` as one stream of articles.

use std::fs;
use std::io::IsTerminal;

use adsift::input::{self, Articles, Columns, Format, RawArticle, Reading};
use adsift::{Error, Result};

use crate::console;

const STDIN: &str = "-";

/// The articles of all inputs, one input after another.
///
/// Each input is opened when the one before ends. All paths are checked at the start, so that a
/// wrong path fails in the first second.
pub struct ArticleStream {
    paths: Vec<String>,
    format: Format,
    columns: Columns,
    reading: Reading,
    /// The current input, or the error of opening it.
    current: Option<Result<Articles>>,
    next: usize,
}

impl ArticleStream {
    /// Opens the first input, or standard input if there are no inputs. If `stops` is set, an error
    /// of opening it is returned at once; otherwise the error is the stream's first item.
    pub fn open(
        inputs: &[String],
        format: Format,
        columns: Columns,
        reading: Reading,
        stops: bool,
    ) -> anyhow::Result<Self> {
        let mut paths = inputs.to_vec();
        if paths.is_empty() {
            if std::io::stdin().is_terminal() {
                anyhow::bail!(
                    "no input: name a file, or send text to standard input; \
                     `adsift classify --help` has examples"
                );
            }
            paths.push(STDIN.to_owned());
        }
        for path in paths.iter().filter(|path| *path != STDIN) {
            fs::metadata(path).map_err(|source| Error::io(path, source))?;
        }
        let mut current = input::articles(&paths[0], format, &columns, &reading);
        if stops {
            current = Ok(current?);
        }
        Ok(ArticleStream { paths, format, columns, reading, current: Some(current), next: 1 })
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
        let is_text = |format: Format| format.is_one_article();
        let by_name = |path: &String| match self.format {
            Format::Auto => Format::detect(path, b""),
            format => format,
        };
        let first = match &self.current {
            Some(Ok(current)) => current.format(),
            _ => by_name(&self.paths[0]),
        };
        is_text(first) && self.paths[1..].iter().map(by_name).all(is_text)
    }
}

impl Iterator for ArticleStream {
    type Item = Result<RawArticle>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match &mut self.current {
                Some(Ok(articles)) => {
                    if let Some(article) = articles.next_raw() {
                        return Some(article);
                    }
                }
                Some(Err(_)) => return self.current.take()?.err().map(Err),
                None => {}
            }
            let path = self.paths.get(self.next)?;
            self.next += 1;
            let opened = input::articles(path, self.format, &self.columns, &self.reading);
            self.current = Some(opened);
        }
    }
}
