//! A file that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::temporary::{self, Unfinished, folder_of};
use crate::error::{Error, Result};

pub use super::temporary::remove_unfinished;

/// Refuses an output file that would take the place of what is read.
///
/// # Errors
/// [`Error::Io`] with the path of the input that would be replaced.
pub fn refuse_to_replace<'p>(
    output: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<()> {
    // What does not exist is replaced by nothing, and a pipe or terminal is not replaced.
    let Some(output) = fs::canonicalize(output).ok().filter(|path| path.is_file()) else {
        return Ok(());
    };
    for input in inputs {
        if fs::canonicalize(input).is_ok_and(|input| input == output) {
            let read = io::Error::other("is read, and would be replaced; write to another name");
            return Err(Error::io(input.display().to_string(), read));
        }
    }
    Ok(())
}

/// Written beside its target and renamed there by [`AtomicFile::commit`]; dropped before that, it
/// leaves nothing behind. A target that is no regular file (`/dev/stdout`, a pipe) is written to
/// directly.
#[derive(Debug)]
pub struct AtomicFile {
    writer: BufWriter<Target>,
    path: PathBuf,
    replaces: Replaces,
}

/// Which file that is there already may make room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Replaces {
    Any,
    None,
    /// One of the same bytes.
    Same,
}

#[derive(Debug)]
enum Target {
    Temporary(NamedTempFile, Unfinished),
    Device(File),
}

impl AtomicFile {
    /// Opens a temporary file in the target's folder, so that a bad path fails before the work.
    ///
    /// # Errors
    /// [`Error::Io`] with the path where the folder cannot be written to, the target is a folder,
    /// or it is there already and `force` is false.
    pub fn create(path: &Path, force: bool) -> Result<Self> {
        let replaces = if force { Replaces::Any } else { Replaces::None };
        Self::open(path, replaces)
    }

    /// The same for a file that may be there already, if it is what this one becomes: as a run leaves it that
    /// was killed before it could say that it was done. [`AtomicFile::commit`] fails where it is another.
    ///
    /// # Errors
    /// [`Error::Io`] with the path where the folder cannot be written to, or the target is a folder.
    pub fn create_unless_other(path: &Path) -> Result<Self> {
        Self::open(path, Replaces::Same)
    }

    fn open(path: &Path, replaces: Replaces) -> Result<Self> {
        let error = |source| Error::io(path.display().to_string(), source);
        // Through a symbolic link, what it points to is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let found = fs::metadata(&target).ok();
        let open = match &found {
            Some(metadata) if metadata.is_dir() => {
                return Err(error(io::ErrorKind::IsADirectory.into()));
            }
            Some(metadata) if !metadata.is_file() => Target::Device(
                OpenOptions::new()
                    .write(true)
                    .open(&target)
                    .map_err(error)?,
            ),
            Some(_) if replaces == Replaces::None => return Err(error(already_there())),
            _ => {
                let (file, unfinished) = temporary::beside(&target).map_err(error)?;
                Target::Temporary(file, unfinished)
            }
        };
        Ok(AtomicFile {
            writer: BufWriter::with_capacity(1 << 16, open),
            path: target,
            replaces,
        })
    }

    /// The file that is to be.
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
            .map_err(|source| self.error(source))
    }

    /// Syncs the file and gives it its name.
    ///
    /// # Errors
    /// [`Error::Io`] with the path; the old file, if there was one, is then as it was.
    pub fn commit(self) -> Result<()> {
        let path = self.path.display().to_string();
        let error = |source| Error::io(path.clone(), source);
        let target = self
            .writer
            .into_inner()
            .map_err(|error| Error::io(path.clone(), error.into_error()))?;
        let Target::Temporary(file, _unfinished) = target else {
            return Ok(());
        };
        file.as_file().sync_all().map_err(error)?;
        let renamed = match self.replaces {
            Replaces::Any => file.persist(&self.path),
            Replaces::None | Replaces::Same => file.persist_noclobber(&self.path),
        };
        if let Err(refused) = renamed {
            match (refused.error.kind(), self.replaces) {
                (io::ErrorKind::AlreadyExists, Replaces::Same) => {
                    if !is_same(refused.file.path(), &self.path).map_err(error)? {
                        return Err(error(is_another()));
                    }
                }
                (io::ErrorKind::AlreadyExists, _) => return Err(error(already_there())),
                _ => return Err(error(refused.error)),
            }
        }
        // The name itself is durable once its folder is synced; not every system can do that.
        if let Ok(folder) = File::open(folder_of(&self.path)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    fn error(&self, source: io::Error) -> Error {
        Error::io(self.path.display().to_string(), source)
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

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Temporary(file, _) => file.write(bytes),
            Target::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Temporary(file, _) => file.flush(),
            Target::Device(file) => file.flush(),
        }
    }
}

/// Whether two files have the same bytes.
fn is_same(a: &Path, b: &Path) -> io::Result<bool> {
    let (mut a, mut b) = (
        BufReader::new(File::open(a)?),
        BufReader::new(File::open(b)?),
    );
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

fn is_another() -> io::Error {
    io::Error::new(
        io::ErrorKind::AlreadyExists,
        "is there already, and is not what it would become; remove it, or name another folder",
    )
}

fn already_there() -> io::Error {
    io::Error::new(
        io::ErrorKind::AlreadyExists,
        "it is there already; give --force to replace it, or another name",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let mut file = AtomicFile::create(&path, false).unwrap();
        file.write_all(b"all of it").unwrap();
        assert!(!path.exists());
        file.commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"all of it");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn dropping_it_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        fs::write(&path, b"old").unwrap();
        let mut file = AtomicFile::create(&path, true).unwrap();
        file.write_all(b"half").unwrap();
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_there_is_replaced_by_force_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        let late = AtomicFile::create(&path, false).unwrap();
        fs::write(&path, b"old").unwrap();
        assert!(late.commit().is_err());
        assert!(
            AtomicFile::create(&path, false)
                .unwrap_err()
                .to_string()
                .contains("--force")
        );
        AtomicFile::create(&path, true).unwrap().commit().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
    }

    #[test]
    fn what_is_there_already_is_left_and_right_where_it_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        for (there, made, fits) in [
            ("", "", true),
            ("new", "new", true),
            ("ne", "new", false),
            ("old", "new", false),
        ] {
            fs::write(&path, there).unwrap();
            let mut file = AtomicFile::create_unless_other(&path).unwrap();
            file.write_all(made.as_bytes()).unwrap();
            assert_eq!(file.commit().is_ok(), fits, "{there:?}");
            assert_eq!(fs::read(&path).unwrap(), there.as_bytes());
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn a_bad_path_fails_at_once() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("no/such")] {
            let error = AtomicFile::create(&path, true).unwrap_err().to_string();
            assert!(error.starts_with(&path.display().to_string()), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        fs::write(&real, b"old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let mut file = AtomicFile::create(&link, true).unwrap();
        file.write_all(b"new").unwrap();
        file.commit().unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
