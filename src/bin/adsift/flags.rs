//! Flags that several verbs share, each group with its conversion into the library's type.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use adsift::input::{self, Delimiter, Encoding, Format};
use adsift::limits::{Limits, MAX_THREADS};
use adsift::model::file;
use adsift::terminal::escape;
use adsift::{Error, Model};
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::console::{self, NOTICES, READ};

/// `--model`.
#[derive(Debug, Args)]
pub struct ModelChoice {
    /// Model file, or `default` for the built-in model [default: the built-in model]
    #[arg(short, long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
}

impl ModelChoice {
    /// Loads the model.
    pub fn load(&self) -> anyhow::Result<Arc<Model>> {
        let model = match self.path() {
            Some(path) => load_file(path)?,
            None => Model::embedded()?,
        };
        let name = || self.path().map_or("built-in".into(), Path::to_string_lossy);
        console::verbose(|| format!("model: {}, threshold {}", escape(&name()), model.threshold));
        Ok(Arc::new(model))
    }

    /// The model's path, if the user named one.
    pub fn path(&self) -> Option<&Path> {
        self.model.as_deref().filter(|path| !is_built_in(path))
    }
}

/// Whether this is the name of the built-in model, and no file has the name.
pub fn is_built_in(path: &Path) -> bool {
    path == Path::new("default") && !path.exists()
}

/// Loads a model from a file. A missing file is reported with what a model is.
fn load_file(path: &Path) -> anyhow::Result<Model> {
    match file::load(path) {
        Err(Error::Io { path, source }) if source.kind() == io::ErrorKind::NotFound => {
            anyhow::bail!(
                "{path}: {source}; a model is a file that `adsift train` writes; leave --model out \
                 for the built-in model"
            )
        }
        loaded => Ok(loaded?),
    }
}

/// The columns and the labels of labelled data.
#[derive(Debug, Args)]
pub struct LabelledFlags {
    /// Column of the text; each row is a paragraph
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,

    /// Column of the label: news, sponsored, or the names given for them
    #[arg(long, value_name = "NAME", default_value = "label")]
    label_column: String,

    /// Column of the article: the rows of one article in a file are a page
    #[arg(long, value_name = "NAME")]
    article_column: Option<String>,

    /// Column of the paragraph's number in its article, by which the rows of an article are sorted
    #[arg(long, value_name = "NAME", requires = "article_column")]
    paragraph_column: Option<String>,

    /// Column of the group, such as the outlet, that is held out as a whole [default: the article]
    #[arg(long, value_name = "NAME")]
    group_column: Option<String>,

    /// Column of the collection that a row comes from [default: the file]
    #[arg(long, value_name = "NAME")]
    source_column: Option<String>,

    /// Labels that mean sponsored, such as ad,native,1
    #[arg(long = "sponsored-label", value_name = "LABELS")]
    sponsored_labels: Vec<String>,

    /// Labels that mean news, such as not_ad,opinion,0
    #[arg(long = "news-label", value_name = "LABELS")]
    news_labels: Vec<String>,

    /// Keep rows of this label as context of their page, without learning from or scoring them
    #[arg(long = "ignore-label", value_name = "LABEL")]
    ignore_labels: Vec<String>,

    /// Leave out rows that have this value in this column
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = column_value)]
    exclude: Vec<(String, String)>,
}

impl LabelledFlags {
    /// Converts the columns to the library's type.
    pub fn columns(&self) -> input::LabelledColumns {
        input::LabelledColumns {
            text: self.text_column.clone(),
            label: self.label_column.clone(),
            article: self.article_column.clone(),
            paragraph: self.paragraph_column.clone(),
            group: self.group_column.clone(),
            source: self.source_column.clone(),
            sponsored_labels: listed(&self.sponsored_labels),
            news_labels: listed(&self.news_labels),
            ignore_labels: self.ignore_labels.clone(),
            exclude: self.exclude.clone(),
        }
    }

