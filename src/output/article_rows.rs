//! JSON Lines with one object per article: the rows of a shard.

use std::sync::atomic::{AtomicU8, Ordering};

use parking_lot::Mutex;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::clean::{clean_text, kept, write_id};
use super::jsonl::json;
use super::row_schema::REPLACED;
use super::{VerdictFormat, row_schema};
use crate::article::Article;
use crate::error::{Error, Result};
use crate::source_record::SourceRecord;
use crate::verdict::Verdict;
use crate::verdict_counts::VerdictCounts;

/// The names of an article's id and of its clean text, for an article without a record.
const ID: &str = "id";
const TEXT: &str = "text";

/// JSON Lines with one object per article and the columns of a batch.
///
/// An object, on one line in the output. The fields of the article's record come first, as they
/// stand; the verdicts take the place of the text, or the clean text does.
///
/// ```json
/// {"id":"a1","url":"/a1",
///  "verdicts":[{"start":0,"end":181,"label":"news","probability":0.031,"reliable":true}],
///  "paragraphs":1,"sponsored":0,"paid_share":0.0}
/// ```
pub struct ArticleRows {
    content: Content,
    counts: Mutex<VerdictCounts>,
    /// A bit for each name in [`REPLACED`] that a record had.
    replaced: AtomicU8,
}

/// The content of an article's row, next to its id, its counts and its paid share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// One verdict per paragraph.
    Verdicts,
    /// The text without its sponsored paragraphs.
    Clean,
}

impl Content {
    /// The name of the column, also used in done-marks.
    pub const fn as_str(self) -> &'static str {
        match self {
            Content::Verdicts => row_schema::VERDICTS,
            Content::Clean => row_schema::CLEAN,
        }
    }
}

/// A verdict in the row of its article.
struct RowVerdict<'a>(&'a Verdict);

impl Serialize for RowVerdict<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RowVerdict(verdict) = self;
        let [start, end, label, probability, reliable] = row_schema::VERDICT_FIELDS;
        let mut fields = serializer.serialize_map(None)?;
        fields.serialize_entry(start, &verdict.span.start)?;
        fields.serialize_entry(end, &verdict.span.end)?;
        fields.serialize_entry(label, &verdict.label)?;
        fields.serialize_entry(probability, &verdict.probability)?;
        fields.serialize_entry(reliable, &verdict.reliable)?;
        fields.end()
    }
}

/// Appends an entry of an object, and a comma.
fn entry(name: &str, value: &impl Serialize, out: &mut Vec<u8>) -> Result<()> {
    json(name, out)?;
    out.push(b':');
    json(value, out)?;
    out.push(b',');
    Ok(())
}

/// The row of a bad record.
struct RejectedRow<'a>(&'a Error);

impl Serialize for RejectedRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(None)?;
        row.serialize_entry(ID, &())?;
        row.serialize_entry(row_schema::ERROR, &self.0.to_string())?;
        row.end()
    }
}

impl ArticleRows {
    /// Writes rows with this content.
    pub fn new(content: Content) -> Self {
        ArticleRows { content, counts: Mutex::default(), replaced: AtomicU8::new(0) }
    }

    /// The counts of all rows so far.
    pub fn counts(&self) -> VerdictCounts {
        *self.counts.lock()
    }

    /// The names of fields of the records so far that columns of the verdicts have replaced.
    pub fn replaced(&self) -> Vec<&'static str> {
        let found = self.replaced.load(Ordering::Relaxed);
        let is_found = |(bit, _): &(usize, &str)| found & (1 << bit) != 0;
        REPLACED.into_iter().enumerate().filter(is_found).map(|(_, name)| name).collect()
    }

    /// Notes which fields of a record are replaced; `text` is the field that stays as the text.
    fn note_replaced(&self, record: &SourceRecord, text: Option<&str>) {
        for (bit, name) in REPLACED.iter().enumerate() {
            if record.has(name) && Some(*name) != text {
                self.replaced.fetch_or(1 << bit, Ordering::Relaxed);
            }
        }
    }

    /// Appends the row of a bad record: `{"id":null,"error":"a.jsonl: line 3 (byte 90): …"}`.
    ///
    /// # Errors
    /// [`Error::Internal`] if a value cannot be written as JSON, which does not occur for an error.
    pub fn rejected(&self, error: &Error, out: &mut Vec<u8>) -> Result<()> {
        self.count(VerdictCounts::of_rejected());
        json(&RejectedRow(error), out)?;
        out.push(b'\n');
        Ok(())
    }

    fn count(&self, more: VerdictCounts) {
        *self.counts.lock() += more;
    }
}

impl VerdictFormat for ArticleRows {
    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let counts = VerdictCounts::of(article, verdicts);
        let none = SourceRecord::default();
        let record = article.record.as_deref().unwrap_or(&none);
        let text = record.text.as_ref().map(|text| record.fields[text.field].name.as_str());
        let kept_text = text.filter(|_| self.content == Content::Clean);
        self.note_replaced(record, text);
        out.push(b'{');
        write_id(article, record, out)?;
        match self.content {
            Content::Verdicts => {
                record.write_others(&REPLACED, out)?;
                let verdicts: Vec<_> = verdicts.iter().map(RowVerdict).collect();
                entry(row_schema::VERDICTS, &verdicts, out)?;
            }
            Content::Clean if record.text.is_some() => {
                record.write_with_text(&kept(article, verdicts), &REPLACED, out)?;
            }
            Content::Clean => {
                let mut text = String::new();
                clean_text(article, verdicts, &mut text);
                entry(TEXT, &text, out)?;
            }
        }
        // A clean text of this name stays, since an object has a name only once.
        if kept_text != Some(row_schema::PARAGRAPHS) {
            entry(row_schema::PARAGRAPHS, &counts.paragraphs, out)?;
        }
        entry(row_schema::SPONSORED, &counts.sponsored, out)?;
        entry(row_schema::PAID_SHARE, &counts.paid_share(), out)?;
        // The last comma.
        out.pop();
        out.extend_from_slice(b"}\n");
        self.count(counts);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{example, formatted};

    #[test]
    fn every_article_is_a_line() {
        let (article, verdicts) = example();
        let mut out = Vec::new();
        let rows = ArticleRows::new(Content::Clean);
        rows.article(&article, &verdicts, &mut out).unwrap();
        rows.rejected(&Error::Evaluation("no \"rows\"".into()), &mut out).unwrap();
        let share = 24.0 / (16.0 + 24.0 + 5.0);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!(
                "{{\"id\":\"a,1\",\"text\":\"News, \\\"plainly\\\".\\n\\nMore.\",\"paragraphs\":3,\"sponsored\":1,\"paid_share\":{share}}}\n\
                 {{\"id\":null,\"error\":\"cannot evaluate: no \\\"rows\\\"\"}}\n"
            )
        );
        assert_eq!(
            (rows.counts().rows, rows.counts().rejected, rows.counts().sponsored),
            (2, 1, 1)
        );
        let line = formatted(&ArticleRows::new(Content::Verdicts), &article, &verdicts);
        let start = "{\"id\":\"a,1\",\"verdicts\":[{\"start\":0,\"end\":16,\"label\":\"news\",\"probability\":0.031,\"reliable\":true},{";
        assert!(line.starts_with(start), "{line}");
    }
}
