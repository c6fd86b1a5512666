//! A record's statements to rows of text: CSV as RFC 4180 has it, and the same with tabs.
//!
//! Values with the separator, quotation marks or line breaks in them are quoted, in TSV too, because article text has
//! all of them; a reader of TSV must know of quotes, as those of spreadsheets and of every CSV library do. What is
//! absent is an empty cell. Offsets stay in the record's unit.

use csv::{Terminator, WriterBuilder};

use crate::output::{Record, rows};

/// Comma and CRLF.
pub(super) const CSV: Table = Table { delimiter: b',', terminator: Terminator::CRLF };
/// Tab and line feed.
pub(super) const TSV: Table = Table { delimiter: b'\t', terminator: Terminator::Any(b'\n') };

/// The names of the columns, in the order of [`crate::output::Row`]'s fields.
const COLUMNS: [&str; 25] = [
    "article_id",
    "url",
    "outlet",
    "published",
    "headline",
    "statement_id",
    "kind",
    "act",
    "negated",
    "speaker_id",
    "speaker",
    "speaker_kind",
    "role",
    "organisation",
    "source",
    "cue",
    "text",
    "quoted_text",
    "start",
    "end",
    "place",
    "paragraph",
    "words",
    "confidence",
    "inside",
];

/// How rows become text.
pub(super) struct Table {
    delimiter: u8,
    terminator: Terminator,
}

impl Table {
    /// The line of the columns' names.
    pub(super) fn head(&self) -> String {
        self.write(|table| table.write_record(COLUMNS))
    }

    /// A record's statements, a row each.
    pub(super) fn rows(&self, record: &Record) -> String {
        self.write(|table| rows(record).try_for_each(|row| table.serialize(row)))
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
        output::{Row, record::tests::reading},
        text::OffsetUnit,
    };

    #[test]
    fn the_columns_are_the_fields_of_a_row_in_their_order() {
        let record = Record::new(&reading(), OffsetUnit::Codepoint);
        let row: Row = rows(&record).next().unwrap();
        let json = serde_json::to_value(row).unwrap();
        assert_eq!(json.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>(), COLUMNS);
    }

    #[test]
    fn cells_come_back_whatever_is_in_them() {
        let mut record = Record::new(&reading(), OffsetUnit::Codepoint);
        record.article.outlet = Some("Tab\there, \"quoted\",\r\nand\rnew\nlines".into());
        record.speakers[0].name = "=1+1;\t😀".into();
        for table in [CSV, TSV] {
            let text = table.head() + &table.rows(&record);
            let mut reader = csv::ReaderBuilder::new().delimiter(table.delimiter).from_reader(text.as_bytes());
            let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
            assert_eq!(read.len(), record.statements.len());
            for (read, row) in read.iter().zip(rows(&record)) {
                let json = serde_json::to_value(row).unwrap();
                for (cell, column) in read.iter().zip(COLUMNS) {
                    let value = match &json[column] {
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
        assert!(CSV.head().starts_with("article_id,url,") && CSV.head().ends_with(",confidence,inside\r\n"));
        assert!(TSV.head().starts_with("article_id\turl\t") && TSV.head().ends_with("\tconfidence\tinside\n"));
    }
}
