//! The format of the output: by `--format`, else by the name of the output file.

use std::path::Path;

use anyhow::bail;
use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Text for a terminal
    Table,
    /// One JSON object per paragraph
    Jsonl,
    /// One CSV row per paragraph
    Csv,
    /// The articles without their sponsored paragraphs
    Clean,
    /// A page for a browser: the paid paragraphs and the reasons
    Html,
}

/// `--clean-form`: how `--format clean` writes articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CleanForm {
    /// Running text; of several inputs, each after a line ==> NAME <==
    Text,
    /// One JSON object per article
    Jsonl,
    /// Pages of HTML as they were served, without their paid blocks
    Html,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputChoice {
    pub format: OutputFormat,
    /// The form of clean articles; `None` means text for inputs that are whole articles, else JSON
    /// Lines.
    pub clean_form: Option<CleanForm>,
}

impl OutputChoice {
    /// Chooses by the flags, then by the extension of the output file, then by the terminal.
    pub fn of(
        format: Option<OutputFormat>,
        clean_form: Option<CleanForm>,
        output: Option<&Path>,
        to_terminal: bool,
    ) -> anyhow::Result<Self> {
        use OutputFormat::{Clean, Csv, Html, Jsonl, Table};

        let default = if to_terminal { Table } else { Jsonl };
        let extension = output.and_then(Path::extension).unwrap_or_default();
        let extension = extension.to_string_lossy().to_ascii_lowercase();
        let (by_name, form_by_name) = match &*extension {
            "csv" => (Some(Csv), None),
            "html" | "htm" => (Some(Html), Some(CleanForm::Html)),
            "jsonl" | "ndjson" | "json" => (Some(Jsonl), Some(CleanForm::Jsonl)),
            "txt" => (Some(Table), Some(CleanForm::Text)),
            "gz" | "zst" => bail!(
                "the output is not compressed; leave .{extension} out of its name, or write to \
                 standard output and compress that"
            ),
            _ => (None, None),
        };
        let format = format.or(by_name).unwrap_or(default);
        let clean_form = clean_form.or(form_by_name);
        // Any text may be in a .txt file.
        let fits = match by_name {
            None | Some(Table) => true,
            Some(named) if format == Clean => {
                form_by_name.is_some_and(|form| named != Csv && clean_form == Some(form))
            }
            Some(named) => format == named,
        };
        if !fits {
            bail!(
                "--output has the name of .{extension}, and the format is {}; name another file, \
                 or another format",
                name(format)
            );
        }
        Ok(OutputChoice { format, clean_form })
    }

    /// The extension of an output file in this format; `is_clean_text` is whether clean articles
    /// are text where no form was chosen.
    pub fn extension(self, is_clean_text: bool) -> &'static str {
        match self.format {
            OutputFormat::Table => "txt",
            OutputFormat::Jsonl => "jsonl",
            OutputFormat::Csv => "csv",
            OutputFormat::Html => "html",
            OutputFormat::Clean => match self.form(is_clean_text) {
                CleanForm::Text => "txt",
                CleanForm::Jsonl => "jsonl",
                CleanForm::Html => "html",
            },
        }
    }

    /// The form of clean articles.
    pub fn form(self, is_clean_text: bool) -> CleanForm {
        let default = if is_clean_text { CleanForm::Text } else { CleanForm::Jsonl };
        self.clean_form.unwrap_or(default)
    }

    /// Whether pages of HTML are written without their paid blocks.
    pub fn is_clean_html(self) -> bool {
        self.format == OutputFormat::Clean && self.clean_form == Some(CleanForm::Html)
    }
}

fn name(format: OutputFormat) -> String {
    format.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(format: Option<OutputFormat>, output: &str) -> Result<OutputFormat, String> {
        OutputChoice::of(format, None, Some(Path::new(output)), false)
            .map(|choice| choice.format)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn name_of_the_output_chooses_the_format() {
        use OutputFormat::{Clean, Csv, Html, Jsonl, Table};
        for (output, format) in [
            ("a.csv", Csv),
            ("a.HTML", Html),
            ("a.ndjson", Jsonl),
            ("a.txt", Table),
            ("a", Jsonl),
            ("a.verdicts", Jsonl),
        ] {
            assert_eq!(chosen(None, output), Ok(format), "{output}");
        }
        for (format, output) in [(Csv, "a.txt"), (Clean, "a.html"), (Clean, "a.jsonl"), (Csv, "a")]
        {
            assert_eq!(chosen(Some(format), output), Ok(format), "{output}");
        }
        for (format, output) in [(Csv, "a.html"), (Clean, "a.csv"), (Table, "a.jsonl")] {
            assert!(chosen(Some(format), output).unwrap_err().contains("name another file"));
        }
        assert!(chosen(None, "a.csv.gz").unwrap_err().contains("is not compressed"));
    }
}
