//! `adsift inspect`: the reports on a model and on labelled CSV.

use std::fs;

use crate::common::{adsift, folder_with, refusal, starter, stdout, tiny_model};

const STARTER: &str = "272 paragraphs in 32 articles: 165 news, 107 sponsored, 0 ignored\n\
                       bytes of text: 51543, sources: 1, groups: 32\n\
                       repeated texts: 0, texts under both labels: 0, empty texts: 0\n";

#[test]
fn model_report_shows_settings_and_provenance() {
    let shown = stdout(adsift().arg("inspect").arg(tiny_model()));
    for line in [
        "adsift model, format version 2, trained by adsift ",
        "\nlanguage    english\n",
        "\ncolumns     2^12 hashed n-grams, ",
        "\nparagraph   C 8, cap none, seed 42\n",
        "\npage        own +",
        "\nthreshold   0.",
        &format!("\n\n{STARTER}\n"),
        "\nfigures on held-out groups, 5 folds\n",
        "\nwhole model ",
    ] {
        assert!(shown.contains(line), "{line:?} is not in:\n{shown}");
    }
    let digest = shown.split("BLAKE3 ").nth(1).unwrap().lines().next().unwrap();
    assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn model_is_detected_by_content_not_by_name() {
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
fn data_report_starts_with_counts() {
    let inspect = || {
        let mut command = adsift();
        command.args(["inspect", "--article-column", "article"]);
        command
    };
    let shown = stdout(inspect().arg(starter()));
    assert!(shown.starts_with(STARTER), "{shown}");
    let bytes = fs::read(starter()).unwrap();
    assert_eq!(stdout(inspect().arg("-").write_stdin(bytes)), shown);
    let without = stdout(inspect().args(["--exclude", "outlet=wirehall"]).arg(starter()));
    assert!(
        without.contains("165 news, 87 sponsored") && without.contains("\nexcluded rows: 20\n")
    );
}

#[test]
fn data_report_has_every_section() {
    let shown = stdout(adsift().args(["inspect", "--article-column", "article"]).arg(starter()));
    let (_, sections) = shown.split_once("BLAKE3 ").unwrap();
    assert_eq!(sections.split_once('\n').unwrap().1, SECTIONS);
}

const SECTIONS: &str = "
labels  news  sponsored  ignored  share sponsored
all      165        107        0           39.3 %

lengths                        5 %  25 %  50 %  75 %  95 %  longest
words per news paragraph         8    22    31    38    67      109
words per sponsored paragraph    7    27    38    47    70      110
paragraphs per article           7     7     8    10    11       11
AUC of length alone: 0.624
articles with both labels: 15 of 32

label leaks: columns  values  accuracy  baseline  information
outlet                    10    72.8 %    60.7 %        0.172
(how it begins)            7    61.8 %    60.7 %        0.012
(how it ends)              9    63.6 %    60.7 %        0.034

label leaks: tokens  news  sponsored  share of its label
none

languages  paragraphs    share
english           232  100.0 %
paragraphs checked: 248, language unclear: 16

problems to fix, worst first
  1. the data has only 165 news paragraphs and 107 sponsored paragraphs: gather at least 1000 of each label, because figures of fewer paragraphs depend on chance
";

/// `count` rows numbered from `from`, news and sponsored in turn, each with its own text and
/// article.
fn rows(from: usize, count: usize, split: &str) -> String {
    let row = |at: usize| {
        let (label, text) = match at % 2 {
            0 => (
                "news",
                format!("The council of town number {at} met on Tuesday about its {at} bridges"),
            ),
            _ => (
                "sponsored",
                format!("Our sponsor has {at} deals for you and all the {at} friends you have"),
            ),
        };
        format!("{text},{label},a{at},{split}\n")
    };
    (from..from + count).map(row).collect()
}

const HEADER: &str = "text,label,article,split\n";

fn inspect_json(command: &mut assert_cmd::Command) -> serde_json::Value {
    serde_json::from_str(&stdout(command.args(["-f", "json"]))).unwrap()
}

#[test]
fn texts_shared_by_splits_are_reported() {
    let twin = "the Council of Town number 4 met on Tuesday, about its 4 bridges!";
    let long = |word: &str| {
        let words: Vec<String> = (0..40).map(|at| format!("word{at}")).collect();
        format!("{} {word} {}", words[..20].join(" "), words[20..].join(" "))
    };
    let csv = format!(
        "{HEADER}{}{},news,b1,train\n{}\"{twin}\",news,b2,test\n{},news,a3,test\n",
        rows(0, 60, "train"),
        long("monday"),
        rows(100, 20, "test"),
        long("friday"),
    );
    let (_folder, path) = folder_with("data.csv", csv);
    let mut command = adsift();
    command.args(["inspect", "--article-column", "article", "--split-column", "split"]);
    let report = inspect_json(command.arg(path));
    let shared = &report["splits"]["shared_texts"][0];
    assert_eq!(shared["smaller"], "test");
    assert_eq!((&shared["exact"], &shared["near"]), (&1.into(), &1.into()));
    assert_eq!(report["splits"]["articles_on_both_sides"], 1);
    let first = &report["findings"][0];
    assert_eq!(first["severity"], "error");
    assert_eq!(
        first["problem"],
        "of the 22 texts of split \"test\", \"train\" has 1 word for word and 1 nearly"
    );
    let markers = report["tokens"]["markers"].as_array().unwrap();
    let tokens: Vec<_> = markers.iter().map(|marker| &marker["token"]).collect();
    assert!(tokens.contains(&&"sponsor".into()), "{tokens:?}");
}

#[test]
fn several_files_are_compared_as_splits() {
    let (folder, train) = folder_with("train.csv", format!("{HEADER}{}", rows(0, 20, "")));
    let test = folder.path().join("test.csv");
    fs::write(&test, format!("{HEADER}{}", rows(18, 10, ""))).unwrap();
    let report = inspect_json(adsift().arg("inspect").args([&train, &test]));
    let shared = &report["splits"]["shared_texts"][0];
    assert_eq!((&shared["texts"], &shared["exact"]), (&10.into(), &2.into()));
    assert!(shared["smaller"].as_str().unwrap().ends_with("test.csv"));
    let message =
        refusal(adsift().arg("inspect").args([&train, tiny_model().to_path_buf().as_path()]));
    assert!(message.contains("a model is inspected alone"), "{message}");
}

#[test]
fn model_report_names_features_only_with_data() {
    let shown = stdout(adsift().arg("inspect").arg(tiny_model()));
    let size = fs::metadata(tiny_model()).unwrap().len();
    assert!(shown.contains(&format!("\nsize        {size} bytes: table 8192, vocabulary 512, ")));
    for line in [
        "\nweights of the paragraph stage, in log-odds: ",
        "\ncolumns with the largest weights for sponsored: ",
    ] {
        assert!(shown.contains(line), "{line:?} is not in:\n{shown}");
    }
    assert!(!shown.contains("\nfeatures with the largest weights, "));
    let named = stdout(adsift().arg("inspect").arg(tiny_model()).arg("--features").arg(starter()));
    assert!(named.starts_with(shown.trim_end()), "{named}");
    let your = named.lines().find(|line| line.starts_with("your ")).unwrap();
    assert!(your.contains(" +"), "{your}");
    let report =
        inspect_json(adsift().arg("inspect").arg(tiny_model()).arg("--features").arg(starter()));
    for label in ["news", "sponsored"] {
        let features = report["features"][label].as_array().unwrap();
        assert_eq!(features.len(), 15);
        let rows = |feature: &serde_json::Value| {
            feature["news"].as_u64().unwrap() + feature["sponsored"].as_u64().unwrap()
        };
        assert!(features.iter().all(|feature| rows(feature) >= 3));
    }
    assert_eq!(report["sizes"]["file"], size);
}

#[test]
fn flags_of_the_other_input_kind_are_refused() {
    for (arguments, expected) in [
        (["--features", "x.csv"], "--features is for a model"),
        (["--split-column", "set"], "no column \"set\""),
    ] {
        let message = refusal(adsift().arg("inspect").arg(starter()).args(arguments));
        assert!(message.contains(expected), "{message}");
    }
    let mut command = adsift();
    command.arg("inspect").arg(tiny_model());
    let message = refusal(command.args(["--split-column", "split"]));
    assert!(message.contains("--split-column is for data"), "{message}");
}

#[test]
fn data_report_escapes_control_characters() {
    let rows: String = (0..40)
        .map(|at| match at % 2 {
            0 => "Read \u{1b}[2J\u{202e}\u{85} this,news,\u{1b}[2J\n",
            _ => "Buy this,sponsored,\u{202e}\n",
        })
        .collect();
    let csv = format!("text,label,kind\u{1b}[2J\n{rows}");
    let (_folder, path) = folder_with("data.csv", csv);
    let shown = stdout(adsift().args(["inspect", "--split-column", "kind\u{1b}[2J"]).arg(&path));
    assert!(shown.contains("\\u{202e}"), "{shown}");
    let plain = stdout(adsift().arg("inspect").arg(&path));
    assert!(plain.contains("kind\\u{1b}[2J"), "{plain}");
    for shown in [shown, plain] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\u{85}']), "{shown}");
    }
}

#[test]
fn data_without_one_of_the_labels_is_reported() {
    let (_folder, path) = folder_with("one.csv", "text,label\nOne.,news\n");
    for (exclude, expected) in [
        ("label=sponsored", "no paragraph is labelled sponsored"),
        ("label=news", "no paragraph is labelled news"),
    ] {
        let shown = stdout(adsift().args(["inspect", "--exclude", exclude]).arg(&path));
        assert!(shown.contains(expected), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn pipe_is_read_from_its_first_byte() {
    // As with `<(zcat data.csv.gz)` in a shell.
    let shown = adsift_in_shell("cat \"$1\" | \"$0\" inspect /dev/stdin --article-column article");
    assert!(shown.starts_with(STARTER), "{shown}");
}

#[cfg(unix)]
fn adsift_in_shell(script: &str) -> String {
    let mut shell = assert_cmd::Command::new("sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_adsift")]);
    stdout(shell.arg(starter()).timeout(crate::common::GUARD))
}

#[test]
fn input_that_is_neither_model_nor_csv_is_refused() {
    let (folder, path) = folder_with("notes.txt", "Some notes.\n");
    for (path, expected) in [
        (path.as_path(), "no column \"text\"; there is \"Some notes.\""),
        (folder.path(), "is a directory"),
        (&folder.path().join("none"), "No such file"),
    ] {
        let message = refusal(adsift().arg("inspect").arg(path)).to_lowercase();
        assert!(message.contains(&expected.to_lowercase()), "{message}");
    }
}
