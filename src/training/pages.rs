//! Held-out scores to the page's model, and its own held-out probabilities.

use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use super::folds::Folds;
use super::record::Figures;
use crate::article::Label;
use crate::corpus::Corpus;
use crate::error::Result;
use crate::evaluation::{Metrics, Scored};
use crate::features::page::{PageColumns, Score};
use crate::model::logistic::sigmoid;
use crate::model::page::PageModel;

/// The dense rows of all labelled paragraphs, in page order.
pub(super) struct PageRows {
    columns: PageColumns,
    rows: Array2<f64>,
    /// Whether each row is sponsored.
    pub(super) sponsored: Vec<bool>,
    /// Which paragraph of the corpus each row is of.
    pub(super) paragraphs: Vec<usize>,
}

impl PageRows {
    /// `scores` are held-out ones, one a paragraph of the corpus. Paragraphs without a label speak
    /// as neighbours and have no row of their own.
    pub(super) fn new(corpus: &Corpus, scores: &[Score], columns: PageColumns) -> Self {
        let (mut cells, mut sponsored, mut paragraphs) = (Vec::new(), Vec::new(), Vec::new());
        for article in corpus.articles() {
            let rows = columns.rows(&scores[article.clone()]);
            for (index, row) in article.clone().zip(rows.rows()) {
                if let Some(label) = corpus.paragraphs()[index].label {
                    cells.extend(row);
                    sponsored.push(label.is_sponsored());
                    paragraphs.push(index);
                }
            }
        }
        let shape = (paragraphs.len(), columns.count());
        let rows = Array2::from_shape_vec(shape, cells).unwrap_or_else(|_| Array2::zeros(shape));
        PageRows {
            columns,
            rows,
            sponsored,
            paragraphs,
        }
    }

    /// The page's model of the paragraphs that `keep` keeps.
    pub(super) fn fit(&self, keep: impl Fn(usize) -> bool) -> Result<PageModel> {
        let kept: Vec<usize> = (0..self.paragraphs.len())
            .filter(|&row| keep(self.paragraphs[row]))
            .collect();
        let sponsored = Array1::from_iter(kept.iter().map(|&row| self.sponsored[row]));
        PageModel::fit(self.columns, self.rows.select(Axis(0), &kept), sponsored)
    }

    /// For every row, the probability by a page's model that has not seen the row's fold.
    pub(super) fn held_out_probabilities(&self, folds: &Folds) -> Result<Vec<f64>> {
        let models = (0..folds.count())
            .into_par_iter()
            .map(|fold| self.fit(|paragraph| folds.of(paragraph) != fold))
            .collect::<Result<Vec<_>>>()?;
        let rows = self.rows.rows().into_iter().zip(&self.paragraphs);
        Ok(rows
            .map(|(row, &paragraph)| sigmoid(models[folds.of(paragraph)].row_log_odds(row.iter())))
            .collect())
    }

    /// How right these probabilities are.
    pub(super) fn figures(
        &self,
        corpus: &Corpus,
        probabilities: &[f64],
        threshold: f64,
    ) -> Figures {
        let scored: Vec<Scored> = self
            .paragraphs
            .iter()
            .zip(&self.sponsored)
            .zip(probabilities)
            .map(|((&paragraph, &sponsored), &probability)| Scored {
                probability,
                predicted: if probability >= threshold {
                    Label::Sponsored
                } else {
                    Label::News
                },
                actual: if sponsored {
                    Label::Sponsored
                } else {
                    Label::News
                },
                article: corpus.paragraphs()[paragraph].group,
            })
            .collect();
        Figures::of(&Metrics::of(&scored))
    }
}
