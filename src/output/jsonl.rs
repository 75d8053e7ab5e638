//! JSON Lines with one object per paragraph.

use serde::Serialize;

use super::VerdictFormat;
use crate::article::{Article, ParagraphKind};
use crate::error::{Error, Result};
use crate::source_record::{SourceField, SourceRecord};
use crate::terminal::Notation;
use crate::verdict::Verdict;

/// JSON Lines with one object per paragraph.
///
/// An object, on one line in the output:
///
/// ```json
/// {"id":"a1","paragraph":0,"start":0,"end":181,
///  "label":"news","probability":0.031,"known":1.0,"reliable":true,"kind":"text"}
/// ```
///
/// `kind` is `boilerplate` for the parts of a page in HTML that do not belong to the article. There are
/// optional fields: `disguised` before `kind` if words have look-alike letters of another script,
/// then the fields of the article's [record](Article::record), `log_odds` and `reasons` for an
/// explained verdict, and `text` on request.
///
/// ```
/// use adsift::output::{Jsonl, VerdictFormat};
/// use adsift::{Article, Classifier, Model};
///
/// let text = "Order today and save 50% on your first box!";
/// let article = Article::from_text("a1".into(), text.into());
/// let verdicts = Classifier::new(Model::embedded()?).classify(&article);
/// let mut lines = Vec::new();
/// Jsonl::new(false).article(&article, &verdicts, &mut lines)?;
/// let start = br#"{"id":"a1","paragraph":0,"start":0,"end":43,"label":"sponsored","#;
/// assert!(lines.starts_with(start));
/// # Ok::<(), adsift::Error>(())
/// ```
pub struct Jsonl {
    with_text: bool,
    explained: bool,
}

impl Jsonl {
    /// Writes the fields of a verdict, and the paragraph's text if `with_text` is set.
    pub fn new(with_text: bool) -> Self {
        Jsonl { with_text, explained: false }
    }

    /// Requests explanations: `log_odds`, and the `reasons` that add up to them.
    #[must_use]
    pub fn explained(self, explained: bool) -> Self {
        Jsonl { explained, ..self }
    }
}

impl VerdictFormat for Jsonl {
    fn needs_explanations(&self) -> bool {
        self.explained
    }

    fn notation(&self) -> Option<Notation> {
        Some(Notation::Json)
    }

    // Written without a serde struct, since this is the default format and serde would serialize
    // the id again for every paragraph.
    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let mut head = br#"{"id":"#.to_vec();
        json(&article.id, &mut head)?;
        let record = article.record.as_deref();
        let mut fields = record.map(fields_of).transpose()?;
        for (paragraph, verdict) in verdicts.iter().enumerate() {
            out.extend_from_slice(&head);
            field(br#","paragraph":"#, &paragraph, out)?;
            let place = article.place(paragraph);
            field(br#","start":"#, &place.start, out)?;
            field(br#","end":"#, &place.end, out)?;
            out.extend_from_slice(br#","label":""#);
            out.extend_from_slice(verdict.label.as_str().as_bytes());
            field(br#"","probability":"#, &verdict.probability, out)?;
            // Most paragraphs have this value. A constant saves the formatting of a number.
            if verdict.known == 1.0 {
                out.extend_from_slice(br#","known":1.0"#);
            } else {
                field(br#","known":"#, &verdict.known, out)?;
            }
            field(br#","reliable":"#, &verdict.reliable, out)?;
            if verdict.disguised > 0 {
                field(br#","disguised":"#, &verdict.disguised, out)?;
            }
            out.extend_from_slice(match article.kind(paragraph) {
                ParagraphKind::Text => br#","kind":"text""#,
                ParagraphKind::Boilerplate => br#","kind":"boilerplate""#,
            });
            if let Some(record) = record.filter(|record| !record.rows.is_empty()) {
                fields = Some(joined(record.fields_of(paragraph))?);
            }
            if let Some(fields) = &fields {
                out.extend_from_slice(fields);
            }
            if let Some(explanation) = &verdict.explanation {
                field(br#","log_odds":"#, &explanation.log_odds, out)?;
                field(br#","reasons":"#, &explanation.reasons, out)?;
            }
            if self.with_text {
                field(br#","text":"#, &article.text[verdict.span.clone()], out)?;
            }
            out.extend_from_slice(b"}\n");
        }
        Ok(())
    }
}

/// Appends `name`, with its quotes and signs, and the value as JSON.
#[inline]
fn field(name: &[u8], value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) -> Result<()> {
    out.extend_from_slice(name);
    json(value, out)
}

/// Appends a value as JSON.
pub(super) fn json(value: &(impl Serialize + ?Sized), out: &mut Vec<u8>) -> Result<()> {
    serde_json::to_writer(out, value).map_err(|error| Error::Internal(error.to_string()))
}

/// The fields of a row, each after a comma.
fn joined(fields: &[SourceField]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for SourceField { name, json: value } in fields {
        out.push(b',');
        json(name, &mut out)?;
        out.push(b':');
        out.extend_from_slice(value.as_bytes());
    }
    Ok(out)
}

/// The fields of a record, each after a comma.
fn fields_of(record: &SourceRecord) -> Result<Vec<u8>> {
    let mut fields = vec![b','];
    record.write_others(&[], &mut fields)?;
    // The last comma.
    fields.pop();
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::written;

    #[test]
    fn line_has_the_documented_fields() {
        let text = written(&Jsonl::new(false), 1);
        assert_eq!(
            text.lines().next().unwrap(),
            r#"{"id":"a,1","paragraph":0,"start":0,"end":16,"label":"news","probability":0.031,"known":0.9,"reliable":true,"kind":"text"}"#
        );
    }

    #[test]
    fn text_is_added_on_request() {
        let text = written(&Jsonl::new(true), 2);
        assert_eq!(text.lines().count(), 6);
        let second: serde_json::Value = serde_json::from_str(text.lines().nth(1).unwrap()).unwrap();
        assert_eq!(second["text"], "Buy\tnow \u{1b}[31m— 50% off");
        assert!(!text.contains('\u{1b}'));
    }
}
