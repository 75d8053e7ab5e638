//! What may be wrong with a model file.

/// What is wrong with a model file, and the repair.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ModelProblem {
    /// The file is no adsift model at all.
    #[error("not an adsift model; train one with `adsift train DATA.csv -o MODEL`")]
    NotAModel,
    /// Larger than any model can be.
    #[error("not an adsift model: {size} bytes, where the largest model has {limit}")]
    TooLarge {
        /// The file's size.
        size: u64,
        /// The largest there can be.
        limit: u64,
    },
    /// Another format version.
    #[error("a model of format version {found}; this adsift reads version {}: {}", supported, if found > supported { "use a newer adsift" } else { "train it anew" })]
    Version {
        /// The version found.
        found: u16,
        /// The version this build reads.
        supported: u16,
    },
    /// The file ends early, goes on too long, or its parts do not fit each other.
    #[error("a damaged model ({0}); copy it again, or train it anew")]
    Damaged(String),
    /// Everything is there but a byte has changed.
    #[error("a damaged model (its checksum does not fit); copy it again, or train it anew")]
    Checksum,
}
