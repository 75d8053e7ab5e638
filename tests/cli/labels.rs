//! Labelled data as people have it: names of labels, formats, and rows in any order.

use std::fs;
use std::path::Path;

use crate::common::{adsift, error, folder_with, generated_text, refusal, starter, stdout, train};
use serde_json::Value;

/// Labelled rows without a header: the text, the label, the page and the number in the page.
fn rows() -> Vec<[String; 4]> {
    let row = |at: usize| {
        let label = ["not_ad", "ad"][usize::from(at.is_multiple_of(3))];
        [generated_text(at), label.to_owned(), format!("page-{}", at / 6), (at % 6).to_string()]
    };
    (0..60).map(row).collect()
}

const HEADER: [&str; 4] = ["text", "label", "page", "at"];

fn csv(rows: &[[String; 4]]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn jsonl(rows: &[[String; 4]]) -> String {
    let line = |[text, label, page, at]: &[String; 4]| {
        let at: u64 = at.parse().unwrap();
        serde_json::json!({"page": page, "text": text, "label": label, "at": at}).to_string() + "\n"
    };
    rows.iter().map(line).collect()
}

/// The rows in another order, in which few rows follow a row of their page.
fn shuffled(rows: &[[String; 4]]) -> Vec<[String; 4]> {
    (0..rows.len()).map(|at| rows[at * 37 % rows.len()].clone()).collect()
}

const NAMES: [&str; 6] =
    ["--sponsored-label", "ad,native", "--news-label", "not_ad", "--article-column", "page"];

/// The bytes of a model trained on a file, and standard error.
fn model(name: &str, bytes: &[u8], options: &[&str]) -> (Vec<u8>, String) {
    let (folder, path) = folder_with(name, bytes);
    let model = folder.path().join("m");
    let message = train(&path, &model, options);
    (fs::read(model).unwrap(), message)
}

#[test]
fn unknown_labels_are_reported_together_with_the_flags_that_name_them() {
    for (one, two, flags) in [
        ("ad", "not_ad", "--sponsored-label ad --news-label not_ad"),
        ("1", "0", "--sponsored-label 1 --news-label 0"),
        ("True", "False", "--sponsored-label True --news-label False"),
    ] {
        let csv = format!("text,label\nA,{one}\nB,{two}\nC,news\nD,{two}\n");
        for verb in [&["inspect"][..], &["evaluate"], &["train", "-o", "model"]] {
            assert_eq!(
                error(verb, "a.csv", csv.as_bytes()),
                format!(
                    "a.csv: row 1 (line 2, byte 11), column \"label\": unknown labels \"{two}\" \
                     (2 rows), \"{one}\" (1 row); the labels are news and sponsored: fix the rows, \
                     or say what the other labels mean, for example with {flags}\n"
                )
            );
        }
        let (_folder, path) = folder_with("a.csv", csv.as_bytes());
        let mut command = adsift();
        command.args(["inspect", "-f", "json"]).args(flags.split(' ')).arg(path);
        let report: Value = serde_json::from_str(&stdout(&mut command)).unwrap();
        assert_eq!(
            (&report["labels"]["news"], &report["labels"]["sponsored"]),
            (&3.into(), &1.into())
        );
    }
}

#[test]
fn label_without_a_guess_is_named_in_each_flag() {
    let found = error(&["inspect"], "a.csv", b"text,label\nA,news\nB,photo\n");
    assert!(
        found.ends_with(
            "with --sponsored-label photo or --news-label photo; --ignore-label photo keeps such \
             rows as context without learning from them\n"
        ),
        "{found}"
    );
}

#[test]
fn texts_that_begin_with_a_tag_are_reported() {
    let mut tagged = rows();
    tagged[0][0].insert_str(0, "<p>");
    tagged[7][0].insert_str(0, " <div class=\"x\">");
    tagged[8][0].insert_str(0, "<3 ");
    let notice = "2 texts begin with a tag of HTML";
    let (_, message) = model("a.csv", &csv(&tagged), &NAMES);
    assert!(message.contains(notice), "{message}");
    let (_folder, path) = folder_with("a.csv", csv(&tagged));
    let report = stdout(adsift().arg("inspect").args(NAMES).arg(&path));
    assert!(report.contains(notice), "{report}");
    let run = adsift().arg("evaluate").args(NAMES).arg(&path).assert().success();
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.contains(notice), "{message}");
    let (_, message) = model("a.csv", &csv(&rows()), &NAMES);
    assert!(!message.contains("tag of HTML"), "{message}");
}

#[test]
fn empty_labels_and_numbers_with_a_fraction_have_their_flags() {
    let found = error(&["inspect"], "a.csv", b"text,label\nA,other\nB,\nC,news\n");
    assert!(
        found.ends_with(
            "with --sponsored-label other or --news-label other; --ignore-label other \
             --ignore-label '' keeps such rows as context without learning from them\n"
        ),
        "{found}"
    );
    let csv = b"text,label\nA,1.0\nB,0.0\nC,1.0\n";
    let found = error(&["inspect"], "a.csv", csv);
    assert!(
        found.ends_with("for example with --sponsored-label 1.0 --news-label 0.0\n"),
        "{found}"
    );
    let (_folder, path) = folder_with("a.csv", csv);
    let mut command = adsift();
    command
        .args(["inspect", "-f", "json", "--sponsored-label", "1", "--news-label", "0"])
        .arg(path);
    let report: Value = serde_json::from_str(&stdout(&mut command)).unwrap();
    assert_eq!((&report["labels"]["news"], &report["labels"]["sponsored"]), (&1.into(), &2.into()));
}

