//! The features of a paragraph by name: what [`NgramExtractor`](super::NgramExtractor) makes numbers
//! of at once, made again slowly, each with the words a reader sees.

use std::collections::HashSet;
use std::ops::Range;

use super::hashing::{bigram_column, edge_columns, length_column, shape_column, token_columns};
use super::shapes::Shapes;
use super::token_pass::shape_code;
use crate::features::settings::NgramSettings;
use crate::stemmer::Stemmer;
use crate::tokenizer::{TokenKind, for_each_token};

/// What a feature is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FeatureName {
    /// Words that stand at this place of the paragraph.
    Words(Range<usize>),
    /// The number of tokens.
    Length,
    /// How it is written: capitals, first and last words.
    Style,
}

/// The columns of a paragraph, as often as it has them, each with what it is of.
pub(crate) fn named_features(
    paragraph: &str,
    settings: &NgramSettings,
    stemmer: &Stemmer,
) -> Vec<(FeatureName, u32)> {
    let bits = settings.bits;
    let mut found = Vec::new();
    let mut forms = HashSet::new();
    let mut kinds_of_three = HashSet::new();
    let mut shapes = Shapes::START;
    let mut stems = Vec::new();
    let mut before: Option<(Range<usize>, bool)> = None;
    for_each_token(paragraph, |token| {
        let hashes = stemmer.hashes(token.kind, token.folded);
        // A form that is too long for a key is known by its hash alone.
        let kind = token.key.map_or(TokenKind::Word, |_| token.kind);
        let is_new = forms.insert((token.key.is_some(), kind as u8, hashes.surface));
        if is_new {
            let (columns, count) = token_columns(&hashes, bits);
            let columns = columns.into_iter().take(count as usize);
            found.extend(columns.map(|column| (FeatureName::Words(token.span.clone()), column)));
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
            if kinds_of_three.insert(shapes) {
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
        fn they_are_the_features_that_the_model_sees(
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
