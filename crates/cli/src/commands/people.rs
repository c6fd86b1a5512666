//! `inquit people`: who speaks, and what a table of people has for them, as rows to be filled in.

use std::{cell::RefCell, cmp::Reverse, collections::HashMap, process::ExitCode, rc::Rc};

use anyhow::Result;
use inquit::{
    PeopleTable,
    output::{ColumnKind, Record, Value},
    people::Found,
};
use inquit_batch::{fault::Error, form::Made, journal::Mark, sink::Sink};
use inquit_view::{
    across::{PersonId, Persons},
    measure::voices,
    table::{Align, Column, Table},
};

use crate::{
    args::{PeopleArgs, ScreenArgs, TableFormat},
    complaint::say,
    look::Looked,
    rows::{Sheet, Target},
    screen,
};

pub(crate) fn run(args: PeopleArgs) -> Result<ExitCode> {
    let PeopleArgs { look, missing, table, screen } = args;
    let looked = Looked::new(look)?;
    let target = Target::open(&table, &looked.paths)?;
    let table = looked.people.clone();
    for (name, lines) in table.ambiguous() {
        let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
        say(format_args!("`{name}` is in rows {} of the table, and stands for nobody", lines.join(" and ")));
    }
    let persons = Persons::new(looked.aliases.clone());
    let met = Met { persons: Some(persons), table: table.clone(), sums: HashMap::new(), is_done: false };
    let met = Rc::new(RefCell::new(met));
    let status = looked.into_sink(Box::new(Meeting(Rc::clone(&met))), true)?;
    let mut met = met.borrow_mut();
    if let (true, Some(persons)) = (met.is_done, met.persons.take()) {
        let mut rows = rows(persons, &met.sums, &table);
        rows.retain(|row| !missing || row.found != State::One);
        rows.truncate(target.limit);
        write(&rows, &table, target, &screen)?;
    }
    Ok(status)
}

/// What a table has for somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    #[default]
    Nobody,
    Several,
    One,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Nobody => "not in the table",
            State::Several => "ambiguous",
            State::One => "in the table",
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Sum {
    articles: u64,
    statements: u64,
    found: State,
    attributes: serde_json::Map<String, serde_json::Value>,
}

/// Everybody met so far.
struct Met {
    persons: Option<Persons>,
    table: PeopleTable,
    sums: HashMap<PersonId, Sum>,
    /// Whether all of it was read.
    is_done: bool,
}

impl Met {
    fn add(&mut self, record: &Record) {
        let Some(persons) = &mut self.persons else { return };
        let ids = persons.add(record);
        let voices = voices(record);
        let mut here: Vec<PersonId> = Vec::new();
        for ((speaker, id), voice) in record.speakers.iter().zip(ids).zip(voices.speakers) {
            if voice.statements == 0 {
                continue;
            }
            let sum = self.sums.entry(id).or_default();
            sum.articles += u64::from(!here.contains(&id));
            here.push(id);
            sum.statements += voice.statements;
            let found = match self.table.find(speaker) {
                Found::One(person) => {
                    sum.attributes.clone_from(&person.attributes);
                    State::One
                }
                Found::Several(_) => State::Several,
                Found::Nobody => State::Nobody,
            };
            sum.found = sum.found.max(found);
        }
    }
}

/// Takes what comes.
struct Meeting(Rc<RefCell<Met>>);

