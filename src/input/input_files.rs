//! `InputFiles`: the files that paths, patterns and folders name.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::format::{Compression, Format};
use crate::error::{Error, Result};
use crate::files::path_pattern;
use crate::limits::MAX_FOLDER_DEPTH;

/// The name of standard input among paths.
const STDIN: &str = "-";

/// Ends of the names of the folders that browsers save next to a page.
const SAVED_PAGE_ENDS: [&str; 9] = [
    "_files",
    "-files",
    ".files",
    "-Dateien",
    "-filer",
    "_fichiers",
    "_archivos",
    "_bestanden",
    "_soubory",
];

/// Extensions of files whose content decides their format.
const BY_CONTENT: [&str; 7] = ["txt", "text", "xml", "xht", "php", "asp", "aspx"];

/// An input, and its place below the folder that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InputFile {
    /// The path that opens the file; `-` for standard input.
    pub path: String,
    /// The path below the folder that was read; the file's name for a file that was named.
    pub below: PathBuf,
}

/// What was passed over in the folders that were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassedOver {
    /// Files and folders whose name begins with a dot.
    pub hidden: u64,
    /// Folders that a browser saved next to a page, such as `page_files`.
    pub of_saved_pages: u64,
    /// Files whose name does not say that they are read.
    pub other_files: u64,
    /// The first of these files.
    pub first_other: Option<String>,
    /// Folders that were read before, by another link.
    pub read_before: u64,
    /// Folders that were named and hold no input.
    pub without_text: u64,
}

impl PassedOver {
    /// Whether nothing was passed over.
    pub fn is_nothing(&self) -> bool {
        *self == PassedOver::default()
    }
}

/// The inputs that a list of paths names.
///
/// A path is a file, `-` for standard input, a pattern such as `pages/*.html`, or a folder. A
/// folder is read with all folders in it, in the order of the names. Its files are those whose
/// name has the extension of a [`Format`] other than Parquet. [`PassedOver`] counts what is not an
/// input: hidden files, folders that a browser saved next to a page, other files.
///
/// ```
/// use adsift::input::InputFiles;
///
/// let folder = tempfile::tempdir()?;
/// std::fs::create_dir(folder.path().join("may"))?;
/// for name in ["b.html", "may/a.txt", "photo.jpg"] {
///     std::fs::write(folder.path().join(name), "")?;
/// }
/// let inputs = InputFiles::find(&[folder.path().display().to_string()], &[]);
/// let below: Vec<_> = inputs.files.iter().map(|file| file.below.display().to_string()).collect();
/// assert_eq!(below, ["b.html", "may/a.txt"]);
/// assert_eq!(inputs.passed_over.other_files, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct InputFiles {
    /// The inputs, in the order of the paths. A path that does not exist is an input too: opening
    /// it fails.
    pub files: Vec<InputFile>,
    /// What was passed over in folders.
    pub passed_over: PassedOver,
    /// The errors of patterns that match no file, and of names and folders that cannot be read. The
    /// other inputs are found without them. If there is no input at all, a folder without one is an
    /// error too.
    pub problems: Vec<Error>,
}

impl InputFiles {
    /// Finds the inputs of `paths`. A file or folder of `outputs` is no input of a folder or
    /// pattern, so that a second run does not read what the first one wrote.
    pub fn find(paths: &[String], outputs: &[&Path]) -> Self {
        let outputs = outputs.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        let mut search = Search {
            inputs: InputFiles::default(),
            seen: HashSet::new(),
            outputs,
            without_text: None,
        };
        for path in paths {
            if let Err(error) = search.add(path) {
                search.inputs.problems.push(error);
            }
        }
        let Search { mut inputs, without_text, .. } = search;
        if let Some(folder) = without_text.filter(|_| inputs.files.is_empty()) {
            let problem = "no file in this folder has the name of a text that is read, such as \
                           .txt, .html, .csv or .jsonl; name its files, for example by a pattern";
            inputs.problems.push(refused(&folder, io::ErrorKind::NotFound, problem));
        }
        inputs
    }
}

/// A search for inputs.
struct Search {
    inputs: InputFiles,
    /// The folders that were read, without links.
    seen: HashSet<PathBuf>,
    outputs: HashSet<PathBuf>,
    /// The first folder without an input.
    without_text: Option<PathBuf>,
}

impl Search {
    /// Adds the inputs of one path.
    fn add(&mut self, path: &str) -> Result<()> {
        let as_path = Path::new(path);
        if path == STDIN || as_path.is_file() {
            self.push(path.to_owned(), name_of(as_path));
        } else if as_path.is_dir() {
            return self.add_folder(as_path);
        } else if !as_path.exists() && path.contains(['*', '?', '[']) {
            return self.add_matches(path);
        } else {
            // A pipe, or a missing file.
            self.push(path.to_owned(), name_of(as_path));
        }
        Ok(())
    }

    fn push(&mut self, path: String, below: PathBuf) {
        self.inputs.files.push(InputFile { path, below });
    }

