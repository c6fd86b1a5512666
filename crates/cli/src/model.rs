//! The `--model` flag to a pipeline.

use std::path::Path;

use anyhow::{Error, Result, bail};
use inquit::{
    Pipeline,
    model::{EMBEDDED, ModelErrorKind},
};

/// What loads a model when it is needed. One that is not built in is loaded now, so that what is wrong with it is told
/// before anything is read.
pub(crate) fn later(model: &Path) -> Result<Box<dyn Fn() -> Result<Pipeline, String> + Send + Sync>> {
    let Some(name) = model.to_str().filter(|name| EMBEDDED.contains(name)).map(str::to_owned) else {
        let pipeline = load(model)?;
        return Ok(Box::new(move || Ok(pipeline.clone())));
    };
    Ok(Box::new(move || Pipeline::embedded(&name).map_err(|error| error.to_string())))
}

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
