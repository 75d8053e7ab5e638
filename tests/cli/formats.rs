//! Formats by name and by content: each is read right, or refused by its name with what to do.

use std::fs;
use std::path::Path;

use crate::common::{adsift, error, folder_with, gzip, refusal, stdout, verdicts};

const NEWS: &str = "The council voted to close the mill bridge for a year, officials said.";
const AD: &str = "Warm socks! Get 20% off with code WARM20 and free shipping on every order.";
const END: &str = "Shopkeepers said they feared losing half of their trade.";

/// The id, the label and the text of a paragraph.
type Row = (String, String, String);

/// Runs `classify` on a file with this name, in its folder, and returns the paragraphs.
fn rows_of(name: &str, bytes: impl AsRef<[u8]>, flags: &[&str]) -> Vec<Row> {
    let (folder, _) = folder_with(name, bytes);
    let mut command = adsift();
    command.current_dir(folder.path()).args(["classify", "-f", "jsonl", "--with-text", name]);
    rows(&stdout(command.args(flags)))
}

/// Runs `classify` on standard input and returns the paragraphs.
fn rows_of_stdin(bytes: impl Into<Vec<u8>>) -> Vec<Row> {
    let mut command = adsift();
    command.args(["classify", "-f", "jsonl", "--with-text"]).write_stdin(bytes);
    rows(&stdout(&mut command))
}

fn rows(lines: &str) -> Vec<Row> {
    let row = |verdict: crate::common::Verdict| {
        let id = verdict.id.as_str().map_or_else(|| verdict.id.to_string(), str::to_owned);
        (id, verdict.label, verdict.text.unwrap())
    };
    verdicts(lines).into_iter().map(row).collect()
}

/// Asserts that the paragraphs are the story with the ad in its middle, and no others.
fn is_story(rows: &[Row], context: &str) {
    let found: Vec<(&str, &str)> =
        rows.iter().map(|(_, label, text)| (&**label, &**text)).collect();
    assert_eq!(found, [("news", NEWS), ("sponsored", AD), ("news", END)], "{context}");
}

/// The story as HTML.
fn html() -> String {
    format!("<p>{NEWS}</p>\n<p>{AD}</p>\n<p>{END}</p>\n")
}

/// The story as plain text.
fn text() -> String {
    format!("{NEWS}\n\n{AD}\n\n{END}\n")
}

fn json_text() -> String {
    serde_json::to_string(&text()).unwrap()
}

#[test]
fn json_in_every_form_is_read_by_name_and_by_content() {
    let text = json_text();
    for json in [
        format!("[{{\"id\":\"a\",\"text\":{text}}}]"),
        format!("[\n  {{\n    \"id\": \"a\",\n    \"text\": {text}\n  }}\n]\n"),
        format!("{{\n  \"id\": \"a\",\n  \"text\": {text}\n}}\n"),
        format!("{{\"id\":\"a\",\"text\":{text}}}\n"),
        format!("\u{FEFF}[{{\"id\":\"a\",\"text\":{text}}}]"),
        format!("{{\"total\": 1, \"articles\": [{{\"id\":\"a\",\"text\":{text}}}]}}"),
    ] {
        for name in ["a.json", "a.txt", "a"] {
            let rows = rows_of(name, &json, &[]);
            is_story(&rows, &json);
            assert_eq!(rows[0].0, "a");
        }
        is_story(&rows_of_stdin(json.clone()), &json);
        is_story(&rows_of("a.json.gz", gzip(json.as_bytes()), &[]), &json);
    }
    for (json, says) in [
        ("{\"columns\":[\"text\"],\"index\":[0],\"data\":[[\"One.\"]]}", "orient=\"records\""),
        ("{\"data\":[{\"a\":1}],\"items\":[{\"a\":1}]}", "keep the one of the records"),
    ] {
        let message = error(&["classify"], "a.json", json.as_bytes());
        assert!(message.contains(says), "{message}");
    }
    // Lines of JSON keep their ids and places.
    let lines = format!("{{\"text\":{text}}}\n{{\"text\":{text}}}\n");
    assert_eq!(rows_of("a.json", &lines, &[])[3].0, "a.json:2");
    let message = error(&["classify"], "a.json", b"[\n {\"text\": \"Two");
    assert!(message.starts_with("a.json: line 2 (byte 3): the record is cut short; JSON must"));
}

