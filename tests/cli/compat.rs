//! Models of every format version load, and their verdicts stay the same.
//!
//! The folder `models/compat/vN` holds a small model of version N and the verdicts on
//! `data/examples` of the adsift that wrote it. It never changes; a new version adds a folder.

use std::fs;

use crate::common::{Verdict, adsift, repository, stdout, verdicts};
use adsift::model::file::{VERSION, decode, encode};

/// The oldest version that loads.
const FIRST: u16 = 2;

/// The verdicts of a version's model: those of this build, and those that the folder records.
fn verdicts_of(version: u16) -> (Vec<Verdict>, Vec<Verdict>) {
    let folder = repository(&format!("models/compat/v{version}"));
    let mut command = adsift();
    command.current_dir(repository("data/examples"));
    command.args(["classify", "articles.jsonl", "-m"]).arg(folder.join("model.adsift"));
    let then = fs::read_to_string(folder.join("verdicts.jsonl")).unwrap();
    let mut then = verdicts(&then);
    // Version 0.1.0 wrote the kind for HTML only.
    then.iter_mut().for_each(|verdict| verdict.kind = Some("text".to_owned()));
    (verdicts(&stdout(&mut command)), then)
}

#[test]
fn models_of_every_version_keep_their_verdicts() {
    for version in FIRST..=VERSION {
        let (now, then) = verdicts_of(version);
        assert_eq!(now.len(), then.len());
        assert!(!now.is_empty());
        for (now, then) in now.iter().zip(&then) {
            assert!((now.probability - then.probability).abs() < 1e-12, "{now:?} {then:?}");
            assert_eq!(now, then, "version {version}");
        }
    }
}

#[test]
fn model_files_are_little_endian() {
    let bytes = fs::read(repository(&format!("models/compat/v{VERSION}/model.adsift"))).unwrap();
    assert_eq!(bytes[8..10], [VERSION as u8, 0]);
    let header =
        bytes[10..14].iter().rev().fold(0, |length, &byte| length << 8 | usize::from(byte));
    assert!(bytes[14..14 + header].starts_with(b"{") && bytes[14..14 + header].ends_with(b"}"));
    assert_eq!(encode(&decode(&bytes).unwrap()).unwrap(), bytes);
}
