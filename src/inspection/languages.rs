//! Which languages paragraphs are in: a stemmer is for one.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::lengths::words;
use crate::corpus::Corpus;

/// Shorter paragraphs, in words, are in no language that could be told.
pub const FEWEST_WORDS: usize = 10;
/// Paragraphs that are judged, evenly spread over the data: their shares are right to half a percent.
pub const MOST_JUDGED: usize = 20_000;
/// Bytes of a paragraph that are judged.
const MOST_BYTES: usize = 400;

/// Paragraphs by language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Languages {
    /// Those judged: of [`FEWEST_WORDS`] words or more, and at most [`MOST_JUDGED`].
    pub judged: usize,
    /// Those of which the language is not sure.
    pub unsure: usize,
    /// The others, the most frequent language first.
    pub languages: Vec<Spoken>,
}

/// A language and its paragraphs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spoken {
    /// Its English name, in lower case.
    pub language: String,
    /// Paragraphs in it.
    pub paragraphs: usize,
    /// Their share of those of which the language is sure.
    pub share: f64,
}

impl Languages {
    /// Judges a part of the texts.
    pub fn of(corpus: &Corpus) -> Self {
        let step = corpus.len().div_ceil(MOST_JUDGED).max(1);
        let judged: Vec<Option<whatlang::Lang>> = (0..corpus.len())
            .into_par_iter()
            .step_by(step)
            .map(|paragraph| corpus.text(paragraph))
            .filter(|text| words(text) >= FEWEST_WORDS)
            .map(language)
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for language in judged.iter().flatten() {
            *counts.entry(language.eng_name()).or_default() += 1;
        }
        let sure: usize = counts.values().sum();
        let mut languages: Vec<Spoken> = counts
            .into_iter()
            .map(|(language, paragraphs)| Spoken {
                language: language.to_lowercase(),
                paragraphs,
                share: paragraphs as f64 / sure as f64,
            })
            .collect();
        languages.sort_by_key(|spoken| std::cmp::Reverse(spoken.paragraphs));
        Languages {
            judged: judged.len(),
            unsure: judged.len() - sure,
            languages,
        }
    }
}

/// The language of a text, where that is sure.
fn language(text: &str) -> Option<whatlang::Lang> {
    let mut ends = (0..=MOST_BYTES).rev();
    let end = ends.find(|&end| text.is_char_boundary(end))?;
    let found = whatlang::detect(text.get(..end)?)?;
    found.is_reliable().then(|| found.lang())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusBuilder;

    const ENGLISH: &str = "The council voted on Tuesday evening to close the old bridge over the river \
                           for the whole of the summer.";
    const GERMAN: &str = "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Brücke über den \
                          Fluss für den ganzen Sommer zu sperren.";

    #[test]
    fn paragraphs_are_counted_by_language_and_short_ones_are_not() {
        let mut builder = CorpusBuilder::new(false);
        for text in [
            ENGLISH,
            GERMAN,
            "Zu kurz, um es zu sagen.",
            ENGLISH,
            "",
            ENGLISH,
        ] {
            builder.push(text, None, "g", "s").unwrap();
        }
        let found = Languages::of(&builder.finish());
        assert_eq!((found.judged, found.unsure), (4, 0));
        let shares = found.languages.iter();
        let shares: Vec<_> = shares
            .map(|spoken| (&*spoken.language, spoken.share))
            .collect();
        assert_eq!(shares, [("english", 0.75), ("german", 0.25)]);
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(language(&"ü".repeat(300)), language(&"ü".repeat(200)));
    }
}
