//! Memory: it stays within the limits for long inputs, endless lines and huge model files.
#![cfg(target_os = "linux")]
// clippy takes only `#[test]` functions for tests.
#![allow(clippy::unwrap_used)]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use common::process::{peak_memory, shell, stderr_of, stderr_of_child, wait};
use common::{adsift_process, article, generated_text, tiny_model};

#[test]
fn long_input_streams_in_100_mb() {
    streams_in_100_mb(24);
}

#[test]
#[ignore = "takes minutes: 4 GB of articles"]
fn four_gigabytes_stream_in_100_mb() {
    streams_in_100_mb(4096);
}

/// Classifies this many megabytes, with 512 MB of address space and 32 open files.
fn streams_in_100_mb(megabytes: usize) {
    let chunk: String = (0..2000).map(|at| article(&at.to_string(), &generated_text(at))).collect();
    let script = "ulimit -v 524288; ulimit -n 32; exec \"$0\" \"$@\"";
    let model = tiny_model().to_str().unwrap();
    let mut child = shell(script, &["classify", "--input-format", "jsonl", "-j", "2", "-m", model])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let lines = std::thread::spawn(move || output.lines().count());
    let mut input = child.stdin.take().unwrap();
    let chunks = megabytes * 1_000_000 / chunk.len();
    for _ in 0..chunks {
        input.write_all(chunk.as_bytes()).unwrap();
    }
    let peak = peak_memory(&child);
    drop(input);
    assert!(wait(&mut child).success());
    assert_eq!(lines.join().unwrap(), 2000 * chunks);
    assert!(peak < 100 << 20, "{peak} bytes");
}

#[test]
fn endless_line_is_refused_in_100_mb() {
    let page = "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\n\
                Content-Length: 99999999999\r\n\r\n";
    for (format, start, says) in [
        ("jsonl", "", "longer than "),
        ("csv", "", "longer than "),
        ("text", "", "longer than "),
        ("json", "[{\"text\":\"", "longer than "),
        ("mail", "From: a\nTo: b\n\n", "longer than "),
        ("feed", "<rss>", "longer than "),
        ("warc", "WARC/1.0\r\n", "a head of too many bytes"),
        ("warc", page, "longer than "),
        ("subtitles", "WEBVTT\n", "longer than "),
        ("markdown", "", "longer than "),
    ] {
        let mut child = adsift_process()
            .args(["classify", "--input-format", format, "-j", "1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let (mut peak, line) = (0, vec![b'x'; 1 << 20]);
        input.write_all(start.as_bytes()).unwrap();
        for _ in 0..1000 {
            if input.write_all(&line).is_err() {
                break;
            }
            // The process may have ended after the write.
            if fs::read_to_string(format!("/proc/{}/status", child.id()))
                .is_ok_and(|status| status.contains("VmHWM:"))
            {
                peak = peak.max(peak_memory(&child));
            }
        }
        drop(input);
        assert_eq!(wait(&mut child).code(), Some(2), "{format}");
        let message = stderr_of_child(&mut child);
        assert!(message.contains(says), "{message}");
        // An archive's record is refused by its head, before the process is measured.
        let has_peak = peak > 0 || format == "warc";
        assert!(has_peak && peak < 100 << 20, "{format} {peak}");
    }
}

#[test]
fn huge_damaged_model_is_refused_in_100_mb() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let limit = adsift::limits::MAX_MODEL_BYTES;
    for (size, reason) in [(limit, "damaged"), (limit + 1, "not an adsift model")] {
        let mut bytes = fs::read(tiny_model()).unwrap();
        bytes.resize(usize::try_from(size).unwrap(), 0);
        fs::write(&path, bytes).unwrap();
        // The limit is on data, not on the text of the program.
        let script = "ulimit -d 60000; MALLOC_ARENA_MAX=1 exec \"$0\" \"$@\"";
        let run = shell(script, &["inspect", path.to_str().unwrap()]).output().unwrap();
        assert_eq!(run.status.code(), Some(2), "{}", stderr_of(&run));
        assert!(stderr_of(&run).contains(reason), "{}", stderr_of(&run));
    }
}
