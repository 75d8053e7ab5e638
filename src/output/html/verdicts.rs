//! The articles as they are read, with what is paid marked, and why.

use std::fmt::Write;
use std::sync::LazyLock;

use super::passage::Passage;
use super::{escaped, head};
use crate::article::{Article, ParagraphKind};
use crate::error::{Error, Result};
use crate::output::VerdictFormat;
use crate::terminal::Notation;
use crate::verdict::Verdict;

const SCRIPT: &str = include_str!("report.js");
/// SHA-256 of the script, in base64: no other may run, whatever stands in an article.
const SCRIPT_HASH: &str = "xhNjcWNPV+1yiCRwRWWgj2jK/nPw0FbMzFozOeAENgE=";

/// One self-contained page: nothing is loaded, and its only script makes the index.
#[derive(Default)]
pub struct Html;

static HEADER: LazyLock<String> = LazyLock::new(|| {
    let mut header = head(
        "Paid paragraphs, by adsift",
        &format!("script-src 'sha256-{SCRIPT_HASH}'; "),
        &format!("<script>{SCRIPT}</script>\n"),
    );
    header.push_str(
        "<h1>Paid paragraphs</h1>\n<p class=\"quiet\" id=\"total\"></p>\n\
         <p class=\"quiet\">A number is the probability that somebody outside the newsroom paid for a paragraph. \
         Words are tinted by what they add to it: <span class=\"f3\">for paid</span>, <span class=\"a3\">for news</span>.</p>\n\
         <nav id=\"index\" aria-label=\"Articles\"></nav>\n",
    );
    header
});

impl VerdictFormat for Html {
    fn header(&self) -> &[u8] {
        HEADER.as_bytes()
    }

    fn wants_reasons(&self) -> bool {
        true
    }

    fn notation(&self) -> Option<Notation> {
        Some(Notation::Plain)
    }

    // `</body>` and `</html>` may be left out, so that nothing need come after the last article.
    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        let mut page = String::new();
        write_article(article, verdicts, &mut page)
            .map_err(|error| Error::Internal(error.to_string()))?;
        out.extend_from_slice(page.as_bytes());
        Ok(())
    }
}

fn write_article(article: &Article, verdicts: &[Verdict], out: &mut String) -> std::fmt::Result {
    let is_text = |at: usize| article.kind(at) == ParagraphKind::Text;
    let count = (0..verdicts.len()).filter(|&at| is_text(at)).count();
    let of_text = verdicts.iter().enumerate().filter(|(at, _)| is_text(*at));
    let paid = of_text
        .filter(|(_, verdict)| verdict.label.is_sponsored())
        .count();
    let id = escaped(&article.id.to_string());
    writeln!(
        out,
        "<article data-paragraphs=\"{count}\" data-sponsored=\"{paid}\">\n<h2><bdi>{id}</bdi></h2>\n\
         <p class=\"quiet\">{count} paragraph{}, {paid} sponsored</p>",
        if count == 1 { "" } else { "s" }
    )?;
    let mut at = 0;
    while at < verdicts.len() {
        let run = (at..verdicts.len()).take_while(|&at| !is_text(at)).count();
        if run > 0 {
            writeln!(
                out,
                "<details class=\"quiet\"><summary>{run} of boilerplate</summary>"
            )?;
            for verdict in &verdicts[at..at + run] {
                let text = escaped(&article.text[verdict.span.clone()]);
                writeln!(out, "<p><bdi>{text}</bdi></p>")?;
            }
            out.push_str("</details>\n");
            at += run;
            continue;
        }
        let verdict = &verdicts[at];
        let passage = Passage {
            name: &format!("Paragraph {}", at + 1),
            text: &article.text[verdict.span.clone()],
            label: verdict.label,
            probability: verdict.probability,
            note: if verdict.reliable {
                ""
            } else {
                ", hardly to be judged"
            },
            explanation: verdict.explanation.as_ref(),
        };
        passage.write(out)?;
        at += 1;
    }
    out.push_str("</article>\n");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::written;

    #[test]
    fn nothing_in_an_article_is_markup() {
        let hostile =
            "</article><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;\u{0}\u{1b}[0m\"";
        let text = escaped(hostile);
        assert!(
            !text.contains(['<', '>', '"', '\'', '\u{0}', '\u{1b}']),
            "{text}"
        );
        assert!(text.contains("&amp;lt;"));
        let mut article = Article::from_text(hostile.into(), format!("{hostile}\n\nNews."));
        article.markup = Vec::new();
        let model = crate::Model::embedded().unwrap();
        let verdicts = crate::Classifier::new(model.clone()).classify_explained(&article);
        let mut out = Vec::new();
        Html.article(&article, &verdicts, &mut out).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(
            !page.contains("<script") && !page.contains("<img") && !page.contains("alert(1)</")
        );
        assert_eq!(page.matches("</article>").count(), 1);
    }

    #[test]
    fn a_page_has_every_paragraph_in_order() {
        let page = written(&Html, 2);
        assert_eq!(page.matches("<article").count(), 2);
        let places = ["News,", "Buy\tnow", "More."].map(|text| page.find(text).unwrap());
        assert!(places.is_sorted(), "{places:?}");
        assert!(page.contains("0.97 sponsored") && page.starts_with("<!DOCTYPE html>"));
        for outside in ["http:", "https:", "url(", "src="] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
