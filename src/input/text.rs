//! Plain text: the whole file is one article.

use super::source::{Source, line_ends};
use super::text_settings::TextSettings;
use crate::article::Article;
use crate::error::{Error, Place, Problem, Result};
use crate::limits::Limits;

/// Reads the article of a source. An empty source is an article without paragraphs.
///
/// # Errors
///
/// [`Problem::InvalidUtf8`] with the line and byte, the limits of an article, and the errors of
/// reading.
pub(super) fn article(source: Source, settings: TextSettings) -> Result<Article> {
    let (path, limit) = (source.path.clone(), settings.limits.article_bytes);
    let text = whole_text(source, limit, Problem::ArticleTooLong { limit })?;
    let article = Article::from_text_by(path.as_str().into(), text, settings.paragraphs);
    checked(article, &settings.limits, &path)
}

/// Reads the whole source, at most `limit` bytes, as UTF-8.
///
/// # Errors
///
/// `too_long`, [`Problem::InvalidUtf8`] with the line and byte, and the errors of reading.
pub(super) fn whole_text(source: Source, limit: usize, too_long: Problem) -> Result<String> {
    let (path, offset) = (source.path.clone(), source.offset);
    let bytes = source.read_whole(limit, too_long)?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let place = Place {
            line: Some(1 + line_ends(&error.as_bytes()[..valid])),
            byte: Some(offset + valid as u64),
            ..Place::file(&path)
        };
        Error::of_record(place, Problem::InvalidUtf8, error.as_bytes())
    })
}

/// Checks the article of a whole file against all limits.
///
/// # Errors
///
/// The first limit that the article is over.
pub(super) fn checked(article: Article, limits: &Limits, path: &str) -> Result<Article> {
    let limit = limits.article_bytes;
    let checked = if article.text.len() > limit {
        Err(Problem::ArticleTooLong { limit })
    } else {
        limits.check(&article)
    };
    checked
        .map_err(|problem| Error::of_record(Place::file(path), problem, article.text.as_bytes()))?;
    Ok(article)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::Reading;
    use crate::input::source::tests::trickle;

    fn read(bytes: &[u8]) -> Result<Article> {
        let source = Source::new("a.txt", trickle(bytes), &Reading::default())?;
        article(source, TextSettings::default())
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
}
