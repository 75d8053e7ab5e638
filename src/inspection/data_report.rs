//! The report on labelled data: all figures and the problems to fix, as JSON or as text.

use std::fmt::{Display, Formatter, Result};

use serde::Serialize;

use super::checks::Checks;
use super::findings::{self, Finding};
use super::labels::LabelCounts;
use super::languages::Languages;
use super::lengths::Quantiles;
use super::splits::SplitReport;
use super::token_leaks::{Position, TokenLeaks};
use crate::corpus::DataSet;
use crate::terminal::{excerpt, percent};
use crate::text_table::TextTable;
use crate::verdict::Label;

/// Maximum width of a name in the text, in terminal cells.
const NAME_CELLS: usize = 28;
/// Maximum width of a token, in terminal cells; its position follows.
const TOKEN_CELLS: usize = 18;
/// Maximum number of rows in a section of the text.
const MAX_ROWS: usize = 10;

/// A report on labelled data before training, like spaCy's `debug data`.
///
/// Names and tokens are unescaped in the fields and in JSON, and escaped in the `Display` text.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DataReport {
    /// The figures of all checks.
    #[serde(flatten)]
    pub checks: Checks,
    /// Problems to fix, worst first.
    pub findings: Vec<Finding>,
}

impl DataReport {
    /// Runs all checks, independent ones in parallel. Reads every text several times.
    ///
    /// ```
    /// use adsift::input::{LabelledColumns, Reading, read_data_set};
    /// use adsift::inspection::DataReport;
    ///
    /// let files = ["data/starter.csv".to_owned()];
    /// let data = read_data_set(&files, &LabelledColumns::default(), None, &Reading::default())?;
    /// let report = DataReport::of(&data);
    /// assert_eq!(report.checks.labels.sponsored, 107);
    /// println!("{report}");
    /// # Ok::<(), adsift::Error>(())
    /// ```
    pub fn of(data: &DataSet) -> Self {
        let checks = Checks::of(data);
        DataReport { findings: findings::find(&checks), checks }
    }
}

impl Display for DataReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let checks = &self.checks;
        writeln!(f, "{}", checks.summary)?;
        writeln!(f, "BLAKE3 {}", checks.digest)?;
        write_labels(checks, f)?;
        if let Some(splits) = &checks.splits {
            write_shared_texts(splits, f)?;
        }
        write_lengths(checks, f)?;
        write_column_leaks(checks, f)?;
        write_markers(&checks.tokens, f)?;
        write_languages(&checks.languages, f)?;
        write_findings(&self.findings, f)
    }
}

fn write_labels(checks: &Checks, f: &mut Formatter<'_>) -> Result {
    let mut table = TextTable::new("labels | news: | sponsored: | ignored: | share sponsored:");
    let mut add = |name: &str, labels: &LabelCounts| {
        table.row([
            &excerpt(name, NAME_CELLS) as &dyn Display,
            &labels.news,
            &labels.sponsored,
            &labels.ignored,
            &percent(labels.share(Label::Sponsored)),
        ]);
    };
    add("all", &checks.labels);
    for split in checks.splits.iter().flat_map(|splits| &splits.splits) {
        let name = if split.name.is_empty() { "(none)" } else { &split.name };
        add(name, &split.labels);
    }
    writeln!(f, "\n{table}")
}

fn write_shared_texts(report: &SplitReport, f: &mut Formatter<'_>) -> Result {
    let noun = report.noun();
    let mut table =
        TextTable::new(&format!("texts of {noun} | also in {noun} | word for word: | nearly:"));
    for pair in report.shared_texts.iter().take(MAX_ROWS) {
        table.row([
            &excerpt(&pair.smaller, NAME_CELLS) as &dyn Display,
            &excerpt(&pair.larger, NAME_CELLS),
            &pair.exact,
            &pair.near,
        ]);
    }
    write_section(&table, report.shared_texts.len(), f)?;
    for (name, number) in
        [("articles", report.articles_on_both_sides), ("groups", report.groups_on_both_sides)]
    {
        if let Some(number) = number {
            writeln!(f, "{name} in more than one {noun}: {number}")?;
        }
    }
    Ok(())
}

