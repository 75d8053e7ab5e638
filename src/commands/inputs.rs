//! The inputs of `classify`, one after another, as one stream of articles.

use std::fs;
use std::io::IsTerminal;

use adsift::input::{self, Articles, Columns, Format, RawArticle, Reading};
use adsift::output::CleanForm;
use adsift::{Error, Result};

use crate::cli::{Classify, InputFormat, OnError};

const STDIN: &str = "-";

/// Articles of all inputs. Each is opened when the one before it is at its end, but all are looked
/// for at the start, so that a wrong path fails in the first second and not after an hour.
pub struct Inputs {
    paths: Vec<String>,
    format: Format,
    columns: Columns,
    reading: Reading,
    /// The input under way, or why it could not be opened.
    current: Option<Result<Articles>>,
    next: usize,
}

impl Inputs {
    pub fn open(args: &Classify) -> anyhow::Result<Self> {
        let mut paths = args.inputs.clone();
        if paths.is_empty() {
            if std::io::stdin().is_terminal() {
                anyhow::bail!(
                    "no input: name a file, or send text to standard input; \
                     `adsift classify --help` says more"
                );
            }
            paths.push(STDIN.to_owned());
        }
        for path in paths.iter().filter(|path| *path != STDIN) {
            fs::metadata(path).map_err(|source| Error::io(path, source))?;
        }
        let format = match args.input_format {
            InputFormat::Auto => Format::Auto,
            InputFormat::Text => Format::Text,
            InputFormat::Html => Format::Html,
            InputFormat::Csv => Format::Csv,
            InputFormat::Jsonl => Format::Jsonl,
        };
        let columns = Columns {
            text: args.text_column.clone(),
            article: args.article_column.clone(),
        };
        let reading = super::reading(&args.reading);
        let mut current = input::articles(&paths[0], format, &columns, &reading);
        if args.on_error == OnError::Stop {
            current = Ok(current?);
        }
        Ok(Inputs {
            paths,
            format,
            columns,
            reading,
            current: Some(current),
            next: 1,
        })
    }

    /// Whether standard input is among them.
    pub fn has_stdin(&self) -> bool {
        self.paths.iter().any(|path| path == STDIN)
    }

    /// How many bytes there are to be read, where all of them are files.
    pub fn bytes(&self) -> Option<u64> {
        super::bytes_of(&self.paths)
    }

    /// How many articles there are at most, where that is known: a text file is one.
    pub fn most_articles(&self) -> Option<usize> {
        self.are_text().then_some(self.paths.len())
    }

    /// Text where all inputs are text; JSON Lines where any holds records, which have names to keep.
    pub fn clean_form(&self) -> CleanForm {
        match self.are_text() {
            true => CleanForm::Text,
            false => CleanForm::Jsonl,
        }
    }

    fn are_text(&self) -> bool {
        let is_text = |format: Format| matches!(format, Format::Text | Format::Html);
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

impl Iterator for Inputs {
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
