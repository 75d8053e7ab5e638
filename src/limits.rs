//! Every limit on the cost of an input. An input over a limit is an error with its place; adsift
//! never cuts it silently.
//!
//! | limit on | default | field of [`Limits`] or constant |
//! |---|---|---|
//! | a record: a line of JSON Lines, a row of CSV, a page of HTML, a mail, a feed | 16 MiB | `record_bytes` |
//! | an article's text | 8 MiB | `article_bytes` |
//! | an article's paragraphs | 50,000 | `article_paragraphs` |
//! | an article's id | | [`MAX_ID_BYTES`] |
//! | a paragraph | 64 KiB | `paragraph_bytes` |
//! | a paragraph's tokens | 20,000 | `paragraph_tokens` |
//! | decompressed bytes for one compressed byte | 200 | `ratio` |
//! | decompressed bytes of one file | 1 TiB | `decompressed_bytes` |
//! | a word; of a longer word only its presence is a feature | | [`MAX_WORD_BYTES`] |
//! | features of a paragraph | follows from its tokens | [`MAX_PARAGRAPH_FEATURES`] |
//! | window of zstd | | [`MAX_ZSTD_WINDOW_LOG`] |
//! | open elements of HTML that count as nested | | [`MAX_HTML_DEPTH`] |
//! | threads | | [`MAX_THREADS`] |
//! | bits of a feature's column number | | [`MAX_FEATURE_BITS`] |
//! | a model file, its header | | [`MAX_MODEL_BYTES`], [`MAX_HEADER_BYTES`] |
//! | folders inside each other | | [`MAX_FOLDER_DEPTH`] |
//! | characters of an input in a message | | [`MAX_EXCERPT_CHARS`] |
//! | columns, values of a column and splits that `inspect` compares | | [`MAX_DATA_COLUMNS`], [`MAX_COLUMN_VALUES`], [`MAX_SPLITS`] |
//! | memory of the HTML parser | | [`HTML_PARSER_BYTES`] |
//! | a shard's done-mark | | [`MAX_MARK_BYTES`] |
//! | open elements of a feed | | [`MAX_FEED_DEPTH`] |
//! | mails within a mail | | [`MAX_NESTED_MAILS`] |
//! | the head of a record of a web archive | | [`MAX_ARCHIVE_HEAD_BYTES`] |

use crate::article::{Article, ArticleId};
use crate::error::Problem;
use crate::paragraphs::ParagraphRule;
use crate::tokenizer;

pub use crate::error::MAX_EXCERPT_CHARS;
pub use crate::tokenizer::MAX_WORD_BYTES;

/// Most features of a paragraph within its default limit of tokens: its length, and for each token
/// at most a stem, a surface form, an ending, a bigram and a shape, plus a few at the edges.
pub const MAX_PARAGRAPH_FEATURES: usize = 100_010;

/// Longest id of an article, in bytes; the id is repeated in every verdict. As long as a path may
/// be, and longer than any URL that a browser accepts.
pub const MAX_ID_BYTES: usize = 4096;

/// Largest window of zstd, as a base-2 logarithm: 128 MiB, which must be held in memory. The
/// option `--long` of the program `zstd` uses this window by default.
pub const MAX_ZSTD_WINDOW_LOG: u32 = 27;

/// Decompressed bytes that are accepted at any ratio: a few kilobytes of blanks are harmless.
pub const FREE_DECOMPRESSED_BYTES: u64 = 16 << 20;

/// Open elements that are tracked; deeper ones count as siblings.
pub const MAX_HTML_DEPTH: usize = 512;

/// Most threads of a run.
pub const MAX_THREADS: usize = 1024;

/// Most bits of a feature's column number: a table has at most 2^24 columns.
pub const MAX_FEATURE_BITS: u32 = 24;

/// Largest header of a model file, in bytes.
pub const MAX_HEADER_BYTES: usize = 1 << 20;

/// Largest model file, in bytes: the widest table, its vocabulary, the largest header, and 64 KiB
/// for the rest.
pub const MAX_MODEL_BYTES: u64 = {
    (2 << MAX_FEATURE_BITS) + (1 << (MAX_FEATURE_BITS - 3)) + (MAX_HEADER_BYTES as u64) + (64 << 10)
};

/// Most columns of labelled CSV that `inspect` compares with the label.
pub const MAX_DATA_COLUMNS: usize = 100;

/// Most distinct values of such a column. A column with more identifies rows and is ignored.
pub const MAX_COLUMN_VALUES: usize = 1000;

/// Most splits, such as train and test, that `inspect` compares; a set of splits is the bits of a
/// `u64`.
pub const MAX_SPLITS: usize = 64;

/// Most folders inside each other that are searched for inputs.
pub const MAX_FOLDER_DEPTH: usize = 64;

/// Largest done-mark of a shard, in bytes.
pub const MAX_MARK_BYTES: u64 = 1 << 16;

/// Most open elements of a feed: feed-rs follows some of them recursively.
pub const MAX_FEED_DEPTH: usize = 100;

/// Most mails within a mail: mail-parser nests its results as deep, and frees them recursively.
pub const MAX_NESTED_MAILS: usize = 100;

