//! A record's statements to rows of text: CSV as RFC 4180 has it, and the same with tabs.
//!
//! Values with the separator, quotation marks or line breaks in them are quoted, in TSV too, because article text has
//! all of them; a reader of TSV must know of quotes, as those of spreadsheets and of every CSV library do. What is
//! absent is an empty cell. Offsets stay in the record's unit.

use csv::{Terminator, WriterBuilder};

use crate::output::{Record, TableShape};

/// Comma and CRLF.
pub(super) const CSV: Table = Table { delimiter: b',', terminator: Terminator::CRLF };
/// Tab and line feed.
pub(super) const TSV: Table = Table { delimiter: b'\t', terminator: Terminator::Any(b'\n') };

/// How rows become text.
#[derive(Clone, Copy)]
pub(super) struct Table {
    delimiter: u8,
    terminator: Terminator,
}

impl Table {
    /// The line of the columns' names.
    pub(super) fn head(&self, shape: &TableShape) -> String {
        self.write(|table| table.write_record(shape.names().map(|name| name.into_owned())))
    }

    /// A record's rows.
    pub(super) fn rows(&self, record: &Record, shape: &TableShape) -> String {
        self.write(|table| {
            shape.rows(record).try_for_each(|row| {
                let cells = shape.values(&row).map(|value| value.to_text().unwrap_or_default().into_owned());
                table.write_record(cells)
            })
        })
    }

    fn write(&self, fill: impl FnOnce(&mut csv::Writer<Vec<u8>>) -> csv::Result<()>) -> String {
        let mut builder = WriterBuilder::new();
        builder.has_headers(false).delimiter(self.delimiter).terminator(self.terminator);
        let mut table = builder.from_writer(Vec::new());
        // Memory does not refuse, and rows are flat.
        let written = fill(&mut table).ok().and_then(|()| table.into_inner().ok()).unwrap_or_default();
        String::from_utf8(written).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        output::{record::tests::reading, rows},
        text::OffsetUnit,
    };

    #[test]
    fn cells_come_back_whatever_is_in_them() {
        let mut record = Record::new(&reading(), OffsetUnit::Codepoint);
        record.article.outlet = Some("Tab\there, \"quoted\",\r\nand\rnew\nlines".into());
        record.speakers[0].name = "=1+1;\t😀".into();
        for table in [CSV, TSV] {
            let shape = TableShape::default();
            let text = table.head(&shape) + &table.rows(&record, &shape);
            let mut reader = csv::ReaderBuilder::new().delimiter(table.delimiter).from_reader(text.as_bytes());
            let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            assert_eq!(read.len(), record.statements.len());
            for (read, row) in read.iter().zip(rows(&record)) {
                let json = serde_json::to_value(row).unwrap();
                for (cell, column) in read.iter().zip(shape.names()) {
                    let value = match &json[&*column] {
                        serde_json::Value::Null => String::new(),
                        serde_json::Value::String(text) => text.clone(),
                        other => other.to_string(),
                    };
                    assert_eq!(cell, value, "{column}");
                }
            }
        }
    }

    #[test]
    fn csv_lines_end_in_crlf_and_tsv_lines_do_not() {
        let [csv, tsv] = [CSV, TSV].map(|table| table.head(&TableShape::default()));
        assert!(csv.starts_with("article_id,url,") && csv.ends_with(",named,date\r\n"));
        assert!(tsv.starts_with("article_id\turl\t") && tsv.ends_with("\tnamed\tdate\n"));
    }
}
