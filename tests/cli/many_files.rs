//! Many files: folders, patterns, inputs that cannot be opened, and an output file for each input.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::common::{adsift, article, gzip, names_in, refusal, stdout, verdicts};

const NEWS: &str = "The council voted on Tuesday to close the mill bridge for a year.";
const AD: &str = "Order today and save 50% on your first box with code WARM20!";

fn page() -> String {
    format!("<html><body><article><p>{NEWS}</p><p>{AD}</p></article></body></html>")
}

/// A folder as a browser and a person leave it.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let text = format!("{NEWS}\n\n{AD}\n");
    for (name, bytes) in [
        ("b.txt", text.clone().into_bytes()),
        ("a.html", page().into_bytes()),
        ("a_files/frame.html", page().into_bytes()),
        ("a_files/ad.js", b"var ad;".to_vec()),
        ("may/c.jsonl.gz", gzip(article("c1", &text).as_bytes())),
        ("may/d.csv", format!("text\n\"{NEWS}\"\n").into_bytes()),
        (".hidden.txt", text.into_bytes()),
        ("photo.jpg", b"\xFF\xD8".to_vec()),
    ] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn classify(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = adsift();
    command.current_dir(folder).arg("classify").args(arguments);
    command
}

/// Standard output and standard error of a run that succeeds.
fn run(folder: &Path, arguments: &[&str]) -> (String, String) {
    let run = classify(folder, arguments).assert().success();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&run.get_output().stdout), text(&run.get_output().stderr))
}

fn ids(lines: &str) -> Vec<String> {
    let mut ids: Vec<String> =
        verdicts(lines).iter().map(|verdict| verdict.id.as_str().unwrap().to_owned()).collect();
    ids.dedup();
    ids
}

#[test]
fn folder_is_read_with_all_folders_in_it() {
    let folder = folder();
    let (lines, notice) = run(folder.path(), &["."]);
    assert_eq!(ids(&lines), ["./a.html", "./b.txt", "c1", "./may/d.csv:1"]);
    assert_eq!(
        notice,
        "4 inputs found; passed over: 1 file that no format claims by the name (first: \
         ./photo.jpg), 1 folder of a saved page, 1 hidden entry\n"
    );
    let labels: Vec<String> = verdicts(&lines).into_iter().map(|v| v.label).collect();
    let pairs = ["news", "sponsored", "news", "sponsored", "news", "sponsored", "news"];
    assert_eq!(labels, pairs);
    assert_eq!(run(folder.path(), &["-q", "."]).1, "");
}

#[test]
fn saved_page_and_its_folder_are_read_as_a_shell_names_them() {
    let folder = folder();
    let (lines, notice) = run(folder.path(), &["a.html", "a_files", "b.txt"]);
    assert_eq!(ids(&lines), ["a.html", "b.txt"]);
    assert_eq!(notice, "2 inputs found; passed over: 1 folder of a saved page\n");
    let alone = refusal(&mut classify(folder.path(), &["a_files"]));
    assert!(alone.contains("name a page"), "{alone}");
}

#[test]
fn pattern_that_the_shell_left_is_expanded() {
    let folder = folder();
    assert_eq!(ids(&run(folder.path(), &["*.txt"]).0), ["b.txt"]);
    assert_eq!(ids(&run(folder.path(), &["may/*"]).0), ["c1", "may/d.csv:1"]);
    let none = refusal(&mut classify(folder.path(), &["*.xml"]));
    assert_eq!(none, "*.xml: no file matches this pattern; check the folder and the pattern\n");
    fs::create_dir(folder.path().join("empty")).unwrap();
    let empty = refusal(&mut classify(folder.path(), &["empty"]));
    assert!(empty.starts_with("empty: no file in this folder"), "{empty}");
    // A shell names every folder for `*`.
    let (lines, notice) = run(folder.path(), &["b.txt", "empty", "may"]);
    assert_eq!(ids(&lines), ["b.txt", "c1", "may/d.csv:1"]);
    assert_eq!(notice, "3 inputs found; passed over: 1 folder without a text\n");
}

