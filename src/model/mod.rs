//! What is learned: the paragraph's model, the page's model, and the file that holds both.

pub mod logistic;
pub mod sparse;