#[test]
fn bad_record_of_a_json_array_is_skipped() {
    let json = "[{\"id\":1,\"text\":\"One.\"},\n{\"id\":2,\"text\":\"\\ud800\"},{\"id\":3,\"text\":\"Three.\"}]";
    let (folder, _) = folder_with("a.json", json);
    let mut command = adsift();
    command.current_dir(folder.path()).args(["classify", "--on-error", "skip", "a.json"]);
    let run = command.assert().success();
    let output = run.get_output();
    let ids: Vec<_> = verdicts(&String::from_utf8_lossy(&output.stdout))
        .into_iter()
        .map(|verdict| verdict.id.as_u64().unwrap())
        .collect();
    assert_eq!(ids, [1, 3]);
    let notice = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(notice.contains("a.json: line 2 (byte "), "{notice}");
}

#[test]
fn csv_on_standard_input_is_recognized_by_its_header() {
    let csv = format!("id,text\n1,\"{NEWS}\"\n2,\"{AD}\"\n3,\"{END}\"\n");
    is_story(&rows_of_stdin(csv.clone()), "stdin");
    is_story(&rows_of("rows.txt", &csv, &[]), "txt");
    let prose = format!("Bread, text and circuses\n\n{NEWS}\n");
    assert_eq!(rows_of_stdin(prose)[0].2, "Bread, text and circuses");
}

#[test]
fn prose_is_no_csv_and_an_error_of_a_row_says_how_to_read_prose() {
    let prose = format!("Text, and more text, of a bridge\n{NEWS}\n{AD}\n{END}\n");
    let rows = rows_of("a.txt", &prose, &[]);
    assert_eq!(rows[0].2, "Text, and more text, of a bridge");
    is_story(&rows[1..], "prose");
    let message = error(&["classify"], "a.txt", b"id,text\n1,One, two.\n");
    assert!(
        message.contains("if this is text and no CSV, read it with --input-format text"),
        "{message}"
    );
    let message = error(&["classify"], "a.csv", b"id,text\n1,One, two.\n");
    assert!(!message.contains("--input-format"), "{message}");
}

#[test]
fn json_under_the_name_of_a_page_is_json_and_under_that_of_a_csv_is_named() {
    let json = format!("[{{\"id\":\"a\",\"text\":{}}}]", json_text());
    for name in ["a.html", "a.md"] {
        is_story(&rows_of(name, &json, &[]), name);
    }
    for (bytes, what) in [(json, "JSON"), (html(), "HTML")] {
        let message = error(&["classify"], "a.csv", bytes.as_bytes());
        assert!(message.contains(&format!("this is {what} under the name of a CSV")), "{message}");
    }
}

#[test]
fn fragments_of_html_are_html_without_a_name() {
    for html in [
        html(),
        format!("<article>{}</article>", html()),
        format!("<!-- x -->\n<div>{}</div>", html()),
    ] {
        is_story(&rows_of_stdin(html.clone()), &html);
        for name in ["a.txt", "a", "a.xht", "a.shtml"] {
            is_story(&rows_of(name, &html, &[]), name);
        }
    }
    let record = serde_json::json!({"id": "a", "text": html()}).to_string();
    is_story(&rows_of_stdin(record), "a record");
}

const MAIL_HEAD: &str = "From: Desk <desk@mill.example>\r\nTo: list@mill.example\r\n\
                         Subject: Bridge shuts\r\nMIME-Version: 1.0\r\n";

