//! The model on disk.
//!
//! ```text
//! magic[8] | format version u16 | header length u32 | JSON header | sections | BLAKE3 of all before
//! ```
//!
//! All numbers are little-endian. The header (at most 1 MiB, canonical JSON) holds the settings and
//! the table of sections: name, element type, offset and length in bytes, ascending and contiguous.
//! Everything is checked before it is used, in the order of the file; nothing is allocated by a
//! number that was not checked against the file's real size. Nothing is executed, mapped or guessed.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Model;
use super::page::PageModel;
use super::paragraph::ParagraphModel;
use super::record::TrainingRecord;
use super::vocabulary::Vocabulary;
use super::weights::WeightTable;
use crate::error::{Error, ModelProblem, Result};
use crate::features::{NgramSettings, PageColumns};
use crate::files::{AtomicFile, Replace};
use crate::limits::{MAX_HEADER_BYTES, MAX_MODEL_BYTES};

/// The first bytes of every model. The 0x1A and the line feed show a file that was mangled as text.
pub const MAGIC: [u8; 8] = *b"adsift\x1a\n";
/// The format this build writes and reads.
pub const VERSION: u16 = 2;
/// The largest weight a model may have. No training comes near it, and sums of products of such
/// weights stay far from infinity, so that no file can make a probability that is no number.
const MAX_WEIGHT: f64 = 1e6;

const CHECKSUM_BYTES: usize = blake3::OUT_LEN;
const TABLE: &str = "paragraph.table";
const VOCABULARY: &str = "paragraph.vocabulary";
const PAGE_WEIGHTS: &str = "page.weights";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    ngrams: NgramSettings,
    paragraph: ParagraphHeader,
    page: PageHeader,
    threshold: f64,
    training: TrainingRecord,
    sections: Vec<Section>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParagraphHeader {
    step: f64,
    intercept: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageHeader {
    columns: PageColumns,
    intercept: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: String,
    dtype: Dtype,
    /// From the first section's first byte.
    offset: u64,
    length: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Dtype {
    I16,
    U64,
    F64,
}

/// Opens the file a model is to be written to, so that a bad path fails before the training.
///
/// # Errors
/// [`Error::Io`] where it cannot be written, or is there already and `force` is false.
pub fn create(path: &Path, force: bool) -> Result<AtomicFile> {
    AtomicFile::create(path, Replace::forced(force))
}

/// Writes a model; its file appears whole or not at all. Returns its size in bytes.
///
/// # Errors
/// [`Error::Io`] where the file cannot be written.
pub fn save(model: &Model, mut target: AtomicFile) -> Result<u64> {
    let bytes = encode(model)?;
    target.write_all(&bytes)?;
    target.commit()?;
    Ok(bytes.len() as u64)
}

/// Reads a model and checks all of it.
///
/// # Errors
/// [`Error::Io`] where the file cannot be read, [`Error::ModelFile`] where it is no sound model.
pub fn load(path: &Path) -> Result<Model> {
    let shown = path.display().to_string();
    let refuse = |problem| Error::ModelFile {
        path: shown.clone(),
        problem,
    };
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
    // Room for all of it at once, and not for twice as much as it grows.
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    let mut file = File::open(path).map_err(io)?.take(MAX_MODEL_BYTES + 1);
    file.read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > MAX_MODEL_BYTES {
        return too_large(bytes.len() as u64); // it grew
    }
    decode(&bytes).map_err(refuse)
}

/// How many bytes of a model's file are what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// All of it.
    pub file: u64,
    /// The header of JSON.
    pub header: u64,
    /// The weights of the words' stage.
    pub table: u64,
    /// The words it knows, a bit each.
    pub vocabulary: u64,
    /// The weights of the page's stage.
    pub page_weights: u64,
}

/// The size of a model's file and of its parts; there is one file for one model.
///
/// # Errors
/// [`Error::Setting`] where the header is over its limit.
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

fn header_of(model: &Model) -> Header {
    Header {
        ngrams: model.ngrams.clone(),
        paragraph: ParagraphHeader {
            step: model.paragraph.step,
            intercept: model.paragraph.intercept,
        },
        page: PageHeader {
            columns: model.page.columns,
            intercept: model.page.intercept,
        },
        threshold: model.threshold,
        training: model.training.clone(),
        sections: expected_sections(&model.ngrams, model.page.columns),
    }
}

/// The bytes of a model. Equal models have equal bytes.
///
/// # Errors
/// [`Error::Setting`] where the header is over its limit.
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
    bytes.extend(
        model
            .paragraph
            .vocabulary
            .words()
            .iter()
            .flat_map(|word| word.to_le_bytes()),
    );
    bytes.extend(
        model
            .page
            .weights
            .iter()
            .flat_map(|weight| weight.to_le_bytes()),
    );
    let checksum = blake3::hash(&bytes);
    bytes.extend_from_slice(checksum.as_bytes());
    Ok(bytes)
}

/// The model in these bytes.
///
/// # Errors
/// The first [`ModelProblem`] there is, checked in the order of the file.
pub fn decode(bytes: &[u8]) -> Result<Model, ModelProblem> {
    decode_with(bytes, Checksum::Verified, WeightTable::copied)
}

