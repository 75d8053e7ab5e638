//! What an input may cost: every limit is an error with its place, never a silent cut.
//!
//! | limit | value | flag |
//! |---|---|---|
//! | a record: a line of JSON Lines, a row of CSV, a page of HTML | 16 MiB | `--max-record-bytes` |
//! | an article | 8 MiB | `--max-article-bytes` |
//! | an article's paragraphs | 50,000 | `--max-article-paragraphs` |
//! | an article's id | [`MAX_ID_BYTES`] | |
//! | a paragraph | 64 KiB | `--max-paragraph-bytes` |
//! | a paragraph's tokens | 20,000 | `--max-paragraph-tokens` |
//! | bytes out of one compressed one | 200 | `--max-ratio` |
//! | bytes out of one compressed file | 1 TiB | `--max-decompressed-bytes` |
//! | a word; longer ones are known to be there and no more | [`MAX_WORD_BYTES`] | |
//! | features of a paragraph | [`MAX_PARAGRAPH_FEATURES`] | follows from its tokens |
//! | a window of zstd | [`MAX_ZSTD_WINDOW_LOG`] | |
//! | threads | 1,024 | `--threads` |
//! | a model file, its header | [`MAX_MODEL_BYTES`], [`MAX_HEADER_BYTES`] | |
//! | what a message repeats of an input | [`MAX_EXCERPT_CHARS`] | |

use crate::article::{Article, ArticleId};
use crate::error::Problem;
pub use crate::model::file::{MAX_HEADER_BYTES, MAX_MODEL_BYTES};
use crate::tokenizer;
pub use crate::tokenizer::MAX_WORD_BYTES;

/// A paragraph within its default limit of tokens has fewer features: its length, and of each token at
/// most a stem, a surface form, an ending, a bigram and a shape, but for a few at its edges.
pub const MAX_PARAGRAPH_FEATURES: usize = 100_010;

/// Longest id of an article, in bytes: it stands in every one of its verdicts. As long as a path may be, and
/// longer than a URL that a browser takes.
pub const MAX_ID_BYTES: usize = 4096;

/// zstd looks back over at most 2^27 bytes, 128 MiB, which it must hold in memory; what `zstd --long`
/// makes without a number.
pub const MAX_ZSTD_WINDOW_LOG: u32 = 27;

/// Characters of an input that a message or a line of rejected records repeats, escapes counted.
pub const MAX_EXCERPT_CHARS: usize = 80;

/// Decompressed bytes that are handed out whatever the ratio: a few kilobytes of blanks are no bomb.
pub const FREE_DECOMPRESSED_BYTES: u64 = 16 << 20;

/// The limits that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest record, in bytes, its line end not counted.
    pub record_bytes: usize,
    /// Longest article, in bytes of its text.
    pub article_bytes: usize,
    /// Most paragraphs of an article.
    pub article_paragraphs: usize,
    /// Longest paragraph, in bytes.
    pub paragraph_bytes: usize,
    /// Most tokens of a paragraph.
    pub paragraph_tokens: usize,
    /// Most decompressed bytes to one that is compressed, past [`FREE_DECOMPRESSED_BYTES`].
    pub ratio: u64,
    /// Most decompressed bytes of one input.
    pub decompressed_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits::DEFAULT
    }
}

impl Limits {
    /// The limits where nothing else is said.
    pub const DEFAULT: Limits = Limits {
        record_bytes: 16 << 20,
        article_bytes: 8 << 20,
        article_paragraphs: 50_000,
        paragraph_bytes: 64 << 10,
        paragraph_tokens: 20_000,
        ratio: 200,
        decompressed_bytes: 1 << 40,
    };

    /// Refuses an article whose id, number of paragraphs or any paragraph is over its limit;
    /// [`Limits::article_bytes`] is for whoever reads it, since its text must not be held before.
    pub(crate) fn check(&self, article: &Article) -> Result<(), Problem> {
        if let ArticleId::Text(id) = &article.id {
            check_id(id)?;
        }
        self.check_count(article.paragraphs.len())?;
        let mut numbered = article.texts().zip(1..);
        numbered.try_for_each(|(text, number)| self.check_paragraph(text, number))
    }

