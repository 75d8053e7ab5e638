//! Words for people: the message about a wrong command line names the right one.

use std::fs;

use crate::common::{adsift, folder_with, refusal};

#[test]
fn missing_verb_is_named() {
    let (folder, _) = folder_with("page.txt", "News.");
    for (arguments, expected) in [
        (&["page.txt"][..], "did you mean: adsift classify page.txt"),
        (&["page.txt", "-f", "csv"], "did you mean: adsift classify page.txt -f csv"),
        (&["no such.html"], "did you mean: adsift classify 'no such.html'"),
        (&["*.txt"], "did you mean: adsift classify '*.txt'"),
        (&["-f", "clean", "page.txt"], "did you mean: adsift classify -f clean page.txt"),
        (&["predict", "page.txt"], "did you mean: adsift classify page.txt"),
        (&["detect"], "did you mean: adsift classify FILE"),
        (&["-"], "did you mean: adsift classify -"),
        (
            &["https://news.example/a?b=1&c"],
            "curl -L 'https://news.example/a?b=1&c' | adsift classify",
        ),
        (
            &["classify", "https://news.example/a"],
            "adsift reads files only; read a page with: curl",
        ),
        (&["classify", "page.txt", "www.news.example/a"], "adsift reads files only"),
        (&["help", "predict"], "did you mean: adsift help classify\n"),
        (&["help", "fit"], "did you mean: adsift help train\n"),
        (&["fit", "a.csv"], "did you mean: adsift train a.csv\n"),
        (&["test", "a.csv"], "did you mean: adsift evaluate a.csv\n"),
        (&["convert", "page.txt"], "did you mean: adsift classify -f csv page.txt\n"),
        (&["version"], "did you mean: adsift --version\n"),
        (&["classify", "-r", "."], "a folder is read with all folders in it; leave -r out"),
        (&["classify", "--recursive", "."], "leave --recursive out"),
        (&["classify", "file:///a/page.txt"], "leave file:// out, and name the file: /a/page.txt"),
        (&["file:///a/page.txt"], "leave file:// out: adsift classify /a/page.txt"),
        (&["train", "-o", "m", "https://x.example/a.csv"], "curl -LO 'https"),
        (&["train", "-o", "m", "https://x.example/a.csv"], "adsift reads files only; download it"),
        (&["evaluate", "*.csv"], "*.csv: no file matches this pattern"),
        (&["inspect", "-", "-"], "standard input can be read only once"),
        (&["inspect", "file:///a.csv"], "leave file:// out"),
        (&["clasify", "page.txt"], "a similar subcommand exists: 'classify'"),
    ] {
        let message = refusal(adsift().current_dir(folder.path()).args(arguments));
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    // A file with the name of an address is a file.
    fs::create_dir_all(folder.path().join("https:/x")).unwrap();
    fs::write(folder.path().join("https:/x/a.txt"), "News.").unwrap();
    let mut command = adsift();
    command.current_dir(folder.path()).args(["classify", "https://x/a.txt"]).assert().success();
}

#[test]
fn wrong_flag_or_value_is_answered_with_the_right_one() {
    for (arguments, expected) in [
        (&["-t", "jsonl"][..], "some similar arguments exist: '--format', '--threshold'"),
        (&["--output-format", "jsonl"], "a similar argument exists: '--format'"),
        (&["--output-dir", "x"], "a similar argument exists: '--out-dir'"),
        (&["--threshold", "66"], "expected a number from 0 to 1; for 66 % write 0.66"),
        (&["--threshold", "66%"], "for 66 % write 0.66"),
        (&["--threshold", "0,66"], "write 0.66"),
        (&["--encoding", "latin9"], "did you mean iso-8859-15?"),
        (&["--encoding", "utf-32"], "iconv -f utf-32 -t utf-8"),
    ] {
        let message = refusal(adsift().arg("classify").args(arguments).arg("a.txt"));
        assert!(message.contains(expected), "{arguments:?}: {message}");
        assert!(!message.contains("--input-format"), "{message}");
    }
}

#[test]
fn other_names_of_input_formats_are_known() {
    let (folder, _) = folder_with("a", "The council voted on Tuesday.");
    for (format, bytes) in [
        ("md", "# Bridge"),
        ("rss", "<rss><channel><item><title>Bridge</title></item></channel></rss>"),
        ("xml", "<rss><channel><item><title>Bridge</title></item></channel></rss>"),
        ("wet", "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 6\r\n\r\nBridge\r\n\r\n"),
        ("srt", "1\n00:00:01,000 --> 00:00:02,000\nBridge\n"),
        ("eml", "From: a\nSubject: b\n\nBridge\n"),
    ] {
        fs::write(folder.path().join("a"), bytes).unwrap();
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "--with-text", "-f", "jsonl"]);
        let lines = crate::common::stdout(command.args(["--input-format", format, "a"]));
        assert!(lines.contains("\"text\":\"Bridge\""), "{format}: {lines}");
    }
}

