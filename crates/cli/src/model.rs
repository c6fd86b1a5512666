//! The `--model` flag to a pipeline.

use std::path::Path;

use anyhow::{Result, bail};
use inquit::{Pipeline, model::ModelErrorKind};

/// The built-in model of that name, else the model in that folder.
pub(crate) fn load(model: &Path) -> Result<Pipeline> {
    let Some(name) = model.to_str() else { return Ok(Pipeline::load(model)?) };
    match Pipeline::embedded(name) {
        Err(error) if matches!(error.kind(), ModelErrorKind::Unknown { .. }) => {
            if !model.exists() {
                bail!("{error}, or a folder");
            }
            Ok(Pipeline::load(model)?)
        }
        done => Ok(done?),
    }
}
