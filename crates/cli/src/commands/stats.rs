//! `inquit stats` and `inquit speakers`: numbers over many articles as rows.

use std::{cell::RefCell, process::ExitCode, rc::Rc};

use anyhow::Result;
use inquit::output::{self, RowsOf};
use inquit_batch::{fault::Error, form::Made, journal::Mark, sink::Sink};
use inquit_view::{
    measure::{CountRule, per_cent},
    stats::{self, By, Order, Row, Stats, Tallies},
    table::{Align, Cell, Column, Table},
    terminal::Look,
};

use crate::{
    args::{LookArgs, ScreenArgs, SpeakersArgs, StatsArgs, TableArgs, TableFormat},
    complaint::say,
    look::Looked,
    rows::{Sheet, Target},
    screen,
};

/// Narrower than this, some columns are left to CSV.
const WIDE: usize = 96;

pub(crate) fn run(args: StatsArgs) -> Result<ExitCode> {
    let StatsArgs { look, by, count, sort, table, screen } = args;
    self::count(look, by, count.into(), sort.map(Order::from), &table, &screen)
}

pub(crate) fn speakers(args: SpeakersArgs) -> Result<ExitCode> {
    let SpeakersArgs { look, count, sort, table, screen } = args;
    self::count(look, vec![By::EverySpeaker], count.into(), Some(sort.into()), &table, &screen)
}

fn count(
    look: LookArgs,
    by: Vec<By>,
    rule: CountRule,
    order: Option<Order>,
    table: &TableArgs,
    screen: &ScreenArgs,
) -> Result<ExitCode> {
    let looked = Looked::new(look)?;
    let target = Target::open(table, &looked.paths)?;
    let tallies = Tallies::new(by.clone(), rule, looked.aliases.clone());
    let counted = Rc::new(RefCell::new(Counted { tallies: Some(tallies), is_done: false }));
    let status = looked.into_sink(Box::new(Counting(Rc::clone(&counted))), true)?;
    // Printed here, when what showed progress has gone from the terminal.
    let Counted { tallies, is_done } = counted.take();
    if let Some(tallies) = tallies.filter(|_| is_done) {
        let mut stats = tallies.finish();
        for by in by.iter().zip(&stats.known).filter(|(_, known)| !**known).map(|(by, _)| by) {
            let name = by.name();
            let given = name.trim_start_matches("extra.");
            let near = |known: &String| strsim::damerau_levenshtein(known, given) <= 2;
            let mut known =
                output::Column::all(RowsOf::Statements).map(|column| column.name(RowsOf::Statements).into_owned());
            let meant = known.find(near).map_or_else(String::new, |known| format!("; is it `{known}`?"));
            say(format_args!("no record has anything in `{name}`{meant}"));
        }
        order.into_iter().for_each(|order| stats.sort(order));
        stats.rows.truncate(target.limit);
        write(&stats, &by, target, screen)?;
    }
    Ok(status)
}

/// What is counted.
#[derive(Default)]
struct Counted {
    tallies: Option<Tallies>,
    /// Whether all of it was read.
    is_done: bool,
}

/// Counts what comes.
struct Counting(Rc<RefCell<Counted>>);

impl Sink for Counting {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        if let (Made::Record(record), Some(tallies)) = (made, &mut self.0.borrow_mut().tallies) {
            tallies.add(&record);
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: Mark) -> Result<(), Error> {
        self.0.borrow_mut().is_done = true;
        Ok(())
    }
}

fn write(stats: &Stats, by: &[By], target: Target, screen: &ScreenArgs) -> Result<()> {
    let (width, colour) = (screen::width(screen), screen::colour(screen, target.is_file));
    if target.format != TableFormat::Table {
        return cells(stats, by, target);
    }
    let text = if by.is_empty() { overview(stats, width, colour) } else { self::table(stats, by, width, colour) };
    let mut output = target.output;
    output.put(text.as_bytes())?;
    Ok(output.finish()?)
}

fn is_every(by: &[By]) -> bool {
    *by == [By::EverySpeaker]
}

/// Whether rows hold what nobody is known to have said.
fn has_unknown(by: &[By]) -> bool {
    !by.iter().any(By::is_of_speakers)
}

fn share(part: u64, whole: u64) -> Cell {
    format!("{:.0} %", per_cent(part, whole)).into()
}

