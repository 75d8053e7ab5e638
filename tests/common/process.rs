//! The program as a process that is watched, signalled, and put where it fails.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use super::{GUARD, adsift_process, article, tiny_model};

/// An article of two paragraphs.
pub const TEXT: &str = "The council met on Tuesday.\n\nOrder today and save 50%!";

/// A shell that runs the program as `"$0"` with its arguments as `"$@"`.
pub fn shell(script: &str, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", script, env!("CARGO_BIN_EXE_adsift")])
        .args(arguments);
    command
}

/// The same in name spaces of its own, where a file system can be mounted; `None` where the system does not
/// let us.
pub fn apart(script: &str, arguments: &[&str]) -> Option<Output> {
    let unshare = |script: &str| {
        let mut command = std::process::Command::new("unshare");
        command.args(["-rmn", "sh", "-c", script, env!("CARGO_BIN_EXE_adsift")]);
        command.args(arguments).output()
    };
    let is_allowed = unshare("mount -t tmpfs tmpfs /mnt").is_ok_and(|run| run.status.success());
    if !is_allowed {
        skip("no name spaces here");
        return None;
    }
    Some(unshare(script).unwrap())
}

/// Says that a test cannot run here.
pub fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

/// What a run told on standard error.
pub fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The exit status, of a program that must end by itself.
pub fn wait(child: &mut Child) -> ExitStatus {
    let start = Instant::now();
    while start.elapsed() < 3 * GUARD {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    panic!("still running after {:?}", 3 * GUARD);
}

/// Sends a signal.
pub fn signal(child: &Child, name: &str) {
    let sent = std::process::Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// The program as it judges articles without end, some of them judged already.
pub fn endless(articles: usize, arguments: &[&str], out: Stdio) -> (Child, ChildStdin) {
    let mut child = adsift_process()
        .args(["classify", "--input-format", "jsonl", "-m"])
        .arg(tiny_model())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    for at in 0..articles {
        input
            .write_all(article(&at.to_string(), TEXT).as_bytes())
            .unwrap();
    }
    (child, input)
}

/// Peak memory in bytes of a process that is still there.
pub fn peak_memory(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

/// What a child tells on standard error until its end.
pub fn told_by(child: &mut Child) -> String {
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    told
}

/// Waits until something has happened, for as long as anything here may take.
pub fn until(happened: impl Fn() -> bool) {
    let start = Instant::now();
    while !happened() && start.elapsed() < GUARD {
        std::thread::sleep(Duration::from_millis(2));
    }
}
