//! `inquit quotes`: statements as rows.

use std::{cmp::Reverse, process::ExitCode};

use anyhow::Result;
use inquit::{
    StatementKind,
    output::{Record, Row, formats::Format, rows},
};
use inquit_batch::{fault::Error, form::Made, journal::Mark, sink::Sink};
use inquit_view::{
    across::has_name,
    dates::Day,
    table::{Align, Cell, Column, Table},
    terminal::{Look, NOBODY},
};

use crate::{
    args::{KindArg, QuoteOrder, QuotesArgs, TableFormat},
    look::Looked,
    rows::{Target, written},
    screen,
};

const COLUMNS: [Column; 5] = [
    Column::new("Speaker", Align::Left).at_least(12),
    Column::new("Act", Align::Left),
    Column::new("Statement", Align::Left).at_least(20),
    Column::new("Words", Align::Right),
    Column::new("Article", Align::Left).at_least(8),
];
/// So many rows say how wide columns are.
const ENOUGH: usize = 200;
/// More of a statement is not held for a table.
const SHOWN: usize = 500;

pub(crate) fn run(args: QuotesArgs) -> Result<ExitCode> {
    let QuotesArgs { look, speaker, kind, sort, table, screen } = args;
    let looked = Looked::new(look)?;
    let target = Target::open(&table, &looked.paths)?;
    let quotes = Quotes {
        speaker,
        kind,
        sort,
        width: screen::width(&screen),
        colour: screen::colour(&screen, target.is_file),
        target,
        table: Table::new(&COLUMNS),
        widths: None,
        kept: Vec::new(),
        count: 0,
        begun: false,
    };
    let is_late = quotes.target.is_file;
    looked.into_sink(Box::new(quotes), is_late)
}

/// What a statement is sorted by.
type Key = (Reverse<u64>, String);

enum Line {
    Cells(Vec<Cell>),
    Bytes(Vec<u8>),
}

struct Quotes {
    speaker: Option<String>,
    kind: Option<KindArg>,
    sort: Option<QuoteOrder>,
    width: usize,
    colour: bool,
    target: Target,
    table: Table<'static>,
    widths: Option<Vec<usize>>,
    kept: Vec<(Key, Line)>,
    /// Rows that were listed.
    count: usize,
    /// Whether the line of the heads is written.
    begun: bool,
}

impl Quotes {
    fn is_wanted(&self, row: &Row<'_>) -> bool {
        let is_kind = self.kind.is_none_or(|kind| match kind {
            KindArg::Direct => row.kind == StatementKind::Direct,
            KindArg::Indirect => row.kind == StatementKind::Indirect,
            KindArg::Mixed => row.kind == StatementKind::Mixed,
        });
        let is_speaker =
            |name: &str| row.speaker.as_deref().unwrap_or_default().split("; ").any(|one| has_name(one, name));
        is_kind && self.speaker.as_deref().is_none_or(is_speaker)
    }

    fn key(&self, row: &Row<'_>) -> Key {
        match self.sort {
            Some(QuoteOrder::Words) => (Reverse(row.words as u64), String::new()),
            Some(QuoteOrder::Confidence) => (Reverse((row.confidence * 1e6) as u64), String::new()),
            Some(QuoteOrder::Speaker) => {
                let name = row.speaker.as_deref().map(str::to_lowercase);
                (Reverse(u64::from(name.is_some())), name.unwrap_or_default())
            }
            Some(QuoteOrder::Published) => {
                let day = row.published.and_then(Day::of);
                (
                    Reverse(
                        day.map_or(0, |day| u64::from(day.year) << 16 | u64::from(day.month) << 8 | u64::from(day.day)),
                    ),
                    String::new(),
                )
            }
            None => (Reverse(0), String::new()),
        }
    }

    fn line(&self, row: &Row<'_>) -> Result<Line, Error> {
        if self.target.format == TableFormat::Table {
            let text: String = row.text.chars().take(SHOWN).collect();
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let speaker = Cell {
                text: row.speaker.as_deref().unwrap_or(NOBODY).to_owned(),
                look: Look { bold: row.speaker.is_some(), dim: row.speaker.is_none(), ..Look::default() },
            };
            let act = row.act.map_or("", |act| act.as_str()).to_owned();
            return Ok(Line::Cells(vec![
                speaker,
                act.into(),
                words.into(),
                row.words.to_string().into(),
                row.article_id.to_owned().into(),
            ]));
        }
        let mut cells = self.target.cells();
        cells.serialize(row).map_err(|error| Error::new(error.to_string()))?;
        written(cells).map(Line::Bytes).map_err(|error| Error::new(error.to_string()))
    }

    fn list(&mut self, line: Line) -> Result<(), Error> {
        if self.is_full() {
            return Ok(());
        }
        self.count += 1;
        match line {
            Line::Bytes(bytes) => {
                self.head()?;
                self.target.output.put(&bytes)
            }
            Line::Cells(cells) => {
                self.table.push(cells);
                if self.widths.is_some() || self.table.len() == ENOUGH { self.flush() } else { Ok(()) }
            }
        }
    }

    /// Writes the heads, once.
    fn head(&mut self) -> Result<(), Error> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let head = match self.target.format {
            TableFormat::Csv => Format::Csv.head(),
            TableFormat::Tsv => Format::Tsv.head(),
            TableFormat::Table => {
                let widths = self.widths.get_or_insert_with(|| self.table.widths(self.width));
                self.table.head(widths, self.colour)
            }
        };
        self.target.output.put(head.as_bytes())
    }

    /// Writes the rows that wait for how wide columns are.
    fn flush(&mut self) -> Result<(), Error> {
        self.head()?;
        let body = self.table.body(self.widths.as_deref().unwrap_or_default(), self.colour);
        self.table.clear();
        self.target.output.put(body.as_bytes())
    }

    fn take(&mut self, record: &Record) -> Result<(), Error> {
        for row in rows(record) {
            if !self.is_wanted(&row) {
                continue;
            }
            let line = self.line(&row)?;
            match self.sort {
                Some(_) => self.kept.push((self.key(&row), line)),
                None => self.list(line)?,
            }
        }
        Ok(())
    }
}

impl Sink for Quotes {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        let Made::Record(record) = made else { return Ok(()) };
        self.take(&record)
    }

    fn is_full(&self) -> bool {
        self.count >= self.target.limit
    }

    fn finish(mut self: Box<Self>, _: Mark) -> Result<(), Error> {
        let mut kept = std::mem::take(&mut self.kept);
        kept.sort_by(|one, other| one.0.cmp(&other.0));
        kept.into_iter().try_for_each(|(_, line)| self.list(line))?;
        self.flush()?;
        self.target.output.finish()
    }
}
