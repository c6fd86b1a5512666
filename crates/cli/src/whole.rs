//! Outputs that are more than one record after the other: files that are written whole, folders, tables.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use inquit::output::{
    TableShape,
    formats::{Format, FormatError},
};
use inquit_batch::{
    fault::Error,
    form::{Form as _, Made},
    formats::{Cells, Folder, Whole},
    journal::Mark,
    output::Output,
    sink::{OneFile, Sink},
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

/// Rows of text.
pub(crate) fn cells(format: Format, shape: TableShape, file: Option<&Path>) -> Result<Box<dyn Sink>> {
    let form = Cells { format, shape };
    let output = Output::open(file)?;
    Ok(Box::new(Rows { sink: OneFile::new(output, None, &form.head())?, form }))
}

/// Makes records into rows of text on their way.
struct Rows {
    form: Cells,
    sink: OneFile,
}

impl Sink for Rows {
    fn put(&mut self, input: usize, made: Made) -> Result<(), Error> {
        let Made::Record(record) = made else { return Ok(()) };
        let made = self.form.record(*record, false).map_err(Error::new)?;
        self.sink.put(input, made)
    }

    fn finish(self: Box<Self>, mark: Mark) -> Result<(), Error> {
        Box::new(self.sink).finish(mark)
    }
}

/// Tables of statements and of speakers.
#[cfg(feature = "parquet")]
pub(crate) fn tables(path: Option<&Path>, shape: TableShape) -> Result<Box<dyn Sink>> {
    let Some(path) = path else { bail!("Parquet goes to files: name one with -o") };
    Ok(Box::new(inquit_batch::table::Tables::new(path, &speakers_table(path), shape)?))
}

#[cfg(not(feature = "parquet"))]
pub(crate) fn tables(_: Option<&Path>, _: TableShape) -> Result<Box<dyn Sink>> {
    bail!("this build does not write Parquet files")
}

/// The second table beside the first.
pub(crate) fn speakers_table(statements: &Path) -> PathBuf {
    statements.with_extension("speakers.parquet")
}
