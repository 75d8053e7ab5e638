//! Finds boilerplate, the blocks outside the article: menus, captions, credits, house ads.
//!
//! A logistic regression scores each block by its element, position and wording. [`WEIGHTS`] are
//! the rounded weights of a fit on hand-labelled pages. The test `boilerplate_refit` repeats the
//! fit, compares the weights, and measures them on held-out outlets.

use super::block_wording::{Wording, is_foreign};
use super::elements::{Inside, OUTSIDE};
use super::html_block::{HtmlBlock, PageBlocks};

/// Number of features of a block.
pub(super) const FEATURES: usize = 18;

/// The name of each feature, and its weight in log-odds of boilerplate.
pub(super) const WEIGHTS: [(&str, f64); FEATURES] = [
    ("length", -0.7),
    ("sentence", -0.5),
    ("links", 0.7),
    ("function words", -0.1),
    ("heading", -1.2),
    ("list item", -0.7),
    ("paragraph", -0.8),
    ("article", -1.1),
    ("outside", 0.4),
    ("figure", 1.4),
    ("furniture", 1.2),
    ("next to prose", -0.9),
    ("between prose", 0.1),
    ("asks", 1.7),
    ("credits", 0.6),
    ("author", 1.5),
    ("note", 1.0),
    ("behind prose", 0.8),
];

/// Index of the first of the four cues in [`WEIGHTS`].
const CUES_AT: usize = 13;

/// Log-odds of a block whose features are all 0.
pub(super) const INTERCEPT: f64 = 0.4;

/// Least log-odds of boilerplate. The labelled pages have more prose than boilerplate, so the fit
/// favours prose. A threshold below 0 offsets a little of this, and only a little, because a lost
/// paragraph of an article costs more than a menu that is kept.
pub(super) const THRESHOLD: f64 = -0.4;

/// Most blocks of a small page: a record, an item of a feed, a letter.
const SMALL_PAGE: usize = 20;
/// The threshold of a small page, which has hardly any menus.
const SMALL_PAGE_THRESHOLD: f64 = 1.1;

/// Returns for each block of a page whether the block is boilerplate: a caption, or a block whose
/// log-odds reach [`THRESHOLD`].
pub(super) fn find(page: &PageBlocks) -> Vec<bool> {
    let weights = WEIGHTS.map(|(_, weight)| weight);
    find_by(page, &weights, INTERCEPT)
}

/// Finds boilerplate by other weights than [`WEIGHTS`].
pub(super) fn find_by(page: &PageBlocks, weights: &[f64; FEATURES], intercept: f64) -> Vec<bool> {
    let is_small = page.blocks.len() <= SMALL_PAGE;
    let threshold = if is_small { SMALL_PAGE_THRESHOLD } else { THRESHOLD };
    let features = features(page);
    let is_boilerplate = |(block, features): (&HtmlBlock, &[f64; FEATURES])| {
        let log_odds = features
            .iter()
            .zip(weights)
            .fold(intercept, |sum, (value, weight)| sum + value * weight);
        block.inside.contains(Inside::CAPTION) || log_odds >= threshold
    };
    let blocks = || page.blocks.iter().zip(&features);
    let found: Vec<bool> = blocks().map(is_boilerplate).collect();
    if found.contains(&false) {
        return found;
    }
    // A page without a story would come out empty: only what is named as boilerplate is left out.
    let is_named = |(block, features): (&HtmlBlock, &[f64; FEATURES])| {
        let outside = OUTSIDE.union(Inside::CAPTION).union(Inside::FURNITURE);
        block.inside.intersects(outside)
            || features[CUES_AT..CUES_AT + 4].iter().any(|cue| *cue >= 1.0)
    };
    blocks().map(is_named).collect()
}

/// Computes the features of every block, in the order of [`WEIGHTS`].
pub(super) fn features(page: &PageBlocks) -> Vec<[f64; FEATURES]> {
    let mut wordings: Vec<Wording> =
        page.blocks.iter().map(|block| Wording::of(block, &page.text)).collect();
    if is_foreign(&wordings, page.facts.is_foreign) {
        wordings.iter_mut().for_each(Wording::read_as_foreign);
    }
    let is_prose: Vec<bool> = page
        .blocks
        .iter()
        .zip(&wordings)
        .map(|(block, wording)| wording.is_prose(block.inside))
        .collect();
    let first = is_prose.iter().position(|&prose| prose);
    let last = is_prose.iter().rposition(|&prose| prose);
    // Half for prose before the block, half for prose after it.
    let prose_neighbours = |at: usize| {
        let before = at.checked_sub(1).is_some_and(|before| is_prose[before]);
        let after = is_prose.get(at + 1).is_some_and(|&prose| prose);
        f64::from(u8::from(before) + u8::from(after)) / 2.0
    };
    let features_of = |(at, (block, wording)): (usize, (&HtmlBlock, &Wording))| {
        let flag = |is_set: bool| f64::from(u8::from(is_set));
        let inside = |flags: Inside| flag(block.inside.intersects(flags));
        [
            libm::log2(wording.words as f64 + 1.0).min(6.0) - 4.0,
            flag(wording.is_sentence),
            wording.links,
            4.0 * wording.function_words.min(0.5),
            inside(Inside::HEADING),
            inside(Inside::LIST_ITEM),
            inside(Inside::PARAGRAPH),
            inside(Inside::ARTICLE),
            inside(OUTSIDE),
            inside(Inside::FIGURE),
            inside(Inside::FURNITURE),
            prose_neighbours(at),
            flag(first.is_some_and(|first| first <= at) && last.is_some_and(|last| at <= last)),
            wording.cues[0],
            wording.cues[1],
            wording.cues[2],
            wording.cues[3],
            flag(last.is_some_and(|last| at >= last)),
        ]
    };
    page.blocks.iter().zip(&wordings).enumerate().map(features_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn menu_caption_and_house_ad_are_boilerplate() {
        let prose = "<p>The council voted on Tuesday to keep the ferry running through the \
                     winter, and the harbour master said that he was pleased with what they had \
                     decided.</p>";
        let html = format!(
            "<nav><a href=/>Home</a> <a href=/w>Weather</a></nav>\
             <article><h1>The ferry stays</h1>{prose}\
             <figure><img><figcaption>The ferry. Photo: A. Lunt</figcaption></figure>{prose}\
             <div class=newsletter-signup>Sign up for our newsletter</div>{prose}</article>"
        );
        let page = super::super::page(html.as_bytes(), encoding_rs::UTF_8, usize::MAX).unwrap();
        let kept: Vec<bool> =
            find(&page).into_iter().map(|is_boilerplate| !is_boilerplate).collect();
        assert_eq!(kept, [false, true, true, false, true, false, true]);
    }
}
