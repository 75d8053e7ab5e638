//! Which blocks of a page are no part of its article: menus, captions, credits, house ads.
//!
//! Each block gets points by what it is, where it stands and how it is worded; [`WEIGHTS`] says how many.
//! They are a logistic regression on hand-labelled pages, rounded: [`super::boilerplate_refit`] learns them anew and
//! holds them to it, and measures them with whole outlets left out.

use std::sync::LazyLock;

use regex::bytes::RegexSet;

use super::blocks::{Block, Page};
use super::elements::Inside;

/// Number of features of a block.
pub(super) const FEATURES: usize = 18;

/// What a feature is, and what it adds to the log-odds of boilerplate.
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
/// Log-odds where every feature is 0.
pub(super) const INTERCEPT: f64 = 0.2;
/// From these log-odds on a block is boilerplate: what is lost of an article is worth more than what is kept of
/// its frame, so that prose of articles, of which the labelled pages have more, is favoured a little less.
pub(super) const THRESHOLD: f64 = -0.4;

/// How a publisher words what is no part of the article: whom to ask for what ("asks"), who made a picture
/// ("credits"), who wrote it ("author"), what became of it ("note").
const CUES: [&str; 4] = [
    r"\b(?:subscri(?:be|ption)|newsletters?|sign(?:ed)? ?up|cookies?|read more|follow (?:us|me|him|her)\b|click here|terms of (?:use|service)|privacy (?:policy|notice|statement)|share this|log ?in|inbox|donate|join (?:us|our)|download (?:our|the) app|see more|more from|more:|don't miss|view comments)",
    r"(?:\b(?:photo(?:graph)?s?|image|images|illustration|picture|video|courtesy)\b[^.]{0,30}\b(?:by|of|from|via|credit)\b|\b(?:photo|image|credit|source)s?:|\bgetty\b|\bshutterstock\b|\bap photo\b|\breuters/|/reuters|©|\xC2\xA9|\bcopyright\b|all rights reserved|\bfile (?:photo|image|picture)\b)",
    r"(?:\bis an? (?:[\w-]+ ){0,5}(?:reporter|editor|writer|correspondent|journalist|columnist|author|contributor|freelancer|producer)\b|\b(?:can be reached|reach (?:him|her|them)|contact (?:him|her|them|reporter|the writer))\b|[\w.-]+@[\w.-]+\.\w|\bcontributed to this\b|^\W*by (?-i:[A-Z])\w+ (?-i:[A-Z])|^\W*written by\b|\b(?:writes|covers|wrote) (?:about|for)\b)",
    r"(?:\b(?:originally|first) (?:appeared|published|ran)\b|\b(?:updated|corrected|published|posted)\b[^.]{0,12}(?:\d|:)|\b(?:earlier|previous) version\b|\bthis (?:story|article|post|report) (?:was|has been)\b|\bindependently (?:selected|reviewed|evaluated|chosen)\b|\b\d+ (?:min(?:ute)?s?|hours?|days?) (?:read|ago)\b)",
];

/// The commonest words of English, which prose is full of and menus are not.
const FUNCTION_WORDS: [&str; 60] = [
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can",
    "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is",
    "it", "its", "more", "no", "not", "of", "on", "one", "or", "our", "out", "said", "she", "so",
    "that", "the", "their", "they", "this", "to", "up", "was", "we", "were", "what", "when",
    "which", "who", "will", "with", "would", "you",
];

/// Whether each block of a page is boilerplate: a caption by its name, all else by its points.
pub(super) fn find(page: &Page) -> Vec<bool> {
    let weights = WEIGHTS.map(|(_, weight)| weight);
    find_by(page, &weights, INTERCEPT)
}

/// The same by these weights.
pub(super) fn find_by(page: &Page, weights: &[f64; FEATURES], intercept: f64) -> Vec<bool> {
    let of = |(block, features): (&Block, [f64; FEATURES])| {
        let points = features
            .iter()
            .zip(weights)
            .map(|(value, weight)| value * weight);
        let points = points.fold(intercept, |sum, points| sum + points);
        block.inside.contains(Inside::CAPTION) || points >= THRESHOLD
    };
    page.blocks.iter().zip(features(page)).map(of).collect()
}

