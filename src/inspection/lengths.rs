//! Lengths of paragraphs and articles, and how well length alone predicts the label.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use crate::corpus::Corpus;
use crate::math::{Auc, nearest_rank};
use crate::tokenizer::{TokenKind, for_each_token};
use crate::verdict::Label;

/// Lengths of paragraphs, in words and numbers, and of articles, in paragraphs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Lengths {
    /// Words per news paragraph; `None` without news.
    pub news: Option<Quantiles>,
    /// Words per sponsored paragraph; `None` without sponsored paragraphs.
    pub sponsored: Option<Quantiles>,
    /// AUC of length alone: the share of pairs of a sponsored and a news paragraph in which the
    /// sponsored paragraph is longer. A tie counts half; `None` if a label is missing.
    pub auc: Option<f64>,
    /// Paragraphs per article; `None` if the data names no articles.
    pub articles: Option<Quantiles>,
    /// Number of articles with paragraphs of both labels.
    pub mixed_articles: usize,
}

/// Percentiles of lengths, by nearest rank: `p5` is the 5th percentile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
#[non_exhaustive]
pub struct Quantiles {
    pub p5: usize,
    pub p25: usize,
    pub p50: usize,
    pub p75: usize,
    pub p95: usize,
    pub max: usize,
}

impl Lengths {
    /// Measures all paragraphs and articles. Reads every text once.
    pub fn of(corpus: &Corpus) -> Self {
        let (mut news, mut sponsored) = (Vec::new(), Vec::new());
        for (at, paragraph) in corpus.paragraphs().iter().enumerate() {
            match paragraph.label {
                Some(Label::News) => news.push(words(corpus.text(at))),
                Some(Label::Sponsored) => sponsored.push(words(corpus.text(at))),
                None => {}
            }
        }
        let is_mixed = |article: &&Range<usize>| {
            let paragraphs = &corpus.paragraphs()[(*article).clone()];
            let has = |label| paragraphs.iter().any(|paragraph| paragraph.label == Some(label));
            has(Label::News) && has(Label::Sponsored)
        };
        let articles = corpus.articles();
        Lengths {
            auc: auc(&news, &sponsored),
            news: Quantiles::of(news),
            sponsored: Quantiles::of(sponsored),
            articles: corpus
                .has_articles()
                .then(|| Quantiles::of(articles.iter().map(Range::len).collect()))
                .flatten(),
            mixed_articles: articles.iter().filter(is_mixed).count(),
        }
    }
}

impl Quantiles {
    fn of(mut lengths: Vec<usize>) -> Option<Self> {
        lengths.sort_unstable();
        Some(Quantiles {
            p5: nearest_rank(&lengths, 5)?,
            p25: nearest_rank(&lengths, 25)?,
            p50: nearest_rank(&lengths, 50)?,
            p75: nearest_rank(&lengths, 75)?,
            p95: nearest_rank(&lengths, 95)?,
            max: *lengths.last()?,
        })
    }
}

/// The number of words and numbers of a text.
pub(super) fn words(text: &str) -> usize {
    let mut words = 0;
    for_each_token(text, |token| words += usize::from(token.kind != TokenKind::Symbol));
    words
}

/// The AUC of the length as a score for sponsored.
fn auc(news: &[usize], sponsored: &[usize]) -> Option<f64> {
    let mut counts: BTreeMap<usize, [u64; 2]> = BTreeMap::new();
    for (label, lengths) in [news, sponsored].into_iter().enumerate() {
        for &length in lengths {
            counts.entry(length).or_default()[label] += 1;
        }
    }
    let mut auc = Auc::default();
    for &[news, sponsored] in counts.values().rev() {
        auc.add_tied(sponsored, news);
    }
    auc.value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusBuilder;

    #[test]
    fn quantiles_are_nearest_ranks() {
        let of = |lengths: &[usize]| Quantiles::of(lengths.to_vec());
        assert_eq!(of(&[]), None);
        let all: Vec<usize> = (1..=20).rev().collect();
        let found = of(&all).unwrap();
        assert_eq!((found.p5, found.p25, found.p50), (1, 5, 10));
        assert_eq!((found.p75, found.p95, found.max), (15, 19, 20));
        assert_eq!(of(&[7]).unwrap().p5, 7);
    }

    #[test]
    fn auc_of_length_halves_ties() {
        assert_eq!(auc(&[1, 2], &[2, 3]), Some(3.5 / 4.0));
        assert_eq!(auc(&[1, 2], &[]), None);
        assert_eq!(auc(&[9], &[1, 2]), Some(0.0));
    }

    #[test]
    fn measures_paragraphs_by_label_and_articles_by_paragraphs() {
        let (news, sponsored) = (Some(Label::News), Some(Label::Sponsored));
        let mut builder = CorpusBuilder::new(true);
        for article in [
            &[("One two 3, four.", news), ("Buy!", sponsored)][..],
            &[("Not counted at all", None), ("Five", news)],
        ] {
            builder.begin_article();
            for &(text, label) in article {
                builder.push(text, label, "g", "s").unwrap();
            }
        }
        let lengths = Lengths::of(&builder.finish());
        assert_eq!(lengths.news.unwrap().max, 4);
        assert_eq!(lengths.sponsored.unwrap().p50, 1);
        assert_eq!(lengths.auc, Some(0.25));
        assert_eq!(lengths.articles.unwrap().p50, 2);
        assert_eq!(lengths.mixed_articles, 1);
    }
}
