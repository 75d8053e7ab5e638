//! Every limit from both sides: an input at the limit passes, one over it is refused with the flag.

use crate::common::{
    adsift, article, error, folder_with, gzip, refusal, starter, stdout, verdicts,
};
use adsift::limits::{Limits, MAX_EXCERPT_CHARS, MAX_ID_BYTES, MAX_WORD_BYTES};

/// Classifies an input under a limit; the error is the message.
fn judged(flag: &str, limit: usize, name: &str, bytes: &[u8]) -> Result<(), String> {
    let (folder, _) = folder_with(name, bytes);
    let mut command = adsift();
    command.current_dir(folder.path());
    command.args(["classify", &format!("{flag}={limit}"), "--article-column=page", name]);
    if !name.contains(".csv") {
        command = adsift();
        command.current_dir(folder.path());
        command.args(["classify", &format!("{flag}={limit}"), name]);
    }
    let run = command.assert();
    match run.get_output().status.code() {
        Some(0) => Ok(()),
        _ => Err(String::from_utf8(run.get_output().stderr.clone()).unwrap()),
    }
}

/// Asserts that inputs one below and at the limit pass, and that one over it is refused with the
/// limit and its flag.
fn holds(flag: &str, limit: usize, name: &str, input: impl Fn(usize) -> Vec<u8>) {
    for size in [limit - 1, limit] {
        assert_eq!(judged(flag, limit, name, &input(size)), Ok(()), "{flag} {name} {size}");
    }
    let message = judged(flag, limit, name, &input(limit + 1)).unwrap_err();
    assert!(message.starts_with(&format!("error: {name}")), "{message}");
    assert!(message.contains(&format!("{limit} ")) && message.contains(flag), "{message}");
}

/// A text of this many bytes, one paragraph of short words.
fn text(bytes: usize) -> String {
    "a ".repeat(bytes / 2 + 1)[..bytes].replace("a ", "b-")
}

#[test]
fn record_limit_holds_on_both_sides() {
    holds("--max-record-bytes", 200, "a.jsonl", |bytes| {
        let frame = article("a", "").len() - 1;
        (article("a", &text(bytes - frame)) + &article("b", "Two.")).into_bytes()
    });
    holds("--max-record-bytes", 200, "a.csv", |bytes| {
        format!("page,text\na,{}\nb,Two.\n", text(bytes - 2)).into_bytes()
    });
}

/// A record of a web archive with a page of this many bytes, HTTP head included.
fn archived(bytes: usize) -> Vec<u8> {
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>";
    let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {bytes}\r\n\r\n");
    format!("{head}{http}{}\r\n\r\n", text(bytes - http.len())).into_bytes()
}

#[test]
fn record_limit_holds_for_every_format_that_is_read_by_record_or_whole() {
    let flag = "--max-record-bytes";
    holds(flag, 200, "a.json", |bytes| {
        format!("[\n{{\"text\":\"{}\"}}\n,{{\"text\":\"\"}}]", text(bytes - 11)).into_bytes()
    });
    holds(flag, 200, "a.eml", |bytes| {
        format!("From: a\nTo: b\n\n{}", text(bytes - 15)).into_bytes()
    });
    holds(flag, 200, "a.warc", archived);
    holds(flag, 200, "a.rss", |bytes| {
        let (start, end) =
            ("<rss version=\"2.0\"><channel><item><title>", "</title></item></channel></rss>");
        format!("{start}{}{end}", text(bytes - start.len() - end.len())).into_bytes()
    });
    holds(flag, 200, "a.vtt", |bytes| {
        let head = "WEBVTT\n\n00:01.000 --> 00:02.000\n";
        format!("{head}{}", text(bytes - head.len())).into_bytes()
    });
    holds(flag, 200, "a.md", |bytes| text(bytes).into_bytes());
}

#[test]
fn article_limit_holds_for_every_format() {
    let flag = "--max-article-bytes";
    let json = |bytes| format!("[{{\"text\":\"{}\"}}]", text(bytes)).into_bytes();
    holds(flag, 200, "a.json", json);
    holds(flag, 200, "a.eml", |bytes| format!("From: a\nTo: b\n\n{}", text(bytes)).into_bytes());
    holds(flag, 200, "a.warc", |bytes| {
        let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>";
        archived(bytes + http.len())
    });
    holds(flag, 200, "a.wet", |bytes| {
        let head = format!("WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: {bytes}\r\n\r\n");
        format!("{head}{}\r\n\r\n", text(bytes)).into_bytes()
    });
    holds(flag, 200, "a.rss", |bytes| {
        let item = format!("<item><title>{}</title></item>", text(bytes));
        format!("<rss version=\"2.0\"><channel>{item}</channel></rss>").into_bytes()
    });
    holds(flag, 200, "a.vtt", |bytes| {
        format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{}", text(bytes)).into_bytes()
    });
    holds(flag, 200, "a.md", |bytes| text(bytes).into_bytes());
}

