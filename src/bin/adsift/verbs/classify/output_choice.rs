//! The format of the output: by `--format`, else by the name of the output file.

use std::io;
use std::path::Path;

use adsift::output::{Clean, Csv, Html, Jsonl, Table, VerdictFormat};
use anyhow::bail;
use clap::ValueEnum;

/// Width of the table without a terminal, in cells.
const DEFAULT_WIDTH: usize = 100;

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

/// The flags that choose the output.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutputFlags<'a> {
    pub format: Option<OutputFormat>,
    pub clean_form: Option<CleanForm>,
    pub output: Option<&'a Path>,
    pub to_terminal: bool,
    pub with_text: bool,
    pub explained: bool,
    pub csv_safe: bool,
}

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputChoice {
    pub format: OutputFormat,
    /// The form of clean articles; `None` means text for inputs that are whole articles, else JSON
    /// Lines.
    clean_form: Option<CleanForm>,
    to_terminal: bool,
    with_text: bool,
    explained: bool,
    csv_safe: bool,
}

impl OutputFlags<'_> {
    /// Chooses the output, and checks the flags against each other.
    ///
    /// # Errors
    /// An error for flags that do not apply to the format.
    pub fn choose(self) -> anyhow::Result<OutputChoice> {
        if self.clean_form.is_some() && self.format != Some(OutputFormat::Clean) {
            bail!("--clean-form is for clean articles; add --format clean, or leave it out");
        }
        let choice = self.by_name()?;
        let format = choice.format;
        if self.csv_safe && format != OutputFormat::Csv {
            bail!("--csv-safe is for CSV; add --format csv, or leave --csv-safe out");
        }
        if self.explained && matches!(format, OutputFormat::Csv | OutputFormat::Clean) {
            bail!("--explain is for jsonl and table; use --format jsonl, or leave --explain out");
        }
        if self.with_text && matches!(format, OutputFormat::Clean | OutputFormat::Html) {
            bail!(
                "--with-text is for jsonl, csv and table; clean and html have the texts already: \
                 leave --with-text out"
            );
        }
        Ok(choice)
    }

    /// Chooses by the flags, then by the extension of the output file, then by the terminal.
    fn by_name(self) -> anyhow::Result<OutputChoice> {
        use OutputFormat::{Clean, Csv, Html, Jsonl, Table};

        let OutputFlags { to_terminal, with_text, explained, csv_safe, .. } = self;
        let default = if to_terminal { Table } else { Jsonl };
        let extension = self.output.and_then(Path::extension).unwrap_or_default();
        let extension = extension.to_string_lossy().to_ascii_lowercase();
        let (by_name, form_by_name) = match &*extension {
            "csv" => (Some(Csv), None),
            "html" | "htm" => (Some(Html), Some(CleanForm::Html)),
            "json" if self.format.is_some() => (Some(Jsonl), Some(CleanForm::Jsonl)),
            "jsonl" | "ndjson" => (Some(Jsonl), Some(CleanForm::Jsonl)),
            "txt" => (Some(Table), Some(CleanForm::Text)),
            "gz" | "zst" => bail!(
                "the output is not compressed; leave .{extension} out of its name, or write to \
                 standard output and compress that"
            ),
            "" => (None, None),
            // Such a name promises a format that is not written.
            other if self.format.is_none() => bail!(
                "--output has the name of .{other}, which is not written; end the name with .csv, \
                 .html, .jsonl or .txt, or name the format with --format"
            ),
            _ => (None, None),
        };
        let format = self.format.or(by_name).unwrap_or(default);
        let clean_form = self.clean_form.or(form_by_name);
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
        Ok(OutputChoice { format, clean_form, to_terminal, with_text, explained, csv_safe })
    }
}

impl OutputChoice {
    /// Returns the format; `is_clean_text` is whether all inputs are whole articles as text, and
    /// `has_names` whether clean texts have the names of their articles. CSV has columns for the
    /// fields of records with the names `fields`.
    pub fn verdict_format(
        self,
        is_clean_text: bool,
        has_names: bool,
        fields: &[String],
    ) -> Box<dyn VerdictFormat> {
        match self.format {
            OutputFormat::Table => {
                let table = Table::new(width(), styled(self.to_terminal));
                Box::new(table.explained(self.explained).with_text(self.with_text))
            }
            OutputFormat::Jsonl => Box::new(Jsonl::new(self.with_text).explained(self.explained)),
            OutputFormat::Csv => {
                Box::new(Csv::new(self.with_text).safe(self.csv_safe).fields(fields))
            }
            OutputFormat::Html => Box::new(Html),
            OutputFormat::Clean => Box::new(match self.form(is_clean_text) {
                CleanForm::Jsonl => Clean::jsonl(),
                _ if has_names => Clean::named_texts(),
                _ => Clean::text(),
            }),
        }
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
    fn form(self, is_clean_text: bool) -> CleanForm {
        let default = if is_clean_text { CleanForm::Text } else { CleanForm::Jsonl };
        self.clean_form.unwrap_or(default)
    }

    /// Whether pages of HTML are written without their paid blocks.
    pub fn is_clean_html(self) -> bool {
        self.format == OutputFormat::Clean && self.clean_form == Some(CleanForm::Html)
    }
}

/// Whether the table has colour, by `--color`, `NO_COLOR` and the terminal.
fn styled(to_terminal: bool) -> bool {
    match anstream::ColorChoice::global() {
        anstream::ColorChoice::Auto => {
            to_terminal
                && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
        }
        choice => choice != anstream::ColorChoice::Never,
    }
}

fn width() -> usize {
    terminal_size::terminal_size().map_or(DEFAULT_WIDTH, |(width, _)| usize::from(width.0))
}

fn name(format: OutputFormat) -> String {
    format.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(format: Option<OutputFormat>, output: &str) -> Result<OutputFormat, String> {
        let output = Some(Path::new(output));
        OutputFlags { format, output, ..OutputFlags::default() }
            .choose()
            .map(|choice| choice.format)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn name_of_the_output_chooses_the_format() {
        use OutputFormat::{Clean, Csv, Html, Jsonl, Table};
        for (output, format) in
            [("a.csv", Csv), ("a.HTML", Html), ("a.ndjson", Jsonl), ("a.txt", Table), ("a", Jsonl)]
        {
            assert_eq!(chosen(None, output), Ok(format), "{output}");
        }
        for (format, output) in [(Csv, "a.txt"), (Clean, "a.html"), (Clean, "a.jsonl"), (Csv, "a")]
        {
            assert_eq!(chosen(Some(format), output), Ok(format), "{output}");
        }
        for (format, output) in [(Csv, "a.html"), (Clean, "a.csv"), (Table, "a.jsonl")] {
            assert!(chosen(Some(format), output).unwrap_err().contains("name another file"));
        }
        for other in ["a.xlsx", "a.docx", "a.tsv", "a.json", "a.md", "a.pdf", "a.verdicts"] {
            assert!(chosen(None, other).unwrap_err().contains("end the name with .csv"), "{other}");
            assert_eq!(chosen(Some(Jsonl), other), Ok(Jsonl), "{other}");
        }
        assert!(chosen(None, "a.csv.gz").unwrap_err().contains("is not compressed"));
    }
}