impl Sink for Meeting {
    fn put(&mut self, _: usize, made: Made) -> Result<(), Error> {
        if let Made::Record(record) = made {
            self.0.borrow_mut().add(&record);
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: Mark) -> Result<(), Error> {
        self.0.borrow_mut().is_done = true;
        Ok(())
    }
}

/// Somebody whom several articles can mean.
struct Row {
    name: String,
    other_names: Vec<String>,
    kind: &'static str,
    role: Option<String>,
    organisation: Option<String>,
    articles: u64,
    statements: u64,
    found: State,
    attributes: serde_json::Map<String, serde_json::Value>,
}

/// Those with a full name, who say most first. A surname, or a description, is its article's own, and no table can know it.
fn rows(persons: Persons, sums: &HashMap<PersonId, Sum>, table: &PeopleTable) -> Vec<Row> {
    let people = persons.finish();
    let mut by_person: HashMap<usize, Sum> = HashMap::new();
    for (id, sum) in sums {
        let all = by_person.entry(people.index(*id)).or_default();
        all.articles += sum.articles;
        all.statements += sum.statements;
        if sum.found >= all.found {
            all.found = sum.found;
            all.attributes.clone_from(&sum.attributes);
        }
    }
    let mut rows: Vec<Row> = Vec::new();
    for (at, person) in people.all().iter().enumerate().filter(|(_, person)| person.shared) {
        let Some(sum) = by_person.remove(&at) else { continue };
        let known = table.people().iter().find(|known| known.name == person.name);
        let mut other_names = person.other_names.clone();
        other_names.extend(known.into_iter().flat_map(|known| known.aliases.iter().cloned()));
        let mut seen: Vec<String> = Vec::new();
        other_names.retain(|name| {
            let is_new = !seen.contains(name) && *name != person.name;
            seen.push(name.clone());
            is_new
        });
        rows.push(Row {
            name: person.name.clone(),
            other_names,
            kind: person.kind.as_str(),
            role: person.title.clone(),
            organisation: person.organisation.clone(),
            articles: sum.articles,
            statements: sum.statements,
            found: sum.found,
            attributes: sum.attributes,
        });
    }
    rows.sort_by(|one, other| {
        Reverse(one.statements).cmp(&Reverse(other.statements)).then_with(|| one.name.cmp(&other.name))
    });
    rows
}

fn write(rows: &[Row], table: &PeopleTable, target: Target, screen: &ScreenArgs) -> Result<()> {
    if target.format == TableFormat::Table {
        let text = self::table(rows, table, screen::width(screen), screen::colour(screen, target.is_file));
        let mut output = target.output;
        output.put(text.as_bytes())?;
        return Ok(output.finish()?);
    }
    let text = |name: String| (name, ColumnKind::Text);
    let number = |name: &str| (name.to_owned(), ColumnKind::Long);
    // Those that begin with `_` are for whoever fills the table in, and are not read back.
    let mut columns = vec![text("name".to_owned()), text("alias".to_owned())];
    columns.extend(table.columns().iter().cloned().map(text));
    columns.extend(["_kind", "_role", "_organisation"].map(|name| text(name.to_owned())));
    columns.extend(["_articles", "_statements"].map(number));
    columns.push(text("_found".to_owned()));
    let mut sheet = Sheet::begin(target, columns, "People")?;
    let count = |count: u64| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    for row in rows {
        let aliases = (!row.other_names.is_empty()).then(|| row.other_names.join("; "));
        let mut line = vec![Value::from(&*row.name), Value::from(aliases.as_deref())];
        let attributes: Vec<Option<String>> = table.columns().iter().map(|name| attribute(row, name)).collect();
        line.extend(attributes.iter().map(|text| Value::from(text.as_deref())));
        line.push(Value::from(row.kind));
        line.extend([Value::from(row.role.as_deref()), Value::from(row.organisation.as_deref())]);
        line.extend([count(row.articles), count(row.statements), Value::from(row.found.as_str())]);
        sheet.put(&line)?;
    }
    Ok(sheet.finish()?)
}

/// What a table says of somebody in a column.
fn attribute(row: &Row, column: &str) -> Option<String> {
    row.attributes.get(column).filter(|value| !value.is_null()).map(|value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

fn table(rows: &[Row], people: &PeopleTable, width: usize, colour: bool) -> String {
    let mut columns = vec![Column::new("Name", Align::Left).at_least(12)];
    columns.extend(people.columns().iter().map(|name| Column::new(name, Align::Left).at_least(6)));
    columns.push(Column::new("Role", Align::Left).at_least(6));
    columns.extend(["Articles", "Statements"].map(|name| Column::new(name, Align::Right)));
    columns.push(Column::new("Table", Align::Left));
    let mut table = Table::new(&columns);
    for row in rows {
        let mut cells = vec![row.name.clone().into()];
        cells.extend(people.columns().iter().map(|name| attribute(row, name).unwrap_or_default().into()));
        let role = row.role.iter().chain(&row.organisation).cloned().collect::<Vec<_>>().join(", ");
        cells.extend([role.into(), row.articles.to_string().into(), row.statements.to_string().into()]);
        let found = match row.found {
            State::One => "yes",
            State::Several => "ambiguous",
            State::Nobody => "no",
        };
        cells.push(found.to_owned().into());
        table.push(cells);
    }
    table.lines(width, colour)
}
