//! Turns the figures of the checks into sentences: problems to fix, worst first.

use serde::Serialize;

use super::checks::Checks;
use super::column_leaks::ColumnLeak;
use super::finding_words::{MAX_OF_KIND, count, first_of, has, paragraphs_of, quoted, verb};
use super::splits::SplitReport;
use super::token_leaks::{FIRST_FORM, Marker, Position};
use crate::stemmer::Language;
use crate::terminal::percent;
use crate::verdict::Label;

/// Minimum AUC of length alone, in either direction, that is a finding.
const TELLING_LENGTH: f64 = 0.8;
/// Minimum share of paragraphs in a further language that is a finding.
const FOREIGN_SHARE: f64 = 0.02;
/// Minimum number of paragraphs of a label for reliable figures.
const MIN_PARAGRAPHS: usize = 1000;
/// Minimum share of repeated texts that is a finding. Between splits this share is an error,
/// because it falsifies the figures.
const MANY_DUPLICATES: f64 = 0.01;
/// A problem of the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The severity of the problem.
    pub severity: Severity,
    /// The problem, as a sentence without a full stop.
    pub problem: String,
    /// How to fix the problem, as a sentence without a full stop.
    pub repair: String,
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Training is impossible, or the figures are wrong.
    Error,
    /// A model learns something other than the label.
    Warning,
    /// The data can be improved.
    Note,
}

/// All findings of a report, worst first. Names and tokens in sentences are escaped.
pub(super) fn find(checks: &Checks) -> Vec<Finding> {
    let mut found = Findings(Vec::new());
    found.labels(checks);
    if let Some(splits) = &checks.splits {
        found.splits(splits);
    }
    found.columns(&checks.columns);
    found.format(&checks.tokens.format);
    found.markers(&checks.tokens.markers);
    found.order(checks);
    found.texts(checks);
    found.lengths(checks);
    found.languages(checks);
    found.0.sort_by_key(|finding| finding.severity); // stable: keeps the order within a severity
    found.0
}

