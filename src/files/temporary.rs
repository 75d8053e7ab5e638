//! Locked temporary files next to their targets, and the removal of those that a killed run left.

use std::collections::HashSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use tempfile::NamedTempFile;

const PREFIX: &str = ".adsift-";
const SUFFIX: &str = ".tmp";

/// The unfinished temporary files of a run; clones share the same list.
///
/// A program that a signal ends calls [`remove_all`](Self::remove_all) before it exits.
#[derive(Debug, Clone, Default)]
pub struct TemporaryFiles(Arc<Mutex<Unfinished>>);

#[derive(Debug, Default)]
struct Unfinished {
    paths: HashSet<PathBuf>,
    /// Whether the run ends and no further file may be created.
    is_closed: bool,
}

/// Keeps a temporary file on the list until it is renamed or removed.
#[derive(Debug)]
pub(super) struct Registered {
    files: TemporaryFiles,
    path: PathBuf,
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.files.0.lock().paths.remove(&self.path);
    }
}

impl TemporaryFiles {
    /// Removes all unfinished files. After this call, creating another file fails.
    pub fn remove_all(&self) {
        let mut unfinished = self.0.lock();
        unfinished.is_closed = true;
        // A file that was renamed in the meantime no longer exists under its temporary name.
        let paths: Vec<PathBuf> = unfinished.paths.drain().collect();
        for path in paths {
            let _ = fs::remove_file(path);
        }
    }

    /// Creates a temporary file next to its target, locked while it is open.
    pub(super) fn next_to(&self, target: &Path) -> io::Result<(NamedTempFile, Registered)> {
        let prefix = prefix_of(target);
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix).suffix(SUFFIX);
        // The umask decides who can read the file, as for any new file.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut unfinished = self.0.lock();
        if unfinished.is_closed {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let file = loop {
            let file = builder
                .tempfile_in(folder_of(target))
                .map_err(|error| io::Error::new(error.kind(), plain(&error)))?;
            // A run that starts now may take the file for abandoned and remove it before it is
            // locked: then create another. Four runs at once failed in 8 of 150 rounds before.
            let is_taken = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
            if !is_taken && file.path().exists() {
                break file;
            }
        };
        let path = file.path().to_owned();
        unfinished.paths.insert(path.clone());
        drop(unfinished);
        let files = self.clone();
        Ok((file, Registered { files, path }))
    }
}

/// Removes from `folder` the temporary files of these targets that a killed run left. The files of
/// a running process are locked and stay.
pub(crate) fn remove_abandoned<'a>(folder: &Path, targets: impl IntoIterator<Item = &'a Path>) {
    let prefixes: HashSet<String> = targets.into_iter().map(prefix_of).collect();
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| {
            let prefix = name.rsplit_once('-').map(|(prefix, _)| format!("{prefix}-"));
            name.ends_with(SUFFIX) && prefix.is_some_and(|prefix| prefixes.contains(&prefix))
        });
        let open = || File::open(entry.path()).ok();
        // The lock is held during the removal, so that a run which just created the file notices.
        if let Some(file) = is_ours.then(open).flatten()
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The start of the names of a target's temporary files: a hash, so that the target's name may have
/// any length.
fn prefix_of(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default();
    let hash = blake3::hash(name.as_encoded_bytes()).to_hex();
    format!("{PREFIX}{}-", &hash[..16])
}

/// The operating system's message without the temporary file's name, which the user does not know.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            "its folder does not exist; make it first, or name another".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "its folder cannot be written to; name another folder".to_owned()
        }
        _ => {
            let message = error.to_string();
            let (message, _) = message.split_once(" at path ").unwrap_or((&message, ""));
            message.to_owned()
        }
    }
}

/// The folder of a path; `.` for a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_killed_run_are_removed_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let [ours, other] = ["a.parquet", "b.parquet"].map(|name| folder.path().join(name));
        let temporaries = TemporaryFiles::default();
        let (under_way, _registered) = temporaries.next_to(&ours).unwrap();
        // SIGKILL leaves the file without a lock.
        let abandoned = |target: &Path| {
            let (file, _) = temporaries.next_to(target).unwrap();
            file.into_temp_path().keep().unwrap()
        };
        let (left, of_other) = (abandoned(&ours), abandoned(&other));
        let stranger = folder.path().join(".adsift-notes.tmp");
        fs::write(&stranger, b"").unwrap();
        fs::write(&ours, b"").unwrap();
        remove_abandoned(folder.path(), [ours.as_path()]);
        assert!(!left.exists());
        for path in [under_way.path(), &of_other, &stranger, &ours] {
            assert!(path.exists(), "{}", path.display());
        }
        remove_abandoned(&folder.path().join("none"), [ours.as_path()]);
    }

    #[test]
    fn remove_all_removes_every_unfinished_file_and_refuses_new_ones() {
        let folder = tempfile::tempdir().unwrap();
        let temporaries = TemporaryFiles::default();
        let first = temporaries.next_to(&folder.path().join("a")).unwrap();
        let second = temporaries.next_to(&folder.path().join("b")).unwrap();
        drop(first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        temporaries.remove_all();
        assert!(!second.0.path().exists());
        let refused = temporaries.next_to(&folder.path().join("c")).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::Interrupted);
    }
}
