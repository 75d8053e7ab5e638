//! Disks, memory, signals and neighbours that fail: the old file or the new one, never a part of one, and
//! whole records on standard output.
#![cfg(target_os = "linux")]
// In functions that tests share, which clippy does not take for tests.
#![allow(clippy::unwrap_used)]

mod common;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use common::{GUARD, adsift, adsift_process, article, folder_with, generated_text, names_in};
use common::{refusal, starter, stdout, tiny_model, verdicts};

const TEXT: &str = "The council met on Tuesday.\n\nOrder today and save 50%!";

/// A shell that runs the program as `"$0"` with its arguments as `"$@"`.
fn shell(script: &str, arguments: &[&str]) -> std::process::Command {
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", script, env!("CARGO_BIN_EXE_adsift")])
        .args(arguments);
    command
}

/// The same in name spaces of its own, where a file system can be mounted; `None` where the system does not
/// let us.
fn apart(script: &str, arguments: &[&str]) -> Option<Output> {
    let unshare = |script: &str| {
        let mut command = std::process::Command::new("unshare");
        command.args(["-rmn", "sh", "-c", script, env!("CARGO_BIN_EXE_adsift")]);
        command.args(arguments).output()
    };
    let is_allowed = unshare("mount -t tmpfs tmpfs /mnt").is_ok_and(|run| run.status.success());
    if !is_allowed {
        assert!(std::env::var_os("CI").is_none(), "CI can unshare");
        skip("no name spaces here");
        return None;
    }
    Some(unshare(script).unwrap())
}

/// Says that a test cannot run here.
fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn wait(child: &mut Child) -> ExitStatus {
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

fn signal(child: &Child, name: &str) {
    let sent = std::process::Command::new("kill")
        .args([&format!("-{name}"), &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
}

/// The program as it judges articles without end, some of them judged already.
fn endless(articles: usize, arguments: &[&str], out: Stdio) -> (Child, ChildStdin) {
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

#[test]
fn an_interrupted_run_leaves_whole_records_and_its_exit_code() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        for threads in ["1", "2"] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("out");
            let (mut child, input) =
                endless(3000, &["-j", threads], File::create(&path).unwrap().into());
            // It is under way when it has written something.
            let start = Instant::now();
            while fs::metadata(&path).unwrap().len() == 0 && start.elapsed() < GUARD {
                std::thread::sleep(Duration::from_millis(2));
            }
            signal(&child, name);
            assert_eq!(wait(&mut child).code(), Some(code), "{name}");
            drop(input);
            let output = fs::read_to_string(&path).unwrap();
            assert!(output.ends_with('\n') && verdicts(&output).len().is_multiple_of(2));
            let mut told = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut told)
                .unwrap();
            assert_eq!(told, "error: interrupted\n");
        }
    }
}

#[test]
fn whoever_does_not_read_cannot_keep_a_run_from_ending() {
    let (mut child, input) = endless(1, &["-j", "1"], Stdio::piped());
    // More than a pipe holds, until nothing more is taken.
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
fn a_run_that_is_killed_leaves_the_old_file() {
    for (name, leftovers) in [("INT", 0), ("TERM", 0), ("KILL", 1)] {
        let (folder, path) = folder_with("out", "old\n");
        let arguments = ["-o", path.to_str().unwrap()];
        let (mut child, input) = endless(3000, &arguments, Stdio::null());
        let start = Instant::now();
        while names_in(folder.path()).len() == 1 && start.elapsed() < GUARD {
            std::thread::sleep(Duration::from_millis(2));
        }
        signal(&child, name);
        wait(&mut child);
        drop(input);
        assert_eq!(fs::read_to_string(&path).unwrap(), "old\n");
        // Nothing can be tidied up by who is killed at once.
        let names = names_in(folder.path());
        assert_eq!(names.len(), 1 + leftovers, "{name} {names:?}");
        // Run again, it writes what an undisturbed run does.
        let mut command = adsift();
        command
            .args(["classify", "--input-format", "jsonl", "-o"])
            .arg(&path);
        command.write_stdin(article("a", TEXT)).assert().success();
        let alone = stdout(
            adsift()
                .args(["classify", "--input-format", "jsonl"])
                .write_stdin(article("a", TEXT)),
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), alone);
    }
}

