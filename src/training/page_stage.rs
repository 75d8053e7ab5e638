//! Fits the page stage to held-out scores of the paragraph stage, and computes its held-out
//! figures.

use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, Axis};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::folds::Folds;
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::evaluation::{Metrics, Scored};
use crate::features::{PageColumns, Score};
use crate::math::{round6, sigmoid};
use crate::model::page::PageModel;
use crate::model::record::{StageFigures, TrainingSettings};
use crate::verdict::Label;

/// The dense rows of all labelled paragraphs, in page order.
pub(super) struct PageRows {
    columns: PageColumns,
    rows: Array2<f64>,
    /// Whether each row is sponsored.
    pub(super) sponsored: Vec<bool>,
    /// Index in the corpus of each row's paragraph.
    pub(super) paragraphs: Vec<usize>,
    /// Whether each row's page is among the pages to fit to.
    chosen: Vec<bool>,
}

impl PageRows {
    /// Creates the rows from `scores`, one held-out score per paragraph of the corpus. Paragraphs
    /// without a label have no row, but count as neighbours of others.
    pub(super) fn new(
        corpus: &Corpus,
        scores: &[Score],
        columns: PageColumns,
        settings: &TrainingSettings,
    ) -> Self {
        let (mut cells, mut sponsored, mut paragraphs, mut chosen) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let pages = corpus.articles().iter();
        for (article, is_chosen) in pages.zip(chosen_pages(corpus, settings)) {
            let page = columns.rows(&scores[article.clone()]);
            for (index, row) in article.clone().zip(page.rows()) {
                if let Some(label) = corpus.paragraphs()[index].label {
                    cells.extend(row);
                    sponsored.push(label.is_sponsored());
                    paragraphs.push(index);
                    chosen.push(is_chosen);
                }
            }
        }
        let shape = (paragraphs.len(), columns.count());
        let rows = Array2::from_shape_vec(shape, cells).unwrap_or_else(|_| Array2::zeros(shape));
        PageRows { columns, rows, sponsored, paragraphs, chosen }
    }

    /// Fits the page stage to the rows of chosen pages whose paragraph `keep` accepts.
    pub(super) fn fit(&self, keep: impl Fn(usize) -> bool) -> Result<PageModel> {
        let kept: Vec<usize> = (0..self.paragraphs.len())
            .filter(|&row| self.chosen[row] && keep(self.paragraphs[row]))
            .collect();
        let sponsored = Array1::from_iter(kept.iter().map(|&row| self.sponsored[row]));
        fit(self.columns, self.rows.select(Axis(0), &kept), sponsored)
    }

    /// Returns the probability of each row by a page stage fitted to the other folds.
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

    /// Computes the figures of `probabilities`, one per row, at `threshold`.
    pub(super) fn figures(
        &self,
        corpus: &Corpus,
        probabilities: &[f64],
        threshold: f64,
    ) -> StageFigures {
        let scored: Vec<Scored> = self
            .paragraphs
            .iter()
            .zip(&self.sponsored)
            .zip(probabilities)
            .map(|((&paragraph, &sponsored), &probability)| Scored {
                probability,
                predicted: Label::at(probability, threshold),
                actual: if sponsored { Label::Sponsored } else { Label::News },
                resample_unit: corpus.paragraphs()[paragraph].group,
            })
            .collect();
        StageFigures::from(&Metrics::of(&scored))
    }
}

/// Chooses the pages to fit to: all without `page_cap`, else at most `page_cap` random pages of
/// each source and kind (all news, all sponsored, mixed).
fn chosen_pages(corpus: &Corpus, settings: &TrainingSettings) -> Vec<bool> {
    let Some(cap) = settings.page_cap else {
        return vec![true; corpus.articles().len()];
    };
    let mut strata = vec![Vec::new(); 3 * corpus.sources().len()];
    for (index, article) in corpus.articles().iter().enumerate() {
        let page = &corpus.paragraphs()[article.clone()];
        let has = |label| page.iter().any(|paragraph| paragraph.label == Some(label));
        let kind = match (has(Label::News), has(Label::Sponsored)) {
            (true, true) => 2,
            (false, true) => 1,
            _ => 0,
        };
        strata[3 * page[0].source as usize + kind].push(index);
    }
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(settings.seed);
    let mut chosen = vec![false; corpus.articles().len()];
    for mut stratum in strata {
        stratum.shuffle(&mut generator);
        for index in stratum.into_iter().take(cap) {
            chosen[index] = true;
        }
    }
    chosen
}

/// Fits the page stage to `rows` (shape n × columns) and `sponsored` (length n).
///
/// The scores behind the rows must be held-out scores. The paragraph stage fits its own training
/// data too well, and a page stage fitted to such scores would trust them too much.
///
/// # Errors
/// [`Error::Training`] if linfa cannot fit: a class is missing, or a value is not finite.
fn fit(columns: PageColumns, rows: Array2<f64>, sponsored: Array1<bool>) -> Result<PageModel> {
    let samples = rows.nrows().max(1) as f64;
    let fitted = LogisticRegression::default()
        .alpha(1.0)
        .gradient_tolerance(1e-7 * samples)
        .max_iterations(200)
        .fit(&DatasetBase::new(rows, sponsored))
        .map_err(|error| Error::Training(format!("the page stage: {error}")))?;
    // The positive class of linfa is the larger one.
    let sign = if fitted.labels().pos.class { 1.0 } else { -1.0 };
    Ok(PageModel {
        columns,
        weights: fitted.params().iter().map(|&weight| stored(sign * weight)).collect(),
        intercept: stored(sign * fitted.intercept()),
    })
}

/// Rounds a weight to six decimals. The last bits of linfa's results may differ between machines;
/// the stored weights must not.
fn stored(weight: f64) -> f64 {
    // Adding zero turns −0 into 0.
    round6(weight) + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn sponsored_is_the_positive_class_of_any_size() {
        for flip in [1.0, -1.0] {
            let rows = array![[-2.0], [-1.0], [0.5], [-0.5], [1.0]] * flip;
            let sponsored = array![false, false, true, false, true].mapv(|y| y == (flip > 0.0));
            let model = fit(PageColumns::Alone, rows, sponsored).unwrap();
            assert!(model.weights[0] > 0.5, "{model:?}");
        }
    }

    #[test]
    fn probabilities_equal_those_of_linfa() {
        let page: Vec<Score> = (0..40)
            .map(|i| {
                let words = (i * 13 % 50) as usize;
                Score::of_words(f64::from((i * 7) % 11) - 5.0, words)
            })
            .collect();
        let columns = PageColumns::Layout;
        let sponsored = Array1::from_shape_fn(40, |i| (i * 7) % 11 + i % 3 > 6);
        let model = fit(columns, columns.rows(&page), sponsored.clone()).unwrap();
        let linfa = LogisticRegression::default()
            .max_iterations(500)
            .gradient_tolerance(1e-9)
            .fit(&DatasetBase::new(columns.rows(&page), sponsored))
            .unwrap();
        let theirs = linfa.predict_probabilities(&columns.rows(&page));
        let flip = !linfa.labels().pos.class;
        for (ours, &theirs) in model.probabilities(&page).iter().zip(&theirs) {
            let theirs = if flip { 1.0 - theirs } else { theirs };
            assert!((ours - theirs).abs() < 1e-4, "{ours} {theirs}");
        }
    }

    #[test]
    fn rejects_rows_of_one_class() {
        let fitted = fit(PageColumns::Alone, array![[1.0], [2.0]], array![true, true]);
        assert!(matches!(fitted, Err(Error::Training(_))));
    }
}
