//! A small model as bytes, taken apart and put together again.

use adsift::error::ModelProblem;
use adsift::features::ngrams::NgramSettings;
use adsift::input::{LabelledColumns, Reading, read_corpus};
use adsift::model::Model;
use adsift::model::file::{MAGIC, VERSION, decode, encode};
use adsift::training::{TrainingSettings, train};

use super::starter;

/// Magic, version and the header's length.
pub const PREFIX: usize = 14;
/// BLAKE3 of all before.
pub const CHECKSUM: usize = 32;

/// The smallest model there can be, of 2^10 columns, in some five kilobytes.
pub fn small_model() -> (Model, Vec<u8>) {
    let columns = LabelledColumns {
        article: Some("article".into()),
        ..LabelledColumns::default()
    };
    let corpus = read_corpus(
        &[starter().to_str().unwrap().to_owned()],
        &columns,
        &Reading::default(),
    )
    .unwrap();
    let ngrams = NgramSettings {
        bits: 10,
        ..NgramSettings::default()
    };
    let settings = TrainingSettings {
        ngrams,
        ..TrainingSettings::default()
    };
    let model = train(&corpus, &settings).unwrap();
    let bytes = encode(&model).unwrap();
    (model, bytes)
}

/// The header and the sections after it.
pub fn parts(bytes: &[u8]) -> (String, Vec<u8>) {
    let length = u32::from_le_bytes(bytes[PREFIX - 4..PREFIX].try_into().unwrap()) as usize;
    let (header, sections) = bytes[PREFIX..bytes.len() - CHECKSUM].split_at(length);
    (
        String::from_utf8(header.to_vec()).unwrap(),
        sections.to_vec(),
    )
}

/// A file whose every length and checksum is right, whatever it says.
pub fn forge(header: &str, sections: &[u8]) -> Vec<u8> {
    let length = (header.len() as u32).to_le_bytes();
    let parts = [
        &MAGIC,
        &VERSION.to_le_bytes()[..],
        &length,
        header.as_bytes(),
        sections,
    ];
    let mut bytes = parts.concat();
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    bytes
}

/// Why these bytes are refused.
pub fn problem(bytes: &[u8]) -> ModelProblem {
    decode(bytes).expect_err("it must not load")
}
