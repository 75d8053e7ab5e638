//! Text of all benches: one megabyte, generated from the starter data by a fixed rule.

// Every bench is a separate crate and uses some of these functions.
#![allow(dead_code, clippy::unwrap_used)]

use std::time::Duration;

use adsift::article::{Article, ArticleId};
use adsift::corpus::{Corpus, CorpusBuilder};
use adsift::input::{LabelledColumns, Reading, read_corpus};
use criterion::Criterion;

/// Copies of the starter data, of 51,543 bytes each.
const COPIES: usize = 20;

/// Configures few and short samples, so that all benches together take less than a minute.
pub fn criterion() -> Criterion {
    Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args()
}

/// Returns labelled pages. Each copy of the starter data begins its paragraphs at another word.
pub fn corpus() -> Corpus {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/starter.csv");
    let columns =
        LabelledColumns { article: Some("article".to_owned()), ..LabelledColumns::default() };
    let starter = read_corpus(&[path.to_owned()], &columns, &Reading::default()).unwrap();
    let mut builder = CorpusBuilder::new(true);
    for copy in 0..COPIES {
        for article in starter.articles() {
            builder.begin_article();
            for index in article.clone() {
                let paragraph = &starter.paragraphs()[index];
                let group = format!("{copy}, {}", starter.group_name(paragraph.group));
                let text = rotated(starter.text(index), copy);
                builder.push(&text, paragraph.label, &group, "starter").unwrap();
            }
        }
    }
    builder.finish()
}

fn rotated(text: &str, by: usize) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    let by = by % words.len();
    words.rotate_left(by);
    words.join(" ")
}

/// The paragraphs of [`corpus`].
pub fn paragraphs() -> Vec<String> {
    let corpus = corpus();
    (0..corpus.len()).map(|index| corpus.text(index).to_owned()).collect()
}

/// The pages of [`corpus`], without their labels.
pub fn articles() -> Vec<Article> {
    let corpus = corpus();
    let article = |(number, paragraphs): (usize, &std::ops::Range<usize>)| {
        let texts = paragraphs.clone().map(|index| corpus.text(index));
        Article::from_paragraphs(ArticleId::Text(number.to_string()), texts)
    };
    corpus.articles().iter().enumerate().map(article).collect()
}

/// Returns the length of all texts in bytes, the unit of throughput.
pub fn bytes<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> u64 {
    texts.into_iter().map(|text| text.as_ref().len() as u64).sum()
}
