//! Tokens that reveal the label, such as a marker "(Sponsor)" in the text or a sign that ends the
//! paragraphs of one label.

use std::fmt;
use std::ops::Range;

use indexmap::{IndexMap, IndexSet};
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::column_leaks::ColumnLeak;
use super::labels::LabelCounts;
use crate::corpus::Corpus;
use crate::tokenizer::{CaseShape, Token, for_each_token};
use crate::verdict::Label;

/// Minimum number of paragraphs of its label that have a marker.
pub const MIN_ROWS: usize = 20;
/// Minimum share of the paragraphs of its label that have a marker.
pub const MIN_SHARE: f64 = 0.1;
/// Minimum share of the paragraphs with a marker that have its label, if both labels were equally
/// frequent.
pub const MIN_PURITY: f64 = 0.99;

/// The name in [`TokenLeaks::format`] of the forms of first tokens.
pub(super) const FIRST_FORM: &str = "(how it begins)";
/// The name in [`TokenLeaks::format`] of the forms of last tokens.
pub(super) const LAST_FORM: &str = "(how it ends)";

/// A token that occurs almost only under one label.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Marker {
    /// The token as it first occurs, in lower case.
    pub token: String,
    /// The position of the token in the paragraph.
    pub place: Position,
    /// The label that the token reveals.
    pub label: Label,
    /// The numbers of labelled paragraphs with the token.
    #[serde(flatten)]
    pub labels: LabelCounts,
    /// The share of the paragraphs of its label that have the token.
    pub share: f64,
}

/// A position of a token in a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Any position.
    Anywhere,
    /// The first token.
    First,
    /// The last token.
    Last,
}

/// How well the tokens of a corpus predict the label.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TokenLeaks {
    /// Markers, the largest share of their label's paragraphs first.
    pub markers: Vec<Marker>,
    /// How well the form of the first and of the last token predicts the label. The form is the
    /// sign itself, or the case of the word.
    pub format: Vec<ColumnLeak>,
}

impl TokenLeaks {
    /// Counts the tokens of all paragraphs. Reads every text once.
    pub fn of(corpus: &Corpus) -> Self {
        let mut counts =
            [Position::Anywhere, Position::First, Position::Last].map(PositionCounts::new);
        let mut forms = [EdgeForms::default(), EdgeForms::default()];
        let mut all = LabelCounts::default();
        for (row, paragraph) in corpus.paragraphs().iter().enumerate() {
            let text = corpus.text(row);
            let (mut first, mut last) = (None, None);
            for_each_token(text, |token| {
                let seen = SeenToken::of(&token);
                if let Some(label) = paragraph.label {
                    counts[0].add(row, label, &seen);
                }
                first.get_or_insert_with(|| seen.clone());
                last = Some(seen);
            });
            for (at, token) in [first, last].into_iter().enumerate() {
                forms[at].push(token.as_ref().map(|token| EdgeForm::of(token, text)));
                if let (Some(label), Some(token)) = (paragraph.label, token) {
                    counts[at + 1].add(row, label, &token);
                }
            }
            if paragraph.label.is_some() {
                all.count(paragraph.label);
            }
        }
        let mut markers: Vec<Marker> =
            counts.iter().flat_map(|counts| counts.markers(corpus, all)).collect();
        markers.sort_by(|a, b| {
            let by_share = b.share.total_cmp(&a.share);
            by_share.then_with(|| (&a.token, a.place).cmp(&(&b.token, b.place)))
        });
        let format = [FIRST_FORM, LAST_FORM].into_iter().zip(forms).filter_map(|(name, forms)| {
            let values: Vec<EdgeForm> = forms.values.into_iter().collect();
            ColumnLeak::of_values(corpus, name, &values, &forms.codes)
        });
        TokenLeaks { markers, format: format.collect() }
    }
}

/// The parts of a token that the counts need.
#[derive(Clone)]
struct SeenToken {
    hash: u64,
    shape: CaseShape,
    span: Range<usize>,
}

impl SeenToken {
    fn of(token: &Token<'_>) -> Self {
        SeenToken { hash: xxh3_64(token.folded), shape: token.shape, span: token.span.clone() }
    }
}

/// Numbers of paragraphs by the tokens that they have at one position.
struct PositionCounts {
    place: Position,
    /// By the hash of the folded token, in order of first occurrence.
    counts: IndexMap<u64, TokenCount>,
}

struct TokenCount {
    labels: [u32; 2],
    /// The paragraph of the first occurrence.
    row: usize,
    span: Range<u32>,
    last_row: usize,
}

impl PositionCounts {
    fn new(place: Position) -> Self {
        let counts = IndexMap::new();
        PositionCounts { place, counts }
    }

    fn add(&mut self, row: usize, label: Label, token: &SeenToken) {
        let count = self.counts.entry(token.hash).or_insert_with(|| TokenCount {
            labels: [0; 2],
            row,
            // A paragraph is far shorter than 4 GiB.
            span: token.span.start as u32..token.span.end as u32,
            last_row: usize::MAX,
        });
        if count.last_row != row {
            count.last_row = row;
            count.labels[usize::from(label.is_sponsored())] += 1;
        }
    }

