//! What is in labelled data, and in a model: a look before training, and one after it.
//!
//! Of data one file is a check, and what the checks mean is told in [`findings`]. All counts are exact but for
//! languages, of which a part of the paragraphs is judged.

pub mod column_leaks;
mod data;
pub mod findings;
pub mod labels;
pub mod languages;
pub mod lengths;
mod model;
mod near_duplicates;
pub mod splits;
mod table;
pub mod token_leaks;
pub mod top_features;
pub mod weights;

pub use data::DataReport;
pub use labels::Balance;
pub use model::ModelReport;
pub use top_features::TopFeatures;
