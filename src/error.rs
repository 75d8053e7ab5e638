//! The one error of the library: what went wrong, where in the input, and how to mend it.

use std::fmt;
use std::io;

use crate::limits::{MAX_EXCERPT_CHARS, MAX_ID_BYTES};
use crate::terminal;

/// A result of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, with its place and its repair in the message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened, read or written.
    #[error("{path}: {source}")]
    Io {
        /// The path as it was given; `<stdin>` and `<stdout>` for the standard streams.
        path: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// A record of the input is not what it should be.
    #[error("{place}: {problem}")]
    Input {
        /// Where it stands.
        place: Box<Place>,
        /// What is wrong with it.
        problem: Problem,
        /// How the record begins, escaped, on one line of at most [`MAX_EXCERPT_CHARS`] characters; empty
        /// where there is no record to speak of.
        excerpt: Box<str>,
    },
    /// A file that should be a model is none, or a damaged one, or of another version.
    #[error("{path}: {problem}")]
    ModelFile {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        problem: ModelProblem,
    },
    /// The data cannot be trained on.
    #[error("cannot train: {0}")]
    Training(String),
    /// The data cannot be evaluated on.
    #[error("cannot evaluate: {0}")]
    Evaluation(String),
    /// A setting is outside what it may be.
    #[error("{name}: {problem}")]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// What is wrong with its value, and what would be right.
        problem: String,
    },
    /// A fault of adsift's own.
    #[error("a fault in adsift itself while {0}; please report it")]
    Internal(String),
    /// linfa refused the data.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl Error {
    /// An I/O error at a path.
    pub fn io(path: impl Into<String>, source: io::Error) -> Self {
        Error::Io {
            path: path.into(),
            source,
        }
    }

    /// A problem at a place.
    pub fn input(place: Place, problem: Problem) -> Self {
        Error::Input {
            place: Box::new(place),
            problem,
            excerpt: Box::default(),
        }
    }

    /// A problem at a place, with the record that has it.
    pub(crate) fn of_record(place: Place, problem: Problem, record: &[u8]) -> Self {
        // A character has at most four bytes, and white space that becomes one space is rare.
        let start = &record[..record.len().min(8 * MAX_EXCERPT_CHARS)];
        let excerpt = terminal::excerpt(&String::from_utf8_lossy(start), MAX_EXCERPT_CHARS);
        Error::Input {
            place: Box::new(place),
            problem,
            excerpt: excerpt.into(),
        }
    }

    /// Whether an input has nothing more to give after this: all but what is wrong with one record.
    pub fn ends_input(&self) -> bool {
        match self {
            Error::Input { problem, .. } => problem.ends_input(),
            Error::Internal(_) => false,
            _ => true,
        }
    }

    /// Whether others may go on without what this is about: it is the fault of an input, or of one article,
    /// and not of the disk, the model or a setting.
    pub fn is_rejection(&self) -> bool {
        matches!(self, Error::Input { .. } | Error::Internal(_))
    }

    /// True where a reader of our output has gone away, which is no failure of ours.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Error::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// A place in an input: `news.csv: row 412 (line 980, byte 90133), column "text"`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The path as it was given; `<stdin>` for standard input.
    pub path: String,
    /// 1-based data row of a CSV, its header not counted.
    pub row: Option<u64>,
    /// 1-based line.
    pub line: Option<u64>,
    /// 0-based byte, of the uncompressed input.
    pub byte: Option<u64>,
    /// Name of the column.
    pub column: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(path: impl Into<String>) -> Self {
        Place {
            path: path.into(),
            ..Place::default()
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        match (self.row, self.line, self.byte) {
            (Some(row), Some(line), Some(byte)) => {
                write!(f, ": row {row} (line {line}, byte {byte})")?;
            }
            (None, Some(line), Some(byte)) => write!(f, ": line {line} (byte {byte})")?,
            (None, Some(line), None) => write!(f, ": line {line}")?,
            (None, None, Some(byte)) => write!(f, ": byte {byte}")?,
            (Some(row), ..) => write!(f, ": row {row}")?,
            (None, None, None) => {}
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        Ok(())
    }
}

/// What is wrong with a record of the input, and the repair.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A CSV with nothing under its header.
    #[error("no rows under the header")]
    NoRows,
    /// A column that was asked for is not there.
    #[error("no column {wanted:?}; there {} {}{hint}", if present.len() == 1 { "is" } else { "are" }, quoted_list(present))]
    MissingColumn {
        /// The name asked for.
        wanted: String,
        /// The names there are.
        present: Vec<String>,
        /// More help: the flag to use, or a delimiter that was not a comma.
        hint: String,
    },
    /// A column that was asked for is there twice.
    #[error("column {0:?} is there twice; rename one of the two")]
    DuplicateColumn(String),
    /// Bytes that are no UTF-8.
    #[error("invalid UTF-8; name the encoding, for example with `--encoding windows-1252`")]
    InvalidUtf8,
    /// UTF-16 text.
    #[error("this is UTF-16 text; read it with `--encoding utf-16`")]
    Utf16,
    /// A CSV row with too few or too many fields.
    #[error(
        "{found} fields where the header has {expected}; quote fields that hold a comma or a quote"
    )]
    RowWidth {
        /// Fields of the header.
        expected: usize,
        /// Fields of this row.
        found: usize,
    },
    /// A quote that is opened and never closed.
    #[error(
        "a quoted field starts in this row and is never closed; close it, or double a quote that belongs to the text"
    )]
    UnclosedQuote,
    /// Text between the quote that closes a field and the comma after it.
    #[error(
        "text after the closing quote of a field; double a quote that belongs to the text, or close the one opened before it"
    )]
    StrayQuote,
    /// A row of CSV over its limit.
    #[error(
        "longer than {limit} bytes; look for a quote that is not closed, split it, or raise --max-record-bytes"
    )]
    RecordTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A line of JSON Lines over its limit.
    #[error("longer than {limit} bytes; split it, or raise --max-record-bytes")]
    LineTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A page of HTML over its limit.
    #[error("a page longer than {limit} bytes; split it, or raise --max-record-bytes")]
    PageTooLong {
        /// The limit in bytes of HTML.
        limit: usize,
    },
    /// Bytes that are no text.
    #[error("binary data, no page of HTML; name another file, or its form with `--input-format`")]
    Binary,
    /// A page that takes more memory than its limit allows.
    #[error("a page of too many open elements to hold; split it, or raise --max-record-bytes")]
    HtmlMemory,
    /// An article over its limit.
    #[error("an article longer than {limit} bytes; split it, or raise --max-article-bytes")]
    ArticleTooLong {
        /// The limit in bytes of text.
        limit: usize,
    },
    /// An article of too many paragraphs.
    #[error("more than {limit} paragraphs; split it, or raise --max-article-paragraphs")]
    TooManyParagraphs {
        /// The limit.
        limit: usize,
    },
    /// An article's name that is none.
    #[error("an id longer than {MAX_ID_BYTES} bytes; name the article shorter")]
    IdTooLong,
    /// A paragraph over its limit of bytes.
    #[error(
        "paragraph {number} has more than {limit} bytes; part it by a blank line, or raise --max-paragraph-bytes"
    )]
    ParagraphTooLong {
        /// Which one of the article, counted from 1.
        number: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A paragraph over its limit of tokens.
    #[error(
        "paragraph {number} has more than {limit} words and signs; part it by a blank line, or raise --max-paragraph-tokens"
    )]
    TooManyTokens {
        /// Which one of the article, counted from 1.
        number: usize,
        /// The limit in tokens.
        limit: usize,
    },
    /// A line that is no JSON object of the right form.
    #[error("{0}; each line must be an object like {{\"id\": \"a1\", \"text\": \"…\"}}")]
    Json(String),
    /// A column that holds something else than text.
    #[error("holds {found} and no text; name another column, or cast it to strings")]
    NotText {
        /// Arrow's name of what it holds.
        found: String,
    },
    /// A batch of more than 32-bit places can count.
    #[error(
        "more than 2 GiB in one batch; make smaller batches, or cast the texts to large strings"
    )]
    BatchTooLarge,
    /// A batch that is not what Arrow says it should be.
    #[error("cannot be read as Arrow ({0}); make it anew")]
    Arrow(String),
    /// An article in a batch or shard that was refused.
    #[error("{0}; or keep bad records as rows of their own with `--on-error skip`")]
    Article(String),
    /// A Parquet file that cannot be read.
    #[error("cannot be read as Parquet ({0}); write it anew")]
    Parquet(String),
    /// A label nobody knows.
    #[error(
        "unknown label {}; labels are news and sponsored: mend the row, or {}",
        excerpt(label),
        label_repair(label)
    )]
    UnknownLabel {
        /// The label found.
        label: String,
    },
    /// Compressed data that is damaged or cut short.
    #[error("{0}")]
    Compressed(String),
    /// Compressed data that would become too much.
    #[error(
        "the compressed data becomes more than {limit} times as long, like nothing but a bomb; if it is none, raise --max-ratio"
    )]
    Bomb {
        /// The highest ratio of decompressed to compressed bytes.
        limit: u64,
    },
    /// Decompressed data over its limit.
    #[error(
        "more than {limit} bytes when decompressed; split it, or raise --max-decompressed-bytes"
    )]
    DecompressedTooLong {
        /// The limit in bytes.
        limit: u64,
    },
}

