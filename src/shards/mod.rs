//! Many files, each to one of its own: what a run over a crawl is made of.
//!
//! A shard is Parquet (with the feature `arrow`) or JSON Lines, plain or compressed, and an article a row.
//! Its output has the same name, the same form, and a row for every row, in order. It appears whole; a mark
//! beside it says, once it is safely on the disk, what it was made by. A run that finds the mark passes the
//! shard over, so that one which was killed is finished by running it again, and the result is byte for byte
//! that of one which was not.

mod done_mark;
mod jsonl;
#[cfg(feature = "arrow")]
mod parquet;
mod plan;
mod run;

use crate::files::TemporaryFiles;
use crate::input::Reading;
use crate::output::Content;

pub use plan::{Part, Shard, find};
pub use run::{Failure, Outcome, Summary, run};

/// What is read of a shard's rows, and what becomes of them.
#[derive(Debug, Clone)]
pub struct ShardSettings {
    /// What the rows hold.
    pub content: Content,
    /// Parquet's column of the texts.
    pub text_column: String,
    /// Parquet's column of the articles' names; without it `id`, where there is one.
    pub id_column: Option<String>,
    /// From which probability on a paragraph is called sponsored; the model's own where there is none.
    pub threshold: Option<f64>,
    /// Encoding, limits, and who is told how far reading has come.
    pub reading: Reading,
    /// Whether a bad record is a row that says so, instead of the end of its shard.
    pub keeps_bad_records: bool,
    /// Threads, over all shards.
    pub threads: usize,
    /// The list of the temporary files of the run.
    pub temporary_files: TemporaryFiles,
}
