//! The Python package `adsift`: the library's classifier, training and evaluation for Python.
//!
//! This crate converts arguments, results and errors. The Python part of the package, with the names and
//! defaults of options, the exceptions, Spark and Ray, is in the folder `adsift` next to this file.

mod batches;
mod classifier;
mod errors;
mod evaluation;
mod options;
mod training;
mod verdict;

/// The part of the package `adsift` that is written in Rust.
#[pyo3::pymodule(gil_used = false)]
mod _adsift {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::classifier::Classifier;
    #[pymodule_export]
    use crate::evaluation::evaluate;
    #[pymodule_export]
    use crate::training::train;
    #[pymodule_export]
    use crate::verdict::Verdict;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
