//! Plain text: the whole file is one article.

use std::io::Read;

use super::source::{Source, line_ends, read_error};
use crate::article::{Article, ArticleId};
use crate::error::{Error, Place, Problem, Result};
use crate::limits::Limits;

/// Reads the article of a source. An empty source is an article without paragraphs.
///
/// # Errors
///
/// [`Problem::InvalidUtf8`] with the line and byte, the limits of an article, and the errors of
/// reading.
pub(super) fn article(source: Source, limits: Limits) -> Result<Article> {
    let Source { path, reader, offset } = source;
    let mut bytes = Vec::new();
    reader
        .take(limits.article_bytes as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| read_error(&path, error))?;
    if bytes.len() > limits.article_bytes {
        let limit = limits.article_bytes;
        let problem = Problem::ArticleTooLong { limit };
        return Err(Error::of_record(Place::file(path), problem, &bytes));
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let article = Article::from_text(ArticleId::from(path.as_str()), text);
            match limits.check(&article) {
                Ok(()) => Ok(article),
                Err(problem) => {
                    let record = article.text.as_bytes();
                    Err(Error::of_record(Place::file(path), problem, record))
                }
            }
        }
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let place = Place {
                line: Some(1 + line_ends(&error.as_bytes()[..valid])),
                byte: Some(offset + valid as u64),
                ..Place::file(path)
            };
            let problem = Problem::InvalidUtf8;
            Err(Error::of_record(place, problem, error.as_bytes()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;
    use proptest::prelude::*;

    fn read(bytes: &[u8]) -> Result<Article> {
        let source = Source::new("a.txt", trickle(bytes), &Reading::default())?;
        let limits = Limits { article_bytes: 40, paragraph_bytes: 40, ..Limits::default() };
        article(source, limits)
    }

    #[test]
    fn file_is_one_article_with_its_path_as_id() {
        let article = read("First\npart.\n\nSecond – part.\n".as_bytes()).unwrap();
        assert_eq!(article.id, "a.txt".into());
        assert_eq!(article.texts().collect::<Vec<_>>(), ["First\npart.", "Second – part."]);
    }

    #[test]
    fn empty_file_is_an_article_without_paragraphs() {
        for bytes in [&b""[..], b"\xEF\xBB\xBF", b" \n\n"] {
            assert!(read(bytes).unwrap().paragraphs.is_empty());
        }
    }

    #[test]
    fn invalid_utf_8_is_reported_with_its_line_and_byte() {
        let message = read(b"\xEF\xBB\xBFone\r\ntwo\rth\xFFree").unwrap_err();
        assert!(message.to_string().starts_with("a.txt: line 3 (byte 14): invalid UTF-8"));
    }

    #[test]
    fn text_over_the_limit_is_refused() {
        assert_eq!(read(&[b'x'; 40]).unwrap().text.len(), 40);
        assert_eq!(
            read(&[b'x'; 41]).unwrap_err().to_string(),
            "a.txt: an article longer than 40 bytes; split it"
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_an_article_or_an_error(
            bytes in prop::collection::vec(any::<u8>(), 0..60)
        ) {
            let _ = read(&bytes);
        }
    }
}
