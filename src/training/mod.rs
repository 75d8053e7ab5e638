//! Training: from labelled data to a model.
//!
//! 1. Every paragraph becomes a sparse row (`extraction.rs`), with its columns numbered by
//!    frequency (`column_numbering.rs`).
//! 2. The groups are dealt into folds (`folds.rs`). The paragraph stage is fitted to all rows and,
//!    for each fold, to the rows of the other folds (`paragraph_stage.rs`).
//! 3. Each paragraph is scored by the fit that did not use its fold. The page stage is fitted to
//!    these held-out scores, in page order (`page_stage.rs`).
//! 4. The same scores yield the figures of both stages on held-out groups
//!    ([`model::record`](crate::model::record)) and the threshold.
//!
//! [`train`] returns a model; [`TrainingJob`] reads files and writes a model file;
//! [`cross_validate`] measures how well settings work on groups that take no part in the training.
//!
//! The same data and settings produce the same bytes on any number of threads.

mod column_numbering;
mod cross_validation;
mod extraction;
mod folds;
mod page_stage;
mod paragraph_stage;
mod training_job;

use linfa::ParamGuard;

use crate::corpus::Corpus;
use crate::error::Result;
use crate::evaluation::best_threshold;
use crate::features::PageColumns;
use crate::math::sigmoid;
use crate::model::Model;
use crate::model::record::{HeldOut, TrainingRecord};
use crate::solver::SparseLogisticRegression;

use folds::Folds;
use page_stage::PageRows;

pub use crate::model::record::TrainingSettings;
pub use cross_validation::{CrossValidation, HeldOutPart, cross_validate};
pub use training_job::{Trained, TrainingJob, TrainingStep};

impl TrainingSettings {
    /// Checks that `ngrams.bits`, `folds` and `c` are in their ranges.
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

/// Trains a model on labelled data, on the threads of the current rayon pool.
///
/// ```
/// use adsift::corpus::CorpusBuilder;
/// use adsift::features::NgramSettings;
/// use adsift::training::{TrainingSettings, train};
/// use adsift::{Article, Classifier, Label};
///
/// let mut builder = CorpusBuilder::new(true);
/// for week in 1..=20 {
///     builder.begin_article();
///     let outlet = format!("outlet {}", week % 4);
///     let news = format!("The council voted on plan {week} on Tuesday.");
///     builder.push(&news, Some(Label::News), &outlet, "newsletters")?;
///     let paid = format!("Order box {week} today and save on your first delivery!");
///     builder.push(&paid, Some(Label::Sponsored), &outlet, "newsletters")?;
/// }
/// let settings = TrainingSettings {
///     ngrams: NgramSettings { bits: 12, ..NgramSettings::default() },
///     ..TrainingSettings::default()
/// };
/// let model = train(&builder.finish(), &settings)?;
/// assert_eq!(model.training.folds, 4); // one for each group
///
/// let article = Article::from_text("a1".into(), "Order your box and save!".to_owned());
/// assert_eq!(Classifier::new(model).classify(&article)[0].label, Label::Sponsored);
/// # Ok::<(), adsift::Error>(())
/// ```
///
/// # Errors
/// [`Error::Setting`](crate::Error::Setting) if a setting is out of its range;
/// [`Error::Training`](crate::Error::Training) if a label is missing, or if all paragraphs of a
/// label are in one group.
pub fn train(corpus: &Corpus, settings: &TrainingSettings) -> Result<Model> {
    settings.check()?;
    let folds = Folds::deal(corpus, settings.folds, settings.seed)?;
    let (paragraph, scores) = paragraph_stage::fit(corpus, &folds, settings)?;

    let columns = if corpus.has_articles() { settings.page } else { PageColumns::Alone };
    let pages = PageRows::new(corpus, &scores, columns, settings);
    let ((data, digest), (page, probabilities)) = rayon::join(
        || (corpus.summary(), corpus.digest()),
        || rayon::join(|| pages.fit(|_| true), || pages.held_out_probabilities(&folds)),
    );
    let probabilities = probabilities?;
    let threshold =
        settings.threshold.unwrap_or_else(|| best_threshold(&pages.sponsored, &probabilities));

    let paragraph_probabilities: Vec<f64> =
        pages.paragraphs.iter().map(|&index| sigmoid(scores[index].log_odds)).collect();
    let held_out = HeldOut {
        paragraph_stage: pages.figures(corpus, &paragraph_probabilities, 0.5),
        whole_model: pages.figures(corpus, &probabilities, threshold),
    };
    Ok(Model {
        ngrams: settings.ngrams.clone(),
        paragraph,
        page: page?,
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
