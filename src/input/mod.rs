//! Articles and labelled data from files and from memory: one folder or file for each format.

mod articles;
mod binary;
mod column_names;
pub(crate) mod columns;
mod csv;
mod feed;
mod format;
mod html;
mod input_files;
mod json;
mod jsonl;
mod labelled;
mod mail;
mod markdown;
mod notices;
mod reading;
mod source;
mod subtitles;
mod text;
mod text_article;
mod text_settings;
mod warc;

pub use articles::{Articles, RawArticle};
pub use columns::{Columns, FieldName, HandedOn};
pub use csv::delimiter::Delimiter;
pub use format::{Compression, Format};
pub use html::{HtmlPage, PageSource};
pub use input_files::{InputFile, InputFiles, PassedOver};
pub use jsonl::JsonlLine;
pub use labelled::{LabelledColumns, read_corpus, read_data_set};
pub use notices::Notices;
pub use reading::Reading;
pub use source::encoding::Encoding;
pub use source::progress::ReadProgress;
pub use text_settings::{TextFormat, TextSettings};
pub use warc::ArchivedPage;

use std::io::{self, Read};
use std::iter;
use std::sync::Arc;

use crate::error::{Error, Place, Problem, Result};
use source::{Source, read_error};

/// Opens the file at `path` and returns a stream of its articles; `-` is standard input.
///
/// Decompresses gzip and zstd, which are detected by their first bytes. Holds a few records of at
/// most [`Limits::record_bytes`](crate::limits::Limits::record_bytes) in memory.
///
/// # Errors
///
/// An input that cannot be opened: [`Error::Io`], damaged compression, UTF-16 without a byte order
/// mark, a CSV header without the columns. The error of a later record is an item of the stream; see [`Articles`].
///
/// ```
/// use adsift::input::{Columns, Format, Reading, articles};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("news.jsonl");
/// std::fs::write(&path, "{\"id\": 7, \"text\": \"One.\\n\\nTwo.\"}\n")?;
///
/// let path = path.display().to_string();
/// for article in articles(&path, Format::Auto, &Columns::default(), &Reading::default())? {
///     let article = article?;
///     assert_eq!(article.id.to_string(), "7");
///     assert_eq!(article.texts().collect::<Vec<_>>(), ["One.", "Two."]);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn articles(
    path: &str,
    format: Format,
    columns: &Columns,
    reading: &Reading,
) -> Result<Articles> {
    read(Source::open(path, reading)?, format, columns, reading)
}

/// Reads articles from `bytes`: memory, a socket or any other reader.
///
/// `name` is the path in messages and in the ids of articles without one. [`Format::Auto`] detects
/// the format by the extension of `name`, then by the first bytes. Decompression, limits and memory
/// are those of [`articles`].
///
/// # Errors
///
/// The errors of [`articles`].
///
/// ```
/// use adsift::input::{Columns, Format, Reading, articles_from};
///
/// let csv = "text\nThe council voted on Tuesday.\nOrder today and save 50%!\n";
/// let columns = Columns::default();
/// let articles = articles_from(
///     "news.csv",
///     csv.as_bytes(),
///     Format::Auto,
///     &columns,
///     &Reading::default(),
/// )?;
/// let articles = articles.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(articles[1].id.to_string(), "news.csv:2");
/// assert_eq!(articles[1].text, "Order today and save 50%!");
/// # Ok::<(), adsift::Error>(())
/// ```
pub fn articles_from(
    name: &str,
    bytes: impl Read + Send + 'static,
    format: Format,
    columns: &Columns,
    reading: &Reading,
) -> Result<Articles> {
    let source = Source::new(name, bytes, reading)?;
    read(source, format, columns, reading)
}

