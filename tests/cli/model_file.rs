//! Model files: saving and loading changes nothing; damaged and foreign files are refused.

use std::fs;
use std::path::Path;

use adsift::error::ModelProblem;
use adsift::limits::{MAX_HEADER_BYTES, MAX_MODEL_BYTES};
use adsift::model::file::{VERSION, create, decode, encode, load, save};
use proptest::prelude::*;

use crate::common::model_bytes::{forge, parts, problem, small_model};
use crate::common::{adsift, folder_with, refusal, starter};

#[test]
fn saved_model_loads_unchanged() {
    let (model, bytes) = small_model();
    let again = decode(&bytes).unwrap();
    assert_eq!(again, model);
    assert_eq!(encode(&again).unwrap(), bytes);
    let (header, sections) = parts(&bytes);
    assert_eq!(forge(&header, &sections), bytes);
    let (_folder, path) = folder_with("model", &bytes);
    assert_eq!(load(&path).unwrap(), model);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_valid_model_loads_unchanged(
        threshold in 0.0..=1.0,
        intercepts in prop::array::uniform2(-1e6..1e6),
        weight in -1e6..1e6,
        adsift in any::<String>(),
    ) {
        let (mut model, _) = small_model();
        model.threshold = threshold;
        model.paragraph.intercept = intercepts[0];
        model.page.intercept = intercepts[1];
        model.page.weights[0] = weight;
        model.training.adsift = adsift;
        let bytes = encode(&model).unwrap();
        let again = decode(&bytes).unwrap();
        prop_assert_eq!(&again, &model);
        prop_assert_eq!(encode(&again).unwrap(), bytes);
    }
}

#[test]
fn largest_model_is_saved_and_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model");
    let mut command = adsift();
    command.args(["train", "--bits", "24", "-o"]).arg(&path).arg(starter());
    command.assert().success();
    let size = fs::metadata(&path).unwrap().len();
    // The limit leaves room for the largest header and less than 1 MiB more.
    let room = MAX_MODEL_BYTES - size;
    assert!(((1 << 20) - 10_000..1 << 21).contains(&room), "{room}");
    let model = load(&path).unwrap();
    let again = folder.path().join("again");
    assert_eq!(save(&model, create(&again, false).unwrap()).unwrap(), size);
    assert_eq!(fs::read(&again).unwrap(), fs::read(&path).unwrap());
}

#[test]
fn header_limit_holds_on_both_sides() {
    let (mut model, bytes) = small_model();
    let (header, _) = parts(&bytes);
    let room = MAX_HEADER_BYTES - header.len();
    for more in [room - 1, room] {
        model.training.data_digest = format!("{}{}", "0".repeat(64), "0".repeat(more));
        let bytes = encode(&model).unwrap();
        assert_eq!(decode(&bytes).unwrap(), model);
    }
    model.training.data_digest.push('0');
    assert!(encode(&model).is_err());
}

#[test]
fn every_truncated_model_is_refused() {
    let (_, bytes) = small_model();
    for end in 0..bytes.len() {
        problem(&bytes[..end]);
    }
}

#[test]
fn every_flipped_bit_is_found() {
    let (_, mut bytes) = small_model();
    let bits = (0..bytes.len()).flat_map(|at| (0..8).map(move |bit| (at, bit)));
    for (at, bit) in bits {
        bytes[at] ^= 1 << bit;
        problem(&bytes);
        bytes[at] ^= 1 << bit;
    }
    assert!(decode(&bytes).is_ok());
}

#[test]
fn overwritten_and_appended_bytes_are_found() {
    let (_, bytes) = small_model();
    for start in (0..bytes.len() - 64).step_by(61) {
        let mut overwritten = bytes.clone();
        for (at, byte) in overwritten[start..start + 64].iter_mut().enumerate() {
            *byte = byte.wrapping_add(1 + (at * 37 % 255) as u8);
        }
        problem(&overwritten);
    }
    for more in [&b"\0"[..], b"\n", &[0; 32], b"PK\x05\x06", &bytes] {
        problem(&[&bytes, more].concat());
    }
    // Also with a valid checksum at the end.
    let (header, sections) = parts(&bytes);
    let longer = problem(&forge(&header, &[&sections[..], b"more"].concat())).to_string();
    assert!(longer.contains("the sections have 2268 bytes instead of 2264"), "{longer}");
}

#[test]
fn unsupported_version_is_reported_with_advice() {
    let (_, bytes) = small_model();
    for (version, repair) in [(VERSION + 1, "use a newer adsift"), (0, "train it again")] {
        let mut other = bytes.clone();
        other[8..10].copy_from_slice(&version.to_le_bytes());
        let found = problem(&other);
        let supported = VERSION;
        assert_eq!(found, ModelProblem::Version { found: version, supported });
        assert!(found.to_string().ends_with(repair), "{found}");
    }
}

#[test]
fn every_verb_refuses_files_that_are_not_models() {
    let program = fs::read(env!("CARGO_BIN_EXE_adsift")).unwrap();
    let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    let pickle = b"\x80\x04\x95\x0c\0\0\0\0\0\0\0\x8c\x08builtins\x94.".to_vec();
    for bytes in [
        Vec::new(),
        b"Some notes.\n".to_vec(),
        zip,
        pickle,
        program[..4096].to_vec(),
        vec![0; 4096],
    ] {
        let (_folder, path) = folder_with("model", bytes);
        is_refused(&path);
    }
    is_refused(tempfile::tempdir().unwrap().path());
}

#[cfg(target_os = "linux")]
#[test]
fn devices_and_pipes_are_refused_without_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    for path in [Path::new("/dev/zero"), Path::new("/dev/null"), &pipe] {
        is_refused(path);
    }
}

fn is_refused(path: &Path) {
    let expected = format!(
        "{}: not an adsift model; train one with `adsift train DATA.csv -o MODEL`\n",
        path.display()
    );
    let mut classify = adsift();
    classify.args(["classify", "-m"]).arg(path).write_stdin("Text.");
    assert_eq!(refusal(&mut classify), expected);
    let mut evaluate = adsift();
    evaluate.arg("evaluate").arg(starter()).arg("-m").arg(path);
    assert_eq!(refusal(&mut evaluate), expected);
}
