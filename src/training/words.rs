//! The words' model, and honest scores by it.

use linfa::traits::Fit;
use linfa::{DatasetBase, ParamGuard};
use ndarray::Array1;
use rayon::prelude::*;

use super::TrainingSettings;
use super::folds::Folds;
use super::rows::{self, Extraction};
use crate::article::Label;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::features::page::Score;
use crate::model::logistic::{
    FittedSparseLogisticRegression, SparseLogisticRegression, ValidSparseLogisticRegression,
};
use crate::model::paragraph::ParagraphModel;
use crate::model::sparse::SparseRows;

/// Where the words' model stops: its duality gap in units of the objective, here after 4 or 5 epochs.
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
        words,
        vocabulary,
    } = rows::extract(corpus, &settings.ngrams);
    let is_sponsored = |label: Option<Label>| label == Some(Label::Sponsored);
    let labels = corpus.paragraphs().iter().map(|paragraph| paragraph.label);
    let estimator = SparseLogisticRegression::default()
        .c(settings.c)
        .balanced(true)
        .tolerance(GAP)
        .max_epochs(MAX_EPOCHS)
        .seed(settings.seed)
        .check()?;
    let words_model = Words {
        rows: &rows,
        sponsored: labels.map(is_sponsored).collect(),
        folds,
        estimator,
    };

    let mut weights = rows::weights(corpus, settings.cap);
    if settings.trim {
        let scores = words_model.held_out(&weights)?;
        for ((weight, score), &sponsored) in
            weights.iter_mut().zip(scores).zip(&words_model.sponsored)
        {
            let is_noise = match sponsored {
                true => score < LEAST_SPONSORED,
                false => score > MOST_NEWS,
            };
            if is_noise {
                *weight = 0.0;
            }
        }
    }
    let (all, held_out) = rayon::join(
        || words_model.fit_without(None, &weights),
        || words_model.held_out(&weights),
    );
    let score = |(log_odds, (words, disclosure))| {
        let words = words as usize;
        Score {
            log_odds,
            words,
            known: words,
            disclosure,
        }
    };
    let scores = held_out?.into_iter().zip(words).map(score).collect();
    Ok((ParagraphModel::quantize(&all?, vocabulary), scores))
}

struct Words<'a> {
    rows: &'a SparseRows,
    sponsored: Array1<bool>,
    folds: &'a Folds,
    estimator: ValidSparseLogisticRegression,
}

impl Words<'_> {
    /// The model of all rows but those of a fold.
    fn fit_without(
        &self,
        fold: Option<usize>,
        weights: &Array1<f32>,
    ) -> Result<FittedSparseLogisticRegression> {
        let weight = |(index, &weight)| {
            if Some(self.folds.of(index)) == fold {
                0.0
            } else {
                weight
            }
        };
        let weights = weights.iter().enumerate().map(weight).collect();
        self.estimator
            .fit(&DatasetBase::new(self.rows, self.sponsored.clone()).with_weights(weights))
    }

    /// Every row's log-odds by the model of the other folds.
    fn held_out(&self, weights: &Array1<f32>) -> Result<Vec<f64>> {
        let folds = (0..self.folds.count()).into_par_iter();
        let scores = folds.map(|fold| {
            let fitted = self.fit_without(Some(fold), weights)?;
            let members = (0..self.sponsored.len()).filter(|&index| self.folds.of(index) == fold);
            Ok(members
                .map(|index| (index, fitted.log_odds(self.rows.row(index))))
                .collect::<Vec<_>>())
        });
        let mut all = vec![0.0; self.sponsored.len()];
        for (index, log_odds) in scores.collect::<Result<Vec<_>>>()?.into_iter().flatten() {
            all[index] = log_odds;
        }
        Ok(all)
    }
}
