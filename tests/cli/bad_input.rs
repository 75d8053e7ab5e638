//! Invalid inputs and flags: an error with its place and what to do, exit code 2, and an empty
//! standard output.

use crate::common::process::on_terminal;
use crate::common::{adsift, error, gzip, refusal, starter, tiny_model};

#[test]
fn path_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_str().unwrap();
    let model = format!("{folder}/model");
    let run = |verb: &[&str], path: &str| refusal(adsift().args(verb).arg(path));
    let verbs: [&[&str]; 3] = [&["evaluate"], &["inspect"], &["train", "-o", &model]];
    for verb in verbs {
        let directory = format!("{folder}: is a directory; name the files in it\n");
        assert_eq!(run(verb, folder), directory, "{verb:?}");
    }
    for verb in verbs.into_iter().chain([&["classify"][..]]) {
        let missing =
            "no/such: No such file or directory (os error 2); check the name and the folder\n";
        assert_eq!(run(verb, "no/such"), missing, "{verb:?}");
    }
    // Every input is opened before the first one is classified.
    let starter = starter();
    assert!(run(&["classify", starter.to_str().unwrap()], "no/such").starts_with("no/such: "));
}

#[cfg(target_os = "linux")]
#[test]
fn terminal_without_input_is_an_error() {
    let run = on_terminal("adsift classify");
    assert_eq!(run.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(run.stdout).unwrap(),
        "error: no input: name a file, or send text to standard input; \
         `adsift classify --help` has examples\r\n",
    );
}

#[test]
fn invalid_utf_8_is_reported_with_its_place() {
    let repair = ": invalid UTF-8; read it with `--encoding auto`, or name the encoding, for \
                  example with `--encoding windows-1252`\n";
    let csv = b"text,label\nOne.,news\nZ\xFCrich.,news\n";
    assert_eq!(
        error(&["inspect"], "a.csv", csv),
        format!("a.csv: row 2 (line 3, byte 21), column \"text\"{repair}")
    );
    let text = error(&["classify"], "a.txt", b"One\nZ\xFCrich.");
    assert_eq!(text, format!("a.txt: line 2 (byte 5){repair}"));
    let jsonl = error(&["classify"], "a.jsonl", b"\n{\"text\": \"Z\xFCrich.\"}\n");
    assert_eq!(jsonl, format!("a.jsonl: line 2 (byte 12){repair}"));
    let mut command = adsift();
    let stdin = refusal(command.arg("classify").write_stdin(&b"Z\xFCrich."[..]));
    assert_eq!(stdin, format!("<stdin>: line 1 (byte 1){repair}"));
}

#[test]
fn utf_16_without_a_mark_is_reported_with_the_encoding_flag() {
    for (bytes, label) in [(&b"O\0n\0e\0"[..], "utf-16le"), (b"\0O\0n\0e", "utf-16be")] {
        for name in ["a.txt", "a.csv", "a.jsonl", "a.html", "a"] {
            let message = error(&["classify"], name, bytes);
            let expected = format!(
                "{name}: this is UTF-16 text without a byte order mark; name the encoding, for \
                 example with `--encoding {label}`\n"
            );
            assert_eq!(message, expected);
        }
    }
}

#[test]
fn invalid_json_line_is_reported_with_its_reason() {
    for (line, reason) in [
        ("no JSON", "not a JSON object"),
        ("null", "not a JSON object"),
        ("{\"text\": null}", "invalid type: null, expected a string or a list of strings"),
        ("{\"text\": \"a\", \"text\": \"b\"}", "duplicate field `text`"),
        ("{\"text\": \"a\"} {}", "trailing characters"),
        ("{\"text\": \"a", "EOF while parsing a string"),
        ("{\"text\": \"\\ud800\"}", "unexpected end of hex escape"),
        (
            "{\"id\": [1], \"text\": \"\"}",
            "invalid type: sequence, expected a string or a number as id",
        ),
        (
            "{\"id\": true, \"text\": \"\"}",
            "invalid type: boolean `true`, expected a string or a number as id",
        ),
    ] {
        let message = error(&["classify"], "a.jsonl", format!("\n{line}\n").as_bytes());
        assert!(message.starts_with("a.jsonl: line 2 (byte "), "{message}");
        assert!(message.contains(reason), "{line}: {message}");
        assert!(
            message.ends_with(
                "; each record must be an object like {\"id\": \"a1\", \"text\": \"…\"}\n"
            )
        );
    }
    let missing = error(&["classify"], "a.jsonl", b"{\"id\": 1, \"piece\": {\"lead\": \"x\"}}\n");
    assert_eq!(
        missing,
        "a.jsonl: line 1 (byte 0): no field \"text\"; there are \"id\", \"piece.lead\"; \
         name the text column with --text-column\n"
    );
    let deep = format!("{{\"text\": {}", "[".repeat(100_000));
    assert!(error(&["classify"], "a.jsonl", deep.as_bytes()).starts_with("a.jsonl: line 1 "));
}

