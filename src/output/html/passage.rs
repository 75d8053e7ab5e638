//! A judged paragraph: its label, its text with the words tinted that weigh most, and why.

use std::fmt::Write;
use std::ops::Range;

use super::escaped;
use crate::verdict::Label;
use crate::verdict::{Explanation, Reason};

/// Weights from which on words are tinted, faintly, plainly and strongly.
const TINTS: [f64; 3] = [0.1, 0.3, 0.6];

pub(super) struct Passage<'a> {
    /// Where it stands, for who hears the page read.
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) label: Label,
    pub(super) probability: f64,
    /// What follows the label; from us and not from an article.
    pub(super) note: &'a str,
    pub(super) explanation: Option<&'a Explanation>,
}

impl Passage<'_> {
    pub(super) fn write(&self, out: &mut String) -> std::fmt::Result {
        let label = self.label.as_str();
        let class = match self.label {
            Label::Sponsored => "paragraph sponsored",
            Label::News => "paragraph",
        };
        writeln!(
            out,
            "<section class=\"{class}\" aria-label=\"{}: {label}\">\n<span class=\"label\">{:.2} {label}{}</span>",
            escaped(self.name),
            self.probability,
            self.note
        )?;
        let reasons = self
            .explanation
            .map_or(&[][..], |explanation| &explanation.reasons);
        out.push_str("<p dir=\"auto\">");
        tinted(self.text, reasons, out)?;
        out.push_str("</p>\n");
        if let Some(explanation) = self.explanation {
            table(explanation, out)?;
        }
        out.push_str("</section>\n");
        Ok(())
    }
}

/// A text with its weightiest words tinted; where two overlap, the weightier one.
fn tinted(text: &str, reasons: &[Reason], out: &mut String) -> std::fmt::Result {
    let mut tints: Vec<(&Range<usize>, f64)> = Vec::new();
    for reason in reasons {
        let Some(words) = &reason.words else { continue };
        let is_free = tints
            .iter()
            .all(|(other, _)| other.end <= words.start || words.end <= other.start);
        if is_free && reason.weight.abs() >= TINTS[0] {
            tints.push((words, reason.weight));
        }
    }
    tints.sort_by_key(|(words, _)| words.start);
    let mut from = 0;
    for (words, weight) in tints {
        let strength = TINTS.iter().filter(|&&least| weight.abs() >= least).count();
        let side = if weight > 0.0 { 'f' } else { 'a' };
        let (before, words_text) = (&text[from..words.start], &text[words.clone()]);
        write!(
            out,
            "{}<span class=\"{side}{strength}\">{}</span>",
            escaped(before),
            escaped(words_text)
        )?;
        from = words.end;
    }
    out.push_str(&escaped(&text[from..]));
    Ok(())
}

fn table(explanation: &Explanation, out: &mut String) -> std::fmt::Result {
    out.push_str("<details><summary>Why</summary>\n<table><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\">Log-odds</th></tr></thead><tbody>\n");
    for reason in &explanation.reasons {
        writeln!(
            out,
            "<tr><td><bdi>{}</bdi></td><td>{:+.2}</td></tr>",
            escaped(&reason.feature),
            reason.weight
        )?;
    }
    writeln!(
        out,
        "<tr><th scope=\"row\">Together</th><td>{:+.2}</td></tr></tbody></table>\n</details>",
        explanation.log_odds
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_tinted_where_they_stand() {
        let reason = |words: Range<usize>, weight| Reason {
            feature: String::new(),
            weight,
            words: Some(words),
        };
        let mut out = String::new();
        let reasons = [
            reason(4..9, 0.7),
            reason(0..9, 0.5),
            reason(10..13, -0.2),
            reason(0..3, 0.01),
        ];
        tinted("Buy <now> you", &reasons, &mut out).unwrap();
        assert_eq!(
            out,
            "Buy <span class=\"f3\">&lt;now&gt;</span> <span class=\"a1\">you</span>"
        );
    }
}
