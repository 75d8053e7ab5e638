//! Verdicts to bytes: one file per format.

pub mod atomic;
mod clean;
mod csv;
mod jsonl;
mod table;

pub use clean::{Clean, CleanForm};
pub use csv::Csv;
pub use jsonl::Jsonl;
pub use table::Table;

use std::io;

use crate::article::{Article, Verdict};

/// A form that verdicts can be written in, an article at a time.
pub trait VerdictWriter {
    /// Writes what belongs to one article; `verdicts` are those of its paragraphs, in order.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    fn article(&mut self, article: &Article, verdicts: &[Verdict]) -> io::Result<()>;

    /// Hands on what is written so far, for somebody who waits for it.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    fn flush(&mut self) -> io::Result<()>;

    /// Writes what comes after the last article, and flushes.
    ///
    /// # Errors
    /// Whatever the writer beneath says.
    fn finish(&mut self) -> io::Result<()> {
        self.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Label};

    /// An article of three paragraphs, the second of them paid, with all that wants escaping.
    pub(super) fn example() -> (Article, Vec<Verdict>) {
        let text = "News, \"plainly\".\n\nBuy\tnow \u{1b}[31m— 50% off\n\nMore.\n".to_owned();
        let article = Article::from_text(ArticleId::from("a,1"), text);
        let judged = [
            (Label::News, 0.031),
            (Label::Sponsored, 0.97),
            (Label::News, 0.25),
        ];
        let verdicts = article.paragraphs.iter().zip(judged);
        let verdicts = verdicts.map(|(span, (label, probability))| Verdict {
            span: span.clone(),
            label,
            probability,
            known: 0.9,
            reliable: true,
        });
        let verdicts = verdicts.collect();
        (article, verdicts)
    }

    /// What a format makes of the example.
    pub(super) fn written<'a, W: VerdictWriter>(
        make: impl FnOnce(&'a mut Vec<u8>) -> W,
        bytes: &'a mut Vec<u8>,
    ) {
        let (article, verdicts) = example();
        let mut writer = make(bytes);
        writer.article(&article, &verdicts).unwrap();
        writer.finish().unwrap();
    }
}
