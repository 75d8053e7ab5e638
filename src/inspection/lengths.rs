//! How long paragraphs and articles are, and whether length alone tells the label.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::corpus::Corpus;
use crate::tokenizer::{TokenKind, for_each_token};
use crate::verdict::Label;

/// Lengths of paragraphs, in words and numbers, and of articles, in paragraphs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lengths {
    /// Words of a news paragraph; None where there is none.
    pub news: Option<Quantiles>,
    /// Words of a sponsored paragraph.
    pub sponsored: Option<Quantiles>,
    /// The share of pairs of a sponsored and a news paragraph of which the sponsored one is longer, a tie
    /// counting half; None where a label is missing.
    pub auc: Option<f64>,
    /// Paragraphs of an article; None where articles were not told.
    pub articles: Option<Quantiles>,
    /// Articles with paragraphs of both labels.
    pub mixed_articles: usize,
}

/// Where so many percent of all lengths are not above (nearest rank).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct Quantiles {
    pub p5: usize,
    pub p25: usize,
    pub p50: usize,
    pub p75: usize,
    pub p95: usize,
    pub max: usize,
}

impl Lengths {
    /// Reads every text once.
    pub fn of(corpus: &Corpus) -> Self {
        let (mut news, mut sponsored) = (Vec::new(), Vec::new());
        for (at, paragraph) in corpus.paragraphs().iter().enumerate() {
            match paragraph.label {
                Some(Label::News) => news.push(words(corpus.text(at))),
                Some(Label::Sponsored) => sponsored.push(words(corpus.text(at))),
                None => {}
            }
        }
        let articles = corpus.articles().iter();
        let mixed = articles.clone().filter(|article| {
            let has = |label| {
                let paragraphs = corpus.paragraphs().get((*article).clone());
                let mut paragraphs = paragraphs.unwrap_or_default().iter();
                paragraphs.any(|paragraph| paragraph.label == Some(label))
            };
            has(Label::News) && has(Label::Sponsored)
        });
        let mixed_articles = mixed.count();
        let articles = articles.map(|article| article.len()).collect();
        Lengths {
            auc: auc(&news, &sponsored),
            news: Quantiles::of(news),
            sponsored: Quantiles::of(sponsored),
            articles: corpus
                .has_articles()
                .then(|| Quantiles::of(articles))
                .flatten(),
            mixed_articles,
        }
    }
}

impl Quantiles {
    fn of(mut lengths: Vec<usize>) -> Option<Self> {
        lengths.sort_unstable();
        let max = *lengths.last()?;
        let at = |percent: usize| {
            let rank = (percent * lengths.len()).div_ceil(100).max(1);
            lengths.get(rank - 1).copied().unwrap_or(max)
        };
        Some(Quantiles {
            p5: at(5),
            p25: at(25),
            p50: at(50),
            p75: at(75),
            p95: at(95),
            max,
        })
    }
}

/// Words and numbers of a text.
pub(super) fn words(text: &str) -> usize {
    let mut words = 0;
    for_each_token(text, |token| {
        words += usize::from(token.kind != TokenKind::Symbol)
    });
    words
}

/// Mann-Whitney, in whole numbers until the last step.
fn auc(news: &[usize], sponsored: &[usize]) -> Option<f64> {
    let mut counts: BTreeMap<usize, [u128; 2]> = BTreeMap::new();
    for (label, lengths) in [news, sponsored].into_iter().enumerate() {
        for &length in lengths {
            counts.entry(length).or_default()[label] += 1;
        }
    }
    let (mut shorter, mut doubled) = (0, 0);
    for [news, sponsored] in counts.into_values() {
        doubled += sponsored * (2 * shorter + news);
        shorter += news;
    }
    let pairs = news.len() as u128 * sponsored.len() as u128;
    (pairs > 0).then(|| doubled as f64 / (2 * pairs) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusBuilder;

    #[test]
    fn ranks_are_the_nearest() {
        let of = |lengths: &[usize]| Quantiles::of(lengths.to_vec());
        assert_eq!(of(&[]), None);
        let all: Vec<usize> = (1..=20).rev().collect();
        let found = of(&all).unwrap();
        assert_eq!((found.p5, found.p25, found.p50), (1, 5, 10));
        assert_eq!((found.p75, found.p95, found.max), (15, 19, 20));
        assert_eq!(of(&[7]).unwrap().p5, 7);
    }

    #[test]
    fn auc_counts_pairs_and_ties_half() {
        assert_eq!(auc(&[1, 2], &[2, 3]), Some(3.5 / 4.0));
        assert_eq!(auc(&[1, 2], &[]), None);
        assert_eq!(auc(&[9], &[1, 2]), Some(0.0));
    }

    #[test]
    fn paragraphs_are_counted_under_their_label_and_articles_whole() {
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
