//! What to mend first: what the figures mean, in sentences, worst first.

use serde::Serialize;

use super::checks::Checks;
use super::column_leaks::ColumnLeak;
use super::splits::SplitReport;
use super::token_leaks::{Marker, Position};
use crate::stemmer::Language;
use crate::terminal::{excerpt, percent};
use crate::verdict::Label;

/// AUC of length alone from which on, in either direction, it gives the label away.
const TELLING_LENGTH: f64 = 0.8;
/// Share of paragraphs in a language other than the most frequent one that is worth a word.
const FOREIGN_SHARE: f64 = 0.02;
/// Fewer paragraphs of a label are too few to be sure of any figure.
const FEW_ROWS: usize = 1000;
/// Share of texts that stand twice that is worth a word; between splits it makes figures untrue.
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
pub(super) fn find(report: &Checks) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    found.labels(report);
    if let Some(splits) = &report.splits {
        found.splits(splits);
    }
    found.columns(&report.columns);
    found.format(&report.tokens.format);
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

    fn labels(&mut self, report: &Checks) {
        let mut few = Vec::new();
        for label in [Label::News, Label::Sponsored] {
            match report.labels.of(label) {
                0 => {
                    let problem = format!("no paragraph is labelled {label}");
                    let repair = "add some; without both labels nothing can be learned";
                    self.add(Severity::Error, problem, repair);
                }
                rows if rows < FEW_ROWS => few.push(format!("{} of {label}", paragraphs(rows))),
                _ => {}
            }
        }
        if !few.is_empty() {
            let problem = format!("there are only {}", few.join(" and "));
            let repair = "gather more: with fewer than a thousand of a label, figures are a matter of chance";
            self.add(Severity::Note, problem, repair);
        }
    }

    fn splits(&mut self, report: &SplitReport) {
        let noun = report.noun();
        for pair in report.shared_texts.iter().take(TOLD) {
            let share = (pair.exact + pair.near) as f64 / pair.texts.max(1) as f64;
            let problem = format!(
                "of the {} of {noun} {}, {} stand in {} word for word and {} nearly",
                count(pair.texts, "text"),
                quoted(&pair.smaller),
                pair.exact,
                quoted(&pair.larger),
                pair.near
            );
            let severity = match share >= MANY_DUPLICATES {
                true => Severity::Error,
                false => Severity::Warning,
            };
            let repair =
                "leave them out of one of the two; figures on texts that were learned are too good";
            self.add(severity, problem, repair);
        }
        let more = report.shared_texts.len().saturating_sub(TOLD);
        if more > 0 {
            let problem = format!("{} of {noun}s more share texts", count(more, "pair"));
            self.add(Severity::Warning, problem, "mend them likewise");
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
                let problem = format!("{} {stand} in more than one {noun}", count(number, what));
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
                    "{} of {all} {noun}s hold no {label}: {}",
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
            let name = quoted(&leak.column);
            let problem = format!("column {name} gives the label away ({})", rightness(leak));
            let repair = format!(
                "hold out whole values with --group-column {name}, or a model may learn the value from the words"
            );
            self.add(Severity::Warning, problem, &repair);
        }
    }

    fn format(&mut self, leaks: &[ColumnLeak]) {
        for leak in leaks.iter().filter(|leak| leak.is_telling()) {
            let how = leak.column.trim_matches(['(', ')']);
            let problem = format!("{how} tells the label of a paragraph ({})", rightness(leak));
            let repair = "a habit of this publication: train with --no-style for pages of others";
            self.add(Severity::Warning, problem, repair);
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
            let repair = "take it out of the texts where it is a mark that somebody put there; else gather both labels from pages alike";
            self.add(Severity::Warning, problem, repair);
        }
        let more = markers.len().saturating_sub(TOLD);
        if more > 0 {
            let problem = format!("{} more give the label away", count(more, "token"));
            self.add(Severity::Warning, problem, "see them under label leaks");
        }
    }

    fn texts(&mut self, report: &Checks) {
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

    fn lengths(&mut self, report: &Checks) {
        let Some(auc) = report.lengths.auc else {
            return;
        };
        if auc.max(1.0 - auc) > TELLING_LENGTH {
            let which = if auc > 0.5 { "longer" } else { "shorter" };
            let problem = format!(
                "length alone tells the label: the sponsored of two paragraphs is {which} in {} of pairs",
                percent(auc.max(1.0 - auc))
            );
            let repair = "gather both labels in the same lengths, or cut both the same way";
            self.add(Severity::Warning, problem, repair);
        }
    }

    fn languages(&mut self, report: &Checks) {
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

/// How often the label is right by a column, and by its weightiest value.
fn rightness(leak: &ColumnLeak) -> String {
    let (right, without) = (percent(leak.accuracy), percent(leak.base_accuracy));
    let value = leak.most_telling.as_ref().map(|telling| {
        let (value, labels) = (quoted(&telling.value), telling.labels);
        let (news, sponsored) = (labels.news, labels.sponsored);
        format!("; {value} has {news} news, {sponsored} sponsored")
    });
    format!(
        "right in {right} by it, {without} without{}",
        value.unwrap_or_default()
    )
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

#[cfg(test)]
mod tests {
    use super::super::DataReport;
    use super::*;
    use crate::corpus::data_set::{Column, Splits};
    use crate::corpus::{CorpusBuilder, DataSet};

    /// So many rows of each label, every third under "x" and sponsored alone.
    fn data(rows: usize) -> DataSet {
        let mut builder = CorpusBuilder::new(true);
        for row in 0..rows {
            builder.begin_article();
            let label = [Label::News, Label::News, Label::Sponsored][row % 3];
            let text = format!("The {} walked to the {} and back", WORDS[row % 7], row);
            builder.push(&text, Some(label), "g", "s").unwrap();
        }
        DataSet {
            corpus: builder.finish(),
            splits: None,
            article_names: (0..rows as u32).collect(),
            has_groups: false,
            columns: Vec::new(),
        }
    }

    const WORDS: [&str; 7] = ["man", "woman", "dog", "cat", "child", "mayor", "judge"];

    #[test]
    fn sound_data_has_nothing_to_mend() {
        let report = DataReport::of(&data(3 * FEW_ROWS));
        assert_eq!(report.findings, []);
        assert!(report.to_string().ends_with("nothing to mend was found"));
    }

    #[test]
    fn the_worst_stands_first_and_names_are_safe_to_show() {
        let mut data = data(300);
        data.columns.push(Column {
            name: "out\u{1b}let".to_owned(),
            is_group: false,
            values: vec!["a".to_owned(), "b".to_owned()],
            codes: (0..300).map(|row| u32::from(row % 3 == 2)).collect(),
        });
        data.splits = Some(Splits {
            are_files: false,
            names: vec!["train".to_owned(), "test".to_owned()],
            of: (0..300).map(|row| u8::from(row > 200)).collect(),
        });
        data.article_names[250] = 3;
        let findings = DataReport::of(&data).findings;
        let severities: Vec<_> = findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(
            severities,
            [Severity::Error, Severity::Warning, Severity::Note]
        );
        assert_eq!(
            findings[0].problem,
            "1 article stands in more than one split"
        );
        assert_eq!(
            findings[1].problem,
            "column \"out\\u{1b}let\" gives the label away (right in 100.0 % by it, 66.7 % without; \
             \"a\" has 200 news, 0 sponsored)"
        );
        assert_eq!(
            findings[2].problem,
            "there are only 200 paragraphs of news and 100 paragraphs of sponsored"
        );
    }
}
