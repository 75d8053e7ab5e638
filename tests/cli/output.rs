//! The output formats of verdicts, and writing them to a file.

use std::fs;

use crate::common::{
    adsift, article, folder_with, names_in, refusal, repository, stdout, verdicts,
};

const PAGE: &str = "The council voted on Tuesday to close the bridge.\n\n\
                    Order today and save 50% on your first box!\n";

#[test]
fn jsonl_has_the_documented_fields_in_order() {
    let input = repository("data/examples/articles.jsonl");
    let lines = stdout(adsift().arg("classify").arg(&input));
    let first = lines.lines().next().unwrap();
    assert!(
        first.starts_with(
            r#"{"id":"ferry-fares-frozen","paragraph":0,"start":0,"end":184,"label":"news","probability":0."#
        ),
        "{first}"
    );
    let verdicts = verdicts(&lines);
    assert_eq!(verdicts.len(), 10);
    for verdict in &verdicts {
        assert!(["news", "sponsored"].contains(&verdict.label.as_str()));
        assert!((0.0..=1.0).contains(&verdict.probability));
        assert!((0.0..=1.0).contains(&verdict.known));
        assert_eq!(verdict.text, None);
    }
}

#[test]
fn spans_cover_the_paragraphs_of_the_text() {
    let path = repository("data/examples/weekly-letter.txt");
    let text = fs::read_to_string(&path).unwrap();
    let lines = stdout(adsift().args(["classify", "--with-text"]).arg(&path));
    let mut end = 0;
    for (number, verdict) in verdicts(&lines).into_iter().enumerate() {
        assert_eq!(verdict.paragraph, number);
        assert_eq!(text[end..verdict.start].trim(), "", "a gap is blank");
        let paragraph = &text[verdict.start..verdict.end];
        assert_eq!(verdict.text.as_deref(), Some(paragraph));
        assert_eq!(paragraph, paragraph.trim());
        end = verdict.end;
    }
    assert_eq!(text[end..].trim(), "");
}

/// A share as the program writes it: `1.0`, not `1`.
fn float(share: f64) -> String {
    format!("{share:?}")
}

#[test]
fn csv_has_the_values_of_jsonl() {
    let input = repository("data/examples/articles.jsonl");
    let run = |options: &[&str]| stdout(adsift().arg("classify").args(options).arg(&input));
    let csv = run(&["-f", "csv", "--with-text"]);
    assert!(csv.starts_with("id,paragraph,start,end,label,probability,known,reliable,kind,text\n"));
    assert!(
        run(&["-f", "csv"])
            .starts_with("id,paragraph,start,end,label,probability,known,reliable,kind\n")
    );
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let verdicts = verdicts(&run(&["--with-text"]));
    let expected: Vec<Vec<String>> = verdicts
        .into_iter()
        .map(|verdict| {
            vec![
                verdict.id.as_str().unwrap().to_owned(),
                verdict.paragraph.to_string(),
                verdict.start.to_string(),
                verdict.end.to_string(),
                verdict.label,
                verdict.probability.to_string(),
                float(verdict.known),
                verdict.reliable.to_string(),
                "text".to_owned(),
                verdict.text.unwrap(),
            ]
        })
        .collect();
    let rows: Vec<Vec<String>> = rows.deserialize().map(Result::unwrap).collect();
    assert_eq!(rows, expected);
}

#[test]
fn clean_text_has_no_sponsored_paragraphs() {
    let (folder, page) = folder_with("page.txt", PAGE);
    let clean = |options: &[&str]| {
        let mut command = adsift();
        command.current_dir(folder.path());
        stdout(command.args(["classify", "-f", "clean"]).args(options))
    };
    assert_eq!(clean(&["page.txt"]), "The council voted on Tuesday to close the bridge.\n");
    assert_eq!(clean(&["page.txt", "--threshold", "0"]), "");
    // Several pages have their names; records keep their ids.
    assert_eq!(
        clean(&["page.txt", "page.txt"]),
        "==> page.txt <==\nThe council voted on Tuesday to close the bridge.\n\n\
         ==> page.txt <==\nThe council voted on Tuesday to close the bridge.\n"
    );
    fs::write(page.with_extension("jsonl"), article("a\"1", PAGE)).unwrap();
    assert_eq!(
        clean(&["page.jsonl"]),
        "{\"id\":\"a\\\"1\",\"text\":\"The council voted on Tuesday to close the bridge.\"}\n"
    );
}

