//! A table for a person at a terminal: a line a paragraph.

use std::io::Write;

use anstyle::{AnsiColor, Style};

use super::VerdictFormat;
use crate::article::{Article, ParagraphKind};
use crate::error::{Error, Result};
use crate::terminal::{self, Notation};
use crate::verdict::Verdict;
use crate::verdict::{Explanation, Reason};

/// Each article's name and count, then its paragraphs with label, probability and how they begin.
///
/// Text is escaped: nothing in an article can move the cursor or turn the writing around.
pub struct Table {
    width: usize,
    styles: Styles,
    explained: bool,
}

/// How the parts of the table look.
#[derive(Clone, Copy, Default)]
struct Styles {
    heading: Style,
    quiet: Style,
    sponsored: Style,
}

/// The columns before the text: number, label and probability.
const TEXT_COLUMN: usize = 24;
const LEAST_TEXT: usize = 20;
const MOST_REASONS: usize = 12;

impl Table {
    /// In lines of up to `width` terminal cells, with colour where `styled`.
    pub fn new(width: usize, styled: bool) -> Self {
        let styles = if styled {
            Styles {
                heading: Style::new().bold(),
                quiet: Style::new().dimmed(),
                sponsored: AnsiColor::Yellow.on_default().bold(),
            }
        } else {
            Styles::default()
        };
        Table {
            width,
            styles,
            explained: false,
        }
    }

    /// With the weightiest reasons on a line beneath each paragraph.
    #[must_use]
    pub fn explained(self, explained: bool) -> Self {
        Table { explained, ..self }
    }
}

impl VerdictFormat for Table {
    fn notation(&self) -> Option<Notation> {
        None
    }

    fn separator(&self) -> usize {
        1
    }

    fn wants_reasons(&self) -> bool {
        self.explained
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        self.write(article, verdicts, out)
            .map_err(|error| Error::Internal(error.to_string()))
    }
}

impl Table {
    fn write(
        &self,
        article: &Article,
        verdicts: &[Verdict],
        out: &mut Vec<u8>,
    ) -> std::io::Result<()> {
        writeln!(out)?;
        let Styles {
            heading,
            quiet,
            sponsored,
        } = self.styles;
        let id = article.id.to_string();
        let name = terminal::escape(&id);
        // Of a page in HTML nine of ten are menus.
        let shown: Vec<(usize, &Verdict)> = verdicts
            .iter()
            .enumerate()
            .filter(|(index, _)| article.kind(*index) == ParagraphKind::Text)
            .collect();
        let count = shown.len();
        let boilerplate = match verdicts.len() - count {
            0 => String::new(),
            count => format!(", {count} of boilerplate not shown"),
        };
        let verdicts = || shown.iter().map(|(_, verdict)| verdict);
        let paid = verdicts()
            .filter(|verdict| verdict.label.is_sponsored())
            .count();
        let noun = if count == 1 {
            "paragraph"
        } else {
            "paragraphs"
        };
        let disguised = match verdicts().filter(|verdict| verdict.disguised > 0).count() {
            0 => String::new(),
            count => format!(", {count} with letters in disguise"),
        };
        writeln!(
            out,
            "{heading}{name}{heading:#}  {quiet}{count} {noun}, {paid} sponsored{disguised}{boilerplate}{quiet:#}"
        )?;
        let room = self.width.saturating_sub(TEXT_COLUMN).max(LEAST_TEXT);
        for &(index, verdict) in &shown {
            let style = if verdict.label.is_sponsored() {
                sponsored
            } else {
                Style::new()
            };
            let text = terminal::excerpt(&article.text[verdict.span.clone()], room);
            let (number, label, probability) = (index + 1, verdict.label, verdict.probability);
            writeln!(
                out,
                "{quiet}{number:>4}{quiet:#}  {style}{label:<9}  {probability:>5.2}{style:#}  {text}"
            )?;
            if let Some(explanation) = &verdict.explanation {
                let reasons = terminal::excerpt(&weightiest(explanation), room);
                writeln!(out, "{:TEXT_COLUMN$}{quiet}{reasons}{quiet:#}", "")?;
            }
        }
        Ok(())
    }
}

/// The weightiest reasons, as many as a line may hold.
fn weightiest(explanation: &Explanation) -> String {
    // What says the same of every paragraph, or nothing that could be read, is left out.
    let says_something = |reason: &&Reason| !reason.is_remainder();
    let mut reasons: Vec<&Reason> = explanation.reasons.iter().filter(says_something).collect();
    reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    let reasons = reasons.into_iter().take(MOST_REASONS);
    let reasons = reasons.map(|reason| format!("{} {:+.1}", reason.feature, reason.weight));
    reasons.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::written;

    #[test]
    fn a_line_a_paragraph_without_a_character_that_could_do_harm() {
        let text = "a,1  3 paragraphs, 1 sponsored\n\
                    \x20  1  news        0.03  News, \"plainly\".\n\
                    \x20  2  sponsored   0.97  Buy now \\u{1b}[31m— 50% off\n\
                    \x20  3  news        0.25  More.\n";
        let table = Table::new(60, false);
        assert_eq!(written(&table, 1), text);
        assert_eq!(written(&table, 2), format!("{text}\n{text}"));
    }
}
