//! The worst mistakes: mislabelled rows with their text and explanation.

use std::cmp::Ordering;
use std::fmt;

use serde::Serialize;

use super::scored::Scored;
use crate::corpus::Corpus;
use crate::terminal;
use crate::text_table::{TextTable, figure};
use crate::verdict::{Explanation, Label};

/// Maximum width of an article's name, in terminal cells.
const NAME_CELLS: usize = 24;
/// Maximum width of a text, in terminal cells.
const TEXT_CELLS: usize = 72;

/// The mislabelled rows with the most extreme probabilities, the worst first, equal ones in reading
/// order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Mistakes {
    /// News rows labelled sponsored, in falling order of probability.
    pub news_called_sponsored: Vec<Mistake>,
    /// Sponsored rows labelled news, in rising order of probability.
    pub sponsored_called_news: Vec<Mistake>,
}

/// A mislabelled row.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Mistake {
    /// The name of the row's group; by default each article is a group.
    pub article: String,
    /// Number of the row in reading order, 1-based, over all files and without excluded rows.
    pub row: usize,
    /// Probability of `sponsored`.
    pub probability: f64,
    /// The whole text.
    pub text: String,
    /// The parts of the log-odds.
    #[serde(flatten)]
    pub explanation: Explanation,
}

impl Mistakes {
    /// Lists at most `most` mistakes of each direction. `paragraphs` holds the paragraph index of
    /// each row; `explain` returns the explanations of the paragraphs in its argument, in order.
    ///
    /// # Panics
    /// If an index in `paragraphs` is out of range.
    pub fn of(
        scored: &[Scored],
        paragraphs: &[usize],
        corpus: &Corpus,
        most: usize,
        explain: impl FnOnce(&[usize]) -> Vec<Explanation>,
    ) -> Self {
        let worst = |actual: Label, order: fn(&f64, &f64) -> Ordering| {
            let mut wrong: Vec<(f64, usize)> = scored
                .iter()
                .zip(paragraphs)
                .filter(|(row, _)| row.actual == actual && row.predicted != actual)
                .map(|(row, &paragraph)| (row.bounded_probability(), paragraph))
                .collect();
            wrong.sort_by(|(a, _), (b, _)| order(a, b));
            wrong.truncate(most);
            wrong
        };
        let mut wrong = worst(Label::News, |a, b| b.total_cmp(a));
        let false_alarms = wrong.len();
        wrong.append(&mut worst(Label::Sponsored, f64::total_cmp));
        // One call for both directions: an article with a mistake of each is scored once.
        let chosen: Vec<usize> = wrong.iter().map(|&(_, paragraph)| paragraph).collect();
        let mut mistakes = wrong.into_iter().zip(explain(&chosen)).map(
            |((probability, paragraph), explanation)| Mistake {
                article: corpus.group_name(corpus.paragraphs()[paragraph].group).to_owned(),
                row: paragraph + 1,
                probability,
                text: corpus.text(paragraph).to_owned(),
                explanation,
            },
        );
        Mistakes {
            news_called_sponsored: mistakes.by_ref().take(false_alarms).collect(),
            sponsored_called_news: mistakes.collect(),
        }
    }
}

/// A table per direction with one line per mistake and the escaped beginning of its text.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "news called sponsored")?;
        write_table(f, &self.news_called_sponsored)?;
        write!(f, "\n\nsponsored called news")?;
        write_table(f, &self.sponsored_called_news)
    }
}

fn write_table(f: &mut fmt::Formatter<'_>, mistakes: &[Mistake]) -> fmt::Result {
    if mistakes.is_empty() {
        return write!(f, ": none");
    }
    let mut table = TextTable::new("probability: | row: | article | text");
    for mistake in mistakes {
        table.row([
            figure(mistake.probability),
            mistake.row.to_string(),
            terminal::excerpt(&mistake.article, NAME_CELLS),
            terminal::excerpt(&mistake.text, TEXT_CELLS),
        ]);
    }
    write!(f, "\n{table}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusBuilder;
    use crate::verdict::Label::{News, Sponsored};

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
        let scored = ROWS
            .map(|(_, probability, predicted, actual)| Scored::new(probability, predicted, actual));
        let explain = |paragraphs: &[usize]| vec![explanation(); paragraphs.len()];
        let paragraphs = [1, 2, 3, 4, 5, 6];
        Mistakes::of(&scored, &paragraphs, &builder.finish(), most, explain)
    }

    fn explanation() -> Explanation {
        Explanation { log_odds: 1.0, reasons: Vec::new() }
    }

    #[test]
    fn worst_mistakes_are_first_and_equal_ones_in_reading_order() {
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
            [mistake(4, 0.75, "Worse\u{1b}[2J."), mistake(5, 0.75, "As bad.")]
        );
        assert_eq!(mistakes.sponsored_called_news, [mistake(6, 0.25, "Missed.")]);
    }

    #[test]
    fn table_shows_the_beginning_of_each_text() {
        assert_eq!(
            mistakes(1).to_string(),
            "\
news called sponsored
probability  row  article  text
     0.7500    4  a        Worse\\u{1b}[2J.

sponsored called news
probability  row  article  text
     0.2500    6  a        Missed."
        );
        assert_eq!(
            mistakes(0).to_string(),
            "news called sponsored: none\n\nsponsored called news: none"
        );
    }
}
