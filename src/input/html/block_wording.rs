//! The wording of a block: length, sentences, function words, cues of boilerplate.

use std::sync::{LazyLock, OnceLock};

use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::elements::{Inside, OUTSIDE};
use super::html_block::HtmlBlock;
use super::reading_length::{ends_sentence, reading_length};

/// Patterns of text around an article: requests to the reader ("asks"), makers of pictures
/// ("credits"), the article's author ("author"), its publication and corrections ("note").
const CUES: [&str; 4] = [
    r"\b(?:subscri(?:be|ption)|newsletters?|sign(?:ed)? ?up|cookies?|read more|follow (?:us|me|him|her)\b|click here|terms of (?:use|service)|privacy (?:policy|notice|statement)|share this|log ?in|inbox|donate|join (?:us|our)|download (?:our|the) app|see more|more from|more:|don't miss|view comments)",
    r"(?:\b(?:photo(?:graph)?s?|image|images|illustration|picture|video|courtesy)\b[^.]{0,30}\b(?:by|of|from|via|credit)\b|\b(?:photo|image|credit|source)s?:|\bgetty\b|\bshutterstock\b|\bap photo\b|\breuters/|/reuters|©|\xC2\xA9|\bcopyright\b|all rights reserved|\bfile (?:photo|image|picture)\b)",
    r"(?:\bis an? (?:[\w-]+ ){0,5}(?:reporter|editor|writer|correspondent|journalist|columnist|author|contributor|freelancer|producer)\b|\b(?:can be reached|reach (?:him|her|them)|contact (?:him|her|them|reporter|the writer))\b|[\w.-]+@[\w.-]+\.\w|\bcontributed to this\b|^\W*by (?-i:[A-Z])\w+ (?-i:[A-Z])|^\W*written by\b|\b(?:writes|covers|wrote) (?:about|for)\b)",
    r"(?:\b(?:originally|first) (?:appeared|published|ran)\b|\b(?:updated|corrected|published|posted)\b[^.]{0,12}(?:\d|:)|\b(?:earlier|previous) version\b|\bthis (?:story|article|post|report) (?:was|has been)\b|\bindependently (?:selected|reviewed|evaluated|chosen)\b|\b\d+ (?:min(?:ute)?s?|hours?|days?) (?:read|ago)\b)",
];

/// An offer: a price, a discount, a code, a gift. A request to the reader with an offer is an ad.
const OFFER: &str = r"(?:(?:\$|\xE2\x82\xAC|\xC2\xA3)\s?\d|\d\s?(?:\xE2\x82\xAC|\xC2\xA3)|\b\d+ ?(?:dollars|euros|usd|eur|gbp)\b|\d ?%|\bpercent off\b|\b(?:promo|coupon|discount|voucher|offer|referral) codes?\b|\b(?:use|with|enter|apply) (?:the )?code\b|\bcoupons?\b|\bvouchers?\b|\bdiscounts?\b|\bcash ?back\b|\bmoney.back\b|\bfree (?:shipping|delivery|returns?|trials?|samples?|gifts?|quote|consultation)\b|\btry (?:it )?(?:for )?free\b|\bhalf (?:price|off)\b|\bsave up to\b|\bbuy (?:now|one)\b|\bshop now\b|\border (?:now|today)\b)";

/// The most common words of English, sorted; they are frequent in prose and rare in menus.
const FUNCTION_WORDS: [&str; 60] = [
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can",
    "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if", "in", "into", "is",
    "it", "its", "more", "no", "not", "of", "on", "one", "or", "our", "out", "said", "she", "so",
    "that", "the", "their", "they", "this", "to", "up", "was", "we", "were", "what", "when",
    "which", "who", "will", "with", "would", "you",
];

/// Letters of the longest of [`FUNCTION_WORDS`].
const LONGEST_FUNCTION_WORD: usize = 5;

/// The wording of a block.
pub(super) struct Wording {
    /// Number of words; a text without spaces between words has a word for six letters.
    pub(super) words: usize,
    /// Number of words of this length in English.
    english_words: usize,
    /// Share of the words that are function words.
    pub(super) function_words: f64,
    /// Share of the text that is links.
    pub(super) links: f64,
    /// Whether the text ends like a sentence.
    pub(super) is_sentence: bool,
    /// For each of [`CUES`] the [`share`] of the text that is in sentences with a match.
    pub(super) cues: [f64; CUES.len()],
    is_foreign: bool,
}

