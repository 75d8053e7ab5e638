//! Detects the languages of paragraphs, because a stemmer fits one language.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::lengths::words;
use crate::corpus::Corpus;

/// Minimum number of words of a paragraph whose language is detected.
pub const MIN_WORDS: usize = 10;
/// Maximum size of the sample, which is evenly spread over the data. Shares of 20,000 paragraphs
/// are exact to half a percent.
pub const MAX_JUDGED: usize = 20_000;
/// Bytes at the start of a paragraph from which its language is detected.
const MAX_BYTES: usize = 400;

/// Numbers of paragraphs by language, from a sample.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Languages {
    /// Paragraphs in the sample: at most [`MAX_JUDGED`], each of [`MIN_WORDS`] words or more.
    pub judged: usize,
    /// Paragraphs of the sample whose language is unclear.
    pub unsure: usize,
    /// The languages of the other paragraphs, most frequent first.
    pub languages: Vec<LanguageShare>,
}

/// The number and share of paragraphs in a language.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct LanguageShare {
    /// The English name of the language, in lower case.
    pub language: String,
    /// Paragraphs in the language.
    pub paragraphs: usize,
    /// Share of the paragraphs whose language is clear.
    pub share: f64,
}

impl Languages {
    /// Detects the languages of a sample of the texts.
    pub fn of(corpus: &Corpus) -> Self {
        let step = corpus.len().div_ceil(MAX_JUDGED).max(1);
        let judged: Vec<Option<whatlang::Lang>> = (0..corpus.len())
            .into_par_iter()
            .step_by(step)
            .map(|paragraph| corpus.text(paragraph))
            .filter(|text| words(text) >= MIN_WORDS)
            .map(language)
            .collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for language in judged.iter().flatten() {
            *counts.entry(language.eng_name()).or_default() += 1;
        }
        let sure: usize = counts.values().sum();
        let mut languages: Vec<LanguageShare> = counts
            .into_iter()
            .map(|(language, paragraphs)| LanguageShare {
                language: language.to_lowercase(),
                paragraphs,
                share: paragraphs as f64 / sure as f64,
            })
            .collect();
        languages.sort_by_key(|found| std::cmp::Reverse(found.paragraphs));
        Languages { judged: judged.len(), unsure: judged.len() - sure, languages }
    }
}

/// The language of a text; `None` if it is unclear.
fn language(text: &str) -> Option<whatlang::Lang> {
    let mut ends = (0..=MAX_BYTES).rev();
    let end = ends.find(|&end| text.is_char_boundary(end))?;
    let found = whatlang::detect(text.get(..end)?)?;
    found.is_reliable().then(|| found.lang())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "The council voted on Tuesday evening to close the old bridge over the \
                           river for the whole of the summer.";
    const GERMAN: &str = "Der Gemeinderat hat am Dienstagabend beschlossen, die alte Brücke über \
                          den Fluss für den ganzen Sommer zu sperren.";

    #[test]
    fn counts_languages_and_skips_short_paragraphs() {
        let texts = [ENGLISH, GERMAN, "Zu kurz, um es zu sagen.", ENGLISH, "", ENGLISH];
        let found = Languages::of(&Corpus::of_rows(texts.map(|text| (text, None))));
        assert_eq!((found.judged, found.unsure), (4, 0));
        let shares: Vec<_> =
            found.languages.iter().map(|found| (&*found.language, found.share)).collect();
        assert_eq!(shares, [("english", 0.75), ("german", 0.25)]);
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        assert_eq!(language(&"ü".repeat(300)), language(&"ü".repeat(200)));
    }
}
