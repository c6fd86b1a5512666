//! A Parquet file to records: the columns give the fields, nested ones nested values.
//!
//! Row groups and their pages are read one after the other. Dates come as they are printed, bytes in
//! base64. The reader is given a file, since it seeks; a stream is laid in one first. How many rows there are is what
//! the file says, so what they are printed as is held to a multiple of its size.

use std::{
    fs::File,
    io::{self, Read},
    ops::ControlFlow,
    sync::atomic::Ordering,
};

use parquet::{
    file::{reader::FileReader as _, serialized_reader::SerializedFileReader},
    record::reader::RowIter,
};

use super::{Body, Maker};
use crate::{
    bounded::{too_large, unfolds},
    fault::{At, Loss},
    ordered::hushed,
};

impl Maker<'_, '_> {
    /// Rows of a file, which is all of `bytes`.
    pub(super) fn columns(&mut self, bytes: &mut dyn Read, file: Option<File>) -> io::Result<ControlFlow<()>> {
        let file = match file.filter(|_| self.level == 0) {
            Some(file) => {
                // What is sought in is not counted when it is read.
                self.options.progress.fetch_add(file.metadata()?.len(), Ordering::Relaxed);
                file
            }
            None => {
                let mut spool = tempfile::tempfile()?;
                io::copy(bytes, &mut spool)?;
                spool
            }
        };
        let packed = file.metadata()?.len();
        // A damaged file is an error, and should the reader panic on one, that must not cost the rest of a batch.
        let opened = hushed(|| SerializedFileReader::new(file).map_err(|error| error.to_string()));
        let reader = match opened.and_then(|opened| opened) {
            Ok(reader) => reader,
            Err(error) => return Ok(self.damaged(None, &error)),
        };
        // Rows without columns would be as many as the file says, out of nothing.
        if reader.metadata().file_metadata().schema_descr().num_columns() == 0 {
            return Ok(self.damaged(None, "it has no columns"));
        }
        let mut rows = RowIter::from_file_into(Box::new(reader));
        let (mut nth, mut unpacked) = (0, 0);
        loop {
            let row = hushed(|| rows.next().map(|row| row.map(|row| row.to_json_value())));
            let row = match row {
                Ok(None) if nth == 0 => return Ok(self.fault(None, "no records", Loss::Input)),
                Ok(None) => return Ok(ControlFlow::Continue(())),
                Ok(Some(Ok(row))) => row,
                Ok(Some(Err(error))) => return Ok(self.damaged(Some(nth + 1), &error.to_string())),
                Err(panic) => return Ok(self.damaged(Some(nth + 1), &panic)),
            };
            nth += 1;
            let json = row.to_string().into_bytes();
            unpacked += json.len() as u64;
            if let Err(error) = unfolds(unpacked, packed) {
                return Ok(self.damaged(Some(nth), &error.to_string()));
            }
            let flow = if json.len() > self.max() {
                self.fault(Some(At::Row(nth)), too_large(self.max()), Loss::Record)
            } else {
                self.one(Some(At::Row(nth)), nth, Body::Json(json))
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
    }

    fn damaged(&mut self, row: Option<usize>, error: &str) -> ControlFlow<()> {
        let error = error.strip_prefix("Parquet error: ").unwrap_or(error);
        self.fault(row.map(At::Row), format!("the Parquet file cannot be read on: {error}"), Loss::Input)
    }
}