#[test]
fn cut_or_damaged_gzip_is_refused() {
    let csv = "text,label\n".to_owned() + &"One.,news\n".repeat(50);
    let gzip = gzip(csv.as_bytes());
    // To standard output classify would write the verdicts before the damage.
    let verbs: [&[&str]; 3] =
        [&["classify", "-o", "verdicts"], &["inspect"], &["train", "-o", "model"]];
    for verb in verbs {
        let cut = error(verb, "a.csv.gz", &gzip[..gzip.len() - 9]);
        assert!(cut.starts_with("a.csv.gz: the compressed data is cut short"), "{cut}");
        let mut damaged = gzip.clone();
        damaged[12] ^= 0x55;
        let damaged = error(verb, "a.csv.gz", &damaged);
        assert!(damaged.ends_with("copy the file again\n"), "{damaged}");
    }
}

#[test]
fn wrong_flags_are_refused_with_a_suggestion() {
    let model = tiny_model().to_str().unwrap();
    for (arguments, expected) in [
        (&["clasify"][..], "a similar subcommand exists: 'classify'"),
        (&["classify", "--treshold", "1"], "a similar argument exists: '--threshold'"),
        (&["classify", "--threshold", "2"], "expected a number from 0 to 1"),
        (&["classify", "--threshold", "NaN"], "expected a number from 0 to 1"),
        (&["classify", "-f", "jsnl"], "a similar value exists: 'jsonl'"),
        (&["classify", "-j", "0"], "expected a whole number from 1 to 1024"),
        (&["evaluate", "a.csv", "--min-f1", "1.5"], "expected a number from 0 to 1"),
        (&["evaluate", "a.csv", "--exclude", "split"], "expected COLUMN=VALUE, such as split=test"),
        (&["evaluate", "a.csv", "--exclude", "=test"], "expected COLUMN=VALUE, such as split=test"),
        (&["evaluate"], "<DATA>..."),
        (&["train", "a.csv"], "--output <MODEL>"),
        (
            &["train", "a.csv", "-o", "m", "--language", "englsh"],
            "a similar value exists: 'english'",
        ),
        (&["evaluate", "--mistake", "1"], "a similar argument exists: '--mistakes'"),
        (&["inspect", model, "--featurs", "a"], "a similar argument exists: '--features'"),
    ] {
        let message = refusal(adsift().args(arguments));
        assert!(message.contains(expected), "{arguments:?}: {message}");
        assert!(message.contains("For more information, try '--help'."));
    }
}

#[test]
fn error_messages_escape_control_characters() {
    let evil = "\u{1b}]52;c;\u{7}\u{202e}\r";
    let escaped = r"\u{1b}]52;c;\u{7}\u{202e}";
    let shown = |message: String| {
        assert!(message.contains(escaped), "{message}");
        assert!(!message.trim_end().contains(|c: char| c.is_control() || c == '\u{202e}'));
    };
    shown(refusal(adsift().args(["classify", &format!("no-{evil}-file")])));
    shown(refusal(adsift().args(["classify", "-m", &format!("no-{evil}-model")]).write_stdin("a")));
    shown(error(&["classify"], &format!("{evil}.csv"), b"words\n"));
    shown(error(&["classify"], "a.csv", format!("{evil}a,b\nc,d\n").as_bytes()));
    shown(error(&["classify", "--text-column", evil], "a.csv", b"text\n"));
    shown(error(&["inspect"], "a.csv", format!("text,label\nOne.,\"{evil}\"\n").as_bytes()));
}
