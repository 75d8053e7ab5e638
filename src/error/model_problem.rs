//! What is wrong with a model file: one sentence each, with what to do.

/// What is wrong with a model file, and the repair.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelProblem {
    /// The file is not an adsift model.
    #[error("not an adsift model")]
    NotAModel,
    /// The file is larger than the largest possible model.
    #[error("not an adsift model: {size} bytes, where the largest model has {limit}")]
    TooLarge {
        /// The file's size.
        size: u64,
        /// The largest possible size.
        limit: u64,
    },
    /// The file has another format version.
    #[error("a model of format version {found}; this adsift reads version {}: {}", supported, if found > supported { "use a newer adsift" } else { "train it again" })]
    Version {
        /// The version found.
        found: u16,
        /// The version this build reads.
        supported: u16,
    },
    /// The file ends early, goes on too long, or its parts do not fit each other.
    #[error("a damaged model ({0}); copy it again, or train it again")]
    Damaged(String),
    /// The file is complete, but its checksum does not match.
    #[error("a damaged model (its checksum does not match); copy it again, or train it again")]
    Checksum,
}
