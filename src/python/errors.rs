//! Errors of the library as Python exceptions, with the option that repairs each.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use adsift::error::{ColumnRole, Repair};
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

/// The Python function that failed, which determines the available options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// `Classifier` and its methods.
    Classifier,
    /// `train` and `evaluate`, which read files.
    Files,
}

/// Converts an error to its exception. The message names the caller's option that repairs it.
pub fn exception(caller: Caller, error: Error) -> PyErr {
    let repair = error.repair().and_then(|repair| option(caller, &repair));
    let text = format!("{error}{}", repair.unwrap_or_default());
    let text = escape(&text).into_owned();
    match error {
        Error::Io { source, .. } => of_file(text, &source),
        Error::FileExists { .. } => ExistingFileError::new_err(text),
        Error::Input { .. } => InputError::new_err(text),
        Error::ModelFile { .. } => ModelError::new_err(text),
        Error::Setting { .. } => SettingError::new_err(text),
        Error::Training(_) | Error::Linfa(_) => TrainingError::new_err(text),
        Error::Evaluation(_) => EvaluationError::new_err(text),
        Error::Internal(_) => InternalError::new_err(text),
        _ => AdsiftError::new_err(text),
    }
}

/// The option that repairs an error, as the rest of its message; `None` if the caller has none.
fn option(caller: Caller, repair: &Repair) -> Option<String> {
    Some(match (caller, repair) {
        (_, Repair::TrainModel) => "; train one with adsift.train".to_owned(),
        (Caller::Classifier, Repair::NameColumn(ColumnRole::Text)) => {
            "; name the text column with text=".to_owned()
        }
        (Caller::Classifier, Repair::NameColumn(ColumnRole::Id)) => {
            "; name the id column with id=, or use id=None".to_owned()
        }
        (Caller::Classifier, _) => return None,
        (Caller::Files, Repair::RaiseLimit(limit)) => {
            format!(", or raise the limit with max_{}=", limit.as_str())
        }
        (Caller::Files, Repair::NameEncoding(label)) => {
            format!("; name the encoding, for example with encoding={label:?}")
        }
        (Caller::Files, Repair::DetectEncoding(label)) => {
            format!(
                "; read it with encoding=\"auto\", or name the encoding, for example with \
                 encoding={label:?}"
            )
        }
        (Caller::Files, Repair::NameDelimiter(delimiter)) => {
            format!(" with delimiter={delimiter:?}")
        }
        (Caller::Files, Repair::NameColumn(ColumnRole::Text)) => {
            "; name the text column with text_column=".to_owned()
        }
        (Caller::Files, Repair::NameColumn(ColumnRole::Label)) => {
            "; name the label column with label_column=".to_owned()
        }
        (Caller::Files, Repair::NameLabels { sponsored, news, others }) => {
            label_options(sponsored, news, others)
        }
        (Caller::Files, Repair::ReplaceFile) => ", or replace it with force=True".to_owned(),
        (Caller::Files, _) => return None,
    })
}

/// The options that say what labels mean; `others` are labels without a guess.
fn label_options(sponsored: &[String], news: &[String], others: &[String]) -> String {
    if sponsored.is_empty() && news.is_empty() {
        if others.iter().all(String::is_empty) {
            return ", or keep rows without a label as context with ignore_label=\"\"".to_owned();
        }
        return format!(
            " with sponsored_label={others:?} or news_label={others:?}; ignore_label={others:?} keeps \
             such rows as context without learning from them"
        );
    }
    let options = [("sponsored_label", sponsored), ("news_label", news), ("ignore_label", others)];
    let named = options.iter().filter(|(_, labels)| !labels.is_empty());
    let named: Vec<String> = named.map(|(option, labels)| format!("{option}={labels:?}")).collect();
    format!(", for example with {}", named.join(", "))
}

fn of_file(text: String, source: &io::Error) -> PyErr {
    let exception = match source.kind() {
        io::ErrorKind::NotFound => MissingFileError::new_err(text),
        io::ErrorKind::AlreadyExists => ExistingFileError::new_err(text),
        _ => FileError::new_err(text),
    };
    if let Some(number) = source.raw_os_error() {
        // The number is an extra: if it cannot be set, the exception still has its message.
        let _ = Python::attach(|py| exception.value(py).setattr("errno", number));
    }
    exception
}

/// Runs `work` without the interpreter, which other threads may use meanwhile. A panic becomes an
/// exception that names `doing`.
pub fn detached<T: Send>(
    py: Python<'_>,
    caller: Caller,
    doing: &str,
    work: impl FnOnce() -> Result<T> + Send,
) -> PyResult<T> {
    py.detach(|| caught(doing, work)).flatten().map_err(|error| exception(caller, error))
}

/// Runs `work` with the interpreter. A panic becomes an exception that names `doing`.
pub fn attached<T>(doing: &str, work: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    caught(doing, work).unwrap_or_else(|error| Err(exception(Caller::Classifier, error)))
}

/// Runs `work`; a panic becomes an error that names `doing` and has the panic's message.
fn caught<T>(doing: &str, work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| bug(doing, &*panic))
}

fn bug(doing: &str, panic: &(dyn Any + Send)) -> Error {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::Internal(match message {
        Some(message) => format!("{doing} ({message})"),
        None => doing.to_owned(),
    })
}
