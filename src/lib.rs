//! Tells paid content from journalism, paragraph by paragraph.
pub mod article;
pub mod error;
pub mod evaluation;
pub mod features;
pub mod model;
pub mod paragraphs;
pub mod stemmer;
pub mod tokenizer;

pub use article::{Article, ArticleId, Label, Verdict};
pub use error::{Error, Result};