#[test]
fn compressed_page_of_an_archive_is_bounded() {
    let page = gzip(&b"<p> ".repeat(1000));
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n";
    let length = head.len() + page.len();
    let record =
        format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {length}\r\n\r\n{head}");
    let warc = [record.as_bytes(), &page, b"\r\n\r\n"].concat();
    assert_eq!(judged("--max-record-bytes", 4000, "a.warc", &warc), Ok(()));
    let message = judged("--max-record-bytes", 3999, "a.warc", &warc).unwrap_err();
    assert!(
        message.starts_with("error: a.warc: byte 0: a page longer than 3999 bytes"),
        "{message}"
    );
}

#[test]
fn article_limit_holds_on_both_sides() {
    let flag = "--max-article-bytes";
    holds(flag, 200, "a.txt", |bytes| text(bytes).into_bytes());
    holds(flag, 200, "a.jsonl", |bytes| article("a", &text(bytes)).into_bytes());
    // An article of two rows and the blank line between them.
    holds(flag, 200, "a.csv", |bytes| {
        let rows = [text(98), text(bytes - 100)];
        format!("page,text\na,{}\na,{}\n", rows[0], rows[1]).into_bytes()
    });
}

#[test]
fn paragraph_count_and_id_limits_hold_on_both_sides() {
    let flag = "--max-article-paragraphs";
    holds(flag, 20, "a.txt", |lines| "One.\n".repeat(lines).into_bytes());
    holds(flag, 20, "a.jsonl", |lines| article("a", &"One.\n".repeat(lines)).into_bytes());
    holds(flag, 20, "a.csv", |rows| format!("page,text\n{}", "a,One.\n".repeat(rows)).into_bytes());
    let id = |bytes: usize| "i".repeat(bytes);
    for name in ["a.jsonl", "a.csv"] {
        let input = |bytes| match name {
            "a.csv" => format!("page,text\n{},One.\n", id(bytes)),
            _ => article(&id(bytes), "One."),
        };
        for bytes in [MAX_ID_BYTES - 1, MAX_ID_BYTES] {
            assert_eq!(judged(flag, 20, name, input(bytes).as_bytes()), Ok(()));
        }
        let message = judged(flag, 20, name, input(MAX_ID_BYTES + 1).as_bytes()).unwrap_err();
        assert!(message.contains("an id longer than 4096 bytes"), "{message}");
    }
}

#[test]
fn paragraph_limits_hold_on_both_sides() {
    let flag = "--max-paragraph-bytes";
    let page = |bytes| format!("One.\n\n{}\n\nThree.", text(bytes));
    holds(flag, 200, "a.txt", |bytes| page(bytes).into_bytes());
    holds(flag, 200, "a.jsonl", |bytes| article("a", &page(bytes)).into_bytes());
    holds(flag, 200, "a.csv", |bytes| {
        format!("page,text\na,One.\na,{}\n", text(bytes)).into_bytes()
    });
    let flag = "--max-paragraph-tokens";
    holds(flag, 20, "a.txt", |tokens| "word ".repeat(tokens).into_bytes());
    holds(flag, 20, "a.jsonl", |tokens| article("a", &"!".repeat(tokens)).into_bytes());
    let message = judged(flag, 20, "a.txt", "One.\n\n".repeat(3).as_bytes());
    assert_eq!(message, Ok(()));
}

#[test]
fn default_limits_apply_without_flags() {
    let limits = Limits::DEFAULT;
    let over = "a".repeat(limits.paragraph_bytes + 1);
    let message = error(&["classify"], "a.txt", over.as_bytes());
    assert!(message.starts_with("a.txt: paragraph 1 has more than 65536 bytes"), "{message}");
    let over = "a ".repeat(limits.paragraph_tokens + 1);
    let message = error(&["classify", "--paragraphs", "line"], "a.txt", over.as_bytes());
    assert!(message.contains("more than 20000 words and signs"), "{message}");
    let over = "A\n".repeat(limits.article_paragraphs + 1);
    let message = error(&["classify"], "a.txt", over.as_bytes());
    assert!(message.contains("more than 50000 paragraphs"), "{message}");
    let over = "Line.\n".repeat(limits.article_bytes / 6 + 1);
    let message = error(&["classify"], "a.txt", over.as_bytes());
    assert!(message.contains("an article longer than 8388608 bytes"), "{message}");
}

#[test]
fn every_verb_refuses_a_decompression_bomb() {
    // The ratio is checked past the first 16 MiB. Long lines, since short ones take seconds without
    // optimisation.
    let bomb = |line: String| gzip(line.repeat((17 << 20) / line.len() + 1).as_bytes());
    let rows = bomb(" ".repeat(60_000) + ",news\n");
    let rows = [gzip(b"text,label\n"), rows].concat();
    let blank_lines = bomb(" ".repeat(200_000) + "\n");
    assert!(rows.len() < 100_000 && blank_lines.len() < 100_000);
    let verbs: [&[&str]; 4] =
        [&["classify"], &["inspect"], &["evaluate"], &["train", "-o", "model"]];
    for verb in verbs {
        let message = error(verb, "a.csv.gz", &rows);
        assert!(message.contains("more than 200 times as long"), "{message}");
    }
    for name in ["a.jsonl.gz", "a.gz"] {
        let message = error(&["classify"], name, &blank_lines);
        assert!(
            message.contains("more than 200 times as long") || message.contains("longer than"),
            "{message}"
        );
    }
    // A higher limit is a choice of the user.
    let (_folder, path) = folder_with("a.jsonl.gz", &blank_lines);
    let mut command = adsift();
    command.args(["classify", "--max-ratio", "2000"]).arg(&path);
    assert_eq!(stdout(&mut command), "");
    let mut command = adsift();
    command.args(["classify", "--max-ratio", "2000", "--max-decompressed-bytes", "1000000"]);
    assert!(refusal(command.arg(&path)).contains("more than 1000000 bytes when decompressed"));
}

