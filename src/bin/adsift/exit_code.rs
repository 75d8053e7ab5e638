//! The exit codes, part of the contract of the command line.

use std::process::ExitCode;

/// Everything was done, but a gate failed: `--min-f1`, or `--strict` with skipped records.
pub fn gate_failed() -> ExitCode {
    ExitCode::from(1)
}

/// A usage, input or model error.
pub fn error() -> ExitCode {
    ExitCode::from(2)
}

/// A signal ended the run: 130 for SIGINT, 143 for SIGTERM.
#[cfg(unix)]
pub fn of_signal(signal: i32) -> i32 {
    128 + signal
}
