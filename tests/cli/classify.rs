//! `adsift classify`: inputs, ids, compression, threshold and model.

use std::fs;

use crate::common::{adsift, article, folder_with, gzip, stdout, verdicts};
use serde_json::json;

const PAGE: &str = "The council voted on Tuesday to close the bridge.\n\n\
                    Order today and save 50% on your first box!\n";

#[test]
fn ids_keep_their_json_type() {
    let lines = r#"{"id":7,"text":"One."}
                   {"id":"7","text":"One."}
                   {"id":-1,"text":"One."}

                   {"id":null,"text":"One."}
                   {"text":"One.","id":"a\u001bb"}
                   {"text":"One."}"#;
    let output = stdout(adsift().arg("classify").write_stdin(lines));
    let ids: Vec<_> = verdicts(&output).into_iter().map(|v| v.id).collect();
    let expected = json!([7, "7", -1, "<stdin>:5", "a\u{1b}b", "<stdin>:7"]);
    assert_eq!(json!(ids), expected);
    assert!(!output.contains('\u{1b}'));
}

#[test]
fn inputs_are_classified_in_order_and_named_by_their_path() {
    let (folder, page) = folder_with("page.txt", PAGE);
    fs::write(page.with_extension("csv"), "text\nOne.\nTwo.\n").unwrap();
    let output = stdout(
        adsift()
            .current_dir(folder.path())
            .args(["classify", "./page.txt", "-", "page.csv"])
            .arg(&page)
            .write_stdin(article("a1", "One.\n\nTwo.")),
    );
    let ids: Vec<_> =
        verdicts(&output).into_iter().map(|verdict| (verdict.id, verdict.paragraph)).collect();
    let absolute = page.to_str().unwrap();
    let expected = json!([
        ["./page.txt", 0],
        ["./page.txt", 1],
        ["a1", 0],
        ["a1", 1],
        ["page.csv:1", 0],
        ["page.csv:2", 0],
        [absolute, 0],
        [absolute, 1],
    ]);
    assert_eq!(json!(ids), expected);
}

#[test]
fn csv_rows_are_articles_or_paragraphs_of_an_article_column() {
    let csv = "no,body,page\n1,One.,A\n2,\"Two.\n\nStill two.\",A\n3,Three.,B\n4,Four.,\n";
    let (folder, _) = folder_with("pages.csv", csv);
    let places = |options: &[&str]| {
        let mut command = adsift();
        command.current_dir(folder.path());
        command.args(["classify", "--text-column", "body", "pages.csv"]);
        let verdicts = verdicts(&stdout(command.args(options)));
        let places = verdicts.iter().map(|v| json!([v.id, v.start, v.end]));
        json!(places.collect::<Vec<_>>())
    };
    let rows = json!([
        ["pages.csv:1", 0, 4],
        ["pages.csv:2", 0, 4],
        ["pages.csv:2", 6, 16],
        ["pages.csv:3", 0, 6],
        ["pages.csv:4", 0, 5]
    ]);
    assert_eq!(places(&[]), rows);
    let pages =
        json!([["A", 0, 4], ["A", 6, 10], ["A", 12, 22], ["B", 0, 6], ["pages.csv:4", 0, 5]]);
    assert_eq!(places(&["--article-column", "page"]), pages);
}

#[test]
fn standard_input_is_read_by_default_and_for_a_dash() {
    let run = |options: &[&str], input: &[u8]| {
        let mut command = adsift();
        command.arg("classify").args(options);
        stdout(command.write_stdin(input))
    };
    let output = run(&[], PAGE.as_bytes());
    assert_eq!(verdicts(&output).len(), 2);
    assert_eq!(verdicts(&output)[0].id, "<stdin>");
    assert_eq!(run(&["-"], PAGE.as_bytes()), output);
    let csv = run(&["--input-format", "csv"], b"text\nOne.\nTwo.\n");
    assert_eq!(verdicts(&csv)[1].id, "<stdin>:2");
    let text = run(&["--input-format", "text"], b"{\"text\": \"One.\"}");
    assert_eq!(verdicts(&text)[0].end, 16);
}

