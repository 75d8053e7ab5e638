//! Many files, each classified into its own output file.
//!
//! A shard is a file with one article per row: JSON Lines, plain or compressed, or Parquet with the
//! feature `arrow`. Its output has the same name and format, and one row for each input row, in
//! order.
//!
//! An output appears whole. After that a done-mark, `NAME.done`, records the model, the settings
//! and the input it was made from. A run skips shards with such a mark: to finish a killed run, run
//! it again. The result has the same bytes as that of an undisturbed run.

mod done_mark;
mod jsonl_shard;
#[cfg(feature = "arrow")]
mod parquet_shard;
mod plan;
mod run;
mod shard_settings;

pub use plan::{Part, Shard, find};
pub use run::{Failure, Outcome, Summary, run};
pub use shard_settings::ShardSettings;
