//! Reports on labelled data before training, and on a model after training.
//!
//! Each check of the data is a file; [`findings`] explains the results in sentences. All counts are
//! exact except those of languages, which are detected in a sample of the paragraphs.

mod checks;
pub mod column_leaks;
mod data_report;
mod finding_words;
pub mod findings;
pub mod labels;
pub mod languages;
pub mod lengths;
mod model_report;
pub mod model_weights;
mod near_duplicates;
pub mod splits;
pub mod token_leaks;
pub mod top_features;

pub use checks::Checks;
pub use data_report::DataReport;
pub use labels::LabelCounts;
pub use model_report::{ModelReport, PageWeight};
pub use top_features::TopFeatures;
