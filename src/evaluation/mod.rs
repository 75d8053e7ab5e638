//! How good the labels are: judged paragraphs in, figures with their intervals out.
//!
//! `sponsored` is the positive class of every figure, by name and whatever the order of labels.

mod bootstrap;
mod confusion;
mod curves;
mod evaluate;
mod groups;
mod job;
mod metrics;
mod mistakes;
mod ranking;
mod reliability;
mod report;
mod scoring;
mod sweep;

use crate::Label;

pub use bootstrap::{Intervals, RESAMPLES};
pub use confusion::Confusion;
pub use curves::Curves;
pub use evaluate::{Evaluation, EvaluationSettings, GroupFigures, evaluate};
pub use groups::{Average, Averages, Group, Groups};
pub use job::EvaluationJob;
pub use metrics::Metrics;
pub use mistakes::{Mistake, Mistakes};
pub use reliability::{Bin, Reliability};
pub use report::Report;
pub use scoring::{explain, score, scored_paragraphs, whole_articles};
pub(crate) use sweep::best_threshold;
pub use sweep::{AtThreshold, Sweep};

/// One judged paragraph: what was said of it, and what it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// Probability of `sponsored`, in [0, 1]. A number outside counts as the nearer end, and NaN,
    /// which tells nothing, as 0.5.
    pub probability: f64,
    /// The label given.
    pub predicted: Label,
    /// The label that is right.
    pub actual: Label,
    /// The article it stands in, by any number: paragraphs of one number are resampled together.
    pub article: u32,
}
