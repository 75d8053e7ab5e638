//! Standard error: messages at three levels, and a progress bar on a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, LazyLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use adsift::input::{Notices, ReadProgress};
use adsift::terminal::escape;
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use parking_lot::Mutex;

/// The time before a bar is shown. Shorter work has no bar.
const PATIENCE: Duration = Duration::from_millis(500);
const REDRAW: Duration = Duration::from_millis(200);

const BYTES_OF_TOTAL: &str =
    "{bar:24} {percent:>3} %  {bytes} of {total_bytes}  {bytes_per_sec}  {msg}  {eta} left";
const BYTES: &str = "{spinner} {bytes}  {bytes_per_sec}  {msg}  {elapsed}";
const PARTS: &str = "{bar:24} {pos} of {len}  {msg}  {eta} left";
const WORK: &str = "{spinner} {msg}  {elapsed}";

/// The level of messages that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Verbosity {
    /// Errors only.
    Quiet,
    /// Errors and information.
    Normal,
    /// Errors, information and details: the inputs, the settings and the time taken.
    Verbose,
}

static VERBOSITY: AtomicU8 = AtomicU8::new(Verbosity::Normal as u8);

/// Bytes and records read so far in this run.
pub static READ: LazyLock<Arc<ReadProgress>> = LazyLock::new(Arc::default);

/// What readers decided about the inputs of this run, until it is shown.
pub static NOTICES: LazyLock<Arc<Notices>> = LazyLock::new(Arc::default);

/// Number of notices that are shown without `--verbose`; the others are counted.
const NOTICES_SHOWN: usize = 10;

/// The bar on the terminal; messages suspend it.
static SHOWN: Mutex<Option<ProgressBar>> = Mutex::new(None);

/// Sets the level of messages for the rest of the run.
pub fn set_verbosity(verbosity: Verbosity) {
    VERBOSITY.store(verbosity as u8, Ordering::Relaxed);
}

fn is_at_least(verbosity: Verbosity) -> bool {
    VERBOSITY.load(Ordering::Relaxed) >= verbosity as u8
}

/// Shows information, unless `--quiet`.
pub fn info(text: &str) {
    if is_at_least(Verbosity::Normal) {
        error(text);
    }
}

/// Shows a detail with `--verbose`.
pub fn verbose(text: impl FnOnce() -> String) {
    if is_at_least(Verbosity::Verbose) {
        error(&text());
    }
}

/// Shows an error at every level. The message is lost if standard error is closed.
pub fn error(text: &str) {
    let write = || {
        let _ = writeln!(io::stderr(), "{text}");
    };
    match &*SHOWN.lock() {
        Some(bar) => bar.suspend(write),
        None => write(),
    }
}

/// Shows the notices of the readers, unless `--quiet`.
pub fn show_notices() {
    let notices = NOTICES.take();
    let shown = if is_at_least(Verbosity::Verbose) { notices.len() } else { NOTICES_SHOWN };
    for notice in notices.iter().take(shown) {
        info(&escape(notice));
    }
    if notices.len() > shown {
        info(&format!("{} more notices; --verbose shows them", notices.len() - shown));
    }
}

/// Shows with `--verbose` how much was read since `start`.
pub fn verbose_read(start: Instant, noun: &str) {
    verbose(|| {
        let (bytes, seconds) = (READ.bytes() as f64 / 1e6, start.elapsed().as_secs_f64());
        let rate = bytes / seconds.max(1e-9);
        let records = READ.records();
        format!("read {records} {noun}, {bytes:.1} MB, in {seconds:.2} s ({rate:.1} MB/s)")
    });
}

/// Shows how many records of web archives were passed over, if any.
pub fn passed_over() {
    let count = READ.passed_over();
    let (noun, verb) = if count == 1 { ("record", "holds") } else { ("records", "hold") };
    if count > 0 {
        info(&format!(
            "passed over {count} {noun} of web archives that {verb} no page: images, \
             redirections, error pages"
        ));
    }
}

/// Takes the bar off the terminal before the run ends.
pub fn clear() {
    if let Some(bar) = SHOWN.lock().take() {
        bar.finish_and_clear();
    }
}

/// Total size of these inputs, in bytes; `None` if one is not a regular file.
pub fn total_bytes(paths: &[String]) -> Option<u64> {
    let bytes = |path: &String| {
        let file = std::fs::metadata(path).ok()?;
        file.is_file().then_some(file.len())
    };
    paths.iter().map(bytes).sum()
}

/// A bar on the terminal, from its creation until it is dropped.
pub struct Progress {
    ticker: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Shows how much of `total` bytes was read, and the number of records, called `noun`.
    pub fn reading(total: Option<u64>, noun: &'static str) -> Self {
        let template = total.map_or(BYTES, |_| BYTES_OF_TOTAL);
        let (bytes, records) = (READ.bytes(), READ.records());
        let start = Instant::now();
        Progress::show(bar(template, total), move |bar| {
            // Both numbers count compressed bytes of compressed inputs.
            bar.set_position(READ.bytes() - bytes);
            let records = READ.records() - records;
            let rate = records as f64 / start.elapsed().as_secs_f64().max(1e-9);
            let (records, rate) = (HumanCount(records), HumanCount(rate as u64));
            bar.set_message(format!("{records} {noun}  {rate}/s"));
        })
    }

    /// Shows that work is in progress, without a known end.
    pub fn working(what: String) -> Self {
        let bar = bar(WORK, None);
        bar.set_message(what);
        Progress::show(bar, ProgressBar::tick)
    }

    /// Shows how many of `total` parts are done.
    pub fn parts(
        what: &'static str,
        total: usize,
        done: impl Fn() -> usize + Send + 'static,
    ) -> Self {
        let bar = bar(PARTS, Some(total as u64));
        bar.set_message(what);
        Progress::show(bar, move |bar| bar.set_position(done() as u64))
    }

    /// Shows nothing.
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
                    *SHOWN.lock() = Some(bar.clone());
                }
                wait = REDRAW;
            }
            clear();
        };
        // If no thread can be started, the run has no bar.
        let thread = std::thread::Builder::new().spawn(tick).ok();
        Progress { ticker: thread.map(|thread| (stop, thread)) }
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
    fn every_template_parses() {
        for template in [BYTES_OF_TOTAL, BYTES, PARTS, WORK] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
