//! Models: words in, scores out.

mod unicode;
pub mod windows;
mod wordpiece;

pub use wordpiece::{VocabularyError, WordPiece};

/// A loaded model.
pub struct Model {}

/// Why a model could not be loaded.
#[derive(Debug, thiserror::Error)]
#[error("model cannot be loaded")]
pub struct ModelError {}

impl Model {
    /// One of the models built into the library: "fast".
    pub fn embedded(_name: &str) -> Result<Self, ModelError> {
        unimplemented!()
    }
}