    /// Adds a folder that was named. A folder that a browser saved next to a page is passed over,
    /// since a shell names it for `pages/*`.
    fn add_folder(&mut self, folder: &Path) -> Result<()> {
        if is_of_saved_page(folder) {
            self.inputs.passed_over.of_saved_pages += 1;
            return Ok(());
        }
        let found = |inputs: &InputFiles| {
            (inputs.files.len(), inputs.problems.len(), inputs.passed_over.read_before)
        };
        let before = found(&self.inputs);
        self.walk(folder, Path::new(""), 0)?;
        if found(&self.inputs) == before {
            self.inputs.passed_over.without_text += 1;
            self.without_text.get_or_insert_with(|| folder.to_owned());
        }
        Ok(())
    }

    /// Adds the files of a folder and of the folders in it.
    fn walk(&mut self, folder: &Path, below: &Path, depth: usize) -> Result<()> {
        if depth > MAX_FOLDER_DEPTH {
            let problem = "too many folders inside each other; name the inner ones";
            return Err(refused(folder, io::ErrorKind::InvalidInput, problem));
        }
        // A link may lead back to a folder that contains it.
        let failed = |error| Error::io(folder.display().to_string(), error);
        if !self.seen.insert(fs::canonicalize(folder).map_err(failed)?) {
            self.inputs.passed_over.read_before += 1;
            return Ok(());
        }
        let entries = fs::read_dir(folder).map_err(failed)?;
        let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
        let mut names = names.collect::<io::Result<Vec<_>>>().map_err(failed)?;
        names.sort();
        for name in names {
            let path = folder.join(&name);
            if let Err(error) = self.add_entry(&path, name.to_str(), below, depth) {
                self.inputs.problems.push(error);
            }
        }
        Ok(())
    }

    /// Adds a file of a folder, or the files of a folder in it.
    fn add_entry(
        &mut self,
        path: &Path,
        name: Option<&str>,
        below: &Path,
        depth: usize,
    ) -> Result<()> {
        let name = name.ok_or_else(|| unnamed(path))?;
        if self.is_output(path) {
            return Ok(());
        }
        let passed_over = &mut self.inputs.passed_over;
        if name.starts_with('.') {
            passed_over.hidden += 1;
        } else if path.is_dir() && is_of_saved_page(path) {
            passed_over.of_saved_pages += 1;
        } else if path.is_dir() {
            return self.walk(path, &below.join(name), depth + 1);
        } else if is_text(path, name) {
            self.push(path.display().to_string(), below.join(name));
        } else {
            passed_over.other_files += 1;
            passed_over.first_other.get_or_insert_with(|| path.display().to_string());
        }
        Ok(())
    }

    /// Adds the files and folders that match a pattern, which the shell did not expand.
    fn add_matches(&mut self, pattern: &str) -> Result<()> {
        let invalid = |error: glob::PatternError| {
            let problem = format!("no such file, and not a valid pattern ({error})");
            refused(Path::new(pattern), io::ErrorKind::InvalidInput, &problem)
        };
        let mut is_empty = true;
        // A pattern matches what it would match in a shell: no hidden file, no `/` by `*`.
        for found in path_pattern::matching(pattern, false).map_err(invalid)? {
            match found {
                Ok(found) if self.is_output(&found) => continue,
                Ok(found) if found.is_dir() => self.add_folder(&found)?,
                Ok(found) => self.push(found.display().to_string(), name_of(&found)),
                Err(error) => self.inputs.problems.push(error),
            }
            is_empty = false;
        }
        if is_empty {
            let problem = "no file matches this pattern; check the folder and the pattern";
            return Err(refused(Path::new(pattern), io::ErrorKind::NotFound, problem));
        }
        Ok(())
    }

    fn is_output(&self, path: &Path) -> bool {
        !self.outputs.is_empty()
            && fs::canonicalize(path).is_ok_and(|path| self.outputs.contains(&path))
    }
}

/// Whether a file of a folder is read. A link that leads nowhere is an input that cannot be opened;
/// a pipe or a device could be read for ever.
fn is_text(path: &Path, name: &str) -> bool {
    let is_special = fs::metadata(path).is_ok_and(|metadata| !metadata.is_file());
    let (stem, _) = Compression::of_name(name);
    let extension = Path::new(stem).extension().unwrap_or_default().to_string_lossy();
    let is_by_content = BY_CONTENT.iter().any(|other| extension.eq_ignore_ascii_case(other));
    let format = Format::of_name(name).filter(|format| *format != Format::Parquet);
    (format.is_some() || is_by_content) && !is_special
}

/// Whether a folder is one that a browser saved next to a page: its name says so, and the page is
/// next to it.
fn is_of_saved_page(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stems = SAVED_PAGE_ENDS.iter().filter_map(|end| name.strip_suffix(end));
    stems.filter(|stem| !stem.is_empty()).any(|stem| {
        let page = |extension: &str| folder.with_file_name(format!("{stem}.{extension}")).is_file();
        ["html", "htm", "xhtml", "mhtml", "mht"].into_iter().any(page)
    })
}

