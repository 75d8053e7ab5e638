//! An evaluation from labelled files to a report: the steps that every interface shares.

use std::sync::Arc;

use super::{Evaluation, EvaluationSettings, evaluate};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::input::{LabelledColumns, Reading, read_corpus};
use crate::model::Model;

/// An evaluation: which files to read and which figures to report.
///
/// ```no_run
/// use std::sync::Arc;
/// use adsift::Model;
/// use adsift::evaluation::EvaluationJob;
///
/// let job = EvaluationJob::new(vec!["test.csv".to_owned()]);
/// let evaluation = job.run(&Arc::new(Model::embedded()?), |_| ())?;
/// println!("F1 {:.3}", evaluation.report.metrics.f1);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct EvaluationJob {
    /// Labelled CSV files; `-` for standard input.
    pub data: Vec<String>,
    /// The columns of the data.
    pub columns: LabelledColumns,
    /// The column by whose values the figures are grouped, in place of the source column.
    pub by: Option<String>,
    /// How the data is read.
    pub reading: Reading,
    /// The figures of the report.
    pub settings: EvaluationSettings,
    /// Number of threads.
    pub threads: usize,
}

impl EvaluationJob {
    /// Creates a job with default columns and figures on all cores.
    pub fn new(data: Vec<String>) -> Self {
        EvaluationJob {
            data,
            columns: LabelledColumns::default(),
            by: None,
            reading: Reading::default(),
            settings: EvaluationSettings::default(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// The column by whose values the figures are grouped; `None` for the file.
    pub fn grouped_by(&self) -> Option<&str> {
        self.by.as_deref().or(self.columns.source.as_deref())
    }

    /// Runs the job: reads the data, calls `read` with it, and evaluates the model.
    ///
    /// # Errors
    /// The error of [`read_corpus`] or [`evaluate`].
    pub fn run(&self, model: &Arc<Model>, read: impl FnOnce(&Corpus)) -> Result<Evaluation> {
        let columns = LabelledColumns {
            source: self.grouped_by().map(str::to_owned),
            ..self.columns.clone()
        };
        let corpus = read_corpus(&self.data, &columns, &self.reading)?;
        read(&corpus);
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads)
            .build()?;
        pool.install(|| evaluate(model, &corpus, &self.settings))
    }
}
