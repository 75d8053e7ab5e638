//! The scores of a page's paragraphs to one dense row for each of them.
//!
//! | column | value | in |
//! |---|---|---|
//! | `own` | the paragraph's evidence, over 4 | all |
//! | `context` | log-odds that the rest of the page gives it ([`chain`]), over 4 | context, layout |
//! | `previous`, `next` | evidence of the neighbour before, after, over 4; 0 where there is none | layout |
//! | `second_previous`, `second_next` | that of the neighbours beyond those, over 4 | layout |
//! | `length` | (log2(1 + words) − 5) / 2: 0 at 31 words | layout |
//! | `from_start`, `from_end` | 1 / (1 + paragraphs before it), after it | layout |
//! | `mean` | mean evidence of the page's other paragraphs, over 4 | layout |
//! | `rank` | share of the page's other paragraphs with less evidence than it | layout |
//!
//! Evidence ([`evidence`]) is what the paragraph's words and the publisher's disclosures say. Every
//! column has a spread near 1.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::disclosure::Disclosure;
use super::{chain, evidence};

/// What the words of a paragraph say of it, before the page is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Log-odds of sponsored.
    pub log_odds: f64,
    /// Number of words and numbers.
    pub words: usize,
    /// How many of them the model has seen in training, numbers always.
    pub known: usize,
    /// How many have letters of another script in the place of the Latin ones that they look like.
    pub disguised: usize,
    /// Whether the markup around it says that somebody paid; `None` where there is no markup.
    pub marked: Option<bool>,
    /// Whether it is no part of the article.
    pub is_boilerplate: bool,
    /// What it discloses of its being paid.
    pub disclosure: Option<Disclosure>,
}

impl Score {
    /// Share of the words that the model has seen; 1 where there is none.
    pub fn known_share(&self) -> f64 {
        if self.words == 0 {
            1.0
        } else {
            self.known as f64 / self.words as f64
        }
    }

    /// Whether there is enough to judge by: [`FEWEST_WORDS`], [`LEAST_KNOWN`] of them known, and nobody who
    /// meant to hide what they are.
    pub fn is_reliable(&self) -> bool {
        let is_enough = self.words >= FEWEST_WORDS && self.known_share() >= LEAST_KNOWN;
        is_enough && self.disguised == 0
    }
}

/// With fewer words a paragraph cannot be judged by itself.
pub const FEWEST_WORDS: usize = 4;

/// With a smaller share of known words a paragraph is in another language, or of another world. Of
/// English pages nobody has seen one paragraph in a hundred has fewer; French, German and Spanish
/// news has 0.60 to 0.71.
pub const LEAST_KNOWN: f64 = 0.75;

/// Which columns a page's rows have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageColumns {
    /// `own` alone: a calibration, for data that has no pages.
    Alone,
    /// `own` and `context`: what carries over from one publication to another.
    Context,
    /// All of them: how long, where and beside what its paid paragraphs stand is a publication's
    /// own habit, worth learning for more pages of the same and misleading elsewhere.
    Layout,
}

impl PageColumns {
    /// The columns' names, in order.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            PageColumns::Alone => &["own"],
            PageColumns::Context => &["own", "context"],
            PageColumns::Layout => &[
                "own",
                "context",
                "previous",
                "next",
                "second_previous",
                "second_next",
                "length",
                "from_start",
                "from_end",
                "mean",
                "rank",
            ],
        }
    }

    /// Number of columns.
    pub const fn count(self) -> usize {
        self.names().len()
    }

    /// The rows of a page: shape paragraphs × [`PageColumns::count`].
    pub fn rows(self, page: &[Score]) -> Array2<f64> {
        let evidence = evidence::of_page(page);
        let mut rows = Array2::zeros((page.len(), self.count()));
        let mut fill = |column: usize, values: &mut dyn Iterator<Item = f64>| {
            for (cell, value) in rows.column_mut(column).iter_mut().zip(values) {
                *cell = value;
            }
        };
        fill(0, &mut evidence.iter().map(|own| own / 4.0));
        if self != PageColumns::Alone {
            let context = chain::context(&evidence);
            fill(1, &mut context.iter().map(|context| context / 4.0));
        }
        if self == PageColumns::Layout {
            for (column, offset) in [(2, -1), (3, 1), (4, -2), (5, 2)] {
                fill(column, &mut neighbours(&evidence, offset));
            }
            let last = page.len().saturating_sub(1);
            let others = last.max(1) as f64;
            let sum: f64 = evidence.iter().sum();
            fill(
                6,
                &mut page
                    .iter()
                    .map(|score| (libm::log2(1.0 + score.words as f64) - 5.0) / 2.0),
            );
            fill(7, &mut (0..=last).map(|index| 1.0 / (1.0 + index as f64)));
            fill(
                8,
                &mut (0..=last).map(|index| 1.0 / (1.0 + (last - index) as f64)),
            );
            fill(
                9,
                &mut evidence.iter().map(|own| (sum - own) / others / 4.0),
            );
            let sorted = sorted(&evidence);
            let below = |own: &f64| sorted.partition_point(|other| other < own) as f64;
            fill(10, &mut evidence.iter().map(|own| below(own) / others));
        }
        rows
    }
}

