//! `adsift evaluate`: the optional parts of the report (`--by`, `--thresholds`, `--mistakes`,
//! `--whole-articles`).

use std::fs;

use crate::common::{adsift, folder_with, refusal, starter, stdout, tiny_model};
use assert_cmd::Command;
use serde_json::Value;

fn evaluate(options: &[&str]) -> Command {
    let mut command = adsift();
    command.args(["evaluate", "--article-column", "article", "-m"]);
    command.args([tiny_model(), &starter()]).args(options);
    command
}

fn json(options: &[&str]) -> Value {
    serde_json::from_str(&stdout(evaluate(options).args(["-f", "json"]))).unwrap()
}

fn array<'a>(report: &'a Value, key: &str) -> &'a Vec<Value> {
    report[key].as_array().unwrap()
}

#[test]
fn additional_parts_do_not_change_the_figures() {
    let plain = json(&[]);
    let options = ["--by", "outlet", "--thresholds", "--mistakes", "1"];
    let full = json(&options);
    for (key, figure) in plain.as_object().unwrap() {
        assert_eq!(full[key], *figure, "{key}");
    }
    let mut added: Vec<&str> = full.as_object().unwrap().keys().map(String::as_str).collect();
    added.retain(|key| plain.get(key).is_none());
    added.sort_unstable();
    let keys = ["best_threshold", "by", "calibration_error", "macro"];
    assert_eq!(added, [&keys[..], &["mistakes", "reliability", "thresholds"]].concat());
    let table = stdout(evaluate(&options).args(["-j", "1"]));
    assert!(table.starts_with(stdout(&mut evaluate(&[])).trim_end()));
    assert_eq!(table, stdout(&mut evaluate(&options)));
}

#[test]
fn by_reports_figures_for_every_value() {
    let report = json(&["--by", "outlet"]);
    let groups = array(&report, "by");
    let mut outlets: Vec<String> = csv::Reader::from_path(starter())
        .unwrap()
        .records()
        .map(|row| row.unwrap()[3].to_owned())
        .collect();
    outlets.sort();
    outlets.dedup();
    let values: Vec<&str> = groups.iter().map(|g| g["value"].as_str().unwrap()).collect();
    assert_eq!(values, outlets);
    let sum = |key: &str| groups.iter().map(|group| group[key].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("rows"), sum("sponsored")), (272, 107));
    let recalls: Vec<f64> = groups.iter().filter_map(|g| g["recall"].as_f64()).collect();
    let average = &report["macro"]["recall"];
    assert_eq!(average["groups"], recalls.len());
    let mean = recalls.iter().sum::<f64>() / recalls.len() as f64;
    assert!((average["mean"].as_f64().unwrap() - mean).abs() < 1e-12);

    let table = stdout(&mut evaluate(&["--by", "outlet"]));
    assert!(outlets.iter().all(|outlet| table.contains(&format!("\n{outlet} "))));
    assert!(table.contains("\nmacro average ") && table.contains("\ngroups with figure "));
}

#[test]
fn group_is_scored_on_its_own_rows() {
    let report = json(&["--by", "label"]);
    let [news, sponsored] = &array(&report, "by")[..] else { panic!("{report}") };
    assert!(news["f1"].is_null() && news["f1_interval"].is_null() && news["auc"].is_null());
    let counts = &report["confusion"];
    let false_alarms = counts["fp"].as_f64().unwrap() / 165.0;
    assert_eq!(news["false_positive_rate"], false_alarms);
    assert!(sponsored["false_positive_rate"].is_null());
    assert_eq!(sponsored["recall"], report["recall"]);
    assert!(sponsored["f1_interval"].is_array());
    assert_eq!(report["macro"]["auc"]["groups"], 0);
}

#[test]
fn by_refuses_a_missing_column() {
    let message = refusal(&mut evaluate(&["--by", "paper"]));
    assert!(message.contains("no column \"paper\""), "{message}");
}

#[test]
fn conflicting_options_are_refused() {
    let both = ["--by", "outlet", "--source-column", "outlet"];
    evaluate(&both).assert().code(2).stdout("");
    let mut command = adsift();
    command.args(["evaluate", "--whole-articles"]).arg(starter());
    let run = command.assert().code(2).stdout("");
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.contains("--article-column"), "{message}");
}

