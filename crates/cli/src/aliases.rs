//! The `--aliases` flag to the names in that table.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, anyhow};
use inquit::{Aliases, input::decode::decode};

/// The names, and the bytes that the table has.
pub(crate) fn read(path: &Path) -> Result<(Aliases, Vec<u8>)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let aliases = Aliases::from_csv(&decode(&bytes).text).map_err(|error| anyhow!("{}: {error}", path.display()))?;
    Ok((aliases, bytes))
}
