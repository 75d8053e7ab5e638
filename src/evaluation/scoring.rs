//! Verdicts of a model on a labelled corpus, and their explanations.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::scored::Scored;
use crate::classifier::Classifier;
use crate::corpus::Corpus;
use crate::features::Score;
use crate::model::Model;
use crate::verdict::{Explanation, Label};

/// Articles per unit of parallel work.
const ARTICLES_PER_CHUNK: usize = 64;

/// Classifies every article of the corpus and returns one row per labelled paragraph, in the order
/// of the corpus. Paragraphs without a label are context for their neighbours and have no row.
///
/// ```
/// use std::sync::Arc;
///
/// use adsift::corpus::CorpusBuilder;
/// use adsift::evaluation::score;
/// use adsift::{Label, Model};
///
/// let mut corpus = CorpusBuilder::new(true);
/// corpus.begin_article();
/// corpus.push("The council voted on Tuesday.", None, "group", "source")?;
/// corpus.push("Order today and save 50%!", Some(Label::Sponsored), "group", "source")?;
/// let model = Arc::new(Model::embedded()?);
/// let scored = score(&model, model.threshold, &corpus.finish());
/// assert_eq!(scored.len(), 1);
/// assert_eq!(scored[0].actual, Label::Sponsored);
/// assert_eq!(scored[0].predicted, Label::at(scored[0].probability, model.threshold));
/// # Ok::<(), adsift::Error>(())
/// ```
pub fn score(model: &Arc<Model>, threshold: f64, corpus: &Corpus) -> Vec<Scored> {
    let articles: Vec<usize> = (0..corpus.articles().len()).collect();
    let chunks: Vec<Vec<Scored>> = articles
        .par_chunks(ARTICLES_PER_CHUNK)
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

/// The indices of the labelled paragraphs: the paragraph of each row of [`score`].
pub fn scored_paragraphs(corpus: &Corpus) -> Vec<usize> {
    let paragraphs = corpus.paragraphs();
    (0..corpus.len()).filter(|&paragraph| paragraphs[paragraph].label.is_some()).collect()
}

/// Explains paragraphs of the corpus within their articles, in the order of `paragraphs`. Each
/// article is scored once for any number of its paragraphs.
///
/// # Panics
/// If an index in `paragraphs` is out of range.
pub fn explain(model: &Arc<Model>, corpus: &Corpus, paragraphs: &[usize]) -> Vec<Explanation> {
    let articles = corpus.articles();
    let article_of = |paragraph| articles.partition_point(|article| article.end <= paragraph);
    let mut by_article: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, &paragraph) in paragraphs.iter().enumerate() {
        by_article.entry(article_of(paragraph)).or_default().push(at);
    }
    let mut classifier = Classifier::new(model.clone());
    let mut explained: Vec<(usize, Explanation)> = Vec::with_capacity(paragraphs.len());
    for (article, wanted) in by_article {
        let page = articles[article].clone();
        let texts = page.clone().map(|paragraph| corpus.text(paragraph));
        let scores: Vec<Score> = texts.clone().map(|text| classifier.score(text)).collect();
        let explanations = classifier.explain(texts.map(|text| (text, None)), &scores);
        for at in wanted {
            explained.push((at, explanations[paragraphs[at] - page.start].clone()));
        }
    }
    explained.sort_by_key(|(at, _)| *at);
    explained.into_iter().map(|(_, explanation)| explanation).collect()
}

/// The rows of one article's labelled paragraphs.
fn score_article(classifier: &mut Classifier, corpus: &Corpus, article: usize) -> Vec<Scored> {
    let paragraphs = corpus.articles()[article].clone();
    let scores: Vec<Score> =
        paragraphs.clone().map(|paragraph| classifier.score(corpus.text(paragraph))).collect();
    paragraphs
        .zip(classifier.judge(&scores))
        .filter_map(|(paragraph, (predicted, probability))| {
            Some(Scored {
                probability,
                predicted,
                actual: corpus.paragraphs()[paragraph].label?,
                resample_unit: article as u32,
            })
        })
        .collect()
}

/// Joins the rows of each article: returns one row per article and the index of the article's row
/// of the highest probability; the first of several equal ones.
///
/// An article is sponsored if any of its rows is. Its probability and its predicted label are those
/// of the returned index, so an article is labelled sponsored if any of its rows is. The rows of
/// an article share a [`resample_unit`](Scored::resample_unit) and follow one another, as in the
/// result of [`score`].
///
/// ```
/// use adsift::Label::{News, Sponsored};
/// use adsift::evaluation::{Scored, whole_articles};
///
/// let row = |probability, predicted, actual| Scored {
///     probability,
///     predicted,
///     actual,
///     resample_unit: 0,
/// };
/// let rows = [row(0.25, News, Sponsored), row(0.75, Sponsored, News)];
/// assert_eq!(whole_articles(&rows), [(1, row(0.75, Sponsored, Sponsored))]);
/// ```
pub fn whole_articles(scored: &[Scored]) -> Vec<(usize, Scored)> {
    let mut articles: Vec<(usize, Scored)> = Vec::new();
    for (index, row) in scored.iter().enumerate() {
        match articles.last_mut() {
            Some((highest, article)) if article.resample_unit == row.resample_unit => {
                let is_sponsored = article.actual.is_sponsored() || row.actual.is_sponsored();
                if row.bounded_probability() > article.bounded_probability() {
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
    use crate::corpus::CorpusBuilder;
    use crate::verdict::Label::{News, Sponsored};

    fn row(resample_unit: u32, probability: f64, predicted: Label, actual: Label) -> Scored {
        Scored { probability, predicted, actual, resample_unit }
    }

    #[test]
    fn paragraphs_of_several_articles_are_explained_in_the_order_of_the_request() {
        let mut builder = CorpusBuilder::new(true);
        for article in ["Order now and save 50%!\n\nThe council met.", "A vote.\n\nBuy a box."] {
            builder.begin_article();
            for text in article.split("\n\n") {
                builder.push(text, Some(News), "group", "source").unwrap();
            }
        }
        let (model, corpus) = (Arc::new(Model::embedded().unwrap()), builder.finish());
        let paragraphs = [3, 0, 2, 1];
        let alone = paragraphs.map(|paragraph| explain(&model, &corpus, &[paragraph]));
        assert_eq!(explain(&model, &corpus, &paragraphs), alone.concat());
    }

    #[test]
    fn article_has_the_verdict_of_its_highest_row() {
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
