//! Articles without their sponsored paragraphs.

use serde::Serialize;

use super::VerdictFormat;
use super::jsonl::json;
use crate::article::{Article, ArticleId, ParagraphKind};
use crate::error::Result;
use crate::source_record::SourceRecord;
use crate::terminal::{self, Notation};
use crate::verdict::Verdict;

/// Articles without their sponsored paragraphs and boilerplate; see [`clean_text`].
///
/// The output is running text, or JSON Lines `{"id":…,"text":…}`, in which articles keep their ids.
/// An article with a [record](Article::record) keeps all of its fields, with the clean text in the
/// place of the text.
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
        let record = article.record.as_ref().filter(|_| matches!(self.0, Form::Jsonl));
        if let Some(record) = record.filter(|record| record.text.is_some()) {
            out.push(b'{');
            write_id(article, record, out)?;
            record.write_with_text(&kept(article, verdicts), &[], out)?;
            // The last comma.
            out.pop();
            out.extend_from_slice(b"}\n");
            return Ok(());
        }
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
    for paragraph in kept(article, verdicts) {
        if out.len() > start {
            out.push_str("\n\n");
        }
        out.push_str(paragraph);
    }
}

/// The paragraphs of the clean text.
pub(super) fn kept<'a>(article: &'a Article, verdicts: &[Verdict]) -> Vec<&'a str> {
    let numbered = verdicts.iter().enumerate();
    let is_kept = |(paragraph, verdict): &(usize, &Verdict)| {
        article.kind(*paragraph) == ParagraphKind::Text && !verdict.label.is_sponsored()
    };
    numbered.filter(is_kept).map(|(_, verdict)| &article.text[verdict.span.clone()]).collect()
}

/// The name of an article's id.
const ID: &str = "id";

/// Appends the id and a comma, unless the id is a field of the record, or the record has a field of
/// this name, even a null, since an object has a name only once.
pub(super) fn write_id(article: &Article, record: &SourceRecord, out: &mut Vec<u8>) -> Result<()> {
    if record.has_id || record.has(ID) {
        return Ok(());
    }
    out.extend_from_slice(b"\"id\":");
    json(&article.id, out)?;
    out.push(b',');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{example, formatted, written};
    use crate::source_record::{SourceField, TextPlace};

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

    #[test]
    fn records_keep_their_fields() {
        let (mut article, verdicts) = example();
        let field = |name: &str, json: &str| SourceField { name: name.into(), json: json.into() };
        let text = Some(TextPlace { field: 0, value: 0..2, is_list: true });
        let fields = vec![field("body", "[]"), field("n", "1.50")];
        article.record = Some(Box::new(SourceRecord { fields, text, ..SourceRecord::default() }));
        let line = formatted(&Clean::jsonl(), &article, &verdicts);
        let expected = r#"{"id":"a,1","body":["News, \"plainly\".","More."],"n":1.50}"#;
        assert_eq!(line, format!("{expected}\n"));
    }
}
