//! Writes rows: as a table on a terminal, else in the format that is named or that the file's name ends with.

use std::{
    io::{self, IsTerminal as _},
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow, bail};
use csv::{Terminator, Writer, WriterBuilder};
use inquit::output::{ColumnKind, TableShape, Value};
use inquit_batch::{fault::Error, inputs, output::Output};
use inquit_view::html;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use crate::args::{TableArgs, TableFormat, has_extension};

/// Endings of files in formats that nothing here writes.
const OTHERS: [&str; 24] = [
    "xls", "ods", "numbers", "docx", "doc", "odt", "pdf", "rtf", "feather", "arrow", "orc", "avro", "sqlite", "db",
    "duckdb", "xml", "yaml", "yml", "rds", "dta", "sav", "gz", "zst", "zip",
];
/// The longest text that a cell of a workbook holds, in UTF-16 units.
const LONGEST: usize = 32_767;
/// The most rows that a sheet of a workbook has.
const MOST_ROWS: u32 = 1_048_576;
/// The column whose texts are days, `2026-11-02`.
const DATE: &str = "date";

/// Refuses a file whose name ends like one of a format that is not written.
pub(crate) fn refuse_others(file: &Path, instead: &str) -> Result<()> {
    if has_extension(file, &OTHERS) {
        bail!("{}: files of this kind are not written; {instead}", file.display());
    }
    Ok(())
}

/// Where rows go, and as what.
pub(crate) struct Target {
    pub(crate) format: TableFormat,
    pub(crate) output: Output,
    /// Whether that is a file.
    pub(crate) is_file: bool,
    pub(crate) limit: usize,
    /// What messages call it.
    name: String,
}

impl Target {
    /// Opens the output, unless it is one of the inputs.
    pub(crate) fn open(args: &TableArgs, paths: &[PathBuf]) -> Result<Target> {
        let file = args.output.as_deref().filter(|path| *path != Path::new("-"));
        let named = if args.json { Some(TableFormat::Json) } else { args.format };
        let format = match (named, file) {
            (Some(format), _) => format,
            (None, None) if io::stdout().is_terminal() => TableFormat::Table,
            (None, file) => file.map_or(Ok(None), of_name)?.unwrap_or(TableFormat::Csv),
        };
        if let Some(file) = file {
            inputs::spare(paths, file)?;
        } else if matches!(format, TableFormat::Parquet | TableFormat::Xlsx) {
            bail!("{} goes to files: name one with -o", format.name());
        }
        if format == TableFormat::Parquet && !cfg!(feature = "parquet") {
            bail!("this build does not write Parquet files");
        }
        let name = file.map_or_else(|| "<stdout>".to_owned(), |file| file.display().to_string());
        let output = Output::open(file)?;
        Ok(Target { format, output, is_file: file.is_some(), limit: args.limit.unwrap_or(usize::MAX), name })
    }
}

/// The format that a file's name asks for, `None` if it asks for none.
fn of_name(file: &Path) -> Result<Option<TableFormat>> {
    refuse_others(file, "CSV, TSV, JSON, Parquet, Excel's .xlsx and HTML are")?;
    let endings: [(&[&str], TableFormat); 7] = [
        (&["csv"], TableFormat::Csv),
        (&["tsv", "tab"], TableFormat::Tsv),
        (&["json", "jsonl", "ndjson"], TableFormat::Json),
        (&["parquet"], TableFormat::Parquet),
        (&["xlsx"], TableFormat::Xlsx),
        (&["html", "htm"], TableFormat::Html),
        (&["txt"], TableFormat::Table),
    ];
    let found = endings.iter().find(|(endings, _)| has_extension(file, endings));
    Ok(found.map(|(_, format)| match format {
        TableFormat::Json if !has_extension(file, &["json"]) => TableFormat::Jsonl,
        format => *format,
    }))
}

fn cells(format: TableFormat) -> Writer<Vec<u8>> {
    let mut builder = WriterBuilder::new();
    builder.has_headers(false);
    match format {
        TableFormat::Tsv => builder.delimiter(b'\t').terminator(Terminator::Any(b'\n')),
        _ => builder.terminator(Terminator::CRLF),
    };
    builder.from_writer(Vec::new())
}

