//! The articles without their sponsored paragraphs.

use std::io::{self, Write};

use serde::Serialize;

use super::VerdictWriter;
use crate::article::{Article, ArticleId, Verdict};

/// What is left of each article: its news paragraphs, a blank line between them.
///
/// As text, where an article came as a text file; several are parted by a blank line too. As JSON
/// Lines, `{"id":…,"text":…}`, where the articles came as records, so that each keeps its name.
pub struct Clean<W> {
    out: W,
    form: CleanForm,
    is_first: bool,
}

/// How [`Clean`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CleanForm {
    /// Running text.
    Text,
    /// An object an article.
    Jsonl,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a ArticleId,
    text: &'a str,
}

impl<W: Write> Clean<W> {
    /// Writes to `out`.
    pub fn new(out: W, form: CleanForm) -> Self {
        Clean {
            out,
            form,
            is_first: true,
        }
    }
}

impl<W: Write> VerdictWriter for Clean<W> {
    fn article(&mut self, article: &Article, verdicts: &[Verdict]) -> io::Result<()> {
        let news = verdicts
            .iter()
            .filter(|verdict| !verdict.label.is_sponsored());
        let texts: Vec<&str> = news
            .map(|verdict| &article.text[verdict.span.clone()])
            .collect();
        let text = texts.join("\n\n");
        match self.form {
            CleanForm::Jsonl => {
                serde_json::to_writer(
                    &mut self.out,
                    &Line {
                        id: &article.id,
                        text: &text,
                    },
                )?;
                self.out.write_all(b"\n")
            }
            CleanForm::Text if text.is_empty() => Ok(()),
            CleanForm::Text => {
                if !std::mem::take(&mut self.is_first) {
                    self.out.write_all(b"\n")?;
                }
                writeln!(self.out, "{text}")
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{example, written};

    #[test]
    fn text_loses_what_is_sponsored() {
        let mut bytes = Vec::new();
        written(|out| Clean::new(out, CleanForm::Text), &mut bytes);
        assert_eq!(bytes, b"News, \"plainly\".\n\nMore.\n");
    }

    #[test]
    fn records_keep_their_names_even_when_nothing_is_left() {
        let (article, mut verdicts) = example();
        verdicts
            .iter_mut()
            .for_each(|verdict| verdict.label = crate::Label::Sponsored);
        let mut bytes = Vec::new();
        Clean::new(&mut bytes, CleanForm::Jsonl)
            .article(&article, &verdicts)
            .unwrap();
        assert_eq!(bytes, b"{\"id\":\"a,1\",\"text\":\"\"}\n");
    }
}
