//! SIGINT and SIGTERM: the run ends between two records and removes its temporary files.

use std::io::{self, Write};
use std::sync::LazyLock;

use adsift::files::TemporaryFiles;
use parking_lot::Mutex;

/// The temporary files of this run.
pub static TEMPORARY_FILES: LazyLock<TemporaryFiles> = LazyLock::new(TemporaryFiles::default);

/// Held during each write to standard output, so that a signal ends the run between two writes.
static WRITING: Mutex<()> = Mutex::new(());

/// Locked by the thread that ends the program, and never unlocked: the one exit code is its own.
static ENDING: Mutex<()> = Mutex::new(());

/// Reserves the end of the program for the caller. If a signal ends it already, waits for that end:
/// an error that follows from the removed temporary files is neither shown nor the exit code.
pub fn reserve_end() {
    std::mem::forget(ENDING.lock());
}

/// A writer that a signal cannot interrupt within one call.
pub struct Uninterrupted<W>(pub W);

impl<W: Write> Write for Uninterrupted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _writing = WRITING.lock();
        self.0.write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let _writing = WRITING.lock();
        self.0.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let _writing = WRITING.lock();
        self.0.flush()
    }
}

/// Ends the program at SIGINT and SIGTERM with exit code 130 and 143, after the current write.
///
/// SIGHUP is left to `nohup`.
///
/// # Errors
/// The error of the operating system if it refuses to watch for signals or to start a thread.
#[cfg(unix)]
pub fn watch() -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};

    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            end(signal);
        }
    };
    std::thread::Builder::new().spawn(wait).map(drop)
}

/// Does nothing: other systems end a program in their own way.
#[cfg(not(unix))]
pub fn watch() -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn end(signal: i32) -> ! {
    // A reader that stopped reading blocks the current write. This time limits the delay of the
    // exit.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);
    let _writing = WRITING.try_lock_for(PATIENCE);
    reserve_end();
    TEMPORARY_FILES.remove_all();
    crate::console::clear();
    crate::console::error("error: interrupted");
    std::process::exit(crate::exit_code::of_signal(signal))
}
