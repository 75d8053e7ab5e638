//! CSV with one row per paragraph.

use std::borrow::Cow;

use super::VerdictFormat;
use crate::article::{Article, ArticleId};
use crate::error::{Error, Result};
use crate::source_record::SourceField;
use crate::verdict::Verdict;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// CSV with one row per paragraph.
///
/// The columns are `id,paragraph,start,end,label,probability,known,reliable,kind`, and `text` on
/// request.
pub struct Csv {
    /// The byte order mark and the header.
    header: Vec<u8>,
    with_text: bool,
    safe: bool,
    /// Number of the fields of records, which follow the columns of a verdict.
    fields: usize,
}

impl Csv {
    /// The columns of a verdict.
    pub const COLUMNS: [&str; 9] =
        ["id", "paragraph", "start", "end", "label", "probability", "known", "reliable", "kind"];

    /// Writes the columns of a verdict, and the paragraph's text if `with_text` is set.
    pub fn new(with_text: bool) -> Self {
        Csv { with_text, safe: false, fields: 0, header: Vec::new() }.with_header(&[])
    }

    /// Adds columns with these names for the fields of the articles' [records](Article::record).
    #[must_use]
    pub fn fields(self, names: &[String]) -> Self {
        Csv { fields: names.len(), ..self }.with_header(names)
    }

    fn with_header(self, fields: &[String]) -> Self {
        let text = self.with_text.then_some("text");
        let names = Csv::COLUMNS.into_iter().chain(fields.iter().map(String::as_str)).chain(text);
        let mut header = csv::WriterBuilder::new().from_writer(Vec::new());
        // A writer to memory does not fail.
        let written = header.write_record(names);
        let header = written.ok().and_then(|()| header.into_inner().ok()).unwrap_or_default();
        Csv { header: [BYTE_ORDER_MARK, &header].concat(), ..self }
    }

    /// Escapes formulas for spreadsheets: `'` precedes a cell that starts like a formula, as
    /// [OWASP](https://owasp.org/www-community/attacks/CSV_Injection) advises. A byte order mark
    /// precedes the header, by which Excel reads UTF-8. Both change the bytes, so programs should
    /// read CSV without them.
    #[must_use]
    pub fn safe(self, safe: bool) -> Self {
        Csv { safe, ..self }
    }

    /// The cells of the fields of a record or a row: strings as they are, other values as JSON.
    fn field_cells(&self, fields: &[SourceField]) -> Vec<String> {
        let cell = |field: &SourceField| match serde_json::from_str(&field.json) {
            Ok(serde_json::Value::String(text)) => self.cell(&text).into_owned(),
            Ok(serde_json::Value::Null) => String::new(),
            // A number is not a formula, even with a sign.
            _ => field.json.clone(),
        };
        let mut cells: Vec<String> = fields.iter().take(self.fields).map(cell).collect();
        cells.resize(self.fields, String::new());
        cells
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
        let start = if self.safe { 0 } else { BYTE_ORDER_MARK.len() };
        &self.header[start..]
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let mut rows = csv::WriterBuilder::new().has_headers(false).from_writer(out);
        let id = match &article.id {
            ArticleId::Text(text) => self.cell(text),
            // A number is not a formula, even with a sign.
            ArticleId::Number(number) => Cow::Owned(number.to_string()),
        };
        let record = article.record.as_deref();
        let mut fields = self.field_cells(record.map_or(&[], |record| &record.fields));
        for (paragraph, verdict) in verdicts.iter().enumerate() {
            if let Some(record) = record.filter(|record| !record.rows.is_empty()) {
                fields = self.field_cells(record.fields_of(paragraph));
            }
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
                &fields,
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
