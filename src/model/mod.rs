//! What is learned: the paragraph's model, the page's model, and the file that holds both.

mod ascent;
mod embedded;
pub mod file;
pub mod held_out;
pub mod logistic;
pub mod page;
pub mod paragraph;
mod side_by_side;
pub mod sparse;
pub mod table;
pub mod vocabulary;

use crate::features::ngrams::NgramSettings;
use crate::training::TrainingRecord;

use page::PageModel;
use paragraph::ParagraphModel;

/// Everything it takes to judge a paragraph: the two stages, their settings, and how they came
/// to be. Read and written by [`mod@file`].
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// How paragraphs are made into features.
    pub ngrams: NgramSettings,
    /// The words' stage.
    pub paragraph: ParagraphModel,
    /// The page's stage.
    pub page: PageModel,
    /// The probability from which on a paragraph is called sponsored.
    pub threshold: f64,
    /// On what it was trained, and how well it did on what was held out.
    pub training: TrainingRecord,
}