/// Letters of a word, on average.
const WORD_LENGTH: usize = 6;
/// Fewest words of a block that is clearly running text.
const PROSE_WORDS: usize = 15;
/// Fewest words of a sentence that is clearly running text.
const SENTENCE_WORDS: usize = 8;
/// Fewest words of a sentence in another language that is clearly running text.
const FOREIGN_SENTENCE_WORDS: usize = 6;
/// Least share of function words in English text; other languages have less than half of this.
const ENGLISH_FUNCTION_WORDS: f64 = 0.15;
/// Share of function words that a sentence in another language counts as.
const FOREIGN_FUNCTION_WORDS: f64 = 0.35;

impl Wording {
    pub(super) fn of(block: &HtmlBlock, page: &str) -> Self {
        let text = &page[block.text.clone()];
        let (mut words, mut function_words) = (0usize, 0usize);
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’') {
            if !word.is_empty() {
                words += 1;
                function_words += usize::from(is_function_word(word));
            }
        }
        let function_words = function_words as f64 / words.max(1) as f64;
        if !text.is_ascii() && reading_length(text) > 2 * WORD_LENGTH * words {
            words = reading_length(text) / WORD_LENGTH;
        }
        let english_words = words.max(reading_length(text) / WORD_LENGTH);
        Wording {
            words,
            english_words,
            function_words,
            links: block.link_bytes as f64 / text.len().max(1) as f64,
            is_sentence: ends_sentence(text),
            cues: cues(text),
            is_foreign: false,
        }
    }

    /// Changes the wording to that of a language whose function words are unknown: sentences count
    /// as running text.
    pub(super) fn read_as_foreign(&mut self) {
        self.is_foreign = true;
        // Some languages have long words, and some write no vowels.
        self.words = self.english_words;
        let is_running = self.is_sentence && self.words >= FOREIGN_SENTENCE_WORDS;
        self.function_words = if is_running { FOREIGN_FUNCTION_WORDS } else { 0.0 };
    }

    /// Whether the block is clearly a paragraph of running text.
    pub(super) fn is_prose(&self, inside: Inside) -> bool {
        let fewest = match (self.is_sentence, self.is_foreign) {
            (true, true) => FOREIGN_SENTENCE_WORDS,
            (true, false) => SENTENCE_WORDS,
            (false, _) => PROSE_WORDS,
        };
        let is_wordy = self.words >= fewest && self.links < 0.4 && self.function_words > 0.25;
        is_wordy && !inside.intersects(OUTSIDE.difference(Inside::ASIDE))
    }
}

/// Whether a page is in another language than English: by the function words of its long blocks or,
/// without long blocks, by its declaration.
pub(super) fn is_foreign(wordings: &[Wording], is_declared: bool) -> bool {
    let long = wordings.iter().filter(|wording| {
        wording.english_words >= SENTENCE_WORDS && wording.is_sentence && wording.links < 0.4
    });
    let (words, function_words) = long.fold((0.0, 0.0), |(words, function_words), wording| {
        let own = wording.words as f64;
        (words + own, function_words + own * wording.function_words)
    });
    if words == 0.0 { is_declared } else { function_words < ENGLISH_FUNCTION_WORDS * words }
}

/// Returns for each of [`CUES`] the share of a text that is in sentences with a match.
fn cues(text: &str) -> [f64; CUES.len()] {
    static SET: LazyLock<Option<RegexSet>> = LazyLock::new(|| {
        let mut set = RegexSetBuilder::new(CUES);
        set.case_insensitive(true).unicode(false).build().ok()
    });
    let none = [0.0; CUES.len()];
    let Some(found) = SET.as_ref().map(|set| set.matches(text.as_bytes())) else {
        return none;
    };
    if !found.matched_any() {
        return none;
    }
    let ends = sentence_ends(text.as_bytes());
    let mut shares = std::array::from_fn(|cue| match pattern(cue) {
        Some(pattern) if found.matched(cue) => share(pattern, text.as_bytes(), &ends),
        _ => 0.0,
    });
    // Who asks with an offer sells.
    let has_offer = || pattern(CUES.len()).is_some_and(|offer| offer.is_match(text.as_bytes()));
    if shares[0] > 0.0 && has_offer() {
        shares[0] = 0.0;
    }
    shares
}