#[test]
fn listed_thresholds_match_evaluations_at_them() {
    let report = json(&["--thresholds", "--threshold", "0.33"]);
    let lines = array(&report, "thresholds");
    assert_eq!(lines.len(), 20);
    let in_use: Vec<&Value> = lines.iter().filter(|line| line["in_use"] == true).collect();
    assert_eq!(in_use.len(), 1);
    assert_eq!(in_use[0]["threshold"], 0.33);
    for line in [&lines[2], in_use[0]] {
        let chosen = json(&["--threshold", &line["threshold"].to_string()]);
        for figure in ["threshold", "precision", "recall", "f1"] {
            assert_eq!(line[figure], chosen[figure]);
        }
    }
    let best = lines.iter().find(|line| line["threshold"] == report["best_threshold"]);
    let best = best.unwrap()["f1"].as_f64();
    assert!(lines.iter().all(|line| line["f1"].as_f64() <= best));

    let table = stdout(&mut evaluate(&["--thresholds", "--threshold", "0.33"]));
    assert_eq!(table.matches("  in use\n").count(), 1);
    assert!(table.contains(&format!("\nF1 is best at {}\n", report["best_threshold"])));
}

#[test]
fn reliability_bins_hold_every_row() {
    let report = json(&["--thresholds"]);
    let bins = array(&report, "reliability");
    let rows: u64 = bins.iter().map(|bin| bin["rows"].as_u64().unwrap()).sum();
    assert_eq!((bins.len(), rows), (10, 272));
    let error = report["calibration_error"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&error));
    let table = stdout(&mut evaluate(&["--thresholds"]));
    assert!(table.ends_with(&format!("\ncalibration error {error:.4}\n")));
}

#[test]
fn mistakes_are_listed_worst_first_with_their_text() {
    // At threshold 0 every news row is a mistake, at threshold 1 every sponsored row.
    let mut rows = csv::Reader::from_path(starter()).unwrap();
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    for (threshold, some, none) in [
        ("0", "news_called_sponsored", "sponsored_called_news"),
        ("1", "sponsored_called_news", "news_called_sponsored"),
    ] {
        let report = json(&["--mistakes", "3", "--threshold", threshold]);
        let mistakes = array(&report["mistakes"], some);
        assert_eq!((mistakes.len(), array(&report["mistakes"], none).len()), (3, 0));
        for mistake in mistakes {
            let row = &rows[mistake["row"].as_u64().unwrap() as usize - 1];
            assert_eq!((&mistake["text"], &mistake["article"]), (&row[0].into(), &row[2].into()));
        }
        let probabilities = mistakes.iter().map(|mistake| mistake["probability"].as_f64().unwrap());
        let falling =
            probabilities.is_sorted_by(|a, b| if threshold == "0" { a >= b } else { a <= b });
        assert!(falling, "{mistakes:?}");
    }
    let table = stdout(&mut evaluate(&["--mistakes", "3", "--threshold", "0"]));
    assert!(table.ends_with("\n\nsponsored called news: none\n"));
}

#[test]
fn table_escapes_control_characters() {
    let csv = "text,label,article,outlet\nRed \u{1b}[31m.,news,\u{1b}[2J,\u{1b}[3J\n";
    let (_folder, path) = folder_with("strange.csv", csv);
    let mut command = adsift();
    command.args(["evaluate", "--article-column", "article", "--threshold", "0"]);
    command.args(["--by", "outlet", "--mistakes", "1"]).arg(path);
    let table = stdout(&mut command);
    assert!(!table.contains('\u{1b}'));
    for escaped in [r"\u{1b}[31m", r"\u{1b}[2J", r"\u{1b}[3J"] {
        assert!(table.contains(escaped), "{table}");
    }
}

#[test]
fn article_is_sponsored_if_any_paragraph_is() {
    let csv = fs::read_to_string(starter()).unwrap();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let mut sponsored: Vec<String> = rows
        .records()
        .map(Result::unwrap)
        .filter(|row| &row[1] == "sponsored")
        .map(|row| row[2].to_owned())
        .collect();
    sponsored.sort();
    sponsored.dedup();
    let report =
        json(&["--whole-articles", "--by", "outlet", "--mistakes", "40", "--threshold", "0"]);
    assert_eq!((&report["rows"], &report["articles"]), (&32.into(), &32.into()));
    assert_eq!(report["sponsored"], sponsored.len());
    let groups = array(&report, "by").iter();
    assert_eq!(groups.map(|group| group["rows"].as_u64().unwrap()).sum::<u64>(), 32);
    // At threshold 0 every news article is one mistake.
    let mistakes = array(&report["mistakes"], "news_called_sponsored");
    assert_eq!(mistakes.len(), 32 - sponsored.len());
    let table = stdout(&mut evaluate(&["--whole-articles"]));
    assert!(table.contains("\nrows 32, articles 32, ignored 0, threshold 0."));
}
