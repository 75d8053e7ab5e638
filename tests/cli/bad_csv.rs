//! Invalid CSV: every verb that reads it reports the row and what to do.

use crate::common::{adsift, error, folder_with, generated_text, stdout};

/// The error of the three verbs that read labelled CSV; all three must report the same.
fn labelled_error(csv: &[u8], options: &[&str]) -> String {
    let verbs: [&[&str]; 3] = [&["inspect"], &["evaluate"], &["train", "-o", "model"]];
    let [one, two, three] = verbs.map(|verb| error(&[verb, options].concat(), "a.csv", csv));
    assert_eq!(one, two);
    assert_eq!(one, three);
    one
}

#[test]
fn missing_column_is_reported_with_its_flag() {
    let csv = b"words,label,label\nOne.,news,news\n";
    assert_eq!(
        error(&["classify"], "a.csv", csv),
        "a.csv: no column \"text\"; there are \"words\", \"label\", \"label\"; \
         name the text column with --text-column\n"
    );
    let body = ["--text-column", "words"];
    assert_eq!(
        labelled_error(csv, &body),
        "a.csv: column \"label\" occurs twice; rename one of the two\n"
    );
    let options = ["--text-column", "words", "--label-column", "class"];
    assert!(
        labelled_error(csv, &options).ends_with("; name the label column with --label-column\n")
    );
    for flag in ["--article-column", "--group-column", "--source-column"] {
        let csv = b"text,label\nOne.,news\n";
        let message = labelled_error(csv, &[flag, "page"]);
        assert_eq!(message, "a.csv: no column \"page\"; there are \"text\", \"label\"\n");
    }
    assert!(
        labelled_error(b"text,label\nOne.,news\n", &["--exclude", "split=test"])
            .contains("no column \"split\"")
    );
    let semicolons = error(&["classify", "--delimiter", ","], "a.csv", b"id;text\n1;One.\n");
    assert_eq!(
        semicolons,
        "a.csv: no column \"text\"; the header is the single name \"id;text\": \
         name the delimiter of the file with --delimiter ';'\n"
    );
}

#[test]
fn csv_without_rows_is_refused() {
    assert_eq!(labelled_error(b"", &[]), "a.csv: the file is empty\n");
    assert_eq!(error(&["classify"], "a.csv", b""), "a.csv: the file is empty\n");
    assert_eq!(labelled_error(b"text,label\n", &[]), "a.csv: no rows under the header\n");
}

#[test]
fn row_of_another_width_is_refused() {
    let width = "a.csv: row 2 (line 4, byte 27): 3 fields where the header has 2; \
                 quote fields that hold the delimiter or a quote\n";
    let csv = b"text,label\n\"One\nrow\",news\nOne, two,news\n";
    assert_eq!(labelled_error(csv, &[]), width.replace("27", "26"));
    let few = error(&["classify", "-f", "clean"], "a.csv", b"text,label\nOne.\n");
    assert!(few.contains("row 1 (line 2, byte 11): 1 fields where the header has 2"));
}

#[test]
fn unclosed_quote_is_reported_where_it_starts() {
    let rest = "More.,news\n".repeat(100);
    let message =
        labelled_error(format!("text,label\nOne.,news\n\"Two.,news\n{rest}").as_bytes(), &[]);
    assert!(message.starts_with(
        "a.csv: row 2 (line 3, byte 21): a quoted field starts in this row and never ends"
    ));
    let stray = labelled_error(b"text,label\n\"One.,news\n\"Two.\",news\n", &[]);
    assert!(
        stray.starts_with("a.csv: row 1 (line 2, byte 11): text after the closing quote"),
        "{stray}"
    );
}

#[test]
fn unknown_labels_and_single_label_data_are_refused() {
    assert_eq!(
        labelled_error(b"text,label\nOne.,news\nTwo.,advert\n", &[]),
        "a.csv: row 2 (line 3, byte 21), column \"label\": unknown label \"advert\" (1 row); the \
         labels are news and sponsored: fix the rows, or say what the other labels mean, for \
         example with --sponsored-label advert\n"
    );
    let train = |csv: &str, options: &[&str]| {
        let arguments = [&["train", "-o", "model"], options].concat();
        error(&arguments, "a.csv", csv.as_bytes())
    };
    assert_eq!(
        train("text,label\nOne.,sponsored\nTwo.,sponsored\n", &[]),
        "cannot train: no paragraph is labelled news; both labels are needed\n"
    );
    let page = "text,label,page\nOne.,news,a\nTwo.,sponsored,a\nThree.,news,b\n";
    let one_page = train(page, &["--article-column", "page"]);
    assert!(one_page.contains("only one paragraph is labelled sponsored"), "{one_page}");
}