#[test]
fn compression_is_detected_by_content_not_by_name() {
    let plain = stdout(adsift().arg("classify").write_stdin(PAGE));
    for compressed in [gzip(PAGE.as_bytes()), zstd::encode_all(PAGE.as_bytes(), 3).unwrap()] {
        let run = stdout(adsift().arg("classify").write_stdin(compressed.clone()));
        assert_eq!(run, plain);
        for name in ["page.txt", "page.txt.gz", "page.txt.zst", "page"] {
            let (_folder, path) = folder_with(name, &compressed);
            let run = stdout(adsift().arg("classify").arg(&path));
            assert_eq!(run.replace(path.to_str().unwrap(), "<stdin>"), plain);
        }
    }
    let (_folder, path) = folder_with("rows.csv.gz", gzip(b"text\nOne.\nTwo.\n"));
    assert_eq!(stdout(adsift().arg("classify").arg(path)).lines().count(), 2);
}

#[test]
fn paragraph_at_the_threshold_is_sponsored() {
    let labels = |threshold: f64| {
        let threshold = threshold.to_string();
        let output =
            stdout(adsift().args(["classify", "--threshold", &threshold]).write_stdin(PAGE));
        let labels = verdicts(&output).into_iter().map(|v| v.label);
        labels.collect::<Vec<_>>()
    };
    assert_eq!(labels(0.0), ["sponsored", "sponsored"]);
    assert_eq!(labels(1.0), ["news", "news"]);
    let verdicts = verdicts(&stdout(adsift().arg("classify").write_stdin(PAGE)));
    for (at, verdict) in verdicts.iter().enumerate() {
        let label = |threshold| labels(threshold).swap_remove(at);
        assert_eq!(label(verdict.probability.next_down()), "sponsored");
        assert_eq!(label(verdict.probability), "sponsored");
        assert_eq!(label(verdict.probability.next_up()), "news");
    }
}

#[test]
fn input_without_text_has_no_verdicts() {
    for (name, bytes) in
        [("a.txt", ""), ("a.txt", " \n\n\t"), ("a.jsonl", ""), ("a", ""), ("a.csv", "text\n")]
    {
        let (_folder, path) = folder_with(name, bytes);
        let mut command = adsift();
        let notice = format!("{}: no text\n", path.display());
        command.arg("classify").arg(path).assert().success().stdout("").stderr(notice);
    }
    adsift().arg("classify").write_stdin("").assert().success().stdout("");
    let header = "id,paragraph,start,end,label,probability,known,reliable,kind\n";
    let mut command = adsift();
    command.args(["classify", "-f", "csv"]).write_stdin("").assert().success().stdout(header);
}

#[test]
fn every_text_has_a_probability() {
    let texts = [
        "!?!",
        "7",
        "🙂🙃",
        "\u{301}\u{301}",
        "東京都は橋を閉鎖した。",
        "أعلن المجلس",
        "a\u{0}b",
        "\u{202e}desrever",
        &"x".repeat(60_000),
        &"word ".repeat(13_000),
        "\u{627}\u{644} mixed 東京 и кот",
        "- - -",
    ];
    let input: String = texts.iter().map(|text| article("a", text)).collect();
    let verdicts =
        verdicts(&stdout(adsift().args(["classify", "--paragraphs", "line"]).write_stdin(input)));
    assert_eq!(verdicts.len(), texts.len());
    assert!(verdicts.iter().all(|v| (0.0..=1.0).contains(&v.probability)));
}

#[test]
fn named_model_is_used() {
    let default = stdout(adsift().arg("classify").write_stdin(PAGE));
    let mut command = adsift();
    command.args(["classify", "-m"]).arg(crate::common::tiny_model());
    assert_ne!(stdout(command.write_stdin(PAGE)), default);
}

#[test]
fn model_determines_the_language() {
    let folder = tempfile::tempdir().unwrap();
    let known = |language: &str| {
        let model = folder.path().join(language);
        crate::common::train(&crate::common::starter(), &model, &["--language", language]);
        let mut command = adsift();
        command.args(["classify", "-m"]).arg(&model);
        verdicts(&stdout(command.write_stdin(PAGE)))
    };
    // The stems depend on the language, and `classify` has no flag for it.
    assert_ne!(known("english"), known("french"));
    adsift().args(["classify", "--language", "french"]).assert().code(2);
}
