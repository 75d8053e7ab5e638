//! The columns of the page stage: one dense row per paragraph, from the scores of a page.
//!
//! | column | value | in |
//! |---|---|---|
//! | `own` | the paragraph's evidence, over 4 | all |
//! | `context` | log-odds by the rest of the page ([`markov_chain`]), over 4 | context, layout |
//! | `previous`, `next` | evidence of the adjacent paragraphs, over 4; 0 beyond the edges | layout |
//! | `second_previous`, `second_next` | evidence of the paragraphs beyond those, over 4 | layout |
//! | `length` | (log2(1 + words) − 5) / 2: 0 at 31 words | layout |
//! | `from_start`, `from_end` | 1 / (1 + number of paragraphs before it), after it | layout |
//! | `mean` | mean evidence of the page's other paragraphs, over 4 | layout |
//! | `rank` | share of the page's other paragraphs with less evidence | layout |
//!
//! [`evidence`] combines the paragraph's words with the publisher's disclosures. Every column has a
//! standard deviation near 1.

pub mod evidence;
pub mod markov_chain;

use std::str::FromStr;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::score::Score;
use evidence::Evidence;

/// Divisor that brings evidence, in log-odds, to a standard deviation near 1.
pub(crate) const EVIDENCE_SCALE: f64 = 4.0;

/// A set of columns of the page stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageColumns {
    /// `own` alone: a calibration, for data without pages.
    Alone,
    /// `own` and `context`, which are valid for all publications.
    Context,
    /// All columns. The length, the position and the neighbours of paid paragraphs are habits of a
    /// publication: useful for more pages of the same publication, misleading for others.
    Layout,
}

/// A column of the page stage. The table of the [module](self) defines each column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum PageColumn {
    Own,
    Context,
    Previous,
    Next,
    SecondPrevious,
    SecondNext,
    Length,
    FromStart,
    FromEnd,
    Mean,
    Rank,
}

impl PageColumn {
    const ALL: [PageColumn; 11] = [
        PageColumn::Own,
        PageColumn::Context,
        PageColumn::Previous,
        PageColumn::Next,
        PageColumn::SecondPrevious,
        PageColumn::SecondNext,
        PageColumn::Length,
        PageColumn::FromStart,
        PageColumn::FromEnd,
        PageColumn::Mean,
        PageColumn::Rank,
    ];

    /// The column's name in the module's table.
    pub const fn name(self) -> &'static str {
        match self {
            PageColumn::Own => "own",
            PageColumn::Context => "context",
            PageColumn::Previous => "previous",
            PageColumn::Next => "next",
            PageColumn::SecondPrevious => "second_previous",
            PageColumn::SecondNext => "second_next",
            PageColumn::Length => "length",
            PageColumn::FromStart => "from_start",
            PageColumn::FromEnd => "from_end",
            PageColumn::Mean => "mean",
            PageColumn::Rank => "rank",
        }
    }
}

/// Parses `context` or `layout`, the sets for data with pages.
impl FromStr for PageColumns {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "context" => Ok(PageColumns::Context),
            "layout" => Ok(PageColumns::Layout),
            _ => Err("the page columns are context and layout".to_owned()),
        }
    }
}

