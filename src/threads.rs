//! Threads for work that is not a stream.

use crate::error::{Error, Result};

/// A pool of so many threads.
///
/// # Errors
/// [`Error::Io`] where the system has no more threads to give.
pub fn thread_pool(threads: usize) -> Result<rayon::ThreadPool> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| {
        Error::io(
            format!("starting {threads} threads"),
            std::io::Error::other(error),
        )
    })
}
