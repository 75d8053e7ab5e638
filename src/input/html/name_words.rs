//! The words of names in attributes, and lists of such words.

/// Longest word that is compared with the lists; a longer word is in none of them.
const LONGEST_WORD: usize = 24;

/// A sorted list of words in lower-case letters.
#[derive(Debug)]
pub(super) struct WordList {
    words: &'static [&'static str],
    /// For each first letter, a bit for each length of a word. Most words of names fail this test, so
    /// that no list is searched for them.
    lengths: [u32; 26],
}

impl WordList {
    /// Creates a list of words, which must be sorted, of lower-case letters, and shorter than
    /// [`LONGEST_WORD`].
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let mut lengths = [0u32; 26];
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_bytes();
            lengths[(word[0] - b'a') as usize] |= 1 << word.len();
            at += 1;
        }
        WordList { words, lengths }
    }

    /// Whether a word in lower case is in the list.
    #[inline]
    pub(super) fn has(&self, word: &[u8]) -> bool {
        let first = word.first().map_or(usize::MAX, |first| usize::from(first.wrapping_sub(b'a')));
        let lengths = self.lengths.get(first).copied().unwrap_or_default();
        word.len() <= LONGEST_WORD
            && lengths >> word.len() & 1 == 1
            && self.words.binary_search_by(|known| known.as_bytes().cmp(word)).is_ok()
    }

    #[cfg(test)]
    pub(super) fn is_valid(&self) -> bool {
        let is_word = |word: &&str| {
            word.len() <= LONGEST_WORD && word.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        self.words.is_sorted() && self.words.iter().all(is_word)
    }
}

/// Calls `visit` with each word of a value, in lower case. Words end at non-letters, and between a
/// lower-case and an upper-case letter. Letters after a digit are a part of a code: `gm52d3ad`.
pub(super) fn for_each_word(value: &str, mut visit: impl FnMut(&[u8])) {
    let mut word = [0; LONGEST_WORD];
    let (mut length, mut before, mut is_code) = (0, b' ', false);
    for byte in value.bytes().chain([b' ']) {
        let is_letter = byte.is_ascii_alphabetic();
        let is_hump = before.is_ascii_lowercase() && byte.is_ascii_uppercase();
        if (!is_letter || is_hump) && length > 0 {
            if !is_code {
                visit(word.get(..length).unwrap_or_default());
            }
            length = 0;
        }
        if is_letter {
            if length == 0 {
                is_code = before.is_ascii_digit();
            }
            if let Some(cell) = word.get_mut(length) {
                *cell = byte.to_ascii_lowercase();
            }
            length += 1;
        }
        before = byte;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_at_other_characters_and_before_capitals() {
        let words = |value: &str| {
            let mut words = Vec::new();
            for_each_word(value, |word| words.push(String::from_utf8(word.to_vec()).unwrap()));
            words
        };
        assert_eq!(words("post--isSponsored_ad1 AD"), ["post", "is", "sponsored", "ad", "ad"]);
        assert_eq!(words("gm52d3ad"), ["gm"]);
        assert_eq!(words(&"a".repeat(25)), [""; 1]);
        assert!(words("–1–").is_empty());
    }

    #[test]
    fn list_has_its_words_only() {
        static LIST: WordList = WordList::new(&["ad", "ads", "sponsored"]);
        assert!(LIST.is_valid());
        assert!([&b"ad"[..], b"ads", b"sponsored"].into_iter().all(|word| LIST.has(word)));
        let others = [&b""[..], b"a", b"as", b"adz", b"\xFF", &[b'a'; 64]];
        assert!(!others.into_iter().any(|word| LIST.has(word)));
    }
}
