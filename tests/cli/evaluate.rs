//! `adsift evaluate`: report formats, scored rows, and the minimum F1.

use std::fs;

use crate::common::{adsift, folder_with, refusal, starter, stdout, tiny_model, verdicts};
use assert_cmd::Command;
use predicates::str::contains;
use serde_json::Value;

const FIGURES: [&str; 7] =
    ["precision", "recall", "f1", "auc", "average_precision", "brier", "accuracy"];

/// An evaluation of the small model on whole articles.
fn evaluate(options: &[&str]) -> Command {
    let mut command = adsift();
    command.args(["evaluate", "--article-column", "article", "-m"]);
    command.arg(tiny_model()).args(options);
    command
}

fn json(command: &mut Command) -> Value {
    serde_json::from_str(&stdout(command.args(["-f", "json"]))).unwrap()
}

fn on_starter(options: &[&str]) -> Value {
    json(evaluate(options).arg(starter()))
}

#[test]
fn json_report_has_exactly_the_documented_keys() {
    let report = on_starter(&[]);
    let mut keys: Vec<&str> = report.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let mut expected = [
        &FIGURES[..],
        &["rows", "sponsored", "log_loss", "mcc", "confusion"],
        &["articles", "ignored", "threshold", "intervals", "trained_on_this_data"],
    ]
    .concat();
    expected.sort_unstable();
    assert_eq!(keys, expected);
    assert_eq!(stdout(evaluate(&["-f", "json"]).arg(starter())).lines().count(), 1);
}

#[test]
fn figures_and_intervals_are_between_0_and_1() {
    let report = on_starter(&[]);
    for figure in FIGURES {
        let value = report[figure].as_f64().unwrap();
        let low = report["intervals"][figure][0].as_f64().unwrap();
        let high = report["intervals"][figure][1].as_f64().unwrap();
        assert!(0.0 <= low && low <= high && high <= 1.0, "{figure}");
        assert!((0.0..=1.0).contains(&value), "{figure}");
    }
    assert!((-1.0..=1.0).contains(&report["mcc"].as_f64().unwrap()));
    assert!(report["log_loss"].as_f64().unwrap() >= 0.0);
}

#[test]
fn figures_follow_from_the_confusion_counts() {
    let report = on_starter(&[]);
    let count = |name: &str| report["confusion"][name].as_u64().unwrap();
    let [tp, fp, fn_, tn] = ["tp", "fp", "fn", "tn"].map(count);
    assert_eq!((tp + fn_, tn + fp), (107, 165));
    assert_eq!((&report["rows"], &report["articles"]), (&272.into(), &32.into()));
    for (figure, over, under) in [
        ("precision", tp, tp + fp),
        ("recall", tp, tp + fn_),
        ("f1", 2 * tp, 2 * tp + fp + fn_),
        ("accuracy", tp + tn, 272),
    ] {
        let value = report[figure].as_f64().unwrap();
        assert!((value - over as f64 / under as f64).abs() < 1e-12, "{figure}");
    }
}

#[test]
fn threshold_0_finds_everything_and_threshold_1_nothing() {
    let all = on_starter(&["--threshold", "0"]);
    assert_eq!(all["threshold"], 0.0);
    assert_eq!(all["recall"], 1.0);
    assert_eq!(all["precision"], 107.0 / 272.0);
    let none = on_starter(&["--threshold", "1"]);
    assert_eq!((&none["recall"], &none["precision"]), (&0.0.into(), &0.0.into()));
    assert_eq!(none["auc"], all["auc"]);
}

#[test]
fn confusion_counts_match_classify() {
    let mut classify = adsift();
    classify.args(["classify", "--article-column", "article", "-m"]);
    let verdicts = verdicts(&stdout(classify.args([tiny_model(), &starter()])));
    let mut rows = csv::Reader::from_path(starter()).unwrap();
    let actual = rows.records().map(|row| row.unwrap()[1].to_owned());
    let pairs: Vec<_> = verdicts.iter().map(|v| v.label.clone()).zip(actual).collect();
    let report = on_starter(&[]);
    for (name, predicted, actual) in [
        ("tp", "sponsored", "sponsored"),
        ("fp", "sponsored", "news"),
        ("fn", "news", "sponsored"),
        ("tn", "news", "news"),
    ] {
        let found = pairs.iter().filter(|(p, a)| p == predicted && a == actual);
        assert_eq!(report["confusion"][name], found.count(), "{name}");
    }
}