/// The evidence of the paragraphs so many places further on, over 4; 0 beyond the edges.
fn neighbours(evidence: &[f64], offset: isize) -> impl Iterator<Item = f64> {
    let at = move |index: usize| {
        index
            .checked_add_signed(offset)
            .and_then(|at| evidence.get(at))
    };
    (0..evidence.len()).map(move |index| at(index).map_or(0.0, |neighbour| neighbour / 4.0))
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(scores: &[(f64, usize)]) -> Vec<Score> {
        let score = |&(log_odds, words)| Score {
            log_odds,
            words,
            known: words,
            disguised: 0,
            marked: None,
            is_boilerplate: false,
            disclosure: None,
        };
        scores.iter().map(score).collect()
    }

    #[test]
    fn each_column_is_what_the_table_says() {
        let rows = PageColumns::Layout.rows(&page(&[(4.0, 31), (-8.0, 63), (4.0, 3)]));
        let column = |name: &str| {
            let index = PageColumns::Layout
                .names()
                .iter()
                .position(|&n| n == name)
                .unwrap();
            rows.column(index).to_vec()
        };
        assert_eq!(column("own"), [1.0, -2.0, 0.5]);
        assert_eq!(column("previous"), [0.0, 1.0, -2.0]);
        assert_eq!(column("next"), [-2.0, 0.5, 0.0]);
        assert_eq!(column("second_previous"), [0.0, 0.0, 1.0]);
        assert_eq!(column("second_next"), [0.5, 0.0, 0.0]);
        assert_eq!(column("length"), [0.0, 0.5, -1.5]);
        assert_eq!(column("from_start"), [1.0, 0.5, 1.0 / 3.0]);
        assert_eq!(column("from_end"), [1.0 / 3.0, 0.5, 1.0]);
        assert_eq!(column("mean"), [-0.75, 0.75, -0.5]);
        assert_eq!(column("rank"), [1.0, 0.0, 0.5]);
        let context = chain::context(&[4.0, -8.0, 2.0]);
        let quarters: Vec<f64> = context.iter().map(|value| value / 4.0).collect();
        assert_eq!(column("context"), quarters);
    }

    #[test]
    fn a_few_words_or_strange_ones_are_not_to_be_relied_on() {
        let score = |words, known| Score {
            log_odds: 1.0,
            words,
            known,
            disguised: 0,
            marked: None,
            is_boilerplate: false,
            disclosure: None,
        };
        assert!(score(4, 3).is_reliable() && score(100, 75).is_reliable());
        assert!(
            !score(3, 3).is_reliable()
                && !score(100, 74).is_reliable()
                && !score(0, 0).is_reliable()
        );
    }

    #[test]
    fn fewer_columns_are_the_first_ones() {
        let page = page(&[(1.0, 9), (2.0, 9), (-3.0, 2)]);
        let all = PageColumns::Layout.rows(&page);
        for columns in [PageColumns::Alone, PageColumns::Context] {
            for (column, values) in columns.rows(&page).columns().into_iter().enumerate() {
                assert_eq!(values, all.column(column));
            }
        }
    }

    #[test]
    fn a_page_may_have_one_paragraph_or_none() {
        assert_eq!(PageColumns::Layout.rows(&[]).nrows(), 0);
        let rows = PageColumns::Layout.rows(&page(&[(2.0, 31)]));
        assert_eq!(
            rows.row(0).to_vec(),
            [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]
        );
    }
}