impl Problem {
    /// Whether the input has no next record after this, or none whose start is known.
    pub fn ends_input(&self) -> bool {
        !matches!(
            self,
            Problem::RowWidth { .. }
                | Problem::InvalidUtf8
                | Problem::LineTooLong { .. }
                | Problem::PageTooLong { .. }
                | Problem::Binary
                | Problem::HtmlMemory
                | Problem::ArticleTooLong { .. }
                | Problem::TooManyParagraphs { .. }
                | Problem::IdTooLong
                | Problem::ParagraphTooLong { .. }
                | Problem::TooManyTokens { .. }
                | Problem::Json(_)
                | Problem::UnknownLabel { .. }
        )
    }
}

/// What is wrong with a model file, and the repair.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelProblem {
    /// The file is no adsift model at all.
    #[error("not an adsift model; train one with `adsift train DATA.csv -o MODEL`")]
    NotAModel,
    /// Larger than any model can be.
    #[error("not an adsift model: {size} bytes, where the largest model has {limit}")]
    TooLarge {
        /// The file's size.
        size: u64,
        /// The largest there can be.
        limit: u64,
    },
    /// Another format version.
    #[error("a model of format version {found}; this adsift reads version {}: {}", supported, if found > supported { "use a newer adsift" } else { "train it anew" })]
    Version {
        /// The version found.
        found: u16,
        /// The version this build reads.
        supported: u16,
    },
    /// The file ends early, goes on too long, or its parts do not fit each other.
    #[error("a damaged model ({0}); copy it again, or train it anew")]
    Damaged(String),
    /// Everything is there but a byte has changed.
    #[error("a damaged model (its checksum does not fit); copy it again, or train it anew")]
    Checksum,
}

