//! The words of `class`, `id`, `role` and the like that templates have in common.

use super::element::Inside;

/// Words that name what is no part of an article.
const FURNITURE: &[&str] = &[
    "author", "bio", "breadcrumb", "breadcrumbs", "byline", "caption", "captions", "comment", "comments",
    "complementary", "consent", "contentinfo", "cookie", "cookies", "copyright", "credit", "credits", "crumbs",
    "dateline", "disclaimer", "footer", "footnote", "gdpr", "hidden", "login", "masthead", "menu",
    "metadata", "modal", "more", "nav", "navbar", "navigation", "newsletter", "pagination", "paywall",
    "popular", "popup", "print", "promo", "readmore", "recirc", "recommended", "related", "rights", "share",
    "sharing", "sidebar", "signup", "skip", "social", "sronly", "subscribe", "subscription", "tags",
    "taxonomy", "timestamp", "toolbar", "topics", "trending", "widget",
];

/// Words that say somebody paid.
const PAID: &[&str] = &[
    "advert", "advertisement", "advertisements", "advertiser", "advertising", "advertorial", "affiliate",
    "brandvoice", "outbrain", "promoted", "sponsor", "sponsored", "sponsors", "sponsorship", "taboola",
];

/// Pairs of words that say so.
const PAID_PAIRS: &[(&str, &str)] = &[
    ("branded", "content"),
    ("native", "ad"),
    ("paid", "content"),
    ("paid", "partner"),
    ("paid", "post"),
    ("partner", "content"),
    ("partner", "post"),
];

/// What the words of an attribute's value say of the text inside.
pub(super) fn inside(value: &str) -> Inside {
    let mut found = Inside::empty();
    let mut before = String::new();
    for word in words(value) {
        if FURNITURE.binary_search(&word.as_str()).is_ok() {
            found |= Inside::FURNITURE;
        }
        let is_pair = || PAID_PAIRS.contains(&(before.as_str(), word.as_str()));
        if PAID.binary_search(&word.as_str()).is_ok() || is_pair() {
            found |= Inside::PAID;
        }
        before = word;
    }
    found
}

/// The words of a value: cut where it is not a letter and before a capital after a small letter.
fn words(value: &str) -> impl Iterator<Item = String> {
    let mut rest = value.chars().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|c| !c.is_ascii_alphabetic()).is_some() {}
        let mut word = String::new();
        let mut was_small = false;
        while let Some(letter) =
            rest.next_if(|c| c.is_ascii_alphabetic() && !(was_small && c.is_ascii_uppercase()))
        {
            was_small = letter.is_ascii_lowercase();
            word.push(letter.to_ascii_lowercase());
        }
        (!word.is_empty()).then_some(word)
    })
}
