//! `inquit quotes`: statements as rows.

use std::{cmp::Reverse, process::ExitCode};

use anyhow::Result;
use inquit::{
    StatementKind,
    output::{Record, Row, TableShape, Value},
};
use inquit_batch::{fault::Error, form::Made, journal::Mark, output::Output, sink::Sink};
use inquit_view::{
    across::has_name,
    measure::CountRule,
    table::{Align, Cell, Column, Table},
    terminal::{Look, NOBODY},
};

use crate::{
    args::{KindArg, QuoteOrder, QuotesArgs, TableFormat},
    look::Looked,
    rows::{Sheet, Target, columns_of},
    screen,
};

const COLUMNS: [Column<'static>; 5] = [
    Column::new("Speaker", Align::Left).at_least(12).at_most(18),
    Column::new("Act", Align::Left),
    Column::new("Statement", Align::Left).at_least(20),
    Column::new("Words", Align::Right),
    Column::new("Article", Align::Left).at_least(8).at_most(10),
];
/// So many rows say how wide columns are.
const ENOUGH: usize = 200;
/// More of a statement is not held for a table.
const SHOWN: usize = 500;

pub(crate) fn run(args: QuotesArgs) -> Result<ExitCode> {
    let QuotesArgs { look, speaker, kind, count, rows, add, sort, table, screen } = args;
    let looked = Looked::new(look)?;
    let target = Target::open(&table, &looked.paths)?;
    let (is_late, limit) = (target.is_file, target.limit);
    let shape = add.shape(rows, &looked.people);
    let list = if target.format == TableFormat::Table {
        List::Table {
            width: screen::width(&screen),
            colour: screen::colour(&screen, target.is_file),
            table: Table::new(&COLUMNS),
            widths: None,
            output: target.output,
        }
    } else {
        List::Sheet(Sheet::begin(target, columns_of(&shape), "Statements")?)
    };
    let rule = CountRule::from(count);
    let quotes = Quotes { speaker, kind, rule, shape, sort, list, limit, kept: Vec::new(), count: 0 };
    looked.into_sink(Box::new(quotes), is_late)
}

/// What a statement is sorted by.
type Key = (Reverse<u64>, String);

enum Line {
    Cells(Vec<Cell>),
    Values(Vec<Value<'static>>),
}

/// Where rows go.
enum List {
    /// To be looked at.
    Table { width: usize, colour: bool, table: Table<'static>, widths: Option<Vec<usize>>, output: Output },
    /// To be read by programs.
    Sheet(Sheet),
}

impl List {
    fn put(&mut self, line: Line) -> Result<(), Error> {
        match (self, line) {
            (List::Sheet(sheet), Line::Values(values)) => sheet.put(&values),
            (list @ List::Table { .. }, Line::Cells(cells)) => {
                let List::Table { table, widths, .. } = list else { return Ok(()) };
                table.push(cells);
                if widths.is_some() || table.len() == ENOUGH { list.flush() } else { Ok(()) }
            }
            _ => Ok(()),
        }
    }

    /// Writes the rows that wait for how wide columns are; before the first, the heads.
    fn flush(&mut self) -> Result<(), Error> {
        let List::Table { width, colour, table, widths, output } = self else { return Ok(()) };
        if widths.is_none() {
            let known = widths.insert(table.widths(*width));
            output.put(table.head(known, *colour).as_bytes())?;
        }
        let body = table.body(widths.as_deref().unwrap_or_default(), *colour);
        table.clear();
        output.put(body.as_bytes())
    }

    fn finish(mut self) -> Result<(), Error> {
        self.flush()?;
        match self {
            List::Table { output, .. } => output.finish(),
            List::Sheet(sheet) => sheet.finish(),
        }
    }
}

struct Quotes {
    speaker: Option<String>,
    kind: Option<KindArg>,
    rule: CountRule,
    shape: TableShape,
    sort: Option<QuoteOrder>,
    list: List,
    limit: usize,
    kept: Vec<(Key, Line)>,
    /// Rows that were listed.
    count: usize,
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
                let digits = row.date.as_deref().unwrap_or_default().replace('-', "");
                (Reverse(digits.parse().unwrap_or(0)), String::new())
            }
            None => (Reverse(0), String::new()),
        }
    }

    fn line(&self, row: &Row<'_>) -> Line {
        if let List::Sheet(_) = self.list {
            return Line::Values(self.shape.values(row).map(Value::into_owned).collect());
        }
        let text: String = row.text.chars().take(SHOWN).collect();
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let speaker = Cell {
            text: row.speaker.as_deref().unwrap_or(NOBODY).to_owned(),
            look: Look { bold: row.speaker.is_some(), dim: row.speaker.is_none(), ..Look::default() },
        };
        let act = row.act.map_or("", |act| act.as_str()).to_owned();
        // Of an address, its last part tells articles apart.
        let last = row.article_id.split('/').rfind(|part| !part.is_empty());
        let article = last.unwrap_or(row.article_id).to_owned().into();
        Line::Cells(vec![speaker, act.into(), words.into(), row.words.to_string().into(), article])
    }

    fn list(&mut self, line: Line) -> Result<(), Error> {
        if self.is_full() {
            return Ok(());
        }
        self.count += 1;
        self.list.put(line)
    }

    fn take(&mut self, record: &Record) -> Result<(), Error> {
        let rows = self.shape.rows(record).collect::<Vec<_>>();
        let mut rows = rows.chunk_by(|one, other| one.statement_id == other.statement_id);
        for statement in &record.statements {
            let rows = rows.next().unwrap_or_default();
            if !self.rule.counts(statement) {
                continue;
            }
            let wanted = rows.iter().filter(|row| self.is_wanted(row));
            let lines: Vec<(Key, Line)> = wanted.map(|row| (self.key(row), self.line(row))).collect();
            for (key, line) in lines {
                match self.sort {
                    Some(_) => self.kept.push((key, line)),
                    None => self.list(line)?,
                }
            }
            if self.is_full() {
                break;
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
        self.sort.is_none() && self.count >= self.limit
    }

    fn finish(mut self: Box<Self>, _: Mark) -> Result<(), Error> {
        let mut kept = std::mem::take(&mut self.kept);
        kept.sort_by(|one, other| one.0.cmp(&other.0));
        self.sort = None;
        kept.into_iter().try_for_each(|(_, line)| self.list(line))?;
        self.list.finish()
    }
}
