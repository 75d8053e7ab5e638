//! The error type of the library: what went wrong, where in the input, and what to do.

mod ends_input;
mod model_problem;
mod problem;
mod quoted;
mod repair;
mod unknown_labels;

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::terminal;

pub use model_problem::ModelProblem;
pub use problem::Problem;
pub use repair::{ColumnRole, LimitName, Repair};
pub(crate) use unknown_labels::whole_number;

/// Most characters of an input that a message or a line of rejected records repeats, escapes
/// counted.
pub const MAX_EXCERPT_CHARS: usize = 80;

/// A result of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every error of the library: the message says what happened, where, and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened, read or written.
    #[error("{path}: {source}")]
    Io {
        /// The path as the caller gave it; `<stdin>` and `<stdout>` for the standard streams.
        path: String,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The output file exists, and the caller did not allow to replace it.
    #[error("{path}: the file exists already; name another file")]
    FileExists {
        /// The path as the caller gave it.
        path: String,
    },
    /// The folder of the outputs holds a file that an output would replace.
    #[error("{path}: {problem}")]
    OutputFolder {
        /// The path of that file.
        path: String,
        /// Why the run does not replace it, and what to do.
        problem: String,
    },
    /// A record of the input is not valid.
    #[error("{place}: {problem}")]
    Input {
        /// The record's place.
        place: Box<Place>,
        /// What is wrong with it.
        problem: Problem,
        /// The start of the record, escaped, on one line of at most [`MAX_EXCERPT_CHARS`]
        /// characters; empty if the problem is not one of a record.
        excerpt: Box<str>,
    },
    /// The file is not a model, or a damaged one, or one of another version.
    #[error("{path}: {problem}")]
    ModelFile {
        /// The path as the caller gave it.
        path: String,
        /// What is wrong with it.
        problem: ModelProblem,
    },
    /// The data does not suffice for training.
    #[error("cannot train: {0}")]
    Training(String),
    /// The data does not suffice for an evaluation.
    #[error("cannot evaluate: {0}")]
    Evaluation(String),
    /// A setting is outside its range.
    #[error("{name}: {problem}")]
    Setting {
        /// The setting's name.
        name: &'static str,
        /// What is wrong with its value, and the valid values.
        problem: String,
    },
    /// A bug of adsift; the text says during which work.
    #[error("a bug in adsift while {0}; please report it")]
    Internal(String),
    /// linfa cannot fit the data.
    #[error(transparent)]
    Linfa(#[from] linfa::Error),
}

impl Error {
    /// Creates an I/O error at a path.
    pub fn io(path: impl Into<String>, source: io::Error) -> Self {
        Error::Io { path: path.into(), source }
    }

    /// Creates the error of a problem at a place.
    pub fn input(place: Place, problem: Problem) -> Self {
        Error::Input { place: Box::new(place), problem, excerpt: Box::default() }
    }

    /// Creates the error of a problem at a place, with an excerpt of the bad record.
    pub(crate) fn of_record(place: Place, problem: Problem, record: &[u8]) -> Self {
        // A character has at most four bytes; the rest of the factor 8 allows for collapsed white
        // space.
        let start = &record[..record.len().min(8 * MAX_EXCERPT_CHARS)];
        let excerpt = terminal::excerpt(&String::from_utf8_lossy(start), MAX_EXCERPT_CHARS);
        Error::Input { place: Box::new(place), problem, excerpt: excerpt.into() }
    }

    /// Whether the input is Parquet in the place of another format.
    pub(crate) fn is_parquet_input(&self) -> bool {
        matches!(self, Error::Input { problem: Problem::ParquetInput, .. })
    }

    /// Whether reading must stop after this error. Reading continues after the error of a single
    /// record.
    pub fn ends_input(&self) -> bool {
        match self {
            Error::Input { problem, .. } => problem.ends_input(),
            Error::Internal(_) => false,
            _ => true,
        }
    }

    /// Whether the run can continue without the rejected input or article. False for errors of the
    /// disk, the model or a setting.
    pub fn is_rejection(&self) -> bool {
        matches!(self, Error::Input { .. } | Error::Internal(_))
    }

    /// Whether the reader of our output closed its end of the pipe, which counts as success.
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
        Place { path: path.into(), ..Place::default() }
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

impl From<rayon::ThreadPoolBuildError> for Error {
    fn from(error: rayon::ThreadPoolBuildError) -> Self {
        Error::io("starting threads", io::Error::other(error))
    }
}

/// Runs `work` and turns a panic into an error, so that one input cannot end the whole run.
///
/// After a panic the caller must not use again what `work` changed.
///
/// # Errors
/// The error of `work`; [`Error::Internal`] with `doing` after a panic.
pub(crate) fn guard<T>(
    doing: impl FnOnce() -> String,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::Internal(doing())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_repeat_little_of_the_input() {
        let label = "\u{1b}[31m".repeat(40);
        let message =
            Problem::UnknownLabels { labels: vec![(label, 1)], has_more: false }.to_string();
        assert!(message.contains("\\u{1b}[31m\"…") && message.len() < 220);
        assert!(message.ends_with("this looks like another column"));
        let present = (0..1000).map(|at| at.to_string()).collect();
        let missing = Problem::MissingColumn {
            wanted: "text".into(),
            present,
            hint: String::new(),
            role: None,
        };
        assert!(missing.to_string().ends_with("\"19\", and 980 more"));
    }
}