/// The rows of `classify -f csv` without their ids.
fn verdict_rows(csv: &[u8], options: &[&str]) -> Vec<String> {
    let (_folder, path) = folder_with("a.csv", csv);
    let mut command = adsift();
    let output = stdout(command.args(["classify", "-f", "csv"]).args(options).arg(path));
    let without_id = |line: &str| line.split_once(',').unwrap().1.to_owned();
    output.lines().map(without_id).collect()
}

#[test]
fn line_ends_and_column_order_change_no_verdict() {
    let plain = verdict_rows(b"text,label\nOrder now!,a\nThe council met.,b\n", &[]);
    for same in [
        &b"text,label\r\nOrder now!,a\r\nThe council met.,b\r\n"[..],
        b"text,label\nOrder now!,a\r\nThe council met.,b",
        b"text,label\rOrder now!,a\rThe council met.,b\r",
        b"\xEF\xBB\xBFtext,label\nOrder now!,a\nThe council met.,b\n",
        b"label,more, text \na,x,Order now!\nb,,The council met.\n",
        b"\"text\",\"label\"\n\"Order now!\",a\n\n\n\"The council met.\",b\n",
    ] {
        assert_eq!(verdict_rows(same, &[]), plain, "{}", String::from_utf8_lossy(same));
    }
    let comment = error(&["classify"], "a.csv", b"# made by hand\ntext,label\nOne.,news\n");
    assert!(comment.contains("there is \"# made by hand\""), "{comment}");
}

#[test]
fn huge_header_is_reported_in_a_short_message() {
    let header = "column,".repeat(1_500_000);
    let message = error(&["classify"], "a.csv", header.as_bytes());
    assert!(message.contains("and 1499981 more") && message.len() < 1000, "{}", message.len());
    let message = error(&["classify"], "a.csv", "x".repeat(17 << 20).as_bytes());
    assert!(message.contains("longer than 16777216 bytes") && message.len() < 1000);
}

#[test]
fn any_cell_can_be_classified() {
    let texts = [
        "",
        "   ",
        "?!",
        "word",
        "🙂🙃",
        "\u{301}",
        "أعلن المجلس",
        "東京都は橋を閉鎖した。",
        "a\0b",
        "mixed смесь 混ぜる",
        "Line.\nLine.",
        "say \"so\"",
        "=1+1",
    ];
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["text"]).unwrap();
    for text in texts {
        writer.write_record([text]).unwrap();
    }
    let csv = writer.into_inner().unwrap();
    let rows = verdict_rows(&csv, &["--text-column", "text"]);
    // The two blank texts have no paragraph, and one text has two lines.
    assert_eq!(rows.len(), 1 + texts.len() - 2 + 1);
}

#[test]
fn unbalanced_and_repeated_data_is_refused_or_trained_on() {
    let train = |csv: &str| {
        let (folder, path) = folder_with("a.csv", csv);
        let mut command = adsift();
        command.args(["train", "--bits", "10", "-o"]).arg(folder.path().join("model"));
        let run = command.arg(path).assert();
        let message = String::from_utf8(run.get_output().stderr.clone()).unwrap();
        (run.get_output().status.code(), message)
    };
    let rows = |label: &str, count: usize| -> String {
        (0..count).map(|at| format!("{},{label}\n", generated_text(at))).collect()
    };
    let header = "text,label\n";
    let (code, message) = train(&format!("{header}{}", rows("news", 20)));
    assert_eq!(code, Some(2), "{message}");
    assert!(message.contains("no paragraph is labelled sponsored"), "{message}");
    // A single row cannot be both held out and learned from.
    let (code, message) = train(&format!("{header}{}One.,sponsored\n", rows("news", 20)));
    assert_eq!(code, Some(2));
    assert!(message.contains("error: cannot train: "), "{message}");
    let (code, message) = train(&format!("{header}{}{}", rows("news", 300), rows("sponsored", 3)));
    assert_eq!(code, Some(0), "{message}");
    let same = "One.,news\nOne.,sponsored\n".repeat(20);
    let (code, message) = train(&format!("{header}{same}"));
    assert_eq!(code, Some(0), "{message}");
    assert!(message.contains("texts under both labels: 1"), "{message}");
    let empty = ",news\n,sponsored\n".repeat(20);
    let (code, message) = train(&format!("{header}{empty}"));
    assert_eq!(code, Some(0), "{message}");
    assert!(message.contains("empty texts: 40"), "{message}");
    let (_, message) =
        train(&format!("{header}{}Two., SPONSORED\nThree.,Sponsored\n", rows("news", 20)));
    assert!(message.contains("labels with corrected case or spaces: 2"), "{message}");
}