/// What was written into memory.
pub(crate) fn written(cells: Writer<Vec<u8>>) -> Result<Vec<u8>> {
    cells.into_inner().map_err(|error| anyhow!("{}", error.error()))
}

/// A column of rows: its name, and what it holds.
pub(crate) type Column = (String, ColumnKind);

/// The columns of a table of records.
pub(crate) fn columns_of(shape: &TableShape) -> Vec<Column> {
    shape.columns.iter().map(|column| (column.name(shape.rows).into_owned(), column.kind())).collect()
}

/// Rows of values on their way to a file, or to a pipe.
pub(crate) struct Sheet {
    columns: Vec<Column>,
    caption: String,
    name: String,
    to: To,
    count: usize,
}

enum To {
    Cells(TableFormat, Output),
    Json(Output),
    Lines(Output),
    Html(Output, Vec<Vec<String>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<inquit_batch::table::RowsFile>),
    Xlsx(Output, Box<Workbook>),
}

impl Sheet {
    /// Begins the rows; `caption` is what they are called where there is room for that.
    pub(crate) fn begin(target: Target, columns: Vec<Column>, caption: &str) -> Result<Sheet, Error> {
        let Target { format, mut output, name, .. } = target;
        let heads = || columns.iter().map(|(name, _)| &**name);
        let to = match format {
            TableFormat::Table | TableFormat::Csv | TableFormat::Tsv => {
                let mut cells = cells(format);
                let line = cells.write_record(heads()).map_err(anyhow::Error::from).and_then(|()| written(cells));
                output.put(&line.map_err(|error| Error::new(error.to_string()))?)?;
                To::Cells(format, output)
            }
            TableFormat::Json => To::Json(output),
            TableFormat::Jsonl => To::Lines(output),
            TableFormat::Html => To::Html(output, Vec::new()),
            #[cfg(feature = "parquet")]
            TableFormat::Parquet => {
                let columns = columns.iter().map(|(name, kind)| (name.clone(), *kind, true));
                let rows = inquit_batch::table::Rows::new(columns);
                To::Parquet(Box::new(inquit_batch::table::RowsFile::new(output, &name, rows)?))
            }
            #[cfg(not(feature = "parquet"))]
            TableFormat::Parquet => return Err(Error::new("this build does not write Parquet files")),
            TableFormat::Xlsx => {
                let mut workbook = Workbook::new();
                let sheet = workbook.add_worksheet_with_constant_memory().map_err(|error| failed(&name, &error))?;
                begin_sheet(sheet, heads()).map_err(|error| failed(&name, &error))?;
                To::Xlsx(output, Box::new(workbook))
            }
        };
        Ok(Sheet { columns, caption: caption.to_owned(), name, to, count: 0 })
    }

