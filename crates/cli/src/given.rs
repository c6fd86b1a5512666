//! What the commands that read have in common: the paths they are given, and the names they are told.

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};
use inquit_batch::people::Known;

use crate::args::KnownArgs;

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

/// What the files say that are known before anything is read: names, and people with their attributes.
pub(crate) fn known(args: &KnownArgs) -> Result<Known> {
    Ok(Known::read(args.aliases.as_deref(), args.people.as_deref())?)
}
