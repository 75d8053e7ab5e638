//! `TextSettings`: how the text of a record becomes an article, in every format.

use std::str::FromStr;

use crate::limits::Limits;
use crate::paragraphs::ParagraphRule;

/// The format of the texts of records: of a field of JSON Lines, a cell of CSV, a row of Parquet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextFormat {
    /// HTML if the text begins with a tag, plain text otherwise.
    #[default]
    Auto,
    /// Plain text.
    Text,
    /// HTML.
    Html,
}

impl TextFormat {
    /// Returns the format's name, which [`FromStr`] reads.
    pub const fn as_str(self) -> &'static str {
        match self {
            TextFormat::Auto => "auto",
            TextFormat::Text => "text",
            TextFormat::Html => "html",
        }
    }
}

impl FromStr for TextFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "auto" => Ok(TextFormat::Auto),
            "text" => Ok(TextFormat::Text),
            "html" => Ok(TextFormat::Html),
            _ => Err("the formats of texts are auto, text and html".to_owned()),
        }
    }
}

/// How the text of a record becomes an article.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TextSettings {
    /// Limits on the article.
    pub limits: Limits,
    /// The rule that finds the paragraphs of a plain text.
    pub paragraphs: ParagraphRule,
    /// The format of the text.
    pub format: TextFormat,
}