#[test]
fn data_without_a_header_and_models_are_named() {
    for (csv, row) in [
        ("The council met.,news\nBuy socks.,sponsored\n", "The council met.,news"),
        ("0,The council met on Tuesday.\n1,Buy socks.\n", "0,The council met on Tuesday."),
    ] {
        let expected = format!(
            "a.csv: no header line: the first line is a row, {row:?}; put the names of the columns \
             before it, such as text,label\n"
        );
        for verb in [&["inspect"][..], &["train", "-o", "model"]] {
            assert_eq!(error(verb, "a.csv", csv.as_bytes()), expected);
        }
    }
    for lines in ["__label__news The council met\n", "__label__news , The council; met\n"] {
        assert_eq!(
            error(&["evaluate"], "a.txt", lines.as_bytes()),
            "a.txt: this is data of fastText; write it as CSV with the columns text and label\n"
        );
    }
    for verb in [&["train", "-o", "model"][..], &["evaluate"], &["classify"]] {
        assert_eq!(
            error(verb, "my.adsift", b"adsift\x1a\n\x01\0\0\0"),
            "my.adsift: this is a model of adsift; name a file of data\n"
        );
    }
}

#[test]
fn names_of_labels_have_one_meaning() {
    let csv = b"text,label\nA,ad\n";
    let options = ["inspect", "--sponsored-label", "ad", "--news-label", "0,AD"];
    assert_eq!(
        error(&options, "a.csv", csv),
        "label names: \"AD\" is given two meanings; leave out one of the two\n"
    );
    let options = ["inspect", "--sponsored-label", "ad", "--ignore-label", "ad"];
    assert!(error(&options, "a.csv", csv).starts_with("label names: \"ad\""));
}

#[test]
fn names_of_labels_change_nothing_but_the_names() {
    let renamed: Vec<_> = rows()
        .into_iter()
        .map(|[text, label, page, at]| {
            let label = if label == "ad" { "sponsored" } else { "news" };
            [text, label.to_owned(), page, at]
        })
        .collect();
    let plain = model("a.csv", &csv(&renamed), &["--article-column", "page"]).0;
    assert_eq!(model("a.csv", &csv(&rows()), &NAMES).0, plain);
}

#[test]
fn json_lines_train_the_same_model_as_csv() {
    let expected = model("a.csv", &csv(&rows()), &NAMES);
    assert!(expected.1.starts_with("60 paragraphs in 10 articles: 40 news, 20 sponsored"));
    for name in ["a.jsonl", "a.txt", "a.csv"] {
        let found = model(name, jsonl(&rows()).as_bytes(), &NAMES);
        assert!(found == expected || found.0 == expected.0, "{name}");
    }
    let array = format!("[{}]", jsonl(&rows()).trim_end().replace('\n', ",\n"));
    assert_eq!(model("a.json", array.as_bytes(), &NAMES).0, expected.0);
    let compressed = crate::common::gzip(jsonl(&rows()).as_bytes());
    assert_eq!(model("a.jsonl.gz", &compressed, &NAMES).0, expected.0);
}

#[test]
fn missing_field_of_json_lines_is_reported_with_its_flag() {
    let found = error(&["evaluate"], "a.jsonl", b"{\"text\": \"One.\", \"tag\": 1}\n");
    assert_eq!(
        found,
        "a.jsonl: line 1 (byte 0): no column \"label\"; there are \"text\", \"tag\"; \
         name the label column with --label-column\n"
    );
    let array = error(&["inspect"], "a.json", b"[\n{\"text\": \"One.\", \"label\": 1}\n]\n");
    assert!(array.starts_with("a.json: line 2 (byte 2), column \"label\": unknown"), "{array}");
    let numbers = "{\"body\": \"One.\", \"tag\": 1}\n{\"body\": \"Two.\", \"tag\": false}\n";
    let options = ["inspect", "--text-column", "body", "--label-column", "tag"];
    let found = error(&options, "a.jsonl", numbers.as_bytes());
    assert!(found.ends_with("--sponsored-label 1 --news-label false\n"), "{found}");
}

#[test]
fn shuffled_rows_are_gathered_and_reported() {
    let scattered = csv(&shuffled(&rows()));
    let (_, message) = model("a.csv", &scattered, &NAMES);
    let notice = message.lines().next().unwrap();
    assert!(
        notice.ends_with("with --paragraph-column")
            && notice.contains(" rows name an earlier article without following its rows."),
        "{message}"
    );
    assert!(message.contains("\n60 paragraphs in 10 articles: 40 news, 20 sponsored"), "{message}");

    let (_folder, path) = folder_with("a.csv", &scattered);
    let mut command = adsift();
    let report = stdout(command.arg("inspect").args(NAMES).arg(&path));
    assert!(
        report.contains("rows name an earlier article without following its rows: sort the"),
        "{report}"
    );
    let mut command = adsift();
    let run = command.arg("evaluate").args(NAMES).arg(&path).assert().success();
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.contains(" rows name an earlier article without following"), "{message}");
}

