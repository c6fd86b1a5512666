//! Rows to a table on a terminal, or to CSV elsewhere.

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow};
use csv::{Terminator, Writer, WriterBuilder};
use inquit_batch::{inputs, output::Output};

use crate::args::{TableArgs, TableFormat, has_extension};

/// Where rows go, and as what.
pub(crate) struct Target {
    pub(crate) format: TableFormat,
    pub(crate) output: Output,
    /// Whether that is a file.
    pub(crate) is_file: bool,
    pub(crate) limit: usize,
}

impl Target {
    /// Opens the output, unless it is one of the inputs.
    pub(crate) fn open(args: &TableArgs, paths: &[PathBuf]) -> Result<Target> {
        let file = args.output.as_deref().filter(|path| *path != Path::new("-"));
        if let Some(file) = file {
            inputs::spare(paths, file)?;
        }
        let is_tsv = file.is_some_and(|file| has_extension(file, &["tsv"]));
        let format = args.format.unwrap_or_else(|| match file {
            None if io::stdout().is_terminal() => TableFormat::Table,
            _ if is_tsv => TableFormat::Tsv,
            _ => TableFormat::Csv,
        });
        let output = Output::open(file)?;
        Ok(Target { format, output, is_file: file.is_some(), limit: args.limit.unwrap_or(usize::MAX) })
    }

    /// A writer into memory of what is no table.
    pub(crate) fn cells(&self) -> Writer<Vec<u8>> {
        let mut builder = WriterBuilder::new();
        builder.has_headers(false);
        match self.format {
            TableFormat::Tsv => builder.delimiter(b'\t').terminator(Terminator::Any(b'\n')),
            _ => builder.terminator(Terminator::CRLF),
        };
        builder.from_writer(Vec::new())
    }
}

/// What was written into memory.
pub(crate) fn written(cells: Writer<Vec<u8>>) -> Result<Vec<u8>> {
    cells.into_inner().map_err(|error| anyhow!("{}", error.error()))
}
