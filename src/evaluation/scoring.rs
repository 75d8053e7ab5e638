//! A model's verdicts on labelled data.

use rayon::prelude::*;

use super::Scored;
use crate::classifier::Classifier;
use crate::corpus::Corpus;
use crate::explanation::{Explainer, Explanation};
use crate::features::page::Score;
use crate::model::Model;

const ARTICLES_A_CHUNK: usize = 64;

/// Judges every article of the corpus and pairs each labelled paragraph with its verdict, in the
/// corpus's order. Paragraphs without a label stand on their page and are not scored.
pub fn score(model: &Model, threshold: f64, corpus: &Corpus) -> Vec<Scored> {
    let articles: Vec<usize> = (0..corpus.articles().len()).collect();
    let chunks: Vec<Vec<Scored>> = articles
        .par_chunks(ARTICLES_A_CHUNK)
        .map_init(
            || Classifier::with_threshold(model, threshold),
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

/// What the log-odds of a paragraph are made of, on its page.
///
/// # Panics
///
/// Where the corpus has no such paragraph.
pub fn explain(model: &Model, corpus: &Corpus, paragraph: usize) -> Explanation {
    let articles = corpus.articles();
    let article = articles.partition_point(|article| article.end <= paragraph);
    let page = articles[article].clone();
    let texts = page.clone().map(|paragraph| corpus.text(paragraph));
    let mut classifier = Classifier::new(model);
    let scores: Vec<Score> = texts.clone().map(|text| classifier.score(text)).collect();
    let mut explanations = Explainer::new(model).explain(texts, &scores);
    explanations.swap_remove(paragraph - page.start)
}

fn score_article(classifier: &mut Classifier<'_>, corpus: &Corpus, article: usize) -> Vec<Scored> {
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
