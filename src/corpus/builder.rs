//! Builds a corpus paragraph by paragraph.

use indexmap::IndexSet;

use super::{Corpus, LabelledParagraph};
use crate::error::{Error, Result};
use crate::verdict::Label;

/// Collects labelled paragraphs in reading order.
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
    groups: IndexSet<String>,
    sources: IndexSet<String>,
}

impl CorpusBuilder {
    /// Creates an empty corpus; `has_articles` is whether the data names articles.
    pub fn new(has_articles: bool) -> Self {
        CorpusBuilder {
            corpus: Corpus { has_articles, has_groups: true, ..Corpus::default() },
            groups: IndexSet::new(),
            sources: IndexSet::new(),
        }
    }

    /// Starts an article; the paragraphs that follow belong to it.
    pub fn begin_article(&mut self) {
        let end = self.corpus.paragraphs.len();
        if self.corpus.articles.last().is_none_or(|last| !last.is_empty()) {
            self.corpus.articles.push(end..end);
        }
    }

    /// Adds a paragraph to the current article; a paragraph without a label is only context.
    ///
    /// # Errors
    ///
    /// [`Error::Training`] if there are more than 2^32 groups or sources.
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
            group: index_of(&mut self.groups, group)?,
            source: index_of(&mut self.sources, source)?,
        });
        if let Some(article) = corpus.articles.last_mut() {
            article.end = corpus.paragraphs.len();
        }
        Ok(())
    }

    /// Number of paragraphs so far.
    pub(crate) fn len(&self) -> usize {
        self.corpus.paragraphs.len()
    }

    /// Puts the paragraphs from number `start` on into another order. `order` has their old numbers
    /// after `start`, and `lengths` the lengths of their articles, which must add up.
    pub(crate) fn rearrange(
        &mut self,
        start: usize,
        order: &[usize],
        lengths: impl Iterator<Item = usize>,
    ) {
        let corpus = &mut self.corpus;
        let old = corpus.paragraphs.split_off(start);
        corpus.paragraphs.extend(order.iter().map(|&at| old[at].clone()));
        corpus.articles.retain(|article| article.start < start);
        let mut end = start;
        for length in lengths {
            corpus.articles.push(end..end + length);
            end += length;
        }
    }

    /// Sets whether the data names groups; if not, the group of a paragraph is its article.
    pub(crate) fn set_has_groups(&mut self, has_groups: bool) {
        self.corpus.has_groups = has_groups;
    }

    /// Counts rows that were gathered with earlier rows of their article.
    pub(crate) fn count_scattered(&mut self, rows: usize) {
        self.corpus.scattered_rows += rows;
    }

    /// Counts a text that begins with a tag of HTML.
    pub(crate) fn count_html_text(&mut self) {
        self.corpus.html_texts += 1;
    }

    /// Counts an excluded row.
    pub(crate) fn count_excluded(&mut self) {
        self.corpus.excluded += 1;
    }

    /// Counts a label that was read after a change of case or white space.
    pub(crate) fn count_normalised_label(&mut self) {
        self.corpus.normalised_labels += 1;
    }

    /// Returns the corpus and frees the memory that it does not need.
    pub fn finish(self) -> Corpus {
        let mut corpus = self.corpus;
        corpus.articles.retain(|article| !article.is_empty());
        corpus.text.shrink_to_fit();
        corpus.paragraphs.shrink_to_fit();
        corpus.articles.shrink_to_fit();
        corpus.groups = self.groups.into_iter().collect();
        corpus.sources = self.sources.into_iter().collect();
        corpus
    }
}

/// The index of `name` among the different names, in order of first occurrence.
fn index_of(names: &mut IndexSet<String>, name: &str) -> Result<u32> {
    let known = names.get_index_of(name);
    let index = known.unwrap_or_else(|| names.insert_full(name.to_owned()).0);
    u32::try_from(index).map_err(|_| Error::Training("more than 2^32 groups or sources".to_owned()))
}

#[cfg(test)]
impl Corpus {
    /// A corpus of one article, group and source.
    pub(crate) fn of_rows<'t>(rows: impl IntoIterator<Item = (&'t str, Option<Label>)>) -> Self {
        let mut builder = CorpusBuilder::new(false);
        for (text, label) in rows {
            builder.push(text, label, "g", "s").unwrap();
        }
        builder.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_paragraphs_and_skips_empty_articles() {
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
