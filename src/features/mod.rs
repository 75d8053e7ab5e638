//! Text to numbers: hashed n-grams of a paragraph, dense rows of a page.

mod cache;
pub mod chain;
pub(crate) mod columns;
pub mod disclosure;
pub mod evidence;
pub(crate) mod named;
pub mod ngrams;
pub mod page;
pub(crate) mod repetitions;
mod shapes;
mod token_reader;
mod words;
