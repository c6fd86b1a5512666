//! The order of the stages: an article in, a reading out.

use crate::{
    Article, Reading,
    model::{Model, ModelError},
    output::Record,
};

/// Reads articles with one model. Cheap to clone and to share between threads.
#[derive(Clone)]
pub struct Pipeline {
    model: std::sync::Arc<Model>,
}

impl Pipeline {
    /// A pipeline that reads with `model`.
    pub fn new(model: Model) -> Self {
        Self { model: std::sync::Arc::new(model) }
    }

    /// A pipeline with one of the models built into the library: "fast".
    pub fn embedded(name: &str) -> Result<Self, ModelError> {
        Ok(Self::new(Model::embedded(name)?))
    }

    /// Reads a laid-out article. Cannot fail: doubt becomes a note.
    pub fn read(&self, article: Article) -> Reading {
        let _ = (&self.model, article);
        unimplemented!()
    }

    /// Reads a text into a record with code point offsets.
    pub fn parse(&self, text: &str) -> Record {
        let _ = text;
        unimplemented!()
    }
}
