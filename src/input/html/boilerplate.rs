//! Finds boilerplate, the blocks outside the article: menus, captions, credits, house ads.
//!
//! A logistic regression scores each block by its element, position and wording. [`WEIGHTS`] are
//! the rounded weights of a fit on hand-labelled pages. The test `boilerplate_refit` repeats the
//! fit, compares the weights, and measures them on held-out outlets.

use std::sync::LazyLock;

use regex::bytes::RegexSet;

use super::blocks::{HtmlBlock, PageBlocks};
use super::elements::Inside;

/// Number of features of a block.
pub(super) const FEATURES: usize = 18;

/// The name of each feature, and its weight in log-odds of boilerplate.
pub(super) const WEIGHTS: [(&str, f64); FEATURES] = [
    ("length", -0.7),
    ("sentence", -0.3),
    ("links", 0.8),
    ("function words", -0.1),
    ("heading", -1.1),
    ("list item", -0.7),
    ("paragraph", -0.9),
    ("article", -1.1),
    ("outside", 0.4),
    ("figure", 1.4),
    ("furniture", 1.2),
    ("next to prose", -1.0),
    ("between prose", 0.1),
    ("asks", 1.6),
    ("credits", 0.9),
    ("author", 1.7),
    ("note", 1.1),
    ("behind prose", 0.8),
];

/// Log-odds of a block whose features are all 0.
pub(super) const INTERCEPT: f64 = 0.2;

/// Least log-odds of boilerplate. The labelled pages have more prose than boilerplate, so the fit
/// favours prose. A threshold below 0 offsets a little of this, and only a little, because a lost
/// paragraph of an article costs more than a menu that is kept.
pub(super) const THRESHOLD: f64 = -0.4;

/// Patterns of text around an article: requests to the reader ("asks"), makers of pictures
/// ("credits"), the article's author ("author"), its publication and corrections ("note").
const CUES: [&str; 4] = [
    r"\b(?:subscri(?:be|ption)|newsletters?|sign(?:ed)? ?up|cookies?|read more|follow (?:us|me|him|her)\b|click here|terms of (?:use|service)|privacy (?:policy|notice|statement)|share this|log ?in|inbox|donate|join (?:us|our)|download (?:our|the) app|see more|more from|more:|don't miss|view comments)",
    r"(?:\b(?:photo(?:graph)?s?|image|images|illustration|picture|video|courtesy)\b[^.]{0,30}\b(?:by|of|from|via|credit)\b|\b(?:photo|image|credit|source)s?:|\bgetty\b|\bshutterstock\b|\bap photo\b|\breuters/|/reuters|©|\xC2\xA9|\bcopyright\b|all rights reserved|\bfile (?:photo|image|picture)\b)",
    r"(?:\bis an? (?:[\w-]+ ){0,5}(?:reporter|editor|writer|correspondent|journalist|columnist|author|contributor|freelancer|producer)\b|\b(?:can be reached|reach (?:him|her|them)|contact (?:him|her|them|reporter|the writer))\b|[\w.-]+@[\w.-]+\.\w|\bcontributed to this\b|^\W*by (?-i:[A-Z])\w+ (?-i:[A-Z])|^\W*written by\b|\b(?:writes|covers|wrote) (?:about|for)\b)",
    r"(?:\b(?:originally|first) (?:appeared|published|ran)\b|\b(?:updated|corrected|published|posted)\b[^.]{0,12}(?:\d|:)|\b(?:earlier|previous) version\b|\bthis (?:story|article|post|report) (?:was|has been)\b|\bindependently (?:selected|reviewed|evaluated|chosen)\b|\b\d+ (?:min(?:ute)?s?|hours?|days?) (?:read|ago)\b)",
];

/// The most common words of English, which are frequent in prose and rare in menus.
const FUNCTION_WORDS: [&str; 60] = [
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can",
    "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is",
    "it", "its", "more", "no", "not", "of", "on", "one", "or", "our", "out", "said", "she", "so",
    "that", "the", "their", "they", "this", "to", "up", "was", "we", "were", "what", "when",
    "which", "who", "will", "with", "would", "you",
];

