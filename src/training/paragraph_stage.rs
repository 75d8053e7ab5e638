//! The words' model, and honest scores by it.

use linfa::ParamGuard;

use super::extraction::{self, Extraction};
use super::folds::Folds;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::features::score::Score;
use crate::model::paragraph::ParagraphModel;
use crate::model::record::TrainingSettings;
use crate::solver::SparseLogisticRegression;
use crate::verdict::Label;

/// Where the words' model stops: its duality gap in units of the objective, here after 5 or 6 epochs.
/// After 60 epochs, F1 on later newsletters was the same to within 0.001.
const GAP: f64 = 3e-3;
const MAX_EPOCHS: usize = 100;

/// Trimming passes over news with more, and over sponsored rows with less log-odds by the models of
/// other groups. Chosen from -3 to 1 each on the hand-labelled pages, none of them trained on;
/// `models/MODEL_CARD.md` has the figures.
const MOST_NEWS: f64 = 0.0;
const LEAST_SPONSORED: f64 = -2.0;

/// The words' model of all rows, and every paragraph's score by the model that has not seen its
/// group.
pub(super) fn fit(
    corpus: &Corpus,
    folds: &Folds,
    settings: &TrainingSettings,
) -> Result<(ParagraphModel, Vec<Score>)> {
    let Extraction {
        rows,
        numbering,
        words,
        vocabulary,
    } = extraction::extract(corpus, &settings.ngrams);
    let estimator = SparseLogisticRegression::default()
        .c(settings.c)
        .balanced(true)
        .tolerance(GAP)
        .max_epochs(MAX_EPOCHS)
        .seed(settings.seed)
        .check()?;
    let labels = corpus.paragraphs().iter().map(|paragraph| paragraph.label);
    let sponsored: Vec<bool> = labels
        .map(|label| label == Some(Label::Sponsored))
        .collect();
    let fit = |weights: &[f32]| {
        estimator.fit_and_hold_out(
            &rows,
            &sponsored,
            weights,
            folds.of_paragraphs(),
            folds.count() as u16,
        )
    };
    let mut weights = extraction::weights(corpus, settings.cap);
    if settings.trim {
        let scores = fit(&weights)?.log_odds;
        for ((weight, score), &sponsored) in weights.iter_mut().zip(scores).zip(&sponsored) {
            let is_noise = match sponsored {
                true => score < LEAST_SPONSORED,
                false => score > MOST_NEWS,
            };
            if is_noise {
                *weight = 0.0;
            }
        }
    }
    let mut fits = fit(&weights)?;
    fits.of_all.weights = numbering.restore(&fits, &rows);
    let score = |(log_odds, (words, disclosure))| {
        let words = words as usize;
        Score {
            disclosure,
            ..Score::of_words(log_odds, words)
        }
    };
    let scores = fits.log_odds.into_iter().zip(words).map(score).collect();
    Ok((ParagraphModel::quantize(&fits.of_all, vocabulary), scores))
}
