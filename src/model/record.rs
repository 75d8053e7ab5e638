//! The record of a training: its settings, its data, and the figures on held-out groups.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::corpus::CorpusSummary;
use crate::features::{NgramSettings, PageColumns};

/// What can be chosen about a training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingSettings {
    /// How paragraphs are made into features.
    pub ngrams: NgramSettings,
    /// Weight of the losses against the regularisation of the words' model.
    pub c: f64,
    /// Into how many parts the groups are dealt for held-out scores; 2 or more.
    pub folds: usize,
    /// Rows of one source and label weigh together at most as much as so many rows.
    pub cap: Option<usize>,
    /// Whether the words' model passes over news that reads like advertising to models of other groups,
    /// and over advertising that reads like news: for what strange pages have in common it is noise.
    pub trim: bool,
    /// What the page's model sees of a page, where the data has pages.
    pub page: PageColumns,
    /// How many pages of one source and kind (all news, all sponsored, mixed) the page's model learns
    /// from at most.
    pub page_cap: Option<usize>,
    /// From which probability on a paragraph is called sponsored; without it, where F1 is best on
    /// what was held out.
    pub threshold: Option<f64>,
    /// Seed of every random choice.
    pub seed: u64,
}

impl Default for TrainingSettings {
    fn default() -> Self {
        TrainingSettings {
            ngrams: NgramSettings::default(),
            c: 8.0,
            folds: 5,
            cap: None,
            trim: false,
            page: PageColumns::Layout,
            page_cap: None,
            threshold: None,
            seed: 42,
        }
    }
}

/// Stored in every model, shown by `train` and `inspect`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingRecord {
    /// The version of adsift that trained it.
    pub adsift: String,
    /// What was chosen.
    pub settings: TrainingSettings,
    /// What was read.
    pub data: CorpusSummary,
    /// BLAKE3 of the data, in hexadecimal.
    pub data_digest: String,
    /// How many folds there were.
    pub folds: usize,
    /// How right it was on groups it had not seen.
    pub held_out: HeldOut,
}

/// Figures on held-out groups.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldOut {
    /// Of the words alone, sponsored from log-odds 0 on.
    pub words: Figures,
    /// Of the whole model, at its threshold. The threshold was chosen on the same figures, so that
    /// its F1 is a little too good.
    pub page: Figures,
}

/// The figures worth remembering, of the class sponsored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Figures {
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    pub auc: Option<f64>,
    pub average_precision: Option<f64>,
    pub brier: f64,
}

impl fmt::Display for HeldOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = |figures: &Figures| {
            let optional = |figure: Option<f64>| {
                figure.map_or("-".to_owned(), |figure| format!("{figure:.4}"))
            };
            format!(
                "{:>9.4} {:>9.4} {:>9.4} {:>9} {:>9} {:>9.4}",
                figures.precision,
                figures.recall,
                figures.f1,
                optional(figures.auc),
                optional(figures.average_precision),
                figures.brier
            )
        };
        writeln!(
            f,
            "{:14} precision    recall        F1       AUC        AP     Brier",
            ""
        )?;
        writeln!(f, "{:14} {}", "words alone", row(&self.words))?;
        write!(f, "{:14} {}", "whole model", row(&self.page))
    }
}
