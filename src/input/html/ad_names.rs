//! Names of ad containers: the words of classes, ids, `data-*` attributes and element names.

use super::attribute_words::for_each_word;
use crate::article::MarkStrength;

/// What the name of an element says about payment, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AdName {
    /// A word that editorial parts have too: `partner`, `deals`.
    Hint,
    /// The place of an advertisement: `ad-slot`. The name says nothing about a whole page.
    Slot,
    /// Paid content: `sponsored`, `advertorial`. On a whole page the name is a hint.
    Paid,
    /// A statement and no mere name: `aria-label="Advertisement"`, a type of schema.org.
    Stated,
}

impl AdName {
    /// The strength of the mark; `is_whole_page` if the element holds the whole page or story.
    pub(super) fn strength(self, is_whole_page: bool) -> Option<MarkStrength> {
        match (self, is_whole_page) {
            (AdName::Hint, _) | (AdName::Paid, true) => Some(MarkStrength::Hint),
            (AdName::Slot, true) => None,
            (AdName::Slot | AdName::Paid, false) | (AdName::Stated, _) => {
                Some(MarkStrength::Explicit)
            }
        }
    }
}

/// Words of [`AdName::Slot`]. A word in [`NO_AD`] next to them takes their meaning.
const SLOT: &[&str] = &[
    "ad",
    "adbox",
    "adcontainer",
    "ads",
    "adsbygoogle",
    "adsense",
    "adslot",
    "adspace",
    "adspot",
    "adunit",
    "adwrapper",
    "adzone",
    "dfp",
    "doubleclick",
    "gpt",
    "mgid",
    "nativo",
    "revcontent",
    "sharethrough",
    "teads",
    "triplelift",
    "zergnet",
];

/// Words of [`AdName::Paid`].
const PAID: &[&str] = &[
    "advert",
    "advertisement",
    "advertisements",
    "advertiser",
    "advertorial",
    "advertorials",
    "adverts",
    "anzeige",
    "anzeigen",
    "brandedcontent",
    "brandvoice",
    "nativead",
    "outbrain",
    "paidcontent",
    "paidpost",
    "partnercontent",
    "promoted",
    "publicidad",
    "publicite",
    "publireportage",
    "sponsored",
    "sponsoredcontent",
    "sponsoredpost",
    "taboola",
    "werbung",
];

/// Pairs of successive words of [`AdName::Paid`].
const PAID_PAIRS: &[(&str, &str)] = &[
    ("brand", "content"),
    ("branded", "content"),
    ("labs", "content"),
    ("native", "ad"),
    ("native", "ads"),
    ("paid", "content"),
    ("paid", "partner"),
    ("paid", "partnership"),
    ("paid", "post"),
    ("partner", "content"),
    ("partner", "post"),
    ("sponsor", "content"),
    ("sponsor", "message"),
];

/// Words of [`AdName::Hint`].
const HINT: &[&str] = &[
    "advertising",
    "affiliate",
    "commercial",
    "deal",
    "deals",
    "partner",
    "sponsor",
    "sponsors",
    "sponsorship",
];

/// Words next to an ad word that take its meaning: `no-ads`, `ad-free`, `has-ads`, `after-ad`.
const NO_AD: &[&str] = &[
    "above", "after", "anti", "before", "below", "between", "block", "blocked", "blocker",
    "blocking", "choices", "disabled", "enabled", "free", "has", "hide", "hoc", "no", "non", "not",
    "policy", "show", "under", "with", "without",
];

/// Returns what a name says about payment, word by word: `download` and `header` have no word `ad`.
pub(super) fn of(name: &str) -> Option<AdName> {
    if !has_ad_word(name) {
        return None;
    }
    let mut words: Vec<String> = Vec::new();
    for_each_word(name, |word| words.push(String::from_utf8_lossy(word).into_owned()));
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let is_in = |list: &[&str], at: usize| list.binary_search(&word(at)).is_ok();
    let found = |at: usize| {
        let before = at.checked_sub(1);
        if is_in(NO_AD, at + 1) || before.is_some_and(|before| is_in(NO_AD, before)) {
            return None;
        }
        let is_pair = |first: usize| PAID_PAIRS.contains(&(word(first), word(first + 1)));
        let supported = word(at) == "supported" && word(at + 1) == "by";
        if is_in(PAID, at) || is_pair(at) {
            Some(AdName::Paid)
        } else if is_in(SLOT, at) {
            Some(AdName::Slot)
        } else if is_in(HINT, at) || supported {
            Some(AdName::Hint)
        } else {
            None
        }
    };
    (0..words.len()).filter_map(found).max()
}

/// First words of [`PAID_PAIRS`] that are in no other list, and of `supported by`.
const PAIR_STARTS: &[&str] = &["brand", "branded", "labs", "native", "paid", "supported"];

/// Whether a name has a word that decides; most names have none.
fn has_ad_word(name: &str) -> bool {
    let mut found = false;
    for_each_word(name, |word| {
        let is_in =
            |list: &[&str]| list.binary_search_by(|known| known.as_bytes().cmp(word)).is_ok();
        found |= is_in(SLOT) || is_in(PAID) || is_in(HINT) || is_in(PAIR_STARTS);
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_lists_are_sorted_for_binary_search() {
        for list in [SLOT, PAID, HINT, NO_AD, PAIR_STARTS] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }

    #[test]
    fn names_of_ad_containers_are_read_word_by_word() {
        for (name, expected) in [
            ("ad", AdName::Slot),
            ("ads", AdName::Slot),
            ("ad-1", AdName::Slot),
            ("adSlot", AdName::Slot),
            ("full-bleed-ad", AdName::Slot),
            ("adsbygoogle", AdName::Slot),
            ("dfp-ad", AdName::Slot),
            ("data-ad", AdName::Slot),
            ("sponsored", AdName::Paid),
            ("post--Sponsored", AdName::Paid),
            ("isSponsored", AdName::Paid),
            ("native-ad", AdName::Paid),
            ("paid_post", AdName::Paid),
            ("labs-content", AdName::Paid),
            ("anzeige", AdName::Paid),
            ("partner", AdName::Hint),
            ("commercial", AdName::Hint),
            ("supported-by", AdName::Hint),
        ] {
            assert_eq!(of(name), Some(expected), "{name}");
        }
        for name in [
            "",
            "download",
            "header",
            "adapt",
            "shadow",
            "partners-page",
            "unsponsored-x1",
            "native",
            "dealer",
            "has-ads",
            "with-ads",
            "no-ads",
            "ad-free",
            "adblock",
            "ad-blocker",
            "loaded",
            "hide-ads",
            "sponsored-free",
            "ad hoc",
            "paid",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