    /// Refuses an article of more paragraphs than it may have.
    pub(crate) fn check_count(&self, paragraphs: usize) -> Result<(), Problem> {
        let limit = self.article_paragraphs;
        match paragraphs > limit {
            true => Err(Problem::TooManyParagraphs { limit }),
            false => Ok(()),
        }
    }

    /// Refuses a paragraph over its limits; `number` counts from 1.
    pub(crate) fn check_paragraph(&self, text: &str, number: usize) -> Result<(), Problem> {
        if text.len() > self.paragraph_bytes {
            return Err(Problem::ParagraphTooLong {
                number,
                limit: self.paragraph_bytes,
            });
        }
        // A token has a byte at least, so that hardly any paragraph must be looked into.
        if text.len() > self.paragraph_tokens {
            let mut tokens = 0;
            tokenizer::for_each_token(text, |_| tokens += 1);
            if tokens > self.paragraph_tokens {
                return Err(Problem::TooManyTokens {
                    number,
                    limit: self.paragraph_tokens,
                });
            }
        }
        Ok(())
    }
}

/// Refuses an id over its limit.
pub(crate) fn check_id(id: &str) -> Result<(), Problem> {
    match id.len() > MAX_ID_BYTES {
        true => Err(Problem::IdTooLong),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::ngrams::{NgramExtractor, NgramSettings};

    const LIMITS: Limits = Limits {
        record_bytes: 0,
        article_bytes: 0,
        article_paragraphs: 3,
        paragraph_bytes: 20,
        paragraph_tokens: 5,
        ratio: 0,
        decompressed_bytes: 0,
    };

    #[test]
    fn a_paragraph_at_its_limits_passes_and_one_over_them_does_not() {
        for bytes in [19, 20] {
            assert!(LIMITS.check_paragraph(&"x".repeat(bytes), 1).is_ok());
        }
        let long = LIMITS.check_paragraph(&"x".repeat(21), 3).unwrap_err();
        assert!(
            long.to_string()
                .starts_with("paragraph 3 has more than 20 bytes")
        );
        for text in ["a b c d   ", "a b c d e"] {
            assert!(LIMITS.check_paragraph(text, 1).is_ok());
        }
        let many = LIMITS.check_paragraph("a b c d e f", 2).unwrap_err();
        assert!(
            many.to_string()
                .starts_with("paragraph 2 has more than 5 words and signs")
        );
    }

    #[test]
    fn every_paragraph_of_an_article_is_looked_at() {
        let article = Article::from_text("a".into(), format!("Short.\n\n{}\n\nc", "x".repeat(21)));
        let problem = LIMITS.check(&article).unwrap_err();
        assert!(matches!(
            problem,
            Problem::ParagraphTooLong { number: 2, .. }
        ));
    }

    #[test]
    fn an_id_and_a_number_of_paragraphs_at_their_limits_pass_and_one_over_them_does_not() {
        let article = |id: usize, paragraphs: usize| {
            let id = ArticleId::Text("i".repeat(id));
            LIMITS.check(&Article::from_paragraphs(id, vec!["a"; paragraphs]))
        };
        for (id, paragraphs) in [(MAX_ID_BYTES - 1, 2), (MAX_ID_BYTES, 3)] {
            assert!(article(id, paragraphs).is_ok());
        }
        let many = article(1, 4).unwrap_err().to_string();
        assert!(many.starts_with("more than 3 paragraphs"), "{many}");
        let long = article(MAX_ID_BYTES + 1, 3).unwrap_err().to_string();
        assert!(long.starts_with("an id longer than 4096 bytes"), "{long}");
    }

    #[test]
    fn the_most_tokens_make_no_more_features_than_are_promised() {
        let limits = Limits::default();
        let words: Vec<String> = (0..limits.paragraph_tokens)
            .map(|word| format!("w{word:x}ing"))
            .collect();
        let mut extractor = NgramExtractor::new(&NgramSettings::default());
        let features = extractor.extract(&words.join(" ")).row.len();
        assert!(
            (limits.paragraph_tokens..=MAX_PARAGRAPH_FEATURES).contains(&features),
            "{features}"
        );
    }
}
