//! What may be wrong with a record, each in a sentence with its repair.

use crate::limits::{MAX_EXCERPT_CHARS, MAX_ID_BYTES};

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
    /// A column of ids that has the name of one that is made.
    #[error(
        "column {0:?} has the name of one that is made; rename it, or name another for the ids"
    )]
    MadeColumn(String),
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
