//! Forged models: a file with valid lengths and checksum is refused for its content.

use crate::common::model_bytes::{PREFIX, forge, parts, problem, small_model};
use crate::common::{adsift, folder_with, stdout};
use adsift::model::file::decode;

#[test]
fn every_invalid_header_field_is_refused() {
    let (model, bytes) = small_model();
    let (header, sections) = parts(&bytes);
    let threshold = format!(r#""threshold":{}"#, model.threshold);
    let step = format!(r#""step":{}"#, serde_json::to_string(&model.paragraph.step).unwrap());
    let offset = r#""offset":2176"#;
    let second = format!(r#"{{"name":"page.weights","dtype":"f64",{offset},"length":88}}"#);
    for (old, new, part) in [
        (&*threshold, r#""threshold":2.0"#, "the step or the threshold is out of range"),
        (&threshold, r#""threshold":NaN"#, "the header: expected value"),
        (&threshold, r#""threshold":1e999"#, "the header: number out of range"),
        (&step, r#""step":0.0"#, "the step or the threshold is out of range"),
        (&step, r#""step":-1.0"#, "the step or the threshold is out of range"),
        (r#""bits":10"#, r#""bits":60"#, "bits: 60 is not between 10 and 24"),
        (r#""bits":10"#, r#""bits":-1"#, "the header: invalid value"),
        (r#""bits":10"#, r#""bits":11"#, "the section table does not match"),
        (r#""columns":"layout""#, r#""columns":"alone""#, "the section table does not match"),
        (r#""length":2048"#, r#""length":2046"#, "the section table does not match"),
        (
            r#""length":2048"#,
            r#""length":18446744073709551615"#,
            "the section table does not match",
        ),
        (offset, r#""offset":2047"#, "the section table does not match"),
        (offset, r#""offset":2049"#, "the section table does not match"),
        (&second, &format!("{second},{second}"), "the section table does not match"),
        (
            r#""name":"page.weights""#,
            r#""name":"page.wéights""#,
            "the section table does not match",
        ),
        (r#""dtype":"i16""#, r#""dtype":"f64""#, "the section table does not match"),
        (r#""dtype":"i16""#, r#""dtype":"u4""#, "the header: unknown variant `u4`"),
        (
            r#""language":"english""#,
            r#""language":"klingon""#,
            "the header: unknown variant `klingon`",
        ),
        (&threshold, &format!("{threshold},\"code\":1"), "the header: unknown field `code`"),
        (
            &threshold,
            &format!("{threshold},{threshold}"),
            "the header: duplicate field `threshold`",
        ),
        (&threshold, "\"trash\":0", "the header: unknown field `trash`"),
        (&threshold, &format!("{threshold} "), "the header is not in canonical form"),
        (&threshold, &format!("{threshold}0"), "the header is not in canonical form"),
        ("{\"ngrams\"", "{ \"ngrams\"", "the header is not in canonical form"),
    ] {
        assert!(header.contains(old), "{old} is not in {header}");
        let found = problem(&forge(&header.replacen(old, new, 1), &sections)).to_string();
        assert!(found.contains(part), "{old} -> {new}: {found}");
    }
    for header in ["", "{}", "[]", "null", &"[".repeat(100_000), "\u{0}"] {
        let found = problem(&forge(header, &sections)).to_string();
        assert!(found.contains("the header: "), "{found}");
    }
}

#[test]
fn header_longer_than_file_or_limit_is_refused() {
    let (_, bytes) = small_model();
    for length in [u32::MAX, (1 << 20) + 1, 1 << 20, bytes.len() as u32] {
        let mut longer = bytes.clone();
        longer[PREFIX - 4..PREFIX].copy_from_slice(&length.to_le_bytes());
        let found = problem(&longer).to_string();
        let message = if length > 1 << 20 {
            "bytes, the limit is 1048576"
        } else {
            "the file ends within the header"
        };
        assert!(found.contains(message), "{found}");
    }
}

#[test]
fn non_finite_and_huge_weights_are_refused() {
    let (_, bytes) = small_model();
    let (header, mut sections) = parts(&bytes);
    let last = sections.len() - 8;
    // Two weights of 1e308 would make a probability NaN.
    for weight in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e308, -1.1e6] {
        sections[last..].copy_from_slice(&weight.to_le_bytes());
        let found = problem(&forge(&header, &sections)).to_string();
        assert!(found.contains("a weight is out of range"), "{found}");
    }
    sections[last..].copy_from_slice(&1e6f64.to_le_bytes());
    assert!(decode(&forge(&header, &sections)).is_ok());
}

#[test]
fn inspect_escapes_the_texts_of_a_forged_model() {
    let (model, bytes) = small_model();
    let (header, sections) = parts(&bytes);
    for text in [&model.training.adsift, &model.training.data_digest] {
        let evil = header.replacen(text, "\\u001b]52;c;\\u0007\u{202e}", 1);
        let (_folder, path) = folder_with("model", forge(&evil, &sections));
        let shown = stdout(adsift().args(["inspect", "--color", "always"]).arg(path));
        assert!(shown.contains(r"\u{1b}]52;c;\u{7}\u{202e}"), "{shown:?}");
        assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']));
    }
}