/// The text in quoted-printable, wrapped as mail programs do.
fn quoted_printable(text: &str) -> String {
    let mut quoted = String::new();
    for line in text.lines() {
        let line = line.replace('=', "=3D").replace('é', "=E9");
        for (at, char) in line.chars().enumerate() {
            if at > 0 && at % 60 == 0 && !quoted.ends_with('=') {
                quoted.push_str("=\r\n");
            }
            quoted.push(char);
        }
        quoted.push_str("\r\n");
    }
    quoted
}

#[test]
fn mails_are_read_by_name_and_by_content() {
    let alternative = format!(
        "{MAIL_HEAD}Content-Type: multipart/alternative; boundary=\"b1\"\r\n\r\n--b1\r\n\
         Content-Type: text/plain\r\n\r\nSee the page.\r\n--b1\r\n\
         Content-Type: text/html; charset=iso-8859-1\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--b1--\r\n",
        quoted_printable(&html())
    );
    let plain = format!("{MAIL_HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\n{}", text());
    let saved = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/a\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/related; type=\"text/html\"; boundary=\"b2\"\r\n\r\n--b2\r\n\
         Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\
         Content-Location: https://mill.example/a\r\n\r\n{}\r\n--b2\r\nContent-Type: image/png\r\n\
         Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b2--\r\n",
        quoted_printable(&format!("<html><body>{}</body></html>", html()))
    );
    for mail in [&alternative, &plain, &saved] {
        for name in ["a.eml", "a.mhtml", "a.mht", "a.txt"] {
            let rows = rows_of(name, mail, &[]);
            is_story(&rows, mail);
            assert_eq!(rows[0].0, name);
        }
        is_story(&rows_of_stdin(mail.clone()), mail);
    }
    let mailbox = format!("From a@b.example Tue Nov 25 09:00:00 2026\r\n{plain}\r\n").repeat(2);
    let rows = rows_of("a.mbox", &mailbox, &[]);
    assert_eq!(rows.len(), 6);
    is_story(&rows[3..], "mailbox");
    assert_eq!((&*rows[0].0, &*rows[3].0), ("a.mbox:1", "a.mbox:2"));
    let prose = rows_of_stdin(format!("From: the mill\n\n{NEWS}\n"));
    assert_eq!(prose[0].2, "From: the mill");
}

#[test]
fn response_of_a_server_and_mail_of_apple_have_no_news_in_their_headers() {
    let page = format!("<html><body>{}</body></html>", html());
    let response = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: x\r\n\r\n{page}");
    for name in ["a.html", "a.txt", "a.eml"] {
        is_story(&rows_of(name, &response, &[]), name);
    }
    let mail = format!("{MAIL_HEAD}Content-Type: text/plain\r\n\r\n{}", text());
    let emlx = format!("{}\n{mail}<?xml version=\"1.0\"?>\n<plist></plist>\n", mail.len());
    for (name, bytes) in [("a.emlx", &emlx), ("a.txt", &emlx), ("a.eml", &format!("\n\n{mail}"))] {
        is_story(&rows_of(name, bytes, &[]), name);
    }
}

#[test]
fn text_under_the_name_of_a_mail_is_refused_and_not_shortened() {
    let message = error(&["classify"], "a.eml", text().as_bytes());
    assert_eq!(
        message,
        "a.eml: there is no header of a mail, such as `Subject: …`; name another file, or the input \
         format with --input-format\n"
    );
    is_story(&rows_of("a.eml", text(), &["--input-format", "text"]), "text");
}

