//! Tells paid content from journalism, paragraph by paragraph.
pub mod article;
pub mod corpus;
pub mod error;
pub mod input;
pub mod limits;
pub mod paragraphs;

pub use article::{Article, ArticleId, Label, Verdict};
pub use error::{Error, Result};
