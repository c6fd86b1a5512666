//! What the commands that read have in common: the paths they are given, and the names they are told.

use std::{
    fs,
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result, anyhow, bail};
use inquit::{Aliases, input::decode::decode};

/// The paths to read, standard input for none; `what` is what is awaited there.
pub(crate) fn paths(mut paths: Vec<PathBuf>, what: &str) -> Result<Vec<PathBuf>> {
    let stdin = Path::new("-");
    if paths.is_empty() {
        if io::stdin().is_terminal() {
            bail!("nothing to read: name files or folders, or give {what} on standard input");
        }
        paths.push(stdin.to_owned());
    }
    if paths.iter().filter(|path| *path == stdin).count() > 1 {
        bail!("`-` is named twice, but standard input can be read once");
    }
    Ok(paths)
}

/// The table of names that are known already, and its bytes.
pub(crate) fn aliases(path: &Path) -> Result<(Aliases, Vec<u8>)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let aliases = Aliases::from_csv(&decode(&bytes).text).map_err(|error| anyhow!("{}: {error}", path.display()))?;
    Ok((aliases, bytes))
}
