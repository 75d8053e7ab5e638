//! Labelled data to a model.
//!
//! 1. Every paragraph becomes a sparse row (`rows.rs`), its columns numbered anew (`numbering.rs`).
//! 2. The groups are dealt into folds (`folds.rs`); for every fold the words' model is fitted on the
//!    other folds, and once more on all of them. No two of these fits know of each other (`words.rs`).
//! 3. Each paragraph is scored by the model that had not seen its group; on these scores, in page
//!    order, the page's model is fitted (`pages.rs`).
//! 4. The same scores tell how well both stages do on what they have not seen ([`record`]), and
//!    from which probability on to call a paragraph sponsored.
//!
//! The same data and settings give the same model, bit for bit, on any number of threads.

mod cross_validation;
mod folds;
mod numbering;
mod pages;
pub mod record;
mod rows;
mod words;

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::corpus::Corpus;
use crate::error::Result;
use crate::features::ngrams::NgramSettings;
use crate::features::page::PageColumns;
use crate::model::Model;
use crate::model::logistic::{SparseLogisticRegression, sigmoid};

pub use cross_validation::{CrossValidation, HeldOutPart, cross_validate};
use folds::Folds;
use pages::PageRows;
pub use record::TrainingRecord;
use record::{DataRecord, HeldOut};

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

impl TrainingSettings {
    /// Checks the ranges, which need no data.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) with what would be right.
    pub fn check(&self) -> Result<()> {
        self.ngrams.check()?;
        folds::check_count("folds", self.folds)?;
        SparseLogisticRegression::default().c(self.c).check()?;
        Ok(())
    }
}

/// Learns a model from labelled data.
///
/// # Errors
/// [`Error::Training`](crate::Error::Training) where a label is missing or all of it stands in one
/// group; [`Error::Setting`](crate::Error::Setting) where a setting is out of its range.
pub fn train(corpus: &Corpus, settings: &TrainingSettings) -> Result<Model> {
    settings.check()?;
    let folds = Folds::deal(corpus, settings.folds, settings.seed)?;
    let (paragraph, scores) = words::fit(corpus, &folds, settings)?;

    let columns = if corpus.has_articles() {
        settings.page
    } else {
        PageColumns::Alone
    };
    let pages = PageRows::new(corpus, &scores, columns, settings);
    let (data, (page, probabilities)) = rayon::join(
        || DataRecord::of(corpus),
        || {
            rayon::join(
                || pages.fit(|_| true),
                || pages.held_out_probabilities(&folds),
            )
        },
    );
    let (page, probabilities) = (page?, probabilities?);
    let best = || record::best_threshold(&pages.sponsored, &probabilities);
    let threshold = settings.threshold.unwrap_or_else(best);

    let by_words: Vec<f64> = pages
        .paragraphs
        .iter()
        .map(|&index| sigmoid(scores[index].log_odds))
        .collect();
    let held_out = HeldOut {
        words: pages.figures(corpus, &by_words, 0.5),
        page: pages.figures(corpus, &probabilities, threshold),
    };
    Ok(Model {
        ngrams: settings.ngrams.clone(),
        paragraph,
        page,
        threshold,
        training: TrainingRecord::new(data, settings, &folds, held_out),
    })
}
