//! Unknown labels of labelled data: their message, and a guess at their meaning.

use super::quoted::excerpt;

/// Labels listed in a message; the rest are counted.
const LABELS_LISTED: usize = 20;

/// Most characters of a label. A longer one is a text, so that the column is probably another one.
const MAX_LABEL_CHARS: usize = 40;

/// Names that data sets often give to paid paragraphs, in lower case.
const SPONSORED_NAMES: [&str; 24] = [
    "1",
    "true",
    "t",
    "yes",
    "y",
    "pos",
    "positive",
    "ad",
    "ads",
    "advert",
    "adverts",
    "advertising",
    "advertisement",
    "advertorial",
    "commercial",
    "native",
    "paid",
    "partner",
    "promo",
    "promotion",
    "promotional",
    "sponsor",
    "anzeige",
    "werbung",
];

/// Names that data sets often give to unpaid paragraphs, in lower case.
const NEWS_NAMES: [&str; 16] = [
    "0",
    "-1",
    "false",
    "f",
    "no",
    "n",
    "neg",
    "negative",
    "article",
    "content",
    "editorial",
    "opinion",
    "organic",
    "story",
    "regular",
    "none",
];

/// Prefixes that turn the name of paid paragraphs into one of unpaid paragraphs.
const NEGATIONS: [&str; 4] = ["not", "non", "no", "un"];

/// Returns the message about labels and the numbers of their rows.
pub(super) fn message(labels: &[(String, u64)], has_more: bool) -> String {
    let shown = |(label, rows): &(String, u64)| {
        let noun = if *rows == 1 { "row" } else { "rows" };
        format!("{} ({rows} {noun})", excerpt(label))
    };
    let mut list: Vec<String> = labels.iter().take(LABELS_LISTED).map(shown).collect();
    let rest = labels.len().saturating_sub(LABELS_LISTED);
    if has_more {
        list.push("and many more".to_owned());
    } else if rest > 0 {
        list.push(format!("and {rest} more"));
    }
    let noun = if labels.len() == 1 { "label" } else { "labels" };
    let list = list.join(", ");
    let advice = if is_other_column(labels) {
        "this looks like another column"
    } else {
        "fix the rows, or say what the other labels mean"
    };
    format!("unknown {noun} {list}; the labels are news and sponsored: {advice}")
}

/// Labels by their probable meaning.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct GuessedLabels {
    pub(super) sponsored: Vec<String>,
    pub(super) news: Vec<String>,
    /// Labels without a guess.
    pub(super) others: Vec<String>,
}

impl GuessedLabels {
    /// Guesses the meaning of labels by their names.
    pub(super) fn of(labels: &[(String, u64)]) -> Self {
        let mut guessed = GuessedLabels::default();
        for (label, _) in labels {
            let names = match means_sponsored(label) {
                Some(true) => &mut guessed.sponsored,
                Some(false) => &mut guessed.news,
                None => &mut guessed.others,
            };
            names.push(label.clone());
        }
        guessed
    }
}

/// Whether the labels are texts, or too many to be labels.
pub(super) fn is_other_column(labels: &[(String, u64)]) -> bool {
    let is_text = |(label, _): &(String, u64)| label.chars().count() > MAX_LABEL_CHARS;
    labels.len() > LABELS_LISTED || labels.iter().any(is_text)
}

/// Guesses whether a label means sponsored, by the whole label or by its words; `None` without a
/// guess.
fn means_sponsored(label: &str) -> Option<bool> {
    let label = label.trim().to_lowercase();
    let label = whole_number(&label).unwrap_or(&label);
    if NEWS_NAMES.contains(&label) {
        return Some(false);
    }
    if is_sponsored_name(label) {
        return Some(true);
    }
    let joined = NEGATIONS.iter().find_map(|negation| label.strip_prefix(negation));
    if joined.is_some_and(is_sponsored_name) {
        return Some(false);
    }
    // Single letters and digits are names only as a whole.
    let words = label.split(|char: char| !char.is_alphanumeric()).filter(|word| word.len() > 1);
    let words: Vec<&str> = words.collect();
    let is_negated = words.first().is_some_and(|first| NEGATIONS.contains(first));
    if words.iter().any(|word| is_sponsored_name(word)) {
        return Some(!is_negated);
    }
    let is_news = words.len() > 1 && words.iter().any(|word| NEWS_NAMES.contains(word));
    (is_news && !is_negated).then_some(false)
}

/// Returns the digits of a whole number that is written with a fraction of zeros, as `1.0`.
pub(crate) fn whole_number(label: &str) -> Option<&str> {
    let (whole, fraction) = label.split_once('.')?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0');
    (is_number && is_whole).then_some(whole)
}

fn is_sponsored_name(name: &str) -> bool {
    SPONSORED_NAMES.contains(&name) || name.starts_with("sponsored")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(names: &[&str]) -> Vec<(String, u64)> {
        names.iter().zip(1..).map(|(&name, rows)| (name.to_owned(), rows)).collect()
    }

    #[test]
    fn message_counts_the_rows_of_each_label() {
        assert_eq!(
            message(&labels(&["not_ad", "ad"]), false),
            "unknown labels \"not_ad\" (1 row), \"ad\" (2 rows); the labels are news and \
             sponsored: fix the rows, or say what the other labels mean"
        );
        let many: Vec<String> = (0..30).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let found = message(&labels(&many), false);
        assert!(found.contains("\"19\" (20 rows), and 10 more; the labels are"), "{found}");
        assert!(found.ends_with("this looks like another column"));
    }

    #[test]
    fn meaning_of_common_names_is_guessed() {
        let names = ["not_ad", "ad", "Photo", "0", "1", "True", "nonsponsored"];
        let guessed = GuessedLabels::of(&labels(&names));
        assert_eq!(guessed.sponsored, ["ad", "1", "True"]);
        assert_eq!(guessed.news, ["not_ad", "0", "nonsponsored"]);
        assert_eq!(guessed.others, ["Photo"]);
        assert_eq!([means_sponsored("1.0"), means_sponsored("-1.00")], [Some(true), Some(false)]);
        for unknown in
            ["1.5", "1.", ".0", "", "note", "nova", "undecided", "2", "class 1", "no idea"]
        {
            assert_eq!(means_sponsored(unknown), None, "{unknown}");
        }
        for news in ["Non-Native", "not an ad", "notad", "no_ad", "Editorial content", "FALSE"] {
            assert_eq!(means_sponsored(news), Some(false), "{news}");
        }
        for sponsored in ["native_ad", "Paid post", "Sponsored content", "TRUE", "1"] {
            assert_eq!(means_sponsored(sponsored), Some(true), "{sponsored}");
        }
    }

    #[test]
    fn texts_and_many_values_are_another_column() {
        let text = "a text in the place of a label, ".repeat(3);
        assert!(is_other_column(&labels(&["ad", &text])));
        assert!(!is_other_column(&labels(&["ad", "not_ad"])));
    }
}