fn read(
    mut source: Source,
    format: Format,
    columns: &Columns,
    reading: &Reading,
) -> Result<Articles> {
    let (limits, texts) = (reading.limits, reading.texts());
    let progress = reading.progress.clone();
    let format = match format {
        Format::Auto => detected(&mut source, columns, limits.record_bytes)?,
        format => format,
    };
    if format.is_one_article() {
        refuse_nuls(&mut source)?;
    }
    // The other formats declare their encoding.
    let is_plain = matches!(
        format,
        Format::Csv
            | Format::Jsonl
            | Format::Json
            | Format::Text
            | Format::Subtitles
            | Format::Markdown
    );
    if is_plain {
        source = source.with_detected_encoding(reading);
    }
    let is_decoded = source.is_decoded;
    let settings = || {
        Arc::new(jsonl::RecordSettings {
            columns: columns.clone(),
            texts,
            notices: reading.notices.clone(),
            ..jsonl::RecordSettings::default()
        })
    };
    match format {
        Format::Csv => {
            let notices = reading.notices.clone();
            let articles =
                csv::CsvArticles::open(source, columns, texts, reading.delimiter, notices)?;
            let records = articles.map(|article| article.map(RawArticle::Parsed));
            Ok(Articles::new(format, records, progress))
        }
        Format::Jsonl => {
            let lines = jsonl::JsonlLines::new(source, settings());
            let records = lines.map(|line| line.map(RawArticle::Line));
            Ok(Articles::new(format, records, progress))
        }
        Format::Json => {
            let records = json::JsonRecords::new(source, settings());
            let records = records.map(|record| record.map(RawArticle::Line));
            Ok(Articles::new(format, records, progress))
        }
        Format::Html => {
            let page = move || html::page_of(source, limits).map(RawArticle::Page);
            Ok(Articles::new(format, iter::once_with(page), progress))
        }
        Format::Mail => {
            let mut mails = mail::Mails::new(source, texts);
            let is_one = mails.are_one_article();
            let articles = Articles::new(format, mails, progress);
            Ok(if is_one { articles } else { articles.several() })
        }
        Format::Feed => {
            let items = feed::FeedItems::open(source, is_decoded, texts)?;
            Ok(Articles::new(format, items, progress))
        }
        Format::Warc => {
            let notices = reading.notices.clone();
            let pages = warc::ArchivedPages::new(source, texts, progress.clone(), notices);
            let records = pages.map(|page| page.map(RawArticle::Archived));
            Ok(Articles::new(format, records, progress))
        }
        Format::Subtitles => {
            let article = move || subtitles::article(source, &limits).map(RawArticle::Parsed);
            Ok(Articles::new(format, iter::once_with(article), progress))
        }
        Format::Markdown => {
            let article = move || markdown::article(source, &texts).map(RawArticle::Parsed);
            Ok(Articles::new(format, iter::once_with(article), progress))
        }
        Format::Parquet => Err(Error::input(Place::file(source.path), Problem::ParquetInput)),
        Format::Text | Format::Auto => {
            let article = move || text::article(source, texts).map(RawArticle::Parsed);
            Ok(Articles::new(Format::Text, iter::once_with(article), progress))
        }
    }
}

/// Detects the format of a source by its name and by no more of its bytes than necessary: the
/// writer of a pipe may wait for the verdicts of its first record.
fn detected(source: &mut Source, columns: &Columns, record_bytes: usize) -> Result<Format> {
    let text_column = columns.text.as_deref().unwrap_or(columns::TEXT_NAMES[0]);
    let few = first_bytes(source, binary::MAGIC_BYTES)?;
    let named = Format::of_name(&source.path);
    match named {
        // The first bytes may contradict these names.
        Some(Format::Json | Format::Html | Format::Mail | Format::Markdown) | None => {}
        Some(Format::Csv) if matches!(few.trim_ascii_start().first(), Some(b'[' | b'{' | b'<')) => {
        }
        Some(Format::Jsonl) if format::is_other_json(&few) => return Ok(Format::Json),
        Some(format) => return Ok(format),
    }
    let few = few.trim_ascii_start();
    let may_be_json = matches!(named, None | Some(Format::Json | Format::Html | Format::Markdown));
    if may_be_json
        && (few.is_empty() || few[0] == b'{')
        && format::of_json_line(&source.peek_line(record_bytes)?)
    {
        return Ok(Format::Jsonl);
    }
    let head = first_bytes(source, format::HEAD_BYTES)?;
    let format = format::format_of(&source.path, &head, text_column);
    format.map_err(|problem| Error::input(Place::file(&*source.path), problem))
}

/// Refuses binary data in the place of text.
fn refuse_nuls(source: &mut Source) -> Result<()> {
    match binary::nuls(&first_bytes(source, format::HEAD_BYTES)?) {
        Some(problem) => Err(Error::input(Place::file(&*source.path), problem)),
        None => Ok(()),
    }
}