/// Returns for each block of a page whether the block is boilerplate: a caption, or a block whose
/// log-odds reach [`THRESHOLD`].
pub(super) fn find(page: &PageBlocks) -> Vec<bool> {
    let weights = WEIGHTS.map(|(_, weight)| weight);
    find_by(page, &weights, INTERCEPT)
}

/// Finds boilerplate by other weights than [`WEIGHTS`].
pub(super) fn find_by(page: &PageBlocks, weights: &[f64; FEATURES], intercept: f64) -> Vec<bool> {
    let is_boilerplate = |(block, features): (&HtmlBlock, [f64; FEATURES])| {
        let log_odds = features
            .iter()
            .zip(weights)
            .fold(intercept, |sum, (value, weight)| sum + value * weight);
        block.inside.contains(Inside::CAPTION) || log_odds >= THRESHOLD
    };
    let blocks = page.blocks.iter().zip(features(page));
    blocks.map(is_boilerplate).collect()
}

/// Computes the features of every block, in the order of [`WEIGHTS`].
pub(super) fn features(page: &PageBlocks) -> Vec<[f64; FEATURES]> {
    let wordings: Vec<Wording> =
        page.blocks.iter().map(|block| Wording::of(block, &page.text)).collect();
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
            flag(wording.cues[0]),
            flag(wording.cues[1]),
            flag(wording.cues[2]),
            flag(wording.cues[3]),
            flag(last.is_some_and(|last| at >= last)),
        ]
    };
    page.blocks.iter().zip(&wordings).enumerate().map(features_of).collect()
}

/// Elements that do not hold an article.
const OUTSIDE: Inside =
    Inside::NAVIGATION.union(Inside::FOOTER).union(Inside::ASIDE).union(Inside::FORM);

/// The wording of a block.
struct Wording {
    words: usize,
    /// Share of the words that are function words.
    function_words: f64,
    /// Share of the text that is links.
    links: f64,
    /// Whether the text ends like a sentence.
    is_sentence: bool,
    /// Which of [`CUES`] match.
    cues: [bool; CUES.len()],
}

impl Wording {
    fn of(block: &HtmlBlock, page: &str) -> Self {
        static SET: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
            let mut set = regex::bytes::RegexSetBuilder::new(CUES);
            set.case_insensitive(true).unicode(false).build().ok()
        });
        let text = &page[block.text.clone()];
        let (mut words, mut function_words) = (0usize, 0usize);
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
            if !word.is_empty() {
                words += 1;
                function_words += usize::from(is_function_word(word));
            }
        }
        let matches = SET.as_ref().map(|set| set.matches(text.as_bytes()));
        let end = text.trim_end_matches(['"', '\'', '”', '’', ')', ']', ' ']);
        Wording {
            words,
            function_words: function_words as f64 / words.max(1) as f64,
            links: block.link_bytes as f64 / text.len().max(1) as f64,
            is_sentence: end.ends_with(['.', '!', '?', ':', '…']),
            cues: std::array::from_fn(|cue| {
                matches.as_ref().is_some_and(|found| found.matched(cue))
            }),
        }
    }

    /// Whether the block is clearly a paragraph of running text.
    fn is_prose(&self, inside: Inside) -> bool {
        let is_wordy = self.words >= 15 && self.function_words > 0.25 && self.links < 0.4;
        is_wordy && !inside.intersects(OUTSIDE.difference(Inside::ASIDE))
    }
}

fn is_function_word(word: &str) -> bool {
    let folded = |c: &str| c.eq_ignore_ascii_case(word);
    word.len() <= 5 && FUNCTION_WORDS.iter().any(|known| known.len() == word.len() && folded(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_match_ignoring_case() {
        assert!(["The", "of", "would"].into_iter().all(is_function_word));
        assert!(!["", "menu", "there"].into_iter().any(is_function_word));
    }

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
