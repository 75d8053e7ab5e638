//! The table of verdicts for a terminal, with one line per paragraph.

use std::io::Write;

use anstyle::{AnsiColor, Style};

use super::VerdictFormat;
use crate::article::Article;
use crate::error::{Error, Result};
use crate::terminal::{self, Notation};
use crate::verdict::{Explanation, Reason, Verdict};
use crate::verdict_counts::{VerdictCounts, is_counted, paragraphs};

/// A table for each article: its id and counts, then one line per paragraph with label, probability
/// and the start of the text.
///
/// A `?` after a probability marks a verdict that is not reliable. The text is escaped, so an
/// article can neither move the cursor nor change the writing direction.
pub struct Table {
    width: usize,
    styles: Styles,
    explained: bool,
    with_text: bool,
}

/// The styles of the parts of a table.
#[derive(Clone, Copy, Default)]
struct Styles {
    heading: Style,
    quiet: Style,
    sponsored: Style,
}

/// Width of the number, the label and the probability, which precede the text, in terminal cells.
const TEXT_COLUMN: usize = 24;
/// Least width of the text, in terminal cells.
const MIN_TEXT: usize = 20;
/// Most reasons on a line.
const MAX_REASONS: usize = 12;

impl Table {
    /// Writes lines of up to `width` terminal cells, with colour if `styled` is set.
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
        Table { width, styles, explained: false, with_text: false }
    }

    /// Adds a line with the weightiest reasons below each paragraph.
    #[must_use]
    pub fn explained(self, explained: bool) -> Self {
        Table { explained, ..self }
    }

    /// Writes the whole text of each paragraph, on several lines, instead of its start.
    #[must_use]
    pub fn with_text(self, with_text: bool) -> Self {
        Table { with_text, ..self }
    }
}

impl VerdictFormat for Table {
    fn notation(&self) -> Option<Notation> {
        None
    }

    fn separator_len(&self) -> usize {
        1
    }

    fn needs_explanations(&self) -> bool {
        self.explained
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        self.write(article, verdicts, out).map_err(|error| Error::Internal(error.to_string()))
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
        let Styles { heading, quiet, sponsored } = self.styles;
        let id = article.id.to_string();
        let name = terminal::escape(&id);
        // On HTML pages, nine of ten paragraphs are boilerplate. Paid ones are shown.
        let shown: Vec<(usize, &Verdict)> = verdicts
            .iter()
            .enumerate()
            .filter(|(index, verdict)| is_counted(article, *index, verdict))
            .collect();
        let counts = VerdictCounts::of(article, verdicts).heading();
        let is_disguised = |(_, verdict): &&(usize, &Verdict)| verdict.disguised > 0;
        let disguised = match shown.iter().filter(is_disguised).count() {
            0 => String::new(),
            count => format!(", {count} with look-alike letters"),
        };
        let unreliable = match shown.iter().filter(|(_, verdict)| !verdict.reliable).count() {
            0 => String::new(),
            count => format!(", {count} not reliable (few known words; marked ?)"),
        };
        let boilerplate = match verdicts.len() - shown.len() {
            0 => String::new(),
            count => format!(", {} of boilerplate not shown", paragraphs(count as u64)),
        };
        writeln!(
            out,
            "{heading}{name}{heading:#}  {quiet}{counts}{disguised}{unreliable}{boilerplate}{quiet:#}"
        )?;
        let room = self.width.saturating_sub(TEXT_COLUMN).max(MIN_TEXT);
        for &(index, verdict) in &shown {
            let style = if verdict.label.is_sponsored() { sponsored } else { Style::new() };
            let text = &article.text[verdict.span.clone()];
            let lines = if self.with_text {
                terminal::wrapped(text, room)
            } else {
                vec![terminal::excerpt(text, room)]
            };
            let text = lines.first().map_or("", String::as_str);
            let mark = if verdict.reliable { ' ' } else { '?' };
            let (number, label, probability) = (index + 1, verdict.label, verdict.probability);
            writeln!(
                out,
                "{quiet}{number:>4}{quiet:#}  {style}{label:<9}  {probability:>5.2}{style:#}{mark} {text}"
            )?;
            for line in lines.iter().skip(1) {
                writeln!(out, "{:TEXT_COLUMN$}{line}", "")?;
            }
            if let Some(explanation) = &verdict.explanation {
                let reasons = terminal::excerpt(&weightiest(explanation), room);
                writeln!(out, "{:TEXT_COLUMN$}{quiet}{reasons}{quiet:#}", "")?;
            }
        }
        Ok(())
    }
}

/// The weightiest reasons of a paragraph, as one line.
fn weightiest(explanation: &Explanation) -> String {
    // A remainder does not explain this paragraph.
    let is_informative = |reason: &&Reason| !reason.is_remainder();
    let mut reasons: Vec<&Reason> = explanation.reasons.iter().filter(is_informative).collect();
    reasons.sort_by(|a, b| b.weight.abs().total_cmp(&a.weight.abs()));
    let shown = reasons.into_iter().take(MAX_REASONS);
    let texts = shown.map(|reason| format!("{} {:+.1}", reason.feature, reason.weight));
    texts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{example, formatted, verdict, written};
    use crate::verdict::Label;

    #[test]
    fn every_paragraph_is_an_escaped_line() {
        let text = "a,1  3 paragraphs, 1 sponsored\n\
                    \x20  1  news        0.03  News, \"plainly\".\n\
                    \x20  2  sponsored   0.97  Buy now \\u{1b}[31m— 50% off\n\
                    \x20  3  news        0.25  More.\n";
        let table = Table::new(60, false);
        assert_eq!(written(&table, 1), text);
        assert_eq!(written(&table, 2), format!("{text}\n{text}"));
    }

    #[test]
    fn unreliable_verdicts_are_marked_and_counted() {
        let (article, mut verdicts) = example();
        verdicts[2].reliable = false;
        let table = formatted(&Table::new(60, false), &article, &verdicts);
        let heading =
            "\na,1  3 paragraphs, 1 sponsored, 1 not reliable (few known words; marked ?)\n";
        assert!(table.starts_with(heading), "{table}");
        assert!(table.ends_with("\n   3  news        0.25? More.\n"), "{table}");
    }

    #[test]
    fn whole_texts_are_wrapped() {
        let article = Article::from_text("a".into(), "one two three ".repeat(3));
        let verdicts = [verdict(0..article.paragraphs[0].end, Label::News, 0.25)];
        let table = formatted(&Table::new(44, false).with_text(true), &article, &verdicts);
        let indent = " ".repeat(TEXT_COLUMN);
        let rows = format!(
            "   1  news        0.25  one two three one\n{indent}two three one two\n{indent}three\n"
        );
        assert_eq!(table, format!("\na  1 paragraph, 0 sponsored\n{rows}"));
    }
}
