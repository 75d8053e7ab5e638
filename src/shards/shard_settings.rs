//! The settings of a run over shards.

use crate::files::TemporaryFiles;
use crate::input::{Columns, HandedOn, Reading};
use crate::output::Content;

/// The settings for reading the rows of shards and for writing their outputs.
#[derive(Debug, Clone)]
pub struct ShardSettings {
    /// The content of an output row.
    pub content: Content,
    /// The columns of a record. All of them are handed on to its output row.
    pub columns: Columns,
    /// Lowest probability at which a paragraph is labelled sponsored; the model's threshold if
    /// `None`.
    pub threshold: Option<f64>,
    /// Encoding, limits and progress of reading.
    pub reading: Reading,
    /// Whether a bad record becomes a row with its error. Otherwise it fails its shard.
    pub keeps_bad_records: bool,
    /// Number of threads, over all shards.
    pub threads: usize,
    /// The list of the temporary files of the run.
    pub temporary_files: TemporaryFiles,
}

impl Default for ShardSettings {
    fn default() -> Self {
        ShardSettings {
            content: Content::Verdicts,
            columns: Columns { handed_on: HandedOn::All, ..Columns::default() },
            threshold: None,
            reading: Reading::default(),
            keeps_bad_records: false,
            threads: 1,
            temporary_files: TemporaryFiles::default(),
        }
    }
}
