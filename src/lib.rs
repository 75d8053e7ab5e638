//! Tells paid content from journalism, paragraph by paragraph.
pub mod article;
pub mod classifier;
pub mod corpus;
pub mod error;
pub mod evaluation;
pub mod features;
pub mod input;
pub mod limits;
pub mod model;
pub mod output;
pub mod paragraphs;
pub mod stemmer;
pub mod terminal;
pub mod tokenizer;
pub mod training;

pub use article::{Article, ArticleId, Label, Verdict};
pub use classifier::Classifier;
pub use error::{Error, Result};
pub use model::Model;
