//! The output formats, one file per format, and the writer of their bytes.

mod article_rows;
mod clean;
mod clean_html;
mod csv;
mod html;
mod jsonl;
mod rejected_line;
pub(crate) mod row_schema;
mod table;
mod verdict_format;
mod writer;

pub use article_rows::{ArticleRows, Content};
pub use clean::{Clean, clean_text};
pub use clean_html::clean_html;
pub use csv::Csv;
pub use html::{EvaluationPage, Html};
pub use jsonl::Jsonl;
pub use rejected_line::rejected_line;
pub use table::Table;
pub use verdict_format::VerdictFormat;
pub use writer::VerdictWriter;

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::article::{Article, ArticleId};
    use crate::verdict::{Label, Verdict};
    use proptest::prelude::*;

    /// An article of three paragraphs, the second of them sponsored, with characters that formats
    /// must escape.
    pub(super) fn example() -> (Article, Vec<Verdict>) {
        let text = "News, \"plainly\".\n\nBuy\tnow \u{1b}[31m— 50% off\n\nMore.\n".to_owned();
        let article = Article::from_text(ArticleId::from("a,1"), text);
        let judged = [(Label::News, 0.031), (Label::Sponsored, 0.97), (Label::News, 0.25)];
        let spans = article.paragraphs.iter().cloned().zip(judged);
        let verdicts = spans.map(|(span, (label, probability))| verdict(span, label, probability));
        let verdicts = verdicts.collect();
        (article, verdicts)
    }

    /// A reliable verdict that knows nine of ten words.
    pub(super) fn verdict(span: Range<usize>, label: Label, probability: f64) -> Verdict {
        Verdict {
            span,
            label,
            probability,
            known: 0.9,
            disguised: 0,
            reliable: true,
            explanation: None,
        }
    }

    /// The bytes of an article in a format, as text.
    pub(super) fn formatted(
        format: &dyn VerdictFormat,
        article: &Article,
        verdicts: &[Verdict],
    ) -> String {
        let mut bytes = Vec::new();
        format.article(article, verdicts, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    /// The output of a format for the example, written `times` times.
    pub(super) fn written(format: &dyn VerdictFormat, times: usize) -> String {
        let (article, verdicts) = example();
        let mut bytes = Vec::new();
        let mut writer = VerdictWriter::new(&mut bytes, format);
        for _ in 0..times {
            writer.write(formatted(format, &article, &verdicts).as_bytes()).unwrap();
        }
        writer.finish().unwrap();
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn written_text_reads_back_unchanged(id in any::<String>(), text in any::<String>()) {
            let article = Article::from_paragraphs(id.as_str().into(), [&text]);
            let verdicts = [verdict(0..text.len(), Label::News, 0.25)];
            let written = |format: &dyn VerdictFormat| formatted(format, &article, &verdicts);
            for jsonl in [written(&Jsonl::new(true)), written(&Clean::jsonl())] {
                prop_assert_eq!(jsonl.matches('\n').count(), 1);
                let line: serde_json::Value = serde_json::from_str(&jsonl).unwrap();
                prop_assert_eq!(line["id"].as_str(), Some(&*id));
                prop_assert_eq!(line["text"].as_str(), Some(&*text));
            }
            let csv = written(&Csv::new(true));
            let mut reader =
                ::csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
            let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
            prop_assert_eq!(rows.len(), 1);
            prop_assert_eq!((&rows[0][0], &rows[0][9]), (&*id, &*text));
            let table = written(&Table::new(60, false));
            prop_assert_eq!(table.lines().count(), 3);
            prop_assert!(!table.contains(|c: char| c.is_control() && c != '\n'));
        }
    }
}