fn table(stats: &Stats, by: &[By], width: usize, colour: bool) -> String {
    let is_wide = width >= WIDE;
    let right = |title| Column::new(title, Align::Right);
    let titles: Vec<String> = by.iter().map(By::title).collect();
    let mut columns: Vec<Column<'_>> =
        titles.iter().map(|title| Column::new(title, Align::Left).at_least(12)).collect();
    if is_every(by) {
        columns.push(Column::new("Role", Align::Left).at_least(6));
    }
    columns.extend([right("Articles"), right("Statements")]);
    columns.extend(is_wide.then(|| right("Share")));
    columns.extend((is_wide || !is_every(by)).then(|| right("Distinct")));
    columns.extend([right("Words"), right("Share"), right("Quoted")]);
    if has_unknown(by) {
        columns.push(right("Unknown"));
    }
    let all = &stats.all;
    let row = |row: &Row, look: Look| {
        let names = row.names.iter().map(String::as_str).chain(std::iter::repeat("")).take(by.len());
        let mut cells: Vec<Cell> = names.map(|name| Cell { text: name.to_owned(), look }).collect();
        if is_every(by) {
            cells.push(role(row).into());
        }
        cells.extend([row.articles.to_string().into(), row.voice.statements.to_string().into()]);
        cells.extend(is_wide.then(|| share(row.voice.statements, all.voice.statements)));
        cells.extend((is_wide || !is_every(by)).then(|| row.wordings.to_string().into()));
        cells.extend([
            row.voice.words.to_string().into(),
            share(row.voice.words, all.voice.words),
            share(row.voice.quoted, row.voice.words),
        ]);
        if has_unknown(by) {
            cells.push(share(row.unknown, row.voice.statements));
        }
        cells
    };
    let mut table = Table::new(&columns);
    for one in &stats.rows {
        let dim = one.names.iter().all(|name| name.starts_with('(')) && one.person.is_none();
        table.push(row(one, Look { dim, ..Look::default() }));
    }
    table.push(row(all, Look { bold: true, ..Look::default() }));
    table.lines(width, colour) + &rule(stats, width, colour)
}

/// The rule by which it was counted, below a table.
fn rule(stats: &Stats, width: usize, colour: bool) -> String {
    let sentence = stats.rule.sentence(stats.left_out);
    let mut text = String::new();
    for word in sentence.split(' ') {
        let line = text.rsplit('\n').next().unwrap_or_default();
        text += match line.len() {
            0 => "",
            len if len + 1 + word.len() > width => "\n",
            _ => " ",
        };
        text += word;
    }
    format!("\n{}\n", Look { dim: true, ..Look::default() }.paint(&text, colour))
}

fn role(row: &Row) -> String {
    let Some(person) = &row.person else { return String::new() };
    match (&person.title, &person.organisation) {
        (Some(title), Some(organisation)) => format!("{title}, {organisation}"),
        (Some(title), None) => title.clone(),
        _ => String::new(),
    }
}

/// All in one, a line a number.
fn overview(stats: &Stats, width: usize, colour: bool) -> String {
    let Row { articles, voice, wordings, unknown, .. } = &stats.all;
    let lines = [
        ("Articles", *articles, String::new()),
        ("Statements", voice.statements, format!("{wordings} distinct")),
        ("Words said", voice.words, format!("{:.0} % quoted", per_cent(voice.quoted, voice.words))),
        ("Nobody known", *unknown, format!("{:.0} % of statements", per_cent(*unknown, voice.statements))),
    ];
    let columns =
        [Column::new("", Align::Left), Column::new("", Align::Right), Column::new("", Align::Left).at_least(8)];
    let mut table = Table::new(&columns);
    for (name, number, note) in lines {
        let look = Look { bold: true, ..Look::default() };
        table.push(vec![name.to_owned().into(), Cell { text: number.to_string(), look }, note.into()]);
    }
    table.body(&table.widths(width), colour) + &rule(stats, width, colour)
}

/// Writes rows for programs.
fn cells(stats: &Stats, by: &[By], target: Target) -> Result<()> {
    let mut sheet = Sheet::begin(target, stats::columns(by), "Counts")?;
    for line in stats.lines(by) {
        sheet.put(&line)?;
    }
    Ok(sheet.finish()?)
}
