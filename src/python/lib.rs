//! The Python package `adsift`: the library's classifier, training and evaluation for Python.
//!
//! What is said here is glue. The folder `adsift` beside it holds the package itself: names and defaults
//! of options, exceptions, Spark and Ray.

mod batches;
mod classifier;
mod errors;
mod evaluation;
mod options;
mod training;
mod verdict;

/// What of the package `adsift` is written in Rust.
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
