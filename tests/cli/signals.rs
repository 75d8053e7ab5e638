//! Signals: an interrupted or killed run leaves whole records, and the old file.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

use crate::common::process::{TEXT, endless, signal, stderr_of_child, until, wait};
use crate::common::{adsift, adsift_process, article, folder_with, names_in, stdout, verdicts};

#[test]
fn interrupted_run_writes_whole_records() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        for threads in ["1", "2"] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("out");
            let (mut child, input) =
                endless(3000, &["-j", threads], File::create(&path).unwrap().into());
            // The run has started when it has written something.
            until(|| fs::metadata(&path).unwrap().len() > 0);
            signal(&child, name);
            assert_eq!(wait(&mut child).code(), Some(code), "{name}");
            drop(input);
            let output = fs::read_to_string(&path).unwrap();
            assert!(output.ends_with('\n') && verdicts(&output).len().is_multiple_of(2));
            let message = stderr_of_child(&mut child);
            assert_eq!(message, "error: interrupted\n");
        }
    }
}

#[test]
fn unread_output_does_not_delay_the_exit() {
    let (mut child, input) = endless(1, &["-j", "1"], Stdio::piped());
    // Fill the pipes until the program reads no more.
    let feeder = std::thread::spawn(move || {
        let mut input = input;
        while input.write_all(article("x", TEXT).as_bytes()).is_ok() {}
    });
    std::thread::sleep(Duration::from_millis(300));
    signal(&child, "TERM");
    assert_eq!(wait(&mut child).code(), Some(143));
    feeder.join().unwrap();
}

#[test]
fn killed_run_leaves_the_old_file() {
    for (name, leftovers) in [("INT", 0), ("TERM", 0), ("KILL", 1)] {
        let (folder, path) = folder_with("out", "old\n");
        let arguments = ["-o", path.to_str().unwrap()];
        let (mut child, input) = endless(3000, &arguments, Stdio::null());
        until(|| names_in(folder.path()).len() > 1);
        signal(&child, name);
        wait(&mut child);
        drop(input);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old\n");
        // After SIGKILL the temporary file is still there.
        let names = names_in(folder.path());
        assert_eq!(names.len(), 1 + leftovers, "{name} {names:?}");
        // The next run writes the whole output.
        let mut command = adsift();
        command.args(["classify", "--input-format", "jsonl", "-o"]).arg(&path);
        command.write_stdin(article("a", TEXT)).assert().success();
        let alone = stdout(
            adsift().args(["classify", "--input-format", "jsonl"]).write_stdin(article("a", TEXT)),
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), alone);
    }
}

#[test]
fn interrupted_training_leaves_the_old_model() {
    let (folder, path) = folder_with("model", "old\n");
    let mut child = adsift_process()
        .args(["train", "-", "--force", "-o"])
        .arg(&path)
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"text,label\nOne.,news\n").unwrap();
    until(|| names_in(folder.path()).len() > 1);
    signal(&child, "INT");
    assert_eq!(wait(&mut child).code(), Some(130));
    assert_eq!(names_in(folder.path()), ["model"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old\n");
}
