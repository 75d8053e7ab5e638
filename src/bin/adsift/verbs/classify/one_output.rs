//! The verdicts of all inputs in one output: standard output, or the file of `--output`.

use std::io::{self, IsTerminal, Write};

use adsift::output::{VerdictFormat, VerdictWriter};
use adsift::pipeline::Sink;
use adsift::terminal::Escaped;
use adsift::{Error, Result};

use super::article_stream::ArticleStream;
use super::bad_records::BadRecords;
use super::classify_run::ClassifyRun;
use super::omissions::Counted;
use crate::signals::Uninterrupted;
use crate::stdout::{self, STDOUT};

/// Classifies all inputs into one output.
pub fn run(run: &ClassifyRun<'_>, bad_records: &mut BadRecords) -> anyhow::Result<()> {
    let file = stdout::create(run.output, run.read_paths())?;
    let articles = run.open()?;
    let to_terminal = file.is_none() && io::stdout().is_terminal();
    let is_text = articles.are_text();
    let format = run.choice.verdict_format(is_text, run.files.len() > 1 || !is_text, &run.fields);
    let format = Counted { format: &*format, omissions: &run.omissions };
    if let (Some(mut file), Some(path)) = (file, run.output) {
        let name = path.display().to_string();
        classify(run, articles, &format, &mut file, &name, bad_records)?;
        file.commit()?;
    } else {
        let stdout = Uninterrupted(io::stdout().lock());
        let out: Box<dyn Write> = match format.notation() {
            Some(notation) if to_terminal => Box::new(Escaped::new(stdout, notation)),
            _ => Box::new(stdout),
        };
        classify(run, articles, &format, out, STDOUT, bad_records)?;
    }
    Ok(())
}

fn classify(
    run: &ClassifyRun<'_>,
    articles: ArticleStream,
    format: &dyn VerdictFormat,
    out: impl Write,
    name: &str,
    bad_records: &mut BadRecords,
) -> anyhow::Result<()> {
    // A program may wait for each verdict if the input is a pipe, but not if it is a file.
    let is_live = articles.has_stdin();
    let writer = VerdictWriter::new(out, format);
    let mut output = VerdictOutput { is_live, writer, name, bad_records };
    // Verdicts on the terminal show the progress themselves.
    let has_progress = name != STDOUT || !io::stdout().is_terminal();
    let judged = run.classify(articles, format, has_progress, &mut output);
    // The verdicts before an error are written too.
    let finished = output.writer.finish();
    judged?.map_err(|error| output.bad_records.explained(error))?;
    Ok(finished.map_err(|source| Error::io(name, source))?)
}

/// Writes verdicts, and passes bad records to `--on-error`.
struct VerdictOutput<'a, W> {
    writer: VerdictWriter<'a, W>,
    is_live: bool,
    name: &'a str,
    bad_records: &'a mut BadRecords,
}

impl<W: Write> Sink for &mut VerdictOutput<'_, W> {
    fn verdicts(&mut self, bytes: &[u8]) -> Result<()> {
        self.bad_records.has_articles();
        let mut written = self.writer.write(bytes);
        if self.is_live {
            written = written.and_then(|()| self.writer.flush());
        }
        written.map_err(|source| Error::io(self.name, source))
    }

    fn error(&mut self, error: Error) -> Result<()> {
        self.bad_records.add(error)
    }
}
