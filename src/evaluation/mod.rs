//! Figures of classified rows against their actual labels, with confidence intervals.
//!
//! `sponsored` is the positive class of every figure, in any order of the labels.

mod bootstrap;
mod confusion;
mod corpus_evaluation;
mod curves;
mod evaluation_job;
mod groups;
mod metrics;
mod mistakes;
mod ranking;
mod reliability;
mod report;
mod scored;
mod scoring;
mod sweep;

pub use bootstrap::{Intervals, RESAMPLES};
pub use confusion::Confusion;
pub use corpus_evaluation::{Evaluation, EvaluationSettings, GroupFigures, evaluate};
pub use curves::Curves;
pub use evaluation_job::EvaluationJob;
pub use groups::{Average, Figures, Group, Groups};
pub use metrics::Metrics;
pub use mistakes::{Mistake, Mistakes};
pub use reliability::{Bin, Reliability};
pub use report::Report;
pub use scored::Scored;
pub use scoring::{explain, score, scored_paragraphs, whole_articles};
pub(crate) use sweep::best_threshold;
pub use sweep::{AtThreshold, Sweep};
