//! Shared by the tests: the program, the starter data, a small model, and the types of the output.

// Each test crate uses only some of these functions; clippy takes only `#[test]` functions for
// tests.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

pub mod browser;
pub mod model_bytes;
pub mod process;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use assert_cmd::Command;
use serde::Deserialize;
use tempfile::TempDir;

/// The time after which a run counts as hanging, far above the time of every run.
pub const GUARD: Duration = Duration::from_secs(10);

/// The program as built for this test, without environment variables that switch colour on.
pub fn adsift() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_adsift"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
    command.timeout(6 * GUARD);
    command
}

/// The program as a plain process, for tests that hold the ends of its pipes.
pub fn adsift_process() -> std::process::Command {
    std::process::Command::new(env!("CARGO_BIN_EXE_adsift"))
}

/// A path in the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The labelled data that comes with adsift: 272 paragraphs in 32 articles.
pub fn starter() -> PathBuf {
    repository("data/starter.csv")
}

/// A model of 2^12 columns, trained on the starter data once per test process.
pub fn tiny_model() -> &'static Path {
    static MODEL: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = MODEL.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tiny.adsift");
        train(&starter(), &path, &["--article-column", "article"]);
        (folder, path)
    });
    path
}

/// Trains a model of 2^12 columns and returns standard error.
pub fn train(data: &Path, model: &Path, options: &[&str]) -> String {
    let run = adsift()
        .args(["train", "--bits", "12", "-o"])
        .args([model, data])
        .args(options)
        .assert()
        .success();
    String::from_utf8(run.get_output().stderr.clone()).unwrap()
}

/// Runs the command, which must succeed, and returns standard output.
pub fn stdout(command: &mut Command) -> String {
    let run = command.assert().success();
    String::from_utf8(run.get_output().stdout.clone()).unwrap()
}

/// Runs the command, which must fail with exit code 2 and an empty standard output, and returns the
/// error message.
pub fn refusal(command: &mut Command) -> String {
    let run = command.timeout(GUARD).assert().code(2).stdout("");
    let stderr = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(!stderr.contains('\u{1b}'), "{stderr:?}");
    // A report on the data may precede the error.
    let (_, error) = stderr.rsplit_once("\n\nerror: ").unwrap_or_else(|| {
        let error = stderr.strip_prefix("error: ");
        ("", error.unwrap_or_else(|| panic!("no error message: {stderr}")))
    });
    error.to_owned()
}

/// The error message of a run on a file with this name and content, in the file's folder.
pub fn error(arguments: &[&str], name: &str, bytes: &[u8]) -> String {
    let (folder, _) = folder_with(name, bytes);
    let mut command = adsift();
    command.current_dir(folder.path()).args(arguments).arg(name);
    refusal(&mut command)
}

/// A temporary folder with one file, and the path of the file.
pub fn folder_with(name: &str, bytes: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The bytes, compressed with gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The file names in a folder, sorted.
pub fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A verdict as `-f jsonl` writes it; any other field is an error.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    pub id: serde_json::Value,
    pub paragraph: usize,
    pub start: usize,
    pub end: usize,
    pub label: String,
    pub probability: f64,
    pub known: f64,
    pub reliable: bool,
    pub disguised: Option<usize>,
    pub kind: Option<String>,
    pub log_odds: Option<serde_json::Number>,
    pub reasons: Option<Vec<Reason>>,
    pub text: Option<String>,
}

/// A reason as `--explain` writes it; any other field is an error.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub feature: String,
    pub weight: serde_json::Number,
}

/// The verdicts of a JSON Lines output.
pub fn verdicts(lines: &str) -> Vec<Verdict> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An article as a line of JSON Lines.
pub fn article(id: &str, text: &str) -> String {
    serde_json::json!({"id": id, "text": text}).to_string() + "\n"
}

/// A paragraph that is different for each number, of words that do not depend on the label.
pub fn generated_text(number: usize) -> String {
    const WORDS: [&str; 16] = [
        "council", "bridge", "order", "today", "river", "save", "said", "offer", "Tuesday",
        "harbour", "free", "report", "your", "minister", "price", "school",
    ];
    let mut text = format!("Paragraph {number}:");
    let mut state = number as u64;
    for _ in 0..8 + number % 9 {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let _ = write!(text, " {}", WORDS[(state >> 60) as usize]);
    }
    text + "."
}
