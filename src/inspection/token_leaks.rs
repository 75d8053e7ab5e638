//! Tokens that give the label away: markers that were left in the text, such as "(Sponsor)", and cues of format,
//! such as the signs that one label's paragraphs end with.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::column_leaks::ColumnLeak;
use super::labels::Balance;
use crate::corpus::Corpus;
use crate::tokenizer::{CaseShape, Token, for_each_token};
use crate::verdict::Label;

/// Paragraphs of a label that a marker stands in at least.
pub const FEWEST_ROWS: usize = 20;
/// And the share of that label's paragraphs that these are at least.
pub const FEWEST_SHARE: f64 = 0.1;
/// The share that has its label, were there as many paragraphs of one label as of the other.
pub const PURITY: f64 = 0.99;

/// A token that stands under one label nearly alone.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Marker {
    /// As it first stands in the text, in lower case.
    pub token: String,
    /// Where it is looked for.
    pub place: Position,
    /// The label it gives away.
    pub label: Label,
    /// The paragraphs it stands in.
    #[serde(flatten)]
    pub labels: Balance,
    /// The share of its label's paragraphs that have it.
    pub share: f64,
}

/// Where in a paragraph a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Anywhere.
    Anywhere,
    /// Before all others.
    First,
    /// After all others.
    Last,
}

/// What the tokens of a corpus give away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TokenLeaks {
    /// Markers, those in the largest share of their label's paragraphs first.
    pub markers: Vec<Marker>,
    /// How well one can tell the label by how paragraphs begin and end: by case, or by the sign.
    pub format: Vec<ColumnLeak>,
}

impl TokenLeaks {
    /// Reads every text once.
    pub fn of(corpus: &Corpus) -> Self {
        let mut counts = [Position::Anywhere, Position::First, Position::Last].map(Counts::new);
        let mut forms = [Forms::default(), Forms::default()];
        let mut all = Balance::default();
        for (row, paragraph) in corpus.paragraphs().iter().enumerate() {
            let text = corpus.text(row);
            let (mut first, mut last) = (None, None);
            for_each_token(text, |token| {
                let seen = Seen::of(&token);
                if let Some(label) = paragraph.label {
                    counts[0].add(row, label, &seen);
                }
                first.get_or_insert_with(|| (seen.clone(), form(&token, text)));
                last = Some((seen, token.shape, token.span));
            });
            let last = last.map(|(seen, shape, span)| (seen, form_of(shape, span, text)));
            for (at, found) in [first, last].into_iter().enumerate() {
                forms[at].push(found.as_ref().map(|(_, form)| *form));
                if let (Some(label), Some((seen, _))) = (paragraph.label, found) {
                    counts[at + 1].add(row, label, &seen);
                }
            }
            if paragraph.label.is_some() {
                all.count(paragraph.label);
            }
        }
        let mut markers: Vec<Marker> = counts
            .iter()
            .flat_map(|counts| counts.markers(corpus, all))
            .collect();
        markers.sort_by(|a, b| {
            let by_share = b.share.total_cmp(&a.share);
            by_share.then_with(|| (&a.token, a.place).cmp(&(&b.token, b.place)))
        });
        let names = ["(how it begins)", "(how it ends)"];
        let format = names.into_iter().zip(&forms).filter_map(|(name, forms)| {
            ColumnLeak::of_values(corpus, name, &forms.names, &forms.codes)
        });
        TokenLeaks {
            markers,
            format: format.collect(),
        }
    }
}

/// What is needed of a token.
#[derive(Clone)]
struct Seen {
    hash: u64,
    span: Range<usize>,
}

impl Seen {
    fn of(token: &Token<'_>) -> Self {
        Seen {
            hash: xxh3_64(token.folded),
            span: token.span.clone(),
        }
    }
}

/// Paragraphs by the tokens they have in one place.
struct Counts {
    place: Position,
    of: HashMap<u64, Count>,
}

struct Count {
    labels: [u32; 2],
    /// Where it first stands.
    row: usize,
    span: Range<u32>,
    last_row: usize,
}

impl Counts {
    fn new(place: Position) -> Self {
        let of = HashMap::new();
        Counts { place, of }
    }

    fn add(&mut self, row: usize, label: Label, seen: &Seen) {
        let count = self.of.entry(seen.hash).or_insert_with(|| Count {
            labels: [0; 2],
            row,
            // A paragraph is far shorter than 4 GiB.
            span: seen.span.start as u32..seen.span.end as u32,
            last_row: usize::MAX,
        });
        if count.last_row != row {
            count.last_row = row;
            count.labels[usize::from(label.is_sponsored())] += 1;
        }
    }