    /// A flag that was given, if one was.
    pub fn given(&self) -> Option<&'static str> {
        let flags = [
            ("--text-column", self.text_column != "text"),
            ("--label-column", self.label_column != "label"),
            ("--article-column", self.article_column.is_some()),
            ("--group-column", self.group_column.is_some()),
            ("--source-column", self.source_column.is_some()),
            ("--sponsored-label", !self.sponsored_labels.is_empty()),
            ("--news-label", !self.news_labels.is_empty()),
            ("--ignore-label", !self.ignore_labels.is_empty()),
            ("--exclude", !self.exclude.is_empty()),
        ];
        flags.into_iter().find(|(_, is_given)| *is_given).map(|(flag, _)| flag)
    }
}

/// How inputs are read: their encoding and the limits.
#[derive(Debug, Args)]
pub struct ReadingFlags {
    /// Encoding of the inputs, by its name on the web, such as windows-1252 or utf-16; auto reads
    /// UTF-8 where it is valid, else in the encoding that fits best, and says so. A byte order mark
    /// is always obeyed [default: UTF-8]
    #[arg(long, value_name = "LABEL")]
    encoding: Option<Encoding>,

    /// Delimiter of CSV: , ; tab or | [default: the delimiter that the first rows show]
    #[arg(long, value_name = "CHAR")]
    delimiter: Option<Delimiter>,

    /// Longest line of JSON Lines, row of CSV or page of HTML
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.record_bytes, help_heading = "Limits")]
    max_record_bytes: usize,

    /// Longest article
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.article_bytes, help_heading = "Limits")]
    max_article_bytes: usize,

    /// Most paragraphs of an article
    #[arg(long, value_name = "PARAGRAPHS", default_value_t = LIMITS.article_paragraphs, help_heading = "Limits")]
    max_article_paragraphs: usize,

    /// Longest paragraph
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.paragraph_bytes, help_heading = "Limits")]
    max_paragraph_bytes: usize,

    /// Most words and signs of a paragraph
    #[arg(long, value_name = "TOKENS", default_value_t = LIMITS.paragraph_tokens, help_heading = "Limits")]
    max_paragraph_tokens: usize,

    /// Most decompressed bytes for one compressed byte, past the first 16 MiB
    #[arg(long, value_name = "RATIO", default_value_t = LIMITS.ratio, help_heading = "Limits")]
    max_ratio: u64,

    /// Most decompressed bytes of one compressed input
    #[arg(long, value_name = "BYTES", default_value_t = LIMITS.decompressed_bytes, help_heading = "Limits")]
    max_decompressed_bytes: u64,
}

const LIMITS: Limits = Limits::DEFAULT;

impl ReadingFlags {
    /// Converts the settings to the library's type; the progress bar counts what is read.
    pub fn reading(&self) -> input::Reading {
        input::Reading {
            encoding: self.encoding,
            delimiter: self.delimiter,
            limits: Limits {
                record_bytes: self.max_record_bytes,
                article_bytes: self.max_article_bytes,
                article_paragraphs: self.max_article_paragraphs,
                paragraph_bytes: self.max_paragraph_bytes,
                paragraph_tokens: self.max_paragraph_tokens,
                ratio: self.max_ratio,
                decompressed_bytes: self.max_decompressed_bytes,
            },
            progress: Some(READ.clone()),
            notices: Some(NOTICES.clone()),
            ..input::Reading::default()
        }
    }
}

/// `--threads`.
#[derive(Debug, Args)]
pub struct ThreadsFlag {
    /// Number of threads [default: all cores]
    #[arg(short = 'j', long, value_name = "N", value_parser = threads)]
    threads: Option<usize>,
}

impl ThreadsFlag {
    /// The number of threads in the flag, or one per core.
    pub fn count(&self) -> usize {
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        self.threads.unwrap_or_else(cores)
    }
}

