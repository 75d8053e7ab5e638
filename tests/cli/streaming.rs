//! Pipes: verdicts are written as articles arrive, and a closed pipe ends the run without an error.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};

use crate::common::process::{TEXT, stderr_of_child, wait};
use crate::common::{
    GUARD, adsift, adsift_process, article, folder_with, refusal, tiny_model, verdicts,
};

/// Returns the lines of a reader as they arrive; a thread reads them, so that a test can stop
/// waiting.
fn lines_of(reader: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(reader).lines() {
            if sender.send(line.unwrap()).is_err() {
                return;
            }
        }
    });
    receiver
}

#[test]
fn slow_source_is_answered_line_by_line() {
    for (form, header) in [("jsonl", ""), ("csv", "id,text\n")] {
        let record = |id: &str| match form {
            "csv" => format!("{id},\"{TEXT}\"\n"),
            _ => article(id, TEXT),
        };
        for threads in ["1", "2"] {
            let mut child = adsift_process()
                .args(["classify", "--input-format", form, "-j", threads, "-m"])
                .arg(tiny_model())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let mut input = child.stdin.take().unwrap();
            let output = lines_of(child.stdout.take().unwrap());
            input.write_all(header.as_bytes()).unwrap();
            for id in ["a", "b", "c"] {
                input.write_all(record(id).as_bytes()).unwrap();
                for paragraph in [0, 1] {
                    let line = output.recv_timeout(GUARD).expect("an answer before the end");
                    assert_eq!(verdicts(&line)[0].paragraph, paragraph, "{form} {threads}");
                }
            }
            drop(input);
            assert!(wait(&mut child).success());
            assert_eq!(output.iter().count(), 0);
        }
    }
}

#[test]
fn closed_output_pipe_is_success() {
    let articles: String = (0..4000).map(|i| article(&i.to_string(), TEXT)).collect();
    let (_folder, path) = folder_with("articles.jsonl", articles);
    for options in [["-j", "1"], ["-j", "2"], ["-f", "csv"], ["-f", "table"], ["-f", "clean"]] {
        let mut child = adsift_process()
            .arg("classify")
            .args(options)
            .arg("-m")
            .args([tiny_model(), &path])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut String::new()).unwrap();
        drop(output);
        assert_eq!(wait(&mut child).code(), Some(0), "{options:?}");
        let message = stderr_of_child(&mut child);
        assert_eq!(message, "", "{options:?}");
    }
}

#[test]
fn closed_output_pipe_ends_the_run_while_input_is_open() {
    for threads in ["1", "2"] {
        let mut child = adsift_process()
            .args(["classify", "--input-format", "jsonl", "-j", threads, "-m"])
            .arg(tiny_model())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        input.write_all(article("a", TEXT).as_bytes()).unwrap();
        output.read_line(&mut String::new()).unwrap();
        drop(output);
        input.write_all(article("b", TEXT).as_bytes()).unwrap();
        // The input stays open and sends nothing more.
        assert_eq!(wait(&mut child).code(), Some(0), "{threads}");
        drop(input);
    }
}

#[test]
fn verdicts_before_an_error_are_written() {
    let lines = article("a", TEXT) + &article("b", TEXT) + "no JSON\n" + &article("c", TEXT);
    for threads in ["1", "2"] {
        let mut command = adsift();
        command.args(["classify", "--input-format", "jsonl", "-j", threads]);
        let run = command.write_stdin(lines.clone()).assert().code(2);
        let output = String::from_utf8(run.get_output().stdout.clone()).unwrap();
        let ids: Vec<_> = verdicts(&output).into_iter().map(|v| v.id).collect();
        assert_eq!(ids, ["a", "a", "b", "b"]);
        run.stderr(predicates::str::starts_with("error: <stdin>: line 3 (byte "));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn full_device_is_an_error() {
    let (_folder, page) = folder_with("page.txt", TEXT);
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap();
    let runs = [vec!["classify"], vec!["classify", "-f", "csv"], vec!["inspect"]];
    for (run, file) in runs.iter().zip([page.clone(), page, tiny_model().to_owned()]) {
        let mut child = adsift_process()
            .args(run)
            .arg(&file)
            .stdout(full())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        assert_eq!(wait(&mut child).code(), Some(2), "{run:?}");
        let stderr = stderr_of_child(&mut child);
        assert!(stderr.starts_with("error: <stdout>: No space left"), "{stderr}");
    }
    let (_folder, page) = folder_with("page.txt", TEXT);
    let message = refusal(adsift().args(["classify", "-o", "/dev/full"]).arg(page));
    assert!(message.starts_with("/dev/full: No space left"), "{message}");
}

#[cfg(unix)]
#[test]
fn closed_standard_streams_keep_the_exit_code() {
    let (_folder, page) = folder_with("page.txt", TEXT);
    for (closed, page, code) in [(">&-", page.to_str().unwrap(), 0), ("2>&-", "no such file", 2)] {
        let mut child = std::process::Command::new("sh")
            .args(["-c", &format!("exec \"$0\" classify \"$1\" {closed}")])
            .args([env!("CARGO_BIN_EXE_adsift"), page])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        assert_eq!(wait(&mut child).code(), Some(code), "{closed}");
        let mut output = String::new();
        child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
        assert_eq!(output, "");
    }
}
