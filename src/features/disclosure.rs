//! The publisher's own disclosures of payment: labels, markers and statements.
//!
//! The rules are few and simple, for precision: news *about* sponsors and advertising must not
//! match them. A disclosure is evidence for the page stage and never a verdict on its own.
//!
//! ```
//! use adsift::features::disclosure::Disclosure;
//! use adsift::features::{NgramExtractor, NgramSettings};
//!
//! let mut extractor = NgramExtractor::new(&NgramSettings::default());
//! let mut find = |paragraph| extractor.extract(paragraph).disclosure;
//! assert_eq!(find("Presented by Acme Cloud"), Some(Disclosure::Paragraph));
//! assert_eq!(find("This article was sponsored by Acme."), Some(Disclosure::Page));
//! assert_eq!(find("The tournament was sponsored by a bank until last year."), None);
//! ```

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use regex::bytes::{Regex, RegexBuilder};

use crate::tokenizer;

/// What a paragraph discloses, from the narrowest to the widest disclosure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disclosure {
    /// The page earns commissions from its links: "we may earn a commission".
    Commission,
    /// The paragraph is paid or names the sponsor of the next ones: "(ad)", "Presented by …".
    Paragraph,
    /// The whole page is paid: "This article was sponsored by …", the dateline of a paid wire.
    Page,
}

/// A pattern of a disclosure.
struct Rule {
    covers: Disclosure,
    /// Largest number of words of a matching paragraph. A longer paragraph uses the phrase in
    /// another sense.
    most_words: usize,
    /// Folded words, separated by spaces. Every text that matches the pattern has one of them, and
    /// most paragraphs have none, so that no pattern runs on them.
    cues: &'static str,
    /// A pattern over bytes, in ASCII. It ignores case, except after `(?-i`.
    pattern: &'static str,
}

