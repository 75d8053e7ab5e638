//! Model files: the format, reading and writing.
//!
//! ```text
//! magic[8] | format version u16 | header length u32 | JSON header | sections | BLAKE3 checksum
//! ```
//!
//! All numbers are little-endian. The checksum covers all bytes before it. The header (at most
//! 1 MiB, canonical JSON) holds the settings, the training record and the section table: name,
//! element type, offset and length in bytes of each section, ascending and contiguous. The sections
//! are:
//!
//! | section | elements | length |
//! |---|---|---|
//! | `paragraph.table` | `i16` | 2^bits: one entry per column |
//! | `paragraph.vocabulary` | `u64` | 2^bits slots, 64 per element |
//! | `page.weights` | `f64` | one weight per column of the page stage |
//!
//! Every part is checked before it is used, in the order of the file. No memory is allocated by a
//! number that was not checked against the size of the file. A model file contains no code.
//!
//! ```
//! use adsift::Model;
//! use adsift::model::file;
//!
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("my.adsift");
//! let model = Model::embedded()?;
//! let target = file::create(&path, false)?;
//! let bytes = file::save(&model, target)?;
//! assert_eq!(bytes, file::sizes(&model)?.file);
//! assert_eq!(file::load(&path)?, model);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::Serialize;

use super::Model;
use super::file_header::{ModelHeader, canonical, expected_sections, header_of, section_lengths};
use super::page::PageModel;
use super::paragraph::ParagraphModel;
use super::vocabulary::Vocabulary;
use super::weights::WeightTable;
use crate::error::{Error, ModelProblem, Result};
use crate::files::{AtomicFile, Replace};
use crate::limits::{MAX_HEADER_BYTES, MAX_MODEL_BYTES};

/// The first bytes of every model file. A transfer as text changes the 0x1A or the line feed, so
/// that the file is refused.
pub const MAGIC: [u8; 8] = *b"adsift\x1a\n";
/// The format version that this build writes and reads.
pub const VERSION: u16 = 2;
/// Largest absolute weight of a valid model, in log-odds. Trained weights are far smaller. Sums of
/// products of such weights stay finite, so that no file can make a probability NaN.
const MAX_WEIGHT: f64 = 1e6;

const CHECKSUM_BYTES: usize = blake3::OUT_LEN;

/// Creates the target of [`save`], so that a bad path fails before the training.
///
/// # Errors
/// [`Error::Io`] if `path` cannot be written, or if it exists and `force` is false.
pub fn create(path: &Path, force: bool) -> Result<AtomicFile> {
    AtomicFile::create(path, Replace::forced(force))
}

/// Writes a model to `target` and commits the file, which appears complete or not at all. Returns
/// the size of the file in bytes. The module has an example.
///
/// # Errors
/// [`Error::Io`] if the file cannot be written; the errors of [`encode`].
pub fn save(model: &Model, mut target: AtomicFile) -> Result<u64> {
    let bytes = encode(model)?;
    target.write_all(&bytes)?;
    target.commit()?;
    Ok(bytes.len() as u64)
}

/// Reads a model file and checks every part. The module has an example.
///
/// # Errors
/// [`Error::Io`] if the file cannot be read; [`Error::ModelFile`] if it is not a valid model.
pub fn load(path: &Path) -> Result<Model> {
    let shown = path.display().to_string();
    let refuse = |problem| Error::ModelFile { path: shown.clone(), problem };
    let io = |source| Error::io(&shown, source);
    let metadata = fs::metadata(path).map_err(io)?;
    if !metadata.is_file() {
        return Err(refuse(ModelProblem::NotAModel)); // a directory, a pipe, a device
    }
    let too_large = |size| {
        let limit = MAX_MODEL_BYTES;
        Err(refuse(ModelProblem::TooLarge { size, limit }))
    };
    if metadata.len() > MAX_MODEL_BYTES {
        return too_large(metadata.len());
    }
    // One allocation: a growing vector would need up to twice the memory.
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    let mut file = File::open(path).map_err(io)?.take(MAX_MODEL_BYTES + 1);
    file.read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > MAX_MODEL_BYTES {
        return too_large(bytes.len() as u64); // the file grew after the check of its size
    }
    decode(&bytes).map_err(refuse)
}

