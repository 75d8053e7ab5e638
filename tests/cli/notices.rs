//! Standard error: the progress bar on a terminal, notices, `--quiet` and `--verbose`.
#![cfg(target_os = "linux")]

use crate::common::process::{on_terminal, shell};
use crate::common::{adsift, article, starter, stdout};

/// Returns the output that a terminal receives from a script that succeeds.
fn shown(script: &str) -> String {
    let run = on_terminal(script);
    assert!(run.status.success(), "{run:?}");
    String::from_utf8(run.stdout).unwrap()
}

/// Articles that arrive over 1.2 seconds; the bar is shown after 0.5 seconds.
const SLOW: &str = "(for i in 1 2 3 4 5 6; do echo '{\"text\": \"Order now.\"}'; sleep 0.2; done)";

#[test]
fn progress_bar_is_shown_on_a_terminal_and_cleared() {
    let shown = shown(&format!("{SLOW} | adsift classify > /dev/null"));
    assert!(shown.contains(" articles  ") && shown.contains("/s"), "{shown:?}");
    // At the end the line is cleared.
    let rest = shown.trim_end_matches(['\r', '\n']);
    assert!(rest.ends_with("\u{1b}[2K") || rest.ends_with("\u{1b}[K"), "{shown:?}");
}

#[test]
fn notices_have_their_own_line_with_a_progress_bar() {
    let bad = SLOW.replace("echo", "echo nonsense; echo");
    let shown =
        shown(&format!("{bad} | adsift classify --input-format jsonl --on-error skip > /dev/null"));
    let notices: Vec<&str> = shown.lines().filter(|line| line.contains("skipped: ")).collect();
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
fn progress_bar_is_hidden_when_quiet_short_or_redirected() {
    let silent = [
        format!("{SLOW} | adsift classify -q > /dev/null"),
        format!("{SLOW} | adsift classify 2> /dev/null > /dev/null"),
        "echo News. | adsift classify > /dev/null".to_owned(),
    ];
    // Each script waits for its input, so all run at the same time.
    std::thread::scope(|scope| {
        for script in &silent {
            scope.spawn(move || assert_eq!(shown(script), "", "{script}"));
        }
        // Verdicts on the terminal have no bar between them.
        scope.spawn(|| {
            let shown = shown(&format!("{SLOW} | adsift classify"));
            assert!(!shown.contains("articles  ") && shown.contains("Order now."), "{shown:?}");
        });
        scope.spawn(|| {
            let script = format!("{SLOW} | \"$0\" classify");
            let piped = shell(&script, &[]).output().unwrap();
            assert_eq!(String::from_utf8(piped.stderr).unwrap(), "");
        });
    });
}

#[test]
fn quiet_prints_only_errors() {
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
    let failed = adsift().args(["classify", "-q"]).write_stdin("nonsense\n{").assert().success();
    assert_eq!(failed.get_output().stderr, b"");
    adsift()
        .args(["classify", "--quiet", "no-such-file"])
        .assert()
        .code(2)
        .stderr(predicates::str::starts_with("error: no-such-file"));
    adsift()
        .args(["evaluate", "-q", "--min-f1", "1", "--article-column", "article"])
        .arg(starter())
        .assert()
        .code(1)
        .stderr(predicates::str::ends_with(" is below 1\n"));
}

#[test]
fn verbose_prints_the_model_and_the_amounts_read() {
    let run =
        adsift().args(["-v", "classify"]).write_stdin(article("a", "News.")).assert().success();
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.starts_with("model: built-in, threshold 0.66\nread 1 articles, "), "{message}");
    let folder = tempfile::tempdir().unwrap();
    let run = adsift()
        .args(["train", "-v", "--bits", "12", "-o"])
        .args([&folder.path().join("m.adsift"), &starter()])
        .assert()
        .success();
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(
        message.starts_with("read 272 rows, 0.1 MB, in ") && message.contains("\ntrained in "),
        "{message}"
    );
    let both = adsift().args(["-q", "-v", "classify"]).assert().code(2);
    assert!(both.get_output().stdout.is_empty());
    let plain = stdout(adsift().arg("classify").write_stdin(article("a", "News.")));
    assert_eq!(stdout(adsift().args(["classify", "-v"]).write_stdin(article("a", "News."))), plain);
}
