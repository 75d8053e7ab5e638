//! `adsift train`: the report, rows that are left out, and the model file.

use std::fs;
use std::path::Path;

use crate::common::{
    adsift, folder_with, generated_text, names_in, refusal, starter, stdout, train,
};
use adsift::model::file;
use adsift::stemmer::Language;
use predicates::str::contains;

/// A CSV of `count` rows with the two labels in turn, without articles.
fn rows(count: usize) -> String {
    let labels = ["news", "sponsored"].into_iter().cycle();
    let rows = (0..count).zip(labels);
    rows.fold("text,label\n".to_owned(), |csv, (number, label)| {
        csv + &format!("{},{label}\n", generated_text(number))
    })
}

fn inspect(model: &Path) -> String {
    stdout(adsift().arg("inspect").arg(model))
}

#[test]
fn report_shows_data_figures_and_model_path() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("starter.adsift");
    let mut command = adsift();
    command.args(["train", "--bits", "12", "--article-column", "article", "-o"]);
    let run = command.args([&model, &starter()]).assert().success().stdout("");
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.starts_with(
        "272 paragraphs in 32 articles: 165 news, 107 sponsored, 0 ignored\n\
         bytes of text: 51543, sources: 1, groups: 32\n\
         repeated texts: 0, texts under both labels: 0, empty texts: 0\n"
    ));
    assert!(message.contains("figures on held-out groups, 5 folds (whole model at threshold 0."));
    for stage in ["paragraph stage", "whole model"] {
        let line = message.lines().find(|line| line.starts_with(stage)).unwrap();
        let figures: Vec<f64> =
            line[stage.len()..].split_whitespace().map(|figure| figure.parse().unwrap()).collect();
        assert_eq!(figures.len(), 6, "{line}");
        assert!(figures.iter().all(|figure| (0.0..=1.0).contains(figure)));
    }
    assert!(message.contains(&format!("\nwrote {} (", model.display())));
    assert_eq!(names_in(folder.path()), ["starter.adsift"]);
}

#[test]
fn model_is_replaced_only_with_force() {
    let (folder, data) = folder_with("data.csv", rows(20));
    let model = folder.path().join("model.adsift");
    fs::write(&model, "old").unwrap();
    let run = |options: &[&str]| {
        let mut command = adsift();
        command.args(["train", "--bits", "10"]).args(options);
        command.arg("-o").args([&model, &data]);
        command
    };
    let message = refusal(&mut run(&[]));
    assert!(message.contains("model.adsift") && message.contains("--force"), "{message}");
    assert_eq!(fs::read(&model).unwrap(), b"old");
    run(&["--force"]).assert().success();
    assert!(fs::read(&model).unwrap().starts_with(b"adsift"));
}

#[test]
fn failed_training_keeps_the_old_model() {
    let (folder, data) = folder_with("data.csv", "text,label\nOne.,news\nTwo.,news\n");
    let model = folder.path().join("model.adsift");
    fs::write(&model, "old").unwrap();
    let mut command = adsift();
    refusal(command.args(["train", "--force", "-o"]).args([&model, &data]));
    assert_eq!(fs::read(&model).unwrap(), b"old");
    assert_eq!(names_in(folder.path()), ["data.csv", "model.adsift"]);
}

#[test]
fn impossible_model_path_is_refused_before_reading() {
    let folder = tempfile::tempdir().unwrap();
    for target in [folder.path().join("no/such/folder/m"), folder.path().to_owned()] {
        let mut command = adsift();
        let message = refusal(command.args(["train", "no-such.csv", "-o"]).arg(&target));
        assert!(message.contains(target.to_str().unwrap()), "{message}");
        assert!(!message.contains("no-such.csv"));
    }
}

#[test]
fn settings_are_checked_before_reading() {
    let folder = tempfile::tempdir().unwrap();
    for (flag, expected) in [
        ("--bits=9", "bits: 9 is not between 10 and 24"),
        ("--folds=1", "folds: 1 is not between 2 and 1000"),
        ("--cross-validate=1", "cross-validate: 1 is not between 2 and 1000"),
    ] {
        let mut command = adsift();
        command.args(["train", "no-such.csv", flag, "-o"]).arg(folder.path().join("m"));
        let message = refusal(&mut command);
        assert!(message.contains(expected), "{message}");
    }
}

#[cfg(unix)]
#[test]
fn symbolic_link_keeps_its_target() {
    let (folder, data) = folder_with("data.csv", rows(20));
    let (model, link) = (folder.path().join("real"), folder.path().join("link"));
    fs::write(&model, "old").unwrap();
    std::os::unix::fs::symlink("real", &link).unwrap();
    train(&data, &link, &["--force"]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read(&model).unwrap().starts_with(b"adsift"));
}

#[test]
fn exclude_leaves_rows_out() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("m");
    let message = train(
        &starter(),
        &model,
        &["--exclude", "outlet=wirehall", "--exclude", "outlet=hearthside"],
    );
    assert!(
        message.starts_with("227 paragraphs in 227 articles: 159 news, 68 sponsored, 0 ignored\n"),
        "{message}"
    );
    assert!(message.contains("\nexcluded rows: 45\n"));
}

