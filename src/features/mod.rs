//! The features of both stages: hashed n-grams of a paragraph, dense rows of a page.

pub mod disclosure;
pub mod page;
pub mod paragraph;
pub mod score;
pub mod settings;

pub use page::PageColumns;
pub use paragraph::NgramExtractor;
pub use score::Score;
pub use settings::NgramSettings;
