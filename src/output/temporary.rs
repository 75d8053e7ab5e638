//! Temporary files beside what they are to become, and what becomes of those that nobody finished.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::NamedTempFile;

const PREFIX: &str = ".adsift-";
const SUFFIX: &str = ".tmp";

/// Temporary files of this run that are neither renamed nor removed.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A temporary file's place among those.
#[derive(Debug)]
pub(super) struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        unfinished().retain(|path| *path != self.0);
    }
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporary files of every [`AtomicFile`](super::atomic::AtomicFile) that is under way; for a
/// program that is about to end. None can be made afterwards: whoever tries waits.
pub fn remove_unfinished() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        // One that was renamed meanwhile is not there under this name.
        let _ = fs::remove_file(path);
    }
    std::mem::forget(unfinished);
}

/// Removes, from a folder, the temporary files of these targets in it that a run which was killed left
/// behind. Those of a run that still goes on are locked and stay.
pub(crate) fn remove_abandoned<'a>(folder: &Path, targets: impl IntoIterator<Item = &'a Path>) {
    let prefixes: HashSet<String> = targets.into_iter().map(prefix_of).collect();
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| {
            let prefix = name
                .rsplit_once('-')
                .map(|(prefix, _)| format!("{prefix}-"));
            name.ends_with(SUFFIX) && prefix.is_some_and(|prefix| prefixes.contains(&prefix))
        });
        let is_free = || File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if is_ours && is_free() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A new file beside its target, locked while it is open.
pub(super) fn beside(target: &Path) -> io::Result<(NamedTempFile, Unfinished)> {
    let prefix = prefix_of(target);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).suffix(SUFFIX);
    // As any new file: readable by whom the umask lets read it, not by its owner alone.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut unfinished = unfinished();
    let file = builder
        .tempfile_in(folder_of(target))
        .map_err(|error| io::Error::new(error.kind(), plain(&error)))?;
    // Where a file system knows no locks, nobody takes one for abandoned either.
    let _ = file.as_file().try_lock();
    unfinished.push(file.path().to_owned());
    let registered = Unfinished(file.path().to_owned());
    Ok((file, registered))
}

/// How the temporary files of a target are named: the same for one target, whatever its name's length.
fn prefix_of(target: &Path) -> String {
    let name = target.file_name().unwrap_or_default();
    let hash = blake3::hash(name.as_encoded_bytes()).to_hex();
    format!("{PREFIX}{}-", &hash[..16])
}

/// The system's own words, without the temporary file's name, which means nothing to anybody.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "its folder does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "its folder cannot be written to".to_owned(),
        _ => {
            let said = error.to_string();
            let (said, _) = said.split_once(" at path ").unwrap_or((&said, ""));
            said.to_owned()
        }
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_run_left_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let [ours, other] = ["a.parquet", "b.parquet"].map(|name| folder.path().join(name));
        let (under_way, _unfinished) = beside(&ours).unwrap();
        // As SIGKILL leaves one: there, and locked by nobody.
        let abandoned = |target: &Path| {
            let (file, _) = beside(target).unwrap();
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
}
