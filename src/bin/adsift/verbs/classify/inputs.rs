//! Finds the inputs that the arguments name, and refuses arguments that are no paths.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::path::Path;

use adsift::input::{InputFile, InputFiles, PassedOver};
use adsift::terminal::escape;
use adsift::{Error, Result};
use anyhow::bail;

use super::article_stream::{STDIN, unopened};
use crate::console;

/// The inputs of a run.
pub struct Inputs {
    pub files: Vec<InputFile>,
    /// Paths without an input, as bad records.
    pub problems: Vec<Error>,
}

/// Finds the inputs. If `stops` is set, a path without an input is an error. `outputs` are no
/// inputs of a folder.
///
/// # Errors
/// An error for an address of the web, for standard input twice, for a folder that is read and
/// written to, and for paths without any input.
pub fn find(
    paths: &[String],
    outputs: &[&Path],
    out_dir: Option<&Path>,
    stops: bool,
) -> anyhow::Result<Inputs> {
    refuse_stdin_twice(paths)?;
    if let Some((url, path)) = paths.iter().find_map(|url| Some((url, of_file_url(url)?))) {
        bail!("{url}: leave file:// out, and name the file: {path}");
    }
    if let Some(url) = paths.iter().find(|path| is_url(path)) {
        bail!("{url}: adsift reads files only; read a page with: {}", curl(url));
    }
    if let Some(dir) = out_dir.filter(|dir| paths.iter().any(|path| is_same_folder(path, dir))) {
        bail!(
            "{}: the next run would read the outputs in this folder; name another folder with \
             --out-dir, or a folder in it",
            dir.display()
        );
    }
    let standard_input = [STDIN.to_owned()];
    let found = InputFiles::find(if paths.is_empty() { &standard_input } else { paths }, outputs);
    let problems = found.problems.into_iter();
    let problems = if stops {
        problems.map(Err).collect::<Result<Vec<Error>>>()?
    } else {
        problems.map(unopened).collect()
    };
    if found.files.is_empty() && problems.is_empty() {
        bail!(
            "no input: every folder is that of a saved page, or was named before; name a page, or \
             a file in the folder"
        );
    }
    show(&found.files, &found.passed_over);
    Ok(Inputs { files: found.files, problems })
}

/// Refuses standard input that is named twice.
fn refuse_stdin_twice(paths: &[String]) -> anyhow::Result<()> {
    if paths.iter().filter(|path| *path == STDIN).count() > 1 {
        bail!("- is named twice, and standard input can be read only once; name it once");
    }
    Ok(())
}

/// Refuses paths of labelled data that are no files: standard input twice, addresses of the web and
/// patterns that match nothing.
///
/// # Errors
/// The error of the first such path.
pub fn check_data(paths: &[String]) -> anyhow::Result<()> {
    refuse_stdin_twice(paths)?;
    for path in paths {
        if let Some(path) = of_file_url(path) {
            bail!("file://{path}: leave file:// out, and name the file: {path}");
        }
        if is_url(path) {
            let word = crate::repairs::shell_word(path);
            bail!("{path}: adsift reads files only; download it first: curl -LO {word}");
        }
        if path.contains(['*', '?', '[']) && !Path::new(path).exists() {
            bail!("{path}: no file matches this pattern; check the folder and the pattern");
        }
    }
    Ok(())
}

/// Reports a file that is named twice, and read twice.
pub fn say_twice(paths: &[String]) {
    let mut seen = HashSet::new();
    let twice: BTreeSet<_> = paths.iter().filter(|path| !seen.insert(*path)).collect();
    for path in twice.into_iter().filter(|path| Path::new(path).is_file()) {
        console::info(&format!("{} is named twice, and read twice", escape(path)));
    }
}

/// The path in an address of a file, `file:///a/b.html`.
pub fn of_file_url(argument: &str) -> Option<&str> {
    let path = argument.strip_prefix("file://")?;
    let path = path.strip_prefix("localhost").unwrap_or(path);
    (!Path::new(argument).exists()).then_some(path)
}

/// Whether a path is the folder `dir`.
fn is_same_folder(path: &str, dir: &Path) -> bool {
    fs::canonicalize(dir).is_ok_and(|dir| fs::canonicalize(path).is_ok_and(|path| path == dir))
}

/// Whether an argument is an address of the web rather than a path.
pub fn is_url(argument: &str) -> bool {
    let lower = argument.to_ascii_lowercase();
    let starts = ["http://", "https://", "ftp://", "www."];
    starts.iter().any(|start| lower.starts_with(start)) && !Path::new(argument).exists()
}

/// The command that reads a page of the web.
pub fn curl(url: &str) -> String {
    format!("curl -L {} | adsift classify", crate::repairs::shell_word(url))
}

/// Shows what was passed over in folders.
fn show(files: &[InputFile], passed_over: &PassedOver) {
    if passed_over.is_nothing() {
        return;
    }
    let counted = |count: u64, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let PassedOver { hidden, of_saved_pages, other_files, read_before, without_text, .. } =
        *passed_over;
    let first_other = escape(passed_over.first_other.as_deref().unwrap_or_default());
    let parts = [
        counted(other_files, "file", "files").map(|files| {
            format!("{files} that no format claims by the name (first: {first_other})")
        }),
        counted(of_saved_pages, "folder of a saved page", "folders of saved pages"),
        counted(hidden, "hidden entry", "hidden entries"),
        counted(without_text, "folder without a text", "folders without a text"),
        counted(read_before, "link to a folder read before", "links to folders read before"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let inputs = counted(files.len() as u64, "input", "inputs").unwrap_or_default();
    console::info(&format!("{inputs} found; passed over: {}", parts.join(", ")));
}
