//! JSON Lines: an object an article, as shards have it.

use parking_lot::Mutex;
use serde::Serialize;

use super::jsonl::json;
use super::{VerdictFormat, clean_text};
use crate::article::{Article, ArticleId};
use crate::error::{Error, Result};
use crate::verdict::{Label, Verdict};
use crate::verdict_counts::VerdictCounts;

/// `{"id":"a1","verdicts":[{"start":0,"end":181,"label":"news","probability":0.031,"reliable":true}],
/// "paragraphs":1,"sponsored":0,"paid_share":0.0}` a line, or `"clean":"…"` in the place of the verdicts: the
/// columns of a batch.
pub struct ArticleRows {
    content: Content,
    counts: Mutex<VerdictCounts>,
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
    /// The name of the column, and the name in done-marks.
    pub const fn as_str(self) -> &'static str {
        match self {
            Content::Verdicts => "verdicts",
            Content::Clean => "clean",
        }
    }
}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a ArticleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdicts: Option<Vec<RowVerdict>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clean: Option<String>,
    paragraphs: u64,
    sponsored: u64,
    paid_share: f64,
}

#[derive(Serialize)]
struct RowVerdict {
    start: usize,
    end: usize,
    label: Label,
    probability: f64,
    reliable: bool,
}

/// The row of a record that could not be read.
#[derive(Serialize)]
struct BadRow<'a> {
    id: Option<&'a ArticleId>,
    error: &'a str,
}

impl ArticleRows {
    /// Rows of this form.
    pub fn new(content: Content) -> Self {
        ArticleRows {
            content,
            counts: Mutex::default(),
        }
    }

    /// What has been written so far.
    pub fn counts(&self) -> VerdictCounts {
        *self.counts.lock()
    }

    /// The row of a record that was refused: `{"id":null,"error":"a.jsonl: line 3 (byte 90): …"}`.
    ///
    /// # Errors
    /// [`Error::Internal`] for what JSON cannot hold; there is no such thing.
    pub fn refused(&self, error: &Error, out: &mut Vec<u8>) -> Result<()> {
        self.count(VerdictCounts::of_rejected());
        let error = &*error.to_string();
        json(&BadRow { id: None, error }, out)?;
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
        let (mut told, mut clean) = (None, None);
        match self.content {
            Content::Verdicts => told = Some(verdicts.iter().map(RowVerdict::of).collect()),
            Content::Clean => clean_text(article, verdicts, clean.insert(String::new())),
        }
        let row = Row {
            id: &article.id,
            verdicts: told,
            clean,
            paragraphs: counts.paragraphs,
            sponsored: counts.sponsored,
            paid_share: counts.paid_share(),
        };
        json(&row, out)?;
        out.push(b'\n');
        self.count(counts);
        Ok(())
    }
}

impl RowVerdict {
    fn of(verdict: &Verdict) -> Self {
        RowVerdict {
            start: verdict.span.start,
            end: verdict.span.end,
            label: verdict.label,
            probability: verdict.probability,
            reliable: verdict.reliable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::example;

    #[test]
    fn an_article_is_a_line_whatever_is_told_of_it() {
        let (article, verdicts) = example();
        let mut out = Vec::new();
        let rows = ArticleRows::new(Content::Clean);
        rows.article(&article, &verdicts, &mut out).unwrap();
        rows.refused(&Error::Evaluation("no \"rows\"".into()), &mut out)
            .unwrap();
        let share = 24.0 / (16.0 + 24.0 + 5.0);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            format!(
                "{{\"id\":\"a,1\",\"clean\":\"News, \\\"plainly\\\".\\n\\nMore.\",\"paragraphs\":3,\"sponsored\":1,\"paid_share\":{share}}}\n\
                 {{\"id\":null,\"error\":\"cannot evaluate: no \\\"rows\\\"\"}}\n"
            )
        );
        assert_eq!(
            (
                rows.counts().rows,
                rows.counts().rejected,
                rows.counts().sponsored
            ),
            (2, 1, 1)
        );
        let mut out = Vec::new();
        ArticleRows::new(Content::Verdicts)
            .article(&article, &verdicts, &mut out)
            .unwrap();
        let line = String::from_utf8(out).unwrap();
        let start = "{\"id\":\"a,1\",\"verdicts\":[{\"start\":0,\"end\":16,\"label\":\"news\",\"probability\":0.031,\"reliable\":true},{";
        assert!(line.starts_with(start), "{line}");
    }
}
