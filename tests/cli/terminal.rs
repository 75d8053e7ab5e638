//! Terminals: text from inputs is escaped on a terminal, and unchanged in a pipe.
#![cfg(target_os = "linux")]

use crate::common::process::on_terminal;
use crate::common::{adsift, folder_with, stdout};
use serde_json::json;

/// Sets the clipboard, clears the screen (also with a C1 control), reverses text, hides text.
const EVIL: &str =
    "Order\u{1b}]52;c;aGk=\u{7} now\u{1b}[2J \u{9b}2J\u{202e}evil\u{200b} news\u{7f}\u{8} here";

/// Returns the output that a terminal receives from a run.
fn shown(arguments: &str) -> String {
    let run = on_terminal(&format!("adsift {arguments}"));
    String::from_utf8(run.stdout).unwrap().replace("\r\n", "\n")
}

fn is_harmless(shown: &str) {
    for character in shown.chars() {
        let is_plain = character == '\n' || !character.is_control();
        assert!(is_plain && !"\u{202e}\u{200b}".contains(character), "{shown:?}");
    }
}

#[test]
fn every_format_is_escaped_only_on_a_terminal() {
    let line = json!({"id": EVIL, "text": EVIL}).to_string() + "\n";
    let csv = format!("page,text\n\"{EVIL}\",\"{EVIL}\"\n");
    let (_a, jsonl) = folder_with("a.jsonl", &line);
    let (_b, text) = folder_with("a.txt", EVIL);
    let (_c, csv) = folder_with("a.csv", csv);
    for (format, path) in [
        ("table", &jsonl),
        ("jsonl", &jsonl),
        ("csv", &jsonl),
        ("clean", &jsonl),
        ("clean", &text),
        ("table", &csv),
        ("jsonl", &csv),
    ] {
        let with_text = if format == "clean" { "" } else { " --with-text" };
        let arguments = format!(
            "classify -q --color never{with_text} --threshold 1 -f {format} {}",
            path.display()
        );
        let shown = shown(&arguments);
        assert!(shown.contains("evil"), "{shown}");
        is_harmless(&shown);
        let piped = stdout(adsift().args(arguments.split(' ')));
        if format == "jsonl" || (format, path) == ("clean", &jsonl) {
            for line in [&shown, &piped].map(|lines| lines.lines().next().unwrap()) {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                assert_eq!(value["text"], EVIL, "{format}");
            }
        }
        if format == "csv" || (format, path) == ("clean", &text) {
            assert!(piped.contains(EVIL), "{format}");
        }
    }
}

#[test]
fn skipped_records_are_escaped_in_messages() {
    let (_folder, path) = folder_with("a.jsonl", format!("{{\"{EVIL}\": 1}}\nx{EVIL}\n"));
    let shown = shown(&format!("classify --on-error skip {}", path.display()));
    assert!(shown.contains("skipped 2 bad records"), "{shown}");
    is_harmless(&shown);
}