#[test]
fn clean_mails_of_a_mailbox_are_apart() {
    let mail = format!("{MAIL_HEAD}Content-Type: text/plain\r\n\r\n{}", text());
    let mailbox = format!("From a@b.example Tue Nov 25 09:00:00 2026\r\n{mail}\r\n").repeat(2);
    let (folder, _) = folder_with("a.mbox", &mailbox);
    std::fs::write(folder.path().join("a.eml"), &mail).unwrap();
    let clean = |name: &str| {
        let mut command = adsift();
        stdout(command.current_dir(folder.path()).args(["classify", "-f", "clean", name]))
    };
    assert_eq!(clean("a.eml"), format!("{NEWS}\n\n{END}\n"));
    let lines = clean("a.mbox");
    assert_eq!(lines.lines().count(), 2);
    assert!(lines.starts_with("{\"id\":\"a.mbox:1\",\"text\":\"The council"), "{lines}");
}

#[test]
fn address_of_a_saved_page_discloses_it() {
    let saved = format!(
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://mill.example/sponsored/a\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/html\r\n\r\n<html><body><p>{NEWS}</p><p>{END}</p></body></html>\r\n--b--\r\n"
    );
    for name in ["a.mhtml", "a.html"] {
        let rows = rows_of(name, &saved, &[]);
        assert!(rows.iter().all(|row| row.1 == "sponsored"), "{rows:?}");
        let other = rows_of(name, saved.replace("/sponsored/", "/town/"), &[]);
        assert!(other.iter().all(|row| row.1 == "news"), "{other:?}");
    }
}

#[test]
fn feeds_are_read_by_name_and_by_content() {
    let rss = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>Mill</title>\
         <link>https://mill.example/</link><item><title>Bridge shuts</title>\
         <link>https://mill.example/1</link><description>Short.</description>\
         <content:encoded><![CDATA[{}]]></content:encoded></item></channel></rss>",
        html()
    );
    let escaped = html().replace('<', "&lt;");
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Mill</title><id>f</id>\
         <entry><title>Bridge shuts</title><id>e1</id><link href=\"https://mill.example/1\"/>\
         <content type=\"html\">{escaped}</content></entry></feed>"
    );
    for feed in [rss, atom] {
        for name in ["a.rss", "a.atom", "a.xml", "a.txt"] {
            let rows = rows_of(name, &feed, &[]);
            assert_eq!(rows[0].2, "Bridge shuts");
            is_story(&rows[1..], name);
            assert!(rows.iter().all(|row| row.0 == "https://mill.example/1"));
        }
        is_story(&rows_of_stdin(feed)[1..], "stdin");
    }
    let sitemap = b"<?xml version=\"1.0\"?><urlset><url><loc>x</loc></url></urlset>";
    let message = error(&["classify"], "a.xml", sitemap);
    assert!(
        message.starts_with("a.xml: this is a sitemap, which lists addresses of pages; download")
    );
    let message = error(&["classify"], "a.xml", b"<?xml version=\"1.0\"?><NewsML>x</NewsML>");
    assert!(message.starts_with("a.xml: this is XML that is neither a feed"), "{message}");
}

fn record(kind: &str, content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://mill.example/{kind}\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn response(content_type: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n");
    record("response", "application/http; msgtype=response", &[head.as_bytes(), body].concat())
}

#[test]
fn web_archives_are_read_by_name_and_by_content() {
    let page = format!("<html><body>{}</body></html>", html());
    let records = [
        record("warcinfo", "application/warc-fields", b"software: x\r\n"),
        response("image/png", b"\x89PNG\r\n\x1A\n\0\0"),
        response("text/html; charset=utf-8", page.as_bytes()),
    ];
    let wet = record("conversion", "text/plain", text().as_bytes());
    let members: Vec<u8> = records.iter().flat_map(|record| gzip(record)).collect();
    for (name, bytes) in [
        ("a.warc", records.concat()),
        ("a.warc.gz", members.clone()),
        ("crawl", members),
        ("a.txt", records.concat()),
        ("a.wet", wet.clone()),
        ("a.warc.wet.gz", gzip(&wet)),
    ] {
        let rows = rows_of(name, &bytes, &[]);
        is_story(&rows, name);
        assert!(rows[0].0.starts_with("https://mill.example/"));
        is_story(&rows_of_stdin(bytes), name);
    }
    let cut = &records[2][..records[2].len() - 20];
    let message = error(&["classify"], "a.warc", cut);
    assert_eq!(
        message.trim_end(),
        "a.warc: byte 0: cannot be read as WARC (the last record is cut short); download it again"
    );
}

