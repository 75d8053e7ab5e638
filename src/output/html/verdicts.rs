//! The page of `classify -f html`: the articles with their paid paragraphs marked, and the reasons.

use std::sync::LazyLock;

use maud::{Markup, html};

use super::passage::Passage;
use super::{Script, finish, page_start};
use crate::article::Article;
use crate::error::Result;
use crate::output::VerdictFormat;
use crate::terminal::Notation;
use crate::verdict::Verdict;
use crate::verdict_counts::{VerdictCounts, is_counted, paragraphs};

/// The script that makes the index of articles.
const SCRIPT: Script = Script {
    source: include_str!("report.js"),
    sha256: "xhNjcWNPV+1yiCRwRWWgj2jK/nPw0FbMzFozOeAENgE=",
};

/// One self-contained HTML page of all articles. The page loads nothing, and its only script makes
/// the index.
///
/// The page has every paragraph in order, with its label, its probability and, for verdicts of
/// [`classify_explained`](crate::Classifier::classify_explained), its reasons.
///
/// ```
/// use adsift::output::{Html, VerdictFormat};
/// use adsift::{Article, Classifier, Model};
///
/// let article = Article::from_text("letter".into(), "Order today & save 50 %!".into());
/// let verdicts = Classifier::new(Model::embedded()?).classify_explained(&article);
/// let mut page = Html.header().to_vec();
/// Html.article(&article, &verdicts, &mut page)?;
/// let page = String::from_utf8_lossy(&page);
/// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<bdi>letter</bdi>"));
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Default)]
pub struct Html;

static HEADER: LazyLock<String> = LazyLock::new(|| {
    let header = html! {
        (page_start("Paid paragraphs, by adsift", Some(SCRIPT)))
        h1 { "Paid paragraphs" }
        p.quiet id="total" {}
        p.quiet {
            "The number above a paragraph is the probability that someone outside the newsroom "
            "paid for it. "
            "Coloured words " span.f3 { "raise" } " or " span.a3 { "lower" } " the probability."
        }
        nav id="index" aria-label="Articles" {}
        "\n"
    };
    header.into_string()
});

impl VerdictFormat for Html {
    fn header(&self) -> &[u8] {
        HEADER.as_bytes()
    }

    fn needs_explanations(&self) -> bool {
        true
    }

    fn notation(&self) -> Option<Notation> {
        Some(Notation::Plain)
    }

    // HTML allows a page without `</body>` and `</html>`, so nothing must follow the last article.
    fn article(&self, article: &Article, verdicts: &[Verdict], out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(finish(section(article, verdicts)).as_bytes());
        Ok(())
    }
}

/// The section of one article.
fn section(article: &Article, verdicts: &[Verdict]) -> Markup {
    let counts = VerdictCounts::of(article, verdicts);
    let is_shown = |&(at, verdict): &(usize, &Verdict)| is_counted(article, at, verdict);
    let numbered: Vec<(usize, &Verdict)> = verdicts.iter().enumerate().collect();
    html! {
        article data-paragraphs=(counts.paragraphs) data-sponsored=(counts.sponsored) {
            h2 { bdi { (article.id) } }
            p.quiet { (counts.heading()) }
            @for run in numbered.chunk_by(|a, b| is_shown(a) == is_shown(b)) {
                @if is_shown(&run[0]) {
                    @for &(at, verdict) in run { (passage(article, at, verdict)) }
                } @else {
                    (boilerplate(article, run))
                }
            }
        }
        "\n"
    }
}

fn passage<'a>(article: &'a Article, at: usize, verdict: &'a Verdict) -> Passage<'a> {
    Passage {
        name: format!("Paragraph {}", at + 1),
        text: &article.text[verdict.span.clone()],
        label: verdict.label,
        probability: verdict.probability,
        note: match verdict {
            Verdict { reliable: true, .. } => "",
            Verdict { disguised: 0, .. } => ", uncertain: too few known words",
            _ => ", uncertain: some words contain look-alike letters",
        },
        explanation: verdict.explanation.as_ref(),
    }
}

/// Consecutive paragraphs of unpaid boilerplate, collapsed.
fn boilerplate(article: &Article, run: &[(usize, &Verdict)]) -> Markup {
    html! {
        details.quiet {
            summary { (paragraphs(run.len() as u64)) " of boilerplate" }
            @for (_, verdict) in run {
                p { bdi { (article.text[verdict.span.clone()]) } }
            }
        }
        "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::{formatted, written};

    #[test]
    fn text_of_an_article_never_becomes_markup() {
        let hostile =
            "</article><script>alert(1)</script><img src=x onerror='alert(2)'>&lt;\u{0}\u{1b}[0m\"";
        let mut article = Article::from_text(hostile.into(), format!("{hostile}\n\nNews."));
        article.markup = Vec::new();
        let model = crate::Model::embedded().unwrap();
        let verdicts = crate::Classifier::new(model).classify_explained(&article);
        let page = formatted(&Html, &article, &verdicts);
        for markup in ["<script", "<img", "alert(1)</", "\u{0}", "\u{1b}"] {
            assert!(!page.contains(markup), "{markup:?} is in {page}");
        }
        let shown = "onerror='alert(2)'&gt;&amp;lt;\u{FFFD}\u{FFFD}[0m&quot;</bdi>";
        assert!(page.contains(shown), "{page}");
        assert_eq!(page.matches("</article>").count(), 1);
    }

    #[test]
    fn page_has_every_paragraph_in_order() {
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
