//! `SourceProblem`: the problem that ends a reader of a source.

use crate::error::Problem;

/// The problem that ends a reader, as the inner error of an [`io::Error`](std::io::Error).
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct SourceProblem(pub(super) Problem);
