//! Articles and labelled data from files and memory: one folder or file per format.

mod articles;
mod csv;
mod format;
mod html;
mod jsonl;
mod labelled;
mod reading;
mod source;
mod text;

pub use articles::{Articles, RawArticle};
pub use csv::Columns;
pub use format::{Compression, Format};
pub use labelled::{LabelledColumns, read_corpus, read_data_set};
pub use reading::Reading;
pub use source::encoding::Encoding;
pub use source::progress::ReadProgress;

use std::io;

use crate::error::{Error, Result};
use source::Source;

/// Opens an input, `-` for standard input, and reads its articles as they are asked for.
///
/// gzip and zstd are known by their first bytes and decompressed. No more is held in memory than a
/// few records of [`Limits::record_bytes`].
///
/// # Errors
///
/// At once what keeps it from being opened: [`Error::Io`](crate::Error::Io), damaged compression,
/// UTF-16, a CSV header without the columns. Later, in place of the article, what is wrong with a
/// record, with its place; the next article follows it, but where [`Error::ends_input`](crate::Error::ends_input)
/// says that there is none.
pub fn articles(
    path: &str,
    format: Format,
    columns: &Columns,
    reading: &Reading,
) -> Result<Articles> {
    read(Source::open(path, reading)?, format, columns, reading)
}

fn read(
    mut source: Source,
    format: Format,
    columns: &Columns,
    reading: &Reading,
) -> Result<Articles> {
    let limits = reading.limits;
    let format = match format {
        Format::Auto => match Format::of_name(&source.path) {
            Some(format) => format,
            None => Format::of_content(&source.peek_line(limits.record_bytes)?),
        },
        format => format,
    };
    let articles = match format {
        Format::Csv => Articles::new(format, csv::CsvArticles::open(source, columns, limits)?),
        Format::Jsonl => Articles::new(format, jsonl::JsonlLines::new(source, limits)),
        Format::Html => {
            let is_decoded = reading.encoding.is_some();
            let page = std::iter::once_with(move || html::page_of(source, is_decoded, limits));
            Articles::new(format, page)
        }
        Format::Parquet => {
            let problem = "this is a Parquet file, which is read as a shard";
            let error = io::Error::new(io::ErrorKind::InvalidInput, problem);
            return Err(Error::io(source.path, error));
        }
        Format::Text | Format::Auto => {
            let article = std::iter::once_with(move || text::article(source, limits));
            Articles::new(Format::Text, article)
        }
    };
    Ok(articles.counted_by(reading.progress.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use source::tests::{gzip, trickle};
    use std::io::{Cursor, Read};

    fn texts(path: &str, bytes: &[u8]) -> Vec<Result<String>> {
        let source = Source::new(path, trickle(bytes), &Reading::default()).unwrap();
        read(
            source,
            Format::Auto,
            &Columns::default(),
            &Reading::default(),
        )
        .unwrap()
        .map(|article| article.map(|article| article.text))
        .collect()
    }

    #[test]
    fn a_format_that_was_found_is_read_from_its_first_byte() {
        let json = b"\xEF\xBB\xBF\n{\"text\": \"One.\"}\n{\"text\": \"Two.\"}";
        for bytes in [json.to_vec(), gzip(json)] {
            let texts: Vec<_> = texts("<stdin>", &bytes)
                .into_iter()
                .map(Result::unwrap)
                .collect();
            assert_eq!(texts, ["One.", "Two."]);
        }
        let texts = texts("notes", b"\n{Not} JSON.\n");
        assert_eq!(texts[0].as_ref().unwrap(), "\n{Not} JSON.\n");
    }

    #[test]
    fn articles_go_on_after_a_bad_record_and_end_where_the_next_one_is_not_known() {
        let bad_row = texts("a.csv", b"text\none\n1,2\nthree\n");
        assert!(matches!(&bad_row[..], [Ok(_), Err(_), Ok(three)] if three == "three"));
        let bad_line = texts(
            "a.jsonl",
            b"{\"text\": \"one\"}\n{\n{\"text\": \"three\"}\n",
        );
        assert!(matches!(&bad_line[..], [Ok(_), Err(_), Ok(three)] if three == "three"));
        let open_quote = texts("a.csv", b"text\none\n\"two\nthree\n");
        assert!(matches!(&open_quote[..], [Ok(one), Err(_)] if one == "one"));
    }

    /// Gives so many bytes, a few at a time, and then an error of this kind for ever.
    struct Failing(Cursor<Vec<u8>>, u64, io::ErrorKind);

    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let left = self.1 - self.0.position();
            if left == 0 {
                return Err(self.2.into());
            }
            let end = buffer.len().min(left as usize).min(7);
            self.0.read(&mut buffer[..end])
        }
    }

    #[test]
    fn a_source_that_fails_after_any_byte_gives_what_was_whole_and_its_own_error() {
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
            let whole: Vec<String> = texts(path, &bytes)
                .into_iter()
                .map(Result::unwrap)
                .collect();
            for at in 0..=bytes.len() as u64 {
                for kind in [
                    BrokenPipe,
                    Other,
                    PermissionDenied,
                    StorageFull,
                    TimedOut,
                    WouldBlock,
                ] {
                    let failing = Failing(Cursor::new(bytes.clone()), at, kind);
                    let opened =
                        Source::new(path, failing, &Reading::default()).and_then(|source| {
                            read(
                                source,
                                Format::Auto,
                                &Columns::default(),
                                &Reading::default(),
                            )
                        });
                    let mut found = match opened {
                        Ok(articles) => articles.map(|found| found.map(|one| one.text)).collect(),
                        Err(error) => vec![Err(error)],
                    };
                    let last = found.pop().unwrap().unwrap_err();
                    assert!(matches!(last, Error::Io { source, .. } if source.kind() == kind));
                    let before: Vec<String> = found.into_iter().map(Result::unwrap).collect();
                    assert!(whole.starts_with(&before), "{path} {at}: {before:?}");
                }
            }
        }
    }

    #[test]
    fn a_file_is_opened_at_once() {
        let columns = Columns::default();
        assert!(articles("no/such", Format::Auto, &columns, &Reading::default()).is_err());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv.gz");
        std::fs::write(&path, gzip(b"text\nOne.\n")).unwrap();
        let path = path.to_str().unwrap();
        let read: Result<Vec<_>> = articles(path, Format::Auto, &columns, &Reading::default())
            .unwrap()
            .collect();
        let read = read.unwrap();
        assert_eq!(read[0].id, format!("{path}:1").as_str().into());
        assert_eq!(read[0].text, "One.");
    }

    proptest! {
        #[test]
        fn any_bytes_of_any_name_are_articles_or_an_error(
            bytes in prop::collection::vec(any::<u8>(), 0..60),
            head in prop::sample::select(vec![&b""[..], b"\x1F\x8B\x08", b"\x28\xB5\x2F\xFD", b"text\n", b"{"]),
            path in prop::sample::select(vec!["a.csv", "a.jsonl", "a.txt", "a.html", "<stdin>"]),
        ) {
            let bytes = Cursor::new([head, &bytes].concat());
            let articles = Source::new(path, bytes, &Reading::default())
                .and_then(|source| read(source, Format::Auto, &Columns::default(), &Reading::default()));
            if let Ok(articles) = articles {
                articles.for_each(drop);
            }
        }
    }
}
