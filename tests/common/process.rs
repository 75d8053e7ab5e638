//! The program as a process: signals, memory, terminals, shells and name spaces.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use super::{GUARD, adsift_process, article, tiny_model};

/// An article of two paragraphs.
pub const TEXT: &str = "The council met on Tuesday.\n\nOrder today and save 50%!";

/// A shell script in which `"$0"` is the program and `"$@"` are the arguments.
pub fn shell(script: &str, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_adsift")]).args(arguments);
    command
}

/// Runs a script like [`shell`] in separate namespaces, without a network, where it can mount
/// file systems; panics if the system does not allow that.
pub fn in_namespaces(script: &str, arguments: &[&str]) -> Output {
    let unshare = |script: &str| {
        let mut command = std::process::Command::new("unshare");
        command.args(["-rmn", "sh", "-c", script, env!("CARGO_BIN_EXE_adsift")]);
        command.args(arguments).output()
    };
    let is_allowed = unshare("mount -t tmpfs tmpfs /mnt").is_ok_and(|run| run.status.success());
    assert!(
        is_allowed,
        "this test needs `unshare -rmn` and mounts: run it as root or allow user name spaces"
    );
    unshare(script).unwrap()
}

/// Runs a shell script on a terminal; `adsift` is the program in it. The output is what the
/// terminal received.
pub fn on_terminal(script: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_adsift");
    let script = format!("adsift() {{ '{program}' \"$@\"; }}; {script}");
    let mut command = assert_cmd::Command::new("script");
    let command = command.args(["-qec", &script, "/dev/null"]).timeout(GUARD);
    let error = "this test needs `script` of util-linux";
    command.output().expect(error)
}

/// Standard error of a finished run.
pub fn stderr_of(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Waits for the exit status of a program that must end without help.
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

/// Starts the program on an input that stays open, and writes some articles to it.
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
        input.write_all(article(&at.to_string(), TEXT).as_bytes()).unwrap();
    }
    (child, input)
}

/// Peak memory in bytes of a process that has not been waited for.
pub fn peak_memory(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

/// Standard error of a child, read to its end.
pub fn stderr_of_child(child: &mut Child) -> String {
    let mut message = String::new();
    child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
    message
}

/// Waits until a condition holds, but at most [`GUARD`].
pub fn until(happened: impl Fn() -> bool) {
    let start = Instant::now();
    while !happened() && start.elapsed() < GUARD {
        std::thread::sleep(Duration::from_millis(2));
    }
}