/// The rules, at most as many as [`Cues`] has bits.
const RULES: &[Rule] = &[
    // A line that holds only a label, optionally after the name of a section.
    Rule {
        covers: Disclosure::Paragraph,
        most_words: 8,
        cues: "ad ads advert advertisement advertorial sponsor sponsored promoted release \
               brandvoice",
        pattern: r"^\W*(?:[\w' ]{1,30}[/|:])?\W*(?:ads?|advert|advertisement|advertorial|sponsor|sponsored|promoted|press release|brandvoice)\W*$",
    },
    Rule {
        covers: Disclosure::Paragraph,
        most_words: 10,
        cues: "sponsored presented promoted paid brought partner branded brand brandvoice \
               advertorial",
        pattern: r"^\W*(?:[\w' ]{1,30}[/|:])?\W*(?:sponsored (?:content|post|article|story|message|feature|section|link)s?|(?:sponsored|presented|promoted|paid for|brought to you) by|paid (?:content|posts?|program(?:me)?|partnership|partner content|promotion|advertisement)|partner (?:content|post|message)|brand(?:ed)? (?:content|post)|brandvoice|advertorial)\b",
    },
    Rule {
        covers: Disclosure::Paragraph,
        most_words: 8,
        cues: "message word partner partners sponsor sponsors advertiser advertisers partnership \
               association collaboration",
        pattern: r"^\W*(?:a (?:message|word) from|from our (?:partner|sponsor|advertiser)s?|in (?:paid )?(?:partnership|association|collaboration) with)\b",
    },
    Rule {
        covers: Disclosure::Paragraph,
        most_words: 6,
        cues: "together",
        pattern: r"^\W*together with\b",
    },
    // A marker at the paragraph's start or end, or in brackets. "(AD)" may abbreviate a disease.
    Rule {
        covers: Disclosure::Paragraph,
        most_words: usize::MAX,
        cues: "sponsor sponsored promoted advertisement advertorial ad paid",
        pattern: r"^\W*(?:sponsor|sponsored|promoted|advertisement|advertorial|ad|paid post|sponsored (?:content|post))\s*(?:[:|]|\xE2\x80[\x93\x94])",
    },
    Rule {
        covers: Disclosure::Paragraph,
        most_words: usize::MAX,
        cues: "sponsor sponsored promoted advertisement",
        pattern: r"\s(?-i:SPONSORED|SPONSOR|ADVERTISEMENT|PROMOTED)\W*$",
    },
    Rule {
        covers: Disclosure::Paragraph,
        most_words: usize::MAX,
        cues: "sponsor sponsored promoted advertisement advertorial ad paid partner",
        pattern: r"\((?-i:[Aa]d)\)|\[ad\]|[(\[]\s*(?:sponsor|sponsored|sponsored (?:content|post)|sponsored by [^)\]]{1,40}|advertisement|promoted|paid (?:post|content|ad|partnership|advertisement)|partner content|advertorial)\s*[)\]]",
    },
    // Thanks to the sponsor of a newsletter or a show.
    Rule {
        covers: Disclosure::Paragraph,
        most_words: usize::MAX,
        cues: "sponsoring sponsor sponsors partner partners advertiser advertisers",
        pattern: r"\bthanks to [^.!?]{1,80} for sponsoring\b|\b(?:message|word)s? from our (?:sponsor|partner|advertiser)s?\b",
    },
    Rule {
        covers: Disclosure::Paragraph,
        most_words: usize::MAX,
        cues: "brought sponsored presented",
        pattern: r"\b(?:this|today(?:'|\xE2\x80\x99)s|this (?:week|month)(?:'|\xE2\x80\x99)s) (?:\w+ )?(?:newsletter|edition|issue|episode|podcast|show|email|e-mail|video|section)(?: is| was| comes to you)? (?:proudly )?(?:brought to you|sponsored|presented) by\b",
    },
    // Statements about the article. A story "funded" or "supported" by a foundation is journalism.
    Rule {
        covers: Disclosure::Page,
        most_words: 120,
        cues: "sponsored paid brought presented",
        pattern: r"\b(?:this|the following) (?:\w+ )?(?:article|post|story|content|piece|feature|interview|review|guide|report|page) (?:is|was|has been) (?:proudly |kindly |originally )?(?:sponsored|paid for|brought to you|presented) (?:by|in)\b",
    },
    Rule {
        covers: Disclosure::Page,
        most_words: 120,
        cues: "sponsored promotional paid partner branded",
        pattern: r"\b(?:this|the following) (?:is an? )?(?:sponsored|promotional|paid|partner|branded) (?:article|post|story|content|feature|piece|advertisement|message|partnership|press release)\b",
    },
    Rule {
        covers: Disclosure::Page,
        most_words: 120,
        cues: "sponsored",
        pattern: r"\bsponsored (?:articles|content|posts|stories) (?:is|are) (?:content )?(?:produced|written|created|provided|paid)\b",
    },
    Rule {
        covers: Disclosure::Page,
        most_words: 120,
        cues: "produced created provided written supplied contributed submitted",
        pattern: r"\bthis (?:article|content|post|story) (?:is|was) (?:produced|created|provided|written|supplied|contributed|submitted) by [^.!?]{0,60}\b(?:sponsors?|advertisers?|advertising|partners?|brands?|marketing|commercial|custom content|content studio|clients?)\b",
    },
    // Datelines of paid wires.
    Rule {
        covers: Disclosure::Page,
        most_words: usize::MAX,
        cues: "accesswire prnewswire globe globenewswire ein einpresswire presswire wire \
               businesswire newswire prweb marketwired marketwire newmediawire",
        pattern: r"/\s*(?:ACCESSWIRE|PRNewswire[\w-]*|GLOBE ?NEWSWIRE|EIN ?Presswire(?:\.com)?|Business ?Wire|Newswire\.com|PRWEB)\s*/|\((?:BUSINESS WIRE|GLOBE ?NEWSWIRE|Marketwired|Marketwire|PRWEB|ACCESSWIRE|PR ?NEWSWIRE|EZ Newswire|NewMediaWire)\)",
    },
    // Commissions of the publisher; reports about commissions of others must not match.
    Rule {
        covers: Disclosure::Commission,
        most_words: 90,
        cues: "commission commissions compensation affiliate",
        pattern: r"\b(?:we|us|our|site|may|might)\b[^.!?]{0,120}\b(?:earn|receive|get|make)s? (?:an? |some )?(?:(?:small|affiliate|referral) )*(?:commissions?|compensation)\b[^.!?]{0,80}\b(?:you|links?|purchases?|sales?)\b|\b(?:you|links?|purchases?)\b[^.!?]{0,120}\b(?:we|us|site) (?:may|might|will|can)? ?(?:earn|receive|get|make) (?:an? |some )?(?:(?:small|affiliate|referral) )*(?:commissions?|compensation)\b|\b(?:may|might) (?:earn|receive) an? (?:small )?(?:affiliate )?commission\b|\b(?:post|article|page|story|newsletter) (?:may )?(?:contains?|includes?|uses?) affiliate links\b",
    },
];

