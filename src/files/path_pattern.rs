//! The files and folders that a pattern such as `pages/**/*.html` names.
//!
//! The crate `glob` reads patterns. Its walk over folders panics at a name that is not UTF-8, or
//! leaves the name out without a word, so that the walk is here.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf, is_separator};

use glob::{MatchOptions, Pattern, PatternError};

use crate::error::{Error, Result};
use crate::limits::MAX_FOLDER_DEPTH;

/// Any folders, of any depth.
const ANY_FOLDERS: &str = "**";

/// Returns what matches a pattern, in the order of the names. A folder that cannot be read, and a
/// matching name that is not UTF-8, is an error in its place. `*` matches hidden names if
/// `with_hidden`.
///
/// # Errors
/// The error of a text that is no pattern.
pub(crate) fn matching(
    pattern: &str,
    with_hidden: bool,
) -> Result<Vec<Result<PathBuf>>, PatternError> {
    // The parts of a pattern are valid if the whole is, but for the place of the error.
    Pattern::new(pattern)?;
    let is_start = |part: &Component| matches!(part, Component::Prefix(_) | Component::RootDir);
    let start: PathBuf = Path::new(pattern).components().take_while(is_start).collect();
    let rest = pattern.get(start.as_os_str().len()..).unwrap_or_default();
    let names = rest.split(is_separator).filter(|name| !name.is_empty());
    let parts = names.map(Pattern::new).collect::<Result<Vec<_>, _>>()?;
    let options = MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: !with_hidden,
    };
    let mut walk =
        Walk { options, only_folders: pattern.ends_with(is_separator), found: Vec::new() };
    walk.add(&start, &parts, 0);
    Ok(walk.found)
}

struct Walk {
    options: MatchOptions,
    only_folders: bool,
    found: Vec<Result<PathBuf>>,
}

impl Walk {
    /// Adds what matches `parts` below a folder. The empty path is the working folder.
    fn add(&mut self, folder: &Path, parts: &[Pattern], depth: usize) {
        let Some((part, rest)) = parts.split_first() else {
            if !self.only_folders || folder.is_dir() {
                self.found.push(Ok(folder.to_owned()));
            }
            return;
        };
        let name = part.as_str();
        if name == ANY_FOLDERS {
            // A pattern that ends so names the folders.
            self.add(folder, rest, depth);
            let with_hidden = !self.options.require_literal_leading_dot;
            let is_folder = |name: &str, path: &Path| {
                (with_hidden || !name.starts_with('.')) && path.is_dir() && !path.is_symlink()
            };
            for path in self.entries(folder, is_folder) {
                if depth < MAX_FOLDER_DEPTH {
                    self.add(&path, parts, depth + 1);
                }
            }
        } else if !name.contains(['*', '?', '[']) {
            let path = folder.join(name);
            if path.exists() || path.is_symlink() {
                self.add(&path, rest, depth);
            }
        } else {
            let options = self.options;
            let is_match = |name: &str, path: &Path| {
                part.matches_with(name, options) && (rest.is_empty() || path.is_dir())
            };
            for path in self.entries(folder, is_match) {
                self.add(&path, rest, depth);
            }
        }
    }

    /// The entries of a folder that match, in the order of the names.
    fn entries(&mut self, folder: &Path, is_match: impl Fn(&str, &Path) -> bool) -> Vec<PathBuf> {
        let read_from = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if !read_from.is_dir() {
            return Vec::new();
        }
        let names = fs::read_dir(read_from).and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.file_name()))
                .collect::<io::Result<Vec<_>>>()
        });
        let mut names = match names {
            Ok(names) => names,
            Err(error) => {
                self.found.push(Err(Error::io(read_from.display().to_string(), error)));
                return Vec::new();
            }
        };
        names.sort();
        let mut paths = Vec::new();
        for name in names {
            let path = folder.join(&name);
            if !is_match(&name.to_string_lossy(), &path) {
                continue;
            }
            if name.to_str().is_some() {
                paths.push(path);
            } else {
                let problem = "the name is not UTF-8; rename the file";
                let problem = io::Error::new(io::ErrorKind::InvalidInput, problem);
                self.found.push(Err(Error::io(path.display().to_string(), problem)));
            }
        }
        paths
    }
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

    fn found(folder: &Path, pattern: &str, with_hidden: bool) -> Vec<String> {
        let pattern = folder.join(pattern).display().to_string();
        let shown = |path: Result<PathBuf>| match path {
            Ok(path) => path.strip_prefix(folder).unwrap().display().to_string(),
            Err(error) => error.to_string(),
        };
        matching(&pattern, with_hidden).unwrap().into_iter().map(shown).collect()
    }

    #[test]
    fn patterns_match_as_in_a_shell() {
        let folder = folder(&["b.txt", "a.txt", ".c.txt", "may/d.txt", "may/x/e.txt", "may/f.csv"]);
        let found = |pattern: &str| found(folder.path(), pattern, false);
        assert_eq!(found("*.txt"), ["a.txt", "b.txt"]);
        assert_eq!(found("[b-z].txt"), ["b.txt"]);
        assert_eq!(found(".*.txt"), [".c.txt"]);
        assert_eq!(found("*/*.txt"), ["may/d.txt"]);
        assert_eq!(found("**/*.txt"), ["a.txt", "b.txt", "may/d.txt", "may/x/e.txt"]);
        assert_eq!(found("m*/"), ["may"]);
        assert_eq!(found("*.md"), [""; 0]);
        assert!(matching("a[", false).is_err() && matching("a/***", false).is_err());
    }

    #[test]
    fn hidden_names_match_if_wanted() {
        let folder = folder(&["a.txt", ".c.txt"]);
        assert_eq!(found(folder.path(), "*.txt", true), [".c.txt", "a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn matching_name_that_is_not_utf_8_is_an_error_in_its_place() {
        use std::os::unix::ffi::OsStrExt;

        let folder = folder(&["a.txt", "may/b.txt"]);
        for below in ["", "may"] {
            let name = std::ffi::OsStr::from_bytes(b"\xFF.txt");
            fs::write(folder.path().join(below).join(name), "").unwrap();
        }
        for (pattern, errors, names) in
            [("*", 1, 2), ("*.txt", 1, 1), ("**/*.txt", 2, 2), ("*.csv", 0, 0), ("a*", 0, 1)]
        {
            let found = found(folder.path(), pattern, false);
            let are_errors = found.iter().filter(|path| path.contains("not UTF-8")).count();
            assert_eq!((are_errors, found.len() - are_errors), (errors, names), "{pattern}");
        }
    }
}
