//! A table of text to records: the header gives the fields, every cell is a string.

use std::{
    cell::Cell,
    io::{self, Cursor, Read},
    ops::ControlFlow,
    rc::Rc,
};

use csv::{ByteRecord, ErrorKind, ReaderBuilder};
use encoding_rs::Encoding;
use inquit::input::decode::decode;
use serde_json::{Map, Value};

use super::{Body, Maker, START, start_of};
use crate::{
    bounded::{Transcoded, too_large},
    fault::{At, Loss, unreadable},
    kind::delimiter,
};

/// Refuses to read on when one record takes too many bytes, as where a quotation mark never closes.
struct Rationed<R> {
    inner: R,
    taken: Rc<Cell<usize>>,
    limit: usize,
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken.get() > self.limit {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "too large"));
        }
        let read = self.inner.read(buffer)?;
        self.taken.set(self.taken.get() + read);
        Ok(read)
    }
}

impl Maker<'_, '_> {
    /// Rows of a table, parted by tabs or by what its header is parted by.
    pub(super) fn cells(&mut self, bytes: &mut dyn Read, tabs: bool) -> io::Result<ControlFlow<()>> {
        let start = start_of(bytes, if self.patient { 16 * START } else { 16 })?;
        let encoding = decode(&start).encoding;
        let header = decode(&start).text;
        let header = header.lines().next().unwrap_or_default();
        let delimiter = if tabs { b'\t' } else { delimiter(header.as_bytes()) };
        let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        let taken: Rc<Cell<usize>> = Rc::default();
        let bytes = Transcoded::new(Cursor::new(start).chain(bytes), encoding);
        // What is read ahead of a record does not count against it.
        let limit = self.max().saturating_add(1 << 16);
        let rationed = Rationed { inner: bytes, taken: Rc::clone(&taken), limit };
        let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(rationed);
        let names: Vec<String> = match reader.byte_headers() {
            Ok(names) => names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect(),
            Err(error) => return Ok(self.unreadable_row(error)),
        };
        let mut record = ByteRecord::new();
        let mut nth = 0;
        loop {
            taken.set(0);
            let line = reader.position().line() as usize;
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Ok(self.unreadable_row(error)),
            }
            nth += 1;
            let line = record.position().map_or(line, |position| position.line() as usize);
            let flow = if record.len() > names.len() {
                let reason = format!("{} cells, but the header has {}", record.len(), names.len());
                self.fault(Some(At::Line(line)), reason, Loss::Record)
            } else if record.as_slice().len() > self.max() {
                self.fault(Some(At::Line(line)), too_large(self.max()), Loss::Record)
            } else {
                let mut fields = Map::new();
                for (name, cell) in names.iter().zip(&record).filter(|(name, _)| !name.is_empty()) {
                    let cell = String::from_utf8_lossy(cell).into_owned();
                    fields.entry(name.as_str()).or_insert(Value::String(cell));
                }
                self.one(Some(At::Line(line)), nth, Body::Json(Value::Object(fields).to_string().into_bytes()))
            };
            if flow.is_break() {
                return Ok(flow);
            }
        }
        if nth == 0 {
            return Ok(self.fault(None, "no records", Loss::Input));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn unreadable_row(&mut self, error: csv::Error) -> ControlFlow<()> {
        let at = error.position().map(|position| At::Line(position.line() as usize));
        let reason = match error.into_kind() {
            ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                format!("a row is {}; a quotation mark may never close; the rest is lost", too_large(self.max()))
            }
            ErrorKind::Io(error) => unreadable(&error),
            _ => "the table cannot be read on; the rest is lost".to_owned(),
        };
        self.fault(at, reason, Loss::Input)
    }
}
