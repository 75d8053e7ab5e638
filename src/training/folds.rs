//! Folds: every group is in one fold, so that no paragraph is scored by a model trained on its
//! group.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::verdict::Label;

/// The fold of each paragraph; all paragraphs of a group are in one fold.
pub(super) struct Folds {
    count: usize,
    of_paragraph: Vec<u16>,
}

impl Folds {
    /// Deals the groups at random into `count` folds, or into one fold per group if there are fewer
    /// groups. Groups with sponsored paragraphs are dealt first, so that every fold has its share.
    ///
    /// # Errors
    /// [`Error::Setting`] if `count` is out of range; [`Error::Training`] if a label is missing, or
    /// if all its paragraphs are in one group.
    pub(super) fn deal(corpus: &Corpus, count: usize, seed: u64) -> Result<Self> {
        check_count("folds", count)?;
        let groups = corpus.groups().len();
        let mut has = [vec![false; groups], vec![false; groups]]; // news, sponsored
        for paragraph in corpus.paragraphs() {
            if let Some(label) = paragraph.label {
                has[usize::from(label.is_sponsored())][paragraph.group as usize] = true;
            }
        }
        for (label, has) in [Label::News, Label::Sponsored].into_iter().zip(&has) {
            match has.iter().filter(|has| **has).count() {
                0 => {
                    return Err(Error::Training(format!(
                        "no paragraph is labelled {label}; both labels are needed"
                    )));
                }
                1 => return Err(Error::Training(single_group(corpus, label))),
                _ => {}
            }
        }
        let mut order: Vec<usize> = (0..groups).collect();
        order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
        order.sort_by_key(|&group| !has[1][group]);
        let count = count.min(groups);
        let mut of_group = vec![0u16; groups];
        for (position, group) in order.into_iter().enumerate() {
            of_group[group] = (position % count) as u16;
        }
        let of_paragraph = corpus
            .paragraphs()
            .iter()
            .map(|paragraph| of_group[paragraph.group as usize])
            .collect();
        Ok(Folds { count, of_paragraph })
    }

    /// Number of folds.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The fold of each paragraph.
    pub(super) fn of_paragraphs(&self) -> &[u16] {
        &self.of_paragraph
    }

    /// The fold of `paragraph`.
    pub(super) fn of(&self, paragraph: usize) -> usize {
        usize::from(self.of_paragraph[paragraph])
    }
}

/// Says that all paragraphs of a label are in one group, in the terms of the data.
fn single_group(corpus: &Corpus, label: Label) -> String {
    let paragraphs =
        corpus.paragraphs().iter().filter(|paragraph| paragraph.label == Some(label)).count();
    if paragraphs == 1 {
        return format!(
            "only one paragraph is labelled {label}, which cannot be both learned from and held \
             out; add more"
        );
    }
    let (group, column) = match (corpus.has_groups(), corpus.has_articles()) {
        (true, _) => ("group", "group"),
        (false, _) => ("article", "article"),
    };
    format!(
        "all {paragraphs} paragraphs labelled {label} are in one {group}, so none can be held out; \
         add data of another {group}, or name no {column} column"
    )
}

/// Checks a number of folds or parts.
///
/// # Errors
/// [`Error::Setting`] with `name` if `count` is not between 2 and 1000.
pub(super) fn check_count(name: &'static str, count: usize) -> Result<()> {
    if (2..=1000).contains(&count) {
        return Ok(());
    }
    Err(Error::Setting { name, problem: format!("{count} is not between 2 and 1000") })
}