impl PageColumns {
    /// The columns, in order: the first ones of [`PageColumns::Layout`].
    pub fn columns(self) -> &'static [PageColumn] {
        &PageColumn::ALL[..self.count()]
    }

    /// Number of columns.
    pub const fn count(self) -> usize {
        match self {
            PageColumns::Alone => 1,
            PageColumns::Context => 2,
            PageColumns::Layout => PageColumn::ALL.len(),
        }
    }

    /// Returns the rows of a page: shape paragraphs × [`PageColumns::count`].
    ///
    /// ```
    /// use adsift::features::{PageColumns, Score};
    ///
    /// // Two paragraphs of 31 words each, with log-odds 4 and -2.
    /// let page = [Score::of_words(4.0, 31), Score::of_words(-2.0, 31)];
    /// let rows = PageColumns::Context.rows(&page);
    /// assert_eq!(rows.dim(), (2, 2));
    /// assert_eq!(rows.column(0).to_vec(), [1.0, -0.5]);
    /// ```
    pub fn rows(self, page: &[Score]) -> Array2<f64> {
        self.rows_of(page, &evidence::of_page(page))
    }

    /// Returns the rows of a page from the `evidence` of its paragraphs.
    pub(crate) fn rows_of(self, page: &[Score], evidence: &[Evidence]) -> Array2<f64> {
        let context = || context(evidence);
        let evidence: Vec<f64> = evidence.iter().map(Evidence::log_odds).collect();
        let mut rows = Array2::zeros((page.len(), self.count()));
        let mut fill = |column: PageColumn, values: &mut dyn Iterator<Item = f64>| {
            for (cell, value) in rows.column_mut(column as usize).iter_mut().zip(values) {
                *cell = value;
            }
        };
        fill(PageColumn::Own, &mut evidence.iter().map(|own| own / EVIDENCE_SCALE));
        if self != PageColumns::Alone {
            let context = context();
            let mut scaled = context.iter().map(|context| context / EVIDENCE_SCALE);
            fill(PageColumn::Context, &mut scaled);
        }
        if self == PageColumns::Layout {
            for (column, offset) in [
                (PageColumn::Previous, -1),
                (PageColumn::Next, 1),
                (PageColumn::SecondPrevious, -2),
                (PageColumn::SecondNext, 2),
            ] {
                fill(column, &mut neighbours(&evidence, offset));
            }
            let last = page.len().saturating_sub(1);
            let others = last.max(1) as f64;
            let sum: f64 = evidence.iter().sum();
            let length = |score: &Score| (libm::log2(1.0 + score.words as f64) - 5.0) / 2.0;
            fill(PageColumn::Length, &mut page.iter().map(length));
            let nearness = |paragraphs: usize| 1.0 / (1.0 + paragraphs as f64);
            fill(PageColumn::FromStart, &mut (0..=last).map(nearness));
            fill(PageColumn::FromEnd, &mut (0..=last).rev().map(nearness));
            let mean = |own: &f64| (sum - own) / others / EVIDENCE_SCALE;
            fill(PageColumn::Mean, &mut evidence.iter().map(mean));
            let mut sorted = evidence.clone();
            sorted.sort_by(f64::total_cmp);
            let rank = |own: &f64| sorted.partition_point(|other| other < own) as f64 / others;
            fill(PageColumn::Rank, &mut evidence.iter().map(rank));
        }
        rows
    }
}

/// Returns the context of each paragraph. Paragraphs of an explicit disclosure have none and are in
/// none: the paragraphs before and after them are neighbours.
fn context(evidence: &[Evidence]) -> Vec<f64> {
    let is_open = |evidence: &&Evidence| !evidence.is_explicit;
    let open: Vec<f64> = evidence.iter().filter(is_open).map(Evidence::shared_log_odds).collect();
    let mut context = markov_chain::context(&open).into_iter();
    let of = |own: &Evidence| if own.is_explicit { Some(0.0) } else { context.next() };
    evidence.iter().map(of).map(Option::unwrap_or_default).collect()
}

/// Returns for each paragraph the scaled evidence of the paragraph at `offset`; 0 beyond the edges.
fn neighbours(evidence: &[f64], offset: isize) -> impl Iterator<Item = f64> {
    (0..evidence.len()).map(move |index| {
        index
            .checked_add_signed(offset)
            .and_then(|at| evidence.get(at))
            .map_or(0.0, |neighbour| neighbour / EVIDENCE_SCALE)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(scores: &[(f64, usize)]) -> Vec<Score> {
        let score = |&(log_odds, words)| Score::of_words(log_odds, words);
        scores.iter().map(score).collect()
    }

    #[test]
    fn columns_match_the_table() {
        let rows = PageColumns::Layout.rows(&page(&[(4.0, 31), (-8.0, 63), (4.0, 3)]));
        let column = |name: &str| {
            let index = PageColumns::Layout
                .columns()
                .iter()
                .position(|column| column.name() == name)
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
        let context = markov_chain::context(&[4.0, -8.0, 2.0]);
        let quarters: Vec<f64> = context.iter().map(|value| value / 4.0).collect();
        assert_eq!(column("context"), quarters);
    }

    #[test]
    fn smaller_sets_have_the_first_columns() {
        let page = page(&[(1.0, 9), (2.0, 9), (-3.0, 2)]);
        let all = PageColumns::Layout.rows(&page);
        for columns in [PageColumns::Alone, PageColumns::Context] {
            for (column, values) in columns.rows(&page).columns().into_iter().enumerate() {
                assert_eq!(values, all.column(column));
            }
        }
    }

    #[test]
    fn rows_of_one_paragraph_and_of_none() {
        assert_eq!(PageColumns::Layout.rows(&[]).nrows(), 0);
        let rows = PageColumns::Layout.rows(&page(&[(2.0, 31)]));
        assert_eq!(rows.row(0).to_vec(), [0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0]);
    }
}
