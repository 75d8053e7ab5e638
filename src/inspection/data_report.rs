//! The report on labelled data: all figures, what to fix, and both as text for a terminal.

use std::fmt::{self, Formatter, Result};

use serde::Serialize;

use super::checks::Checks;
use super::column_leaks::ColumnLeak;
use super::findings::{self, Finding};
use super::lengths::Quantiles;
use super::splits::SplitReport;
use super::token_leaks::Position;
use crate::corpus::DataSet;
use crate::terminal::{excerpt, percent};
use crate::verdict::Label;

/// Cells of a name.
const NAME: usize = 28;
/// Rows of a section.
const TOLD: usize = 10;

/// A report on labelled data before training, like spaCy's `debug data`.
///
/// Names and tokens are unescaped in the fields and in JSON, and escaped in the `Display` text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DataReport {
    /// The figures of all checks.
    #[serde(flatten)]
    pub checks: Checks,
    /// Problems to fix, worst first.
    pub findings: Vec<Finding>,
}

impl DataReport {
    /// Runs all checks, independent ones in parallel. Reads every text several times.
    pub fn of(data: &DataSet) -> Self {
        let checks = Checks::of(data);
        DataReport {
            findings: findings::find(&checks),
            checks,
        }
    }
}

impl fmt::Display for DataReport {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let checks = &self.checks;
        writeln!(f, "{}", checks.summary)?;
        writeln!(f, "BLAKE3 {}", checks.digest)?;
        labels(checks, f)?;
        if let Some(splits) = &checks.splits {
            shared(splits, f)?;
        }
        lengths(checks, f)?;
        leaks(checks, f)?;
        languages(checks, f)?;
        write_findings(&self.findings, f)
    }
}

fn labels(report: &Checks, f: &mut Formatter<'_>) -> Result {
    let header = |name: &str| {
        let name = fit(name);
        format!("\n{name}     news  sponsored  ignored  share sponsored")
    };
    let row = |name: &str, labels: &super::Balance| {
        let (name, share) = (fit(name), percent(labels.share(Label::Sponsored)));
        let (news, sponsored, ignored) = (labels.news, labels.sponsored, labels.ignored);
        format!("{name}{news:>9}  {sponsored:>9}  {ignored:>7}  {share:>15}")
    };
    writeln!(f, "{}", header("labels"))?;
    writeln!(f, "{}", row("all", &report.labels))?;
    for split in report.splits.iter().flat_map(|splits| &splits.splits) {
        let name = if split.name.is_empty() {
            "(none)"
        } else {
            &split.name
        };
        writeln!(f, "{}", row(name, &split.labels))?;
    }
    Ok(())
}

fn shared(report: &SplitReport, f: &mut Formatter<'_>) -> Result {
    let noun = report.noun();
    let name = fit(&format!("texts in two {noun}s"));
    writeln!(
        f,
        "\n{name}{:NAME$}  word for word   nearly",
        "that share them with"
    )?;
    for pair in report.shared_texts.iter().take(TOLD) {
        let (exact, near) = (pair.exact, pair.near);
        let (smaller, larger) = (fit(&pair.smaller), fit(&pair.larger));
        writeln!(f, "{smaller}{larger}  {exact:>13}  {near:>7}")?;
    }
    more(report.shared_texts.len(), f)?;
    if report.shared_texts.is_empty() {
        writeln!(f, "none")?;
    }
    for (what, number) in [
        ("articles", report.articles_on_both_sides),
        ("groups", report.groups_on_both_sides),
    ] {
        if let Some(number) = number {
            writeln!(f, "{what} in more than one {noun}: {number}")?;
        }
    }
    Ok(())
}

