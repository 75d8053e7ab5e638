//! A corpus put together paragraph by paragraph.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

use super::{Corpus, LabelledParagraph};
use crate::error::{Error, Result};
use crate::verdict::Label;

/// Gathers labelled paragraphs, in reading order.
///
/// ```
/// use adsift::Label;
/// use adsift::corpus::CorpusBuilder;
///
/// let mut builder = CorpusBuilder::new(true);
/// builder.begin_article();
/// builder.push("The council met.", Some(Label::News), "the-herald", "by hand")?;
/// builder.push("Try it free today!", Some(Label::Sponsored), "the-herald", "by hand")?;
/// let corpus = builder.finish();
/// assert_eq!(corpus.articles(), [0..2]);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug)]
pub struct CorpusBuilder {
    corpus: Corpus,
    groups: Names,
    sources: Names,
}

impl CorpusBuilder {
    /// An empty corpus; `has_articles` says whether its articles are known ones.
    pub fn new(has_articles: bool) -> Self {
        CorpusBuilder {
            corpus: Corpus {
                text: String::new(),
                paragraphs: Vec::new(),
                articles: Vec::new(),
                groups: Vec::new(),
                sources: Vec::new(),
                has_articles,
                excluded: 0,
                normalised_labels: 0,
            },
            groups: Names::default(),
            sources: Names::default(),
        }
    }

    /// The paragraphs that follow stand on another page.
    pub fn begin_article(&mut self) {
        let end = self.corpus.paragraphs.len();
        if self
            .corpus
            .articles
            .last()
            .is_none_or(|last| !last.is_empty())
        {
            self.corpus.articles.push(end..end);
        }
    }

    /// Adds a paragraph to the article under way; no label makes it mere context.
    ///
    /// # Errors
    ///
    /// [`Error::Training`] past 2^32 groups or sources.
    pub fn push(
        &mut self,
        text: &str,
        label: Option<Label>,
        group: &str,
        source: &str,
    ) -> Result<()> {
        if self.corpus.articles.is_empty() {
            self.begin_article();
        }
        let corpus = &mut self.corpus;
        let start = corpus.text.len();
        corpus.text.push_str(text);
        corpus.paragraphs.push(LabelledParagraph {
            span: start..corpus.text.len(),
            label,
            group: self.groups.index(group)?,
            source: self.sources.index(source)?,
        });
        if let Some(article) = corpus.articles.last_mut() {
            article.end = corpus.paragraphs.len();
        }
        Ok(())
    }

    /// Paragraphs of the article under way so far.
    pub(crate) fn article_len(&self) -> usize {
        self.corpus
            .articles
            .last()
            .map_or(0, |article| article.len())
    }

    /// Counts a row that was left out.
    pub(crate) fn count_excluded(&mut self) {
        self.corpus.excluded += 1;
    }

    /// Counts a label that differed from its spelling by case or white space.
    pub(crate) fn count_normalised_label(&mut self) {
        self.corpus.normalised_labels += 1;
    }

    /// The corpus, in no more memory than it needs.
    pub fn finish(self) -> Corpus {
        let mut corpus = self.corpus;
        corpus.articles.retain(|article| !article.is_empty());
        corpus.text.shrink_to_fit();
        corpus.paragraphs.shrink_to_fit();
        corpus.articles.shrink_to_fit();
        corpus.groups = self.groups.names;
        corpus.sources = self.sources.names;
        corpus
    }
}

/// Names numbered in the order they first came. Known by their hash, so that each is held once.
#[derive(Debug, Default)]
struct Names {
    names: Vec<String>,
    indices: HashMap<u128, u32>,
}

impl Names {
    fn index(&mut self, name: &str) -> Result<u32> {
        let hash = xxh3_128(name.as_bytes());
        if let Some(&index) = self.indices.get(&hash) {
            return Ok(index);
        }
        let index = u32::try_from(self.names.len())
            .map_err(|_| Error::Training("more than 2^32 groups or sources".to_owned()))?;
        self.indices.insert(hash, index);
        self.names.push(name.to_owned());
        Ok(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_stand_in_the_arena_in_their_order() {
        let mut builder = CorpusBuilder::new(true);
        for (text, group) in [("One.", "g"), ("", "h"), ("Zürich", "g")] {
            builder.push(text, None, group, "s").unwrap();
        }
        builder.begin_article();
        builder.begin_article();
        builder.push("Two.", Some(Label::News), "h", "t").unwrap();
        builder.begin_article();
        let corpus = builder.finish();
        assert_eq!(corpus.len(), 4);
        assert_eq!(corpus.articles(), [0..3, 3..4]);
        let texts: Vec<_> = (0..4).map(|at| corpus.text(at)).collect();
        assert_eq!(texts, ["One.", "", "Zürich", "Two."]);
        let groups: Vec<_> = corpus.paragraphs().iter().map(|p| p.group).collect();
        assert_eq!(groups, [0, 1, 0, 1]);
        assert_eq!(corpus.group_name(1), "h");
        assert_eq!(corpus.source_name(corpus.paragraphs()[3].source), "t");
    }
}
