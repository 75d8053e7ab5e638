//! `adsift classify --shards`: one output for each input, also after failures, kills and reruns.
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, SystemTime};

use crate::common::process::wait;
use crate::common::{
    GUARD, adsift, adsift_process, article, generated_text, gzip, names_in, refusal, stdout,
    verdicts,
};
use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// Creates a folder with shards of `articles` articles each, in `in/`.
fn folder(shards: usize, articles: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for shard in 0..shards {
        fs::write(folder.path().join(format!("in/{shard:03}.jsonl")), lines(shard, articles))
            .unwrap();
    }
    folder
}

fn lines(shard: usize, articles: usize) -> String {
    let text = |number| format!("{}\n\n{}", generated_text(number), generated_text(number + 7));
    (0..articles)
        .map(|at| article(&format!("{shard}/{at}"), &text(shard * articles + at)))
        .collect()
}

/// Returns the arguments that classify the files that match `pattern` into the folder `out`.
fn from_to<'a>(pattern: &'a str, out: &'a str) -> [&'a str; 5] {
    ["classify", "--shards", pattern, "--out-dir", out]
}

fn classify(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = adsift();
    command.current_dir(folder).args(from_to("in/*", "out")).args(arguments);
    command
}

fn summary(command: &mut Command) -> Value {
    serde_json::from_str(&stdout(command)).unwrap()
}

/// Returns the bytes of the files of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    names_in(folder)
        .into_iter()
        .map(|name| (name.clone(), fs::read(folder.join(name)).unwrap()))
        .collect()
}