/// Collects findings; each method explains one check.
struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, severity: Severity, problem: String, repair: &str) {
        self.0.push(Finding { severity, problem, repair: repair.to_owned() });
    }

    fn labels(&mut self, checks: &Checks) {
        let mut few = Vec::new();
        for label in [Label::News, Label::Sponsored] {
            match checks.labels.of(label) {
                0 => {
                    let problem = format!("no paragraph is labelled {label}");
                    let repair = "add some, because training requires both labels";
                    self.add(Severity::Error, problem, repair);
                }
                number if number < MIN_PARAGRAPHS => few.push(paragraphs_of(number, label)),
                _ => {}
            }
        }
        if !few.is_empty() {
            let problem = format!("the data has only {}", few.join(" and "));
            let repair = format!(
                "gather at least {MIN_PARAGRAPHS} of each label, because figures of fewer \
                 paragraphs depend on chance"
            );
            self.add(Severity::Note, problem, &repair);
        }
    }

    fn splits(&mut self, report: &SplitReport) {
        let noun = report.noun();
        for pair in report.shared_texts.iter().take(MAX_OF_KIND) {
            let share = (pair.exact + pair.near) as f64 / pair.texts.max(1) as f64;
            let problem = format!(
                "of the {} of {noun} {}, {} has {} word for word and {} nearly",
                count(pair.texts, "text"),
                quoted(&pair.smaller),
                quoted(&pair.larger),
                pair.exact,
                pair.near
            );
            let severity =
                if share >= MANY_DUPLICATES { Severity::Error } else { Severity::Warning };
            let repair = "remove these texts from one of the two, because figures on texts of the \
                          training data are too good";
            self.add(severity, problem, repair);
        }
        let rest = report.shared_texts.len().saturating_sub(MAX_OF_KIND);
        if rest > 0 {
            let pairs = count(rest, "further pair");
            let problem = format!("{pairs} of {noun}s {} texts", verb(rest, "share"));
            let repair = format!("remove these texts from one {noun} of each pair");
            self.add(Severity::Warning, problem, &repair);
        }
        for (name, number) in
            [("article", report.articles_on_both_sides), ("group", report.groups_on_both_sides)]
        {
            if let Some(number) = number.filter(|&number| number > 0) {
                let (articles, has) = (count(number, name), has(number));
                let problem = format!("{articles} {has} paragraphs in more than one {noun}");
                let repair = format!("keep each {name} in one {noun}");
                self.add(Severity::Error, problem, &repair);
            }
        }
        let all = report.splits.len();
        for label in [Label::News, Label::Sponsored] {
            let lacking: Vec<String> = report
                .splits
                .iter()
                .filter(|split| split.labels.of(label) == 0)
                .map(|split| quoted(&split.name))
                .collect();
            if !lacking.is_empty() && lacking.len() < all {
                let (number, has) = (lacking.len(), has(lacking.len()));
                let names = first_of(&lacking);
                let problem =
                    format!("{number} of {all} {noun}s {has} no {label} paragraphs: {names}");
                let repair = format!(
                    "put both labels into every {noun}, because figures of one label say little"
                );
                self.add(Severity::Warning, problem, &repair);
            }
        }
    }

    fn columns(&mut self, leaks: &[ColumnLeak]) {
        let telling = leaks.iter().filter(|leak| leak.is_telling() && !leak.is_group);
        for leak in telling.take(MAX_OF_KIND) {
            let name = quoted(&leak.column);
            let problem = format!("column {name} reveals the label ({})", accuracy(leak));
            let repair = "hold out whole values of this column as groups, because a model may \
                          recognise the value by its words";
            self.add(Severity::Warning, problem, repair);
        }
    }

    fn format(&mut self, leaks: &[ColumnLeak]) {
        for leak in leaks.iter().filter(|leak| leak.is_telling()) {
            let token = if leak.column == FIRST_FORM { "first" } else { "last" };
            let problem = format!(
                "the form of the {token} token reveals the label of a paragraph ({})",
                accuracy(leak)
            );
            let repair = "train without the style features for pages of other publications, \
                          because the form is a habit of this publication";
            self.add(Severity::Warning, problem, repair);
        }
    }

    fn markers(&mut self, markers: &[Marker]) {
        for marker in markers.iter().take(MAX_OF_KIND) {
            let occurs = match marker.place {
                Position::Anywhere => "is in",
                Position::First => "begins",
                Position::Last => "ends",
            };
            let other = match marker.label {
                Label::News => Label::Sponsored,
                Label::Sponsored => Label::News,
            };
            let problem = format!(
                "token {} {occurs} {}, {} of the label, and {}",
                quoted(&marker.token),
                paragraphs_of(marker.labels.of(marker.label), marker.label),
                percent(marker.share),
                paragraphs_of(marker.labels.of(other), other),
            );
            let repair = "remove the token if it was added to mark the paragraphs, or gather both \
                          labels from similar pages";
            self.add(Severity::Warning, problem, repair);
        }
        let rest = markers.len().saturating_sub(MAX_OF_KIND);
        if rest > 0 {
            let tokens = count(rest, "further token");
            let problem = format!("{tokens} {} the label", verb(rest, "reveal"));
            let repair = "check the tokens in the section of label leaks";
            self.add(Severity::Warning, problem, repair);
        }
    }

    fn order(&mut self, checks: &Checks) {
        let rows = checks.scattered_rows;
        if rows > 0 {
            let problem = format!(
                "{} {} an earlier article without following its rows",
                count(rows, "row"),
                verb(rows, "name")
            );
            let repair = "sort the rows by article and paragraph, or name the column of the \
                          paragraph's number, because a model learns from neighbouring paragraphs";
            self.add(Severity::Warning, problem, repair);
        }
    }

    fn texts(&mut self, checks: &Checks) {
        let summary = &checks.summary;
        if checks.html_texts > 0 {
            let texts = count(checks.html_texts, "text");
            let problem =
                format!("{texts} {} with a tag of HTML", verb(checks.html_texts, "begin"));
            let repair = "remove the tags: in labelled data they are words, while articles are read \
                          as HTML without them";
            self.add(Severity::Warning, problem, repair);
        }
        let contradictory = summary.texts_under_two_labels;
        if contradictory > 0 {
            let (texts, has) = (count(contradictory, "text"), has(contradictory));
            let problem = format!("{texts} {has} both labels");
            let repair = "correct the labels, or remove the texts";
            self.add(Severity::Warning, problem, repair);
        }
        let duplicates = summary.duplicate_texts;
        if duplicates as f64 > MANY_DUPLICATES * summary.rows as f64 {
            let share = percent(duplicates as f64 / summary.rows as f64);
            let problem = format!(
                "{} ({share}) {} an earlier text",
                count(duplicates, "paragraph"),
                verb(duplicates, "repeat")
            );
            let repair = "keep one of each, or train with a cap on the rows of a source and label";
            self.add(Severity::Note, problem, repair);
        }
        let empty = summary.empty_texts;
        if empty > 0 {
            let problem = format!("{} {} no text", count(empty, "paragraph"), has(empty));
            self.add(Severity::Note, problem, "remove the empty rows");
        }
        if !checks.has_articles && summary.rows > 0 {
            let problem = "no column names the articles, so every row is an article".to_owned();
            let repair = "name the column of the article, so that the model learns from \
                          neighbouring paragraphs and whole articles are held out";
            self.add(Severity::Note, problem, repair);
        }
    }

    fn lengths(&mut self, checks: &Checks) {
        let Some(auc) = checks.lengths.auc else {
            return;
        };
        let share = auc.max(1.0 - auc);
        if share > TELLING_LENGTH {
            let longer = if auc > 0.5 { "longer" } else { "shorter" };
            let problem = format!(
                "length alone reveals the label: the sponsored paragraph is {longer} in {} of \
                 the pairs with a news paragraph",
                percent(share)
            );
            let repair = "gather both labels in the same lengths, or cut both in the same way";
            self.add(Severity::Warning, problem, repair);
        }
    }

    fn languages(&mut self, checks: &Checks) {
        let languages = &checks.languages.languages;
        let has_stemmer = |name: &str| Language::ALL.iter().any(|known| known.as_str() == name);
        let default = Language::default().as_str();
        let main = languages.first().map_or(default, |first| &first.language);
        if main != default && checks.languages.judged > checks.languages.unsure {
            let problem =
                format!("most paragraphs are in {main}, and the default stemmer is for {default}");
            let repair = if has_stemmer(main) {
                format!("train with the stemmer of {main}")
            } else {
                format!("expect lower figures, because adsift has no stemmer of {main}")
            };
            self.add(Severity::Warning, problem, &repair);
        }
        for other in languages.iter().skip(1).filter(|other| other.share > FOREIGN_SHARE) {
            let (share, language) = (percent(other.share), &other.language);
            let problem = format!("{share} of paragraphs are in {language} instead of {main}");
            let repair = "remove these paragraphs, or train a model for each language";
            self.add(Severity::Note, problem, repair);
        }
    }
}