/// Parses a type of the library by its name; `names` has each name with its help text.
pub fn choice<T>(
    names: &[(&'static str, &'static str)],
) -> impl TypedValueParser<Value = T> + use<T>
where
    T: FromStr<Err = String> + Clone + Send + Sync + 'static,
{
    let value = |&(name, help): &(&'static str, &'static str)| {
        let value = PossibleValue::new(name);
        if help.is_empty() { value } else { value.help(help) }
    };
    let values: Vec<PossibleValue> = names.iter().map(value).collect();
    PossibleValuesParser::new(values).try_map(|name| name.parse::<T>())
}

/// Other names of input formats, such as extensions, each with the format.
const FORMAT_ALIASES: [(&str, &str); 20] = [
    ("txt", "text"),
    ("plain", "text"),
    ("htm", "html"),
    ("xhtml", "html"),
    ("tsv", "csv"),
    ("ndjson", "jsonl"),
    ("eml", "mail"),
    ("email", "mail"),
    ("mbox", "mail"),
    ("mhtml", "mail"),
    ("mht", "mail"),
    ("xml", "feed"),
    ("rss", "feed"),
    ("atom", "feed"),
    ("wet", "warc"),
    ("srt", "subtitles"),
    ("vtt", "subtitles"),
    ("webvtt", "subtitles"),
    ("sbv", "subtitles"),
    ("md", "markdown"),
];

/// Parses the format of an input; `names` has each name with its help text.
pub fn format_choice(
    names: &[(&'static str, &'static str)],
) -> impl TypedValueParser<Value = Format> + use<> {
    let value = |&(name, help): &(&'static str, &'static str)| {
        let aliases = FORMAT_ALIASES.iter().filter(move |(_, of)| *of == name);
        PossibleValue::new(name).help(help).aliases(aliases.map(|(alias, _)| *alias))
    };
    let values: Vec<PossibleValue> = names.iter().map(value).collect();
    PossibleValuesParser::new(values).try_map(|name| {
        let alias = FORMAT_ALIASES.iter().find(|(alias, _)| *alias == name);
        alias.map_or(&*name, |(_, name)| name).parse::<Format>()
    })
}

/// Parses a probability.
pub fn probability(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err(format!("expected a number from 0 to 1{}", meant_share(text))),
    }
}

/// The share that a percentage or a decimal comma means.
fn meant_share(text: &str) -> String {
    let number = text.trim_end_matches(['%', ' ']).replace(',', ".");
    match number.parse::<f64>() {
        Ok(share) if number != text && (0.0..=1.0).contains(&share) => {
            format!("; write {share}")
        }
        Ok(percent) if percent > 1.0 && percent <= 100.0 => {
            format!("; for {percent} % write {}", percent / 100.0)
        }
        _ => String::new(),
    }
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(threads) if (1..=MAX_THREADS).contains(&threads) => Ok(threads),
        _ => Err(format!("expected a whole number from 1 to {MAX_THREADS}")),
    }
}

/// Splits values at commas. A value with a comma is also a name as a whole.
fn listed(values: &[String]) -> Vec<String> {
    let names = |value: &String| {
        let whole = value.contains(',').then(|| value.clone());
        let parts = value.split(',').map(str::to_owned);
        let parts: Vec<String> = parts.filter(|part| !part.trim().is_empty()).collect();
        whole.into_iter().chain(if value.is_empty() { vec![String::new()] } else { parts })
    };
    values.iter().flat_map(names).collect()
}

fn column_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((column, value)) if !column.is_empty() => Ok((column.to_owned(), value.to_owned())),
        _ => Err("expected COLUMN=VALUE, such as split=test".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repairs::limit_flag;
    use adsift::error::LimitName;
    use clap::Command;

    #[test]
    fn every_limit_that_an_error_names_has_a_flag() {
        let command = ReadingFlags::augment_args(Command::new("test"));
        let flags: Vec<String> = command
            .get_arguments()
            .filter_map(|flag| Some(format!("--{}", flag.get_long()?)))
            .collect();
        for limit in LimitName::ALL {
            assert!(flags.contains(&limit_flag(limit)), "{limit:?}");
        }
    }
}
