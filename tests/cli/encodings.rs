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