#[test]
fn labelled_data_has_the_same_limits() {
    let csv = format!("text,label\n{},news\n", "a".repeat(65_537));
    for verb in [&["inspect"][..], &["evaluate"], &["train", "-o", "model"]] {
        let message = error(verb, "a.csv", csv.as_bytes());
        assert!(
            message.starts_with("a.csv: row 1 (line 2, byte 11): paragraph 1 has more than"),
            "{message}"
        );
    }
    let json = format!("{{\"text\": \"{}\", \"label\": \"news\"}}\n", "a".repeat(65_537));
    for verb in [&["inspect"][..], &["evaluate"], &["train", "-o", "model"]] {
        let message = error(verb, "a.jsonl", json.as_bytes());
        assert!(message.starts_with("a.jsonl: line 1 (byte 0): paragraph 1 has more"), "{message}");
        let message =
            error(&[verb, &["--max-record-bytes=99"]].concat(), "a.jsonl", json.as_bytes());
        assert!(message.contains("longer than 99 bytes"), "{message}");
    }
    let mut command = adsift();
    command.args(["inspect", "--max-paragraph-bytes", "1000"]).arg(starter());
    command.assert().success();
}

#[test]
fn help_shows_every_limit_with_its_value() {
    let limits = Limits::DEFAULT;
    for verb in ["classify", "train", "evaluate", "inspect"] {
        let help = stdout(adsift().args([verb, "--help"]));
        let (_, section) = help.split_once("Limits:\n").unwrap();
        let section = section.split_whitespace().collect::<Vec<_>>().join(" ");
        for (flag, value) in [
            ("--max-record-bytes", limits.record_bytes as u64),
            ("--max-article-bytes", limits.article_bytes as u64),
            ("--max-article-paragraphs", limits.article_paragraphs as u64),
            ("--max-paragraph-bytes", limits.paragraph_bytes as u64),
            ("--max-paragraph-tokens", limits.paragraph_tokens as u64),
            ("--max-ratio", limits.ratio),
            ("--max-decompressed-bytes", limits.decompressed_bytes),
        ] {
            let (_, said) = section.split_once(flag).unwrap();
            assert!(said.contains(&format!("[default: {value}]")), "{verb} {flag}");
        }
    }
}

#[test]
fn thread_limit_holds_on_both_sides() {
    for (threads, code) in [("1", 0), ("1023", 0), ("1024", 0), ("1025", 2)] {
        let mut command = adsift();
        command.args(["classify", "-j", threads]).arg(starter()).args(["--text-column", "text"]);
        command.assert().code(code);
    }
}

#[test]
fn words_over_the_limit_are_unknown_words() {
    // A word over the limit is not an error: it counts as a word, and its letters do not matter.
    let judged = |bytes: usize| {
        let words = format!("{} {} w x y", "a".repeat(bytes), "b".repeat(bytes));
        let verdicts = verdicts(&stdout(adsift().arg("classify").write_stdin(words)));
        (verdicts[0].probability, verdicts[0].known)
    };
    assert_eq!(judged(MAX_WORD_BYTES + 1), judged(MAX_WORD_BYTES + 1000));
}

#[test]
fn messages_repeat_a_short_excerpt_of_the_input() {
    let message = error(&["classify"], "a.csv", format!("{}\n", "é".repeat(1000)).as_bytes());
    let quoted = message.split('"').nth(3).unwrap();
    assert_eq!(quoted.chars().count(), MAX_EXCERPT_CHARS);
}

#[test]
fn limits_hold_for_decoded_inputs_and_clean_pages() {
    // The limits count the bytes of the decoded text.
    let flag = "--max-article-bytes";
    holds(flag, 200, "a.txt", |bytes| {
        let text = format!("\u{FEFF}{}", text(bytes));
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    });
    let folder = tempfile::tempdir().unwrap();
    let clean = |bytes: usize| {
        std::fs::write(folder.path().join("a.html"), format!("<p>{}", text(bytes - 3))).unwrap();
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "-f", "clean", "a.html"]);
        command.args(["--clean-form", "html", "--max-record-bytes=200"]);
        command
    };
    for bytes in [199, 200] {
        assert_eq!(stdout(&mut clean(bytes)).len(), bytes);
    }
    let message = refusal(&mut clean(201));
    assert!(message.contains("a page longer than 200 bytes"), "{message}");
    assert!(message.contains("--max-record-bytes"), "{message}");
}
