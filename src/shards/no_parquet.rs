//! In the place of Parquet, where adsift is built without it.

use std::io;
use std::marker::PhantomData;

use super::{Shard, ShardSettings};
use crate::counts::Counts;
use crate::error::{Error, Result};
use crate::model::Model;
use crate::output::atomic::AtomicFile;

/// What a thread would keep from one shard to the next.
#[derive(Default)]
pub(super) struct Workers<'m>(PhantomData<&'m Model>);

impl<'m> Workers<'m> {
    pub(super) fn classify(
        &mut self,
        _: &'m Model,
        shard: &Shard,
        _: impl Fn() -> Result<AtomicFile>,
        _: &ShardSettings,
        _: usize,
    ) -> Result<Counts> {
        let what = "this adsift was built without Parquet; build it with `cargo install --path . --features arrow`";
        let error = io::Error::new(io::ErrorKind::Unsupported, what);
        Err(Error::io(shard.input.display().to_string(), error))
    }
}