#[test]
fn paragraph_column_restores_the_order_of_shuffled_rows() {
    let numbered = [&NAMES[..], &["--paragraph-column", "at"]].concat();
    // The first rows of the pages stay in their order, so the pages do, too.
    let mut scattered = rows();
    scattered.sort_by_key(|[.., at]| at.clone());
    let (found, message) = model("a.csv", &csv(&scattered), &numbered);
    assert!(message.starts_with("60 paragraphs in 10 articles"), "{message}");
    assert!(found == model("a.csv", &csv(&rows()), &NAMES).0);

    let mut command = adsift();
    command.args(["train", "-o", "m", "--paragraph-column", "at", "a.csv"]);
    let run = command.assert().code(2);
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.contains("--article-column"), "{message}");
}

#[test]
fn semicolon_csv_of_a_spreadsheet_trains_the_same_model() {
    let mut text = "\u{feff}Text;Label;Page;At\r\n".to_owned();
    for row in rows() {
        text += &(row.join(";") + "\r\n");
    }
    let found = model("a.csv", (text + ";;;\r\n;;;\r\n").as_bytes(), &NAMES).0;
    assert!(found == model("a.csv", &csv(&rows()), &NAMES).0);
}

fn evaluate(data: &Path, model: &Path, options: &[&str]) -> (Value, String) {
    let mut command = adsift();
    command.args(["evaluate", "-f", "json", "-m"]).args([model, data]).args(options);
    let run = command.assert().success();
    let output = run.get_output();
    let report = serde_json::from_slice(&output.stdout).unwrap();
    (report, String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn evaluation_on_the_training_data_is_reported() {
    let (folder, path) = folder_with("a.csv", csv(&rows()));
    let model = folder.path().join("m");
    train(&path, &model, &NAMES);
    let notice = "the model was trained on this data, so the figures are too good";
    for options in [&NAMES[..], &[&NAMES[..], &["--by", "at"]].concat()] {
        let (report, message) = evaluate(&path, &model, options);
        assert_eq!(report["trained_on_this_data"], true);
        assert!(message.starts_with(notice), "{message}");
    }
    let mut command = adsift();
    command.args(["evaluate", "-f", "html", "-q", "-m"]).args([&model, &path]).args(NAMES);
    assert!(stdout(&mut command).contains("The model was trained on this data"));
    let shuffled_path = folder.path().join("shuffled.csv");
    fs::write(&shuffled_path, csv(&shuffled(&rows()))).unwrap();
    assert_eq!(evaluate(&shuffled_path, &model, &NAMES).0["trained_on_this_data"], true);
    let (report, message) = evaluate(&starter(), &model, &["--article-column", "article"]);
    assert_eq!(report["trained_on_this_data"], false);
    assert_eq!(message, "");
}

#[test]
fn single_group_is_named_as_the_data_names_it() {
    let train = |csv: &str, options: &[&str]| {
        let arguments = [&["train", "-o", "model"], options].concat();
        error(&arguments, "a.csv", csv.as_bytes())
    };
    let csv = "text,label,page,outlet\nA,sponsored,1,x\nB,sponsored,1,x\nC,news,2,y\nD,news,3,z\n";
    assert_eq!(
        train(csv, &["--article-column", "page"]),
        "cannot train: all 2 paragraphs labelled sponsored are in one article, so none can be held \
         out; add data of another article, or name no article column\n"
    );
    assert_eq!(
        train(csv, &["--group-column", "outlet"]),
        "cannot train: all 2 paragraphs labelled sponsored are in one group, so none can be held \
         out; add data of another group, or name no group column\n"
    );
    assert_eq!(
        train("text,label\nA,sponsored\nB,news\nC,news\n", &[]),
        "cannot train: only one paragraph is labelled sponsored, which cannot be both learned from \
         and held out; add more\n"
    );
}

#[test]
fn built_in_model_has_a_name_and_a_missing_model_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(arguments).write_stdin("Order now!");
        command
    };
    let named = stdout(&mut run(&["classify", "-m", "default"]));
    assert_eq!(named, stdout(&mut run(&["classify"])));
    assert!(stdout(&mut run(&["inspect", "default"])).contains("figures on held-out groups"));
    let message = refusal(&mut run(&["classify", "-m", "missing"]));
    assert_eq!(
        message,
        "missing: No such file or directory (os error 2); a model is a file that `adsift train` \
         writes; leave --model out for the built-in model\n"
    );
    // A file of that name is the file.
    fs::write(folder.path().join("default"), "text,label\nA,news\n").unwrap();
    assert!(refusal(&mut run(&["classify", "-m", "default"])).contains("not an adsift model"));
    assert!(stdout(&mut run(&["inspect", "default"])).contains("1 paragraphs in 1 articles"));
}