fn write_lengths(checks: &Checks, f: &mut Formatter<'_>) -> Result {
    let lengths = &checks.lengths;
    let mut table = TextTable::new("lengths | 5 %: | 25 %: | 50 %: | 75 %: | 95 %: | longest:");
    let mut add = |name: &str, lengths: Option<Quantiles>| {
        if let Some(of) = lengths {
            let figures = [of.p5, of.p25, of.p50, of.p75, of.p95, of.max];
            let figures = figures.iter().map(|figure| figure as &dyn Display);
            table.row([&name as &dyn Display].into_iter().chain(figures));
        }
    };
    add("words per news paragraph", lengths.news);
    add("words per sponsored paragraph", lengths.sponsored);
    add("paragraphs per article", lengths.articles);
    writeln!(f, "\n{table}")?;
    if let Some(auc) = lengths.auc {
        writeln!(f, "AUC of length alone: {auc:.3}")?;
    }
    if checks.has_articles {
        let (mixed, all) = (lengths.mixed_articles, checks.summary.articles);
        writeln!(f, "articles with both labels: {mixed} of {all}")?;
    }
    Ok(())
}

fn write_column_leaks(checks: &Checks, f: &mut Formatter<'_>) -> Result {
    let mut table =
        TextTable::new("label leaks: columns | values: | accuracy: | baseline: | information:");
    let columns = checks.columns.iter().take(MAX_ROWS);
    for leak in columns.chain(&checks.tokens.format) {
        table.row([
            &excerpt(&leak.column, NAME_CELLS) as &dyn Display,
            &leak.values,
            &percent(leak.accuracy),
            &percent(leak.base_accuracy),
            &format!("{:.3}", leak.information),
        ]);
    }
    write_section(&table, checks.columns.len(), f)
}

fn write_markers(tokens: &TokenLeaks, f: &mut Formatter<'_>) -> Result {
    let mut table =
        TextTable::new("label leaks: tokens | news: | sponsored: | share of its label:");
    for marker in tokens.markers.iter().take(MAX_ROWS) {
        let position = match marker.place {
            Position::Anywhere => "",
            Position::First => " (first)",
            Position::Last => " (last)",
        };
        table.row([
            &(excerpt(&marker.token, TOKEN_CELLS) + position) as &dyn Display,
            &marker.labels.news,
            &marker.labels.sponsored,
            &percent(marker.share),
        ]);
    }
    write_section(&table, tokens.markers.len(), f)
}

fn write_languages(languages: &Languages, f: &mut Formatter<'_>) -> Result {
    let mut table = TextTable::new("languages | paragraphs: | share:");
    for found in languages.languages.iter().take(MAX_ROWS) {
        table.row([
            &excerpt(&found.language, NAME_CELLS) as &dyn Display,
            &found.paragraphs,
            &percent(found.share),
        ]);
    }
    write_section(&table, languages.languages.len(), f)?;
    let (judged, unsure) = (languages.judged, languages.unsure);
    writeln!(f, "paragraphs checked: {judged}, language unclear: {unsure}")
}

fn write_findings(findings: &[Finding], f: &mut Formatter<'_>) -> Result {
    write!(f, "\nproblems to fix, worst first")?;
    for (at, finding) in findings.iter().enumerate() {
        let (problem, repair) = (&finding.problem, &finding.repair);
        write!(f, "\n{:>3}. {problem}: {repair}", at + 1)?;
    }
    if findings.is_empty() {
        write!(f, "\nnone")?;
    }
    Ok(())
}

/// Writes an empty line, the table, and how many of `total` rows the text leaves out.
fn write_section(table: &TextTable, total: usize, f: &mut Formatter<'_>) -> Result {
    writeln!(f, "\n{table}")?;
    if table.is_empty() {
        writeln!(f, "none")?;
    }
    if total > MAX_ROWS {
        writeln!(f, "and {} more in the JSON report", total - MAX_ROWS)?;
    }
    Ok(())
}
