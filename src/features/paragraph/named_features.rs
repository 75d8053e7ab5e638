//! The features of a paragraph with their words, for explanations.
//!
//! The columns are those of [`NgramExtractor`](super::NgramExtractor), computed more slowly and
//! without caches.

use std::collections::HashSet;
use std::ops::Range;

use super::hashing::{bigram_column, edge_columns, length_column, shape_column, token_columns};
use super::shapes::ShapeTriple;
use super::token_pass::shape_code;
use crate::features::settings::NgramSettings;
use crate::stemmer::Stemmer;
use crate::tokenizer::{TokenKind, for_each_token};

/// The source of a feature in the paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FeatureName {
    /// The words at this byte range.
    Words(Range<usize>),
    /// The number of tokens.
    Length,
    /// The style: capitals, first and last words.
    Style,
}

/// Returns the columns of a paragraph, each with its source and as often as the paragraph has it.
pub(crate) fn named_features(
    paragraph: &str,
    settings: &NgramSettings,
    stemmer: &Stemmer,
) -> Vec<(FeatureName, u32)> {
    let bits = settings.bits;
    let mut found = Vec::new();
    let mut forms = HashSet::new();
    let mut triples = HashSet::new();
    let mut shapes = ShapeTriple::START;
    let mut stems = Vec::new();
    let mut before: Option<(Range<usize>, bool)> = None;
    for_each_token(paragraph, |token| {
        let hashes = stemmer.hashes(token.kind, token.folded);
        // The extractor identifies a form that is too long for a key by its hash alone.
        let kind = token.key.map_or(TokenKind::Word, |_| token.kind);
        let is_new = forms.insert((token.key.is_some(), kind as u8, hashes.surface));
        if is_new {
            let (columns, count) = token_columns(&hashes, bits);
            for &column in &columns[..count as usize] {
                found.push((FeatureName::Words(token.span.clone()), column));
            }
        }
        let stem = (hashes.stem >> 32) as u32;
        if let (Some((first, was_new)), Some(&last)) = (&before, stems.last())
            && (settings.style || is_new || *was_new)
        {
            let column = bigram_column(last, stem, bits);
            found.push((FeatureName::Words(first.start..token.span.end), column));
        }
        if settings.style {
            shapes = shapes.then(shape_code(&token));
            if triples.insert(shapes) {
                found.push((FeatureName::Style, shape_column(shapes, bits)));
            }
        }
        stems.push(stem);
        before = Some((token.span, is_new));
    });
    found.push((FeatureName::Length, length_column(stems.len(), bits)));
    if settings.style {
        found.extend(edge_columns(&stems, bits).map(|column| (FeatureName::Style, column)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::NgramExtractor;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn named_features_are_those_of_the_extractor(
            text in prop_oneof!["([a-zA-Z]{1,3}|[.,é'’5—]|[a-z]{14,18}| ){0,60}", any::<String>()],
            style in any::<bool>(),
        ) {
            let settings = NgramSettings { style, ..NgramSettings::default() };
            let mut row = NgramExtractor::new(&settings).extract(&text).row.clone();
            let found = named_features(&text, &settings, &Stemmer::new(settings.language));
            let mut columns: Vec<u32> = found.iter().map(|(_, column)| *column).collect();
            row.sort_unstable();
            columns.sort_unstable();
            prop_assert_eq!(columns, row);
            for (name, _) in found {
                if let FeatureName::Words(span) = name {
                    prop_assert!(text.get(span).is_some_and(|words| !words.is_empty()));
                }
            }
        }
    }
}
