//! Articles without their sponsored paragraphs.

use serde::Serialize;

use super::VerdictFormat;
use super::jsonl::json;
use crate::article::{Article, ArticleId, ParagraphKind};
use crate::error::Result;
use crate::terminal::{self, Notation};
use crate::verdict::Verdict;

/// Articles without their sponsored paragraphs and boilerplate; see [`clean_text`].
///
/// The output is running text, or JSON Lines `{"id":…,"text":…}`, in which articles keep their ids.
pub struct Clean(Form);

enum Form {
    Text,
    NamedTexts,
    Jsonl,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a ArticleId,
    text: &'a str,
}

impl Clean {
    /// Writes running text, with a blank line between articles.
    pub fn text() -> Self {
        Clean(Form::Text)
    }

    /// Writes running text, with a line `==> ID <==` before each article, as the program `head`
    /// does for several files. An article without clean text has its line too.
    pub fn named_texts() -> Self {
        Clean(Form::NamedTexts)
    }

    /// Writes JSON Lines, one object per article, so that each article keeps its id.
    pub fn jsonl() -> Self {
        Clean(Form::Jsonl)
    }
}

impl VerdictFormat for Clean {
    fn notation(&self) -> Option<Notation> {
        Some(match self.0 {
            Form::Jsonl => Notation::Json,
            Form::Text | Form::NamedTexts => Notation::Plain,
        })
    }

    fn separator_len(&self) -> usize {
        usize::from(!matches!(self.0, Form::Jsonl))
    }

    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let mut text = String::new();
        clean_text(article, verdicts, &mut text);
        let (id, text) = (&article.id, text.as_str());
        match self.0 {
            Form::Jsonl => {
                json(&Line { id, text }, out)?;
                out.push(b'\n');
                return Ok(());
            }
            Form::NamedTexts => {
                // An id on one line, which no id can imitate.
                let name = terminal::escape(&id.to_string()).into_owned();
                out.extend_from_slice(format!("\n==> {name} <==\n").as_bytes());
            }
            Form::Text if !text.is_empty() => out.push(b'\n'),
            Form::Text => {}
        }
        if !text.is_empty() {
            out.extend_from_slice(text.as_bytes());
            out.push(b'\n');
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
    fn names_of_articles_stand_before_their_texts() {
        let text = "==> a,1 <==\nNews, \"plainly\".\n\nMore.\n";
        assert_eq!(written(&Clean::named_texts(), 2), format!("{text}\n{text}"));
        let (article, mut verdicts) = example();
        verdicts.iter_mut().for_each(|verdict| verdict.label = crate::Label::Sponsored);
        assert_eq!(formatted(&Clean::named_texts(), &article, &verdicts), "\n==> a,1 <==\n");
    }

    #[test]
    fn records_keep_their_ids_without_any_text() {
        let (article, mut verdicts) = example();
        verdicts.iter_mut().for_each(|verdict| verdict.label = crate::Label::Sponsored);
        let line = formatted(&Clean::jsonl(), &article, &verdicts);
        assert_eq!(line, "{\"id\":\"a,1\",\"text\":\"\"}\n");
    }
}
