//! A trained model: the paragraph stage, the page stage, their settings and the training record.
//!
//! The paragraph stage scores each paragraph by its words. The page stage combines the scores of a
//! page into a calibrated probability for each paragraph.

pub mod file;
mod file_header;
pub mod page;
pub mod paragraph;
pub mod record;
pub mod vocabulary;
pub mod weigher;
pub mod weights;

use crate::features::settings::NgramSettings;

use record::TrainingRecord;

pub use page::PageModel;
pub use paragraph::ParagraphModel;

/// A trained model: everything that a [`Classifier`](crate::Classifier) needs, and the training
/// record.
///
/// [`Model::embedded`] returns the default model, [`training::train`](crate::training::train)
/// trains a new one, and [`mod@file`] reads and writes model files.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// Settings of the paragraph features.
    pub ngrams: NgramSettings,
    /// The paragraph stage.
    pub paragraph: ParagraphModel,
    /// The page stage.
    pub page: PageModel,
    /// Default threshold in [0, 1]: a paragraph is sponsored at this probability or above.
    pub threshold: f64,
    /// The data and settings of the training, and the figures on held-out groups.
    pub training: TrainingRecord,
}