#[test]
fn ignored_row_is_context_but_not_scored() {
    // Every fifth row of the starter data has a label that is neither news nor sponsored.
    let csv = fs::read_to_string(starter()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(reader.headers().unwrap()).unwrap();
    for (number, row) in reader.records().enumerate() {
        let row = row.unwrap();
        let label = if number % 5 == 0 { "other" } else { &row[1] };
        writer.write_record([&row[0], label, &row[2], &row[3]]).unwrap();
    }
    let (_folder, path) = folder_with("other.csv", writer.into_inner().unwrap());
    let ignored = json(evaluate(&["--ignore-label", "other"]).arg(&path));
    let excluded = json(evaluate(&["--exclude", "label=other"]).arg(&path));
    for (report, count) in [(&ignored, 55), (&excluded, 0)] {
        assert_eq!((&report["rows"], &report["ignored"]), (&217.into(), &count.into()));
    }
    assert_ne!(ignored["brier"], excluded["brier"], "an ignored row is context for its neighbours");
}

#[test]
fn f1_below_the_minimum_is_exit_code_1() {
    let report = stdout(evaluate(&["-f", "json"]).arg(starter()));
    for (least, code, expected) in [("0", 0, ""), ("1", 1, "is below 1\n")] {
        let mut command = evaluate(&["-f", "json", "--min-f1", least]);
        let run = command.arg(starter()).assert().code(code).stdout(report.clone());
        run.stderr(contains(expected));
    }
    let f1 = serde_json::from_str::<Value>(&report).unwrap()["f1"].to_string();
    evaluate(&["--min-f1", &f1]).arg(starter()).assert().success();
}

#[test]
fn default_report_is_a_table() {
    let table = stdout(evaluate(&[]).arg(starter()));
    assert!(table.starts_with("figure              value  95 % interval\nprecision   "));
    assert!(table.contains("\n                  labelled news  labelled sponsored\n"));
    assert!(table.contains("\nrows 272, articles 32, ignored 0, threshold 0."));
    assert_eq!(stdout(evaluate(&["-f", "table"]).arg(starter())), table);
}

#[test]
fn one_label_has_no_ranking_figures_and_no_label_is_an_error() {
    let (_folder, path) = folder_with("news.csv", "text,label\nOne.,news\nTwo.,news\n");
    let mut command = adsift();
    let report = json(command.arg("evaluate").arg(&path));
    assert!(report["auc"].is_null() && report["average_precision"].is_null());
    for option in [["--ignore-label", "news"], ["--exclude", "label=news"]] {
        let mut command = adsift();
        let message = refusal(command.arg("evaluate").args(option).arg(&path));
        assert!(message.contains("nothing is left to score"), "{message}");
    }
}

#[test]
fn report_does_not_depend_on_threads_or_standard_input() {
    let csv = fs::read(starter()).unwrap();
    let reports = ["1", "2", "8"].map(|threads| on_starter(&["-j", threads]));
    let from_stdin = json(evaluate(&["-"]).write_stdin(csv));
    assert!(reports.iter().all(|report| *report == from_stdin));
}

#[test]
fn html_report_has_the_figures_of_json() {
    let report = on_starter(&["--mistakes", "10"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    assert_eq!(stdout(evaluate(&["-f", "html", "-o"]).args([&path, &starter()])), "");
    let page = fs::read_to_string(&path).unwrap();
    for figure in FIGURES {
        let value = format!("<td>{:.3}</td>", report[figure].as_f64().unwrap());
        assert!(page.contains(&value), "{figure} {value}");
    }
    for count in ["tp", "fp", "fn", "tn"] {
        let value = format!("\">{} <span", report["confusion"][count]);
        assert!(page.contains(&value), "{count} {value}");
    }
    let mistakes = ["news_called_sponsored", "sponsored_called_news"]
        .map(|direction| report["mistakes"][direction].as_array().unwrap().as_slice());
    let rows = mistakes.concat();
    assert!(!rows.is_empty());
    for mistake in &rows {
        assert!(page.contains(&format!(", row {}</p>", mistake["row"])), "{mistake}");
        // The reasons add up, as with classify --explain.
        let sum: f64 = mistake["reasons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|reason| reason["weight"].as_f64().unwrap())
            .sum();
        assert!((sum - mistake["log_odds"].as_f64().unwrap()).abs() < 1e-9, "{mistake}");
    }
    assert_eq!(page.matches("<section").count(), rows.len());
    let message = refusal(evaluate(&["-f", "html", "-o"]).args([starter(), starter()]));
    assert!(message.contains("the output would replace this input"), "{message}");
}

#[test]
fn impossible_report_path_is_refused_before_reading() {
    let folder = tempfile::tempdir().unwrap();
    for target in [folder.path().join("no/such/report.html"), folder.path().to_owned()] {
        let message = refusal(evaluate(&["no-such.csv", "-o"]).arg(&target));
        assert!(message.contains(target.to_str().unwrap()), "{message}");
        assert!(!message.contains("no-such.csv"), "{message}");
    }
}
