//! `--on-error`: a bad record changes no other verdict, and every bad record is reported.

use std::fs;
use std::path::Path;

use crate::common::{adsift, article, folder_with, gzip, names_in, refusal, stdout};
use serde_json::Value;

const TEXT: &str = "The council met on Tuesday.\n\nOrder today and save 50% on your first box!";

/// Good articles, and bad lines between them.
fn mixed() -> (String, String) {
    let deep = format!("{{\"text\": {}", "[".repeat(100_000));
    let bad = [
        "no JSON",
        "[]",
        "7",
        "null",
        "{\"id\": 1}",
        "{\"text\": 7}",
        "{\"text\": \"a\", \"text\": \"b\"}",
        "{\"text\": \"\\ud800\"}",
        "{\"text\": \"a\"} x",
        "{\"id\": 1e999, \"text\": \"a\"}",
        &deep,
        "{\"text\": \"cut",
    ];
    let (mut good, mut all) = (String::new(), String::new());
    for (at, bad) in bad.iter().enumerate() {
        let line = article(&at.to_string(), TEXT);
        good += &line;
        all += &(line + bad + "\n");
    }
    (good, all)
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn skipped_records_do_not_change_other_verdicts() {
    let (good, all) = mixed();
    let (_good, good) = folder_with("good.jsonl", good);
    let (_all, all) = folder_with("all.jsonl", all);
    let alone = stdout(adsift().arg("classify").arg(good));
    for threads in ["1", "2", "8"] {
        let mut command = adsift();
        command.args(["classify", "--on-error", "skip", "-j", threads]);
        let run = command.arg(&all).assert().success().stdout(alone.clone());
        let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
        let path = all.display();
        assert!(message.starts_with(&format!("skipped: {path}: line 2 (byte ")), "{message}");
        // The first ten are listed, and all are counted.
        assert_eq!(message.matches("skipped: ").count(), 10);
        assert!(message.ends_with("skipped 12 bad records; the first 10 are shown above\n"));
    }
}

#[test]
fn first_bad_record_stops_the_run_by_default() {
    let (_, all) = mixed();
    for policy in [&[][..], &["--on-error", "stop"], &["--on-error=stop", "--strict"]] {
        let mut command = adsift();
        command.args(["classify", "--input-format", "jsonl"]).args(policy);
        let run = command.write_stdin(all.clone()).assert().code(2);
        let output = String::from_utf8(run.get_output().stdout.clone()).unwrap();
        assert_eq!(output.lines().count(), 2);
    }
    let policy = refusal(adsift().args(["classify", "--on-error", "reject"]));
    assert!(policy.contains("expected stop, skip or reject=FILE"));
}

#[test]
fn strict_exits_with_1_after_a_skipped_record() {
    let (good, all) = mixed();
    for (input, code) in [(good, 0), (all, 1)] {
        let mut command = adsift();
        command.args(["classify", "--input-format", "jsonl", "--on-error", "skip", "--strict"]);
        command.write_stdin(input).assert().code(code);
    }
}

#[test]
fn rejects_file_lists_place_reason_and_excerpt() {
    let (_, all) = mixed();
    let (folder, path) = folder_with("all.jsonl", &all);
    let rejects = folder.path().join("rejects");
    let mut command = adsift();
    command.args(["classify", "--on-error"]);
    command.arg(format!("reject={}", rejects.display())).arg(&path);
    let run = command.assert().success();
    let message = format!("skipped 12 bad records: see {}\n", rejects.display());
    run.stderr(message);
    let found = lines(&rejects);
    assert_eq!(found.len(), 12);
    for (at, line) in found.iter().enumerate() {
        assert_eq!(line["path"], path.to_str().unwrap());
        assert_eq!(line["line"], 2 * at + 2);
        assert!(line["reason"].is_string());
        let excerpt = line["excerpt"].as_str().unwrap();
        assert!(excerpt.chars().count() <= 80);
        let record = all.lines().nth(2 * at + 1).unwrap();
        assert!(record.starts_with(excerpt.trim_end_matches('…')), "{excerpt}");
    }
    assert_eq!(names_in(folder.path()), ["all.jsonl", "rejects"]);
}

#[test]
fn next_file_is_read_after_an_unreadable_one() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "text\nOne council.\n";
    let whole = gzip(csv.repeat(40).as_bytes());
    for (name, bytes) in [
        ("a.txt", b"Z\xFCrich.".to_vec()),
        ("b.csv.gz", whole[..whole.len() - 9].to_vec()),
        ("c.csv", format!("{csv}\"Two.\nThree.\n").into_bytes()),
        ("d.txt", b"a\0b\0".to_vec()),
        ("e.csv", b"words\nOne.\n".to_vec()),
        ("f.csv", b"".to_vec()),
        ("f.parquet", b"PAR1\xFF\xFE".to_vec()),
        ("g.csv", [csv.as_bytes(), b"Z\xFCrich.\nThree.\n"].concat()),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let mut command = adsift();
    command.current_dir(folder.path());
    command.args(["classify", "--on-error", "reject=rejects", "-f", "csv"]);
    command.args(["a.txt", "b.csv.gz", "c.csv", "d.txt", "e.csv", "f.csv", "f.parquet", "g.csv"]);
    let output = stdout(&mut command);
    assert!(output.contains("\nc.csv:1,0,") && output.contains("\ng.csv:3,0,"), "{output}");
    let found = lines(&folder.path().join("rejects"));
    let rejected: Vec<_> = found
        .iter()
        .map(|line| (line["path"].as_str().unwrap(), line["rest_unread"] == true))
        .collect();
    let expected = [
        ("a.txt", false),
        ("b.csv.gz", true),
        ("c.csv", true),
        ("d.txt", true),
        ("e.csv", true),
        ("f.csv", true),
        ("f.parquet", true),
        ("g.csv", false),
    ];
    assert_eq!(rejected, expected);
}

#[test]
fn missing_file_stops_the_run_by_default_and_a_full_disk_always() {
    let missing = refusal(adsift().args(["classify", "no/such"]));
    assert!(missing.starts_with("no/such: "));
    if cfg!(target_os = "linux") {
        let mut command = adsift();
        command.args(["classify", "--on-error", "reject=/dev/full", "--input-format", "jsonl"]);
        let run = command.write_stdin("no JSON\n").assert().code(2);
        let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
        assert!(message.contains("/dev/full: No space left"), "{message}");
    }
}

#[test]
fn inputs_are_never_replaced() {
    let (folder, path) = folder_with("a.jsonl", article("a", TEXT));
    let model = folder.path().join("model");
    fs::copy(crate::common::tiny_model(), &model).unwrap();
    let reject = |path: &Path| format!("--on-error=reject={}", path.display());
    let same = folder.path().join(".").join("a.jsonl");
    for output in [&path, &same, &model] {
        let name = output.to_str().unwrap().to_owned();
        for flag in [vec!["-o".to_owned(), name], vec![reject(output)]] {
            let mut command = adsift();
            command.arg("classify").args(&flag).arg("-m").args([&model, &path]);
            let message = refusal(&mut command);
            assert!(
                message.ends_with(": the output would replace this input; name another output\n")
            );
        }
    }
    let twice = folder.path().join("out");
    let mut command = adsift();
    command.arg("classify").arg("-o").arg(&twice).arg(reject(&twice)).arg(&path);
    assert!(refusal(&mut command).contains("name the same file"));
    let data = folder.path().join("data.csv");
    fs::copy(crate::common::starter(), &data).unwrap();
    let mut command = adsift();
    command.arg("train").arg(&data).arg("--force").arg("-o").arg(&data);
    assert!(refusal(&mut command).contains("would replace this input"));
    assert_eq!(fs::read(&data).unwrap(), fs::read(crate::common::starter()).unwrap());
    assert_eq!(names_in(folder.path()), ["a.jsonl", "data.csv", "model"]);
}
