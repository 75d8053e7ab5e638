//! An evaluation job: from labelled files to a report, the same for every interface.

use std::sync::Arc;

use super::corpus_evaluation::{Evaluation, EvaluationSettings, evaluate};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::input::{LabelledColumns, Reading, read_corpus};
use crate::model::Model;

/// An evaluation of labelled files: the files, the way to read them, and the figures to report.
///
/// ```
/// use std::sync::Arc;
///
/// use adsift::Model;
/// use adsift::evaluation::EvaluationJob;
///
/// let mut job = EvaluationJob::new(vec!["data/starter.csv".to_owned()]);
/// job.columns.article = Some("article".to_owned());
/// let model = Arc::new(Model::embedded()?);
/// let evaluation = job.run(&model, |corpus| println!("{} paragraphs", corpus.len()))?;
/// assert_eq!((evaluation.report.metrics.rows, evaluation.report.articles), (272, 32));
/// println!("{}", evaluation.report);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct EvaluationJob {
    /// Paths of labelled CSV files; `-` for standard input.
    pub data: Vec<String>,
    /// The names of the data's columns.
    pub columns: LabelledColumns,
    /// The column whose values are the groups of the report, instead of the source column.
    pub by: Option<String>,
    /// Limits and error handling of the reader.
    pub reading: Reading,
    /// The threshold and the parts of the report.
    pub settings: EvaluationSettings,
    /// Number of threads.
    pub threads: usize,
}

impl EvaluationJob {
    /// Creates a job with default columns and settings on all cores.
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

    /// The column whose values are the groups of the report; `None` if each file is a group.
    pub fn grouped_by(&self) -> Option<&str> {
        self.by.as_deref().or(self.columns.source.as_deref())
    }

    /// Runs the job: reads the data, calls `read` with the corpus, and evaluates the model.
    ///
    /// # Errors
    /// The errors of [`read_corpus`] and [`evaluate`], and an I/O error if the system cannot start
    /// the threads.
    pub fn run(&self, model: &Arc<Model>, read: impl FnOnce(&Corpus)) -> Result<Evaluation> {
        let columns = LabelledColumns {
            source: self.grouped_by().map(str::to_owned),
            ..self.columns.clone()
        };
        let corpus = read_corpus(&self.data, &columns, &self.reading)?;
        read(&corpus);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build()?;
        pool.install(|| evaluate(model, &corpus, &self.settings))
    }
}