/// Sizes of a model file and its parts, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Sizes {
    /// The whole file.
    pub file: u64,
    /// The JSON header.
    pub header: u64,
    /// The weights of the paragraph stage.
    pub table: u64,
    /// The vocabulary of the paragraph stage.
    pub vocabulary: u64,
    /// The weights of the page stage.
    pub page_weights: u64,
}

/// Computes the sizes of the file of `model`; every model has exactly one encoding.
///
/// # Errors
/// [`Error::Setting`] if the header is over [`MAX_HEADER_BYTES`].
pub fn sizes(model: &Model) -> Result<Sizes> {
    let header = canonical(&header_of(model))?.len() as u64;
    let [table, vocabulary, page_weights] =
        section_lengths(&model.ngrams, model.page.columns).map(|(_, _, length)| length);
    let fixed = MAGIC.len() + size_of_val(&VERSION) + size_of::<u32>() + CHECKSUM_BYTES;
    Ok(Sizes {
        file: fixed as u64 + header + table + vocabulary + page_weights,
        header,
        table,
        vocabulary,
        page_weights,
    })
}

/// Encodes a model as the bytes of a model file. Equal models have equal bytes.
///
/// ```
/// use adsift::Model;
/// use adsift::model::file::{MAGIC, decode, encode};
///
/// let model = Model::embedded()?;
/// let bytes = encode(&model)?;
/// assert!(bytes.starts_with(&MAGIC));
/// assert_eq!(decode(&bytes)?, model);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`Error::Setting`] if the header is over [`MAX_HEADER_BYTES`].
pub fn encode(model: &Model) -> Result<Vec<u8>> {
    let header = canonical(&header_of(model))?;
    let expected = expected_sections(&model.ngrams, model.page.columns);
    let sections: u64 = expected.iter().map(|section| section.length).sum();
    let mut bytes = Vec::with_capacity(header.len() + sections as usize + 2 * CHECKSUM_BYTES);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(model.paragraph.table.bytes());
    bytes.extend(model.paragraph.vocabulary.slots().iter().flat_map(|slots| slots.to_le_bytes()));
    bytes.extend(model.page.weights.iter().flat_map(|weight| weight.to_le_bytes()));
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    Ok(bytes)
}

/// Decodes the bytes of a model file, and checks every part.
///
/// ```
/// use adsift::error::ModelProblem;
/// use adsift::model::file::decode;
///
/// assert_eq!(decode(b"some text"), Err(ModelProblem::NotAModel));
/// ```
///
/// # Errors
/// The first [`ModelProblem`], in the order of the file.
pub fn decode(bytes: &[u8]) -> Result<Model, ModelProblem> {
    decode_with(bytes, Checksum::Verified, WeightTable::copied)
}

/// Decodes a model that is part of the program, without its checksum: the bytes are as safe as the
/// program itself, and a test verifies the checksum.
pub(super) fn decode_embedded(bytes: &'static [u8]) -> Result<Model, ModelProblem> {
    decode_with(bytes, Checksum::Trusted, WeightTable::borrowed)
}

#[derive(PartialEq)]
enum Checksum {
    Verified,
    Trusted,
}

