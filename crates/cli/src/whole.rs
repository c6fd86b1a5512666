//! Outputs that are more than one record after the other: files that are written whole, folders, tables.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use inquit::output::formats::{Format, FormatError};
use inquit_batch::{
    formats::{Folder, Whole},
    sink::Sink,
};

/// A folder with files for every article where one is named, else a file, or standard output for none.
pub(crate) fn sink(format: Format, folder: Option<&Path>, file: Option<&Path>) -> Result<Box<dyn Sink>> {
    if let Some(folder) = folder {
        return Ok(Box::new(Folder::new(format, folder)?));
    }
    if format.needs_folder() {
        bail!("{}; name it with -o", FormatError::NeedsFolder(format));
    }
    Ok(Box::new(Whole::new(format, file)?))
}

/// Tables of statements and of speakers.
#[cfg(feature = "parquet")]
pub(crate) fn tables(path: Option<&Path>) -> Result<Box<dyn Sink>> {
    let Some(path) = path else { bail!("Parquet goes to files: name one with -o") };
    Ok(Box::new(inquit_batch::table::Tables::new(path, &speakers_table(path))?))
}

#[cfg(not(feature = "parquet"))]
pub(crate) fn tables(_: Option<&Path>) -> Result<Box<dyn Sink>> {
    bail!("this build does not write Parquet files")
}

/// The second table beside the first.
pub(crate) fn speakers_table(statements: &Path) -> PathBuf {
    statements.with_extension("speakers.parquet")
}
