//! What is told on standard error: how far long work has come, on a terminal alone, and how much of the rest.
#![cfg(target_os = "linux")]

use crate::common::process::shell;
use crate::common::{GUARD, adsift, article, starter, stdout};

/// What a terminal gets as standard error of a script in which `adsift` is the program; standard output
/// goes to a file.
fn on_terminal(script: &str) -> String {
    let program = env!("CARGO_BIN_EXE_adsift");
    let script = format!("adsift() {{ '{program}' \"$@\"; }}; {script}");
    let run = assert_cmd::Command::new("script")
        .args(["-qec", &script, "/dev/null"])
        .timeout(GUARD)
        .assert()
        .success();
    String::from_utf8(run.get_output().stdout.clone()).unwrap()
}

/// Articles that take their time: longer than it takes until a bar is shown.
const SLOW: &str = "(for i in 1 2 3 4 5 6; do echo '{\"text\": \"Order now.\"}'; sleep 0.2; done)";

#[test]
fn long_work_tells_on_a_terminal_how_far_it_has_come_and_leaves_nothing_behind() {
    let shown = on_terminal(&format!("{SLOW} | adsift classify > /dev/null"));
    assert!(
        shown.contains(" articles  ") && shown.contains("/s"),
        "{shown:?}"
    );
    // The last thing it does is to clear its line.
    let rest = shown.trim_end_matches(['\r', '\n']);
    assert!(
        rest.ends_with("\u{1b}[2K") || rest.ends_with("\u{1b}[K"),
        "{shown:?}"
    );
}

#[test]
fn a_notice_stands_on_a_line_of_its_own_beside_a_bar() {
    let bad = SLOW.replace("echo", "echo nonsense; echo");
    let shown = on_terminal(&format!(
        "{bad} | adsift classify --input-format jsonl --on-error skip > /dev/null"
    ));
    let notices: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("skipped: "))
        .collect();
    assert_eq!(notices.len(), 6, "{shown:?}");
    for notice in notices {
        let (before, _) = notice.split_once("skipped: ").unwrap();
        assert!(
            before.ends_with("\u{1b}[2K") || before.is_empty() || before.ends_with('\r'),
            "{notice:?}"
        );
    }
}

#[test]
fn no_bar_where_nobody_looks_or_wants_one() {
    for script in [
        format!("{SLOW} | adsift classify -q > /dev/null"),
        format!("{SLOW} | adsift classify 2> /dev/null > /dev/null"),
        "echo News. | adsift classify > /dev/null".to_owned(),
    ] {
        assert_eq!(on_terminal(&script), "", "{script}");
    }
    // On the terminal that verdicts go by on there is no bar among them.
    let shown = on_terminal(&format!("{SLOW} | adsift classify"));
    assert!(
        !shown.contains("articles  ") && shown.contains("Order now."),
        "{shown:?}"
    );
    let piped = shell(&format!("{SLOW} | \"$0\" classify"), &[])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(piped.stderr).unwrap(), "");
}

#[test]
fn quiet_tells_errors_alone() {
    let lines = article("a", "News.") + "nonsense\n";
    let run = |flags: &[&str]| {
        let run = adsift()
            .args(["classify", "--on-error", "skip"])
            .args(flags)
            .write_stdin(lines.clone())
            .assert();
        String::from_utf8(run.success().get_output().stderr.clone()).unwrap()
    };
    assert!(run(&[]).contains("skipped 1 bad record"));
    assert_eq!(run(&["-q"]), "");
    let failed = adsift()
        .args(["classify", "-q"])
        .write_stdin("nonsense\n{")
        .assert()
        .success();
    assert_eq!(failed.get_output().stderr, b"");
    adsift()
        .args(["classify", "--quiet", "no-such-file"])
        .assert()
        .code(2)
        .stderr(predicates::str::starts_with("error: no-such-file"));
    adsift()
        .args([
            "evaluate",
            "-q",
            "--min-f1",
            "1",
            "--article-column",
            "article",
        ])
        .arg(starter())
        .assert()
        .code(1)
        .stderr(predicates::str::ends_with(" is below 1\n"));
}

#[test]
fn verbose_tells_what_was_used_and_how_much_was_read() {
    let run = adsift()
        .args(["-v", "classify"])
        .write_stdin(article("a", "News."))
        .assert()
        .success();
    let told = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(
        told.starts_with("model: the default model, threshold 0.66\nread 1 articles, "),
        "{told}"
    );
    let folder = tempfile::tempdir().unwrap();
    let run = adsift()
        .args(["train", "-v", "--bits", "12", "-o"])
        .args([&folder.path().join("m.adsift"), &starter()])
        .assert()
        .success();
    let told = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(
        told.starts_with("read 272 rows, 0.1 MB, in ") && told.contains("\nlearned in "),
        "{told}"
    );
    let both = adsift().args(["-q", "-v", "classify"]).assert().code(2);
    assert!(both.get_output().stdout.is_empty());
    let plain = stdout(adsift().arg("classify").write_stdin(article("a", "News.")));
    assert_eq!(
        stdout(
            adsift()
                .args(["classify", "-v"])
                .write_stdin(article("a", "News."))
        ),
        plain
    );
}
