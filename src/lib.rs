//! Tells paid content from journalism, paragraph by paragraph.
//!
//! Text becomes paragraphs, paragraphs tokens, tokens hashed n-grams; one model weighs the words of
//! a paragraph, a second one hears what its neighbours on the page say, and the outcome is a label
//! with a calibrated probability for every paragraph.
//!
//! ```
//! use adsift::{Article, Classifier, Label, Model};
//!
//! let model = Model::embedded()?;
//! let page = "The council voted on Tuesday to close the bridge.\n\n\
//!             Order today and save 50% on your first box!";
//! let article = Article::from_text("a1".into(), page.to_owned());
//! let verdicts = Classifier::new(&model).classify(&article);
//! assert_eq!(verdicts.len(), 2);
//! assert!(verdicts[1].probability > verdicts[0].probability);
//! assert_eq!(&page[verdicts[1].span.clone()], "Order today and save 50% on your first box!");
//! # Ok::<(), adsift::Error>(())
//! ```
//!
//! From labelled data to a model: [`input::read_corpus`], then [`training::train`], then
//! [`model::file::save`]. How right a model is: [`evaluation::score`] and [`evaluation::Report`].
//! `ARCHITECTURE.md` walks through the folders.

pub mod article;
#[cfg(feature = "arrow")]
pub mod batch;
pub mod classifier;
pub mod corpus;
pub mod error;
pub mod evaluation;
pub mod features;
pub mod files;
pub mod input;
pub mod inspection;
pub mod limits;
mod math;
pub mod model;
pub mod output;
pub mod paragraphs;
pub mod pipeline;
pub mod shards;
pub mod solver;
pub mod stemmer;
pub mod terminal;
mod text_table;
pub mod tokenizer;
pub mod training;
pub mod verdict;
pub mod verdict_counts;

pub use article::{Article, ArticleId};
pub use classifier::Classifier;
pub use error::{Error, Result};
pub use model::Model;
pub use verdict::{Label, Verdict};