/// Returns the pattern of a cue or, for the number of cues, that of an offer. A pattern is compiled
/// at its first use, so that a short page starts faster.
fn pattern(number: usize) -> Option<&'static Regex> {
    static PATTERNS: [OnceLock<Option<Regex>>; CUES.len() + 1] =
        [const { OnceLock::new() }; CUES.len() + 1];
    let compile = || {
        let pattern = CUES.get(number).copied().unwrap_or(OFFER);
        RegexBuilder::new(pattern).case_insensitive(true).unicode(false).build().ok()
    };
    PATTERNS.get(number)?.get_or_init(compile).as_ref()
}

/// Share of a text at which a cue counts in full.
const FULL_SHARE: f64 = 0.5;

/// Returns the share of a text that is in sentences with a match, in [`FULL_SHARE`]s, at most 1;
/// `ends` are the ends of the sentences.
fn share(pattern: &Regex, text: &[u8], ends: &[usize]) -> f64 {
    let (mut matched, mut counted) = (0, 0);
    for found in pattern.find_iter(text) {
        let first = ends.partition_point(|&end| end <= found.start());
        let last = ends.partition_point(|&end| end < found.end());
        let start = first.checked_sub(1).map_or(0, |before| ends[before]).max(counted);
        let end = ends.get(last).copied().unwrap_or(text.len());
        matched += end.saturating_sub(start);
        counted = counted.max(end);
    }
    (matched as f64 / text.len().max(1) as f64 / FULL_SHARE).min(1.0)
}

/// Returns the ends of the sentences of a text, each after its white space.
fn sentence_ends(text: &[u8]) -> Vec<usize> {
    let pairs = text.windows(2).enumerate();
    let is_end = |pair: &[u8]| matches!(pair, [b'.' | b'!' | b'?', b' ' | b'\n'] | [_, b'\n']);
    pairs.filter(|(_, pair)| is_end(pair)).map(|(at, _)| at + 2).collect()
}

fn is_function_word(word: &str) -> bool {
    static KEYS: LazyLock<[u64; 60]> = LazyLock::new(|| FUNCTION_WORDS.map(key));
    word.len() <= LONGEST_FUNCTION_WORD && KEYS.binary_search(&key(word)).is_ok()
}

/// The first eight bytes of a word, with the letters of ASCII in lower case, as a number. Words in the
/// order of the alphabet have keys in this order.
fn key(word: &str) -> u64 {
    let mut key = [0; 8];
    for (byte, letter) in key.iter_mut().zip(word.bytes()) {
        *byte = letter.to_ascii_lowercase();
    }
    u64::from_be_bytes(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_compile() {
        assert!((0..=CUES.len()).all(|number| pattern(number).is_some()));
    }

    #[test]
    fn function_words_match_ignoring_case() {
        assert!(FUNCTION_WORDS.is_sorted());
        assert!(FUNCTION_WORDS.iter().all(|word| word.len() <= LONGEST_FUNCTION_WORD));
        assert!(["The", "of", "would"].into_iter().all(is_function_word));
        assert!(!["", "menu", "there"].into_iter().any(is_function_word));
    }

    #[test]
    fn cue_counts_by_the_share_of_its_sentences() {
        assert_eq!(cues("Sign up for our letter.")[0], 1.0);
        let share =
            cues("The council met on Tuesday. Write to desk@a.example. It closed the bridge.")[2];
        assert!((share - 50.0 / 76.0).abs() < 0.02, "{share}");
        assert_eq!(cues("The council met."), [0.0; 4]);
    }

    #[test]
    fn request_with_an_offer_is_none() {
        for offer in [
            "Sign up today and get 20% off.",
            "Sign up now with code WARM20.",
            "Subscribe for $5 a month.",
            "Subscribe for £5 a month.",
            "Download our app and get free shipping.",
            "Join us and start your free trial.",
        ] {
            assert_eq!(cues(offer)[0], 0.0, "{offer}");
        }
        assert_eq!(cues("Sign up for the council's letter, and follow us.")[0], 1.0);
    }
}
