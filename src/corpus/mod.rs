//! Labelled paragraphs in memory, for training, evaluation and inspection.
//!
//! All texts are in one string, in the order they were added; the paragraphs may be in another order.

mod builder;
pub mod data_set;
mod summary;

use std::ops::Range;

pub use builder::CorpusBuilder;
pub use data_set::DataSet;
pub use summary::CorpusSummary;

use crate::verdict::Label;

/// Labelled paragraphs in reading order, grouped by article.
///
/// The index of a paragraph identifies it. [`read_corpus`](crate::input::read_corpus) reads a
/// corpus from CSV files; a [`CorpusBuilder`] builds one from other data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corpus {
    text: String,
    paragraphs: Vec<LabelledParagraph>,
    articles: Vec<Range<usize>>,
    groups: Vec<String>,
    sources: Vec<String>,
    has_articles: bool,
    has_groups: bool,
    scattered_rows: usize,
    html_texts: usize,
    excluded: usize,
    normalised_labels: usize,
}

/// A paragraph of a [`Corpus`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LabelledParagraph {
    /// Byte range of the paragraph in the text of the corpus.
    pub span: Range<usize>,
    /// The label; `None` for a paragraph that is only context and is not scored.
    pub label: Option<Label>,
    /// The group, an index for [`Corpus::group_name`]. Training holds out whole groups.
    pub group: u32,
    /// The collection of the paragraph, an index for [`Corpus::source_name`].
    pub source: u32,
}

impl LabelledParagraph {
    /// The label as a bit: 1 for news, 2 for sponsored, 0 without a label.
    fn label_bit(&self) -> u8 {
        match self.label {
            None => 0,
            Some(Label::News) => 1,
            Some(Label::Sponsored) => 2,
        }
    }
}

impl Corpus {
    /// Number of paragraphs, including ignored ones.
    pub fn len(&self) -> usize {
        self.paragraphs.len()
    }

    /// Whether the corpus has no paragraphs.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }

    /// The text of a paragraph.
    ///
    /// # Panics
    ///
    /// If the index is not below the number of paragraphs.
    pub fn text(&self, paragraph: usize) -> &str {
        &self.text[self.paragraphs[paragraph].span.clone()]
    }

    /// The paragraphs, in reading order.
    pub fn paragraphs(&self) -> &[LabelledParagraph] {
        &self.paragraphs
    }

    /// The paragraphs of each article, as adjacent ranges in reading order that cover the corpus.
    pub fn articles(&self) -> &[Range<usize>] {
        &self.articles
    }

    /// Whether the data names articles; if not, each paragraph is a separate article.
    pub fn has_articles(&self) -> bool {
        self.has_articles
    }

    /// Whether the data names groups; if not, the group of a paragraph is its article.
    pub(crate) fn has_groups(&self) -> bool {
        self.has_groups
    }

    /// Number of rows that named an earlier article, but did not follow its rows. In a
    /// file of which 1 % of the rows or more are such rows, they were gathered with their article, in
    /// the order of the rows; in other files each begins another article. Rows that were sorted by
    /// the paragraph's number do not count.
    pub fn scattered_rows(&self) -> usize {
        self.scattered_rows
    }

    /// Number of texts that begin with a tag of HTML. In labelled data tags are words, while they are
    /// markup in articles.
    pub fn html_texts(&self) -> usize {
        self.html_texts
    }

    /// The names of all groups, by index.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// The names of all sources, by index.
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The name of a group.
    ///
    /// # Panics
    ///
    /// If the index is not below the number of groups.
    pub fn group_name(&self, group: u32) -> &str {
        &self.groups[group as usize]
    }

    /// The name of a source.
    ///
    /// # Panics
    ///
    /// If the index is not below the number of sources.
    pub fn source_name(&self, source: u32) -> &str {
        &self.sources[source as usize]
    }

    /// Counts over the whole corpus. Reads every text once.
    pub fn summary(&self) -> CorpusSummary {
        CorpusSummary::of(self)
    }

    /// BLAKE3 of texts, labels, articles, groups and sources, by which a model identifies its data.
    ///
    /// The digest is the same on every machine. Groups and sources enter as numbers without their
    /// names, so that moving a file does not change the digest.
    pub fn digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"adsift corpus 1");
        for article in &self.articles {
            hasher.update(&(article.len() as u64).to_le_bytes());
            for paragraph in &self.paragraphs[article.clone()] {
                let text = &self.text[paragraph.span.clone()];
                hasher.update(&[paragraph.label_bit()]);
                hasher.update(&paragraph.group.to_le_bytes());
                hasher.update(&paragraph.source.to_le_bytes());
                hasher.update(&(text.len() as u64).to_le_bytes());
                hasher.update(text.as_bytes());
            }
        }
        *hasher.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus(rows: &[(&str, Option<Label>, &str, &str)], new_article: &[usize]) -> Corpus {
        let mut builder = CorpusBuilder::new(true);
        for (at, &(text, label, group, source)) in rows.iter().enumerate() {
            if new_article.contains(&at) {
                builder.begin_article();
            }
            builder.push(text, label, group, source).unwrap();
        }
        builder.finish()
    }

    #[test]
    fn digest_changes_with_content_and_ignores_names() {
        let news = Some(Label::News);
        let rows = [("ab", news, "g", "s"), ("c", None, "h", "s")];
        let digest = corpus(&rows, &[0]).digest();
        let renamed = [("ab", news, "x", "y"), ("c", None, "z", "y")];
        assert_eq!(corpus(&renamed, &[0]).digest(), digest);
        for (rows, articles) in [
            ([("ab", news, "g", "s"), ("c", None, "h", "s")], &[0, 1][..]),
            ([("a", news, "g", "s"), ("bc", None, "h", "s")], &[0]),
            ([("ab", None, "g", "s"), ("c", None, "h", "s")], &[0]),
            ([("ab", news, "g", "s"), ("c", news, "h", "s")], &[0]),
            ([("ab", news, "g", "s"), ("c", None, "g", "s")], &[0]),
            ([("ab", news, "g", "s"), ("c", None, "h", "t")], &[0]),
        ] {
            assert_ne!(corpus(&rows, articles).digest(), digest, "{rows:?}");
        }
    }

    #[test]
    fn digest_is_the_same_on_every_machine() {
        let rows = [("Zürich\n", Some(Label::Sponsored), "g", "s")];
        let digest = corpus(&rows, &[0]).digest();
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "510940337d2f2ffc84b26c6f717dc8f03a70266b8707171f195a0fd83f2abd9f");
    }
}
