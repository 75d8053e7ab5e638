//! Text to numbers: hashed n-grams of a paragraph, dense rows of a page.

pub mod chain;
pub mod disclosure;
pub mod evidence;
pub mod ngrams;
pub mod page;
mod set;
pub(crate) mod words;
