//! Counts over a corpus, shown by `train` and `inspect` and stored in every model.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_128;

use super::Corpus;
use crate::verdict::Label;

/// Counts over a [`Corpus`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CorpusSummary {
    /// Paragraphs: news, sponsored and ignored.
    pub rows: usize,
    /// Articles; equal to `rows` if the data names no articles.
    pub articles: usize,
    /// Paragraphs labelled news.
    pub news: usize,
    /// Paragraphs labelled sponsored.
    pub sponsored: usize,
    /// Paragraphs without a label, which are only context.
    pub ignored: usize,
    /// Excluded rows, which no other count includes.
    pub excluded: usize,
    /// Different sources.
    pub sources: usize,
    /// Different groups.
    pub groups: usize,
    /// Paragraphs that are empty or only white space.
    pub empty_texts: usize,
    /// Paragraphs that repeat the non-empty text of an earlier paragraph.
    pub duplicate_texts: usize,
    /// Different non-empty texts that are news in one paragraph and sponsored in another.
    pub texts_under_two_labels: usize,
    /// Bytes of all texts.
    pub text_bytes: usize,
    /// Labels that were read after a change of case or white space.
    pub normalised_labels: usize,
}

impl CorpusSummary {
    pub(super) fn of(corpus: &Corpus) -> Self {
        let labelled =
            |label| corpus.paragraphs.iter().filter(|paragraph| paragraph.label == label).count();
        let mut summary = CorpusSummary {
            rows: corpus.len(),
            articles: corpus.articles.len(),
            news: labelled(Some(Label::News)),
            sponsored: labelled(Some(Label::Sponsored)),
            ignored: labelled(None),
            excluded: corpus.excluded,
            sources: corpus.sources.len(),
            groups: corpus.groups.len(),
            empty_texts: 0,
            duplicate_texts: 0,
            texts_under_two_labels: 0,
            text_bytes: corpus.text.len(),
            normalised_labels: corpus.normalised_labels,
        };
        summary.compare_texts(corpus);
        summary
    }

    fn compare_texts(&mut self, corpus: &Corpus) {
        let mut labels_of: HashMap<u128, u8> = HashMap::new(); // one bit per label
        for (at, paragraph) in corpus.paragraphs.iter().enumerate() {
            let text = corpus.text(at);
            if text.trim().is_empty() {
                self.empty_texts += 1;
                continue;
            }
            let bit = paragraph.label_bit();
            labels_of
                .entry(xxh3_128(text.as_bytes()))
                .and_modify(|bits| {
                    self.duplicate_texts += 1;
                    if *bits != 3 && *bits | bit == 3 {
                        self.texts_under_two_labels += 1;
                    }
                    *bits |= bit;
                })
                .or_insert(bit);
        }
    }
}

impl fmt::Display for CorpusSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} paragraphs in {} articles: {} news, {} sponsored, {} ignored",
            self.rows, self.articles, self.news, self.sponsored, self.ignored
        )?;
        writeln!(
            f,
            "bytes of text: {}, sources: {}, groups: {}",
            self.text_bytes, self.sources, self.groups
        )?;
        write!(
            f,
            "repeated texts: {}, texts under both labels: {}, empty texts: {}",
            self.duplicate_texts, self.texts_under_two_labels, self.empty_texts
        )?;
        if self.excluded > 0 {
            write!(f, "\nexcluded rows: {}", self.excluded)?;
        }
        if self.normalised_labels > 0 {
            write!(f, "\nlabels with corrected case or spaces: {}", self.normalised_labels)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusBuilder;

    #[test]
    fn counts_every_kind_of_row() {
        let (news, sponsored) = (Some(Label::News), Some(Label::Sponsored));
        let mut builder = CorpusBuilder::new(false);
        for (text, label) in [
            ("a", news),
            ("a", sponsored),
            ("a", news),
            ("b", None),
            ("b", sponsored),
            ("b", sponsored),
            ("", news),
            (" \n", sponsored),
        ] {
            builder.begin_article();
            builder.push(text, label, text, "s").unwrap();
        }
        builder.count_excluded();
        builder.count_normalised_label();
        let summary = builder.finish().summary();
        assert_eq!(
            summary,
            CorpusSummary {
                rows: 8,
                articles: 8,
                news: 3,
                sponsored: 4,
                ignored: 1,
                excluded: 1,
                sources: 1,
                groups: 4,
                empty_texts: 2,
                duplicate_texts: 4,
                texts_under_two_labels: 1,
                text_bytes: 8,
                normalised_labels: 1,
            }
        );
        assert_eq!(
            summary.to_string(),
            "8 paragraphs in 8 articles: 3 news, 4 sponsored, 1 ignored\n\
             bytes of text: 8, sources: 1, groups: 4\n\
             repeated texts: 4, texts under both labels: 1, empty texts: 2\n\
             excluded rows: 1\n\
             labels with corrected case or spaces: 1"
        );
    }
}