fn rows(bytes: &[u8]) -> Vec<Value> {
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_shard_has_an_output_with_its_rows_and_verdicts() {
    let folder = folder(3, 20);
    let report = summary(&mut classify(folder.path(), &[]));
    assert_eq!(
        [&report["shards"], &report["done"], &report["skipped"], &report["rows"]],
        [3, 3, 0, 60]
    );
    assert_eq!([&report["rejected"], &report["failed"].as_array().unwrap().len().into()], [0, 0]);
    assert!(
        report["mb_per_second"].as_f64() > Some(0.0) && report["paid_share"].as_f64() < Some(1.0)
    );
    let out = folder.path().join("out");
    assert_eq!(
        names_in(&out),
        [
            "000.jsonl",
            "000.jsonl.done",
            "001.jsonl",
            "001.jsonl.done",
            "002.jsonl",
            "002.jsonl.done"
        ]
    );
    let mut paragraphs = 0;
    for shard in 0..3 {
        let input = folder.path().join(format!("in/{shard:03}.jsonl"));
        let expected = verdicts(&stdout(adsift().arg("classify").arg(&input)));
        let mut expected = expected.into_iter();
        for (at, row) in
            rows(&fs::read(out.join(format!("{shard:03}.jsonl"))).unwrap()).iter().enumerate()
        {
            assert_eq!(row["id"], format!("{shard}/{at}"));
            for found in row["verdicts"].as_array().unwrap() {
                let verdict = expected.next().unwrap();
                assert_eq!(
                    found["probability"].as_f64().unwrap().to_bits(),
                    verdict.probability.to_bits()
                );
                assert_eq!([&found["start"], &found["end"]], [verdict.start, verdict.end]);
                assert_eq!([&found["label"], &row["id"]], [&verdict.label.into(), &verdict.id]);
                assert_eq!(found["reliable"], verdict.reliable);
                paragraphs += 1;
            }
        }
        assert_eq!(expected.next(), None);
    }
    assert_eq!(report["paragraphs"], paragraphs);
}

#[test]
fn clean_rows_have_no_sponsored_paragraphs() {
    let folder = folder(1, 30);
    let report = summary(&mut classify(folder.path(), &["-f", "clean", "--threshold", "0.3"]));
    assert!(report["sponsored"].as_u64() > Some(0));
    let clean = stdout(adsift().current_dir(folder.path()).args([
        "classify",
        "-f",
        "clean",
        "--threshold",
        "0.3",
        "in/000.jsonl",
    ]));
    let expected: Vec<Value> =
        clean.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found = rows(&fs::read(folder.path().join("out/000.jsonl")).unwrap());
    assert_eq!(found.len(), 30);
    for (row, expected) in found.iter().zip(&expected) {
        assert_eq!([&row["id"], &row["text"]], [&expected["id"], &expected["text"]]);
    }
}

#[test]
fn compressed_shards_stay_compressed() {
    let folder = folder(1, 5);
    let plain = lines(0, 5);
    fs::write(folder.path().join("in/000.jsonl.gz"), gzip(plain.as_bytes())).unwrap();
    fs::write(
        folder.path().join("in/000.jsonl.zst"),
        zstd::encode_all(plain.as_bytes(), 1).unwrap(),
    )
    .unwrap();
    stdout(&mut classify(folder.path(), &[]));
    let out = files(&folder.path().join("out"));
    let expected = &out["000.jsonl"];
    let mut gzip = Vec::new();
    flate2::read::GzDecoder::new(&out["000.jsonl.gz"][..]).read_to_end(&mut gzip).unwrap();
    assert_eq!(&gzip, expected);
    assert_eq!(&zstd::decode_all(&out["000.jsonl.zst"][..]).unwrap(), expected);
}

#[test]
fn finished_shards_are_skipped_until_something_changes() {
    let folder = folder(2, 5);
    stdout(&mut classify(folder.path(), &[]));
    let out = folder.path().join("out");
    let before = files(&out);
    let skipped = |expected: u64| {
        let report = summary(&mut classify(folder.path(), &[]));
        assert_eq!(
            [&report["skipped"], &report["done"], &report["rows"]],
            [expected, 2 - expected, 10]
        );
        assert_eq!(files(&out), before);
    };
    skipped(2);
    fs::remove_file(out.join("000.jsonl")).unwrap();
    skipped(1);
    fs::write(out.join("000.jsonl"), b"cut").unwrap();
    skipped(1);
    fs::write(out.join("001.jsonl.done"), b"not a mark").unwrap();
    skipped(1);
    fs::remove_file(out.join("000.jsonl.done")).unwrap();
    fs::remove_file(out.join("001.jsonl.done")).unwrap();
    skipped(0);
    let input = fs::File::options().append(true).open(folder.path().join("in/000.jsonl")).unwrap();
    input.set_modified(SystemTime::now() - Duration::from_secs(5000)).unwrap();
    let report = summary(&mut classify(folder.path(), &[]));
    assert_eq!([&report["skipped"], &report["done"]], [1, 1]);
    // A folder never mixes outputs of two thresholds.
    let run = classify(folder.path(), &["--threshold", "0.5"]).assert().code(2);
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert_eq!(
        message.matches("was made with another model, version or settings").count(),
        2,
        "{message}"
    );
    assert_eq!(files(&out)["001.jsonl"], before["001.jsonl"]);
}

#[test]
fn malformed_shard_fails_alone_and_is_listed() {
    let folder = folder(3, 5);
    for (name, bytes) in [
        ("001.jsonl", b"{\"text\": 1}\n".to_vec()),
        ("003.jsonl.gz", gzip(b"{}")[..10].to_vec()),
        ("004.parquet", b"PAR1 no Parquet".to_vec()),
    ] {
        fs::write(folder.path().join("in").join(name), bytes).unwrap();
    }
    let run = classify(folder.path(), &[]).assert().code(2);
    let report: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!([&report["shards"], &report["done"], &report["rows"]], [5, 2, 10]);
    let failed = report["failed"].as_array().unwrap();
    let shards: Vec<&str> =
        failed.iter().map(|failure| failure["shard"].as_str().unwrap()).collect();
    assert_eq!(shards, ["in/001.jsonl", "in/003.jsonl.gz", "in/004.parquet"]);
    assert!(
        failed[0]["error"].as_str().unwrap().starts_with("in/001.jsonl: line 1 (byte 9): "),
        "{}",
        failed[0]
    );
    let stderr = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert_eq!(stderr.matches("failed: in/").count(), 3, "{stderr}");
    assert_eq!(
        names_in(&folder.path().join("out")),
        ["000.jsonl", "000.jsonl.done", "002.jsonl", "002.jsonl.done"]
    );
}

#[test]
fn skipped_record_is_a_row_with_its_error() {
    let folder = folder(1, 0);
    fs::write(folder.path().join("in/000.jsonl"), lines(0, 2) + "{\"id\": 7}\n" + &lines(1, 2))
        .unwrap();
    let report = summary(&mut classify(folder.path(), &["--on-error", "skip"]));
    assert_eq!([&report["rows"], &report["rejected"]], [5, 1]);
    let rows = rows(&fs::read(folder.path().join("out/000.jsonl")).unwrap());
    assert_eq!(rows.len(), 5);
    assert!(rows[2]["error"].as_str().unwrap().starts_with("in/000.jsonl: line 3 "), "{}", rows[2]);
    assert!(rows[2]["id"].is_null() && rows[3]["id"] == "1/0");
    classify(folder.path(), &["--on-error", "skip", "--strict"]).assert().code(1);
}

#[test]
fn ranks_divide_the_shards_and_threads_change_nothing() {
    let folder = folder(7, 40);
    let run = |out: &str, arguments: &[&str]| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(from_to("in/*", out)).args(arguments);
        summary(&mut command)
    };
    run("one", &["-j", "1"]);
    let expected = files(&folder.path().join("one"));
    assert_eq!(expected.len(), 14);
    for threads in ["2", "8", "20"] {
        run(threads, &["-j", threads]);
        assert_eq!(files(&folder.path().join(threads)), expected);
    }
    let shards = ["0", "1", "2"]
        .map(|rank| run("ranks", &["--rank", rank, "--world-size", "3"])["shards"].as_u64());
    assert_eq!(shards, [Some(3), Some(2), Some(2)]);
    assert_eq!(files(&folder.path().join("ranks")), expected);
    // A rank without a shard.
    assert_eq!(run("ranks", &["--rank", "7", "--world-size", "8"])["shards"], 0);
}