#[test]
fn records_of_an_archive_without_a_page_are_counted_on_standard_error() {
    let bytes = [
        response("image/png", b"\x89PNG"),
        response("text/html", html().as_bytes()),
        response("application/pdf", b"%PDF"),
    ];
    let (folder, _) = folder_with("a.warc", bytes.concat());
    let mut command = adsift();
    command.current_dir(folder.path()).args(["classify", "a.warc"]);
    let run = command.assert().success();
    let notice = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(notice.contains("passed over 2 records of web archives that hold no page"), "{notice}");
}

#[test]
fn texts_and_bare_pages_of_an_archive_are_read_and_the_others_named() {
    let page = format!("<html><body>{}</body></html>", html());
    let brotli = record(
        "response",
        "application/http",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\n\r\n\x0b\x02\x80abc\x03",
    );
    let feed = response("application/rss+xml", b"<rss version=\"2.0\"></rss>");
    let archive = [
        response("text/plain; charset=utf-8", text().as_bytes()),
        brotli.clone(),
        feed.clone(),
        record("response", "text/html", page.as_bytes()),
    ];
    let (folder, _) = folder_with("a.warc", archive.concat());
    let run_of = |name: &str| {
        let mut command = adsift();
        command.current_dir(folder.path()).args(["classify", "--with-text", "-f", "jsonl", name]);
        let run = command.assert().success();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (text(&run.get_output().stdout), text(&run.get_output().stderr))
    };
    let (lines, notice) = run_of("a.warc");
    let rows = rows(&lines);
    is_story(&rows[..3], "text");
    is_story(&rows[3..], "page");
    assert!(
        notice.contains("a.warc: passed over pages compressed with br, which is not read: 1"),
        "{notice}"
    );
    assert!(
        notice.contains("a.warc: passed over feeds, which are read from separate files: 1"),
        "{notice}"
    );
    fs::write(folder.path().join("b.warc"), [response("image/png", b"x"), feed].concat()).unwrap();
    let (lines, notice) = run_of("b.warc");
    assert!(
        lines.is_empty() && notice.contains("b.warc: no pages: 2 records of other kinds"),
        "{notice}"
    );
}

#[test]
fn subtitles_are_running_text() {
    let cues = [
        ("00:00:01", "00:00:04", "The council voted to close the mill bridge"),
        ("00:00:04", "00:00:07", "for a year, officials said."),
        ("00:00:12", "00:00:15", "Warm socks! Get 20% off with <i>code WARM20</i>"),
        ("00:00:15", "00:00:18", "and free shipping on every order."),
        ("00:00:25", "00:00:29", "Shopkeepers said they feared losing half of their trade."),
    ];
    let cue = |(at, (start, end, text)): (usize, &(&str, &str, &str)), point: char| {
        format!("{}\n{start}{point}000 --> {end}{point}000\n{text}\n\n", at + 1)
    };
    let srt: String = cues.iter().enumerate().map(|found| cue(found, ',')).collect();
    let vtt: String = cues.iter().enumerate().map(|found| cue(found, '.')).collect();
    let vtt = format!("WEBVTT\nKind: captions\n\n{vtt}");
    for subtitles in [srt, vtt] {
        for name in ["a.srt", "a.vtt", "a.txt"] {
            is_story(&rows_of(name, &subtitles, &[]), name);
        }
        is_story(&rows_of_stdin(subtitles), "stdin");
    }
}

