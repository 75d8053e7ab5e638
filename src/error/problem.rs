//! Every problem of a record: one sentence each, with what to do.

use super::quoted::excerpt;
use super::repair::ColumnRole;
use super::unknown_labels;

/// What is wrong with a record of the input, and the repair.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// An empty file.
    #[error("the file is empty")]
    Empty,
    /// A CSV without rows under its header.
    #[error("no rows under the header")]
    NoRows,
    /// A requested column is missing.
    #[error("no column {wanted:?}; there {} {}{hint}", if present.len() == 1 { "is" } else { "are" }, quoted_list(present))]
    MissingColumn {
        /// The requested name.
        wanted: String,
        /// The names of the existing columns.
        present: Vec<String>,
        /// More help, such as a similar name; starts with `; ` or is empty.
        hint: String,
        /// The column's role, if naming another column is a repair.
        role: Option<ColumnRole>,
    },
    /// A requested column is missing, and the header is one name with another delimiter in it.
    #[error(
        "no column {wanted:?}; the header is the single name {}: name the delimiter of the file",
        excerpt(header)
    )]
    OtherDelimiter {
        /// The requested name.
        wanted: String,
        /// The name in the header.
        header: String,
        /// The delimiter in the name: `,`, `;`, `tab` or `|`.
        delimiter: &'static str,
    },
    /// A requested column occurs twice.
    #[error("column {0:?} occurs twice; rename one of the two")]
    DuplicateColumn(String),
    /// An id column with the name of an output column.
    #[error(
        "column {0:?} has the name of an output column; rename it, or name another column for the ids"
    )]
    MadeColumn(String),
    /// Bytes that are not valid UTF-8.
    #[error("invalid UTF-8")]
    InvalidUtf8,
    /// UTF-16 text without a byte order mark.
    #[error("this is UTF-16 text without a byte order mark")]
    Utf16 {
        /// The encoding by its byte order: `utf-16le` or `utf-16be`.
        encoding: &'static str,
    },
    /// UTF-32 text.
    #[error("this is UTF-32 text; convert it with `iconv -f utf-32 -t utf-8`")]
    Utf32,
    /// Bytes that are invalid in the encoding that was guessed from those before them.
    #[error("bytes that are not valid in {encoding}, which the bytes before them fit best")]
    Undecodable {
        /// The guessed encoding.
        encoding: String,
    },
    /// A page whose bytes were decoded, where the bytes of the page are needed.
    #[error(
        "a page in an encoding that is decoded before it is read, so that its bytes cannot be kept; convert it to UTF-8"
    )]
    DecodedPage,
    /// An input of another format where a page of HTML is needed.
    #[error("not a page of HTML, so that no page without its paid blocks can be written")]
    NotHtml,
    /// An input that cannot be opened; the text is the reason.
    #[error("cannot be opened: {0}")]
    CannotOpen(String),
    /// A CSV row with too few or too many fields.
    #[error(
        "{found} fields where the header has {expected}; quote fields that hold the delimiter or a quote"
    )]
    RowWidth {
        /// Fields of the header.
        expected: usize,
        /// Fields of this row.
        found: usize,
    },
    /// A quote that is opened and never closed.
    #[error(
        "a quoted field starts in this row and never ends; close it, or double a quote that belongs to the text"
    )]
    UnclosedQuote,
    /// Text between the quote that closes a field and the delimiter after it.
    #[error(
        "text after the closing quote of a field; double a quote that belongs to the text, or close the one opened before it"
    )]
    StrayQuote,
    /// A row of CSV over its limit.
    #[error("longer than {limit} bytes; close a quote that is open, or split the row")]
    RecordTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A line of JSON Lines over its limit.
    #[error("longer than {limit} bytes; split it")]
    LineTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A page of HTML over its limit.
    #[error("a page longer than {limit} bytes; split it")]
    PageTooLong {
        /// The limit in bytes of HTML.
        limit: usize,
    },
    /// Binary data in the place of HTML.
    #[error("binary data instead of HTML; name another file")]
    Binary,
    /// A page that takes more memory than its limit allows.
    #[error("a page with too many open elements for the memory limit; split it")]
    HtmlMemory,
    /// An article over its limit.
    #[error("an article longer than {limit} bytes; split it")]
    ArticleTooLong {
        /// The limit in bytes of text.
        limit: usize,
    },
    /// An article with too many paragraphs.
    #[error("more than {limit} paragraphs; split the article")]
    TooManyParagraphs {
        /// The limit.
        limit: usize,
    },
    /// An article's id over its limit.
    #[error("an id longer than {limit} bytes; shorten it")]
    IdTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// A paragraph over its limit of bytes.
    #[error("paragraph {number} has more than {limit} bytes; split it by a blank line")]
    ParagraphTooLong {
        /// The 1-based number of the paragraph in its article.
        number: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A paragraph over its limit of tokens.
    #[error("paragraph {number} has more than {limit} words and signs; split it by a blank line")]
    TooManyTokens {
        /// The 1-based number of the paragraph in its article.
        number: usize,
        /// The limit in tokens.
        limit: usize,
    },
    /// A line that is not a JSON object of the required form.
    #[error("{0}; each record must be an object like {{\"id\": \"a1\", \"text\": \"…\"}}")]
    Json(String),
    /// A row of an article that does not follow the article's other rows.
    #[error(
        "the rows of the article {} are not successive; sort the rows by article and paragraph",
        excerpt(article)
    )]
    ScatteredRows {
        /// The article.
        article: String,
    },
    /// A record of JSON without a text.
    #[error("no field {wanted:?}; there {} {}{hint}", if present.len() == 1 { "is" } else { "are" }, quoted_list(present))]
    MissingField {
        /// The name that was looked for.
        wanted: String,
        /// The names of the fields that are there, those inside other objects with dots.
        present: Vec<String>,
        /// Empty, or `; did you mean "text"?`.
        hint: String,
    },
    /// A text or an id in JSON that is an object.
    #[error(
        "field {field:?} is an object; name the {} inside it{}",
        if *role == ColumnRole::Id { "id" } else { "text" },
        inside.as_ref().map_or(String::new(), |inside| format!(", such as {}", excerpt(inside)))
    )]
    ObjectField {
        /// The name of the field.
        field: String,
        /// What was looked for.
        role: ColumnRole,
        /// The name, with dots, of a field inside it that could be meant.
        inside: Option<String>,
    },
    /// A column of another type than text.
    #[error("has the type {found} instead of text; name another column, or cast it to strings")]
    NotText {
        /// Arrow's name of the column's type.
        found: String,
    },
    /// A column of lists or structs where a text was expected.
    #[error("column {column:?} is a {found} instead of text; {advice}")]
    NestedColumn {
        /// The name of the column.
        column: String,
        /// What it is: `list` or `struct`.
        found: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// Labelled CSV whose first line is a row of data.
    #[error(
        "no header line: the first line is a row, {}; put the names of the columns before it, such as text,label",
        excerpt(first)
    )]
    NoHeader {
        /// The first line.
        first: String,
    },
    /// A batch with more bytes or verdicts than 32-bit offsets can count.
    #[error(
        "more than 2 GiB in one batch; make smaller batches, or cast the texts to large strings"
    )]
    BatchTooLarge,
    /// A batch that is malformed.
    #[error("cannot be read as Arrow ({0}); create it again")]
    Arrow(String),
    /// An article of a Parquet shard that was refused; the text is its error.
    #[error("{0}")]
    RefusedArticle(String),
    /// A Parquet file that cannot be read.
    #[error("cannot be read as Parquet ({0}); write it again")]
    Parquet(String),
    /// A Parquet file where an input of another format is expected.
    #[error("this is a Parquet file, which is read only as a shard")]
    ParquetInput,
    /// Labels other than `news`, `sponsored` and the names given for them, in all of the data.
    #[error("{}", unknown_labels::message(labels, *has_more))]
    UnknownLabels {
        /// The labels found and the numbers of their rows, the most frequent first.
        labels: Vec<(String, u64)>,
        /// Whether reading stopped because there are too many different labels.
        has_more: bool,
    },
    /// A paragraph's number in its article that is not a number.
    #[error(
        "{} is not the number of a paragraph; write a number, or name another column",
        excerpt(found)
    )]
    ParagraphNumber {
        /// The text in the place of the number.
        found: String,
    },
    /// Two paragraphs of an article with the same number.
    #[error(
        "paragraph {number} of article {} occurs twice; remove one, or give different articles different ids",
        excerpt(article)
    )]
    RepeatedParagraph {
        /// The article's id.
        article: String,
        /// The paragraph's number.
        number: f64,
    },
    /// A format that adsift does not read, by its name, and what to do instead.
    #[error("this is {what}; {repair}")]
    OtherFormat {
        /// The format, with its article.
        what: &'static str,
        /// What to do instead.
        repair: &'static str,
    },
    /// A file whose name is that of a format that adsift does not read, and what to do instead.
    #[error("this is {what} by its name; {repair}")]
    OtherName {
        /// The format, with its article.
        what: &'static str,
        /// What to do instead.
        repair: &'static str,
    },
    /// JSON that ends before its last record does, or is no list of records.
    #[error(
        "{0}; JSON must be one object, objects one after another, or an array of objects like {{\"id\": \"a1\", \"text\": \"…\"}}"
    )]
    JsonForm(String),
    /// A feed that cannot be read.
    #[error("cannot be read as RSS, Atom or JSON Feed ({0}); correct it, or name another file")]
    Feed(String),
    /// A feed that is cut short.
    #[error("cannot be read as RSS, Atom or JSON Feed (it is cut short); download it again")]
    FeedCut,
    /// A mail that cannot be read.
    #[error("cannot be read as a mail ({0}); save it again, as .eml or as HTML")]
    Mail(String),
    /// A text without the header of a mail.
    #[error("there is no header of a mail, such as `Subject: …`; name another file")]
    NoMailHeader,
    /// A web archive with a record that cannot be read, so that the next one is not found.
    #[error("cannot be read as WARC ({0}); download it again")]
    Warc(String),
    /// A record of a web archive that cannot be decoded.
    #[error("the page of the record cannot be decoded ({0}); download it again")]
    WarcPage(String),
    /// Subtitles without a cue.
    #[error("no subtitles: there is no line like 00:01:02.000 --> 00:01:04.000; name another file")]
    NoCues,
    /// A line of subtitles that begins like the times of a cue.
    #[error("not the times of a cue, like 00:01:02.000 --> 00:01:04.000; correct the line")]
    CueTimes,
    /// Compressed data that is damaged or cut short.
    #[error("{0}")]
    Compressed(String),
    /// Compressed data whose decompressed length exceeds the ratio limit.
    #[error(
        "the decompressed data is more than {limit} times as long as the compressed data, as in a decompression bomb"
    )]
    Bomb {
        /// The highest ratio of decompressed to compressed bytes.
        limit: u64,
    },
    /// Decompressed data over its limit.
    #[error("more than {limit} bytes when decompressed; split it")]
    DecompressedTooLong {
        /// The limit in bytes.
        limit: u64,
    },
}

/// Names listed in a message; the rest are counted.
const NAMES_LISTED: usize = 20;

fn quoted_list(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    let mut list: Vec<String> = names.iter().take(NAMES_LISTED).map(|name| excerpt(name)).collect();
    if names.len() > NAMES_LISTED {
        list.push(format!("and {} more", names.len() - NAMES_LISTED));
    }
    list.join(", ")
}
