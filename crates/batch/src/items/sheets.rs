//! A sheet of an Excel workbook to records: the first row gives the fields.
//!
//! Cells are read one after the other, so a sheet of any size costs a row of memory; the texts that cells share are in memory.
//! Days and times come as ISO 8601, numbers without a point where they are whole. Formulas come as what they gave when the
//! workbook was saved.
//!
//! Left out: the older `.xls`, other programs' workbooks, and what is hidden, which is read like all else.

use std::{
    fs::File,
    io::{self, BufReader},
    ops::ControlFlow,
};

use calamine::{DataRef, Reader as _, Xlsx};
use serde_json::{Map, Value};

use super::{Body, Maker};
use crate::{
    bounded::{too_large, unfolds},
    fault::{At, Loss},
    ordered::hushed,
};

/// A row that is read, from its cells.
type Row = (u32, Vec<(u32, Value)>);

impl Maker<'_, '_> {
    /// Rows of the sheet that was asked for, else of the first one.
    pub(super) fn sheet(&mut self, file: File, unpacked: u64) -> io::Result<ControlFlow<()>> {
        let packed = file.metadata()?.len();
        if let Err(error) = unfolds(unpacked, packed) {
            return Ok(self.not_read(None, &error.to_string()));
        }
        let opened = hushed(|| Xlsx::new(BufReader::new(file)).map_err(|error| error.to_string()));
        let mut workbook = match opened.and_then(|opened| opened) {
            Ok(workbook) => workbook,
            Err(error) => return Ok(self.not_read(None, &error)),
        };
        let names = workbook.sheet_names();
        let asked = self.options.sheet.as_deref();
        let Some(name) = names.iter().find(|name| asked.is_none_or(|asked| asked == *name)) else {
            let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let reason = match asked {
                Some(asked) => format!("no sheet is called `{asked}`; there are {names}"),
                None => "no sheet in this workbook".to_owned(),
            };
            return Ok(self.fault(None, reason, Loss::Input));
        };
        let mut cells = match hushed(|| workbook.worksheet_cells_reader(name).map_err(|error| error.to_string())) {
            Ok(Ok(cells)) => cells,
            Ok(Err(error)) | Err(error) => return Ok(self.not_read(None, &error)),
        };
        let (mut header, mut row): (Option<Vec<(u32, Value)>>, Option<Row>) = (None, None);
        let mut nth = 0;
        loop {
            let cell = hushed(|| {
                let cell = cells.next_cell().map_err(|error| error.to_string())?;
                Ok(cell.map(|cell| (cell.get_position(), value(cell.get_value()))))
            });
            let cell = match cell.and_then(|cell: Result<_, String>| cell) {
                Ok(cell) => cell,
                Err(error) => return Ok(self.not_read(row.map(|(at, _)| at), &error)),
            };
            let is_next = cell.as_ref().is_none_or(|((at, _), _)| row.as_ref().is_some_and(|(row, _)| row != at));
            if is_next && let Some((at, values)) = row.take().filter(|(_, values)| !values.is_empty()) {
                match &header {
                    None => header = Some(values),
                    Some(header) => {
                        nth += 1;
                        let json = record(header, values).to_string().into_bytes();
                        let at = Some(At::Row(at as usize + 1));
                        let flow = match json.len() > self.max() {
                            true => self.fault(at, too_large(self.max()), Loss::Record),
                            false => self.one(at, nth, Body::Json(json)),
                        };
                        if flow.is_break() {
                            return Ok(flow);
                        }
                    }
                }
            }
            let Some(((at, column), value)) = cell else { break };
            let (_, values) = row.get_or_insert((at, Vec::new()));
            if !value.is_null() {
                values.push((column, value));
            }
        }
        if nth == 0 {
            return Ok(self.fault(None, "no records", Loss::Input));
        }
        Ok(ControlFlow::Continue(()))
    }

    fn not_read(&mut self, row: Option<u32>, error: &str) -> ControlFlow<()> {
        let at = row.map(|row| At::Row(row as usize + 1));
        self.fault(at, format!("the Excel workbook cannot be read on: {error}"), Loss::Input)
    }
}

/// The cells of a row, by the names that the header has over them.
fn record(header: &[(u32, Value)], values: Vec<(u32, Value)>) -> Value {
    let mut fields = Map::new();
    for (column, value) in values {
        let name = header.iter().find(|(at, _)| *at == column).map(|(_, name)| match name {
            Value::String(name) => name.trim().to_owned(),
            other => other.to_string(),
        });
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            fields.entry(name).or_insert(value);
        }
    }
    Value::Object(fields)
}

fn value(cell: &DataRef<'_>) -> Value {
    /// Whole numbers that a number of a workbook can tell apart.
    const WHOLE: f64 = 9_007_199_254_740_992.0;

    match cell {
        DataRef::Int(number) => (*number).into(),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < WHOLE => (*number as i64).into(),
        DataRef::Float(number) => (*number).into(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.as_str().into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Bool(is) => (*is).into(),
        DataRef::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => date.into(),
                _ => format!("{date}T{hour:02}:{minute:02}:{second:02}").into(),
            }
        }
        DataRef::DateTime(duration) => duration.as_f64().into(),
        DataRef::Error(_) | DataRef::Empty => Value::Null,
    }
}