#[test]
fn a_training_that_is_interrupted_leaves_the_old_model() {
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
    let start = Instant::now();
    while names_in(folder.path()).len() == 1 && start.elapsed() < GUARD {
        std::thread::sleep(Duration::from_millis(2));
    }
    signal(&child, "INT");
    assert_eq!(wait(&mut child).code(), Some(130));
    assert_eq!(names_in(folder.path()), ["model"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "old\n");
}

#[test]
fn a_disk_that_fills_up_anywhere_leaves_the_old_file() {
    let model = fs::metadata(tiny_model()).unwrap().len();
    let articles: String = (0..200).map(|at| article(&at.to_string(), TEXT)).collect();
    let (_folder, path) = folder_with("articles.jsonl", articles);
    let (path, data) = (path.to_str().unwrap(), starter());
    let mut refused = 0;
    // A page is the least that a file system gives.
    for kilobytes in (4..model / 1024 + 60).step_by(8) {
        let script = format!(
            "mount -t tmpfs -o size={kilobytes}k tmpfs /mnt && cd /mnt && echo old > out && \"$0\" \"$@\"; \
             code=$?; [ $code = 0 ] || [ \"$(cat out)\" = old ] || exit 99; \
             [ $(ls -A | wc -l) = 1 ] || exit 98; exit $code"
        );
        let runs: [&[&str]; 2] = [
            &["classify", "-o", "out", path],
            &[
                "train",
                "--bits",
                "12",
                "--force",
                "-o",
                "out",
                data.to_str().unwrap(),
                "--article-column",
                "article",
            ],
        ];
        for run in runs {
            let Some(output) = apart(&script, run) else {
                return;
            };
            let told = told(&output);
            match output.status.code() {
                Some(0) => {}
                Some(2) => {
                    assert!(told.contains("No space left"), "{told}");
                    refused += 1;
                }
                code => panic!("{code:?} at {kilobytes} kB: {told}"),
            }
        }
    }
    assert!(refused >= 2, "{refused}");
}

#[test]
fn a_read_only_file_system_is_enough_to_classify_and_an_error_to_write_to() {
    let (folder, _) = folder_with("page.txt", TEXT);
    let folder = folder.path().display();
    let read_only = format!(
        "mount --bind {folder} {folder} && mount -o remount,bind,ro {folder} && cd {folder} && \
         TMPDIR=. HOME=. exec \"$0\" \"$@\""
    );
    let Some(output) = apart(&read_only, &["classify", "page.txt"]) else {
        return;
    };
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(
        verdicts(&String::from_utf8(output.stdout).unwrap()).len(),
        2
    );
    let output = apart(&read_only, &["classify", "page.txt", "-o", "out"]).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        told(&output),
        "error: out: Read-only file system (os error 30)\n"
    );
}

#[test]
fn no_verb_reaches_the_network_or_needs_one() {
    let folder = tempfile::tempdir().unwrap();
    let (_folder, page) = folder_with("page.txt", TEXT);
    let model = folder.path().join("model");
    let (starter, page) = (starter(), page.to_str().unwrap());
    let (starter, model) = (starter.to_str().unwrap(), model.to_str().unwrap());
    let runs: [&[&str]; 4] = [
        &["classify", page],
        &["train", starter, "--bits", "12", "-o", model],
        &["evaluate", starter],
        &["inspect", starter],
    ];
    for run in runs {
        // A name space of its own has no network at all.
        let Some(output) = apart("exec \"$0\" \"$@\"", run) else {
            return;
        };
        assert!(output.status.success(), "{run:?} {}", told(&output));
    }
}

#[test]
fn two_runs_at_one_target_leave_one_of_the_two_outputs() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("out");
    let inputs: Vec<_> = ["a", "b"]
        .iter()
        .map(|name| {
            let path = folder.path().join(format!("{name}.jsonl"));
            let articles: String = (0..2000).map(|_| article(name, TEXT)).collect();
            fs::write(&path, articles).unwrap();
            path
        })
        .collect();
    let run = |path: &Path, out: &Path| {
        let mut command = adsift_process();
        command
            .args(["classify", "-m"])
            .args([tiny_model(), path])
            .arg("-o")
            .arg(out);
        command.spawn().unwrap()
    };
    let alone: Vec<_> = inputs
        .iter()
        .map(|path| {
            let out = folder.path().join("alone");
            assert!(wait(&mut run(path, &out)).success());
            fs::read_to_string(&out).unwrap()
        })
        .collect();
    for _ in 0..5 {
        let mut children: Vec<_> = inputs.iter().map(|path| run(path, &target)).collect();
        for child in &mut children {
            assert!(wait(child).success());
        }
        let found = fs::read_to_string(&target).unwrap();
        assert!(alone.contains(&found));
    }
    assert_eq!(
        names_in(folder.path()),
        ["a.jsonl", "alone", "b.jsonl", "out"]
    );
}

#[test]
fn a_folder_that_vanishes_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let out = inner.join("out");
    let (mut child, input) = endless(3000, &["-o", out.to_str().unwrap()], Stdio::null());
    let start = Instant::now();
    while names_in(&inner).is_empty() && start.elapsed() < GUARD {
        std::thread::sleep(Duration::from_millis(2));
    }
    fs::remove_dir_all(&inner).unwrap();
    drop(input);
    assert_eq!(wait(&mut child).code(), Some(2));
    let mut told = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    assert!(
        told.contains("inner/out: ") && told.contains("No such file"),
        "{told}"
    );
}

