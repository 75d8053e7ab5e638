//! The worst mistakes, to be read.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use super::Scored;
use super::ranking::bounded;
use crate::Label;
use crate::corpus::Corpus;
use crate::terminal;
use crate::verdict::Explanation;

const NAME_CELLS: usize = 24;
const TEXT_CELLS: usize = 72;

/// The rows that were most surely mislabelled, the worst first, equal ones in reading order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistakes {
    /// News labelled sponsored, from the highest probability down.
    pub news_called_sponsored: Vec<Mistake>,
    /// Sponsored labelled news, from the lowest probability up.
    pub sponsored_called_news: Vec<Mistake>,
}

/// A mislabelled row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mistake {
    /// What its group is called: its article, where groups are no others.
    pub article: String,
    /// Its number in reading order, from 1, over all files and without the excluded rows.
    pub row: usize,
    /// The probability of sponsored.
    pub probability: f64,
    /// Its whole text.
    pub text: String,
    /// The parts of its log-odds.
    #[serde(flatten)]
    pub explanation: Explanation,
}

impl Mistakes {
    /// Lists at most `most` mistakes of each direction. `paragraphs` has each row's paragraph of the
    /// corpus, in order; `explain` returns the explanations of paragraphs of the corpus, in order.
    ///
    /// # Panics
    ///
    /// If the corpus has no such paragraph.
    pub fn of(
        scored: &[Scored],
        paragraphs: &[usize],
        corpus: &Corpus,
        most: usize,
        explain: impl Fn(&[usize]) -> Vec<Explanation>,
    ) -> Self {
        let worst = |actual: Label, order: fn(&f64, &f64) -> Ordering| {
            let mut wrong: Vec<(f64, usize)> = scored
                .iter()
                .zip(paragraphs)
                .filter(|(row, _)| row.actual == actual && row.predicted != actual)
                .map(|(row, &paragraph)| (bounded(row.probability), paragraph))
                .collect();
            wrong.sort_by(|(a, _), (b, _)| order(a, b));
            wrong.truncate(most);
            let chosen: Vec<usize> = wrong.iter().map(|&(_, paragraph)| paragraph).collect();
            let explanations = explain(&chosen);
            wrong
                .into_iter()
                .zip(explanations)
                .map(|((probability, paragraph), explanation)| Mistake {
                    article: corpus
                        .group_name(corpus.paragraphs()[paragraph].group)
                        .to_owned(),
                    row: paragraph + 1,
                    probability,
                    text: corpus.text(paragraph).to_owned(),
                    explanation,
                })
                .collect()
        };
        Mistakes {
            news_called_sponsored: worst(Label::News, |a, b| b.total_cmp(a)),
            sponsored_called_news: worst(Label::Sponsored, f64::total_cmp),
        }
    }
}

/// A line a mistake, with how its text begins, escaped.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "news called sponsored")?;
        lines(f, &self.news_called_sponsored)?;
        write!(f, "\n\nsponsored called news")?;
        lines(f, &self.sponsored_called_news)
    }
}

fn lines(f: &mut fmt::Formatter<'_>, mistakes: &[Mistake]) -> fmt::Result {
    if mistakes.is_empty() {
        return write!(f, ": none");
    }
    mistakes.iter().try_for_each(|mistake| {
        write!(
            f,
            "\n{:.4}  {:>7}  {:<NAME_CELLS$}  {}",
            mistake.probability,
            mistake.row,
            terminal::excerpt(&mistake.article, NAME_CELLS),
            terminal::excerpt(&mistake.text, TEXT_CELLS)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label::{News, Sponsored};
    use crate::corpus::CorpusBuilder;

    const ROWS: [(&str, f64, Label, Label); 6] = [
        ("Right.", 0.875, Sponsored, Sponsored),
        ("Alarm.", 0.625, Sponsored, News),
        ("Worse\u{1b}[2J.", 0.75, Sponsored, News),
        ("As bad.", 0.75, Sponsored, News),
        ("Missed.", 0.25, News, Sponsored),
        ("Quiet.", 0.125, News, News),
    ];

    fn mistakes(most: usize) -> Mistakes {
        let mut builder = CorpusBuilder::new(true);
        builder.push("Context.", None, "a", "s").unwrap();
        for (text, _, _, actual) in ROWS {
            builder.push(text, Some(actual), "a", "s").unwrap();
        }
        let scored = ROWS.map(|(_, probability, predicted, actual)| Scored {
            probability,
            predicted,
            actual,
            article: 0,
        });
        let explain = |paragraphs: &[usize]| vec![explanation(); paragraphs.len()];
        let paragraphs = [1, 2, 3, 4, 5, 6];
        Mistakes::of(&scored, &paragraphs, &builder.finish(), most, explain)
    }

    fn explanation() -> Explanation {
        Explanation {
            log_odds: 1.0,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn the_worst_are_first_and_equal_ones_in_reading_order() {
        let mistakes = mistakes(2);
        let mistake = |row, probability, text: &str| Mistake {
            article: "a".to_owned(),
            row,
            probability,
            text: text.to_owned(),
            explanation: explanation(),
        };
        assert_eq!(
            mistakes.news_called_sponsored,
            [
                mistake(4, 0.75, "Worse\u{1b}[2J."),
                mistake(5, 0.75, "As bad.")
            ]
        );
        assert_eq!(
            mistakes.sponsored_called_news,
            [mistake(6, 0.25, "Missed.")]
        );
    }

    #[test]
    fn for_people_how_they_begin() {
        assert_eq!(
            mistakes(1).to_string(),
            "\
news called sponsored
0.7500        4  a                         Worse\\u{1b}[2J.

sponsored called news
0.2500        6  a                         Missed."
        );
        assert_eq!(
            mistakes(0).to_string(),
            "news called sponsored: none\n\nsponsored called news: none"
        );
    }
}