#[test]
fn killed_run_is_finished_by_the_next_run() {
    let folder = folder(6, 600);
    let run = |out: &str| {
        let mut command = adsift_process();
        command.current_dir(folder.path()).args(from_to("in/*", out)).args(["-q", "-j", "2"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let start = std::time::Instant::now();
    assert!(wait(&mut run("undisturbed")).success());
    let whole = start.elapsed();
    let expected = files(&folder.path().join("undisturbed"));
    let mut killed = 0;
    for moment in 1..=8u32 {
        let out = format!("killed-{moment}");
        let mut child = run(&out);
        std::thread::sleep(whole * moment / 9);
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(wait(&mut run(&out)).success());
        assert_eq!(
            names_in(&folder.path().join(&out)),
            expected.keys().cloned().collect::<Vec<_>>()
        );
        assert!(files(&folder.path().join(&out)) == expected, "killed at {moment}/9");
    }
    assert!(killed > 2, "the run was too short to be killed: {whole:?}");
}

#[test]
fn concurrent_runs_leave_the_output_of_one_run() {
    let folder = folder(5, 800);
    let run = |out: &str| {
        let mut command = adsift_process();
        command.current_dir(folder.path()).args(from_to("in/*", out)).args(["-q"]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let succeeds = |mut child: Child| {
        let is_success = wait(&mut child).success();
        let mut summary = String::new();
        let mut output = child.stdout.take().unwrap();
        output.read_to_string(&mut summary).unwrap();
        assert!(is_success, "{summary}");
    };
    succeeds(run("one"));
    let (a, b) = (run("two"), run("two"));
    succeeds(a);
    succeeds(b);
    assert!(files(&folder.path().join("two")) == files(&folder.path().join("one")));
}

#[test]
fn memory_does_not_grow_with_the_number_of_shards() {
    let folder = folder(1000, 3);
    for shards in ["in/000.jsonl", "in/*"] {
        let script = "ulimit -v 200000; exec \"$0\" classify -q -j 1 --shards \"$1\" --out-dir \"$2\" > /dev/null";
        let out = folder.path().join(if shards.contains('*') { "many" } else { "one" });
        let mut command = crate::common::process::shell(script, &[shards, out.to_str().unwrap()]);
        assert!(
            wait(&mut command.current_dir(folder.path()).spawn().unwrap()).success(),
            "{shards}"
        );
    }
    assert_eq!(names_in(&folder.path().join("many")).len(), 2000);
}

#[test]
fn outputs_of_other_inputs_are_not_replaced() {
    let folder = folder(1, 3);
    fs::create_dir(folder.path().join("other")).unwrap();
    fs::write(folder.path().join("other/000.jsonl"), lines(9, 4)).unwrap();
    stdout(&mut classify(folder.path(), &[]));
    let out = folder.path().join("out");
    let before = files(&out);
    let refused = |expected: &str| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(from_to("other/*", "out"));
        command.assert().code(2).stderr(predicates::str::contains(expected));
    };
    refused("was made from");
    assert_eq!(files(&out), before);
    fs::remove_file(out.join("000.jsonl.done")).unwrap();
    refused("the file exists already, with other bytes");
    assert_eq!(files(&out)["000.jsonl"], before["000.jsonl"]);
    // A run that is killed between output and mark leaves such a folder.
    assert_eq!(summary(&mut classify(folder.path(), &[]))["done"], 1);
    assert_eq!(files(&out), before);
}

#[test]
fn finished_shards_stay_finished_under_laxer_settings() {
    let folder = folder(1, 3);
    fs::write(folder.path().join("in/bad.jsonl"), lines(1, 2) + "nonsense\n").unwrap();
    classify(folder.path(), &[]).assert().code(2);
    let report = summary(&mut classify(folder.path(), &["--on-error", "skip"]));
    assert_eq!([&report["skipped"], &report["done"], &report["rejected"]], [1, 1, 1]);
    // A refused record might pass under higher limits, so its shard is not finished.
    let laxer = ["--on-error", "skip", "--max-paragraph-bytes", "70000"];
    let run = classify(folder.path(), &laxer).assert().code(2);
    let report: Value = serde_json::from_slice(&run.get_output().stdout).unwrap();
    assert_eq!(
        [&report["skipped"], &report["failed"][0]["shard"]],
        [&Value::from(1), &"in/bad.jsonl".into()]
    );
    classify(folder.path(), &["--on-error", "skip", "--max-paragraph-bytes", "100"])
        .assert()
        .code(2);
}

#[test]
fn pattern_that_matches_outputs_finds_only_inputs() {
    let folder = folder(2, 2);
    for done in [0, 2] {
        let mut command = adsift();
        command.current_dir(folder.path()).args(from_to("**/*.jsonl", "in/out"));
        let report = summary(&mut command);
        assert_eq!([&report["shards"], &report["skipped"]], [2, done]);
    }
}

#[cfg(unix)]
#[test]
fn file_name_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(1, 1);
    fs::write(folder.path().join("in").join(std::ffi::OsStr::from_bytes(b"bad\xff.jsonl")), b"")
        .unwrap();
    let message = refusal(&mut classify(folder.path(), &[]));
    assert!(message.contains("the name is not UTF-8"), "{message}");
}

#[test]
fn symbolic_link_as_output_is_refused() {
    let folder = folder(1, 2);
    let (out, outside) = (folder.path().join("out"), folder.path().join("outside"));
    fs::create_dir(&out).unwrap();
    fs::write(&outside, b"mine").unwrap();
    std::os::unix::fs::symlink(&outside, out.join("000.jsonl")).unwrap();
    classify(folder.path(), &[])
        .assert()
        .code(2)
        .stderr(predicates::str::contains("this is a symbolic link"));
    assert_eq!(fs::read(outside).unwrap(), b"mine");
}

#[test]
fn conflicting_flags_are_refused() {
    let folder = folder(1, 1);
    let in_folder = |arguments: &[&str]| {
        let mut command = adsift();
        refusal(command.current_dir(folder.path()).arg("classify").args(arguments).timeout(GUARD))
    };
    for (arguments, expected) in [
        (&["--shards", "in/*"][..], "--out-dir <DIR>"),
        (&["--shards", "in/*", "--out-dir", "out", "-o", "x"], "cannot be used with"),
        (&["--shards", "in/*", "--out-dir", "out", "--explain"], "cannot be used with"),
        (
            &["--shards", "in/*", "--out-dir", "out", "-f", "csv"],
            "use jsonl for verdicts, or clean",
        ),
        (&["--shards", "in/*", "--out-dir", "out", "--on-error", "reject=x"], "--on-error skip"),
        (&["--shards", "in/*", "--out-dir", "out", "--rank", "1"], "--world-size"),
        (
            &["--shards", "in/*", "--out-dir", "out", "--rank", "2", "--world-size", "2"],
            "2 is not below",
        ),
        (&["--shards", "in/*", "--out-dir", "out", "--world-size", "0"], "1 or more"),
        (
            &["--shards", "in/*.csv", "--out-dir", "out"],
            "in/*.csv: no such file, and no file matches this pattern",
        ),
        (&["--shards", "in/*", "--out-dir", "in"], "the output of this input would replace it"),
        (&["--shards", "in/*", "--out-dir", "in/000.jsonl/x"], "in/000.jsonl"),
    ] {
        let error = in_folder(arguments);
        assert!(error.contains(expected), "{arguments:?}: {error}");
    }
    assert_eq!(names_in(folder.path()), ["in"]);
}
