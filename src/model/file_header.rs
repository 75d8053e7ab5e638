//! The header of a model file: its fields, its section table and its bytes.

use serde::{Deserialize, Serialize};

use super::Model;
use super::record::TrainingRecord;
use crate::error::{Error, Result};
use crate::features::{NgramSettings, PageColumns};
use crate::limits::MAX_HEADER_BYTES;

const TABLE: &str = "paragraph.table";
const VOCABULARY: &str = "paragraph.vocabulary";
const PAGE_WEIGHTS: &str = "page.weights";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ModelHeader {
    pub(super) ngrams: NgramSettings,
    pub(super) paragraph: ParagraphHeader,
    pub(super) page: PageHeader,
    pub(super) threshold: f64,
    pub(super) training: TrainingRecord,
    pub(super) sections: Vec<Section>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ParagraphHeader {
    pub(super) step: f64,
    pub(super) intercept: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageHeader {
    pub(super) columns: PageColumns,
    pub(super) intercept: f64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) dtype: Dtype,
    /// In bytes, from the start of the first section.
    pub(super) offset: u64,
    /// In bytes.
    pub(super) length: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Dtype {
    I16,
    U64,
    F64,
}

/// Returns the header of the file of `model`.
pub(super) fn header_of(model: &Model) -> ModelHeader {
    ModelHeader {
        ngrams: model.ngrams.clone(),
        paragraph: ParagraphHeader {
            step: model.paragraph.step,
            intercept: model.paragraph.intercept,
        },
        page: PageHeader { columns: model.page.columns, intercept: model.page.intercept },
        threshold: model.threshold,
        training: model.training.clone(),
        sections: expected_sections(&model.ngrams, model.page.columns),
    }
}

/// Returns the name, element type and length in bytes of each section of a model with these
/// settings.
pub(super) fn section_lengths(
    ngrams: &NgramSettings,
    columns: PageColumns,
) -> [(&'static str, Dtype, u64); 3] {
    [
        (TABLE, Dtype::I16, 2 * ngrams.columns() as u64),
        (VOCABULARY, Dtype::U64, 1 << (ngrams.vocabulary_bits() - 3)),
        (PAGE_WEIGHTS, Dtype::F64, 8 * columns.count() as u64),
    ]
}

/// Returns the section table of a model with these settings, the only valid one.
pub(super) fn expected_sections(ngrams: &NgramSettings, columns: PageColumns) -> Vec<Section> {
    let sections = section_lengths(ngrams, columns);
    let mut offset = 0;
    let section_of = |(name, dtype, length)| {
        let section = Section { name: str::to_owned(name), dtype, offset, length };
        offset += length;
        section
    };
    sections.into_iter().map(section_of).collect()
}

/// Encodes a header as canonical JSON: no spaces, fields in the order of the type.
pub(super) fn canonical(header: &ModelHeader) -> Result<Vec<u8>> {
    let refuse = |problem: String| Error::Setting { name: "model header", problem };
    let bytes = serde_json::to_vec(header).map_err(|error| refuse(error.to_string()))?;
    if bytes.len() > MAX_HEADER_BYTES {
        return Err(refuse(format!(
            "the header has {} bytes, the limit is {MAX_HEADER_BYTES}",
            bytes.len()
        )));
    }
    Ok(bytes)
}