#[test]
fn file_named_twice_is_said() {
    let (folder, _) = folder_with("a.txt", "News.");
    let mut command = adsift();
    command.current_dir(folder.path()).args(["classify", "a.txt", "a.txt"]);
    let run = command.assert().success();
    let notice = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert_eq!(notice, "a.txt is named twice, and read twice\n");
}

#[test]
fn standard_input_named_twice_is_refused() {
    let message = refusal(adsift().args(["classify", "-", "-"]).write_stdin("News."));
    assert!(message.contains("standard input can be read only once"), "{message}");
}

#[test]
fn flags_that_do_not_apply_are_refused_with_what_to_do() {
    let (folder, _) = folder_with("a.txt", "News.");
    fs::write(folder.path().join("a.jsonl"), "{\"text\": \"News.\"}\n").unwrap();
    fs::write(folder.path().join("a.csv"), "page,id,text\nA,1,News.\n").unwrap();
    fs::write(folder.path().join("b.parquet"), "PAR1").unwrap();
    fs::write(folder.path().join("a.html"), "<p>News.</p>").unwrap();
    for (arguments, expected) in [
        (&["--text-column", "body", "a.txt"][..], "--text-column is for records"),
        (&["--id-column", "url", "a.txt"], "--id-column is for records"),
        (&["--fields", "url", "-f", "csv", "a.txt"], "--fields is for records"),
        (&["--fields", "url", "-f", "table", "a.jsonl"], "use one of them"),
        (&["--article-column", "id", "a.txt"], "--article-column is for CSV"),
        (&["--article-column", "id", "a.jsonl"], "--article-column is for CSV"),
        (
            &["--delimiter", ";", "a.txt"],
            "--delimiter is for CSV, and no input is of this kind; leave",
        ),
        (&["--delimiter", ";", "a.jsonl", "a.html"], "leave --delimiter out"),
        (&["--paragraphs", "line", "a.html"], "--paragraphs is for plain text"),
        (&["--text-format", "html", "a.html"], "--text-format is for records"),
        (&["--text-format", "html", "a.txt"], "--text-format is for records"),
        (&["--with-text", "-f", "clean", "a.txt"], "leave --with-text out"),
        (&["--with-text", "-o", "x.html", "a.txt"], "leave --with-text out"),
        (&["--csv-safe", "-o", "x.jsonl", "a.txt"], "add --format csv"),
        (&["--explain", "-o", "x.csv", "a.txt"], "use --format jsonl"),
        (&["--clean-form", "text", "a.txt"], "add --format clean"),
        (
            &["--article-column", "page", "--id-column", "id", "a.csv"],
            "--article-column names the article, which is the id; leave --id-column out",
        ),
        (&["--shards", "a.jsonl", "--out-dir", "o", "--delimiter", ";"], "--delimiter"),
        (&["--shards", "a.jsonl", "--out-dir", "o", "--clean-form", "text"], "--clean-form"),
        (
            &["--shards", "b.parquet", "--out-dir", "o", "--encoding", "latin1"],
            "b.parquet is Parquet, whose texts are UTF-8; leave --encoding out",
        ),
    ] {
        let mut command = adsift();
        command.current_dir(folder.path()).arg("classify");
        let message = refusal(command.args(arguments));
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    assert!(!folder.path().join("x.html").exists());
    let message = refusal(adsift().args(["inspect", "default", "--label-column", "tag"]));
    assert!(message.contains("--label-column is for data, and this is a model"), "{message}");
    for arguments in [
        &["--delimiter", ",", "a.txt", "a.csv"][..],
        &["--paragraphs", "line", "a.html", "a.txt"],
        &["--text-format", "html", "a.html", "a.jsonl"],
    ] {
        let mut command = adsift();
        command.current_dir(folder.path()).arg("classify").args(arguments).assert().success();
    }
}

#[test]
fn error_of_the_system_names_a_repair() {
    let (folder, _) = folder_with("a.txt", "News.");
    for (arguments, expected) in [
        (&["no/such.txt"][..], "(os error 2); check the name and the folder\n"),
        (&["a.txt/b"], "(os error 20); a part of the path is a file: check the path\n"),
    ] {
        let message = refusal(adsift().current_dir(folder.path()).arg("classify").args(arguments));
        assert!(message.ends_with(expected), "{arguments:?}: {message}");
    }
}
