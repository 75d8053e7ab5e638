//! Compressed inputs and inputs in other encodings.

use std::fs;

use crate::common::{adsift, article, error, folder_with, gzip, stdout};

const TEXT: &str = "The café’s council met.\n\nOrder today and save 50%!";

#[test]
fn named_encoding_is_read() {
    let plain = stdout(adsift().arg("classify").write_stdin(TEXT));
    let utf_16 = |bytes: fn(u16) -> [u8; 2], mark: &[u8]| {
        let units = TEXT.encode_utf16().flat_map(bytes);
        mark.iter().copied().chain(units).collect::<Vec<u8>>()
    };
    let windows = TEXT.replace('é', "\u{1}").replace('’', "\u{2}").into_bytes();
    let windows = windows
        .iter()
        .map(|&byte| match byte {
            1 => 0xE9,
            2 => 0x92,
            byte => byte,
        })
        .collect();
    for (label, bytes) in [
        ("windows-1252", windows),
        ("utf-16", utf_16(u16::to_le_bytes, b"\xFF\xFE")),
        ("utf-16", utf_16(u16::to_be_bytes, b"\xFE\xFF")),
        ("UTF-16BE", utf_16(u16::to_be_bytes, b"")),
        ("utf-8", TEXT.as_bytes().to_vec()),
    ] {
        for bytes in [bytes.clone(), gzip(&bytes)] {
            let mut command = adsift();
            command.args(["classify", "--encoding", label]).write_stdin(bytes);
            assert_eq!(stdout(&mut command), plain, "{label}");
        }
    }
    let csv = b"text,label\nZ\xFCrich.,news\n";
    let (_folder, path) = folder_with("a.csv", csv);
    let message = stdout(adsift().args(["inspect", "--encoding", "latin1"]).arg(path));
    assert!(message.contains("1 news"), "{message}");
    let unknown = error(&["classify", "--encoding", "klingon"], "a.txt", b"");
    assert!(unknown.contains("unknown encoding"), "{unknown}");
}

/// The text in UTF-16 after its byte order mark.
fn utf_16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
}

#[test]
fn byte_order_mark_is_obeyed_in_every_format() {
    let csv = format!("text\n\"{TEXT}\"\n");
    let html = format!("<html><head><meta charset=utf-16></head><body><p>{TEXT}</p></body></html>");
    let jsonl = article("a", TEXT);
    for (name, text) in [("a.txt", TEXT), ("a.csv", &csv), ("a.jsonl", &jsonl), ("a.html", &html)] {
        let classify = |name: &str, bytes: &[u8], flags: &[&str]| {
            let (folder, _) = folder_with(name, bytes);
            let mut command = adsift();
            let command =
                command.current_dir(folder.path()).args(["classify", "--with-text", name]);
            stdout(command.args(flags)).replace(".gz", "")
        };
        let plain = classify(name, text.as_bytes(), &[]);
        assert!(plain.contains("The café’s council met."), "{plain}");
        let zipped = format!("{name}.gz");
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes = utf_16(text, order);
            assert_eq!(classify(name, &bytes, &[]), plain, "{name}");
            assert_eq!(classify(name, &bytes, &["--encoding", "auto"]), plain, "{name}");
            assert_eq!(classify(&zipped, &gzip(&bytes), &[]), plain, "{name}");
        }
    }
}

#[test]
fn auto_reads_each_file_by_its_bytes_and_says_so() {
    let in_latin =
        |text: &str| -> Vec<u8> { encoding_rs::WINDOWS_1252.encode(text).0.into_owned() };
    let folder = tempfile::tempdir().unwrap();
    let csv = format!("text\n\"{TEXT}\"\n");
    for (name, bytes) in [
        ("a.txt", TEXT.as_bytes().to_vec()),
        ("b.txt", in_latin(TEXT)),
        ("c.csv", in_latin(&csv)),
        ("d.jsonl", in_latin(&article("d", TEXT))),
        ("e.html", in_latin(&format!("<p>{TEXT}</p>"))),
        ("f.txt.gz", gzip(&in_latin(TEXT))),
    ] {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let mut command = adsift();
    command.current_dir(folder.path());
    command.args(["classify", "--with-text", "--encoding", "auto", "."]);
    let run = command.assert().success();
    let lines = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    assert_eq!(lines.matches("The café’s council met.").count(), 6, "{lines}");
    assert!(!lines.contains('\u{FFFD}'));
    let notices = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    let expected = ["./b.txt", "./c.csv", "./d.jsonl", "./f.txt.gz"]
        .map(|path| format!("{path}: not UTF-8, read as windows-1252\n"))
        .concat();
    assert_eq!(notices, expected);
    let mut labelled = adsift();
    labelled.args(["inspect", "--encoding", "auto", "-"]);
    let run = labelled.write_stdin(in_latin("text,label\nThe café met.,news\n")).assert().success();
    let notice = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(notice.contains("<stdin>: not UTF-8, read as windows-1252"), "{notice}");
}

#[test]
fn utf_8_with_a_fault_is_an_error_under_auto() {
    let bytes = [TEXT.as_bytes(), b" \xFF"].concat();
    let message = error(&["classify", "--encoding", "auto"], "a.txt", &bytes);
    assert!(message.contains("line 3 (byte "), "{message}");
}

#[test]
fn undecodable_bytes_become_replacement_characters() {
    let mut command = adsift();
    command
        .args(["classify", "--encoding", "utf-8", "--with-text"])
        .write_stdin(&b"Z\xFCrich."[..]);
    assert!(stdout(&mut command).contains("Z\u{FFFD}rich."));
}

#[test]
fn doubly_compressed_text_is_refused() {
    let twice = gzip(&gzip(TEXT.as_bytes()));
    let message = error(&["classify"], "a.txt.gz", &twice);
    assert!(message.contains("this is data compressed twice; decompress it once"), "{message}");
}

#[test]
fn every_gzip_member_and_zstd_frame_is_read() {
    let (one, two) = (article("a", TEXT), article("b", TEXT));
    let plain = stdout(
        adsift().args(["classify", "--input-format", "jsonl"]).write_stdin(format!("{one}{two}")),
    );
    let members = [gzip(one.as_bytes()), gzip(b""), gzip(two.as_bytes())].concat();
    let frames = [one, two].map(|line| zstd::encode_all(line.as_bytes(), 1).unwrap()).concat();
    for (name, bytes) in [("a.jsonl", &members), ("a.jsonl.zst", &members), ("a.jsonl.gz", &frames)]
    {
        let (_folder, path) = folder_with(name, bytes);
        assert_eq!(stdout(adsift().arg("classify").arg(path)), plain, "{name}");
    }
}

#[test]
fn endless_gzip_header_is_refused() {
    // The header has a file name of 100 MB, without its final zero.
    let mut bytes = b"\x1F\x8B\x08\x08\0\0\0\0\0\x03".to_vec();
    bytes.resize(100 << 20, b'n');
    let (_folder, path) = folder_with("a.txt.gz", "");
    fs::write(&path, bytes).unwrap();
    let message = crate::common::refusal(adsift().arg("classify").arg(&path));
    assert!(message.contains("the compressed data is "), "{message}");
}
