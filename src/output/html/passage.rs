//! A paragraph of a page: its label, its text with the weightiest words tinted, and its reasons.

use std::iter;
use std::ops::Range;

use maud::{Markup, Render, html};

use crate::verdict::{Explanation, Label, Reason};

/// The minimum weights of words that are tinted faintly, plainly and strongly.
const TINTS: [f64; 3] = [0.1, 0.3, 0.6];

/// A classified paragraph.
pub(super) struct Passage<'a> {
    /// The paragraph's name for screen readers.
    pub(super) name: String,
    pub(super) text: &'a str,
    pub(super) label: Label,
    pub(super) probability: f64,
    /// A remark that follows the label.
    pub(super) note: &'a str,
    pub(super) explanation: Option<&'a Explanation>,
}

impl Render for Passage<'_> {
    fn render(&self) -> Markup {
        let label = self.label.as_str();
        let explanation = self.explanation;
        let reasons = explanation.map_or(&[][..], |explanation| &explanation.reasons);
        html! {
            section.paragraph.sponsored[self.label.is_sponsored()]
                aria-label={ (self.name) ": " (label) }
            {
                span.label { (format!("{:.2}", self.probability)) " " (label) (self.note) }
                p dir="auto" { (tinted(self.text, reasons)) }
                @if let Some(explanation) = explanation { (details(explanation)) }
            }
            "\n"
        }
    }
}

/// A text with its weightiest words tinted. Where the words of two reasons overlap, the weightier
/// reason counts.
fn tinted(text: &str, reasons: &[Reason]) -> Markup {
    let mut tints: Vec<(&Range<usize>, f64)> = Vec::new();
    for reason in reasons {
        let Some(words) = &reason.words else { continue };
        let is_free =
            tints.iter().all(|(other, _)| other.end <= words.start || words.end <= other.start);
        if is_free && reason.weight.abs() >= TINTS[0] {
            tints.push((words, reason.weight));
        }
    }
    tints.sort_by_key(|(words, _)| words.start);
    let ends = tints.iter().map(|(words, _)| words.end);
    let starts_between = iter::once(0).chain(ends);
    let rest = tints.last().map_or(0, |(words, _)| words.end);
    html! {
        @for (&(words, weight), between) in tints.iter().zip(starts_between) {
            (text[between..words.start])
            span class=(tint(weight)) { (text[words.clone()]) }
        }
        (text[rest..])
    }
}

/// The CSS class of a weight of at least the lowest tint: `f1` to `f3` for paid, `a1` to `a3` for
/// news.
fn tint(weight: f64) -> String {
    let strength = TINTS.iter().filter(|&&from| weight.abs() >= from).count();
    let side = if weight > 0.0 { 'f' } else { 'a' };
    format!("{side}{strength}")
}

/// The reasons and their sum, collapsed.
fn details(explanation: &Explanation) -> Markup {
    html! {
        details {
            summary { "Why" }
            table {
                thead { tr { th scope="col" { "Reason" } th scope="col" { "Log-odds" } } }
                tbody {
                    @for reason in &explanation.reasons {
                        tr {
                            td { bdi { (reason.feature) } }
                            td { (format!("{:+.2}", reason.weight)) }
                        }
                    }
                    tr {
                        th scope="row" { "Sum" }
                        td { (format!("{:+.2}", explanation.log_odds)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tints_weighty_words_in_place() {
        let reason = |words: Range<usize>, weight| Reason {
            feature: String::new(),
            weight,
            words: Some(words),
        };
        let reasons =
            [reason(4..9, 0.7), reason(0..9, 0.5), reason(10..13, -0.2), reason(0..3, 0.01)];
        assert_eq!(
            tinted("Buy <now> you", &reasons).into_string(),
            "Buy <span class=\"f3\">&lt;now&gt;</span> <span class=\"a1\">you</span>"
        );
    }
}