/// Peak memory in bytes of a process that is still there.
fn peak_memory(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kilobytes: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes * 1024
}

#[test]
fn a_long_input_streams_in_little_memory() {
    let megabytes = if std::env::var_os("ADSIFT_LONG").is_some() {
        4096
    } else {
        24
    };
    let chunk: String = (0..2000)
        .map(|at| article(&at.to_string(), &generated_text(at)))
        .collect();
    let script = "ulimit -v 524288; ulimit -n 32; exec \"$0\" \"$@\"";
    let model = tiny_model().to_str().unwrap();
    let mut child = shell(
        script,
        &[
            "classify",
            "--input-format",
            "jsonl",
            "-j",
            "2",
            "-m",
            model,
        ],
    )
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
fn one_endless_line_is_refused_within_the_limit_of_memory() {
    for format in ["jsonl", "csv", "text"] {
        let mut child = adsift_process()
            .args(["classify", "--input-format", format, "-j", "1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let (mut peak, line) = (0, vec![b'x'; 1 << 20]);
        for _ in 0..1000 {
            if input.write_all(&line).is_err() {
                break;
            }
            // Between the two it may have ended.
            if fs::read_to_string(format!("/proc/{}/status", child.id()))
                .is_ok_and(|status| status.contains("VmHWM:"))
            {
                peak = peak.max(peak_memory(&child));
            }
        }
        drop(input);
        assert_eq!(wait(&mut child).code(), Some(2), "{format}");
        let mut told = String::new();
        child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut told)
            .unwrap();
        assert!(told.contains("longer than "), "{told}");
        assert!(peak > 0 && peak < 100 << 20, "{format} {peak}");
    }
}

#[test]
fn a_damaged_model_of_any_size_is_refused_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let limit = adsift::limits::MAX_MODEL_BYTES;
    for (size, reason) in [(limit, "damaged"), (limit + 1, "not an adsift model")] {
        let mut bytes = fs::read(tiny_model()).unwrap();
        bytes.resize(usize::try_from(size).unwrap(), 0);
        fs::write(&path, bytes).unwrap();
        let script = "ulimit -v 100000; MALLOC_ARENA_MAX=1 exec \"$0\" \"$@\"";
        let run = shell(script, &["inspect", path.to_str().unwrap()])
            .output()
            .unwrap();
        assert_eq!(run.status.code(), Some(2), "{}", told(&run));
        assert!(told(&run).contains(reason), "{}", told(&run));
    }
}

#[test]
fn a_strange_environment_changes_nothing() {
    let text = "TITLE INSIDE: Buy İstanbul and ISPARTA flights, save 50%!";
    let (_folder, page) = folder_with("page.txt", text);
    let alone = stdout(adsift().arg("classify").arg(&page));
    for (name, value) in [
        ("LANG", "C"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("TMPDIR", "/no/such"),
        ("HOME", ""),
        ("TZ", "Nowhere/Else"),
        ("TERM", "dumb"),
        ("COLUMNS", "-1"),
        ("RAYON_NUM_THREADS", "x"),
    ] {
        let mut command = adsift();
        assert_eq!(
            stdout(command.env(name, value).arg("classify").arg(&page)),
            alone,
            "{name}"
        );
    }
    let mut command = adsift();
    assert_eq!(
        stdout(command.env_clear().arg("classify").arg(&page)),
        alone
    );
    for threads in ["1", "64"] {
        let mut command = adsift();
        assert_eq!(
            stdout(command.args(["classify", "-j", threads]).arg(&page)),
            alone
        );
    }
    // A model is written beside its target and not where TMPDIR says.
    let folder = tempfile::tempdir().unwrap();
    let mut command = adsift();
    command
        .env("TMPDIR", "/no/such")
        .args(["train", "--bits", "12", "-o"]);
    command
        .arg(folder.path().join("model"))
        .arg(starter())
        .assert()
        .success();
}

#[test]
fn a_file_that_may_not_be_read_is_an_error() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, path) = folder_with("secret.txt", TEXT);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if File::open(&path).is_err() {
        let message = refusal(adsift().arg("classify").arg(&path));
        assert!(message.contains("Permission denied"), "{message}");
        return;
    }
    // Root may read everything, nobody may not.
    let program = folder.path().join("adsift");
    fs::copy(env!("CARGO_BIN_EXE_adsift"), &program).unwrap();
    for path in [folder.path(), &program] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let run = std::process::Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .args([&program, Path::new("classify"), &path])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(told(&run).contains("Permission denied"), "{}", told(&run));
}
