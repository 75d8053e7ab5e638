//! The Python class `Classifier`: a model, and a pool of classifiers for many threads.

use std::path::PathBuf;
use std::sync::Arc;

use adsift::batch::{BatchClassifier, BatchSettings};
use adsift::output::clean_text;
use adsift::{Error, Model, Result};
use parking_lot::Mutex;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};

use crate::batches::Batches;
use crate::errors::{Caller, detached, exception};
use crate::options::check_probability;
use crate::verdict::Verdict;

/// Classifies texts, and batches of texts, with a model.
///
/// Many threads can use one classifier at once: it releases the interpreter while it works.
///
/// >>> from adsift import Classifier
/// >>> classifier = Classifier.default()
/// >>> [verdict.label for verdict in classifier.classify("Order now and save 50% on your first box!")]
/// ['sponsored']
#[pyclass(frozen, module = "adsift")]
pub struct Classifier {
    model: Arc<Model>,
    /// Whether this is the model in the wheel, which need not be pickled.
    is_default: bool,
    threshold: Option<f64>,
    /// Idle classifiers, kept for their caches.
    idle: Mutex<Vec<BatchClassifier>>,
}

impl Classifier {
    fn new(model: Model, is_default: bool, threshold: Option<f64>) -> PyResult<Self> {
        check_probability("threshold", threshold)
            .map_err(|error| exception(Caller::Classifier, error))?;
        Ok(Classifier { model: Arc::new(model), is_default, threshold, idle: Mutex::default() })
    }

    /// Runs `work` on a pooled classifier. After a panic the classifier is dropped, not returned to
    /// the pool.
    fn pooled<T>(
        &self,
        settings: BatchSettings,
        work: impl FnOnce(&mut BatchClassifier) -> Result<T>,
    ) -> Result<T> {
        let idle = self.idle.lock().pop();
        let mut classifier = match idle {
            Some(mut classifier) => {
                classifier.set(settings);
                classifier
            }
            None => BatchClassifier::new(self.model.clone(), settings),
        };
        let done = work(&mut classifier);
        self.idle.lock().push(classifier);
        done
    }

    fn settings(&self) -> BatchSettings {
        BatchSettings { threshold: self.threshold, ..BatchSettings::default() }
    }
}

#[pymethods]
impl Classifier {
    /// Create a classifier with the default model.
    ///
    /// ``threshold`` is the lowest probability at which a paragraph is labelled sponsored. If it is
    /// None, the model's own threshold applies.
    ///
    /// >>> from adsift import Classifier
    /// >>> Classifier.default()
    /// Classifier(threshold=0.66)
    /// >>> Classifier.default(threshold=0.4)
    /// Classifier(threshold=0.4)
    #[staticmethod]
    #[pyo3(signature = (*, threshold=None))]
    fn default(py: Python<'_>, threshold: Option<f64>) -> PyResult<Self> {
        let model = detached(py, Caller::Classifier, "reading the default model", Model::embedded)?;
        Classifier::new(model, true, threshold)
    }

    /// Create a classifier with a model that ``adsift train`` or :func:`adsift.train` has written.
    ///
    /// Raises :class:`adsift.ModelError` if the file is not a model, and :class:`adsift.FileError`
    /// if it cannot be read.
    ///
    /// >>> from adsift import Classifier
    /// >>> Classifier.load("no/such.adsift")
    /// Traceback (most recent call last):
    ///     ...
    /// adsift.errors.MissingFileError: no/such.adsift: No such file or directory (os error 2)
    #[staticmethod]
    #[pyo3(signature = (path, *, threshold=None))]
    fn load(py: Python<'_>, path: PathBuf, threshold: Option<f64>) -> PyResult<Self> {
        let model = detached(py, Caller::Classifier, "reading a model", || {
            adsift::model::file::load(&path)
        })?;
        Classifier::new(model, false, threshold)
    }

    /// Create a classifier with the model in these bytes, which :meth:`to_bytes` returns.
    ///
    /// Raises :class:`adsift.ModelError` if the bytes are not a model.
    ///
    /// >>> from adsift import Classifier
    /// >>> Classifier.from_bytes(Classifier.default().to_bytes())
    /// Classifier(threshold=0.66)
    #[staticmethod]
    #[pyo3(signature = (model, *, threshold=None))]
    fn from_bytes(py: Python<'_>, model: &[u8], threshold: Option<f64>) -> PyResult<Self> {
        let model = detached(py, Caller::Classifier, "reading a model", || {
            adsift::model::file::decode(model)
                .map_err(|problem| Error::ModelFile { path: "<bytes>".to_owned(), problem })
        })?;
        Classifier::new(model, false, threshold)
    }

    /// Return the bytes of the model file.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let encode = || adsift::model::file::encode(&self.model);
        let bytes = detached(py, Caller::Classifier, "writing a model", encode)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Lowest probability at which a paragraph is labelled sponsored.
    #[getter]
    fn threshold(&self) -> f64 {
        self.threshold.unwrap_or(self.model.threshold)
    }

