//! The flags that name the fields of records, and that say how a text becomes paragraphs.

use adsift::input::{Columns, FieldName, HandedOn, Reading, TextFormat};
use adsift::output::Csv;
use adsift::paragraphs::ParagraphRule;
use anyhow::bail;
use clap::Args;

use crate::flags::choice;

/// Keys of verdicts in JSON Lines that are no columns of CSV.
const JSON_KEYS: [&str; 4] = ["disguised", "log_odds", "reasons", "text"];

#[derive(Debug, Args)]
#[command(next_help_heading = "Records")]
pub struct RecordFlags {
    /// Field of the text in JSON, with dots inside other objects (article.body), or column of the
    /// text in CSV or Parquet [default: text, or else content, body, html or a similar name]
    #[arg(long, value_name = "NAME", visible_alias = "text-field")]
    pub text_column: Option<String>,

    /// Field or column of the id [default in JSON and Parquet: id, or else _id, doc_id, url or a
    /// similar name; in CSV: the row]
    #[arg(long, value_name = "NAME", visible_alias = "id-field")]
    pub id_column: Option<String>,

    /// Column of the article, in CSV whose rows are paragraphs: the successive rows of one
    /// article are its paragraphs
    #[arg(long, value_name = "NAME")]
    pub article_column: Option<String>,

    /// Column of a paragraph's number in its article: gather and sort scattered rows;
    /// holds the file in memory
    #[arg(long, value_name = "NAME", requires = "article_column")]
    pub paragraph_column: Option<String>,

    /// Fields to repeat in every row of jsonl or csv, as url,date; NAME=OTHER writes NAME under
    /// another name. clean and shards keep all fields anyway
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub fields: Vec<String>,

    /// Format of the texts of records
    #[arg(long, default_value = "auto", value_parser = choice::<TextFormat>(&[
        ("auto", "HTML if the text begins with a tag, else plain text"),
        ("text", "Plain text"),
        ("html", "HTML"),
    ]))]
    pub text_format: TextFormat,

    /// Paragraphs of plain text
    #[arg(long, default_value = "auto", value_name = "RULE", value_parser = choice::<ParagraphRule>(&[
        ("auto", "The lines decide: wrapped lines are joined, a line that is a sentence is a paragraph"),
        ("blank", "Blank lines separate paragraphs"),
        ("line", "Every line is a paragraph"),
        ("unwrap", "Lines are wrapped: join them to paragraphs"),
    ]))]
    pub paragraphs: ParagraphRule,
}

impl RecordFlags {
    /// The columns; `keeps_all` is whether the output is a record for a record.
    pub fn columns(&self, keeps_all: bool) -> anyhow::Result<Columns> {
        if self.id_column.is_some() && self.article_column.is_some() {
            bail!("--article-column names the article, which is the id; leave --id-column out");
        }
        let names = self.field_names()?;
        let handed_on = match names {
            _ if keeps_all => HandedOn::All,
            names if names.is_empty() => HandedOn::None,
            names => HandedOn::Named(names),
        };
        Ok(Columns {
            text: self.text_column.clone(),
            id: self.id_column.clone(),
            article: self.article_column.clone(),
            paragraph: self.paragraph_column.clone(),
            handed_on,
        })
    }

    /// The fields that every row repeats.
    pub fn field_names(&self) -> anyhow::Result<Vec<FieldName>> {
        let names: Vec<FieldName> =
            self.fields.iter().map(|name| FieldName::parse(name)).collect::<Result<_, _>>()?;
        for (at, FieldName { path, output }) in names.iter().enumerate() {
            if Csv::COLUMNS.iter().chain(&JSON_KEYS).any(|column| column == output) {
                bail!(
                    "--fields: {output:?} is a column of the output; give the field another name, as in --fields {path}=my_{output}"
                );
            }
            if names[..at].iter().any(|before| before.output == *output) {
                bail!("--fields names {output:?} twice; name it once");
            }
        }
        Ok(names)
    }

    /// Adds the settings of texts to `reading`.
    pub fn reading(&self, reading: Reading) -> Reading {
        Reading { paragraphs: self.paragraphs, text_format: self.text_format, ..reading }
    }
}
