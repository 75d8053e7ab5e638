//! Batches from Python and back through Arrow's C data interface, without copying buffers.

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

/// The batches of one call from Python.
pub enum Batches {
    One(RecordBatch),
    Many(RecordBatchStreamReader),
}

/// The result for Python: a batch for a batch, a table for a stream of batches.
pub enum Classified {
    One(RecordBatch),
    Many(SchemaRef, Vec<RecordBatch>),
}

impl Batches {
    /// Imports a batch, or a stream of batches.
    ///
    /// # Errors
    /// `TypeError` for another object, `InputError` for malformed data.
    pub fn of(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        // A pyarrow.RecordBatch is also a stream; a caller with a batch expects a batch.
        let imported = attached("importing a batch", || {
            if value.hasattr("__arrow_c_array__")? {
                RecordBatch::from_pyarrow_bound(value).map(Batches::One)
            } else if value.hasattr("__arrow_c_stream__")? {
                RecordBatchStreamReader::from_pyarrow_bound(value).map(Batches::Many)
            } else {
                Err(PyTypeError::new_err(format!(
                    "expected a pyarrow.RecordBatch or Table, or an object with __arrow_c_array__ or \
                     __arrow_c_stream__, and found {}",
                    value.get_type().fully_qualified_name()?
                )))
            }
        });
        imported.map_err(|error| {
            let py = value.py();
            if error.is_instance_of::<PyTypeError>(py) {
                error
            } else {
                exception(Caller::Classifier, unreadable(error.value(py)))
            }
        })
    }

    /// Classifies all batches.
    pub fn classify(self, classifier: &mut BatchClassifier) -> Result<Classified> {
        Ok(match self {
            Batches::One(batch) => Classified::One(classifier.classify(&batch)?),
            Batches::Many(reader) => {
                let schema = classifier.output_schema(&reader.schema())?;
                let batches = reader.map(|batch| {
                    let batch = batch.map_err(unreadable)?;
                    // The import checks a single batch, but not the batches of a stream.
                    for column in batch.columns() {
                        column.to_data().validate_full().map_err(unreadable)?;
                    }
                    classifier.classify(&batch)
                });
                Classified::Many(schema, batches.collect::<Result<_>>()?)
            }
        })
    }
}

impl Classified {
    /// Exports the result as a `pyarrow.RecordBatch` or a `pyarrow.Table`.
    pub fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        attached("exporting a batch", || match self {
            Classified::One(batch) => batch.to_pyarrow(py),
            Classified::Many(schema, batches) => {
                let table = Table::try_new(batches, schema)
                    .map_err(|error| exception(Caller::Classifier, unreadable(error)));
                table?.into_pyarrow(py)
            }
        })
    }
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::input(Place::file("batch"), Problem::Arrow(error.to_string()))
}
