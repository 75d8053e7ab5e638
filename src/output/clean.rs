//! Articles without their sponsored paragraphs.

use serde::Serialize;

use super::VerdictFormat;
use super::jsonl::json;
use crate::article::{Article, ArticleId, ParagraphKind};
use crate::error::Result;
use crate::terminal::Notation;
use crate::verdict::Verdict;

/// Articles without their sponsored paragraphs and boilerplate; see [`clean_text`].
///
/// The output is running text, or JSON Lines `{"id":…,"text":…}`, in which articles keep their ids.
pub struct Clean {
    is_jsonl: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a ArticleId,
    text: &'a str,
}

impl Clean {
    /// Writes running text, with a blank line between articles.
    pub fn text() -> Self {
        Clean { is_jsonl: false }
    }

    /// Writes JSON Lines, one object per article, so that each article keeps its id.
    pub fn jsonl() -> Self {
        Clean { is_jsonl: true }
    }
}

impl VerdictFormat for Clean {
    fn notation(&self) -> Option<Notation> {
        Some(if self.is_jsonl { Notation::Json } else { Notation::Plain })
    }

    fn separator_len(&self) -> usize {
        usize::from(!self.is_jsonl)
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let mut text = String::new();
        clean_text(article, verdicts, &mut text);
        let (id, text) = (&article.id, text.as_str());
        if self.is_jsonl {
            json(&Line { id, text }, out)?;
            out.push(b'\n');
        } else if !text.is_empty() {
            for part in ["\n", text, "\n"] {
                out.extend_from_slice(part.as_bytes());
            }
        }
        Ok(())
    }
}

/// Appends the clean text of an article: its news paragraphs without boilerplate, with a blank line
/// between paragraphs.
///
/// ```
/// use adsift::output::clean_text;
/// use adsift::{Article, Classifier, Model};
///
/// let text = "The council voted on Tuesday to close the bridge.\n\n\
///             Order today and save 50% on your first box!";
/// let article = Article::from_text("a1".into(), text.into());
/// let verdicts = Classifier::new(Model::embedded()?).classify(&article);
/// let mut clean = String::new();
/// clean_text(&article, &verdicts, &mut clean);
/// assert_eq!(clean, "The council voted on Tuesday to close the bridge.");
/// # Ok::<(), adsift::Error>(())
/// ```
pub fn clean_text(article: &Article, verdicts: &[Verdict], out: &mut String) {
    let start = out.len();
    for (paragraph, verdict) in verdicts.iter().enumerate() {
        if article.kind(paragraph) == ParagraphKind::Text && !verdict.label.is_sponsored() {
            if out.len() > start {
                out.push_str("\n\n");
            }
            out.push_str(&article.text[verdict.span.clone()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{example, formatted, written};

    #[test]
    fn text_has_no_sponsored_paragraphs() {
        let text = "News, \"plainly\".\n\nMore.\n";
        let clean = Clean::text();
        assert_eq!(written(&clean, 1), text);
        assert_eq!(written(&clean, 2), format!("{text}\n{text}"));
    }

    #[test]
    fn records_keep_their_ids_without_any_text() {
        let (article, mut verdicts) = example();
        verdicts.iter_mut().for_each(|verdict| verdict.label = crate::Label::Sponsored);
        let line = formatted(&Clean::jsonl(), &article, &verdicts);
        assert_eq!(line, "{\"id\":\"a,1\",\"text\":\"\"}\n");
    }
}
