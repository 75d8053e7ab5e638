//! CSV: a row a paragraph.

use std::io::{self, Write};

use super::VerdictWriter;
use crate::article::{Article, Verdict};

/// `id,paragraph,start,end,label,probability,known,reliable`, and `text` where asked for.
pub struct Csv<W: Write> {
    out: csv::Writer<W>,
    with_text: bool,
    has_header: bool,
}

impl<W: Write> Csv<W> {
    /// Writes to `out`, the paragraphs' text too where `with_text` is set.
    pub fn new(out: W, with_text: bool) -> Self {
        Csv {
            out: csv::Writer::from_writer(out),
            with_text,
            has_header: false,
        }
    }

    fn header(&mut self) -> io::Result<()> {
        if self.has_header {
            return Ok(());
        }
        self.has_header = true;
        let columns = [
            "id",
            "paragraph",
            "start",
            "end",
            "label",
            "probability",
            "known",
            "reliable",
            "text",
        ];
        self.out
            .write_record(&columns[..8 + usize::from(self.with_text)])
            .map_err(into_io)
    }
}

impl<W: Write> VerdictWriter for Csv<W> {
    fn article(&mut self, article: &Article, verdicts: &[Verdict]) -> io::Result<()> {
        self.header()?;
        for (paragraph, verdict) in verdicts.iter().enumerate() {
            let text = self.with_text.then(|| &article.text[verdict.span.clone()]);
            self.out
                .serialize((
                    &article.id,
                    paragraph,
                    verdict.span.start,
                    verdict.span.end,
                    verdict.label,
                    verdict.probability,
                    verdict.known,
                    verdict.reliable,
                    OptionalCell(text),
                ))
                .map_err(into_io)?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.header()?;
        self.flush()
    }
}

/// A cell that is there or not; an `Option` would be an empty cell.
struct OptionalCell<'a>(Option<&'a str>);

impl serde::Serialize for OptionalCell<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeTuple;
        let mut tuple = serializer.serialize_tuple(usize::from(self.0.is_some()))?;
        if let Some(text) = self.0 {
            tuple.serialize_element(text)?;
        }
        tuple.end()
    }
}

fn into_io(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::tests::written;

    #[test]
    fn rows_are_quoted_where_they_must() {
        let mut bytes = Vec::new();
        written(|out| Csv::new(out, false), &mut bytes);
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "id,paragraph,start,end,label,probability,known,reliable\n\
             \"a,1\",0,0,16,news,0.031,0.9,true\n\
             \"a,1\",1,18,42,sponsored,0.97,0.9,true\n\
             \"a,1\",2,44,49,news,0.25,0.9,true\n"
        );
    }

    #[test]
    fn text_is_the_last_column() {
        let mut bytes = Vec::new();
        written(|out| Csv::new(out, true), &mut bytes);
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let first = reader.records().next().unwrap().unwrap();
        assert_eq!(&first[8], "News, \"plainly\".");
    }

    #[test]
    fn no_articles_are_a_header() {
        let mut bytes = Vec::new();
        Csv::new(&mut bytes, false).finish().unwrap();
        assert_eq!(
            bytes,
            b"id,paragraph,start,end,label,probability,known,reliable\n"
        );
    }
}
