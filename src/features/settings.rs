//! Settings of the paragraph features, stored in every model.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::limits::MAX_FEATURE_BITS;
use crate::stemmer::Language;

/// The settings that define the feature columns of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NgramSettings {
    /// The stemmer's language.
    pub language: Language,
    /// Features are hashed into 2^bits columns.
    pub bits: u32,
    /// Whether the features include the style families, shape and edge.
    pub style: bool,
}

impl Default for NgramSettings {
    fn default() -> Self {
        NgramSettings { language: Language::English, bits: 20, style: true }
    }
}

impl NgramSettings {
    /// Valid values of `bits`.
    pub const BITS: std::ops::RangeInclusive<u32> = 10..=MAX_FEATURE_BITS;

    /// Number of feature columns, 2^bits.
    pub fn columns(&self) -> usize {
        1 << self.bits
    }

    /// Base-2 logarithm of the number of vocabulary slots. There are as many slots as columns: by
    /// default eight for each of the 130,000 stems of a large corpus.
    pub fn vocabulary_bits(&self) -> u32 {
        self.bits
    }

    /// Checks that `bits` is in its range.
    ///
    /// # Errors
    /// [`Error::Setting`] if `bits` is outside of [`NgramSettings::BITS`].
    pub fn check(&self) -> Result<()> {
        if Self::BITS.contains(&self.bits) {
            return Ok(());
        }
        Err(Error::Setting {
            name: "bits",
            problem: format!(
                "{} is not between {} and {}",
                self.bits,
                Self::BITS.start(),
                Self::BITS.end()
            ),
        })
    }
}