/// The rules that a word, or the words of a paragraph, may be part of: one bit per rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cues(u16);

impl Cues {
    /// The cues of a word that is in no rule.
    pub(super) const NONE: Cues = Cues(0);

    /// Returns the cues of a folded word.
    pub(super) fn of(folded: &[u8]) -> Cues {
        static CUES: LazyLock<CueWords> = LazyLock::new(CueWords::of_rules);
        CUES.get(folded)
    }

    /// Returns the cues of both.
    #[inline(always)]
    pub(super) fn or(self, other: Cues) -> Cues {
        Cues(self.0 | other.0)
    }
}

/// The cues of every word in the rules.
struct CueWords {
    by_word: HashMap<&'static [u8], Cues>,
    /// For each first byte, a bit for each length of a cue.
    lengths: [u16; 256],
}

impl CueWords {
    fn of_rules() -> Self {
        let (mut by_word, mut lengths) = (HashMap::new(), [0; 256]);
        for (at, rule) in RULES.iter().enumerate() {
            for cue in rule.cues.split(' ').map(str::as_bytes) {
                let cues = by_word.entry(cue).or_insert(Cues::NONE);
                *cues = cues.or(Cues(1 << at));
                lengths[cue[0] as usize] |= 1 << cue.len();
            }
        }
        CueWords { by_word, lengths }
    }

    /// Returns the cues of a word. First byte and length exclude most words without a look-up.
    fn get(&self, folded: &[u8]) -> Cues {
        let is_possible = folded.first().is_some_and(|&first| {
            let lengths = u64::from(self.lengths[first as usize]);
            folded.len() < 16 && lengths >> folded.len() & 1 == 1
        });
        if is_possible { self.by_word.get(folded).copied().unwrap_or_default() } else { Cues::NONE }
    }
}

/// Returns the widest disclosure in a paragraph.
///
/// `words` is the paragraph's number of words and numbers, `cues` the union of the words' cues.
#[inline]
pub(super) fn find(paragraph: &str, words: usize, cues: Cues) -> Option<Disclosure> {
    if cues == Cues::NONE { None } else { match_rules(paragraph, words, cues) }
}

#[cold]
fn match_rules(paragraph: &str, words: usize, cues: Cues) -> Option<Disclosure> {
    // Patterns run on the visible text, so that hidden characters cannot hide a disclosure.
    let mut visible = None;
    RULES
        .iter()
        .enumerate()
        .filter(|(at, rule)| cues.0 >> at & 1 == 1 && words <= rule.most_words)
        .filter(|(at, _)| {
            let text = visible.get_or_insert_with(|| visible_text(paragraph));
            pattern(*at).is_some_and(|pattern| pattern.is_match(text.as_bytes()))
        })
        .map(|(_, rule)| rule.covers)
        .max()
}

/// Returns the visible characters of a text, in NFKC unless [`is_kept`] holds for all of them.
fn visible_text(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || text.chars().all(|next| next.is_ascii() || is_kept(next)) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(tokenizer::visible(text))
    }
}

/// Whether the patterns need no [`tokenizer::visible`] form of a non-ASCII character: a letter of
/// Latin-1, a dash, a quote, a bullet, a currency sign. Most texts have no other characters.
fn is_kept(character: char) -> bool {
    let is_sign = matches!(character, '\u{2012}'..='\u{2023}' | '…' | '€' | '£' | '©' | '®');
    is_sign || matches!(character, '\u{C0}'..='\u{FF}')
}

