//! Labelled data to a model.
//!
//! 1. Every paragraph becomes a sparse row (`rows.rs`).
//! 2. The groups are dealt into folds (`folds.rs`); for every fold the words' model is fitted on the
//!    other folds, and once more on all of them. These fits are independent and run side by side.
//! 3. Each paragraph is scored by the model that had not seen its group; on these scores, in page
//!    order, the page's model is fitted (`pages.rs`).
//! 4. The same scores tell how well both stages do on what they have not seen ([`record`]), and
//!    from which probability on to call a paragraph sponsored.
//!
//! The same data and settings give the same model, bit for bit, on any number of threads.

mod folds;
mod pages;
pub mod record;
mod rows;

use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::Array1;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::article::Label;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::features::ngrams::NgramSettings;
use crate::features::page::{PageColumns, Score};
use crate::model::Model;
use crate::model::logistic::{FittedSparseLogisticRegression, SparseLogisticRegression, sigmoid};
use crate::model::paragraph::ParagraphModel;

use folds::Folds;
use pages::PageRows;
use record::HeldOut;
pub use record::TrainingRecord;

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
    /// How many rows of one source and label the words' model learns from at most.
    pub cap: Option<usize>,
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
            seed: 42,
        }
    }
}

/// Where the words' model stops: its duality gap in units of the objective. A gap a hundred times
/// smaller changed F1 on held-out text by less than 0.001.
const GAP: f64 = 3e-3;
const MAX_EPOCHS: usize = 100;

/// Learns a model from labelled data.
///
/// # Errors
/// [`Error::Training`](crate::Error::Training) where a label is missing or all of it stands in one
/// group; [`Error::Setting`](crate::Error::Setting) where a setting is out of its range.
pub fn train(corpus: &Corpus, settings: &TrainingSettings) -> Result<Model> {
    settings.ngrams.check()?;
    let folds = Folds::deal(corpus, settings.folds, settings.seed)?;
    let (fitted, scores) = fit_words(corpus, &folds, settings)?;

    let columns = if corpus.has_articles() {
        PageColumns::Neighbours
    } else {
        PageColumns::Alone
    };
    let pages = PageRows::new(corpus, &scores, columns);
    let page = pages.fit(|_| true)?;
    let probabilities = pages.held_out_probabilities(&folds)?;
    let threshold = record::best_threshold(&pages.sponsored, &probabilities);

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
        paragraph: ParagraphModel::quantize(&fitted),
        page,
        threshold,
        training: TrainingRecord::new(corpus, settings, &folds, held_out),
    })
}

/// The words' model of all rows, and every paragraph's score by the model that has not seen its
/// group.
fn fit_words(
    corpus: &Corpus,
    folds: &Folds,
    settings: &TrainingSettings,
) -> Result<(FittedSparseLogisticRegression, Vec<Score>)> {
    let (rows, words) = rows::extract(corpus, &settings.ngrams);
    let weights = rows::weights(corpus, settings.cap, settings.seed);
    let sponsored: Array1<bool> = corpus
        .paragraphs()
        .iter()
        .map(|paragraph| paragraph.label == Some(Label::Sponsored))
        .collect();
    let estimator = SparseLogisticRegression::default()
        .c(settings.c)
        .balanced(true)
        .tolerance(GAP)
        .max_epochs(MAX_EPOCHS)
        .seed(settings.seed)
        .check()?;
    let fit_without = |fold: Option<usize>| {
        let weight = |(index, &weight)| {
            if Some(folds.of(index)) == fold {
                0.0
            } else {
                weight
            }
        };
        let weights = weights.iter().enumerate().map(weight).collect();
        estimator.fit(&DatasetBase::new(&rows, sponsored.clone()).with_weights(weights))
    };
    let held_out = |fold: usize| -> Result<Vec<(usize, f64)>> {
        let fitted = fit_without(Some(fold))?;
        let members = (0..corpus.len()).filter(|&index| folds.of(index) == fold);
        Ok(members
            .map(|index| (index, fitted.log_odds(rows.row(index))))
            .collect())
    };
    let (all, held_out) = rayon::join(
        || fit_without(None),
        || {
            (0..folds.count())
                .into_par_iter()
                .map(held_out)
                .collect::<Result<Vec<_>>>()
        },
    );
    let mut scores: Vec<Score> = words
        .iter()
        .map(|&words| Score {
            log_odds: 0.0,
            words: words as usize,
        })
        .collect();
    for (index, log_odds) in held_out?.into_iter().flatten() {
        scores[index].log_odds = log_odds;
    }
    Ok((all?, scores))
}