    /// Return one verdict per paragraph of an article, in order.
    ///
    /// Blank lines separate paragraphs; in a text without blank lines, line ends do. With
    /// ``explain`` each verdict has its reasons, which takes ten times as long.
    ///
    /// Raises :class:`adsift.InputError` if the text is over a limit.
    ///
    /// >>> from adsift import Classifier
    /// >>> text = "The council met on Tuesday.\n\nOrder now and save 50% on your first box!"
    /// >>> news, paid = Classifier.default().classify(text, explain=True)
    /// >>> text.encode()[paid.start:paid.end].decode()
    /// 'Order now and save 50% on your first box!'
    /// >>> round(sum(weight for _, weight in paid.reasons), 6) == paid.log_odds
    /// True
    #[pyo3(signature = (text, *, explain=false))]
    fn classify(&self, py: Python<'_>, text: &str, explain: bool) -> PyResult<Vec<Verdict>> {
        detached(py, Caller::Classifier, "classifying a text", || {
            self.pooled(self.settings(), |classifier| {
                let (_, verdicts) = classifier.classify_text(text, explain)?;
                Ok(verdicts.into_iter().map(|verdict| Verdict::new(verdict, text)).collect())
            })
        })
    }

    /// Return an article without its sponsored paragraphs, a blank line between the others.
    ///
    /// Raises :class:`adsift.InputError` if the text is over a limit.
    ///
    /// >>> from adsift import Classifier
    /// >>> Classifier.default().clean(
    /// ...     "The council met on Tuesday.\n\nOrder now and save 50% on your first box!")
    /// 'The council met on Tuesday.'
    fn clean(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        detached(py, Caller::Classifier, "classifying a text", || {
            self.pooled(self.settings(), |classifier| {
                let (article, verdicts) = classifier.classify_text(text, false)?;
                let mut clean = String::new();
                clean_text(&article, &verdicts, &mut clean);
                Ok(clean)
            })
        })
    }

    /// Classify a batch: return one row for each row of ``batch``, in order.
    ///
    /// For a ``pyarrow.RecordBatch`` it returns a ``pyarrow.RecordBatch``. For a ``pyarrow.Table``,
    /// or another object with ``__arrow_c_stream__`` such as a Polars data frame, it returns a
    /// ``pyarrow.Table``. Texts are read without a copy.
    ///
    /// ``text`` names the text column. ``id`` names a column that is copied unchanged; it may be
    /// None. The other columns of the result:
    ///
    /// ``verdicts``
    ///     with ``verdicts=True``: for each paragraph ``start`` and ``end`` (in bytes of the text's
    ///     UTF-8), ``label``, ``probability`` and ``reliable``
    /// ``clean``
    ///     with ``clean=True``: the text without its sponsored paragraphs
    /// ``paragraphs``, ``sponsored``, ``paid_share``
    ///     the number of paragraphs, the number of sponsored paragraphs, and the sponsored share of
    ///     the paragraphs' bytes
    /// ``error``
    ///     why the article was rejected; its other columns are null
    ///
    /// A null text has nulls in all columns but ``id``.
    ///
    /// Raises :class:`adsift.InputError` if a column is missing or has another type.
    ///
    /// >>> import pyarrow as pa
    /// >>> from adsift import Classifier
    /// >>> text = "The council met on Tuesday.\n\nOrder now and save 50%!"
    /// >>> articles = pa.table({"id": [7], "text": [text]})
    /// >>> result = Classifier.default().classify_batch(articles, clean=True)
    /// >>> result.column_names
    /// ['id', 'verdicts', 'clean', 'paragraphs', 'sponsored', 'paid_share', 'error']
    /// >>> result["clean"].to_pylist()
    /// ['The council met on Tuesday.']
    #[pyo3(signature = (batch, text="text".to_owned(), id=Some("id".to_owned()), *, verdicts=true, clean=false))]
    #[pyo3(text_signature = "($self, batch, text='text', id='id', *, verdicts=True, clean=False)")]
    fn classify_batch<'py>(
        &self,
        batch: &Bound<'py, PyAny>,
        text: String,
        id: Option<String>,
        verdicts: bool,
        clean: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let batches = Batches::of(batch)?;
        let settings =
            BatchSettings { text_column: text, id_column: id, verdicts, clean, ..self.settings() };
        let classified = detached(batch.py(), Caller::Classifier, "classifying a batch", || {
            self.pooled(settings, |classifier| batches.classify(classifier))
        })?;
        classified.into_python(batch.py())
    }

    fn __repr__(&self) -> String {
        format!("Classifier(threshold={:?})", self.threshold())
    }

    /// The function and arguments from which `pickle` creates the classifier again. The default
    /// model is in every wheel, so that its bytes are left out.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let remake = py.import("adsift._remake")?.getattr("remake")?;
        let model = if self.is_default { None } else { Some(self.to_bytes(py)?) };
        (remake, (model, self.threshold)).into_pyobject(py)
    }
}
