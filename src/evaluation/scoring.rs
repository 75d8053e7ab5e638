//! A model's verdicts on labelled data.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::Scored;
use super::ranking::bounded;
use crate::Label;
use crate::classifier::Classifier;
use crate::corpus::Corpus;
use crate::features::Score;
use crate::model::Model;
use crate::verdict::Explanation;

const ARTICLES_A_CHUNK: usize = 64;

/// Judges every article of the corpus and pairs each labelled paragraph with its verdict, in the
/// corpus's order. Paragraphs without a label stand on their page and are not scored.
pub fn score(model: &Arc<Model>, threshold: f64, corpus: &Corpus) -> Vec<Scored> {
    let articles: Vec<usize> = (0..corpus.articles().len()).collect();
    let chunks: Vec<Vec<Scored>> = articles
        .par_chunks(ARTICLES_A_CHUNK)
        .map_init(
            || Classifier::with_threshold(model.clone(), threshold),
            |classifier, articles| {
                articles
                    .iter()
                    .flat_map(|&article| score_article(classifier, corpus, article))
                    .collect()
            },
        )
        .collect();
    chunks.into_iter().flatten().collect()
}

/// The paragraphs that [`score`] judges, in its order: those with a label.
pub fn scored_paragraphs(corpus: &Corpus) -> Vec<usize> {
    let paragraphs = corpus.paragraphs();
    (0..corpus.len())
        .filter(|&paragraph| paragraphs[paragraph].label.is_some())
        .collect()
}

/// Explains paragraphs of the corpus on their pages, in the order of `paragraphs`. Each page is
/// scored once, whatever the number of its paragraphs.
///
/// # Panics
///
/// If the corpus has no such paragraph.
pub fn explain(model: &Arc<Model>, corpus: &Corpus, paragraphs: &[usize]) -> Vec<Explanation> {
    let articles = corpus.articles();
    let article_of = |paragraph| articles.partition_point(|article| article.end <= paragraph);
    let mut by_article: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, &paragraph) in paragraphs.iter().enumerate() {
        by_article
            .entry(article_of(paragraph))
            .or_default()
            .push(at);
    }
    let mut classifier = Classifier::new(model.clone());
    let mut explained: Vec<(usize, Explanation)> = Vec::with_capacity(paragraphs.len());
    for (article, wanted) in by_article {
        let page = articles[article].clone();
        let texts = page.clone().map(|paragraph| corpus.text(paragraph));
        let scores: Vec<Score> = texts.clone().map(|text| classifier.score(text)).collect();
        let explanations = classifier.explain(texts, &scores);
        explained.extend(
            wanted
                .into_iter()
                .map(|at| (at, explanations[paragraphs[at] - page.start].clone())),
        );
    }
    explained.sort_by_key(|(at, _)| *at);
    explained
        .into_iter()
        .map(|(_, explanation)| explanation)
        .collect()
}

fn score_article(classifier: &mut Classifier, corpus: &Corpus, article: usize) -> Vec<Scored> {
    let paragraphs = corpus.articles()[article].clone();
    let scores = paragraphs
        .clone()
        .map(|paragraph| classifier.score(corpus.text(paragraph)));
    let scores: Vec<Score> = scores.collect();
    let judged = classifier.judge(&scores);
    paragraphs
        .zip(judged)
        .filter_map(|(paragraph, (predicted, probability))| {
            let actual = corpus.paragraphs()[paragraph].label?;
            Some(Scored {
                probability,
                predicted,
                actual,
                article: article as u32,
            })
        })
        .collect()
}

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
