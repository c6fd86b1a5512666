//! The library's formats as forms and sinks.
//!
//! Where an article's part of the file depends on nothing but the article (lines of JSON, rows of a table) it is made
//! on the thread that read it, and a run can be gone on with. Where something stands around or between them
//! the library's writer writes one after the other, and a run is written as a whole.

use std::path::Path;

use inquit::output::{
    Record, TableShape,
    formats::{FolderWriter, Format, FormatError, Writer},
};

use crate::{
    fault::Error,
    form::{Form, Made},
    journal::Mark,
    output::Output,
    sink::Sink,
};

/// Records in a format of which [`Format::is_lines`] is true.
#[derive(Clone, Copy, Debug)]
pub struct Lines(pub Format);

/// Records as rows of text.
#[derive(Clone, Debug)]
pub struct Cells {
    /// CSV or TSV.
    pub format: Format,
    /// What the rows and columns are.
    pub shape: TableShape,
}

impl Form for Cells {
    fn extension(&self) -> &str {
        self.format.extension()
    }

    fn head(&self) -> Vec<u8> {
        self.format.table_head(&self.shape).into_bytes()
    }

    fn record(&self, record: Record, _: bool) -> Result<Made, String> {
        record.check().map_err(|fault| fault.to_string())?;
        Ok(Made::Bytes(self.format.table_lines(&record, &self.shape).into_bytes()))
    }
}

impl Form for Lines {
    fn extension(&self) -> &str {
        self.0.extension()
    }

    fn head(&self) -> Vec<u8> {
        self.0.head().into_bytes()
    }

    fn record(&self, record: Record, _: bool) -> Result<Made, String> {
        let lines = self.0.lines(&record).map_err(|error| error.to_string())?;
        Ok(Made::Bytes(lines.into_bytes()))
    }
}

/// One file of any other format.
pub struct Whole {
    writer: Writer<Output>,
    name: String,
}

impl Whole {
    /// Begins the file, or standard output for none.
    ///
    /// # Errors
    /// If it cannot be written, or the format needs a folder.
    pub fn new(format: Format, path: Option<&Path>) -> Result<Self, Error> {
        let file = path.filter(|path| *path != Path::new("-"));
        let name = file.map_or_else(|| "<stdout>".to_owned(), |file| file.display().to_string());
        let writer = Writer::new(format, Output::open(path)?).map_err(|error| failed(&name, error))?;
        Ok(Self { writer, name })
    }
}

impl Sink for Whole {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        let Made::Record(record) = made else { return Ok(()) };
        self.writer.write(&record).map_err(|error| failed(&self.name, error))
    }

    fn finish(self: Box<Self>, _: Mark) -> Result<(), Error> {
        self.writer.finish().map_err(|error| failed(&self.name, error))?.finish()
    }
}

/// A folder with files of their own for every article.
pub struct Folder {
    writer: FolderWriter,
    name: String,
}

impl Folder {
    /// Makes the folder.
    ///
    /// # Errors
    /// If it cannot be made, or is not empty.
    pub fn new(format: Format, path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let writer = FolderWriter::new(format, path).map_err(|error| failed(&name, error))?;
        Ok(Self { writer, name })
    }
}

impl Sink for Folder {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        let Made::Record(record) = made else { return Ok(()) };
        self.writer.write(&record).map(drop).map_err(|error| failed(&self.name, error))
    }

    fn finish(self: Box<Self>, _: Mark) -> Result<(), Error> {
        Ok(())
    }
}

fn failed(name: &str, error: FormatError) -> Error {
    match error {
        FormatError::Io(error) => Error::unwritable(name, error),
        error => Error::new(format!("{name}: {error}")),
    }
}
