//! A trained model: the paragraph stage, the page stage, their settings and the training record.

pub mod file;
pub mod page;
pub mod paragraph;
pub mod record;
pub mod vocabulary;
pub mod weigher;
pub mod weights;

use crate::features::settings::NgramSettings;

use page::PageModel;
use paragraph::ParagraphModel;
use record::TrainingRecord;

/// A trained model: everything that [`Classifier`](crate::Classifier) needs, and how it was trained.
///
/// [`mod@file`] reads and writes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Settings of the paragraph features.
    pub ngrams: NgramSettings,
    /// The paragraph stage.
    pub paragraph: ParagraphModel,
    /// The page stage.
    pub page: PageModel,
    /// Default threshold: a paragraph is sponsored from this probability on.
    pub threshold: f64,
    /// The data and settings of the training, and the figures on held-out groups.
    pub training: TrainingRecord,
}
