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

mod column_numbering;
mod cross_validation;
mod extraction;
mod folds;
mod job;
mod page_stage;
mod paragraph_stage;

use linfa::ParamGuard;

use crate::corpus::Corpus;
use crate::error::Result;
use crate::evaluation::best_threshold;
use crate::features::PageColumns;
use crate::math::sigmoid;
use crate::model::Model;
use crate::model::record::{HeldOut, TrainingRecord};

use crate::solver::SparseLogisticRegression;

pub use crate::model::record::TrainingSettings;
pub use cross_validation::{CrossValidation, HeldOutPart, cross_validate};
use folds::Folds;
pub use job::{Trained, TrainingJob, TrainingStep};
use page_stage::PageRows;

impl TrainingSettings {
    /// Checks every setting against its range.
    ///
    /// # Errors
    /// [`Error::Setting`](crate::Error::Setting) with the setting's name and its valid values.
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
    let (paragraph, scores) = paragraph_stage::fit(corpus, &folds, settings)?;

    let columns = if corpus.has_articles() {
        settings.page
    } else {
        PageColumns::Alone
    };
    let pages = PageRows::new(corpus, &scores, columns, settings);
    let ((data, digest), (page, probabilities)) = rayon::join(
        || (corpus.summary(), corpus.digest()),
        || {
            rayon::join(
                || pages.fit(|_| true),
                || pages.held_out_probabilities(&folds),
            )
        },
    );
    let (page, probabilities) = (page?, probabilities?);
    let best = || best_threshold(&pages.sponsored, &probabilities);
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
        training: TrainingRecord {
            adsift: env!("CARGO_PKG_VERSION").to_owned(),
            settings: settings.clone(),
            data,
            data_digest: blake3::Hash::from(digest).to_hex().to_string(),
            folds: folds.count(),
            held_out,
        },
    })
}
