//! `--explain`: the reasons of every probability.

use crate::common::{
    Verdict, adsift, article, refusal, repository, starter, stdout, tiny_model, verdicts,
};
use serde_json::Number;

/// A number with at most six decimals, in millionths; read digit by digit to avoid rounding.
fn millionths(number: &Number) -> i64 {
    let text = number.to_string();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, &*text),
    };
    if digits.contains('e') {
        // A number far below one, in scientific notation.
        return (number.as_f64().unwrap() * 1e6).round() as i64;
    }
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(decimals.len() <= 6, "{text}");
    sign * format!("{whole}{decimals:0<6}").parse::<i64>().unwrap()
}

fn explained(arguments: &[&str], input: &str) -> Vec<Verdict> {
    let mut command = adsift();
    command.args(["classify", "-f", "jsonl", "--explain", "-j", "2"]).args(arguments);
    verdicts(&stdout(command.write_stdin(input)))
}

/// Asserts that the reasons add up to the log-odds exactly, and that the log-odds match the
/// probability.
fn check(found: &[Verdict]) {
    assert!(!found.is_empty());
    for verdict in found {
        let log_odds = verdict.log_odds.as_ref().unwrap();
        let sum: i64 =
            verdict.reasons.iter().flatten().map(|reason| millionths(&reason.weight)).sum();
        assert_eq!(sum, millionths(log_odds), "{verdict:?}");
        let probability = 1.0 / (1.0 + (-log_odds.as_f64().unwrap()).exp());
        assert!((probability - verdict.probability).abs() < 1e-6, "{verdict:?}");
    }
}

#[test]
fn reasons_add_up_to_the_log_odds() {
    let page = repository("data/examples/harbor-brief.html");
    let letter = repository("data/examples/weekly-letter.txt");
    let tiny = tiny_model().to_str().unwrap();
    check(&explained(&[page.to_str().unwrap(), letter.to_str().unwrap()], ""));
    // A model with style and layout features, on all the starter data and on very short texts.
    check(&explained(&["-m", tiny, starter().to_str().unwrap()], ""));
    check(&explained(
        &["-m", tiny, starter().to_str().unwrap(), "--article-column", "article"],
        "",
    ));
    for text in ["?", "\u{200B}", "a", "Order now", "東京 — 5 %", &"Order now! ".repeat(2000)] {
        for model in [&["-m", tiny][..], &[]] {
            check(&explained(model, &article("a", &format!("{text}\n\nThe council met.\n\nx"))));
        }
    }
}

#[test]
fn explanation_does_not_change_the_verdict() {
    let page = repository("data/examples/harbor-brief.html");
    let with = explained(&[page.to_str().unwrap()], "");
    let without = verdicts(&stdout(adsift().args(["classify", "-f", "jsonl"]).arg(&page)));
    let stripped =
        with.into_iter().map(|verdict| Verdict { log_odds: None, reasons: None, ..verdict });
    assert!(stripped.eq(without));
}

#[test]
fn reasons_name_words_neighbours_disclosures_and_markup() {
    let text = "The council met on Tuesday.\n\nTogether with Acme\n\nOrdering Yours today SAVES you 50% — learn more at our Website.";
    let found = explained(&[], &article("a", text));
    let features = |at: usize| {
        found[at].reasons.iter().flatten().map(|reason| &*reason.feature).collect::<Vec<_>>()
    };
    assert!(features(2).contains(&"learn"), "{:?}", features(2));
    assert!(features(2).contains(&"(the paragraph before: sponsored)"), "{:?}", features(2));
    assert!(
        features(1).contains(&"(disclosed here)") && !features(2).contains(&"(disclosed here)")
    );
    for reason in
        found[2].reasons.iter().flatten().filter(|reason| !reason.feature.starts_with('('))
    {
        assert!(text.contains(&reason.feature), "{reason:?}");
    }
    let page = repository("data/examples/harbor-brief.html");
    let found = explained(&[page.to_str().unwrap()], "");
    let count = |name: &str| {
        let with = found.iter().filter(|verdict| {
            verdict.reasons.iter().flatten().any(|reason| reason.feature.starts_with(name))
        });
        with.count()
    };
    assert_eq!(count("(markup: link rel=sponsored)"), 1);
    assert_eq!(count("(markup: link affiliate or campaign)"), 1);
    assert_eq!(count("(markup says nothing of pay)"), found.len() - 2);
}

#[test]
fn table_shows_reasons_and_other_formats_refuse_them() {
    let letter = repository("data/examples/weekly-letter.txt");
    let table = stdout(adsift().args(["classify", "-f", "table", "--explain"]).arg(&letter));
    assert_eq!(table.lines().count(), 1 + 2 * 12);
    assert!(table.contains("(disclosed here) +"), "{table}");
    for format in ["csv", "clean"] {
        let message = refusal(adsift().args(["classify", "--explain", "-f", format]).arg(&letter));
        assert!(message.starts_with("--explain is for jsonl and table"), "{message}");
    }
}
