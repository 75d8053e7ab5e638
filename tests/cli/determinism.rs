//! The same input has the same output: in any process, on any number of threads, in any format.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::common::{
    adsift, article, folder_with, generated_text, starter, stdout, tiny_model, train, verdicts,
};

/// Generates labelled pages of five paragraphs, five pages per outlet.
fn generated_corpus(rows: usize) -> String {
    let mut csv = "text,label,page,outlet\n".to_owned();
    for number in 0..rows {
        let label = if number % 7 < 3 { "sponsored" } else { "news" };
        let (page, outlet) = (number / 5, number / 25);
        let _ = writeln!(csv, "{},{label},p{page},o{outlet}", generated_text(number));
    }
    csv
}

/// The models of separate training runs, one for each number of threads.
fn models(data: &Path, options: &[&str], threads: &[&str]) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let model = |threads: &&str| {
        let path = folder.path().join("model");
        train(data, &path, &[options, &["--force", "-j", threads]].concat());
        fs::read(path).unwrap()
    };
    threads.iter().map(model).collect()
}

#[test]
fn training_is_reproducible_on_any_number_of_threads() {
    let models = models(&starter(), &["--article-column", "article"], &["1", "2", "2", "8"]);
    assert!(models.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(models[0], fs::read(tiny_model()).unwrap());
}

#[test]
fn training_on_several_chunks_is_reproducible() {
    // Features are extracted in chunks of 1,024 rows.
    let (_folder, data) = folder_with("data.csv", generated_corpus(2100));
    let options =
        ["--article-column", "page", "--group-column", "outlet", "--cap", "700", "--folds", "2"];
    let models = models(&data, &options, &["1", "2"]);
    assert_eq!(models[0], models[1]);
}

#[test]
fn file_name_and_environment_do_not_change_the_model() {
    let (folder, data) = folder_with("other name.csv", fs::read(starter()).unwrap());
    let path = folder.path().join("model");
    let mut command = adsift();
    command.env_clear().env("LANG", "tr_TR.UTF-8").env("TZ", "Asia/Tokyo");
    command.args(["train", "--bits", "12", "--article-column", "article", "-o"]);
    command.args([&path, &data]).assert().success();
    assert_eq!(fs::read(path).unwrap(), fs::read(tiny_model()).unwrap());
}

#[test]
fn verdicts_do_not_depend_on_threads_or_standard_input() {
    // More articles than one batch, some of them long, some without text.
    let articles: String = (0..1302)
        .map(|number| {
            let paragraphs: Vec<String> =
                (0..number % 6).map(|at| generated_text(number + at)).collect();
            article(&number.to_string(), &paragraphs.join("\n\n"))
        })
        .collect();
    let (_folder, path) = folder_with("articles.jsonl", &articles);
    let classify = |threads: &str| {
        let mut command = adsift();
        command.args(["classify", "--with-text", "-j", threads, "-m"]).arg(tiny_model());
        command
    };
    let expected = stdout(classify("1").arg(&path));
    assert_eq!(expected.lines().count(), 1302 * 5 / 2);
    for threads in ["1", "2", "8"] {
        assert_eq!(stdout(classify(threads).arg(&path)), expected);
        assert_eq!(stdout(classify(threads).write_stdin(articles.as_str())), expected);
    }
}

#[test]
fn verdicts_do_not_depend_on_the_input_format() {
    let paragraphs: Vec<String> = (0..9).map(generated_text).collect();
    let text = paragraphs.join("\n\n");
    let rows: String = paragraphs.iter().map(|paragraph| format!("{paragraph},p\n")).collect();
    let csv = format!("text,page\n{rows}");
    let judged = |name: &str, bytes: &str| {
        let (_folder, path) = folder_with(name, bytes);
        let mut command = adsift();
        command.arg("classify");
        if name.ends_with(".csv") {
            command.args(["--article-column", "page"]);
        }
        command.arg("-m");
        let verdicts = verdicts(&stdout(command.args([tiny_model(), &path])));
        let places = verdicts.into_iter().map(|v| (v.paragraph, v.start, v.end, v.probability));
        places.collect::<Vec<_>>()
    };
    let expected = judged("page.txt", &text);
    assert_eq!(expected.len(), 9);
    for (name, bytes) in [
        ("page.txt", format!("{text}\n")),
        ("page", text.clone()),
        ("page.jsonl", article("p", &text)),
        ("page.jsonl", article("p", &text).trim_end().to_owned()),
        ("page.jsonl", article("p", &text).replace('\n', "\r\n")),
        ("page.csv", csv.clone()),
        ("page.csv", csv.trim_end().to_owned()),
        ("page.csv", csv.replace('\n', "\r\n")),
        ("page.csv", format!("\u{feff}{csv}")),
    ] {
        assert_eq!(judged(name, &bytes), expected, "{name}: {bytes:?}");
    }
}

#[test]
fn verdicts_do_not_depend_on_other_articles() {
    let articles: Vec<String> = (0..40)
        .map(|number| article("a", &format!("{}\n\n{}", generated_text(number), generated_text(7))))
        .collect();
    let classify = |input: String| {
        let mut command = adsift();
        command.args(["classify", "-m"]).arg(tiny_model());
        stdout(command.write_stdin(input))
    };
    let together = classify(articles.concat());
    let alone: String = articles.chunks(7).map(|some| classify(some.concat())).collect();
    assert_eq!(alone, together);
    let reversed: String = articles.iter().rev().map(String::as_str).collect();
    let lines = |output: &str| {
        let mut lines: Vec<String> = output.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(lines(&classify(reversed)), lines(&together));
}

#[test]
fn row_order_and_repetition_do_not_change_the_columns() {
    let corpus = generated_corpus(500);
    let (header, rows) = corpus.split_once('\n').unwrap();
    let evaluate = |rows: &str| {
        let (folder, data) = folder_with("data.csv", format!("{header}\n{rows}\n"));
        let model = folder.path().join("model");
        train(&data, &model, &["--article-column", "page", "--folds", "2"]);
        let mut command = adsift();
        command.args(["evaluate", "-f", "json", "--article-column", "page", "-m"]);
        let report = stdout(command.args([&model, &data]));
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let inspected = stdout(adsift().arg("inspect").arg(&model));
        let columns = inspected.lines().find(|line| line.starts_with("columns")).unwrap();
        (report["auc"].as_f64().unwrap(), columns.to_owned())
    };
    let rows: Vec<&str> = rows.lines().collect();
    let (auc, columns) = evaluate(&rows.join("\n"));
    // Another order of the pages changes the folds and the rounding.
    let mut pages: Vec<&[&str]> = rows.chunks(5).collect();
    pages.reverse();
    let reversed: Vec<&str> = pages.concat();
    let (shuffled, same) = evaluate(&reversed.join("\n"));
    assert!((auc - shuffled).abs() < 0.05, "{auc} {shuffled}");
    assert_eq!(same, columns);
    let twice = [rows.clone(), rows].concat();
    let (_, repeated) = evaluate(&twice.join("\n"));
    assert_eq!(repeated, columns);
}

#[test]
fn unknown_words_are_classified_alike_in_every_process() {
    for text in ["", "xqzzt vrrkk", "!?", "東京"] {
        let input = article("a", &format!("{text}\n\nxqzzt"));
        let classify = || {
            let mut command = adsift();
            command.args(["classify", "-m"]).arg(tiny_model());
            stdout(command.write_stdin(input.clone()))
        };
        let first = classify();
        assert!(verdicts(&first).iter().all(|verdict| !verdict.reliable));
        for _ in 0..25 {
            assert_eq!(classify(), first);
        }
    }
}