fn decode_with<'b>(
    bytes: &'b [u8],
    checking: Checksum,
    table_of: impl FnOnce(&'b [u8]) -> WeightTable,
) -> Result<Model, ModelProblem> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(ModelProblem::NotAModel)?;
    let (version_bytes, rest) =
        rest.split_first_chunk().ok_or_else(|| ends_within("the format version"))?;
    let version = u16::from_le_bytes(*version_bytes);
    if version != VERSION {
        return Err(ModelProblem::Version { found: version, supported: VERSION });
    }
    let (length_bytes, rest) =
        rest.split_first_chunk().ok_or_else(|| ends_within("the header length"))?;
    let header_length = u32::from_le_bytes(*length_bytes) as usize;
    if header_length > MAX_HEADER_BYTES {
        return Err(damaged(format!(
            "the header has {header_length} bytes, the limit is {MAX_HEADER_BYTES}"
        )));
    }
    let (header_bytes, rest) =
        rest.split_at_checked(header_length).ok_or_else(|| ends_within("the header"))?;
    let header: ModelHeader = serde_json::from_slice(header_bytes)
        .map_err(|error| damaged(format!("the header: {error}")))?;
    let sections_length =
        rest.len().checked_sub(CHECKSUM_BYTES).ok_or_else(|| ends_within("the checksum"))?;
    let (sections, checksum) = rest.split_at(sections_length);
    header.ngrams.check().map_err(|error| damaged(error.to_string()))?;
    let [table, vocabulary, page] = split_sections(&header, sections)?;
    let content = &bytes[..bytes.len() - CHECKSUM_BYTES];
    if checking == Checksum::Verified && blake3::hash(content).as_bytes() != checksum {
        return Err(ModelProblem::Checksum);
    }
    let model = Model {
        paragraph: ParagraphModel {
            table: table_of(table),
            step: header.paragraph.step,
            intercept: header.paragraph.intercept,
            vocabulary: Vocabulary::from_slots(numbers(vocabulary, u64::from_le_bytes)),
        },
        page: PageModel {
            columns: header.page.columns,
            weights: numbers(page, f64::from_le_bytes),
            intercept: header.page.intercept,
        },
        ngrams: header.ngrams.clone(),
        threshold: header.threshold,
        training: header.training.clone(),
    };
    check_numbers(&model)?;
    if canonical(&header).map_err(|error| damaged(error.to_string()))? != header_bytes {
        return Err(damaged("the header is not in canonical form".to_owned()));
    }
    Ok(model)
}

/// Checks the section table, and splits `bytes` into the bytes of each section.
fn split_sections<'a>(
    header: &ModelHeader,
    bytes: &'a [u8],
) -> Result<[&'a [u8]; 3], ModelProblem> {
    let expected = expected_sections(&header.ngrams, header.page.columns);
    if header.sections != expected {
        return Err(damaged("the section table does not match the settings".to_owned()));
    }
    let total: u64 = expected.iter().map(|section| section.length).sum();
    if bytes.len() as u64 != total {
        return Err(damaged(format!("the sections have {} bytes instead of {total}", bytes.len())));
    }
    let (table, rest) = bytes.split_at(expected[0].length as usize);
    let (vocabulary, page) = rest.split_at(expected[1].length as usize);
    Ok([table, vocabulary, page])
}

/// Reads `bytes` as little-endian numbers of N bytes.
fn numbers<T, const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes.as_chunks().0.iter().map(|number| read(*number)).collect()
}

/// Checks that every number is finite and in range.
fn check_numbers(model: &Model) -> Result<(), ModelProblem> {
    let numbers =
        [model.paragraph.step, model.paragraph.intercept, model.page.intercept, model.threshold];
    let in_range = |number: &f64| number.abs() <= MAX_WEIGHT; // false for NaN
    if !numbers.iter().chain(&model.page.weights).all(in_range) {
        return Err(damaged("a weight is out of range".to_owned()));
    }
    if model.paragraph.step <= 0.0 || !(0.0..=1.0).contains(&model.threshold) {
        return Err(damaged("the step or the threshold is out of range".to_owned()));
    }
    Ok(())
}

fn ends_within(part: &str) -> ModelProblem {
    damaged(format!("the file ends within {part}"))
}

fn damaged(problem: String) -> ModelProblem {
    ModelProblem::Damaged(problem)
}

static EMBEDDED: &[u8] = include_bytes!("../../models/default.adsift");

/// Path of the embedded model in messages.
const EMBEDDED_NAME: &str = "<default model>";

impl Model {
    /// Returns the default model, which is part of the library; `models/MODEL_CARD.md` describes
    /// its training data and its quality.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if the library was built with a model of another format version.
    pub fn embedded() -> Result<Model> {
        decode_embedded(EMBEDDED)
            .map_err(|problem| Error::ModelFile { path: EMBEDDED_NAME.to_owned(), problem })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embedded_model_has_a_valid_checksum() {
        assert_eq!(decode(EMBEDDED), Ok(Model::embedded().unwrap()));
    }
}
