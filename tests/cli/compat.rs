//! Models of every format version that was ever released load, and say what they said then.
//!
//! A folder `models/compat/vN` holds a small model of version N, and the verdicts that the adsift of its day
//! gave on `data/examples`. It is never changed; a new version adds one.

use std::fs;

use crate::common::{Verdict, adsift, repository, stdout, verdicts};
use adsift::model::file::{VERSION, decode, encode};

/// The first version that was released.
const FIRST: u16 = 2;

fn judged(version: u16) -> (Vec<Verdict>, Vec<Verdict>) {
    let folder = repository(&format!("models/compat/v{version}"));
    let mut command = adsift();
    command.current_dir(repository("data/examples"));
    command
        .args(["classify", "articles.jsonl", "-m"])
        .arg(folder.join("model.adsift"));
    let then = fs::read_to_string(folder.join("verdicts.jsonl")).unwrap();
    (verdicts(&stdout(&mut command)), verdicts(&then))
}

#[test]
fn a_model_of_every_version_says_what_it_said() {
    for version in FIRST..=VERSION {
        let (now, then) = judged(version);
        assert_eq!(now.len(), then.len());
        assert!(!now.is_empty());
        for (now, then) in now.iter().zip(&then) {
            assert!(
                (now.probability - then.probability).abs() < 1e-12,
                "{now:?} {then:?}"
            );
            assert_eq!(now, then, "version {version}");
        }
    }
}

#[test]
fn numbers_are_read_lowest_byte_first_on_any_machine() {
    let bytes = fs::read(repository(&format!(
        "models/compat/v{VERSION}/model.adsift"
    )))
    .unwrap();
    assert_eq!(bytes[8..10], [VERSION as u8, 0]);
    let header = bytes[10..14]
        .iter()
        .rev()
        .fold(0, |length, &byte| length << 8 | usize::from(byte));
    assert!(bytes[14..14 + header].starts_with(b"{") && bytes[14..14 + header].ends_with(b"}"));
    assert_eq!(encode(&decode(&bytes).unwrap()).unwrap(), bytes);
}