#[cfg(unix)]
#[test]
fn name_that_is_not_utf_8_is_an_error_of_its_file() {
    use std::os::unix::ffi::OsStrExt;

    let folder = folder();
    let bad = std::ffi::OsStr::from_bytes(b"may/\xFF.txt");
    fs::write(folder.path().join(bad), NEWS).unwrap();
    for pattern in ["may/*", "**/*.txt", "may"] {
        let message = refusal(&mut classify(folder.path(), &[pattern]));
        assert!(message.contains("the name is not UTF-8; rename the file"), "{message}");
    }
    let (lines, notice) = run(folder.path(), &["may/*", "--on-error", "skip"]);
    assert_eq!(ids(&lines), ["c1", "may/d.csv:1"]);
    assert!(notice.contains("skipped 1 bad record"), "{notice}");
    // Another name matches this pattern.
    assert_eq!(ids(&run(folder.path(), &["may/*.csv"]).0), ["may/d.csv:1"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_do_not_repeat_a_file() {
    let folder = folder();
    std::os::unix::fs::symlink("..", folder.path().join("may/up")).unwrap();
    let (lines, notice) = run(folder.path(), &["may", "may"]);
    assert_eq!(ids(&lines), ["c1", "may/d.csv:1", "may/up/a.html", "may/up/b.txt"]);
    assert!(notice.contains("links to folders read before"), "{notice}");
}

#[test]
fn output_in_the_folder_is_no_input_of_the_next_run() {
    let folder = folder();
    for _ in 0..2 {
        let output = ["may", "-o", "may/verdicts.jsonl"];
        assert_eq!(run(folder.path(), &output), Default::default());
    }
    let verdicts = folder.path().join("may/verdicts.jsonl");
    assert_eq!(ids(&fs::read_to_string(&verdicts).unwrap()), ["c1", "may/d.csv:1"]);
    fs::remove_file(verdicts).unwrap();
    for _ in 0..2 {
        let outputs = ["may", "--out-dir", "may/out"];
        assert_eq!(run(folder.path(), &outputs), Default::default());
    }
    assert_eq!(names_in(&folder.path().join("may/out")), ["c.jsonl", "d.csv.jsonl"]);
}

#[test]
fn skip_covers_inputs_that_cannot_be_opened() {
    let folder = folder();
    fs::write(folder.path().join("old.txt"), b"Z\xFCrich council.").unwrap();
    let inputs = ["gone.txt", "b.txt", "old.txt", "*.xml", "a.html"];
    let (lines, notice) = run(folder.path(), &[&["--on-error", "skip"][..], &inputs].concat());
    assert_eq!(ids(&lines), ["b.txt", "a.html"]);
    assert_eq!(
        notice.lines().map(|line| line.split(';').next().unwrap()).collect::<Vec<_>>(),
        [
            "skipped: *.xml: cannot be opened: no file matches this pattern",
            "skipped: gone.txt: cannot be opened: No such file or directory (os error 2)",
            "skipped: old.txt: line 1 (byte 1): invalid UTF-8",
            "skipped 3 bad records",
        ]
    );
    let strict = ["--on-error", "skip", "--strict", "gone.txt", "b.txt"];
    classify(folder.path(), &strict).assert().code(1);
    // Nothing is written before a missing file is found.
    let stopped = refusal(&mut classify(folder.path(), &["b.txt", "gone.txt", "-o", "out.jsonl"]));
    assert!(stopped.starts_with("gone.txt: No such file"), "{stopped}");
    assert!(!folder.path().join("out.jsonl").exists());
}

#[test]
fn stop_after_good_records_names_the_flag_that_skips() {
    let folder = folder();
    let lines = article("1", NEWS) + "{\"text\": null}\n" + &article("2", NEWS);
    fs::write(folder.path().join("e.jsonl"), &lines).unwrap();
    let run = classify(folder.path(), &["e.jsonl"]).assert().code(2);
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.ends_with("; or skip such records with --on-error skip\n"), "{message}");
    assert_eq!(ids(&String::from_utf8_lossy(&run.get_output().stdout)), ["1"]);
    // A first record that is bad is more often a wrong flag.
    fs::write(folder.path().join("f.jsonl"), "{\"text\": null}\n").unwrap();
    assert!(!refusal(&mut classify(folder.path(), &["f.jsonl"])).contains("--on-error"));
}

#[test]
fn out_dir_has_a_file_for_each_input() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    for threads in ["1", "3"] {
        run(folder.path(), &[".", "--out-dir", "out", "-j", threads]);
        assert_eq!(names_in(&at("out")), ["a.html.jsonl", "b.txt.jsonl", "may"]);
        assert_eq!(names_in(&at("out/may")), ["c.jsonl", "d.csv.jsonl"]);
        for (output, input) in [("a.html.jsonl", "./a.html"), ("may/c.jsonl", "./may/c.jsonl.gz")] {
            let alone = stdout(&mut classify(folder.path(), &[input]));
            assert_eq!(fs::read_to_string(at("out").join(output)).unwrap(), alone);
        }
        fs::remove_dir_all(at("out")).unwrap();
    }
    for (format, names) in [
        ("csv", ["a.html.csv", "b.txt.csv"]),
        ("html", ["a.html", "b.txt.html"]),
        ("table", ["a.html.txt", "b.txt"]),
        ("clean", ["a.html.txt", "b.txt"]),
    ] {
        run(folder.path(), &["a.html", "b.txt", "-f", format, "--out-dir", format]);
        assert_eq!(names_in(&at(format)), names, "{format}");
        for name in names {
            let input = if name.starts_with('a') { "a.html" } else { "b.txt" };
            let alone = stdout(&mut classify(folder.path(), &[input, "-f", format]));
            assert_eq!(fs::read_to_string(at(format).join(name)).unwrap(), alone, "{name}");
        }
    }
}

#[test]
fn out_dir_of_many_files_keeps_each_apart() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..60 {
        let lines: String =
            (0..at % 4).map(|line| article(&format!("{at}-{line}"), NEWS)).collect();
        let bad = if at % 7 == 3 { "nonsense\n" } else { "" };
        fs::write(folder.path().join(format!("{at:02}.jsonl")), lines + bad).unwrap();
    }
    let arguments = [".", "-f", "clean", "--out-dir", "out", "--on-error", "skip", "-j", "4"];
    run(folder.path(), &arguments);
    for at in 0..60 {
        let output = folder.path().join(format!("out/{at:02}.jsonl"));
        let expected: String =
            (0..at % 4).map(|line| article(&format!("{at}-{line}"), NEWS)).collect();
        // An input of which nothing could be read has no output.
        if at % 4 == 0 && at % 7 == 3 {
            assert!(!output.exists(), "{at}");
        } else {
            assert_eq!(fs::read_to_string(output).unwrap(), expected, "{at}");
        }
    }
}