fn name_of(path: &Path) -> PathBuf {
    path.file_name().map_or_else(|| path.to_owned(), PathBuf::from)
}

fn unnamed(path: &Path) -> Error {
    refused(path, io::ErrorKind::InvalidInput, "the name is not UTF-8; rename the file")
}

fn refused(path: &Path, kind: io::ErrorKind, problem: &str) -> Error {
    Error::io(path.display().to_string(), io::Error::new(kind, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    fn find(paths: &[&Path], outputs: &[&Path]) -> Result<(Vec<String>, PassedOver), String> {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let found = InputFiles::find(&paths, outputs);
        if let Some(problem) = found.problems.first() {
            return Err(problem.to_string());
        }
        let below = found.files.iter().map(|file| file.below.display().to_string());
        Ok((below.collect(), found.passed_over))
    }

    #[test]
    fn folder_is_read_in_order_and_counts_what_it_passes_over() {
        let folder = folder(&[
            "b.html",
            "a/c.txt",
            "a/b.jsonl.gz",
            "b_files/ad.html",
            "my_files/c.txt",
            ".hidden.txt",
            "photo.jpg",
            "rows.parquet",
            "z.csv",
        ]);
        let (files, passed_over) = find(&[folder.path()], &[]).unwrap();
        assert_eq!(files, ["a/b.jsonl.gz", "a/c.txt", "b.html", "my_files/c.txt", "z.csv"]);
        let PassedOver { hidden, of_saved_pages, other_files, first_other, read_before, .. } =
            passed_over;
        assert_eq!((hidden, of_saved_pages, other_files, read_before), (1, 1, 2, 0));
        assert!(first_other.unwrap().ends_with("photo.jpg"));
    }

    #[test]
    fn named_folder_of_a_saved_page_is_passed_over_only_with_its_page() {
        let folder = folder(&["page.html", "page_files/a.html", "my_files/b.txt"]);
        let [page, of_page, mine] =
            ["page.html", "page_files", "my_files"].map(|name| folder.path().join(name));
        let (files, passed_over) = find(&[&page, &of_page, &mine], &[]).unwrap();
        assert_eq!(files, ["page.html", "b.txt"]);
        assert_eq!(passed_over.of_saved_pages, 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_a_folder_above_end_the_search() {
        let folder = folder(&["a/one.txt"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/again")).unwrap();
        std::os::unix::fs::symlink("gone", folder.path().join("a/broken.txt")).unwrap();
        std::os::unix::net::UnixListener::bind(folder.path().join("a/socket.txt")).unwrap();
        let (files, passed_over) = find(&[folder.path()], &[]).unwrap();
        assert_eq!(files, ["a/broken.txt", "a/one.txt"]);
        assert_eq!((passed_over.read_before, passed_over.other_files), (1, 1));
        let (files, passed_over) = find(&[folder.path(), folder.path()], &[]).unwrap();
        assert_eq!(files, ["a/broken.txt", "a/one.txt"]);
        assert_eq!(passed_over.read_before, 2);
    }

    #[test]
    fn patterns_are_expanded_and_outputs_are_no_inputs() {
        let folder =
            folder(&["a.txt", "b.txt", "[1].txt", "out/a.txt", "verdicts.jsonl", ".c.txt"]);
        let at = |name: &str| folder.path().join(name);
        assert_eq!(find(&[&at("?.txt")], &[]).unwrap().0, ["a.txt", "b.txt"]);
        assert_eq!(find(&[&at("*.txt")], &[]).unwrap().0, ["[1].txt", "a.txt", "b.txt"]);
        assert_eq!(find(&[&at("[1].txt")], &[]).unwrap().0, ["[1].txt"]);
        let outputs: [&Path; 2] = [&at("out"), &at("verdicts.jsonl")];
        let all = find(&[folder.path()], &outputs).unwrap().0;
        assert_eq!(all, ["[1].txt", "a.txt", "b.txt"]);
        assert!(find(&[&at("*.csv")], &[]).unwrap_err().contains("no file matches this pattern"));
        assert!(find(&[&at("a[")], &[]).unwrap_err().contains("not a valid pattern"));
        assert_eq!(find(&[&at("missing.txt")], &[]).unwrap().0, ["missing.txt"]);
    }

    #[test]
    fn folder_without_a_text_is_refused_only_if_there_is_no_other_input() {
        let folder = folder(&["photos/photo.jpg", "a.txt"]);
        let [photos, text] = ["photos", "a.txt"].map(|name| folder.path().join(name));
        assert!(find(&[&photos], &[]).unwrap_err().contains("no file in this folder"));
        // A shell names every folder for `*`.
        let (files, passed_over) = find(&[&photos, &text], &[]).unwrap();
        assert_eq!(files, ["a.txt"]);
        assert_eq!((passed_over.without_text, passed_over.other_files), (1, 1));
    }
}
