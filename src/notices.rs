//! What a person is told on standard error: notices, and on a terminal how far long work has come.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use adsift::input::ReadProgress;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner has no bar.
const PATIENCE: Duration = Duration::from_millis(500);
const REDRAW: Duration = Duration::from_millis(200);

const OF_A_WHOLE: &str =
    "{bar:24} {percent:>3} %  {bytes} of {total_bytes}  {bytes_per_sec}  {msg}  {eta} left";
const OF_UNKNOWN_LENGTH: &str = "{spinner} {bytes}  {bytes_per_sec}  {msg}  {elapsed}";
const OF_PARTS: &str = "{bar:24} {pos} of {len}  {msg}  {eta} left";
const OF_WORK: &str = "{spinner} {msg}  {elapsed}";

/// How much is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Verbosity {
    /// Errors alone.
    Quiet,
    Normal,
    /// What is read and used, and how long it took, too.
    Verbose,
}

static VERBOSITY: AtomicU8 = AtomicU8::new(Verbosity::Normal as u8);

/// What has been read so far in this run.
pub static READ: ReadProgress = ReadProgress::new();

/// The bar that is shown, which notices must not be written into.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

pub fn set_verbosity(verbosity: Verbosity) {
    VERBOSITY.store(verbosity as u8, Ordering::Relaxed);
}

fn is_at_least(verbosity: Verbosity) -> bool {
    VERBOSITY.load(Ordering::Relaxed) >= verbosity as u8
}

/// Tells what is going on, unless nobody wants to know.
pub fn tell(text: &str) {
    if is_at_least(Verbosity::Normal) {
        insist(text);
    }
}

/// Tells what only `--verbose` is told.
pub fn detail(text: impl FnOnce() -> String) {
    if is_at_least(Verbosity::Verbose) {
        insist(&text());
    }
}

/// Tells it in any case; lost where standard error is closed.
pub fn insist(text: &str) {
    let write = || {
        let _ = writeln!(io::stderr(), "{text}");
    };
    match &*shown() {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// Takes the bar off the terminal, before the run ends.
pub fn clear() {
    if let Some(bar) = shown().take() {
        bar.finish_and_clear();
    }
}

fn shown() -> std::sync::MutexGuard<'static, Option<ProgressBar>> {
    SHOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Work under way, told on a terminal while this lives.
pub struct Progress {
    ticker: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Inputs that are read, `total` bytes where that is known; `noun` is what [`READ`] counts.
    pub fn reading(total: Option<u64>, noun: &'static str) -> Self {
        let template = total.map_or(OF_UNKNOWN_LENGTH, |_| OF_A_WHOLE);
        let (bytes, records) = (READ.bytes(), READ.records());
        let start = Instant::now();
        Progress::show(bar(template, total), move |bar| {
            // Of compressed inputs the total is that of the compressed bytes, as are those read.
            bar.set_position(READ.bytes() - bytes);
            let records = READ.records() - records;
            let rate = records as f64 / start.elapsed().as_secs_f64().max(1e-9);
            let (records, rate) = (HumanCount(records), HumanCount(rate as u64));
            bar.set_message(format!("{records} {noun}  {rate}/s"));
        })
    }

    /// Work whose end cannot be foreseen.
    pub fn working(what: String) -> Self {
        let bar = bar(OF_WORK, None);
        bar.set_message(what);
        Progress::show(bar, ProgressBar::tick)
    }

    /// Work of so many parts, as many of which are done as `done` says.
    pub fn parts(
        what: &'static str,
        total: usize,
        done: impl Fn() -> usize + Send + 'static,
    ) -> Self {
        let bar = bar(OF_PARTS, Some(total as u64));
        bar.set_message(what);
        Progress::show(bar, move |bar| bar.set_position(done() as u64))
    }

    /// Nothing to be told.
    pub fn none() -> Self {
        Progress { ticker: None }
    }

    fn show(bar: ProgressBar, redraw: impl Fn(&ProgressBar) + Send + 'static) -> Self {
        if !is_at_least(Verbosity::Normal) || !io::stderr().is_terminal() {
            return Progress::none();
        }
        let (stop, stopped) = channel::<()>();
        let tick = move || {
            let mut wait = PATIENCE;
            while stopped.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                redraw(&bar);
                if wait == PATIENCE {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    *shown() = Some(bar.clone());
                }
                wait = REDRAW;
            }
            clear();
        };
        // A run for whose bar there is no thread does without.
        let thread = std::thread::Builder::new().spawn(tick).ok();
        Progress {
            ticker: thread.map(|thread| (stop, thread)),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.ticker.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}

fn bar(template: &str, length: Option<u64>) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::hidden());
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style.progress_chars("=> ").tick_chars("-\\|/ ")),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_one() {
        for template in [OF_A_WHOLE, OF_UNKNOWN_LENGTH, OF_PARTS, OF_WORK] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
