//! Pages for a browser: each is one self-contained file that loads nothing.

mod chart;
mod curve_charts;
mod evaluation;
mod passage;
mod verdicts;

pub use evaluation::EvaluationPage;
pub use verdicts::Html;

use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("report.css");

/// A script of a page, and its SHA-256 in base64.
#[derive(Clone, Copy)]
struct Script {
    source: &'static str,
    sha256: &'static str,
}

/// The start of a page, up to the first element of its body. The page's security policy allows the
/// script alone, and blocks every load.
fn page_start(title: &str, script: Option<Script>) -> Markup {
    let allowed =
        script.map_or(String::new(), |script| format!("script-src 'sha256-{}'; ", script.sha256));
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; {allowed}base-uri 'none'; \
         form-action 'none'"
    );
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            title { (title) }
            style { (PreEscaped(STYLE)) }
            @if let Some(Script { source, .. }) = script {
                script { (PreEscaped(source)) }
            }
        }
        (PreEscaped("<body>\n"))
    }
}

/// The bytes of a page, or of a part of it: HTML has no control characters other than line ends and
/// tabs, so `\r` becomes a line end and every other one U+FFFD.
fn finish(markup: Markup) -> String {
    let is_forbidden = |c: char| c.is_control() && c != '\n' && c != '\t';
    let page = markup.into_string();
    if page.contains(is_forbidden) {
        page.replace('\r', "\n").replace(is_forbidden, "\u{FFFD}")
    } else {
        page
    }
}

/// A table with a line of column headers. It scrolls sideways on a narrow screen, and screen
/// readers call it `name`. A column without a header holds bars.
fn scrolling_table(name: &str, class: Option<&str>, headers: &[&str], rows: Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(name) {
            table class=[class] {
                thead {
                    tr {
                        @for &header in headers {
                            @if header.is_empty() { td {} } @else { th scope="col" { (header) } }
                        }
                    }
                }
                (rows)
            }
        }
        "\n"
    }
}

/// A figure with three decimals, or a dash if it is undefined.
fn decimals(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.3}"))
}
