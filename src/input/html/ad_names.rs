//! Names of ad containers: the words of classes, ids, `data-*` attributes and element names.

use super::name_words::{WordList, for_each_word};
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

/// Words of [`AdName::Slot`].
static SLOT: WordList = WordList::new(&[
    "ad",
    "adbox",
    "adcontainer",
    "ads",
    "adsbygoogle",
    "adsense",
    "adslot",
    "adspace",
    "adspot",
    "adthrive",
    "adunit",
    "adwrapper",
    "adzone",
    "dfp",
    "doubleclick",
    "gpt",
    "mgid",
    "nativo",
    "raptive",
    "revcontent",
    "sharethrough",
    "teads",
    "triplelift",
    "zergnet",
]);

/// Words of [`AdName::Paid`].
static PAID: WordList = WordList::new(&[
    "advert",
    "advertisement",
    "advertisements",
    "advertiser",
    "advertorial",
    "advertorials",
    "adverts",
    "annons",
    "annonse",
    "anzeige",
    "anzeigen",
    "brandedcontent",
    "brandvoice",
    "gesponsert",
    "nativead",
    "outbrain",
    "paidcontent",
    "paidpost",
    "partnercontent",
    "promoted",
    "publicidad",
    "publicite",
    "publireportage",
    "reclame",
    "sponsorbox",
    "sponsored",
    "sponsoredcontent",
    "sponsoredpost",
    "taboola",
    "werbung",
]);

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
    ("trc", "related"),
];

/// Words of [`AdName::Hint`].
static HINT: WordList = WordList::new(&[
    "advertising",
    "affiliate",
    "commercial",
    "deal",
    "deals",
    "partner",
    "sponsor",
    "sponsors",
    "sponsorship",
]);

/// Words anywhere before an ad word that take its meaning: `no-ads`, `has-top-ad`.
static NO_AD: WordList = WordList::new(&[
    "anti", "block", "disable", "has", "hide", "no", "non", "not", "show", "with", "without",
]);

/// Words right before an ad word that take its meaning: `after-ad` is the text after an ad.
static NO_AD_AFTER: WordList =
    WordList::new(&["above", "after", "before", "below", "between", "under"]);

/// Words right after an ad word that take its meaning: `ad-free`, `ad-blocker`.
static NO_AD_BEFORE: WordList = WordList::new(&[
    "block", "blocked", "blocker", "blocking", "choices", "disabled", "enabled", "free", "hoc",
    "policy",
]);

/// Words right after an ad word that make a subject of news of it: `sponsored-bills`, `ad-council`.
static SUBJECT: WordList = WordList::new(&[
    "amendment",
    "amendments",
    "astra",
    "athletes",
    "bill",
    "bills",
    "candidates",
    "coach",
    "coaches",
    "council",
    "employees",
    "events",
    "industry",
    "law",
    "laws",
    "legislation",
    "members",
    "officers",
    "players",
    "research",
    "spending",
    "staff",
    "students",
    "target",
    "teachers",
    "teams",
]);

/// Most bytes of a name.
const LONGEST_NAME: usize = 128;

/// Returns what a name says about payment, word by word: `download` and `header` have no word `ad`.
pub(super) fn of(name: &str) -> Option<AdName> {
    if name.len() > LONGEST_NAME || !has_ad_word(name) {
        return None;
    }
    let mut words: Vec<String> = Vec::new();
    for_each_word(name, |word| words.push(String::from_utf8_lossy(word).into_owned()));
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let is_in = |list: &WordList, at: usize| list.has(word(at).as_bytes());
    let found = |at: usize| {
        let is_place = at.checked_sub(1).is_some_and(|before| is_in(&NO_AD_AFTER, before));
        if is_place || is_in(&NO_AD_BEFORE, at + 1) || (0..at).any(|before| is_in(&NO_AD, before)) {
            return None;
        }
        let is_pair = |first: usize| PAID_PAIRS.contains(&(word(first), word(first + 1)));
        let supported = word(at) == "supported" && word(at + 1) == "by";
        if is_in(&SUBJECT, at + 1) && (is_in(&PAID, at) || is_in(&SLOT, at)) {
            Some(AdName::Hint)
        } else if is_in(&PAID, at) || is_pair(at) {
            Some(AdName::Paid)
        } else if is_in(&SLOT, at) {
            Some(AdName::Slot)
        } else if is_in(&HINT, at) || supported {
            Some(AdName::Hint)
        } else {
            None
        }
    };
    (0..words.len()).filter_map(found).max()
}

/// First words of [`PAID_PAIRS`] that are in no other list, and of `supported by`.
static PAIR_STARTS: WordList =
    WordList::new(&["brand", "branded", "labs", "native", "paid", "supported", "trc"]);

/// Second words of the names of `data-*` attributes that an advertisement has: `data-ad-slot`. Others
/// describe a layout: `data-ad-sticky`.
const SLOT_ATTRIBUTES: &[&str] = &[
    "client",
    "code",
    "container",
    "format",
    "id",
    "name",
    "network",
    "placeholder",
    "placement",
    "position",
    "size",
    "slot",
    "slotid",
    "type",
    "unit",
];

/// Returns what the name of a `data-*` attribute says.
pub(super) fn of_data(key: &str) -> Option<AdName> {
    let name = key.strip_prefix("data-")?;
    match (of(name)?, name.split_once('-')) {
        (AdName::Slot, Some((first, second))) => {
            of(first).filter(|_| SLOT_ATTRIBUTES.contains(&second))
        }
        (AdName::Hint, Some(_)) => None,
        (kind, _) => Some(kind),
    }
}

/// Whether a text that is no name, such as the settings of a product card, has a word of paid
/// content.
pub(super) fn has_paid_word(text: &str) -> bool {
    let mut found = false;
    for_each_word(text, |word| found |= PAID.has(word) || HINT.has(word));
    found
}

/// Whether a name has a word that decides; most names have none.
fn has_ad_word(name: &str) -> bool {
    let mut found = false;
    for_each_word(name, |word| {
        found |= SLOT.has(word) || PAID.has(word) || HINT.has(word) || PAIR_STARTS.has(word);
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_lists_are_sorted_for_binary_search() {
        for list in
            [&SLOT, &PAID, &HINT, &SUBJECT, &NO_AD, &NO_AD_AFTER, &NO_AD_BEFORE, &PAIR_STARTS]
        {
            assert!(list.is_valid(), "{list:?}");
        }
    }

    #[test]
    fn data_attributes_of_advertisements_are_known() {
        for (key, expected) in [
            ("data-ad", Some(AdName::Slot)),
            ("data-ad-slot", Some(AdName::Slot)),
            ("data-adslot", Some(AdName::Slot)),
            ("data-sponsored", Some(AdName::Paid)),
            ("data-is-sponsored", Some(AdName::Paid)),
            ("data-native-ad", Some(AdName::Paid)),
            ("data-x-ad-label-height", None),
            ("data-tracking-partner", None),
            ("data-ad-sticky", None),
            ("data-address", None),
        ] {
            assert_eq!(of_data(key), expected, "{key}");
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
            ("adthrive-content", AdName::Slot),
            ("trc_related_container", AdName::Paid),
            ("sponsored-bills", AdName::Hint),
            ("promoted-players", AdName::Hint),
            ("ad-council-news", AdName::Hint),
            ("dfp-ad", AdName::Slot),
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
            "no-mid-article-taboola",
            "gm52d3ad",
            "after-ad",
            "paid",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
