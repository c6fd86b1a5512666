//! A table of text to records: the header gives the fields, every cell is a string.
//!
//! What separates the cells comes from the header, or from the line `sep=;` above it. Quotation marks inside cells are doubled, or
//! have a backslash before them, as Spark writes them: the beginning of the table tells which.

use std::{
    cell::Cell,
    io::{self, BufRead as _, BufReader, Cursor, Read},
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
    kind::{delimiter, named_delimiter},
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
        let sample = decode(&start).text;
        let (named, sample) = match sample.split_once('\n') {
            Some((line, below)) if named_delimiter(line).is_some() => (named_delimiter(line), below),
            _ => (None, &*sample),
        };
        let header = sample.split('\n').next().unwrap_or_default();
        // The line above the header counts; and of two signs at a line's end, the second is counted to the next record.
        let above = usize::from(named.is_some()) + usize::from(header.ends_with('\r'));
        let delimiter = named.unwrap_or_else(|| if tabs { b'\t' } else { delimiter(header.as_bytes()) });
        let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(encoding_rs::UTF_8);
        let taken: Rc<Cell<usize>> = Rc::default();
        let mut bytes = BufReader::new(Transcoded::new(Cursor::new(start).chain(bytes), encoding));
        if named.is_some() {
            bytes.skip_until(b'\n')?;
        }
        // What is read ahead of a record does not count against it.
        let limit = self.max().saturating_add(1 << 16);
        let rationed = Rationed { inner: bytes, taken: Rc::clone(&taken), limit };
        let mut table = ReaderBuilder::new();
        table.delimiter(delimiter).flexible(true);
        if has_backslashes(sample, delimiter) {
            table.escape(Some(b'\\'));
        }
        let mut reader = table.from_reader(rationed);
        let names: Vec<String> = match reader.byte_headers() {
            Ok(names) => names.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect(),
            Err(error) => return Ok(self.unreadable_row(error, above)),
        };
        let mut record = ByteRecord::new();
        let mut nth = 0;
        loop {
            taken.set(0);
            let line = reader.position().line() as usize;
            match reader.read_byte_record(&mut record) {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => return Ok(self.unreadable_row(error, above)),
            }
            nth += 1;
            let line = above + record.position().map_or(line, |position| position.line() as usize);
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

    fn unreadable_row(&mut self, error: csv::Error, above: usize) -> ControlFlow<()> {
        let at = error.position().map(|position| At::Line(above + position.line() as usize));
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

/// Whether quotation marks inside the cells of a table have a backslash before them: read like that the rows of its
/// beginning have as many cells as the header, and more of them do than where marks are doubled.
fn has_backslashes(sample: &str, delimiter: u8) -> bool {
    if !sample.contains("\\\"") {
        return false;
    }
    let even = |escape: Option<u8>| {
        let mut table = ReaderBuilder::new();
        let table = table.delimiter(delimiter).escape(escape).flexible(true).has_headers(false);
        let mut rows = table.from_reader(sample.as_bytes()).into_byte_records().flatten();
        let cells = rows.next().map_or(0, |header| header.len());
        let rows: Vec<bool> = rows.map(|row| row.len() == cells).collect();
        let right = rows.iter().filter(|is_even| **is_even).count();
        // The last row of the beginning may be cut off.
        (right, right + 1 >= rows.len())
    };
    let ((doubled, all_doubled), (escaped, all_escaped)) = (even(None), even(Some(b'\\')));
    all_escaped && escaped > 0 && (!all_doubled || escaped > doubled)
}
