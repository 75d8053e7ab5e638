//! The classifier as Python sees it: a model, and judges at work by it.

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

/// Judges texts and batches of them by a model.
///
/// One may be used by many threads at once: while it works, others have the interpreter.
///
/// >>> from adsift import Classifier
/// >>> classifier = Classifier.default()
/// >>> [verdict.label for verdict in classifier.classify("Order now and save 50% on your first box!")]
/// ['sponsored']
#[pyclass(frozen, module = "adsift")]
pub struct Classifier {
    model: Arc<Model>,
    /// The one of the wheel, which is everywhere.
    is_default: bool,
    threshold: Option<f64>,
    /// Idle classifiers, kept for their caches.
    idle: Mutex<Vec<BatchClassifier>>,
}

impl Classifier {
    fn new(model: Model, is_default: bool, threshold: Option<f64>) -> PyResult<Self> {
        check_probability("threshold", threshold)
            .map_err(|error| exception(Caller::Classifier, error))?;
        Ok(Classifier {
            model: Arc::new(model),
            is_default,
            threshold,
            idle: Mutex::default(),
        })
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
        BatchSettings {
            threshold: self.threshold,
            ..BatchSettings::default()
        }
    }
}

#[pymethods]
impl Classifier {
    /// The classifier by the model that comes with adsift.
    ///
    /// ``threshold`` is the probability from which on a paragraph is called sponsored, the model's own
    /// where there is none.
    ///
    /// >>> from adsift import Classifier
    /// >>> Classifier.default()
    /// Classifier(threshold=0.66)
    /// >>> Classifier.default(threshold=0.4)
    /// Classifier(threshold=0.4)
    #[staticmethod]
    #[pyo3(signature = (*, threshold=None))]
    fn default(py: Python<'_>, threshold: Option<f64>) -> PyResult<Self> {
        let model = detached(
            py,
            Caller::Classifier,
            "reading the default model",
            Model::embedded,
        )?;
        Classifier::new(model, true, threshold)
    }

    /// The classifier by a model that ``adsift train`` or :func:`adsift.train` has written.
    ///
    /// Raises :class:`adsift.ModelError` where the file is no model, and :class:`adsift.FileError` where
    /// it cannot be read.
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

    /// The classifier by the model in these bytes, such as :meth:`to_bytes` gives.
    ///
    /// Raises :class:`adsift.ModelError` where they are no model.
    ///
    /// >>> from adsift import Classifier
    /// >>> Classifier.from_bytes(Classifier.default().to_bytes())
    /// Classifier(threshold=0.66)
    #[staticmethod]
    #[pyo3(signature = (model, *, threshold=None))]
    fn from_bytes(py: Python<'_>, model: &[u8], threshold: Option<f64>) -> PyResult<Self> {
        let model = detached(py, Caller::Classifier, "reading a model", || {
            let of = |problem| Error::ModelFile {
                path: "<bytes>".to_owned(),
                problem,
            };
            adsift::model::file::decode(model).map_err(of)
        })?;
        Classifier::new(model, false, threshold)
    }

    /// The bytes of the model, as its file has them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let encode = || adsift::model::file::encode(&self.model);
        let bytes = detached(py, Caller::Classifier, "writing a model", encode)?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// From which probability on a paragraph is called sponsored.
    #[getter]
    fn threshold(&self) -> f64 {
        self.threshold.unwrap_or(self.model.threshold)
    }

    /// A verdict for every paragraph of an article, in order.
    ///
    /// Paragraphs are parted by blank lines or, where there are none, by line ends. With ``explain`` every
    /// verdict says what it is made of, which takes ten times as long.
    ///
    /// Raises :class:`adsift.InputError` where the text is over a limit.
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
        detached(py, Caller::Classifier, "judging a text", || {
            self.pooled(self.settings(), |classifier| {
                let (_, verdicts) = classifier.classify_text(text, explain)?;
                Ok(verdicts
                    .into_iter()
                    .map(|verdict| Verdict::new(verdict, text))
                    .collect())
            })
        })
    }

    /// An article without its sponsored paragraphs, a blank line between those that are left.
    ///
    /// Raises :class:`adsift.InputError` where the text is over a limit.
    ///
    /// >>> from adsift import Classifier
    /// >>> Classifier.default().clean(
    /// ...     "The council met on Tuesday.\n\nOrder now and save 50% on your first box!")
    /// 'The council met on Tuesday.'
    fn clean(&self, py: Python<'_>, text: &str) -> PyResult<String> {
        detached(py, Caller::Classifier, "judging a text", || {
            self.pooled(self.settings(), |classifier| {
                let (article, verdicts) = classifier.classify_text(text, false)?;
                let mut clean = String::new();
                clean_text(&article, &verdicts, &mut clean);
                Ok(clean)
            })
        })
    }

    /// A row of verdicts for every row of a batch, in order.
    ///
    /// ``batch`` is a ``pyarrow.RecordBatch``, for which one comes back; or a ``pyarrow.Table`` or anything
    /// else with ``__arrow_c_stream__``, such as a Polars data frame, for which a ``pyarrow.Table``
    /// comes back. Texts are read where they lie.
    ///
    /// ``text`` names the column of the articles; ``id`` one that is handed on as it is, or none. The columns
    /// that come back, besides:
    ///
    /// ``verdicts``
    ///     where they are asked for: a list of ``start``, ``end`` (in bytes of the text's UTF-8), ``label``,
    ///     ``probability`` and ``reliable``
    /// ``clean``
    ///     where it is asked for: the text without its sponsored paragraphs
    /// ``paragraphs``, ``sponsored``, ``paid_share``
    ///     how many there are, and the share of the paragraphs' bytes that is sponsored
    /// ``error``
    ///     why an article was refused; the other columns are then null, as they all are where the text is
    ///
    /// Raises :class:`adsift.InputError` where a column is not there or holds no text.
    ///
    /// >>> import pyarrow as pa
    /// >>> from adsift import Classifier
    /// >>> articles = pa.table({"id": [7], "text": ["The council met on Tuesday.\n\nOrder now and save 50%!"]})
    /// >>> judged = Classifier.default().classify_batch(articles, clean=True)
    /// >>> judged.column_names
    /// ['id', 'verdicts', 'clean', 'paragraphs', 'sponsored', 'paid_share', 'error']
    /// >>> judged["clean"].to_pylist()
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
        let settings = BatchSettings {
            text_column: text,
            id_column: id,
            verdicts,
            clean,
            ..self.settings()
        };
        let judged = detached(batch.py(), Caller::Classifier, "judging a batch", || {
            self.pooled(settings, |classifier| batches.judge(classifier))
        })?;
        judged.into_python(batch.py())
    }

    fn __repr__(&self) -> String {
        format!("Classifier(threshold={:?})", self.threshold())
    }

    /// What `pickle` makes it anew of: the model itself, but for the default one.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let remake = py.import("adsift._remake")?.getattr("remake")?;
        let model = match self.is_default {
            true => None,
            false => Some(self.to_bytes(py)?),
        };
        (remake, (model, self.threshold)).into_pyobject(py)
    }
}
