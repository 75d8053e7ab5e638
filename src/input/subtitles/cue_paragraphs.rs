//! `CueParagraphs`: the texts of cues, joined to paragraphs of about three sentences.

/// A paragraph of this many sentences ends, unless they are short.
const SENTENCES: usize = 3;
const MIN_BYTES: usize = 160;
/// A paragraph of at least this many bytes ends with its sentence.
const PARAGRAPH_BYTES: usize = 400;
/// A paragraph of this many bytes ends with its cue: automatic captions have no punctuation.
const MAX_PARAGRAPH_BYTES: usize = 1200;

/// Words of a sentence with which the spot of a sponsor begins.
const SPONSOR_WORDS: [&str; 6] = [
    "brought to you by",
    "from our sponsor",
    "our sponsor",
    "sponsored by",
    "support for this podcast",
    "this episode is supported",
];
/// Words of a short sentence with which it ends.
const RETURN_WORDS: [&str; 3] = ["back to", "we're back", "we are back"];
const MAX_RETURN_WORDS: usize = 9;

/// Words before a point that ends no sentence.
const ABBREVIATIONS: [&str; 15] = [
    "col", "dr", "gen", "gov", "inc", "jr", "lt", "mr", "mrs", "ms", "no", "prof", "rep", "sen",
    "st",
];

/// Paragraphs, and the one that is still open.
#[derive(Debug, Default)]
pub(super) struct CueParagraphs {
    done: Vec<String>,
    text: String,
    /// Start of the open paragraph in `text`, and of its last sentence.
    start: usize,
    sentence: usize,
    /// The place up to which ends of sentences were searched.
    searched: usize,
    sentences: usize,
}

impl CueParagraphs {
    /// Adds the text of a line.
    pub(super) fn add(&mut self, line: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(line);
        while let Some(end) = self.next_sentence_end() {
            self.end_sentence(end);
        }
        // Once a line: a line may have many paragraphs.
        self.text.drain(..self.start);
        self.sentence -= self.start;
        self.searched -= self.start;
        self.start = 0;
    }

    /// Ends the open paragraph if it is long; a cue ends.
    pub(super) fn end_cue(&mut self) {
        if self.text.len() >= MAX_PARAGRAPH_BYTES {
            self.end_paragraph();
        }
    }

    /// Ends the open paragraph if it ends with a sentence; a pause follows.
    pub(super) fn pause(&mut self) {
        if ends_sentence(&self.text) {
            self.end_paragraph();
        }
    }

    /// Ends the open paragraph.
    pub(super) fn end_paragraph(&mut self) {
        let end = self.text.len();
        if begins_spot(&self.text[self.sentence..]) {
            self.end_at(self.sentence);
        }
        self.end_at(end);
        self.text.clear();
        (self.start, self.sentence, self.searched) = (0, 0, 0);
    }

    /// Returns all paragraphs.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_paragraph();
        self.done
    }

    /// The end of the next sentence after which another one begins.
    fn next_sentence_end(&mut self) -> Option<usize> {
        loop {
            let space = self.searched + self.text[self.searched..].find(' ')?;
            self.searched = space + 1;
            let is_lower = self.text[space + 1..].starts_with(char::is_lowercase);
            if !is_lower && ends_sentence(&self.text[self.sentence..space]) {
                return Some(space);
            }
        }
    }

    fn end_sentence(&mut self, end: usize) {
        let sentence = self.sentence;
        if begins_spot(&self.text[sentence..end]) {
            self.end_at(sentence);
        }
        self.sentences += 1;
        let length = end - self.start;
        let has_enough = self.sentences >= SENTENCES && length >= MIN_BYTES;
        if has_enough || length >= PARAGRAPH_BYTES || ends_spot(&self.text[sentence..end]) {
            self.end_at(end + 1);
        }
        self.sentence = end + 1;
    }

    /// Ends the open paragraph at a place, where the next one starts.
    fn end_at(&mut self, at: usize) {
        let paragraph = self.text[self.start..at].trim();
        if !paragraph.is_empty() {
            self.done.push(paragraph.to_owned());
        }
        (self.start, self.sentences) = (at, 0);
    }
}

fn begins_spot(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase();
    SPONSOR_WORDS.iter().any(|words| sentence.contains(words))
}

fn ends_spot(sentence: &str) -> bool {
    let lower = sentence.to_lowercase().replace('’', "'");
    lower.split_whitespace().count() <= MAX_RETURN_WORDS
        && RETURN_WORDS.iter().any(|words| lower.contains(words))
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '♪', ' ']);
    let Some(before) = text.strip_suffix('.') else {
        return text.ends_with(['!', '?', '…', '。', '！', '？']);
    };
    let word = before.rsplit(' ').next().unwrap_or_default().to_ascii_lowercase();
    let is_letter = word
        .rsplit('.')
        .next()
        .is_some_and(|part| part.chars().count() == 1 && part.starts_with(char::is_alphabetic));
    !is_letter && ABBREVIATIONS.binary_search(&&*word).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[&str]) -> Vec<String> {
        let mut paragraphs = CueParagraphs::default();
        for line in lines {
            paragraphs.add(line);
            paragraphs.end_cue();
        }
        paragraphs.finish()
    }

    #[test]
    fn three_sentences_are_a_paragraph() {
        assert!(ABBREVIATIONS.is_sorted());
        let one = "The council met on the bridge and it voted on the budget.";
        let found =
            joined(&[one, one, "Mr. Lee of the U.S. said on Tuesday that", "it was close.", one]);
        let second = "Mr. Lee of the U.S. said on Tuesday that it was close.";
        assert_eq!(found, [format!("{one} {one} {second}"), one.to_owned()]);
        assert_eq!(joined(&["Yes. No. Yes.", "No. Yes."]), ["Yes. No. Yes. No. Yes."]);
    }

    #[test]
    fn spot_of_a_sponsor_is_apart() {
        let found = joined(&[
            "The council voted. This episode",
            "is sponsored by Brindlewool. Warm socks cost less",
            "with the code WARM20. Now back to the show. The bridge is",
            "shut for a year.",
        ]);
        assert_eq!(
            found,
            [
                "The council voted.",
                "This episode is sponsored by Brindlewool. Warm socks cost less with the code WARM20. \
                 Now back to the show.",
                "The bridge is shut for a year.",
            ]
        );
        assert_eq!(
            joined(&["One.", "A word from our sponsor."]),
            ["One.", "A word from our sponsor."]
        );
    }
}
