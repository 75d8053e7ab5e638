//! The Python class `Verdict`.

use adsift::Label;
use pyo3::exceptions::PyValueError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyString;

type Reasons = Vec<(String, f64)>;

/// The verdict on one paragraph.
///
/// Two verdicts are equal if all their attributes are equal.
///
/// >>> from adsift import Classifier
/// >>> news, paid = Classifier.default().classify(
/// ...     "The council met on Tuesday.\n\nOrder now and save 50% on your first box!")
/// >>> news.label, paid.label
/// ('news', 'sponsored')
/// >>> paid.start, paid.end, paid.text
/// (29, 70, 'Order now and save 50% on your first box!')
/// >>> 0.0 <= news.probability < paid.probability <= 1.0
/// True
#[pyclass(frozen, eq, module = "adsift", name = "Verdict", skip_from_py_object)]
#[derive(Clone, PartialEq)]
pub struct Verdict {
    /// Start of the paragraph, in bytes of the text's UTF-8.
    #[pyo3(get)]
    start: usize,
    /// End of the paragraph, in bytes of the text's UTF-8.
    #[pyo3(get)]
    end: usize,
    label: Label,
    /// Calibrated probability of `sponsored`, in [0, 1].
    #[pyo3(get)]
    probability: f64,
    /// Share of the paragraph's words that the model has seen in training, in [0, 1].
    #[pyo3(get)]
    known: f64,
    /// Whether the paragraph has enough known words, and no disguised ones, for a reliable verdict.
    #[pyo3(get)]
    reliable: bool,
    /// Number of disguised words: words with look-alike letters of another script.
    #[pyo3(get)]
    disguised: usize,
    /// The text of the paragraph.
    #[pyo3(get)]
    text: String,
    /// Log-odds of `sponsored`, with ``explain=True``; else None.
    #[pyo3(get)]
    log_odds: Option<f64>,
    /// Pairs of feature and weight, which add up to `log_odds`, the largest weights first; else
    /// None.
    #[pyo3(get)]
    reasons: Option<Reasons>,
}

impl Verdict {
    /// Converts the library's verdict on a paragraph of `text`.
    pub fn new(verdict: adsift::Verdict, text: &str) -> Self {
        let parts = |explanation: adsift::verdict::Explanation| {
            let reasons = explanation.reasons.into_iter();
            let pairs = reasons.map(|reason| (reason.feature, reason.weight)).collect();
            (explanation.log_odds, pairs)
        };
        let (log_odds, reasons) = verdict.explanation.map(parts).unzip();
        Verdict {
            start: verdict.span.start,
            end: verdict.span.end,
            label: verdict.label,
            probability: verdict.probability,
            known: verdict.known,
            reliable: verdict.reliable,
            disguised: verdict.disguised,
            text: text[verdict.span].to_owned(),
            log_odds,
            reasons,
        }
    }
}

#[pymethods]
impl Verdict {
    #[new]
    #[pyo3(signature = (start, end, label, probability, known, reliable, disguised, text, log_odds=None, reasons=None))]
    #[allow(clippy::too_many_arguments)] // one for each attribute
    fn of_parts(
        start: usize,
        end: usize,
        label: &str,
        probability: f64,
        known: f64,
        reliable: bool,
        disguised: usize,
        text: String,
        log_odds: Option<f64>,
        reasons: Option<Reasons>,
    ) -> PyResult<Self> {
        let label = label
            .parse()
            .map_err(|_| PyValueError::new_err("label: expected news or sponsored"))?;
        Ok(Verdict {
            start,
            end,
            label,
            probability,
            known,
            reliable,
            disguised,
            text,
            log_odds,
            reasons,
        })
    }

    /// ``news`` or ``sponsored``.
    #[getter]
    fn label<'py>(&self, py: Python<'py>) -> &Bound<'py, PyString> {
        match self.label {
            Label::News => intern!(py, "news"),
            Label::Sponsored => intern!(py, "sponsored"),
        }
    }

    fn __repr__(&self) -> String {
        format!(
            "Verdict(start={}, end={}, label='{}', probability={:?}, known={:?}, reliable={})",
            self.start,
            self.end,
            self.label,
            self.probability,
            self.known,
            if self.reliable { "True" } else { "False" },
        )
    }

    /// The arguments from which `pickle` creates the verdict again.
    #[allow(clippy::type_complexity)]
    fn __getnewargs__(
        &self,
    ) -> (usize, usize, &str, f64, f64, bool, usize, &str, Option<f64>, Option<Reasons>) {
        (
            self.start,
            self.end,
            self.label.as_str(),
            self.probability,
            self.known,
            self.reliable,
            self.disguised,
            &self.text,
            self.log_odds,
            self.reasons.clone(),
        )
    }
}
