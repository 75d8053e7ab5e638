//! Articles judged by their paragraphs.

use super::Scored;
use super::ranking::bounded;
use crate::Label;

/// An article's verdict for each article: sponsored where any of its rows is, with the probability
/// and the label of its highest row, of equals the first. Beside it stands that row's index.
///
/// An article is thereby labelled sponsored where any of its rows is. The rows of one article
/// follow one another, as [`score`](super::score) gives them.
///
/// ```
/// use adsift::Label::{News, Sponsored};
/// use adsift::evaluation::{Scored, whole_articles};
///
/// let row = |probability, predicted, actual| Scored { probability, predicted, actual, article: 0 };
/// let rows = [row(0.25, News, Sponsored), row(0.75, Sponsored, News)];
/// assert_eq!(whole_articles(&rows), [(1, row(0.75, Sponsored, Sponsored))]);
/// ```
pub fn whole_articles(scored: &[Scored]) -> Vec<(usize, Scored)> {
    let mut articles: Vec<(usize, Scored)> = Vec::new();
    for (index, row) in scored.iter().enumerate() {
        match articles.last_mut() {
            Some((highest, article)) if article.article == row.article => {
                let is_sponsored = article.actual.is_sponsored() || row.actual.is_sponsored();
                if bounded(row.probability) > bounded(article.probability) {
                    (*highest, *article) = (index, *row);
                }
                if is_sponsored {
                    article.actual = Label::Sponsored;
                }
            }
            _ => articles.push((index, *row)),
        }
    }
    articles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{News, Sponsored};

    fn row(article: u32, probability: f64, predicted: Label, actual: Label) -> Scored {
        Scored {
            probability,
            predicted,
            actual,
            article,
        }
    }

    #[test]
    fn the_highest_row_speaks_for_its_article() {
        let rows = [
            row(4, 0.25, News, News),
            row(4, 0.75, Sponsored, News),
            row(4, 0.75, Sponsored, Sponsored),
            row(4, 0.5, Sponsored, News),
            row(1, 0.125, News, News),
            row(7, 0.375, News, Sponsored),
            row(7, 0.25, News, News),
        ];
        assert_eq!(
            whole_articles(&rows),
            [
                (1, row(4, 0.75, Sponsored, Sponsored)),
                (4, row(1, 0.125, News, News)),
                (5, row(7, 0.375, News, Sponsored)),
            ]
        );
        assert_eq!(whole_articles(&[]), []);
    }
}
