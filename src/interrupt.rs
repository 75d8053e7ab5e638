//! What is left of a run that is told to stop: whole records on standard output, no temporary file.

use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Held while records are written, so that a run ends between two writes and not within one.
static WRITING: Mutex<()> = Mutex::new(());

/// A writer that is not interrupted in the midst of what it is given at once.
pub struct Uninterrupted<W>(pub W);

impl<W: Write> Write for Uninterrupted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _writing = lock();
        self.0.write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let _writing = lock();
        self.0.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        let _writing = lock();
        self.0.flush()
    }
}

fn lock() -> MutexGuard<'static, ()> {
    WRITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the program at SIGINT and SIGTERM with exit code 130 and 143, once a write under way is done.
///
/// # Errors
/// What the operating system says to watching for signals, or to another thread.
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

/// Other systems end a program in their own way.
#[cfg(not(unix))]
pub fn watch() -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn end(signal: i32) -> ! {
    use std::time::{Duration, Instant};

    // Somebody who does not read what is written may keep us from finishing, but not from ending.
    const PATIENCE: Duration = Duration::from_secs(2);
    let start = Instant::now();
    let mut writing = WRITING.try_lock();
    while writing.is_err() && start.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(2));
        writing = WRITING.try_lock();
    }
    adsift::output::atomic::remove_unfinished();
    crate::notices::clear();
    crate::notices::insist("error: interrupted");
    std::process::exit(128 + signal)
}