#[test]
fn table_has_colour_only_on_request() {
    let (_folder, page) = folder_with("page.txt", format!("{PAGE}\nEvil \u{1b}[2J\u{202e} text."));
    let run = |options: &[&str]| {
        let mut command = adsift();
        command.args(["classify", "-f", "table"]).args(options);
        stdout(command.arg(&page))
    };
    let plain = run(&[]);
    let heading = format!(
        "{}  3 paragraphs, 1 sponsored, 1 not reliable (few known words; marked ?)\n",
        page.display()
    );
    assert!(plain.starts_with(&heading), "{plain}");
    assert!(plain.contains("\n   2  sponsored   "));
    assert!(plain.contains("  Order today and save 50%"));
    assert!(plain.contains(r"Evil \u{1b}[2J\u{202e} text."));
    assert!(!plain.contains('\u{1b}'));
    assert_eq!(run(&["--color", "never"]), plain);
    let coloured = run(&["--color", "always"]);
    assert!(coloured.contains("\u{1b}[1m") && !coloured.contains("\u{1b}[2J"));
}

#[test]
fn output_file_equals_standard_output() {
    let (folder, page) = folder_with("page.txt", PAGE);
    let expected = stdout(adsift().arg("classify").arg(&page));
    let target = folder.path().join("verdicts.jsonl");
    for _ in ["written", "and replaced"] {
        let mut command = adsift();
        command.arg("classify").arg(&page).arg("-o").arg(&target);
        assert_eq!(stdout(&mut command), "");
        assert_eq!(fs::read_to_string(&target).unwrap(), expected);
    }
    assert_eq!(names_in(folder.path()), ["page.txt", "verdicts.jsonl"]);
}

#[test]
fn error_keeps_the_old_output_file() {
    let lines = article("a1", PAGE).repeat(40) + "no JSON\n";
    let (folder, input) = folder_with("articles.jsonl", lines);
    let target = folder.path().join("verdicts.jsonl");
    fs::write(&target, "old").unwrap();
    for input in [input.as_path(), &folder.path().join("missing")] {
        let mut command = adsift();
        refusal(command.arg("classify").arg(input).arg("-o").arg(&target));
        assert_eq!(fs::read_to_string(&target).unwrap(), "old");
        assert_eq!(names_in(folder.path()), ["articles.jsonl", "verdicts.jsonl"]);
    }
}

#[test]
fn impossible_output_path_is_refused() {
    let (folder, page) = folder_with("page.txt", PAGE);
    for target in [folder.path().join("no/such/folder"), folder.path().to_owned()] {
        let mut command = adsift();
        let message = refusal(command.arg("classify").arg(&page).arg("-o").arg(&target));
        assert!(message.contains(target.to_str().unwrap()), "{message}");
        // The outputs are opened before the model is read.
        for flag in ["--output=", "--on-error=reject="] {
            let mut command = adsift();
            command.args(["classify", "-m", "no-such-model"]).arg(&page);
            let message = refusal(command.arg(format!("{flag}{}", target.display())));
            assert!(message.contains(target.to_str().unwrap()), "{message}");
        }
    }
    assert_eq!(names_in(folder.path()), ["page.txt"]);
}

#[test]
fn formulas_are_escaped_only_with_csv_safe() {
    let line = article("=1+1", "@SUM(A1)");
    let run = |options: &[&str]| {
        let mut command = adsift();
        command.args(["classify", "--input-format", "jsonl", "--with-text"]).args(options);
        stdout(command.write_stdin(line.clone()))
    };
    let plain = run(&["-f", "csv"]);
    assert!(plain.contains("\n=1+1,0,") && plain.ends_with(",@SUM(A1)\n"), "{plain}");
    let safe = run(&["-f", "csv", "--csv-safe"]);
    assert!(safe.contains("\n'=1+1,0,") && safe.ends_with(",'@SUM(A1)\n"), "{safe}");
    // Excel reads UTF-8 by the byte order mark.
    assert!(safe.starts_with("\u{FEFF}id,paragraph,") && plain.starts_with("id,paragraph,"));
    let mut command = adsift();
    command.args(["classify", "--csv-safe", "-f", "jsonl"]).write_stdin("a");
    assert!(refusal(&mut command).contains("--csv-safe is for CSV"));
}
