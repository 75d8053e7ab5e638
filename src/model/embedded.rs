//! The default model, inside the library.

use super::{Model, file};
use crate::error::{Error, Result};

static BYTES: &[u8] = include_bytes!("../../models/default.adsift");

/// The name of the embedded model in messages.
const NAME: &str = "<default model>";

impl Model {
    /// The model that comes with adsift; `models/MODEL_CARD.md` says on what it was trained and
    /// how right it is.
    ///
    /// # Errors
    /// [`Error::ModelFile`] where this build was made with a model of another format version.
    pub fn embedded() -> Result<Model> {
        file::decode_embedded(BYTES).map_err(|problem| Error::ModelFile {
            path: NAME.to_owned(),
            problem,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_in_the_program_are_sound() {
        assert_eq!(file::decode(BYTES), Ok(Model::embedded().unwrap()));
    }
}