#[test]
fn ignored_label_is_only_context() {
    let csv = rows(20) + "A caption.,Photo\nAnother.,photo\n";
    let (folder, data) = folder_with("data.csv", csv);
    let model = folder.path().join("m");
    let message = train(&data, &model, &["--ignore-label", "photo"]);
    assert!(
        message.starts_with("22 paragraphs in 22 articles: 10 news, 10 sponsored, 2 ignored\n")
    );
}

#[test]
fn cap_limits_the_rows_of_each_source_and_label() {
    let (folder, data) = folder_with("data.csv", rows(60));
    let model = |options: &[&str]| {
        let path = folder.path().join("m");
        train(&data, &path, &[&["--force"], options].concat());
        (fs::read(&path).unwrap(), inspect(&path))
    };
    let (all, shown) = model(&[]);
    assert!(shown.contains("cap none"));
    let (capped, shown) = model(&["--cap", "8"]);
    assert!(shown.contains("cap 8 rows per source and label"));
    // Compare the weights, since the header records the cap.
    let weights = |model: &[u8]| file::decode(model).unwrap().paragraph.table;
    assert_ne!(weights(&all), weights(&capped));
    let (loose, _) = model(&["--cap", "30"]);
    assert_eq!(weights(&all), weights(&loose));
}

#[test]
fn groups_and_sources_are_counted_by_their_columns() {
    let folder = tempfile::tempdir().unwrap();
    let columns = ["--group-column", "outlet", "--source-column", "outlet"];
    let message = train(&starter(), &folder.path().join("m"), &columns);
    assert!(message.contains(", sources: 10, groups: 10\n"), "{message}");
}

#[test]
fn repeated_and_contradictory_texts_are_counted() {
    let csv = rows(20) + "Same.,news\nSame.,sponsored\nSame.,news\n , News\n";
    let (folder, data) = folder_with("data.csv", csv);
    let message = train(&data, &folder.path().join("m"), &[]);
    assert!(
        message.contains("\nrepeated texts: 2, texts under both labels: 1, empty texts: 1\n"),
        "{message}"
    );
    assert!(message.contains("\nlabels with corrected case or spaces: 1\n"));
}

#[test]
fn every_language_trains_and_classifies() {
    let (folder, data) = folder_with("data.csv", rows(20));
    assert_eq!(Language::ALL.len(), 18);
    for language in Language::ALL {
        let name = language.as_str();
        let model = folder.path().join(name);
        train(&data, &model, &["--language", name]);
        assert!(inspect(&model).contains(&format!("\nlanguage    {name}\n")));
        let mut command = adsift();
        command.args(["classify", "-m"]).arg(&model);
        command
            .write_stdin("Une offre spéciale: 50 %!")
            .assert()
            .success()
            .stdout(contains("\"paragraph\":0"));
    }
}

#[test]
fn several_files_and_standard_input_are_one_corpus() {
    let (folder, data) = folder_with("data.csv", rows(20));
    let path = folder.path().join("m");
    let message = train(&data, &path, &[data.to_str().unwrap()]);
    assert!(
        message.starts_with("40 paragraphs in 40 articles")
            && message.contains("repeated texts: 20")
    );
    let mut command = adsift();
    command.args(["train", "--bits", "12", "--force", "-", "-o"]).arg(&path);
    command.write_stdin(rows(20)).assert().success().stderr(contains("20 paragraphs"));
    let from_stdin = fs::read(&path).unwrap();
    train(&data, &path, &["--force"]);
    assert_eq!(fs::read(&path).unwrap(), from_stdin);
}

#[test]
fn settings_out_of_range_are_refused() {
    let (folder, data) = folder_with("data.csv", rows(20));
    for (flag, value, expected) in [
        ("--bits", "9", "bits: 9 is not between 10 and 24"),
        ("--bits", "25", "bits: 25 is not between 10 and 24"),
        ("--folds", "1", "folds: 1 is not between 2 and 1000"),
        ("--c", "0", "0"),
        ("--c", "NaN", "NaN"),
        ("--cap", "-1", "--cap"),
        ("-j", "0", "expected a whole number from 1 to 1024"),
    ] {
        let mut command = adsift();
        command.arg("train").arg(format!("{flag}={value}").replace("-j=", "-j"));
        let message = refusal(command.arg("-o").args([&folder.path().join("m"), &data]));
        assert!(message.contains(expected), "{flag} {value}: {message}");
    }
    assert_eq!(names_in(folder.path()), ["data.csv"]);
}

#[cfg(unix)]
#[test]
fn model_path_is_escaped_in_messages() {
    let (folder, data) = folder_with("data.csv", rows(20));
    let message = train(&data, &folder.path().join("m\u{1b}[2J"), &[]);
    assert!(message.contains(r"m\u{1b}[2J (") && !message.contains('\u{1b}'), "{message:?}");
}