/// Returns the pattern of a rule, compiled at its first use, so that a short page starts faster.
fn pattern(rule: usize) -> Option<&'static Regex> {
    static PATTERNS: [OnceLock<Option<Regex>>; RULES.len()] =
        [const { OnceLock::new() }; RULES.len()];
    let compile = || {
        let pattern = RegexBuilder::new(RULES.get(rule)?.pattern)
            .case_insensitive(true)
            .unicode(false)
            .build();
        pattern.ok()
    };
    PATTERNS.get(rule)?.get_or_init(compile).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::{TokenKind, for_each_token};

    fn found(text: &str) -> Option<Disclosure> {
        let (mut words, mut cues) = (0, Cues::default());
        for_each_token(text, |token| {
            words += usize::from(token.kind != TokenKind::Symbol);
            cues = cues.or(Cues::of(token.folded));
        });
        let found = find(text, words, cues);
        let by_all = find(text, words, Cues(u16::MAX));
        assert_eq!(found, by_all, "a cue is missing for {text:?}");
        found
    }

    #[test]
    fn rules_compile() {
        assert!(RULES.len() <= u16::BITS as usize);
        assert!((0..RULES.len()).all(|rule| pattern(rule).is_some()));
    }

    #[test]
    fn labels_and_markers_cover_the_paragraph() {
        for text in [
            "Sponsored",
            "ADVERTISEMENT",
            "Business / Branded Content",
            "Presented by Acme Cloud",
            "Paid post",
            "A message from Acme",
            "Together with Acme",
            "In partnership with Acme",
            "Sponsor: Acme makes tents for all weathers.",
            "Acme tents keep you dry in any weather, and they weigh next to nothing. SPONSORED",
            "Acme is hiring (ad) We make tents and look for people who like rain.",
            "Acme tents [Sponsored] are on sale until Sunday.",
            "My thanks to Acme for sponsoring this week of the site.",
            "This newsletter is brought to you by Acme, who make tents.",
            "Today’s episode is sponsored by Acme.",
            "And now a word from our sponsor.",
        ] {
            assert_eq!(found(text), Some(Disclosure::Paragraph), "{text}");
        }
    }

    #[test]
    fn hidden_characters_and_other_forms_do_not_hide_a_disclosure() {
        for text in [
            "Spon\u{200B}sored",
            "Sponsored\u{A0}by Zürich",
            "\u{FF33}ponsored content",
            "“Sponsored by Zürich” – é",
        ] {
            assert_eq!(found(text), Some(Disclosure::Paragraph), "{text}");
        }
    }

    #[test]
    fn statements_and_datelines_cover_the_page() {
        for text in [
            "Disclosure: This article was sponsored by Acme.",
            "This is a sponsored post.",
            "This promotional feature was made by our commercial team.",
            "This content was produced by Insights, the marketing arm of the Herald.",
            "Sponsored articles are content produced by a company that pays for the post.",
            "SPRINGFIELD, Nov. 3 /PRNewswire/ -- Acme today opened its doors.",
            "SPRINGFIELD--(BUSINESS WIRE)--Acme today opened its doors.",
        ] {
            assert_eq!(found(text), Some(Disclosure::Page), "{text}");
        }
    }

    #[test]
    fn finds_commissions_of_the_publisher() {
        for text in [
            "When you buy through links on our site, we may earn an affiliate commission.",
            "We may receive compensation if you click on links we provide.",
            "This post contains affiliate links.",
        ] {
            assert_eq!(found(text), Some(Disclosure::Commission), "{text}");
        }
    }

    #[test]
    fn news_about_sponsors_discloses_nothing() {
        for text in [
            "The tournament was sponsored by a bank until last year.",
            "Instagram is changing its rules for sponsored posts by political campaigns.",
            "He was paid by the city for six years, the commission said.",
            "Patients with Alzheimer's disease (AD) took part in the trial.",
            "The festival, presented by the library, opens on Friday in the old town hall with a reading.",
            "This story was supported by a grant for reporting on water.",
            "The commission made a decision on the links between you and me.",
            "Together with her sister, she has run the shop on Mill Lane since 1994.",
            "Agents earn a commission of six percent on the sale of a house.",
            "Senate passes bill on advertising",
            "Two fans were promoted",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
