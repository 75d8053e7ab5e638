//! JSON Lines: an object a paragraph.

use std::io::{self, Write};

use serde::Serialize;

use super::VerdictWriter;
use crate::article::{Article, ArticleId, Label, Verdict};

/// `{"id":"a1","paragraph":0,"start":0,"end":181,"label":"news","probability":0.031,"known":1.0,"reliable":true}`
/// a line.
pub struct Jsonl<W> {
    out: W,
    with_text: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a ArticleId,
    paragraph: usize,
    start: usize,
    end: usize,
    label: Label,
    probability: f64,
    known: f64,
    reliable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl<W: Write> Jsonl<W> {
    /// Writes to `out`, the paragraphs' text too where `with_text` is set.
    pub fn new(out: W, with_text: bool) -> Self {
        Jsonl { out, with_text }
    }
}

impl<W: Write> VerdictWriter for Jsonl<W> {
    fn article(&mut self, article: &Article, verdicts: &[Verdict]) -> io::Result<()> {
        for (paragraph, verdict) in verdicts.iter().enumerate() {
            let line = Line {
                id: &article.id,
                paragraph,
                start: verdict.span.start,
                end: verdict.span.end,
                label: verdict.label,
                probability: verdict.probability,
                known: verdict.known,
                reliable: verdict.reliable,
                text: self.with_text.then(|| &article.text[verdict.span.clone()]),
            };
            serde_json::to_writer(&mut self.out, &line)?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::written;

    #[test]
    fn lines_are_as_the_contract_says() {
        let mut bytes = Vec::new();
        written(|out| Jsonl::new(out, false), &mut bytes);
        assert_eq!(
            String::from_utf8(bytes).unwrap().lines().next().unwrap(),
            r#"{"id":"a,1","paragraph":0,"start":0,"end":16,"label":"news","probability":0.031,"known":0.9,"reliable":true}"#
        );
    }

    #[test]
    fn text_comes_along_where_asked_for() {
        let mut bytes = Vec::new();
        written(|out| Jsonl::new(out, true), &mut bytes);
        let text = String::from_utf8(bytes).unwrap();
        let second: serde_json::Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
        assert_eq!(second["text"], "Buy\tnow \u{1b}[31m— 50% off");
        assert!(!text.contains('\u{1b}'));
    }
}