/// The model in bytes that are part of the program. Their checksum is verified by a test, as long
/// as nobody verifies that of the program they lie in.
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
    let (version, rest) = rest.split_first_chunk().ok_or_else(|| cut("its version"))?;
    let version = u16::from_le_bytes(*version);
    if version != VERSION {
        return Err(ModelProblem::Version {
            found: version,
            supported: VERSION,
        });
    }
    let (header_length, rest) = rest
        .split_first_chunk()
        .ok_or_else(|| cut("its header's length"))?;
    let header_length = u32::from_le_bytes(*header_length) as usize;
    if header_length > MAX_HEADER_BYTES {
        return Err(damaged(format!(
            "a header of {header_length} bytes, where {MAX_HEADER_BYTES} are the most"
        )));
    }
    let (header_bytes, rest) = rest
        .split_at_checked(header_length)
        .ok_or_else(|| cut("its header"))?;
    let header: Header = serde_json::from_slice(header_bytes)
        .map_err(|error| damaged(format!("its header: {error}")))?;
    let sections_length = rest
        .len()
        .checked_sub(CHECKSUM_BYTES)
        .ok_or_else(|| cut("its checksum"))?;
    let (sections, checksum) = rest.split_at(sections_length);
    header
        .ngrams
        .check()
        .map_err(|error| damaged(error.to_string()))?;
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
            vocabulary: Vocabulary::from_words(numbers(vocabulary, u64::from_le_bytes)),
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
    check_meaning(&model)?;
    if canonical(&header).map_err(|error| damaged(error.to_string()))? != header_bytes {
        return Err(damaged("its header is not in canonical form".to_owned()));
    }
    Ok(model)
}

/// The sections a model of these settings has, each with its bytes; the format leaves no choice.
fn section_lengths(
    ngrams: &NgramSettings,
    columns: PageColumns,
) -> [(&'static str, Dtype, u64); 3] {
    [
        (TABLE, Dtype::I16, 2 * ngrams.columns() as u64),
        (VOCABULARY, Dtype::U64, 1 << (ngrams.vocabulary_bits() - 3)),
        (PAGE_WEIGHTS, Dtype::F64, 8 * columns.count() as u64),
    ]
}

fn expected_sections(ngrams: &NgramSettings, columns: PageColumns) -> Vec<Section> {
    let sections = section_lengths(ngrams, columns);
    let mut offset = 0;
    let section = |(name, dtype, length)| {
        let section = Section {
            name: str::to_owned(name),
            dtype,
            offset,
            length,
        };
        offset += length;
        section
    };
    sections.into_iter().map(section).collect()
}

/// The bytes of each section.
fn split_sections<'a>(header: &Header, bytes: &'a [u8]) -> Result<[&'a [u8]; 3], ModelProblem> {
    let expected = expected_sections(&header.ngrams, header.page.columns);
    if header.sections != expected {
        return Err(damaged(
            "its table of sections does not fit its settings".to_owned(),
        ));
    }
    let total: u64 = expected.iter().map(|section| section.length).sum();
    if bytes.len() as u64 != total {
        return Err(damaged(format!(
            "{} bytes of sections, where {total} belong",
            bytes.len()
        )));
    }
    let (table, rest) = bytes.split_at(expected[0].length as usize);
    let (vocabulary, page) = rest.split_at(expected[1].length as usize);
    Ok([table, vocabulary, page])
}

/// The little-endian numbers of N bytes each that fill these bytes.
fn numbers<T, const N: usize>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|number| read(*number))
        .collect()
}

fn check_meaning(model: &Model) -> Result<(), ModelProblem> {
    let numbers = [
        model.paragraph.step,
        model.paragraph.intercept,
        model.page.intercept,
        model.threshold,
    ];
    let in_range = |number: &f64| number.abs() <= MAX_WEIGHT; // never true of NaN
    if !numbers.iter().chain(&model.page.weights).all(in_range) {
        return Err(damaged("a weight out of its range".to_owned()));
    }
    if model.paragraph.step <= 0.0 || !(0.0..=1.0).contains(&model.threshold) {
        return Err(damaged("a step or a threshold out of its range".to_owned()));
    }
    Ok(())
}

fn canonical(header: &Header) -> Result<Vec<u8>> {
    let refuse = |problem: String| Error::Setting {
        name: "model header",
        problem,
    };
    let bytes = serde_json::to_vec(header).map_err(|error| refuse(error.to_string()))?;
    if bytes.len() > MAX_HEADER_BYTES {
        return Err(refuse(format!(
            "{} bytes, where {MAX_HEADER_BYTES} are the most",
            bytes.len()
        )));
    }
    Ok(bytes)
}

fn cut(part: &str) -> ModelProblem {
    damaged(format!("it ends before {part} does"))
}

fn damaged(what: String) -> ModelProblem {
    ModelProblem::Damaged(what)
}

static EMBEDDED: &[u8] = include_bytes!("../../models/default.adsift");

/// Name of the embedded model in messages.
const EMBEDDED_NAME: &str = "<default model>";

impl Model {
    /// Returns the default model, which is part of the library; `models/MODEL_CARD.md` describes its
    /// training data and its quality.
    ///
    /// # Errors
    /// [`Error::ModelFile`] if this library was built with a model of another format version.
    pub fn embedded() -> Result<Model> {
        decode_embedded(EMBEDDED).map_err(|problem| Error::ModelFile {
            path: EMBEDDED_NAME.to_owned(),
            problem,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_model_is_sound() {
        assert_eq!(decode(EMBEDDED), Ok(Model::embedded().unwrap()));
    }
}
