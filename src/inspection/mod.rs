//! What is in labelled data, and in a model: a look before training, and one after it.
//!
//! Of data one file is a check, and what the checks mean is told in [`findings`]. All counts are exact but for
//! languages, of which a part of the paragraphs is judged.

mod checks;
pub mod column_leaks;
mod data_report;
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
pub use labels::Balance;
pub use model_report::ModelReport;
pub use top_features::TopFeatures;
