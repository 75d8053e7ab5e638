//! `Columns`: which columns of CSV, keys of JSON and columns of Parquet a record is read from.

use crate::error::{Error, Result};

/// Names of the text, tried in this order if the caller names none.
pub(crate) const TEXT_NAMES: [&str; 18] = [
    "text",
    "content",
    "body",
    "article",
    "article_text",
    "articleBody",
    "article_body",
    "maintext",
    "plain_text",
    "raw_text",
    "full_text",
    "page_content",
    "raw_content",
    "story",
    "paragraphs",
    "content_html",
    "html",
    "raw_html",
];

/// Names of the id, tried in this order if the caller names none.
pub(crate) const ID_NAMES: [&str; 9] =
    ["id", "_id", "doc_id", "document_id", "article_id", "uuid", "guid", "url", "uri"];

/// The names of the fields of records: columns of CSV and Parquet, keys of JSON.
///
/// A key of JSON inside another object is named with dots: `article.body`. If no name is the same,
/// the only one that differs in case alone is found.
///
/// ```
/// use adsift::input::{Columns, Format, Reading, articles_from};
///
/// let json = r#"{"url": "/a", "article": {"body": ["One.", "Two."]}}"#;
/// let columns = Columns { text: Some("article.body".to_owned()), ..Columns::default() };
/// let format = Format::Jsonl;
/// let mut articles = articles_from("a", json.as_bytes(), format, &columns, &Reading::default())?;
/// let article = articles.next().unwrap()?;
/// assert_eq!(article.id.to_string(), "/a");
/// assert_eq!(article.texts().collect::<Vec<_>>(), ["One.", "Two."]);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The text. `None`: `text`, or else the first one there is of `content`, `body`, `article`,
    /// `article_text`, `articleBody`, `article_body`, `maintext`, `plain_text`, `raw_text`,
    /// `full_text`, `page_content`, `raw_content`, `story`, `paragraphs`, `content_html`, `html` and
    /// `raw_html`.
    pub text: Option<String>,
    /// The id. `None`: the first one there is of `id`, `_id`, `doc_id`, `document_id`,
    /// `article_id`, `uuid`, `guid`, `url` and `uri`, or else the place of the record. In CSV
    /// without a name, always the place.
    pub id: Option<String>,
    /// In CSV, the article if a row is a paragraph: rows with the same id are an article, and a row
    /// with an empty id is an article. `None`: every row is an article.
    pub article: Option<String>,
    /// In CSV, the number of a paragraph within its article. With it, all rows are read before the
    /// first article, and rows that are not successive are gathered and sorted.
    pub paragraph: Option<String>,
    /// The fields that are handed on to the output.
    pub handed_on: HandedOn,
}

/// The fields of a record that are handed on to the output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HandedOn {
    /// None.
    #[default]
    None,
    /// These.
    Named(Vec<FieldName>),
    /// All.
    All,
}

/// A field that is handed on, and its name in the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldName {
    /// The name in the record.
    pub path: String,
    /// The name in the output.
    pub output: String,
}

impl FieldName {
    /// Parses `path` or `path=output`, without the white space around each name.
    ///
    /// # Errors
    /// [`Error::Setting`] for an empty name.
    pub fn parse(text: &str) -> Result<Self> {
        let (path, output) = text.split_once('=').unwrap_or((text, text));
        let (path, output) = (path.trim(), output.trim());
        if path.is_empty() || output.is_empty() {
            let problem = format!("{text:?} has an empty name; write NAME, or NAME=OTHER");
            return Err(Error::Setting { name: "fields", problem });
        }
        Ok(FieldName { path: path.to_owned(), output: output.to_owned() })
    }
}
