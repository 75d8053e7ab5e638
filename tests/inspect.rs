//! `adsift inspect`: what is in a model, or in labelled CSV.

mod common;

use std::fs;

use common::{adsift, folder_with, refusal, starter, stdout, tiny_model};

const STARTER: &str = "272 paragraphs in 32 articles: 165 news, 107 sponsored, 0 ignored\n\
                       bytes of text: 51543, sources: 1, groups: 32\n\
                       texts that stood before: 0, that stand under both labels: 0, empty: 0\n";

#[test]
fn a_model_says_what_it_is_and_where_it_comes_from() {
    let shown = stdout(adsift().arg("inspect").arg(tiny_model()));
    for line in [
        "adsift model, format version 2, trained by adsift ",
        "\nlanguage    english\n",
        "\ncolumns     2^12 hashed n-grams, ",
        "\nwords       C 8, cap none, seed 42\n",
        "\npage        own +",
        "\nthreshold   0.",
        &format!("\n\n{STARTER}\n"),
        "\nheld out, 5 folds of whole groups\n",
        "\nwhole model ",
    ] {
        assert!(shown.contains(line), "{line:?} is not in:\n{shown}");
    }
    let digest = shown
        .split("BLAKE3 ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn a_model_is_known_by_its_bytes_and_not_by_its_name() {
    let shown = stdout(adsift().arg("inspect").arg(tiny_model()));
    let (_folder, path) = folder_with("model.csv", fs::read(tiny_model()).unwrap());
    assert_eq!(stdout(adsift().arg("inspect").arg(path)), shown);
    let mut cut = fs::read(tiny_model()).unwrap();
    cut.pop();
    let (_folder, path) = folder_with("cut", cut);
    let message = refusal(adsift().arg("inspect").arg(path));
    assert!(message.contains(": a damaged model ("), "{message}");
}

#[test]
fn labelled_csv_says_how_much_there_is_of_what() {
    let inspect = || {
        let mut command = adsift();
        command.args(["inspect", "--article-column", "article"]);
        command
    };
    assert_eq!(stdout(inspect().arg(starter())), STARTER);
    let bytes = fs::read(starter()).unwrap();
    assert_eq!(stdout(inspect().arg("-").write_stdin(bytes)), STARTER);
    let without = stdout(
        inspect()
            .args(["--exclude", "outlet=wirehall"])
            .arg(starter()),
    );
    assert!(without.contains("165 news, 87 sponsored") && without.ends_with("rows left out: 20\n"));
}

#[cfg(unix)]
#[test]
fn what_comes_through_a_pipe_is_read_from_its_first_byte() {
    // As the shell's <(zcat data.csv.gz) does.
    let shown = adsift_in_shell("cat \"$1\" | \"$0\" inspect /dev/stdin --article-column article");
    assert_eq!(shown, STARTER);
}

#[cfg(unix)]
fn adsift_in_shell(script: &str) -> String {
    let mut shell = assert_cmd::Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_adsift")]);
    stdout(shell.arg(starter()).timeout(common::GUARD))
}

#[test]
fn what_is_neither_is_refused() {
    let (folder, path) = folder_with("notes.txt", "Some notes.\n");
    for (path, told) in [
        (
            path.as_path(),
            "no column \"text\"; there is \"Some notes.\"",
        ),
        (folder.path(), "is a directory"),
        (&folder.path().join("none"), "No such file"),
    ] {
        let message = refusal(adsift().arg("inspect").arg(path)).to_lowercase();
        assert!(message.contains(&told.to_lowercase()), "{message}");
    }
}
