//! What to mend first: what the figures mean, in sentences, worst first.

use serde::Serialize;

use super::column_leaks::ColumnLeak;
use super::data::DataReport;
use super::splits::SplitReport;
use super::token_leaks::{Marker, Position};
use crate::article::Label;
use crate::stemmer::Language;
use crate::terminal::excerpt;

/// AUC of length alone from which on, in either direction, it gives the label away.
const TELLING_LENGTH: f64 = 0.8;
/// Share of paragraphs in a language other than the most frequent one that is worth a word.
const FOREIGN_SHARE: f64 = 0.02;
/// Fewer paragraphs of a label are too few to be sure of any figure.
const FEW_ROWS: usize = 1000;
/// Share of texts that stood before that is worth a word.
const MANY_DUPLICATES: f64 = 0.01;
/// Markers and columns that are told one by one.
const TOLD: usize = 3;
/// Cells of a name in a sentence.
const NAME_CELLS: usize = 40;

/// Something to mend.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What was found.
    pub problem: String,
    /// What would mend it.
    pub repair: String,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing can be learned, or the figures are not true.
    Error,
    /// The model will learn what it should not.
    Warning,
    /// It could be better.
    Note,
}

/// All findings of a report, worst first. Names and tokens in them are escaped.
pub(super) fn find(report: &DataReport) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    found.labels(report);
    if let Some(splits) = &report.splits {
        found.splits(splits);
    }
    found.columns(&report.columns);
    found.markers(&report.tokens.markers);
    found.texts(report);
    found.lengths(report);
    found.languages(report);
    found.0.sort_by_key(|finding| finding.severity); // stable: as found within a severity
    found.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, severity: Severity, problem: String, repair: &str) {
        self.0.push(Finding {
            severity,
            problem,
            repair: repair.to_owned(),
        });
    }

    fn labels(&mut self, report: &DataReport) {
        for label in [Label::News, Label::Sponsored] {
            let rows = report.labels.of(label);
            if rows == 0 {
                let problem = format!("no paragraph is labelled {label}");
                self.add(
                    Severity::Error,
                    problem,
                    "add some; without both labels nothing can be learned",
                );
            } else if rows < FEW_ROWS {
                let problem = format!("only {} labelled {label}", paragraphs(rows));
                let repair =
                    "gather more: with fewer than a thousand, figures are a matter of chance";
                self.add(Severity::Note, problem, repair);
            }
        }
    }

    fn splits(&mut self, report: &SplitReport) {
        for pair in report.shared_texts.iter().take(TOLD) {
            let problem = format!(
                "split {} shares {} with {} word for word and {} nearly",
                quoted(&pair.smaller),
                count(pair.exact, "text"),
                quoted(&pair.larger),
                pair.near
            );
            let repair =
                "leave them out of one of the two: figures on what was learned are too good";
            self.add(Severity::Error, problem, repair);
        }
        let more = report.shared_texts.len().saturating_sub(TOLD);
        if more > 0 {
            let problem = format!("{more} more pairs of splits share texts");
            self.add(Severity::Error, problem, "mend them likewise");
        }
        for (what, number) in [
            ("article", report.articles_on_both_sides),
            ("group", report.groups_on_both_sides),
        ] {
            if let Some(number) = number.filter(|&number| number > 0) {
                let (stand, one) = match number {
                    1 => ("stands", "it"),
                    _ => ("stand", "each"),
                };
                let problem = format!("{} {stand} in more than one split", count(number, what));
                self.add(Severity::Error, problem, &format!("keep {one} on one side"));
            }
        }
        let lacks = |label| {
            let splits = report.splits.iter();
            let lacking = splits.filter(move |split| split.labels.of(label) == 0);
            lacking.map(|split| quoted(&split.name)).collect::<Vec<_>>()
        };
        for label in [Label::News, Label::Sponsored] {
            let lacking = lacks(label);
            let all = report.splits.len();
            if !lacking.is_empty() && lacking.len() < all {
                let problem = format!(
                    "{} of {all} splits hold no {label}: {}",
                    lacking.len(),
                    some(&lacking)
                );
                let repair = "mix both labels into each, or its figures say little";
                self.add(Severity::Warning, problem, repair);
            }
        }
    }

    fn columns(&mut self, leaks: &[ColumnLeak]) {
        let telling = leaks
            .iter()
            .filter(|leak| leak.is_telling() && !leak.is_group);
        for leak in telling.take(TOLD) {
            let problem = format!(
                "column {} gives the label away: {} right by it, {} without",
                quoted(&leak.column),
                percent(leak.accuracy),
                percent(leak.base_accuracy)
            );
            let repair = format!(
                "hold out whole values with --group-column {}, or the model may learn the value from the words",
                quoted(&leak.column)
            );
            self.add(Severity::Warning, problem, &repair);
        }
    }

    fn markers(&mut self, markers: &[Marker]) {
        for marker in markers.iter().take(TOLD) {
            let place = match marker.place {
                Position::Anywhere => "stands in",
                Position::First => "begins",
                Position::Last => "ends",
            };
            let (own, other) = match marker.label {
                Label::News => (marker.labels.news, marker.labels.sponsored),
                Label::Sponsored => (marker.labels.sponsored, marker.labels.news),
            };
            let problem = format!(
                "token {} {place} {} labelled {} ({}) and {other} of the others",
                quoted(&marker.token),
                paragraphs(own),
                marker.label,
                percent(marker.share),
            );
            let repair = "if a publisher or a tool put it there, take it out of the texts";
            self.add(Severity::Warning, problem, repair);
        }
        let more = markers.len().saturating_sub(TOLD);
        if more > 0 {
            let problem = format!("{} more give the label away", count(more, "token"));
            self.add(Severity::Warning, problem, "see them under label leaks");
        }
    }

    fn texts(&mut self, report: &DataReport) {
        let summary = &report.summary;
        if summary.texts_under_two_labels > 0 {
            let problem = format!(
                "{} under both labels",
                match summary.texts_under_two_labels {
                    1 => "1 text stands".to_owned(),
                    number => format!("{number} texts stand"),
                }
            );
            self.add(Severity::Warning, problem, "decide, or leave them out");
        }
        let duplicates = summary.duplicate_texts;
        if duplicates as f64 > MANY_DUPLICATES * summary.rows as f64 {
            let share = percent(duplicates as f64 / summary.rows as f64);
            let problem = format!("{} ({share}) stood before", count(duplicates, "text"));
            let repair = "keep one of each, or weigh them down with train --cap";
            self.add(Severity::Note, problem, repair);
        }
        if summary.empty_texts > 0 {
            let problem = format!("{} without any text", paragraphs(summary.empty_texts));
            self.add(Severity::Note, problem, "leave them out");
        }
        if !report.has_articles && summary.rows > 0 {
            let problem = "no column names the articles, so that every row stands alone".to_owned();
            let repair = "name it with --article-column, for neighbours to count and articles to be held out whole";
            self.add(Severity::Note, problem, repair);
        }
    }

    fn lengths(&mut self, report: &DataReport) {
        let Some(auc) = report.lengths.auc else {
            return;
        };
        if auc > TELLING_LENGTH || auc < 1.0 - TELLING_LENGTH {
            let which = if auc > 0.5 { "longer" } else { "shorter" };
            let problem = format!(
                "length alone tells the label: the sponsored of two paragraphs is {which} in {} of pairs",
                percent(auc.max(1.0 - auc))
            );
            let repair = "gather both labels in the same lengths, or cut both the same way";
            self.add(Severity::Warning, problem, repair);
        }
    }

    fn languages(&mut self, report: &DataReport) {
        let languages = &report.languages.languages;
        let has_stemmer = |name: &str| Language::ALL.iter().any(|known| known.as_str() == name);
        let default = Language::default().as_str();
        let main = languages.first().map_or(default, |first| &first.language);
        if main != default && report.languages.judged > report.languages.unsure {
            let problem =
                format!("most paragraphs are in {main}, and {default} is what train stems");
            let repair = match has_stemmer(main) {
                true => format!("train with --language {main}"),
                false => "there is no stemmer for it; figures will be worse".to_owned(),
            };
            self.add(Severity::Warning, problem, &repair);
        }
        for other in languages
            .iter()
            .skip(1)
            .filter(|other| other.share > FOREIGN_SHARE)
        {
            let (share, language) = (percent(other.share), &other.language);
            let problem = format!("{share} of paragraphs are in {language}, beside {main}");
            self.add(
                Severity::Note,
                problem,
                "leave them out, or train a model for each language",
            );
        }
    }
}

/// A name short and safe for a terminal.
fn quoted(name: &str) -> String {
    format!("\"{}\"", excerpt(name, NAME_CELLS))
}

fn some(names: &[String]) -> String {
    let told: Vec<&str> = names.iter().take(TOLD).map(String::as_str).collect();
    let more = if names.len() > TOLD { " …" } else { "" };
    told.join(", ") + more
}

fn paragraphs(number: usize) -> String {
    count(number, "paragraph")
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
