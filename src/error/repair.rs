//! The repair of an error as data: each interface names its own flag or option for it.

use super::unknown_labels::{GuessedLabels, is_other_column};
use super::{Error, ModelProblem, Problem};

/// A repair of an error other than a change of the input.
///
/// The library knows neither the flags of the command line nor the options of Python. Each
/// interface adds the repair that it offers to the message: for
/// `RaiseLimit(LimitName::RecordBytes)` the command line adds the flag `--max-record-bytes`.
///
/// ```
/// use adsift::error::{Error, LimitName, Place, Problem, Repair};
///
/// let error = Error::input(Place::file("a.jsonl"), Problem::LineTooLong { limit: 9 });
/// assert_eq!(error.to_string(), "a.jsonl: longer than 9 bytes; split it");
/// assert_eq!(error.repair(), Some(Repair::RaiseLimit(LimitName::RecordBytes)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repair {
    /// Raise this limit.
    RaiseLimit(LimitName),
    /// Name the encoding of the input; the label is an example.
    NameEncoding(&'static str),
    /// Have the encoding of the input detected, or name it; the label is an example.
    DetectEncoding(&'static str),
    /// Name the format of the input.
    NameInputFormat,
    /// Name the delimiter of a CSV; the text is the likely one: `,`, `;`, `tab` or `|`.
    NameDelimiter(&'static str),
    /// Name the column that has this role.
    NameColumn(ColumnRole),
    /// Name the field inside an object that holds this.
    NameField(ColumnRole),
    /// Say what unknown labels mean.
    NameLabels {
        /// Labels that probably mean sponsored.
        sponsored: Vec<String>,
        /// Labels that probably mean news.
        news: Vec<String>,
        /// Labels that may mean either, or are to be ignored.
        others: Vec<String>,
    },
    /// Allow the file to be replaced.
    ReplaceFile,
    /// Name another folder for the outputs.
    NameOutputFolder,
    /// Keep bad records as rows with an error.
    KeepBadRecords,
    /// Classify the file as a shard.
    ClassifyShard,
    /// Write clean articles as text or JSON Lines.
    WriteCleanText,
    /// Train a model.
    TrainModel,
}

/// A limit of [`Limits`](crate::limits::Limits), by the name of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum LimitName {
    RecordBytes,
    ArticleBytes,
    ArticleParagraphs,
    ParagraphBytes,
    ParagraphTokens,
    Ratio,
    DecompressedBytes,
}

impl LimitName {
    /// All limits that an error can name.
    pub const ALL: [LimitName; 7] = [
        LimitName::RecordBytes,
        LimitName::ArticleBytes,
        LimitName::ArticleParagraphs,
        LimitName::ParagraphBytes,
        LimitName::ParagraphTokens,
        LimitName::Ratio,
        LimitName::DecompressedBytes,
    ];

    /// Returns the name of the field.
    pub const fn as_str(self) -> &'static str {
        match self {
            LimitName::RecordBytes => "record_bytes",
            LimitName::ArticleBytes => "article_bytes",
            LimitName::ArticleParagraphs => "article_paragraphs",
            LimitName::ParagraphBytes => "paragraph_bytes",
            LimitName::ParagraphTokens => "paragraph_tokens",
            LimitName::Ratio => "ratio",
            LimitName::DecompressedBytes => "decompressed_bytes",
        }
    }
}

/// The role of a column of labelled data or articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ColumnRole {
    Text,
    Label,
    Id,
    Paragraph,
}

impl Error {
    /// The repair of the error, if there is one other than a change of the input.
    pub fn repair(&self) -> Option<Repair> {
        match self {
            Error::Input { problem, .. } => problem.repair(),
            Error::FileExists { .. } => Some(Repair::ReplaceFile),
            Error::OutputFolder { .. } => Some(Repair::NameOutputFolder),
            Error::ModelFile { problem: ModelProblem::NotAModel, .. } => Some(Repair::TrainModel),
            _ => None,
        }
    }
}

impl Problem {
    fn repair(&self) -> Option<Repair> {
        let limit = match self {
            Problem::RecordTooLong { .. }
            | Problem::LineTooLong { .. }
            | Problem::PageTooLong { .. }
            | Problem::HtmlMemory => LimitName::RecordBytes,
            Problem::ArticleTooLong { .. } => LimitName::ArticleBytes,
            Problem::TooManyParagraphs { .. } => LimitName::ArticleParagraphs,
            Problem::ParagraphTooLong { .. } => LimitName::ParagraphBytes,
            Problem::TooManyTokens { .. } => LimitName::ParagraphTokens,
            Problem::Bomb { .. } => LimitName::Ratio,
            Problem::DecompressedTooLong { .. } => LimitName::DecompressedBytes,
            Problem::InvalidUtf8 => return Some(Repair::DetectEncoding("windows-1252")),
            Problem::Utf16 { encoding } => return Some(Repair::NameEncoding(encoding)),
            Problem::Undecodable { .. } => return Some(Repair::NameEncoding("windows-1252")),
            Problem::NotHtml | Problem::DecodedPage => return Some(Repair::WriteCleanText),
            Problem::Binary
            | Problem::NoCues
            | Problem::NoMailHeader
            | Problem::OtherName { .. } => {
                return Some(Repair::NameInputFormat);
            }
            Problem::MissingColumn { role, .. } => return role.map(Repair::NameColumn),
            Problem::OtherDelimiter { delimiter, .. } => {
                return Some(Repair::NameDelimiter(delimiter));
            }
            Problem::UnknownLabels { labels, .. } if is_other_column(labels) => {
                return Some(Repair::NameColumn(ColumnRole::Label));
            }
            Problem::UnknownLabels { labels, .. } => {
                let GuessedLabels { sponsored, news, others } = GuessedLabels::of(labels);
                return Some(Repair::NameLabels { sponsored, news, others });
            }
            Problem::ScatteredRows { .. } => {
                return Some(Repair::NameColumn(ColumnRole::Paragraph));
            }
            Problem::MissingField { .. } => return Some(Repair::NameColumn(ColumnRole::Text)),
            Problem::ObjectField { role, .. } => return Some(Repair::NameField(*role)),
            Problem::ParquetInput => return Some(Repair::ClassifyShard),
            Problem::RefusedArticle(_) => return Some(Repair::KeepBadRecords),
            _ => return None,
        };
        Some(Repair::RaiseLimit(limit))
    }
}
