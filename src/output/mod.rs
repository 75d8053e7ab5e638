//! Verdicts to bytes: one file per format.

mod article_rows;
mod bad_records;
mod clean;
mod csv;
mod html;
mod jsonl;
mod table;
mod writer;

pub use article_rows::{ArticleRows, Content};
pub use bad_records::rejected;
pub use clean::{Clean, clean_text};
pub use csv::Csv;
pub use html::{EvaluationPage, Html};
pub use jsonl::Jsonl;

pub use table::Table;
pub use writer::VerdictWriter;

use crate::article::Article;
use crate::error::Result;
use crate::terminal::Notation;
use crate::verdict::Verdict;

/// A form that verdicts can be written in, an article at a time and by many threads side by side.
///
/// What is written is the header, then every article; the separator that an article's bytes begin
/// with is taken off the first that has any ([`VerdictWriter`] does so).
pub trait VerdictFormat: Sync {
    /// What comes before the first article, were there none at all.
    fn header(&self) -> &[u8] {
        b""
    }

    /// How many bytes an article's begin with to part it from the one before.
    fn separator(&self) -> usize {
        0
    }

    /// Whether the verdicts must come with what they are made of.
    fn wants_reasons(&self) -> bool {
        false
    }

    /// How to write for a terminal what is unsafe there; `None` where this form has nothing of the kind.
    fn notation(&self) -> Option<Notation> {
        Some(Notation::Plain)
    }

    /// Appends what belongs to one article; `verdicts` are those of its paragraphs, in order.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::Error::Internal) for what this form cannot hold; there is no such thing.
    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;
    use crate::verdict::Label;
    use proptest::prelude::*;

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
            disguised: 0,
            reliable: true,
            explanation: None,
        });
        let verdicts = verdicts.collect();
        (article, verdicts)
    }

    /// What a format makes of the example, as often as it is told.
    pub(super) fn written(format: &dyn VerdictFormat, times: usize) -> String {
        let (article, verdicts) = example();
        let mut bytes = Vec::new();
        let mut writer = VerdictWriter::new(&mut bytes, format);
        for _ in 0..times {
            let mut one = Vec::new();
            format.article(&article, &verdicts, &mut one).unwrap();
            writer.write(&one).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn any_text_is_written_so_that_it_can_be_read_again(id in any::<String>(), text in any::<String>()) {
            let article = Article::from_paragraphs(id.as_str().into(), [&text]);
            let verdict = Verdict {
                span: 0..text.len(),
                label: Label::News,
                probability: 0.25,
                known: 0.5,
                disguised: 0,
                reliable: true,
                explanation: None,
            };
            let bytes = |format: &dyn VerdictFormat| {
                let mut bytes = Vec::new();
                format.article(&article, std::slice::from_ref(&verdict), &mut bytes).unwrap();
                bytes
            };
            for jsonl in [bytes(&Jsonl::new(true)), bytes(&Clean::jsonl())] {
                prop_assert_eq!(memchr::memchr_iter(b'\n', &jsonl).count(), 1);
                let line: serde_json::Value = serde_json::from_slice(&jsonl).unwrap();
                prop_assert_eq!(line["id"].as_str(), Some(&*id));
                prop_assert_eq!(line["text"].as_str(), Some(&*text));
            }
            let csv = bytes(&Csv::new(true));
            let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(&csv[..]);
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!((&rows[0][0], &rows[0][9]), (&*id, &*text));
            let table = String::from_utf8(bytes(&Table::new(60, false))).unwrap();
            prop_assert_eq!(table.lines().count(), 3);
            prop_assert!(!table.contains(|c: char| c.is_control() && c != '\n'));
        }
    }
}
