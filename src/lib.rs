//! Finds paid paragraphs in news articles.
//!
//! An article is split into paragraphs, and a paragraph into tokens and hashed n-grams. The
//! *paragraph stage* of the model scores each paragraph by its words; the *page stage* combines the
//! scores of the whole page. Each paragraph gets a label, `news` or `sponsored`, and a calibrated
//! probability.
//!
//! ```
//! use adsift::{Article, Classifier, Model};
//!
//! let page = "The council voted on Tuesday to close the bridge.\n\n\
//!             Order today and save 50% on your first box!";
//! let article = Article::from_text("a1".into(), page.to_owned());
//! let verdicts = Classifier::new(Model::embedded()?).classify(&article);
//! assert_eq!(verdicts.len(), 2);
//! assert!(verdicts[1].probability > verdicts[0].probability);
//! assert_eq!(&page[verdicts[1].span.clone()], "Order today and save 50% on your first box!");
//! # Ok::<(), adsift::Error>(())
//! ```
//!
//! # Where to start
//!
//! | to | use |
//! |---|---|
//! | classify one article from memory | [`Article`], [`Classifier`] |
//! | read articles from files: text, HTML, CSV, JSON Lines | [`input::articles`] |
//! | classify a stream of articles on all cores, in order | [`pipeline::classify_all`] |
//! | write verdicts | the formats in [`output`] |
//! | classify Arrow batches | `batch::BatchClassifier` (feature `arrow`) |
//! | classify many files, each into its own output file | [`shards::run`] |
//! | read labelled paragraphs | [`input::read_corpus`], [`corpus::CorpusBuilder`] |
//! | inspect labelled data, or a model | [`inspection`] |
//! | train a model and save it | [`training::train`], [`model::file::save`], or [`training::TrainingJob`] |
//! | measure the quality of a model | [`evaluation::evaluate`], [`training::cross_validate`] |
//! | limit the cost of an input | [`limits`] |
//!
//! # Features
//!
//! | feature | default | holds |
//! |---|---|---|
//! | `cli` | yes | the binary `adsift` with its crates (clap, indicatif …); the library needs none of them |
//! | `arrow` | no | Arrow batches and Parquet shards; doubles the compiled code |
//!
//! The library never prints, exits or reads the environment. It has no global mutable state, and
//! the same input has the same output bytes on any number of threads. `ARCHITECTURE.md` walks
//! through the folders.

#![warn(unreachable_pub)]

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
pub mod source_record;
pub mod stemmer;
#[doc(hidden)] // for the binary and the Python package
pub mod terminal;
mod text_table;
pub mod tokenizer;
pub mod training;
pub mod verdict;
pub mod verdict_counts;

pub use article::{Article, ArticleId, MarkStrength, PaidMark};
pub use classifier::Classifier;
pub use error::{Error, Result};
pub use model::Model;
pub use verdict::{Label, Verdict};
