//! Errors of the library as exceptions, which say what the command line says.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use adsift::terminal::escape;
use adsift::{Error, Result};
use pyo3::import_exception;
use pyo3::prelude::*;

import_exception!(adsift.errors, AdsiftError);
import_exception!(adsift.errors, EvaluationError);
import_exception!(adsift.errors, ExistingFileError);
import_exception!(adsift.errors, FileError);
import_exception!(adsift.errors, InputError);
import_exception!(adsift.errors, InternalError);
import_exception!(adsift.errors, MissingFileError);
import_exception!(adsift.errors, ModelError);
import_exception!(adsift.errors, SettingError);
import_exception!(adsift.errors, TrainingError);

/// The exception that tells of an error.
pub fn exception(error: Error) -> PyErr {
    let text = escape(&error.to_string()).into_owned();
    match error {
        Error::Io { source, .. } => of_file(text, &source),
        Error::Input { .. } => InputError::new_err(text),
        Error::ModelFile { .. } => ModelError::new_err(text),
        Error::Setting { .. } => SettingError::new_err(text),
        Error::Training(_) | Error::Linfa(_) => TrainingError::new_err(text),
        Error::Evaluation(_) => EvaluationError::new_err(text),
        Error::Internal(_) => InternalError::new_err(text),
        _ => AdsiftError::new_err(text),
    }
}

fn of_file(text: String, source: &io::Error) -> PyErr {
    let exception = match source.kind() {
        io::ErrorKind::NotFound => MissingFileError::new_err(text),
        io::ErrorKind::AlreadyExists => ExistingFileError::new_err(text),
        _ => FileError::new_err(text),
    };
    if let Some(number) = source.raw_os_error() {
        // Without a number it is the same exception.
        let _ = Python::attach(|py| exception.value(py).setattr("errno", number));
    }
    exception
}

/// Does work that needs no interpreter while others may have it. A panic is an exception that
/// names this work.
pub fn detached<T: Send>(
    py: Python<'_>,
    doing: &str,
    work: impl FnOnce() -> Result<T> + Send,
) -> PyResult<T> {
    let done = py.detach(|| catch_unwind(AssertUnwindSafe(work)));
    done.unwrap_or_else(|panic| Err(fault(doing, &panic)))
        .map_err(exception)
}

/// Does work that needs the interpreter. A panic is an exception that names this work.
pub fn attached<T>(doing: &str, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|panic| Err(exception(fault(doing, &panic))))
}

fn fault(doing: &str, panic: &Box<dyn Any + Send>) -> Error {
    let said = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::Internal(match said {
        Some(said) => format!("{doing} ({said})"),
        None => doing.to_owned(),
    })
}