/// Names listed in a message; the rest are counted.
const NAMES_LISTED: usize = 20;

fn quoted_list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let mut list: Vec<String> = names
        .iter()
        .take(NAMES_LISTED)
        .map(|name| excerpt(name))
        .collect();
    if names.len() > NAMES_LISTED {
        list.push(format!("and {} more", names.len() - NAMES_LISTED));
    }
    list.join(", ")
}

/// The beginning of a text in quotes, what a terminal would obey escaped.
fn excerpt(text: &str) -> String {
    let mut chars = 0;
    let end = text.char_indices().find(|(_, char)| {
        chars += char.escape_debug().len();
        chars > MAX_EXCERPT_CHARS
    });
    match end {
        None => format!("{text:?}"),
        Some((end, _)) => format!("{:?}…", &text[..end]),
    }
}

/// What to do about a label; one as long as a text comes from a column that is not the label's.
fn label_repair(label: &str) -> String {
    if label.chars().count() > MAX_EXCERPT_CHARS / 2 {
        "name the right column with --label-column".to_owned()
    } else {
        format!(
            "leave such rows out with --ignore-label {}",
            shell_word(label)
        )
    }
}

fn shell_word(word: &str) -> String {
    if !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte))
    {
        word.to_owned()
    } else {
        format!(
            "'{}'",
            word.escape_debug().to_string().replace('\'', "'\\''")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_the_contract_says() {
        let place = Place {
            path: "news.csv".into(),
            row: Some(412),
            line: Some(980),
            byte: Some(90133),
            column: Some("text".into()),
        };
        assert_eq!(
            Error::input(place, Problem::InvalidUtf8).to_string(),
            "news.csv: row 412 (line 980, byte 90133), column \"text\": invalid UTF-8; \
             name the encoding, for example with `--encoding windows-1252`"
        );
    }

    #[test]
    fn a_missing_column_names_those_there_are() {
        let problem = Problem::MissingColumn {
            wanted: "text".into(),
            present: vec!["body".into(), "label".into()],
            hint: "; name it with --text-column".into(),
        };
        assert_eq!(
            problem.to_string(),
            "no column \"text\"; there are \"body\", \"label\"; name it with --text-column"
        );
    }

    #[test]
    fn a_message_repeats_little_of_the_input() {
        let label = "\u{1b}[31m".repeat(40);
        let message = Problem::UnknownLabel { label }.to_string();
        assert!(message.contains("\\u{1b}[31m\"…") && message.len() < 220);
        assert!(message.ends_with("or name the right column with --label-column"));
        let present = (0..1000).map(|at| at.to_string()).collect();
        let missing = Problem::MissingColumn {
            wanted: "text".into(),
            present,
            hint: String::new(),
        };
        assert!(missing.to_string().ends_with("\"19\", and 980 more"));
    }
}