/// Longest head of a record of a web archive, and of the HTTP response in it, in bytes.
pub const MAX_ARCHIVE_HEAD_BYTES: usize = 64 << 10;

/// Memory of the HTML parser for a page of any size, in bytes; each byte of
/// [`Limits::record_bytes`] adds four.
pub const HTML_PARSER_BYTES: usize = 16 << 20;

/// The limits that a caller can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest record, in bytes without its line end.
    pub record_bytes: usize,
    /// Longest article, in bytes of its text.
    pub article_bytes: usize,
    /// Most paragraphs of an article.
    pub article_paragraphs: usize,
    /// Longest paragraph, in bytes.
    pub paragraph_bytes: usize,
    /// Most tokens of a paragraph.
    pub paragraph_tokens: usize,
    /// Most decompressed bytes for one compressed byte, past [`FREE_DECOMPRESSED_BYTES`].
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
    /// The default limits.
    pub const DEFAULT: Limits = Limits {
        record_bytes: 16 << 20,
        article_bytes: 8 << 20,
        article_paragraphs: 50_000,
        paragraph_bytes: 64 << 10,
        paragraph_tokens: 20_000,
        ratio: 200,
        decompressed_bytes: 1 << 40,
    };

    /// Checks an article's id, its number of paragraphs and each paragraph. The reader checks
    /// [`Limits::article_bytes`], since it must not hold a longer text.
    pub(crate) fn check(&self, article: &Article) -> Result<(), Problem> {
        if let ArticleId::Text(id) = &article.id {
            check_id(id)?;
        }
        self.check_count(article.paragraphs.len())?;
        let mut numbered = article.texts().zip(1..);
        numbered.try_for_each(|(text, number)| self.check_paragraph(text, number))
    }

    /// Creates an article from text, splits it by a rule, and checks it against all limits.
    ///
    /// # Errors
    /// The [`Problem`] of the first limit that the article is over.
    pub fn article(
        &self,
        id: ArticleId,
        text: impl AsRef<str> + Into<String>,
        rule: ParagraphRule,
    ) -> Result<Article, Problem> {
        let limit = self.article_bytes;
        if text.as_ref().len() > limit {
            return Err(Problem::ArticleTooLong { limit });
        }
        let article = Article::from_text_by(id, text.into(), rule);
        self.check(&article)?;
        Ok(article)
    }

    /// Checks an article's number of paragraphs.
    pub(crate) fn check_count(&self, paragraphs: usize) -> Result<(), Problem> {
        let limit = self.article_paragraphs;
        if paragraphs > limit {
            return Err(Problem::TooManyParagraphs { limit });
        }
        Ok(())
    }

    /// Checks the bytes and tokens of paragraph `number` (1-based).
    pub(crate) fn check_paragraph(&self, text: &str, number: usize) -> Result<(), Problem> {
        if text.len() > self.paragraph_bytes {
            return Err(Problem::ParagraphTooLong { number, limit: self.paragraph_bytes });
        }
        // A token has at least one byte, so that few paragraphs must be tokenized here.
        if text.len() > self.paragraph_tokens {
            let mut tokens = 0;
            tokenizer::for_each_token(text, |_| tokens += 1);
            if tokens > self.paragraph_tokens {
                return Err(Problem::TooManyTokens { number, limit: self.paragraph_tokens });
            }
        }
        Ok(())
    }
}

/// Checks the length of an id.
pub(crate) fn check_id(id: &str) -> Result<(), Problem> {
    if id.len() > MAX_ID_BYTES {
        return Err(Problem::IdTooLong { limit: MAX_ID_BYTES });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{NgramExtractor, NgramSettings};

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
    fn paragraphs_pass_up_to_their_limits() {
        for bytes in [19, 20] {
            assert!(LIMITS.check_paragraph(&"x".repeat(bytes), 1).is_ok());
        }
        let long = LIMITS.check_paragraph(&"x".repeat(21), 3).unwrap_err();
        assert!(long.to_string().starts_with("paragraph 3 has more than 20 bytes"));
        for text in ["a b c d   ", "a b c d e"] {
            assert!(LIMITS.check_paragraph(text, 1).is_ok());
        }
        let many = LIMITS.check_paragraph("a b c d e f", 2).unwrap_err();
        assert!(many.to_string().starts_with("paragraph 2 has more than 5 words and signs"));
    }

    #[test]
    fn every_paragraph_of_an_article_is_checked() {
        let article = Article::from_text("a".into(), format!("Short.\n\n{}\n\nc", "x".repeat(21)));
        let problem = LIMITS.check(&article).unwrap_err();
        assert!(matches!(problem, Problem::ParagraphTooLong { number: 2, .. }));
    }

    #[test]
    fn ids_and_paragraph_counts_pass_up_to_their_limits() {
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
    fn paragraph_with_the_most_tokens_stays_within_the_feature_limit() {
        let limits = Limits::default();
        let words: Vec<String> =
            (0..limits.paragraph_tokens).map(|word| format!("w{word:x}ing")).collect();
        let mut extractor = NgramExtractor::new(&NgramSettings::default());
        let features = extractor.extract(&words.join(" ")).row.len();
        assert!(
            (limits.paragraph_tokens..=MAX_PARAGRAPH_FEATURES).contains(&features),
            "{features}"
        );
    }
}