/// What is looked at, in the order of [`WEIGHTS`], for every block.
pub(super) fn features(page: &Page) -> Vec<[f64; FEATURES]> {
    let shapes: Vec<Shape> = page
        .blocks
        .iter()
        .map(|block| Shape::of(block, &page.text))
        .collect();
    let is_prose: Vec<bool> = page
        .blocks
        .iter()
        .zip(&shapes)
        .map(|(block, shape)| shape.is_prose(block.inside))
        .collect();
    let first = is_prose.iter().position(|&prose| prose);
    let last = is_prose.iter().rposition(|&prose| prose);
    let beside = |at: usize| {
        let before = at.checked_sub(1).is_some_and(|before| is_prose[before]);
        let after = is_prose.get(at + 1).is_some_and(|&prose| prose);
        f64::from(u8::from(before) + u8::from(after)) / 2.0
    };
    let of = |(at, (block, shape)): (usize, (&Block, &Shape))| {
        let yes = |flag: bool| f64::from(u8::from(flag));
        let inside = |flags: Inside| yes(block.inside.intersects(flags));
        [
            libm::log2(shape.words as f64 + 1.0).min(6.0) - 4.0,
            yes(shape.is_sentence),
            shape.links,
            4.0 * shape.function_words.min(0.5),
            inside(Inside::HEADING),
            inside(Inside::LIST_ITEM),
            inside(Inside::PARAGRAPH),
            inside(Inside::ARTICLE),
            inside(OUTSIDE),
            inside(Inside::FIGURE),
            inside(Inside::FURNITURE),
            beside(at),
            yes(first.is_some_and(|first| first <= at) && last.is_some_and(|last| at <= last)),
            yes(shape.cues[0]),
            yes(shape.cues[1]),
            yes(shape.cues[2]),
            yes(shape.cues[3]),
            yes(last.is_some_and(|last| at >= last)),
        ]
    };
    page.blocks
        .iter()
        .zip(&shapes)
        .enumerate()
        .map(of)
        .collect()
}

/// Where articles do not stand.
const OUTSIDE: Inside = Inside::NAVIGATION
    .union(Inside::FOOTER)
    .union(Inside::ASIDE)
    .union(Inside::FORM);

/// How a block is worded.
struct Shape {
    words: usize,
    /// Share of the words that are function words.
    function_words: f64,
    /// Share of the text that is links.
    links: f64,
    /// Whether it ends like a sentence.
    is_sentence: bool,
    /// Which of [`CUES`] it has.
    cues: [bool; CUES.len()],
}

impl Shape {
    fn of(block: &Block, page: &str) -> Self {
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
        let met = SET.as_ref().map(|set| set.matches(text.as_bytes()));
        let end = text.trim_end_matches(['"', '\'', '”', '’', ')', ']', ' ']);
        Shape {
            words,
            function_words: function_words as f64 / words.max(1) as f64,
            links: block.link_bytes as f64 / text.len().max(1) as f64,
            is_sentence: end.ends_with(['.', '!', '?', ':', '…']),
            cues: std::array::from_fn(|cue| met.as_ref().is_some_and(|met| met.matched(cue))),
        }
    }

    /// Whether it is a paragraph of running text beyond doubt.
    fn is_prose(&self, inside: Inside) -> bool {
        let is_wordy = self.words >= 15 && self.function_words > 0.25 && self.links < 0.4;
        is_wordy && !inside.intersects(OUTSIDE.difference(Inside::ASIDE))
    }
}

fn is_function_word(word: &str) -> bool {
    let folded = |c: &str| c.eq_ignore_ascii_case(word);
    word.len() <= 5
        && FUNCTION_WORDS
            .iter()
            .any(|known| known.len() == word.len() && folded(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_known_in_any_case() {
        assert!(["The", "of", "would"].into_iter().all(is_function_word));
        assert!(!["", "menu", "there"].into_iter().any(is_function_word));
    }

    #[test]
    fn a_menu_a_caption_and_a_house_ad_are_no_part_of_the_article() {
        let prose = "<p>The council voted on Tuesday to keep the ferry running through the winter, and the \
                     harbour master said that he was pleased with what they had decided.</p>";
        let html = format!(
            "<nav><a href=/>Home</a> <a href=/w>Weather</a></nav><article><h1>The ferry stays</h1>{prose}\
             <figure><img><figcaption>The ferry. Photo: A. Lunt</figcaption></figure>{prose}\
             <div class=newsletter-signup>Sign up for our newsletter</div>{prose}</article>"
        );
        let page = super::super::page(html.as_bytes(), encoding_rs::UTF_8, usize::MAX).unwrap();
        let kept: Vec<bool> = find(&page)
            .into_iter()
            .map(|is_boilerplate| !is_boilerplate)
            .collect();
        assert_eq!(kept, [false, true, true, false, true, false, true]);
    }
}