    fn markers(&self, corpus: &Corpus, all: Balance) -> Vec<Marker> {
        let marker = |count: &Count| {
            let [news, sponsored] = count.labels.map(|rows| rows as usize);
            let labels = Balance {
                news,
                sponsored,
                ignored: 0,
            };
            let share = |label| labels.of(label) as f64 / all.of(label).max(1) as f64;
            let (label, other) = match share(Label::Sponsored) > share(Label::News) {
                true => (Label::Sponsored, Label::News),
                false => (Label::News, Label::Sponsored),
            };
            let is_marker = all.of(other) > 0
                && labels.of(label) >= FEWEST_ROWS
                && share(label) >= FEWEST_SHARE
                && share(label) >= PURITY * (share(label) + share(other));
            let span = count.span.start as usize..count.span.end as usize;
            is_marker.then(|| Marker {
                token: corpus
                    .text(count.row)
                    .get(span)
                    .unwrap_or_default()
                    .to_lowercase(),
                place: self.place,
                label,
                labels,
                share: share(label),
            })
        };
        // By where each first stands, so that no order of hashes is left among equals.
        let mut counts: Vec<&Count> = self.of.values().collect();
        counts.sort_unstable_by_key(|count| (count.row, count.span.start));
        counts.into_iter().filter_map(marker).collect()
    }
}

/// What a paragraph's first or last token is: a sign itself, or how the word is written.
#[derive(Default)]
struct Forms {
    numbers: HashMap<Form, u32>,
    names: Vec<String>,
    codes: Vec<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    Sign(char),
    Word(u8),
}

impl Forms {
    fn push(&mut self, form: Option<Form>) {
        let form = form.unwrap_or(Form::Word(0));
        let code = *self.numbers.entry(form).or_insert_with(|| {
            self.names.push(match form {
                Form::Sign(sign) => sign.to_string(),
                Form::Word(shape) => SHAPES.get(usize::from(shape)).unwrap_or(&"").to_string(),
            });
            (self.names.len() - 1) as u32
        });
        self.codes.push(code);
    }
}

/// By the numbers of [`CaseShape`].
const SHAPES: [&str; 9] = [
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

fn form(token: &Token<'_>, text: &str) -> Form {
    form_of(token.shape, token.span.clone(), text)
}

fn form_of(shape: CaseShape, span: Range<usize>, text: &str) -> Form {
    let sign = text.get(span).and_then(|sign| sign.chars().next());
    match (shape, sign) {
        (CaseShape::Symbol, Some(sign)) => Form::Sign(sign),
        _ => Form::Word(shape as u8),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusBuilder;
    use Label::{News, Sponsored};

    fn leaks(rows: &[(&str, Label, usize)]) -> TokenLeaks {
        let mut builder = CorpusBuilder::new(false);
        for &(text, label, times) in rows {
            for _ in 0..times {
                builder.push(text, Some(label), "g", "s").unwrap();
            }
        }
        TokenLeaks::of(&builder.finish())
    }

    fn found(leaks: &TokenLeaks) -> Vec<(&str, Position, usize, usize)> {
        let markers = leaks.markers.iter();
        markers
            .map(|found| {
                (
                    &*found.token,
                    found.place,
                    found.labels.news,
                    found.labels.sponsored,
                )
            })
            .collect()
    }

    #[test]
    fn a_marker_left_in_the_text_is_found_once_a_paragraph() {
        let leaks = leaks(&[
            ("the sponsor of the day", Sponsored, 25),
            ("the day", Sponsored, 75),
            ("the day of the day", News, 200),
        ]);
        assert_eq!(found(&leaks), [("sponsor", Position::Anywhere, 0, 25)]);
        assert_eq!(leaks.markers[0].share, 0.25);
    }

    #[test]
    fn a_token_that_is_rare_or_common_to_both_is_none() {
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
    fn a_cue_is_what_paragraphs_begin_or_end_with() {
        let leaks = leaks(&[
            ("the day by me", Sponsored, 60),
            ("me by the day.", News, 60),
            ("the end.", Sponsored, 30),
        ]);
        let last = ("me", Position::Last, 0, 60);
        assert!(found(&leaks).contains(&last), "{leaks:?}");
        // All begin with a word in lower case, which tells nothing.
        let [ending] = &leaks.format[..] else {
            panic!("{leaks:?}");
        };
        assert_eq!(
            (ending.column.as_str(), ending.values),
            ("(how it ends)", 2)
        );
        assert!(ending.accuracy > 0.79 && ending.accuracy < 0.81);
    }
}
