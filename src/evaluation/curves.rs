//! The precision-recall curve and the ROC curve.

use super::ranking::Ranking;
use super::scored::Scored;
use crate::verdict::Label;

/// Minimum distance of neighbouring points of a curve in one of the two directions.
const STEP: f64 = 1.0 / 400.0;

/// Curves over all thresholds, from the highest to the lowest; points too close to distinguish on a
/// chart are left out.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Curves {
    /// Points `[recall, precision]`, to be drawn in steps: between two points the precision is the
    /// precision of the second (Davis and Goadrich 2006). Empty if no row is sponsored.
    pub precision_recall: Vec<[f64; 2]>,
    /// Points `[false positive rate, recall]` from `[0, 0]` to `[1, 1]`. Empty if one class is
    /// missing.
    pub roc: Vec<[f64; 2]>,
}

impl Curves {
    /// Computes the curves from the probabilities and the actual labels; predicted labels have no
    /// influence.
    pub fn of(scored: &[Scored]) -> Self {
        Curves::of_ranking(&Ranking::of(scored))
    }

    pub(super) fn of_ranking(ranking: &Ranking) -> Self {
        let rows = ranking.rows();
        let count = |label| rows.iter().filter(|row| row.actual == label).count() as f64;
        let (all_sponsored, all_news) = (count(Label::Sponsored), count(Label::News));
        let (mut sponsored, mut news) = (0.0, 0.0);
        let mut precision_recall = Vec::new();
        let mut roc = vec![[0.0, 0.0]];
        for tied in rows.chunk_by(|above, below| above.probability == below.probability) {
            let found = tied.iter().filter(|row| row.actual.is_sponsored()).count() as f64;
            sponsored += found;
            news += tied.len() as f64 - found;
            let recall = sponsored / all_sponsored;
            precision_recall.push([recall, sponsored / (sponsored + news)]);
            roc.push([news / all_news, recall]);
        }
        if all_sponsored == 0.0 {
            precision_recall.clear();
        }
        if all_sponsored == 0.0 || all_news == 0.0 {
            roc.clear();
        }
        Curves { precision_recall: thinned(precision_recall), roc: thinned(roc) }
    }
}

/// The points that are at least [`STEP`] from the last kept point, and the end point.
fn thinned(points: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    let last = points.len().saturating_sub(1);
    let mut kept: Vec<[f64; 2]> = Vec::new();
    for (at, point) in points.into_iter().enumerate() {
        let is_near = |other: &[f64; 2]| {
            (point[0] - other[0]).abs() < STEP && (point[1] - other[1]).abs() < STEP
        };
        if at == last || !kept.last().is_some_and(is_near) {
            kept.push(point);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Label::{News, Sponsored};
    use approx::assert_relative_eq;
    use proptest::prelude::*;

    fn curves(rows: &[(f64, Label)]) -> Curves {
        Curves::of_ranking(&ranking(rows))
    }

    fn ranking(rows: &[(f64, Label)]) -> Ranking {
        let row = |&(probability, actual): &_| Scored::new(probability, News, actual);
        Ranking::of(&rows.iter().map(row).collect::<Vec<_>>())
    }

    #[test]
    fn every_threshold_has_a_point() {
        let rows = [(0.75, Sponsored), (0.5, News), (0.5, Sponsored), (0.25, News)];
        let curves = curves(&rows);
        assert_eq!(curves.precision_recall, [[0.5, 1.0], [1.0, 2.0 / 3.0], [1.0, 0.5]]);
        assert_eq!(curves.roc, [[0.0, 0.0], [0.0, 0.5], [0.5, 1.0], [1.0, 1.0]]);
    }

    #[test]
    fn missing_class_has_no_curve() {
        let news = curves(&[(0.5, News)]);
        assert!(news.precision_recall.is_empty() && news.roc.is_empty());
        let sponsored = curves(&[(0.5, Sponsored)]);
        assert_eq!(sponsored.precision_recall, [[1.0, 1.0]]);
        assert!(sponsored.roc.is_empty());
        assert!(curves(&[]).roc.is_empty());
    }

    proptest! {
        #[test]
        fn thinning_keeps_the_area(
            rows in proptest::collection::vec((0.0..1.0, any::<bool>()), 2..3000),
        ) {
            let rows: Vec<(f64, Label)> = rows
                .into_iter()
                .map(|(probability, paid)| (probability, if paid { Sponsored } else { News }))
                .collect();
            let curves = curves(&rows);
            prop_assert!(curves.roc.len() <= 900 && curves.precision_recall.len() <= 3000);
            let area: f64 = curves.roc.windows(2)
                .map(|ends| (ends[1][0] - ends[0][0]) * (ends[1][1] + ends[0][1]) / 2.0)
                .sum();
            if let Some(auc) = ranking(&rows).figures(|_| 1).auc {
                assert_relative_eq!(area, auc, epsilon = 0.005);
            }
        }
    }
}
