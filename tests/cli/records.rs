//! JSON Lines of any shape: ids, line ends, unused fields, and long inputs.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::Stdio;

use crate::common::{adsift, article, error, folder_with, names_in, stdout, verdicts};
use serde_json::{Value, json};

const TEXT: &str = "The council met.";

fn judged(lines: String) -> String {
    let mut command = adsift();
    command.args(["classify", "--input-format", "jsonl"]);
    stdout(command.write_stdin(lines))
}

#[test]
fn ids_are_returned_unchanged_and_never_used_as_paths() {
    let long = "x".repeat(4096);
    let ids = [
        json!("../../etc/passwd"),
        json!("/etc/passwd"),
        json!(""),
        json!("\0"),
        json!("a\n{\"id\":1}"),
        json!("\u{1b}]52;c;\u{7}"),
        json!("\u{202e}x"),
        json!("same"),
        json!("same"),
        json!(-1),
        json!(0),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(long),
    ];
    let lines: String =
        ids.iter().map(|id| json!({"id": id, "text": TEXT}).to_string() + "\n").collect();
    let (folder, _) = folder_with("a.jsonl", &lines);
    for format in ["jsonl", "csv", "clean", "table"] {
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "-f", format, "a.jsonl"]);
        let output = stdout(&mut command);
        if format == "jsonl" {
            let found: Vec<Value> =
                verdicts(&output).into_iter().map(|verdict| verdict.id).collect();
            assert_eq!(found, ids);
        }
        if format != "csv" {
            assert!(!output.contains(['\u{1b}', '\u{7}', '\0']), "{format}");
        }
    }
    assert_eq!(names_in(folder.path()), ["a.jsonl"]);
    let mut command = adsift();
    command
        .current_dir(folder.path())
        .args(["classify", "-o", "out", "a.jsonl"])
        .assert()
        .success();
    assert_eq!(names_in(folder.path()), ["a.jsonl", "out"]);
}

#[test]
fn line_ends_and_blank_lines_change_no_verdict() {
    let (one, two) = (article("a", TEXT), article("b", TEXT));
    let plain = judged(format!("{one}{two}"));
    for same in [
        format!("{one}{}", two.trim_end()),
        format!("\n\n{one}\r\n  \n{two}\n\n"),
        format!("{one}{two}").replace('\n', "\r\n"),
        format!("\u{FEFF}{one}{two}"),
    ] {
        assert_eq!(judged(same.clone()), plain, "{same:?}");
    }
    assert_eq!(judged("\n\n".to_owned()), "");
}

#[test]
fn deep_unused_fields_pass_and_invalid_text_is_refused() {
    let deep = |depth: usize| {
        format!("{{\"text\": \"a\", \"x\": {}{}}}\n", "[".repeat(depth), "]".repeat(depth))
    };
    // An unused field is skipped without recursion, at any depth.
    for depth in [128, 129, 100_000] {
        assert_eq!(verdicts(&judged(deep(depth))).len(), 1, "{depth}");
    }
    assert_eq!(verdicts(&judged("{\"text\": \"a\", \"x\": 1e999999}\n".to_owned())).len(), 1);
    for line in ["{\"text\": \"\\ud800\"}", "{\"text\": \"\\udfff \\ud83d\"}", "{\"text\": 1e999}"]
    {
        let message = error(&["classify"], "a.jsonl", line.as_bytes());
        assert!(message.starts_with("a.jsonl: line 1 (byte "), "{message}");
    }
}

#[test]
fn every_paragraph_of_a_long_input_has_one_verdict() {
    has_two_verdicts_per_article(10_000);
}

#[test]
#[ignore = "takes minutes: 10,000,000 paragraphs"]
fn ten_million_paragraphs_have_one_verdict_each() {
    has_two_verdicts_per_article(5_000_000);
}

fn has_two_verdicts_per_article(articles: usize) {
    let mut child = crate::common::adsift_process()
        .args(["classify", "--input-format", "jsonl", "-j", "2", "-m"])
        .arg(crate::common::tiny_model())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = BufWriter::new(child.stdin.take().unwrap());
    let feeder = std::thread::spawn(move || {
        let page = format!("{TEXT}\n\nOrder now!");
        for at in 0..articles {
            input.write_all(article(&at.to_string(), &page).as_bytes()).unwrap();
        }
    });
    let mut next = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let begin = format!("{{\"id\":\"{}\",\"paragraph\":{},", next / 2, next % 2);
        assert!(line.unwrap().starts_with(&begin), "{begin}");
        next += 1;
    }
    assert_eq!(next, 2 * articles);
    feeder.join().unwrap();
    assert!(child.wait().unwrap().success());
}