#[test]
fn spot_of_a_sponsor_in_a_podcast_is_apart_from_the_news_around_it() {
    let lines = [
        "The council voted to close the mill bridge for a year, officials said on Tuesday.",
        "Shopkeepers said they feared losing half of their trade.",
        "This episode is sponsored by Brindlewool. Warm socks cost less this week:",
        "get 20% off with code WARM20 and free shipping on every order. Now back to the show.",
        "The mayor said the bridge would open again in May.",
        "Engineers will test the piers in the winter.",
    ];
    let cue = |(at, line): (usize, &&str)| {
        format!("{}\n00:00:{:02},000 --> 00:00:{:02},000\n{line}\n\n", at + 1, at * 3, at * 3 + 3)
    };
    let srt: String = lines.iter().enumerate().map(cue).collect();
    for (name, text) in [("a.srt", srt.clone()), ("a.txt", srt.replace(" --> ", "-->"))] {
        let rows = rows_of(name, text, &[]);
        let labels: Vec<&str> = rows.iter().map(|row| &*row.1).collect();
        assert_eq!(labels, ["news", "sponsored", "news"], "{rows:?}");
    }
    let message = error(&["classify"], "a.ass", b"[Script Info]\n");
    assert!(
        message
            .starts_with("a.ass: this is a file of subtitles of another kind by its name; convert")
    );
}

#[test]
fn markdown_is_read_as_a_reader_sees_it() {
    let markdown = format!(
        "---\ntitle: Bridge\nsponsor: none\n---\n\n# Bridge shuts\n\n{}\n\n> {AD}\n\n\
         ![A photo](bridge.jpg)\n\n* {END}\n",
        NEWS.replace("council", "[council](https://mill.example/deal?code=SAVE20)")
    );
    for name in ["a.md", "a.markdown", "a.txt"] {
        let rows = rows_of(name, &markdown, &[]);
        assert_eq!(rows[0].2, "Bridge shuts");
        is_story(&rows[1..], name);
    }
}

#[test]
fn binaries_are_refused_by_name_with_what_to_do_and_never_by_an_encoding() {
    let docx = [&b"PK\x03\x04\x14\0\x06\0"[..], b"[Content_Types].xml word/document.xml"].concat();
    let tar = [&b"a.txt"[..], &[0; 252], b"ustar\x0000", &[0; 248]].concat();
    for (name, bytes, says) in [
        (
            "a.docx",
            &docx[..],
            "this is a Word document (.docx); open it and save it as plain text or HTML",
        ),
        ("a.zip", b"PK\x03\x04\x14\0\0\0a.txt", "this is a zip archive; unpack it"),
        (
            "a.epub",
            b"PK\x03\x04\x14\0\0\0mimetypeapplication/epub+zip",
            "this is an e-book (.epub)",
        ),
        ("a.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3", "this is a PDF file; convert it to text"),
        ("a.rtf", b"{\\rtf1\\ansi One.}", "this is an RTF document; open it"),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0", "this is a document of an old Office"),
        ("a.tar.gz", &gzip(&tar), "this is a tar archive; unpack it"),
        ("a.xz", b"\xFD7zXZ\0\0\x04", "this is a file compressed with xz; decompress it"),
        ("a.bz2", b"BZh91AY&SY", "this is a file compressed with bzip2; decompress it"),
        ("a.7z", b"7z\xBC\xAF\x27\x1C\0\x04", "this is a 7z archive; unpack it"),
        ("a.png", b"\x89PNG\r\n\x1A\n\0\0", "this is a PNG image"),
        ("a.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF", "this is a JPEG image"),
        ("a.webp", b"RIFF\x24\0\0\0WEBPVP8 ", "this is a WebP image"),
        ("a.mp3", b"ID3\x04\0\0\0\0", "this is an MP3 recording"),
        ("a.sqlite", b"SQLite format 3\0", "this is an SQLite database"),
        ("a.feather", b"ARROW1\0\0\xFF\xFF", "this is an Arrow or Feather file"),
        ("a.bin", b"\x01\0\0\x02\0\0", "this is binary data"),
    ] {
        // By its content, whatever the name; and with an encoding, too.
        for name in [name, "story.txt", "story", "story.html", "story.csv", "story.jsonl"] {
            // Without a magic number at their beginning, whose name says text.
            let is_strange = bytes.starts_with(b"RIFF")
                || bytes.starts_with(b"\x01")
                || bytes.starts_with(b"\x1F\x8B");
            if is_strange && (name.ends_with(".csv") || name.ends_with(".jsonl")) {
                continue;
            }
            for flags in [&["classify"][..], &["classify", "--encoding", "windows-1252"]] {
                let message = error(flags, name, bytes);
                let found = message.strip_prefix(&format!("{name}: ")).unwrap();
                assert!(found.starts_with(says) || is_strange, "{flags:?}: {message}");
                assert!(!message.contains("--encoding"), "{message}");
            }
        }
        let message = refusal(adsift().arg("classify").write_stdin(bytes));
        assert!(message.starts_with(&format!("<stdin>: {says}")), "{message}");
    }
    for (name, says) in [
        ("a.css", "a.css: this is a style sheet by its name; name the page that it belongs to"),
        ("a.js", "a.js: this is a script by its name"),
        ("a.docx", "a.docx: this is a word processor's document by its name"),
    ] {
        let message = error(&["classify"], name, b"p { margin: 0 }");
        assert!(message.starts_with(says), "{message}");
        assert!(message.trim_end().ends_with(", or the input format with --input-format"));
    }
    let rows = rows_of("a.css", text(), &["--input-format", "text"]);
    is_story(&rows, "a named format");
}

