//! Output files that appear whole or not at all.

pub(crate) mod path_pattern;
mod temporary;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::{Error, Result};
use temporary::Registered;

pub use temporary::TemporaryFiles;
pub(crate) use temporary::{folder_of, remove_abandoned};

/// Refuses an output file that is one of the inputs.
///
/// # Errors
/// [`Error::Io`] with the path of the input that the output would replace.
pub fn refuse_to_replace<'p>(
    output: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<()> {
    // A missing file, a pipe or a terminal is not replaced.
    let Some(output) = fs::canonicalize(output).ok().filter(|path| path.is_file()) else {
        return Ok(());
    };
    for input in inputs {
        if fs::canonicalize(input).is_ok_and(|input| input == output) {
            let problem =
                io::Error::other("the output would replace this input; name another output");
            return Err(Error::io(input.display().to_string(), problem));
        }
    }
    Ok(())
}

/// A file that is written next to its target under a temporary name and renamed by
/// [`AtomicFile::commit`]. If it is dropped before the commit, the temporary file is removed. A
/// target that is not a regular file (`/dev/stdout`, a pipe) is written to directly.
///
/// ```
/// use adsift::files::{AtomicFile, Replace};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("verdicts.jsonl");
/// let mut file = AtomicFile::create(&path, Replace::Never)?;
/// file.write_all(b"{}\n")?;
/// assert!(!path.exists());
/// file.commit()?;
/// assert!(path.exists());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AtomicFile {
    /// The temporary name, and the place in the list of temporary files; `None` for a target that
    /// is written to directly.
    temporary: Option<(TempPath, Registered)>,
    writer: BufWriter<File>,
    path: PathBuf,
    replace: Replace,
}

/// When an [`AtomicFile`] may replace an existing file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replace {
    /// Always.
    Always,
    /// Never: an existing file is an error.
    Never,
    /// Only by the same bytes. A run that was killed between writing an output and marking it as
    /// done leaves such a file.
    IfSame,
}

impl Replace {
    /// [`Replace::Always`] if `force`, else [`Replace::Never`].
    pub fn forced(force: bool) -> Self {
        if force { Replace::Always } else { Replace::Never }
    }
}

impl AtomicFile {
    /// Opens a temporary file in the target's folder, so that a bad path fails before the work.
    ///
    /// A program that removes its temporary files when a signal ends it creates the file by
    /// [`TemporaryFiles::create`] instead.
    ///
    /// # Errors
    /// [`Error::Io`] with the path if the folder is not writable or the target is a folder;
    /// [`Error::FileExists`] if the target exists and `replace` is [`Replace::Never`].
    pub fn create(path: &Path, replace: Replace) -> Result<Self> {
        Self::create_in(&TemporaryFiles::default(), path, replace)
    }

    fn create_in(temporaries: &TemporaryFiles, path: &Path, replace: Replace) -> Result<Self> {
        let error = |source| Error::io(path.display().to_string(), source);
        // Through a symbolic link, the file that it points to is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let found = fs::metadata(&target).ok();
        let (file, temporary) = match &found {
            Some(metadata) if metadata.is_dir() => {
                return Err(error(io::ErrorKind::IsADirectory.into()));
            }
            Some(metadata) if !metadata.is_file() => {
                (OpenOptions::new().write(true).open(&target).map_err(error)?, None)
            }
            Some(_) if replace == Replace::Never => return Err(exists(path)),
            _ => {
                let (file, registered) = temporaries.next_to(&target).map_err(error)?;
                let (file, temporary) = file.into_parts();
                (file, Some((temporary, registered)))
            }
        };
        let writer = BufWriter::with_capacity(1 << 16, file);
        Ok(AtomicFile { temporary, writer, path: target, replace })
    }