    /// The markers, in order of first occurrence; `all` has the counts of all labelled paragraphs.
    fn markers(&self, corpus: &Corpus, all: LabelCounts) -> Vec<Marker> {
        let marker = |count: &TokenCount| {
            let [news, sponsored] = count.labels.map(|rows| rows as usize);
            let labels = LabelCounts { news, sponsored, ignored: 0 };
            let share = |label| labels.of(label) as f64 / all.of(label).max(1) as f64;
            let (label, other) = if share(Label::Sponsored) > share(Label::News) {
                (Label::Sponsored, Label::News)
            } else {
                (Label::News, Label::Sponsored)
            };
            let is_marker = all.of(other) > 0
                && labels.of(label) >= MIN_ROWS
                && share(label) >= MIN_SHARE
                && share(label) >= MIN_PURITY * (share(label) + share(other));
            let span = count.span.start as usize..count.span.end as usize;
            is_marker.then(|| Marker {
                token: corpus.text(count.row).get(span).unwrap_or_default().to_lowercase(),
                place: self.place,
                label,
                labels,
                share: share(label),
            })
        };
        self.counts.values().filter_map(marker).collect()
    }
}

/// The forms of the first or last tokens of all paragraphs, as a column.
#[derive(Default)]
struct EdgeForms {
    values: IndexSet<EdgeForm>,
    codes: Vec<u32>,
}

impl EdgeForms {
    fn push(&mut self, form: Option<EdgeForm>) {
        let form = form.unwrap_or(EdgeForm::Word(0));
        self.codes.push(self.values.insert_full(form).0 as u32);
    }
}

/// The form of a paragraph's first or last token: a sign itself, or the shape of a word.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum EdgeForm {
    Sign(char),
    /// An index of [`SHAPE_NAMES`]; 0 if the paragraph has no token.
    Word(u8),
}

/// Names of the values of [`CaseShape`].
const SHAPE_NAMES: [&str; 9] = [
    "nothing",
    "word",
    "Word",
    "WORD",
    "W",
    "woRd",
    "word with digits",
    "word without cases",
    "number",
];

impl EdgeForm {
    fn of(token: &SeenToken, text: &str) -> Self {
        let sign = text.get(token.span.clone()).and_then(|sign| sign.chars().next());
        match (token.shape, sign) {
            (CaseShape::Symbol, Some(sign)) => EdgeForm::Sign(sign),
            (shape, _) => EdgeForm::Word(shape as u8),
        }
    }
}

impl fmt::Display for EdgeForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EdgeForm::Sign(sign) => write!(f, "{sign}"),
            EdgeForm::Word(shape) => {
                f.write_str(SHAPE_NAMES.get(usize::from(*shape)).unwrap_or(&""))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Label::{News, Sponsored};

    fn leaks(rows: &[(&str, Label, usize)]) -> TokenLeaks {
        let repeated = |&(text, label, times)| std::iter::repeat_n((text, Some(label)), times);
        TokenLeaks::of(&Corpus::of_rows(rows.iter().flat_map(repeated)))
    }

    fn found(leaks: &TokenLeaks) -> Vec<(&str, Position, usize, usize)> {
        leaks
            .markers
            .iter()
            .map(|found| (&*found.token, found.place, found.labels.news, found.labels.sponsored))
            .collect()
    }

    #[test]
    fn marker_is_counted_once_per_paragraph() {
        let leaks = leaks(&[
            ("the sponsor of the day", Sponsored, 25),
            ("the day", Sponsored, 75),
            ("the day of the day", News, 200),
        ]);
        assert_eq!(found(&leaks), [("sponsor", Position::Anywhere, 0, 25)]);
        assert_eq!(leaks.markers[0].share, 0.25);
    }

    #[test]
    fn rare_tokens_and_tokens_of_both_labels_are_not_markers() {
        let leaks = leaks(&[
            ("the x day", Sponsored, 19),
            ("the day", Sponsored, 81),
            ("the y day", News, 19),
            ("the day", News, 400),
            ("the z day", News, 40),
        ]);
        assert!(leaks.markers.is_empty(), "{leaks:?}");
    }

    #[test]
    fn first_and_last_tokens_give_the_label_away() {
        let leaks = leaks(&[
            ("the day by me", Sponsored, 60),
            ("me by the day.", News, 60),
            ("the end.", Sponsored, 30),
        ]);
        let last = ("me", Position::Last, 0, 60);
        assert!(found(&leaks).contains(&last), "{leaks:?}");
        // All paragraphs begin with a lower-case word, which says nothing about the label.
        let [ending] = &leaks.format[..] else {
            panic!("{leaks:?}");
        };
        assert_eq!((ending.column.as_str(), ending.values), (LAST_FORM, 2));
        assert!(ending.accuracy > 0.79 && ending.accuracy < 0.81);
    }
}
