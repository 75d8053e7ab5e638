//! The dialects of CSV: delimiters, the header, and rows without text.

use crate::common::{adsift, error, folder_with, stdout};

const NEWS: &str = "The council voted to close the mill bridge for a year, officials said.";
const AD: &str = "Warm socks! Get 20% off with code WARM20; free shipping on every order.";

/// The labels and probabilities of a CSV, without ids.
fn judged(csv: &str, options: &[&str]) -> Vec<String> {
    let (_folder, path) = folder_with("a.csv", csv);
    let mut command = adsift();
    let output = stdout(command.args(["classify", "-f", "csv"]).args(options).arg(path));
    output.lines().skip(1).map(|line| line.split_once(',').unwrap().1.to_owned()).collect()
}

#[test]
fn every_delimiter_gives_the_same_verdicts() {
    let expected = judged(&format!("text,label\n\"{NEWS}\",a\n{AD},b\n"), &[]);
    assert_eq!(expected.len(), 2);
    assert!(expected[0].contains(",news,") && expected[1].contains(",sponsored,"), "{expected:?}");
    for (csv, options) in [
        (format!("\u{feff}text;label\r\n{NEWS};a\r\n\"{AD}\";b\r\n;\r\n;\r\n"), &[][..]),
        (format!("sep=;\r\nText;Label\r\n{NEWS};a\r\n\"{AD}\";b\r\n"), &[]),
        (format!("label\ttext\na\t{NEWS}\nb\t{AD}\n"), &[]),
        (format!("label|TEXT\na|{NEWS}\nb|{AD}\n"), &[]),
        (format!("text\n\"{NEWS}\"\n\"{AD}\"\n"), &[]),
        (
            format!("text;label\n\"{NEWS}\"\n\"{AD}\"\n"),
            &["--delimiter", "tab", "--text-column", "text;label"],
        ),
        (format!("a|b;text\n1|2;{NEWS}\n3|4;\"{AD}\"\n"), &["--delimiter", ";"]),
        (format!("text,label,\n\"{NEWS}\",a,\n{AD},b,\n,,\n,,,\n\n"), &[]),
    ] {
        assert_eq!(judged(&csv, options), expected, "{csv}");
    }
}

#[test]
fn blank_rows_count_in_row_numbers() {
    let message = error(&["classify", "-f", "clean"], "a.csv", b"text,label\n,\nTwo.\n");
    assert!(message.starts_with("a.csv: row 2 (line 3, byte 13): 1 fields where"), "{message}");
}

#[test]
fn unknown_delimiter_is_refused_with_the_known_ones() {
    let (_folder, path) = folder_with("a.csv", "text\nOne.\n");
    let mut command = adsift();
    let run = command.args(["classify", "--delimiter", "::"]).arg(path).assert().code(2);
    let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(message.contains("the delimiters are , ; tab and |"), "{message}");
}

#[test]
fn names_that_differ_in_case_alone_are_not_guessed() {
    let message = error(&["classify"], "a.csv", b"Text,TEXT\nOne.,Two.\n");
    assert!(message.contains("there are \"Text\", \"TEXT\""), "{message}");
}
