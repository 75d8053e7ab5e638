//! A training from labelled files to a model file: the steps shared by the program and Python.

use std::path::{Path, PathBuf};

use super::folds::check_count;
use super::{CrossValidation, TrainingSettings, cross_validate, train};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::files::{Replace, TemporaryFiles, refuse_to_replace};
use crate::input::{LabelledColumns, Reading, read_corpus};
use crate::model::{Model, file};

/// A training: which files to read, how to train, and where to write the model.
///
/// ```no_run
/// use adsift::training::TrainingJob;
///
/// let job = TrainingJob {
///     cross_validate: Some(10),
///     ..TrainingJob::new(vec!["labelled.csv".to_owned()], "my.adsift")
/// };
/// let trained = job.run(|_| ())?;
/// println!("held out:\n{}", trained.model.training.held_out);
/// # Ok::<(), adsift::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct TrainingJob {
    /// Labelled CSV files; `-` for standard input.
    pub data: Vec<String>,
    /// The columns of the data.
    pub columns: LabelledColumns,
    /// How the data is read.
    pub reading: Reading,
    /// How the model is trained.
    pub settings: TrainingSettings,
    /// Number of parts of a cross-validation before the training; `None` for no cross-validation.
    pub cross_validate: Option<usize>,
    /// The model file.
    pub output: PathBuf,
    /// Whether an existing model file may be replaced.
    pub replace: Replace,
    /// Number of threads.
    pub threads: usize,
    /// The list of the temporary files of the run.
    pub temporary_files: TemporaryFiles,
}

/// A step of a [`TrainingJob`], reported as it begins or ends.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum TrainingStep<'a> {
    /// The data is about to be read.
    Reading,
    /// The data was read.
    Read(&'a Corpus),
    /// A cross-validation of this many trainings begins.
    CrossValidating(usize),
    /// One of these trainings ended.
    PartDone,
    /// The cross-validation ended.
    CrossValidated(&'a CrossValidation),
    /// The training begins.
    Training(&'a Corpus),
    /// The training ended; the model is written next.
    Trained(&'a Model),
}

/// The result of a [`TrainingJob`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Trained {
    /// The model, as written.
    pub model: Model,
    /// The cross-validation, if requested.
    pub cross_validation: Option<CrossValidation>,
    /// Size of the model file, in bytes.
    pub bytes: u64,
}

impl TrainingJob {
    /// Creates a job with default settings on all cores that never replaces a file.
    pub fn new(data: Vec<String>, output: impl Into<PathBuf>) -> Self {
        TrainingJob {
            data,
            columns: LabelledColumns::default(),
            reading: Reading::default(),
            settings: TrainingSettings::default(),
            cross_validate: None,
            output: output.into(),
            replace: Replace::Never,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            temporary_files: TemporaryFiles::default(),
        }
    }

    /// Runs the job: checks the settings, opens the model file, reads the data, cross-validates on
    /// request, trains, and writes the model. Settings and the output's path are checked before the
    /// data is read, so that a mistake in them fails in the first second.
    ///
    /// # Errors
    /// The error of [`TrainingSettings::check`], [`TemporaryFiles::create`], [`read_corpus`],
    /// [`cross_validate`] or [`train`].
    pub fn run(&self, mut observe: impl FnMut(TrainingStep<'_>) + Send) -> Result<Trained> {
        self.settings.check()?;
        if let Some(parts) = self.cross_validate {
            check_count("cross-validate", parts)?;
        }
        refuse_to_replace(&self.output, self.data.iter().map(Path::new))?;
        let target = self.temporary_files.create(&self.output, self.replace)?;
        observe(TrainingStep::Reading);
        let corpus = read_corpus(&self.data, &self.columns, &self.reading)?;
        observe(TrainingStep::Read(&corpus));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build()?;
        let (model, cross_validation) = pool.install(|| {
            let cross_validation = match self.cross_validate {
                None => None,
                Some(parts) => {
                    observe(TrainingStep::CrossValidating(parts));
                    let part_done = || observe(TrainingStep::PartDone);
                    let found = cross_validate(&corpus, &self.settings, parts, part_done)?;
                    observe(TrainingStep::CrossValidated(&found));
                    Some(found)
                }
            };
            observe(TrainingStep::Training(&corpus));
            Ok::<_, crate::Error>((train(&corpus, &self.settings)?, cross_validation))
        })?;
        observe(TrainingStep::Trained(&model));
        let bytes = file::save(&model, target)?;
        Ok(Trained { model, cross_validation, bytes })
    }
}