fn lengths(report: &Checks, f: &mut Formatter<'_>) -> Result {
    let lengths = &report.lengths;
    let name = fit("lengths");
    writeln!(
        f,
        "\n{name}       5 %     25 %     50 %     75 %     95 %  longest"
    )?;
    let mut row = |name: &str, lengths: &Option<Quantiles>| match lengths {
        Some(Quantiles {
            p5,
            p25,
            p50,
            p75,
            p95,
            max,
        }) => {
            let name = fit(name);
            writeln!(f, "{name} {p5:>9}{p25:>9}{p50:>9}{p75:>9}{p95:>9}{max:>9}")
        }
        None => Ok(()),
    };
    row("words of news", &lengths.news)?;
    row("words of sponsored", &lengths.sponsored)?;
    row("paragraphs of an article", &lengths.articles)?;
    if let Some(auc) = lengths.auc {
        writeln!(f, "AUC of length alone: {auc:.3}")?;
    }
    if report.has_articles {
        let (mixed, all) = (lengths.mixed_articles, report.summary.articles);
        writeln!(f, "articles with both labels: {mixed} of {all}")?;
    }
    Ok(())
}

fn leaks(report: &Checks, f: &mut Formatter<'_>) -> Result {
    let (name, columns) = (fit("label leaks: columns"), &report.columns);
    writeln!(f, "\n{name}   values  right by it  without  information")?;
    for leak in columns.iter().take(TOLD) {
        writeln!(f, "{}", column(leak))?;
    }
    more(columns.len(), f)?;
    if columns.is_empty() && report.tokens.format.is_empty() {
        writeln!(f, "none")?;
    }
    for leak in &report.tokens.format {
        writeln!(f, "{}", column(leak))?;
    }
    let markers = &report.tokens.markers;
    let name = fit("label leaks: tokens");
    writeln!(f, "\n{name}     news  sponsored  share of its label")?;
    for marker in markers.iter().take(TOLD) {
        let place = match marker.place {
            Position::Anywhere => "",
            Position::First => " (first)",
            Position::Last => " (last)",
        };
        let token = excerpt(&marker.token, NAME - 10) + place;
        let (news, sponsored) = (marker.labels.news, marker.labels.sponsored);
        let share = percent(marker.share);
        writeln!(f, "{}{news:>9}  {sponsored:>9}  {share:>18}", fit(&token))?;
    }
    more(markers.len(), f)?;
    if markers.is_empty() {
        writeln!(f, "none")?;
    }
    Ok(())
}

fn column(leak: &ColumnLeak) -> String {
    let name = fit(&leak.column);
    let (right, without) = (percent(leak.accuracy), percent(leak.base_accuracy));
    let (values, information) = (leak.values, leak.information);
    format!("{name}{values:>9}  {right:>11}  {without:>7}  {information:>11.3}")
}

fn languages(report: &Checks, f: &mut Formatter<'_>) -> Result {
    let languages = &report.languages;
    writeln!(f, "\n{}   paragraphs    share", fit("languages"))?;
    for spoken in languages.languages.iter().take(TOLD) {
        let (number, share) = (spoken.paragraphs, percent(spoken.share));
        writeln!(f, "{}{number:>13}  {share:>7}", fit(&spoken.language))?;
    }
    more(languages.languages.len(), f)?;
    let (judged, unsure) = (languages.judged, languages.unsure);
    writeln!(f, "judged: {judged}, of which unsure: {unsure}")
}

fn write_findings(findings: &[Finding], f: &mut Formatter<'_>) -> Result {
    write!(f, "\nwhat to mend first")?;
    for (at, finding) in findings.iter().enumerate() {
        let (problem, repair) = (&finding.problem, &finding.repair);
        write!(f, "\n{:>3}. {problem}: {repair}", at + 1)?;
    }
    if findings.is_empty() {
        write!(f, "\nnothing to mend was found")?;
    }
    Ok(())
}

fn more(number: usize, f: &mut Formatter<'_>) -> Result {
    match number.checked_sub(TOLD) {
        None | Some(0) => Ok(()),
        Some(more) => writeln!(f, "and {more} more; -f json has all"),
    }
}

/// A name on exactly so many cells.
fn fit(name: &str) -> String {
    use unicode_width::UnicodeWidthStr;
    let name = excerpt(name, NAME);
    let padding = NAME.saturating_sub(name.width());
    name + &" ".repeat(padding)
}