/// Returns the first `bytes` bytes of a source, or all if there are fewer. They stay in the source.
fn first_bytes(source: &mut Source, bytes: usize) -> Result<Vec<u8>> {
    let mut first = Vec::new();
    let read = source.reader.by_ref().take(bytes as u64).read_to_end(&mut first);
    read.map_err(|error| read_error(&source.path, error))?;
    let rest = std::mem::replace(&mut source.reader, Box::new(io::empty()));
    source.reader = Box::new(io::Cursor::new(first.clone()).chain(rest));
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use source::tests::{FailingReader, gzip, trickle};

    fn read_from(name: &str, bytes: impl Read + Send + 'static) -> Result<Articles> {
        let columns = Columns::default();
        articles_from(name, bytes, Format::Auto, &columns, &Reading::default())
    }

    fn texts(name: &str, bytes: impl Read + Send + 'static) -> Vec<Result<String>> {
        match read_from(name, bytes) {
            Ok(articles) => articles.map(|article| article.map(|article| article.text)).collect(),
            Err(error) => vec![Err(error)],
        }
    }

    #[test]
    fn detected_input_is_read_from_its_first_byte() {
        let json = b"\xEF\xBB\xBF\n{\"text\": \"One.\"}\n{\"text\": \"Two.\"}";
        for bytes in [json.to_vec(), gzip(json)] {
            let texts: Result<Vec<_>> = texts("<stdin>", trickle(&bytes)).into_iter().collect();
            assert_eq!(texts.unwrap(), ["One.", "Two."]);
        }
        let texts = texts("notes", trickle(b"\n{Not} JSON.\n"));
        assert_eq!(texts[0].as_ref().unwrap(), "\n{Not} JSON.\n");
    }

    #[test]
    fn reading_continues_after_a_bad_record_and_ends_if_the_next_is_unknown() {
        let bad_row = texts("a.csv", trickle(b"text\none\n1,2\nthree\n"));
        assert!(matches!(&bad_row[..], [Ok(_), Err(_), Ok(three)] if three == "three"));
        let bad_line =
            texts("a.jsonl", trickle(b"{\"text\": \"one\"}\n{\n{\"text\": \"three\"}\n"));
        assert!(matches!(&bad_line[..], [Ok(_), Err(_), Ok(three)] if three == "three"));
        let open_quote = texts("a.csv", trickle(b"text\none\n\"two\nthree\n"));
        assert!(matches!(&open_quote[..], [Ok(one), Err(_)] if one == "one"));
    }

    #[test]
    fn source_that_fails_after_any_byte_yields_complete_articles_and_its_error() {
        use io::ErrorKind::{
            BrokenPipe, Other, PermissionDenied, StorageFull, TimedOut, WouldBlock,
        };

        let csv = b"text\none\n\"two\"\nthree\n".to_vec();
        let jsonl = b"{\"text\": \"one\"}\n{\"text\": \"two\"}\n".to_vec();
        let inputs = [
            ("a.csv", csv.clone()),
            ("a.csv", gzip(&csv)),
            ("a.jsonl", jsonl.clone()),
            ("a.jsonl", gzip(&jsonl)),
            ("a", jsonl),
            ("a.txt", csv),
            ("a.html", b"<p>one<p>two".to_vec()),
        ];
        for (path, bytes) in inputs {
            let whole: Result<Vec<_>> = texts(path, trickle(&bytes)).into_iter().collect();
            let whole = whole.unwrap();
            for at in 0..=bytes.len() {
                for kind in [BrokenPipe, Other, PermissionDenied, StorageFull, TimedOut, WouldBlock]
                {
                    let failing = trickle(&bytes[..at]).chain(FailingReader(kind));
                    let mut found = texts(path, failing);
                    let last = found.pop().unwrap().unwrap_err();
                    assert!(matches!(last, Error::Io { source, .. } if source.kind() == kind));
                    let before: Vec<String> = found.into_iter().map(Result::unwrap).collect();
                    assert!(whole.starts_with(&before), "{path} {at}: {before:?}");
                }
            }
        }
    }

    #[test]
    fn missing_file_fails_at_once_and_a_file_in_a_folder_is_read() {
        let columns = Columns::default();
        assert!(articles("no/such", Format::Auto, &columns, &Reading::default()).is_err());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv.gz");
        std::fs::write(&path, gzip(b"text\nOne.\n")).unwrap();
        let path = path.to_str().unwrap();
        let read: Result<Vec<_>> =
            articles(path, Format::Auto, &columns, &Reading::default()).unwrap().collect();
        let read = read.unwrap();
        assert_eq!(read[0].id, format!("{path}:1").as_str().into());
        assert_eq!(read[0].text, "One.");
    }

    proptest! {
        #[test]
        fn any_bytes_of_any_format_are_articles_or_an_error(
            bytes in prop::collection::vec(any::<u8>(), 0..60),
            head in prop::sample::select(
                vec![&b""[..], b"\x1F\x8B\x08", b"\x28\xB5\x2F\xFD", b"text\n", b"{"]
            ),
            path in prop::sample::select(vec!["a.csv", "a.jsonl", "a.txt", "a.html", "<stdin>"]),
        ) {
            texts(path, trickle(&[head, &bytes].concat()));
        }
    }
}
