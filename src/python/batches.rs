//! Batches from Python and back, by Arrow's C data interface: buffers are lent, not copied.

use adsift::batch::BatchClassifier;
use adsift::error::{Place, Problem};
use adsift::{Error, Result};
use arrow::array::{Array, RecordBatch, RecordBatchReader};
use arrow::datatypes::SchemaRef;
use arrow::ffi_stream::RecordBatchStreamReader;
use arrow::pyarrow::{FromPyArrow, IntoPyArrow, Table, ToPyArrow};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;

use crate::errors::{Caller, attached, exception};

/// What came from Python.
pub enum Batches {
    One(RecordBatch),
    Many(RecordBatchStreamReader),
}

/// What goes back: one batch for one, a table for all else.
pub enum Judged {
    One(RecordBatch),
    Many(SchemaRef, Vec<RecordBatch>),
}

impl Batches {
    /// Takes over a batch, or whatever gives a stream of them.
    pub fn of(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        // Of what is both, such as a pyarrow.RecordBatch, a batch is to come back.
        let taken = attached("taking over a batch", || {
            if value.hasattr("__arrow_c_array__")? {
                RecordBatch::from_pyarrow_bound(value).map(Batches::One)
            } else if value.hasattr("__arrow_c_stream__")? {
                RecordBatchStreamReader::from_pyarrow_bound(value).map(Batches::Many)
            } else {
                Err(PyTypeError::new_err(format!(
                    "a pyarrow.RecordBatch or Table is wanted, or what has __arrow_c_array__ or \
                     __arrow_c_stream__, and this is a {}",
                    value.get_type().fully_qualified_name()?
                )))
            }
        });
        taken.map_err(|error| {
            let py = value.py();
            match error.is_instance_of::<PyTypeError>(py) {
                true => error,
                false => exception(Caller::Classifier, unreadable(error.value(py))),
            }
        })
    }

    /// Judges all of them.
    pub fn judge(self, classifier: &mut BatchClassifier) -> Result<Judged> {
        Ok(match self {
            Batches::One(batch) => Judged::One(classifier.classify(&batch)?),
            Batches::Many(reader) => {
                let schema = classifier.output_schema(&reader.schema())?;
                let batches = reader.map(|batch| {
                    let batch = batch.map_err(unreadable)?;
                    // A batch alone was checked when it was taken over, a stream's are not.
                    for column in batch.columns() {
                        column.to_data().validate_full().map_err(unreadable)?;
                    }
                    classifier.classify(&batch)
                });
                Judged::Many(schema, batches.collect::<Result<_>>()?)
            }
        })
    }
}

impl Judged {
    /// A `pyarrow.RecordBatch` or a `pyarrow.Table`.
    pub fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        attached("handing over a batch", || match self {
            Judged::One(batch) => batch.to_pyarrow(py),
            Judged::Many(schema, batches) => {
                let table = Table::try_new(batches, schema)
                    .map_err(|e| exception(Caller::Classifier, unreadable(e)));
                table?.into_pyarrow(py)
            }
        })
    }
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::input(Place::file("batch"), Problem::Arrow(error.to_string()))
}