#[test]
fn refused_file_is_skipped_and_the_others_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("a.txt", text().as_bytes());
    write("b.pdf", b"%PDF-1.7");
    write("c.txt", b"PK\x03\x04\x14\0\0\0");
    write("d.json", format!("[{{\"text\":{}}}]", json_text()).as_bytes());
    let mut command = adsift();
    command.current_dir(folder.path());
    command.args(["classify", "-f", "jsonl", "--with-text", "--on-error", "skip"]);
    command.args(["a.txt", "b.pdf", "c.txt", "d.json"]);
    let run = command.assert().success();
    let rows = rows(&String::from_utf8_lossy(&run.get_output().stdout));
    is_story(&rows[..3], "a.txt");
    is_story(&rows[3..], "d.json");
    let notice = String::from_utf8_lossy(&run.get_output().stderr).into_owned();
    assert!(notice.contains("b.pdf: this is a PDF file"), "{notice}");
    assert!(notice.contains("c.txt: this is a zip archive"), "{notice}");
}

#[test]
fn every_format_can_be_named() {
    let json = format!("[{{\"text\":{}}}]", json_text());
    let wet = record("conversion", "text/plain", text().as_bytes());
    for (format, bytes) in [
        ("text", text().into_bytes()),
        ("html", html().into_bytes()),
        ("csv", format!("text\n\"{NEWS}\"\n\"{AD}\"\n\"{END}\"\n").into_bytes()),
        ("jsonl", format!("{{\"text\":{}}}\n", json_text()).into_bytes()),
        ("json", json.into_bytes()),
        ("mail", format!("{MAIL_HEAD}\r\n{}", text()).into_bytes()),
        ("warc", wet),
        ("markdown", text().into_bytes()),
    ] {
        is_story(&rows_of("a.dat", &bytes, &["--input-format", format]), format);
    }
    let message = {
        let (_folder, path) = folder_with("a.dat", text());
        refusal(adsift().args(["classify", "--input-format", "subtitles"]).arg(&path))
    };
    assert!(message.contains("no subtitles: there is no line like"), "{message}");
    let (_folder, path) = folder_with("a.dat", text());
    let message = refusal(adsift().args(["classify", "--input-format", "feed"]).arg(&path));
    assert!(message.contains("cannot be read as RSS, Atom or JSON Feed"), "{message}");
    assert!(Path::new(&path).exists());
}
