//! The one error of the library: what went wrong, where in the input, and how to mend it.

mod model_problem;
mod problem;

use std::fmt;
use std::io;

use crate::limits::MAX_EXCERPT_CHARS;
use crate::terminal;

pub use model_problem::ModelProblem;
pub use problem::Problem;

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
