//! CSV with one row per paragraph.

use std::borrow::Cow;

use super::VerdictFormat;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Result};
use crate::verdict::Verdict;

const BYTE_ORDER_MARK: &str = "\u{FEFF}";
const HEADER: &[u8] =
    "\u{FEFF}id,paragraph,start,end,label,probability,known,reliable,kind\n".as_bytes();
const HEADER_WITH_TEXT: &[u8] =
    "\u{FEFF}id,paragraph,start,end,label,probability,known,reliable,kind,text\n".as_bytes();

/// CSV with one row per paragraph.
///
/// The columns are `id,paragraph,start,end,label,probability,known,reliable,kind`, and `text` on
/// request.
pub struct Csv {
    with_text: bool,
    safe: bool,
}

impl Csv {
    /// Writes the columns of a verdict, and the paragraph's text if `with_text` is set.
    pub fn new(with_text: bool) -> Self {
        Csv { with_text, safe: false }
    }

    /// Escapes formulas for spreadsheets: `'` precedes a cell that starts like a formula, as
    /// [OWASP](https://owasp.org/www-community/attacks/CSV_Injection) advises. A byte order mark
    /// precedes the header, by which Excel reads UTF-8. Both change the bytes, so programs should
    /// read CSV without them.
    #[must_use]
    pub fn safe(self, safe: bool) -> Self {
        Csv { safe, ..self }
    }

    fn cell<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.safe && text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
            Cow::Owned(format!("'{text}"))
        } else {
            Cow::Borrowed(text)
        }
    }
}

impl VerdictFormat for Csv {
    fn header(&self) -> &[u8] {
        let header: &[u8] = if self.with_text { HEADER_WITH_TEXT } else { HEADER };
        if self.safe { header } else { &header[BYTE_ORDER_MARK.len()..] }
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let mut rows = csv::WriterBuilder::new().has_headers(false).from_writer(out);
        let id = match &article.id {
            ArticleId::Text(text) => self.cell(text),
            // A number is not a formula, even with a sign.
            ArticleId::Number(number) => Cow::Owned(number.to_string()),
        };
        for (paragraph, verdict) in verdicts.iter().enumerate() {
            let text = self.with_text.then(|| self.cell(&article.text[verdict.span.clone()]));
            let place = article.place(paragraph);
            let row = (
                &id,
                paragraph,
                place.start,
                place.end,
                verdict.label,
                verdict.probability,
                verdict.known,
                verdict.reliable,
                article.kind(paragraph),
                text.as_slice(), // no cell without a text
            );
            rows.serialize(row).map_err(|error| Error::Internal(error.to_string()))?;
        }
        rows.flush().map_err(|error| Error::Internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{formatted, verdict, written};
    use crate::verdict::Label::News;

    #[test]
    fn quotes_cells_with_commas() {
        let rows = "\"a,1\",0,0,16,news,0.031,0.9,true,text\n\
                    \"a,1\",1,18,42,sponsored,0.97,0.9,true,text\n\
                    \"a,1\",2,44,49,news,0.25,0.9,true,text\n";
        let header = "id,paragraph,start,end,label,probability,known,reliable,kind\n";
        let csv = Csv::new(false);
        assert_eq!(written(&csv, 2), format!("{header}{rows}{rows}"));
        assert_eq!(written(&csv, 0), header);
        assert_eq!(written(&csv.safe(true), 0), format!("\u{FEFF}{header}"));
    }

    #[test]
    fn formulas_are_escaped_only_on_request() {
        for cell in ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx"] {
            assert_eq!(Csv::new(true).cell(cell), cell);
            assert_eq!(Csv::new(true).safe(true).cell(cell), format!("'{cell}"));
        }
        for cell in ["", "a=1", "'", "1-1"] {
            assert_eq!(Csv::new(true).safe(true).cell(cell), cell);
        }
        let article = Article::from_text("=cmd".into(), "@SUM".into());
        let out = formatted(&Csv::new(true).safe(true), &article, &[verdict(0..4, News, 0.5)]);
        assert_eq!(out, "'=cmd,0,0,4,news,0.5,0.9,true,text,'@SUM\n");
    }

    #[test]
    fn text_is_the_last_column() {
        let text = written(&Csv::new(true), 1);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(&reader.headers().unwrap()[9], "text");
        let first = reader.records().next().unwrap().unwrap();
        assert_eq!(&first[9], "News, \"plainly\".");
    }
}
