//! The `--model` flag to a pipeline.

use std::path::Path;

use anyhow::{Error, Result, bail};
use inquit::{Pipeline, model::ModelErrorKind};

/// The built-in model of that name, else the model in that folder.
pub(crate) fn load(model: &Path) -> Result<Pipeline> {
    // The error's own message says all; its sources would say parts of it again.
    let load = || Pipeline::load(model).map_err(|error| Error::msg(error.to_string()));
    let Some(name) = model.to_str() else { return load() };
    match Pipeline::embedded(name) {
        Err(error) if matches!(error.kind(), ModelErrorKind::Unknown { .. }) => {
            if !model.exists() {
                bail!("{error}, or a folder");
            }
            load()
        }
        done => Ok(done?),
    }
}
