//! Reports to standard output or to a file, which is opened before the work.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use adsift::Error;
use adsift::files::{AtomicFile, Replace, refuse_to_replace};
use adsift::terminal::{Escaped, Notation};

use crate::signals::TEMPORARY_FILES;

/// The name of standard output in messages.
pub const STDOUT: &str = "<stdout>";

/// Creates the output file, if the user named one. The file appears whole or not at all, and
/// replaces an existing file, but none of `inputs`.
pub fn create<'p>(
    path: Option<&Path>,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> adsift::Result<Option<AtomicFile>> {
    let Some(path) = path else {
        return Ok(None);
    };
    refuse_to_replace(path, inputs)?;
    TEMPORARY_FILES.create(path, Replace::Always).map(Some)
}

/// Writes a report to `file`, or to standard output. On a terminal, unsafe characters are escaped
/// in this notation; `None` leaves a text that is already safe unchanged.
pub fn write(
    file: Option<AtomicFile>,
    text: &str,
    notation: Option<Notation>,
) -> anyhow::Result<()> {
    match (file, notation) {
        (Some(mut file), _) => {
            file.write_all(text.trim_end_matches('\n').as_bytes())?;
            file.write_all(b"\n")?;
            Ok(file.commit()?)
        }
        (None, Some(notation)) if io::stdout().is_terminal() => {
            let mut shown = Vec::with_capacity(text.len());
            Escaped::new(&mut shown, notation).write_all(text.as_bytes())?;
            print(&String::from_utf8_lossy(&shown))
        }
        (None, _) => print(text),
    }
}

/// Prints a report to standard output.
pub fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout();
    let printed = writeln!(out, "{}", text.trim_end_matches('\n')).and_then(|()| out.flush());
    Ok(printed.map_err(|source| Error::io(STDOUT, source))?)
}
