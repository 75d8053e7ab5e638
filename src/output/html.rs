//! A page for people: the articles as they are read, with what is paid marked, and why.

use std::fmt::Write;
use std::sync::LazyLock;

use super::VerdictFormat;
use crate::article::{Article, Kind, Label, Verdict};
use crate::error::{Error, Result};
use crate::explanation::{Explanation, Reason};
use crate::terminal::Notation;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
/// SHA-256 of the script, in base64: no other may run, whatever stands in an article.
const SCRIPT_HASH: &str = "xhNjcWNPV+1yiCRwRWWgj2jK/nPw0FbMzFozOeAENgE=";

/// Weights from which on words are tinted, faintly, plainly and strongly.
const TINTS: [f64; 3] = [0.1, 0.3, 0.6];

/// One self-contained page: nothing is loaded, and its only script makes the index.
#[derive(Default)]
pub struct Html;

static HEADER: LazyLock<String> = LazyLock::new(|| {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{SCRIPT_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Paid paragraphs, by adsift</title>\n<style>\n{STYLE}</style>\n<script>{SCRIPT}</script>\n</head>\n<body>\n\
         <h1>Paid paragraphs</h1>\n<p class=\"quiet\" id=\"total\"></p>\n\
         <p class=\"quiet\">A number is the probability that somebody outside the newsroom paid for a paragraph. \
         Words are tinted by what they add to it: <span class=\"f3\">for paid</span>, <span class=\"a3\">for news</span>.</p>\n\
         <nav id=\"index\" aria-label=\"Articles\"></nav>\n"
    )
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
    let is_text = |at: usize| article.kind(at) == Kind::Text;
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
        paragraph(
            &article.text[verdicts[at].span.clone()],
            &verdicts[at],
            at,
            out,
        )?;
        at += 1;
    }
    out.push_str("</article>\n");
    Ok(())
}

fn paragraph(text: &str, verdict: &Verdict, at: usize, out: &mut String) -> std::fmt::Result {
    let (class, label) = match verdict.label {
        Label::Sponsored => ("paragraph sponsored", "sponsored"),
        Label::News => ("paragraph", "news"),
    };
    let doubt = if verdict.reliable {
        ""
    } else {
        ", hardly to be judged"
    };
    writeln!(
        out,
        "<section class=\"{class}\" aria-label=\"Paragraph {}: {label}\">\n<span class=\"label\">{:.2} {label}{doubt}</span>",
        at + 1,
        verdict.probability
    )?;
    let reasons = verdict
        .explanation
        .as_ref()
        .map_or(&[][..], |explanation| &explanation.reasons);
    out.push_str("<p dir=\"auto\">");
    tinted(text, reasons, out)?;
    out.push_str("</p>\n");
    if let Some(explanation) = &verdict.explanation {
        table(explanation, out)?;
    }
    out.push_str("</section>\n");
    Ok(())
}

/// A text with its weightiest words tinted; where two overlap, the weightier one.
fn tinted(text: &str, reasons: &[Reason], out: &mut String) -> std::fmt::Result {
    let mut tints: Vec<(&std::ops::Range<usize>, f64)> = Vec::new();
    for reason in reasons {
        let Some(words) = &reason.words else { continue };
        let is_free = tints
            .iter()
            .all(|(other, _)| other.end <= words.start || words.end <= other.start);
        if is_free && reason.weight.abs() >= TINTS[0] {
            tints.push((words, reason.weight));
        }
    }
    tints.sort_by_key(|(words, _)| words.start);
    let mut from = 0;
    for (words, weight) in tints {
        let strength = TINTS.iter().filter(|&&least| weight.abs() >= least).count();
        let side = if weight > 0.0 { 'f' } else { 'a' };
        let (before, words_text) = (&text[from..words.start], &text[words.clone()]);
        write!(
            out,
            "{}<span class=\"{side}{strength}\">{}</span>",
            escaped(before),
            escaped(words_text)
        )?;
        from = words.end;
    }
    out.push_str(&escaped(&text[from..]));
    Ok(())
}

fn table(explanation: &Explanation, out: &mut String) -> std::fmt::Result {
    out.push_str("<details><summary>Why</summary>\n<table><thead><tr><th>Reason</th><th>Log-odds</th></tr></thead><tbody>\n");
    for reason in &explanation.reasons {
        writeln!(
            out,
            "<tr><td><bdi>{}</bdi></td><td>{:+.2}</td></tr>",
            escaped(&reason.feature),
            reason.weight
        )?;
    }
    writeln!(
        out,
        "<tr><th>Together</th><td>{:+.2}</td></tr></tbody></table>\n</details>",
        explanation.log_odds
    )
}

/// Text that stays text in HTML, in element and attribute; control characters are made visible.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(character),
            '\r' => escaped.push('\n'),
            control if control.is_control() => escaped.push('\u{FFFD}'),
            character => escaped.push(character),
        }
    }
    escaped
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
        let verdicts = crate::Classifier::new(&model).classify_explained(&article);
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

    #[test]
    fn words_are_tinted_where_they_stand() {
        let reason = |words: std::ops::Range<usize>, weight| Reason {
            feature: String::new(),
            weight,
            words: Some(words),
        };
        let mut out = String::new();
        let reasons = [
            reason(4..9, 0.7),
            reason(0..9, 0.5),
            reason(10..13, -0.2),
            reason(0..3, 0.01),
        ];
        tinted("Buy <now> you", &reasons, &mut out).unwrap();
        assert_eq!(
            out,
            "Buy <span class=\"f3\">&lt;now&gt;</span> <span class=\"a1\">you</span>"
        );
    }
}
