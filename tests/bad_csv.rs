//! Whatever is wrong with a CSV is told with its row and its repair, by every verb that reads it.

mod common;

use common::error;

/// The errors of the three verbs that read labelled CSV, which say the same.
fn labelled(csv: &[u8], options: &[&str]) -> String {
    let verbs: [&[&str]; 3] = [&["inspect"], &["evaluate"], &["train", "-o", "model"]];
    let [one, two, three] = verbs.map(|verb| error(&[verb, options].concat(), "a.csv", csv));
    assert_eq!(one, two);
    assert_eq!(one, three);
    one
}

#[test]
fn a_csv_without_the_columns() {
    let csv = b"body,label,label\nOne.,news,news\n";
    assert_eq!(
        error(&["classify"], "a.csv", csv),
        "a.csv: no column \"text\"; there are \"body\", \"label\", \"label\"; \
         name it with --text-column\n"
    );
    let body = ["--text-column", "body"];
    assert_eq!(
        labelled(csv, &body),
        "a.csv: column \"label\" is there twice; rename one of the two\n"
    );
    let options = ["--text-column", "body", "--label-column", "class"];
    assert!(labelled(csv, &options).ends_with("; name it with --label-column\n"));
    for flag in ["--article-column", "--group-column", "--source-column"] {
        let csv = b"text,label\nOne.,news\n";
        let message = labelled(csv, &[flag, "page"]);
        assert_eq!(
            message,
            "a.csv: no column \"page\"; there are \"text\", \"label\"\n"
        );
    }
    assert!(
        labelled(b"text,label\nOne.,news\n", &["--exclude", "split=test"])
            .contains("no column \"split\"")
    );
    let semicolons = error(&["classify"], "a.csv", b"id;text\n1;One.\n");
    assert!(semicolons.ends_with("separated by semicolons: convert it to commas\n"));
}

#[test]
fn a_csv_without_rows() {
    assert_eq!(labelled(b"", &[]), "a.csv: the file is empty\n");
    assert_eq!(
        error(&["classify"], "a.csv", b""),
        "a.csv: the file is empty\n"
    );
    assert_eq!(
        labelled(b"text,label\n", &[]),
        "a.csv: no rows under the header\n"
    );
}

#[test]
fn a_row_of_another_width() {
    let width = "a.csv: row 2 (line 4, byte 27): 3 fields where the header has 2; \
                 quote fields that hold a comma or a quote\n";
    let csv = b"text,label\n\"One\nrow\",news\nOne, two,news\n";
    assert_eq!(labelled(csv, &[]), width.replace("27", "26"));
    let few = error(&["classify", "-f", "clean"], "a.csv", b"text,label\nOne.\n");
    assert!(few.contains("row 1 (line 2, byte 11): 1 fields where the header has 2"));
}

#[test]
fn a_quote_that_is_never_closed_does_not_swallow_the_file() {
    let rest = "More.,news\n".repeat(100);
    let message = labelled(
        format!("text,label\nOne.,news\n\"Two.,news\n{rest}").as_bytes(),
        &[],
    );
    assert!(message.starts_with(
        "a.csv: row 2 (line 3, byte 21): a quoted field starts in this row and is never closed"
    ));
    let stray = labelled(b"text,label\n\"One.,news\n\"Two.\",news\n", &[]);
    assert!(
        stray.starts_with("a.csv: row 1 (line 2, byte 11): text after the closing quote"),
        "{stray}"
    );
}

#[test]
fn labels_that_cannot_be_learned_or_scored() {
    assert_eq!(
        labelled(b"text,label\nOne.,news\nTwo.,advert\n", &[]),
        "a.csv: row 2 (line 3, byte 21), column \"label\": unknown label \"advert\"; labels are \
         news and sponsored: mend the row, or leave such rows out with --ignore-label advert\n"
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
    assert!(
        one_page.contains("labelled sponsored are of one group or article"),
        "{one_page}"
    );
}
