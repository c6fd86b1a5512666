//! `inquit stats` and `inquit speakers`: numbers over many articles as rows.

use std::{cell::RefCell, process::ExitCode, rc::Rc};

use anyhow::Result;
use inquit_batch::{fault::Error, form::Made, journal::Mark, sink::Sink};
use inquit_view::{
    measure::per_cent,
    stats::{By, Order, Row, Stats, Tallies},
    table::{Align, Cell, Column, Table},
    terminal::Look,
};

use crate::{
    args::{LookArgs, ScreenArgs, SpeakersArgs, StatsArgs, TableArgs, TableFormat},
    look::Looked,
    rows::{Target, written},
    screen,
};

/// Narrower than this, some columns are left to CSV.
const WIDE: usize = 96;

pub(crate) fn run(args: StatsArgs) -> Result<ExitCode> {
    let StatsArgs { look, by, sort, table, screen } = args;
    count(look, by.map_or(By::All, By::from), sort.map(Order::from), &table, &screen)
}

pub(crate) fn speakers(args: SpeakersArgs) -> Result<ExitCode> {
    let SpeakersArgs { look, sort, table, screen } = args;
    count(look, By::EverySpeaker, Some(sort.into()), &table, &screen)
}

fn count(look: LookArgs, by: By, order: Option<Order>, table: &TableArgs, screen: &ScreenArgs) -> Result<ExitCode> {
    let looked = Looked::new(look)?;
    let target = Target::open(table, &looked.paths)?;
    let tallies = Tallies::new(by, looked.aliases.clone());
    let counted = Rc::new(RefCell::new(Counted { tallies: Some(tallies), is_done: false }));
    let status = looked.into_sink(Box::new(Counting(Rc::clone(&counted))), true)?;
    // Printed here, when what showed progress has gone from the terminal.
    let Counted { tallies, is_done } = counted.take();
    if let Some(tallies) = tallies.filter(|_| is_done) {
        let mut stats = tallies.finish();
        order.into_iter().for_each(|order| stats.sort(order));
        stats.rows.truncate(target.limit);
        write(&stats, by, target, screen)?;
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

fn write(stats: &Stats, by: By, target: Target, screen: &ScreenArgs) -> Result<()> {
    let (width, colour) = (screen::width(screen), screen::colour(screen, target.is_file));
    let text = match target.format {
        TableFormat::Table if by == By::All => overview(stats, width, colour).into_bytes(),
        TableFormat::Table => self::table(stats, by, width, colour).into_bytes(),
        TableFormat::Csv | TableFormat::Tsv => cells(stats, by, &target)?,
    };
    let mut output = target.output;
    output.put(&text)?;
    Ok(output.finish()?)
}

/// What the first column is of.
fn title(by: By) -> (&'static str, &'static str) {
    match by {
        By::All => ("all", "All"),
        By::Speaker | By::EverySpeaker => ("speaker", "Speaker"),
        By::Outlet => ("outlet", "Outlet"),
        By::Month => ("month", "Month"),
        By::Act => ("act", "Act"),
        By::Kind => ("kind", "Kind"),
    }
}

fn is_of_speakers(by: By) -> bool {
    matches!(by, By::Speaker | By::EverySpeaker)
}

fn share(part: u64, whole: u64) -> Cell {
    format!("{:.0} %", per_cent(part, whole)).into()
}

fn table(stats: &Stats, by: By, width: usize, colour: bool) -> String {
    let is_wide = width >= WIDE;
    let right = |title| Column::new(title, Align::Right);
    let mut columns = vec![Column::new(title(by).1, Align::Left).at_least(12)];
    if by == By::EverySpeaker {
        columns.push(Column::new("Role", Align::Left).at_least(6));
    }
    columns.extend([right("Articles"), right("Statements")]);
    columns.extend(is_wide.then(|| right("Share")));
    columns.extend((is_wide || by != By::EverySpeaker).then(|| right("Distinct")));
    columns.extend([right("Words"), right("Share"), right("Quoted")]);
    if !is_of_speakers(by) {
        columns.push(right("Unknown"));
    }
    let all = &stats.all;
    let row = |row: &Row, look: Look| {
        let mut cells = vec![Cell { text: row.name.clone(), look }];
        if by == By::EverySpeaker {
            cells.push(role(row).into());
        }
        cells.extend([row.articles.to_string().into(), row.voice.statements.to_string().into()]);
        cells.extend(is_wide.then(|| share(row.voice.statements, all.voice.statements)));
        cells.extend((is_wide || by != By::EverySpeaker).then(|| row.wordings.to_string().into()));
        cells.extend([
            row.voice.words.to_string().into(),
            share(row.voice.words, all.voice.words),
            share(row.voice.quoted, row.voice.words),
        ]);
        if !is_of_speakers(by) {
            cells.push(share(row.unknown, row.voice.statements));
        }
        cells
    };
    let mut table = Table::new(&columns);
    for one in &stats.rows {
        let dim = one.name.starts_with('(') && one.person.is_none();
        table.push(row(one, Look { dim, ..Look::default() }));
    }
    table.push(row(all, Look { bold: true, ..Look::default() }));
    table.lines(width, colour)
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
    table.body(&table.widths(width), colour)
}

fn cells(stats: &Stats, by: By, target: &Target) -> Result<Vec<u8>> {
    let mut cells = target.cells();
    let mut heads = vec![title(by).0];
    if is_of_speakers(by) {
        heads.extend(["speaker_kind", "role", "organisation", "other_names"]);
    }
    if by == By::EverySpeaker {
        heads.push("article_id");
    }
    heads.extend([
        "articles",
        "statements",
        "statements_share",
        "distinct",
        "distinct_share",
        "words",
        "words_share",
        "quoted_words",
        "quoted_share",
        "unknown",
        "unknown_share",
    ]);
    cells.write_record(&heads)?;
    let all = &stats.all;
    let rows: &[Row] = if by == By::All { std::slice::from_ref(all) } else { &stats.rows };
    for row in rows {
        let mut line: Vec<String> = vec![row.name.clone()];
        let person = row.person.as_ref();
        let of = |get: fn(&inquit_view::across::Person) -> String| person.map(get).unwrap_or_default();
        if is_of_speakers(by) {
            line.extend([
                of(|person| person.kind.as_str().to_owned()),
                of(|person| person.title.clone().unwrap_or_default()),
                of(|person| person.organisation.clone().unwrap_or_default()),
                of(|person| person.other_names.join("; ")),
            ]);
        }
        if by == By::EverySpeaker {
            line.push(row.only_in.clone().unwrap_or_default());
        }
        let share = |part: u64, whole: u64| format!("{:.4}", per_cent(part, whole) / 100.0);
        let voice = row.voice;
        line.push(row.articles.to_string());
        for (number, share) in [
            (voice.statements, share(voice.statements, all.voice.statements)),
            (row.wordings, share(row.wordings, all.wordings)),
            (voice.words, share(voice.words, all.voice.words)),
            (voice.quoted, share(voice.quoted, voice.words)),
            (row.unknown, share(row.unknown, voice.statements)),
        ] {
            line.extend([number.to_string(), share]);
        }
        cells.write_record(&line)?;
    }
    written(cells)
}