    /// The target's path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes bytes to the temporary file.
    ///
    /// # Errors
    /// [`Error::Io`] with the path.
    pub fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        self.writer
            .write_all(bytes)
            .map_err(|source| Error::io(self.path.display().to_string(), source))
    }

    /// Syncs the file and renames it to its target.
    ///
    /// # Errors
    /// [`Error::Io`] with the path, [`Error::FileExists`] if the target exists by now and may not
    /// be replaced. The old file stays unchanged.
    pub fn commit(self) -> Result<()> {
        let (path, replace) = (self.path, self.replace);
        let error = |source| Error::io(path.display().to_string(), source);
        let file = self.writer.into_inner().map_err(|failed| error(failed.into_error()))?;
        let Some((temporary, _registered)) = self.temporary else {
            return Ok(());
        };
        file.sync_all().map_err(error)?;
        let renamed = match replace {
            Replace::Always => temporary.persist(&path),
            Replace::Never | Replace::IfSame => temporary.persist_noclobber(&path),
        };
        if let Err(refused) = renamed {
            if refused.error.kind() != io::ErrorKind::AlreadyExists {
                return Err(error(refused.error));
            }
            if replace != Replace::IfSame {
                return Err(exists(&path));
            }
            if !is_same(&refused.path, &path).map_err(error)? {
                return Err(Error::OutputFolder {
                    path: path.display().to_string(),
                    problem: "the file exists already, with other bytes than this run writes; \
                              remove it, or name another output folder"
                        .to_owned(),
                });
            }
        }
        // The name is durable once its folder is synced, which not every system supports.
        if let Ok(folder) = File::open(folder_of(&path)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl TemporaryFiles {
    /// Creates a file like [`AtomicFile::create`], whose temporary file
    /// [`remove_all`](TemporaryFiles::remove_all) removes.
    ///
    /// # Errors
    /// As [`AtomicFile::create`]; [`Error::Io`] after [`remove_all`](TemporaryFiles::remove_all).
    pub fn create(&self, path: &Path, replace: Replace) -> Result<AtomicFile> {
        AtomicFile::create_in(self, path, replace)
    }
}

impl Write for AtomicFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Whether two files have the same bytes.
fn is_same(a: &Path, b: &Path) -> io::Result<bool> {
    let (mut a, mut b) = (BufReader::new(File::open(a)?), BufReader::new(File::open(b)?));
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let length = left.len().min(right.len());
        if length == 0 || left[..length] != right[..length] {
            return Ok(left.is_empty() && right.is_empty());
        }
        a.consume(length);
        b.consume(length);
    }
}

fn exists(path: &Path) -> Error {
    Error::FileExists { path: path.display().to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns an empty folder and the path of an output in it.
    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        (folder, path)
    }

    #[test]
    fn file_appears_at_commit() {
        let (folder, path) = folder();
        let mut file = AtomicFile::create(&path, Replace::Never).unwrap();
        file.write_all(b"all of it").unwrap();
        assert!(!path.exists());
        file.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"all of it");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn dropped_file_leaves_the_old_one() {
        let (folder, path) = folder();
        fs::write(&path, b"old").unwrap();
        let mut file = AtomicFile::create(&path, Replace::Always).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn existing_file_is_replaced_on_request_only() {
        let (_folder, path) = folder();
        let late = AtomicFile::create(&path, Replace::Never).unwrap();
        fs::write(&path, b"old").unwrap();
        assert!(late.commit().is_err());
        let refused = AtomicFile::create(&path, Replace::Never).unwrap_err();
        assert!(matches!(refused, Error::FileExists { .. }), "{refused}");
        AtomicFile::create(&path, Replace::Always).unwrap().commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
    }

    #[test]
    fn existing_file_with_the_same_bytes_counts_as_written() {
        let (folder, path) = folder();
        for (there, made, fits) in
            [("", "", true), ("new", "new", true), ("ne", "new", false), ("old", "new", false)]
        {
            fs::write(&path, there).unwrap();
            let mut file = AtomicFile::create(&path, Replace::IfSame).unwrap();
            file.write_all(made.as_bytes()).unwrap();
            assert_eq!(file.commit().is_ok(), fits, "{there:?}");
            assert_eq!(fs::read(&path).unwrap(), there.as_bytes());
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }
}