#[test]
fn out_dir_never_replaces_an_input_or_an_output() {
    let folder = folder();
    let refused = |arguments: &[&str]| refusal(&mut classify(folder.path(), arguments));
    fs::create_dir(folder.path().join("other")).unwrap();
    fs::copy(folder.path().join("b.txt"), folder.path().join("other/b.txt")).unwrap();
    let same = refused(&["b.txt", "other/b.txt", "--out-dir", "out"]);
    assert!(same.contains("is that of b.txt too"), "{same}");
    let replaced = refused(&["-f", "clean", "b.txt", "--out-dir", "."]);
    assert!(replaced.contains("the output would replace this input"), "{replaced}");
    let mut stdin = classify(folder.path(), &["-", "--out-dir", "out"]);
    let nameless = refusal(stdin.write_stdin("News."));
    assert!(nameless.contains("name files instead of standard input"), "{nameless}");
    let read = refused(&["may", "--out-dir", "may"]);
    assert!(read.contains("the next run would read the outputs in this folder"), "{read}");
    let file = refused(&["a.html", "--out-dir", "b.txt"]);
    assert!(file.contains("b.txt"), "{file}");
    assert!(!folder.path().join("out").exists());
}

#[test]
fn bad_input_leaves_no_file_in_out_dir() {
    let folder = folder();
    fs::write(folder.path().join("c.txt"), b"Z\xFCrich.").unwrap();
    let arguments = ["b.txt", "c.txt", "--out-dir", "out"];
    let run = classify(folder.path(), &arguments).assert().code(2);
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.contains("c.txt: line 1 (byte 1): invalid UTF-8"), "{message}");
    assert_eq!(names_in(&folder.path().join("out")), ["b.txt.jsonl"]);
}

#[test]
fn name_of_the_output_chooses_the_format() {
    let folder = folder();
    let written = |arguments: &[&str]| {
        run(folder.path(), arguments);
        fs::read_to_string(folder.path().join(arguments.last().unwrap())).unwrap()
    };
    assert!(written(&["b.txt", "-o", "x.csv"]).starts_with("id,paragraph,start"));
    assert!(written(&["b.txt", "-o", "x.html"]).starts_with("<!DOCTYPE html>"));
    assert!(written(&["b.txt", "-o", "x.jsonl"]).starts_with("{\"id\":\"b.txt\""));
    assert!(written(&["b.txt", "-o", "x.txt"]).starts_with("b.txt  2 paragraphs, 1 sponsored\n"));
    assert_eq!(written(&["-f", "clean", "b.txt", "-o", "x.txt"]), format!("{NEWS}\n"));
    assert!(written(&["-f", "clean", "b.txt", "-o", "x.jsonl"]).starts_with("{\"id\":\"b.txt\""));
    assert!(written(&["-f", "clean", "a.html", "-o", "x.html"]).starts_with("<html><body>"));
    for arguments in [["-f", "csv", "-o", "y.html"], ["-f", "jsonl", "-o", "y.csv"]] {
        let message = refusal(classify(folder.path(), &arguments).arg("b.txt"));
        assert!(message.contains("name another file, or another format"), "{message}");
    }
    let compressed = refusal(&mut classify(folder.path(), &["b.txt", "-o", "y.csv.gz"]));
    assert!(compressed.contains("is not compressed"), "{compressed}");
}
