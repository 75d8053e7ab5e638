//! Pages for people: one self-contained file each, that loads nothing.

mod chart;
mod curves;
mod evaluation;
mod passage;
mod verdicts;

pub use evaluation::EvaluationPage;
pub use verdicts::Html;

const STYLE: &str = include_str!("report.css");

/// How every page begins, up to its body's first element. `policy` and `script` say which script may
/// run, and have it; nothing else may, and nothing may be loaded.
fn head(title: &str, policy: &str, script: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         {policy}base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n{script}</head>\n<body>\n"
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