    /// Writes a row, a value for each column.
    pub(crate) fn put(&mut self, values: &[Value<'_>]) -> Result<(), Error> {
        self.count += 1;
        let texts = || values.iter().map(|value| value.to_text().unwrap_or_default().into_owned());
        let object = || {
            let fields = self.columns.iter().zip(values).map(|((name, _), value)| (name.clone(), value.to_json()));
            serde_json::Value::Object(fields.collect()).to_string()
        };
        match &mut self.to {
            To::Cells(format, output) => {
                let mut cells = cells(*format);
                let line = cells.write_record(texts()).map_err(anyhow::Error::from).and_then(|()| written(cells));
                output.put(&line.map_err(|error| Error::new(error.to_string()))?)
            }
            To::Json(output) => {
                let before = if self.count == 1 { "[\n" } else { ",\n" };
                output.put(format!("{before}{}", object()).as_bytes())
            }
            To::Lines(output) => output.put((object() + "\n").as_bytes()),
            To::Html(_, rows) => {
                rows.push(texts().collect());
                Ok(())
            }
            #[cfg(feature = "parquet")]
            To::Parquet(file) => file.put(values.iter().cloned()),
            To::Xlsx(_, workbook) => {
                let row = u32::try_from(self.count).unwrap_or(u32::MAX);
                if row >= MOST_ROWS {
                    return Err(Error::new(format!(
                        "{}: a workbook holds {MOST_ROWS} rows, these are more",
                        self.name
                    )));
                }
                let sheet = workbook.worksheet_from_index(0);
                sheet
                    .and_then(|sheet| write_cells(sheet, row, &self.columns, values))
                    .map_err(|error| failed(&self.name, &error))
            }
        }
    }

    /// Ends; a file appears now.
    pub(crate) fn finish(self) -> Result<(), Error> {
        match self.to {
            To::Cells(_, output) | To::Lines(output) => output.finish(),
            To::Json(mut output) => {
                output.put(if self.count == 0 { "[]\n" } else { "\n]\n" }.as_bytes())?;
                output.finish()
            }
            To::Html(mut output, rows) => {
                let number = |kind| matches!(kind, ColumnKind::Long | ColumnKind::Integer | ColumnKind::Number);
                let column = |(name, kind): &(String, ColumnKind)| (name.clone(), number(*kind));
                let columns: Vec<(String, bool)> = self.columns.iter().map(column).collect();
                output.put(html::table_page(&self.caption, &columns, rows).as_bytes())?;
                output.finish()
            }
            #[cfg(feature = "parquet")]
            To::Parquet(file) => file.finish(),
            To::Xlsx(mut output, mut workbook) => {
                let last = (u32::try_from(self.count).unwrap_or(u32::MAX), u16::try_from(self.columns.len()));
                if let (row, Ok(columns @ 1..)) = last {
                    let sheet = workbook.worksheet_from_index(0);
                    let filtered = sheet.and_then(|sheet| sheet.autofilter(0, 0, row, columns - 1).map(drop));
                    filtered.map_err(|error| failed(&self.name, &error))?;
                }
                let bytes = workbook.save_to_buffer().map_err(|error| failed(&self.name, &error))?;
                output.put(&bytes)?;
                output.finish()
            }
        }
    }
}

/// Sets up the columns of a sheet, under a header that stays in sight.
fn begin_sheet<'n>(
    sheet: &mut Worksheet,
    heads: impl Iterator<Item = &'n str>,
) -> Result<(), rust_xlsxwriter::XlsxError> {
    let (bold, day) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
    for (at, head) in (0..).zip(heads) {
        sheet.set_column_width(at, width_of(head))?;
        if head == DATE {
            sheet.set_column_format(at, &day)?;
        }
        sheet.write_string_with_format(0, at, head, &bold)?;
    }
    sheet.set_freeze_panes(1, 0).map(drop)
}

/// How wide a column of a workbook is, in letters.
fn width_of(name: &str) -> f64 {
    match name {
        "text" | "quoted_text" => 60.0,
        "headline" => 36.0,
        "speaker" | "role" | "organisation" | "source" | "url" => 22.0,
        _ => 13.0,
    }
}

/// Writes the cells of a row of a workbook; texts that are longer than a cell may be end in an ellipsis.
fn write_cells(
    sheet: &mut Worksheet,
    row: u32,
    columns: &[Column],
    values: &[Value<'_>],
) -> Result<(), rust_xlsxwriter::XlsxError> {
    for (at, (value, (name, _))) in (0..).zip(values.iter().zip(columns)) {
        match value {
            Value::Null => {}
            Value::Text(day) if name == DATE => match ExcelDateTime::parse_from_str(day) {
                Ok(date) => drop(sheet.write_datetime(row, at, date)?),
                // Workbooks know no day before 1900.
                Err(_) => drop(sheet.write_string(row, at, &**day)?),
            },
            Value::Text(text) if text.encode_utf16().count() > LONGEST => {
                let mut units = 0;
                let fits = |letter: &char| {
                    units += letter.len_utf16();
                    units < LONGEST
                };
                let text: String = text.chars().take_while(fits).chain(['…']).collect();
                sheet.write_string(row, at, text)?;
            }
            Value::Text(text) => drop(sheet.write_string(row, at, &**text)?),
            Value::Integer(number) => drop(sheet.write_number(row, at, *number as f64)?),
            Value::Number(number) => drop(sheet.write_number(row, at, *number)?),
            Value::Boolean(is) => drop(sheet.write_boolean(row, at, *is)?),
        }
    }
    Ok(())
}

fn failed(name: &str, error: &rust_xlsxwriter::XlsxError) -> Error {
    Error::new(format!("{name}: cannot be written: {error}"))
}
