//! Text to numbers: hashed n-grams of a paragraph, dense rows of a page.

pub mod chain;
pub mod ngrams;
pub mod page;