/// How well a column predicts the label, with its most telling value.
fn accuracy(leak: &ColumnLeak) -> String {
    let (accuracy, baseline) = (percent(leak.accuracy), percent(leak.base_accuracy));
    let value = leak.most_telling.as_ref().map(|telling| {
        let (value, labels) = (quoted(&telling.value), telling.labels);
        let (news, sponsored) = (labels.news, labels.sponsored);
        format!("; {value} has {news} news, {sponsored} sponsored")
    });
    format!("accuracy {accuracy}, baseline {baseline}{}", value.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::DataReport;
    use super::*;
    use crate::corpus::data_set::{DataColumn, Splits};
    use crate::corpus::{CorpusBuilder, DataSet};

    /// `rows` rows, every third of them sponsored.
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
    fn data_without_problems_has_no_findings() {
        let report = DataReport::of(&data(3 * MIN_PARAGRAPHS));
        assert_eq!(report.findings, []);
        assert!(report.to_string().ends_with("\nproblems to fix, worst first\nnone"));
    }

    #[test]
    fn findings_are_sorted_by_severity_and_escaped() {
        let mut data = data(300);
        data.columns.push(DataColumn {
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
        assert_eq!(severities, [Severity::Error, Severity::Warning, Severity::Note]);
        assert_eq!(findings[0].problem, "1 article has paragraphs in more than one split");
        assert_eq!(
            findings[1].problem,
            "column \"out\\u{1b}let\" reveals the label (accuracy 100.0 %, baseline 66.7 %; \
             \"a\" has 200 news, 0 sponsored)"
        );
        assert_eq!(
            findings[2].problem,
            "the data has only 200 news paragraphs and 100 sponsored paragraphs"
        );
    }
}
