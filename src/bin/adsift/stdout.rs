//! Reports to standard output or to a file, which is opened before the work.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use adsift::Error;
use adsift::files::{AtomicFile, Replace, refuse_to_replace};
use adsift::terminal::{Escaped, Notation};

use crate::signals::TEMPORARY_FILES;

/// The name of standard output in messages.
pub const STDOUT: &str = "<stdout>";

/// The destination of a report.
pub enum Destination {
    /// Standard output.
    Stdout,
    /// A file that appears whole or not at all.
    File(Box<AtomicFile>),
}

impl Destination {
    /// Opens the destination: `output` if the user named a file, else standard output. Fails if the
    /// file would replace one of `inputs`, or cannot be written.
    pub fn open<'p>(
        output: Option<&Path>,
        inputs: impl IntoIterator<Item = &'p Path>,
    ) -> anyhow::Result<Self> {
        let Some(path) = output else {
            return Ok(Destination::Stdout);
        };
        Ok(Destination::File(Box::new(create(path, inputs)?)))
    }

    /// Writes the report. On a terminal, unsafe characters are escaped in this notation; `None`
    /// leaves a text that is already safe unchanged.
    pub fn write(self, text: &str, notation: Option<Notation>) -> anyhow::Result<()> {
        match (self, notation) {
            (Destination::File(mut file), _) => {
                file.write_all(text.trim_end_matches('\n').as_bytes())?;
                file.write_all(b"\n")?;
                Ok(file.commit()?)
            }
            (Destination::Stdout, Some(notation)) if io::stdout().is_terminal() => {
                let mut shown = Vec::with_capacity(text.len());
                Escaped::new(&mut shown, notation).write_all(text.as_bytes())?;
                print(&String::from_utf8_lossy(&shown))
            }
            (Destination::Stdout, _) => print(text),
        }
    }
}

/// Creates an output file that replaces an existing one, but none of `inputs`.
pub fn create<'p>(
    path: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> adsift::Result<AtomicFile> {
    refuse_to_replace(path, inputs)?;
    TEMPORARY_FILES.create(path, Replace::Always)
}

/// Prints a report to standard output.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    let printed = writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush());
    Ok(printed.map_err(|source| Error::io(STDOUT, source))?)
}
