//! `RowOrder`: the rows of a file in articles, although the rows of an article may be scattered.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::Xxh3;

use crate::corpus::CorpusBuilder;

/// Rows of a file, for one scattered row, of which few are scattered: the file is not in another order,
/// but some articles share an id. Such a row begins another article.
const FEW: usize = 100;

/// The article and the number of each row of a file.
pub(super) struct RowOrder {
    /// The paragraphs of the corpus before the file.
    start: usize,
    /// The article of each pair of an id and a group, by its hash. Articles of one id in different
    /// groups are different: the id is then a number within the group.
    articles: HashMap<u128, usize>,
    /// The paragraphs and the bytes of each article.
    sizes: Vec<ArticleSize>,
    /// The article of each row and its number in the article; 0 if no column has the numbers.
    keys: Vec<(usize, f64)>,
    /// The rows with a number.
    numbered: HashSet<(usize, u64)>,
    /// The id of the last row's article; empty for a row without an id.
    id: String,
    is_sorted: bool,
    /// Rows that name an earlier article, but do not follow its rows.
    scattered: usize,
}

/// The size of an article so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ArticleSize {
    pub(super) paragraphs: usize,
    pub(super) bytes: usize,
}

impl RowOrder {
    /// Creates the order of a file whose first paragraph has the number `start` in the corpus.
    pub(super) fn new(start: usize) -> Self {
        RowOrder {
            start,
            articles: HashMap::new(),
            sizes: Vec::new(),
            keys: Vec::new(),
            numbered: HashSet::new(),
            id: String::new(),
            is_sorted: true,
            scattered: 0,
        }
    }

    /// Adds the next row, a paragraph of this many bytes, to the article `id` of a group. Returns
    /// the size of the article with the row, and whether the row belongs to another article than
    /// the row before.
    pub(super) fn add(
        &mut self,
        id: Option<&str>,
        group: Option<&str>,
        bytes: usize,
    ) -> (ArticleSize, bool) {
        let last = self.keys.last().map(|&(article, _)| article);
        let article = match (id, last) {
            (Some(id), Some(last)) if id == self.id => last,
            (Some(id), _) => {
                id.clone_into(&mut self.id);
                let next = self.sizes.len();
                let article = *self.articles.entry(hash(id, group)).or_insert(next);
                self.scattered += usize::from(article < next);
                article
            }
            (None, _) => {
                self.id.clear();
                self.sizes.len()
            }
        };
        if article == self.sizes.len() {
            self.sizes.push(ArticleSize::default());
        }
        self.is_sorted &= last.is_none_or(|last| last <= article);
        self.keys.push((article, 0.0));
        let size = &mut self.sizes[article];
        size.bytes += bytes + if size.paragraphs > 0 { "\n\n".len() } else { 0 };
        size.paragraphs += 1;
        (*size, last != Some(article))
    }

    /// Sets the number of the last row in its article. Returns false if another row of the article
    /// has this number.
    #[must_use]
    pub(super) fn set_number(&mut self, number: f64) -> bool {
        let before = self.keys.len().checked_sub(2).map(|before| self.keys[before]);
        let Some(last) = self.keys.last_mut() else {
            return true;
        };
        last.1 = number;
        self.is_sorted &= before.is_none_or(|before| before.0 != last.0 || before.1 <= number);
        self.numbered.insert((last.0, number.to_bits()))
    }

    /// Gathers and sorts the rows of each article in the corpus. Returns their order, as indices of
    /// the rows of the file, or `None` if they were in order.
    pub(super) fn arrange(&self, builder: &mut CorpusBuilder) -> Option<Vec<usize>> {
        if self.numbered.is_empty() {
            builder.count_scattered(self.scattered);
            if self.scattered * FEW < self.keys.len() {
                return None;
            }
        }
        if self.is_sorted {
            return None;
        }
        let mut order: Vec<usize> = (0..self.keys.len()).collect();
        // The sort is stable: rows of the same key keep their order.
        order.sort_by(|&one, &two| {
            let ((article, number), other) = (self.keys[one], self.keys[two]);
            article.cmp(&other.0).then(number.total_cmp(&other.1))
        });
        let lengths = self.sizes.iter().map(|size| size.paragraphs);
        builder.rearrange(self.start, &order, lengths);
        Some(order)
    }
}

fn hash(id: &str, group: Option<&str>) -> u128 {
    let mut hasher = Xxh3::new();
    hasher.update(&(id.len() as u64).to_le_bytes());
    hasher.update(id.as_bytes());
    hasher.update(group.unwrap_or_default().as_bytes());
    hasher.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of rows with these ids, if it is another one.
    fn order(ids: &[usize]) -> Option<Vec<usize>> {
        let mut builder = CorpusBuilder::new(true);
        let mut rows = RowOrder::new(0);
        for id in ids {
            let id = id.to_string();
            if rows.add(Some(&id), None, 1).1 {
                builder.begin_article();
            }
            builder.push("x", None, &id, "a").unwrap();
        }
        let order = rows.arrange(&mut builder);
        assert_eq!(builder.finish().scattered_rows(), 1);
        order
    }

    #[test]
    fn scattered_rows_are_gathered_unless_they_are_few() {
        let mut ids: Vec<usize> = (0..99).chain([3]).collect();
        let gathered = order(&ids).unwrap();
        assert_eq!(gathered[3..5], [3, 99]);
        ids.insert(50, 200);
        assert_eq!(order(&ids), None);
    }
}
