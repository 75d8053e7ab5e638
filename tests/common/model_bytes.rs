//! A small model as bytes: its parts, and forged files with valid lengths and checksums.

use std::sync::OnceLock;

use adsift::error::ModelProblem;
use adsift::features::NgramSettings;
use adsift::input::{LabelledColumns, Reading, read_corpus};
use adsift::model::Model;
use adsift::model::file::{MAGIC, VERSION, decode, encode};
use adsift::training::{TrainingSettings, train};

use super::starter;

/// Bytes of magic, version and header length.
pub const PREFIX: usize = 14;
/// Bytes of the BLAKE3 checksum at the end.
pub const CHECKSUM: usize = 32;

/// The smallest possible model, of 2^10 columns and about five kilobytes, trained once per test
/// process.
pub fn small_model() -> (Model, Vec<u8>) {
    static MODEL: OnceLock<(Model, Vec<u8>)> = OnceLock::new();
    MODEL.get_or_init(train_small_model).clone()
}

fn train_small_model() -> (Model, Vec<u8>) {
    let columns = LabelledColumns { article: Some("article".into()), ..LabelledColumns::default() };
    let corpus =
        read_corpus(&[starter().to_str().unwrap().to_owned()], &columns, &Reading::default())
            .unwrap();
    let ngrams = NgramSettings { bits: 10, ..NgramSettings::default() };
    let settings = TrainingSettings { ngrams, ..TrainingSettings::default() };
    let model = train(&corpus, &settings).unwrap();
    let bytes = encode(&model).unwrap();
    (model, bytes)
}

/// The header and the bytes of the sections.
pub fn parts(bytes: &[u8]) -> (String, Vec<u8>) {
    let length = u32::from_le_bytes(bytes[PREFIX - 4..PREFIX].try_into().unwrap()) as usize;
    let (header, sections) = bytes[PREFIX..bytes.len() - CHECKSUM].split_at(length);
    (String::from_utf8(header.to_vec()).unwrap(), sections.to_vec())
}

/// A model file with this header and these sections, and with valid lengths and checksum.
pub fn forge(header: &str, sections: &[u8]) -> Vec<u8> {
    let length = (header.len() as u32).to_le_bytes();
    let parts = [&MAGIC, &VERSION.to_le_bytes()[..], &length, header.as_bytes(), sections];
    let mut bytes = parts.concat();
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    bytes
}

/// The reason why these bytes are refused as a model.
pub fn problem(bytes: &[u8]) -> ModelProblem {
    decode(bytes).expect_err("the model must not load")
}
