//! Parses a table of people that a newsroom keeps: names, other names, and attributes such as party or gender.
//!
//! A speaker matches a row as it matches [`Aliases`]: by the name that the record would give, or by a mention of two words or
//! more, never by a surname that only the article knows. A name that two rows claim matches neither. Attributes are put beside
//! what the article says ([`SpeakerRecord::attributes`]) and never replace it.
//!
//! Columns have one type each: whole numbers, numbers, `true` and `false`, else text, as all of their cells allow. Numbers with
//! leading zeros are text, because they are codes.

use std::collections::HashMap;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::{
    aliases::{Aliases, key, names_of},
    output::{Record, SpeakerRecord},
};

/// A table of people and organisations: their names, and attributes.
///
/// ```
/// use inquit::{PeopleTable, Pipeline, model::DEFAULT};
///
/// let people = PeopleTable::from_csv("name,alias,party,age\nRobert J. Hale,Bob Hale; Bulldog Hale,Harbour List,51\n")?;
/// let pipeline = Pipeline::embedded(DEFAULT)?.with_people(people);
/// let record = pipeline.parse("“The bridge stays shut,” said Bob Hale.");
/// assert_eq!(record.speakers[0].name, "Robert J. Hale");
/// assert_eq!(record.speakers[0].attributes["party"], "Harbour List");
/// assert_eq!(record.speakers[0].attributes["age"], 51);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleTable {
    /// The names of the attributes, in the table's order.
    columns: Vec<String>,
    people: Vec<Person>,
    /// The rows that each name is one of, as names are compared.
    by_key: HashMap<String, Vec<usize>>,
    aliases: Aliases,
}

/// A row of the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The name it is shown by.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What is said of it, by column; without the columns that its row leaves empty.
    pub attributes: Map<String, Value>,
    /// The line that its row begins on, or its number; from 1.
    line: u64,
}

/// Whom a table of people has for a speaker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Found<'t> {
    /// One row.
    One(&'t Person),
    /// Several, by the same name.
    Several(&'t str),
    /// Nobody.
    Nobody,
}

/// Why a table of people cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PeopleError {
    /// The table is not CSV, or a row does not fit its header.
    #[error("line {line}: {reason}")]
    Line {
        /// The line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// No column has the names.
    #[error("line {line}: no column `name`; the columns are {}", .columns.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", "))]
    NoName {
        /// The line of the header, from 1.
        line: u64,
        /// The columns there are.
        columns: Vec<String>,
    },
    /// Nothing is in the table.
    #[error("the table is empty: expected a line of column names, `name` among them")]
    Empty,
    /// The text is not JSON.
    #[error("invalid JSON: {0}")]
    Json(String),
    /// A JSON value is not a person.
    #[error("entry {nth}: {reason}")]
    Entry {
        /// The number of the entry, from 1.
        nth: u64,
        /// What is wrong with it.
        reason: String,
    },
}

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Role {
    Name,
    Alias,
    /// For whoever fills the table in.
    Note,
    Attribute(String),
}

impl Role {
    fn of(column: &str) -> Role {
        let lower = column.trim().to_lowercase();
        let stem = lower.trim_end_matches(|letter: char| letter.is_ascii_digit() || " _-.".contains(letter));
        match stem {
            "name" if lower == "name" => Role::Name,
            "alias" | "aliases" => Role::Alias,
            _ if lower.starts_with('_') => Role::Note,
            _ => Role::Attribute(column.trim().to_owned()),
        }
    }
}

impl PeopleTable {
    /// Whether a table of text has a header with `name`, as tables of people have and lists of aliases have not.
    pub fn is_one(table: &str) -> bool {
        let table = table.trim_start_matches('\u{feff}');
        let header = table.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#')).unwrap_or_default();
        let cells = header.split(separator(header)).map(|cell| cell.trim().trim_matches('"'));
        cells.into_iter().any(|cell| Role::of(cell) == Role::Name)
    }

    /// Reads a table of text whose first line names its columns: `name`, any number of `alias` columns (or one with `;`
    /// between the names), and attributes; columns that begin with `_` are notes, and left out. Commas, semicolons or tabs part the cells, as the first line has it. Empty lines and
    /// lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// If there is no column `name`, two columns have the same name, a row has no name or more cells than the first line, or
    /// the table is no CSV.
    pub fn from_csv(table: &str) -> Result<PeopleTable, PeopleError> {
        let table = table.strip_prefix('\u{feff}').unwrap_or(table);
        let header = table.lines().find(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let separator = separator(header.ok_or(PeopleError::Empty)?);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .comment(Some(b'#'))
            .delimiter(separator as u8)
            .from_reader(table.as_bytes());
        let mut roles: Vec<Role> = Vec::new();
        let mut rows: Vec<(u64, Vec<(usize, String)>)> = Vec::new();
        for row in reader.records() {
            let row = row.map_err(|error| {
                let line = error.position().map_or(1, |position| line_of(table, position));
                PeopleError::Line { line, reason: error.to_string() }
            })?;
            let line = row.position().map_or(1, |position| line_of(table, position));
            if roles.is_empty() {
                roles = header_of(line, &row)?;
                continue;
            }
            let cells = row.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
            let cells: Vec<(usize, String)> = cells.map(|(at, cell)| (at, cell.to_owned())).collect();
            let wrong = |reason: String| Err(PeopleError::Line { line, reason });
            match (cells.last(), cells.iter().find(|(at, _)| roles.get(*at) == Some(&Role::Name))) {
                (None, _) => {}
                (Some((at, cell)), _) if *at >= roles.len() => {
                    return wrong(format!("`{cell}` is beyond the {} columns of the first line", roles.len()));
                }
                (_, None) => return wrong("the name is empty".to_owned()),
                (_, Some((_, name))) if key(name).is_empty() => {
                    return wrong(format!("the name `{name}` has no letters or digits"));
                }
                _ => rows.push((line, cells)),
            }
        }
        let kinds: Vec<Kind> = (0..roles.len()).map(|at| Kind::of(&rows, at)).collect();
        let mut people = PeopleTable::default();
        for (line, cells) in rows {
            let mut person = Person { line, ..Person::default() };
            for (at, cell) in cells {
                match &roles[at] {
                    Role::Name => person.name = cell,
                    Role::Alias => person.aliases.extend(parted(&cell)),
                    Role::Note => {}
                    Role::Attribute(name) => drop(person.attributes.insert(name.clone(), kinds[at].value(cell))),
                }
            }
            people.people.push(person);
        }
        people.columns.extend(roles.into_iter().filter_map(|role| match role {
            Role::Attribute(name) => Some(name),
            _ => None,
        }));
        Ok(people.indexed())
    }

    /// Reads JSON: an array of objects, or an object a line, with the columns of [`PeopleTable::from_csv`] as keys; or one object
    /// with a person's attributes under each name. A list of aliases may be an array.
    ///
    /// # Errors
    /// If it is no such JSON, or an entry has no name.
    pub fn from_json(json: &str) -> Result<PeopleTable, PeopleError> {
        let values: Vec<Value> = serde_json::Deserializer::from_str(json.trim_start_matches('\u{feff}'))
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(|error| PeopleError::Json(error.to_string()))?;
        match <[Value; 1]>::try_from(values) {
            Ok([Value::Array(entries)]) => PeopleTable::from_entries(entries),
            Ok([Value::Object(people)]) if !people.contains_key("name") => {
                PeopleTable::from_entries(people.into_iter().map(|(name, entry)| named(name, entry)))
            }
            Ok([value]) => PeopleTable::from_entries([value]),
            Err(values) => PeopleTable::from_entries(values),
        }
    }

    /// Makes a table of objects, one per person, with the columns of [`PeopleTable::from_csv`] as keys. Values keep their types.
    ///
    /// # Errors
    /// If an entry is no object or has no name.
    pub fn from_entries(entries: impl IntoIterator<Item = Value>) -> Result<PeopleTable, PeopleError> {
        let mut people = PeopleTable::default();
        for (entry, nth) in entries.into_iter().zip(1..) {
            let wrong = |reason: String| PeopleError::Entry { nth, reason };
            let Value::Object(fields) = entry else { return Err(wrong(format!("{entry} is no object of columns"))) };
            let mut person = Person { line: nth, ..Person::default() };
            for (column, value) in fields {
                match (Role::of(&column), value) {
                    (_, Value::Null) | (Role::Note, _) => {}
                    (Role::Name, Value::String(name)) => person.name = name.trim().to_owned(),
                    (Role::Name, other) => return Err(wrong(format!("the name is {other}, expected a text"))),
                    (Role::Alias, Value::String(names)) => person.aliases.extend(parted(&names)),
                    (Role::Alias, Value::Array(names)) => {
                        for name in names {
                            let Value::String(name) = name else {
                                return Err(wrong(format!("`{column}` has {name}, expected texts")));
                            };
                            person.aliases.push(name);
                        }
                    }
                    (Role::Alias, other) => return Err(wrong(format!("`{column}` is {other}, expected names"))),
                    (Role::Attribute(name), value) => {
                        if !people.columns.contains(&name) {
                            people.columns.push(name.clone());
                        }
                        person.attributes.insert(name, value);
                    }
                }
            }
            if key(&person.name).is_empty() {
                return Err(wrong("no `name`".to_owned()));
            }
            people.people.push(person);
        }
        Ok(people.indexed())
    }

    /// With the names of everybody looked up.
    fn indexed(mut self) -> PeopleTable {
        for (at, person) in self.people.iter().enumerate() {
            for name in std::iter::once(&person.name).chain(&person.aliases) {
                let key = key(name);
                let rows = self.by_key.entry(key).or_default();
                // A row that says again what another says is the same person.
                let same = |row: &usize| {
                    let other: &Person = &self.people[*row];
                    other.name == person.name && other.attributes == person.attributes
                };
                if !rows.iter().any(|row| *row == at || same(row)) {
                    rows.push(at);
                }
            }
        }
        self.by_key.remove("");
        let one = self.by_key.iter().filter_map(|(key, rows)| match rows[..] {
            [row] => Some((key.clone(), self.people[row].name.clone())),
            _ => None,
        });
        self.aliases = Aliases::from_keys(one.collect());
        self
    }

    /// The rows as objects, of which [`PeopleTable::from_entries`] makes the same table.
    pub fn to_entries(&self) -> Vec<Value> {
        let entry = |person: &Person| {
            let mut fields = Map::new();
            fields.insert("name".to_owned(), person.name.as_str().into());
            fields.insert("alias".to_owned(), person.aliases.clone().into());
            fields.extend(person.attributes.clone());
            Value::Object(fields)
        };
        self.people.iter().map(entry).collect()
    }

    /// The names of the attributes, in the table's order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The rows, in the table's order.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Whether nobody is in it.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The names that stand for one person each.
    pub fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// The names that stand for several people, and therefore for nobody, with the lines that have them.
    pub fn ambiguous(&self) -> Vec<(&str, Vec<u64>)> {
        let mut names: Vec<(&str, Vec<u64>)> = self
            .by_key
            .iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|(key, rows)| (&**key, rows.iter().map(|row| self.people[*row].line).collect()))
            .collect();
        names.sort_unstable();
        names
    }

    /// Whom the table has for a speaker of a record.
    pub fn find(&self, speaker: &SpeakerRecord) -> Found<'_> {
        for name in names_of(speaker) {
            if let Some((key, rows)) = self.by_key.get_key_value(&key(name)) {
                return match rows[..] {
                    [row] => Found::One(&self.people[row]),
                    _ => Found::Several(key),
                };
            }
        }
        Found::Nobody
    }

    /// Gives the speakers of a record the attributes that the table has for them; those that it does not have keep theirs.
    pub fn apply(&self, record: &mut Record) {
        if self.is_empty() {
            return;
        }
        for speaker in &mut record.speakers {
            if let Found::One(person) = self.find(speaker) {
                speaker.attributes.clone_from(&person.attributes);
            }
        }
    }
}

/// What the first line says of the columns.
fn header_of(line: u64, row: &csv::StringRecord) -> Result<Vec<Role>, PeopleError> {
    let roles: Vec<Role> = row.iter().map(Role::of).collect();
    if !roles.contains(&Role::Name) {
        return Err(PeopleError::NoName { line, columns: row.iter().map(str::to_owned).collect() });
    }
    for (at, role) in roles.iter().enumerate() {
        let is_new = matches!(role, Role::Alias | Role::Note) || !roles[..at].contains(role);
        let is_named = *role != Role::Attribute(String::new()) || roles[at..].iter().all(|other| other == role);
        if !is_new && *role != Role::Attribute(String::new()) {
            return Err(PeopleError::Line { line, reason: format!("two columns are called `{}`", &row[at]) });
        }
        if !is_named {
            return Err(PeopleError::Line { line, reason: format!("column {} has no name", at + 1) });
        }
    }
    // Columns without a name at the end are what spreadsheets leave there.
    let named = roles.iter().rposition(|role| *role != Role::Attribute(String::new())).map_or(0, |last| last + 1);
    Ok(roles.into_iter().take(named).collect())
}

/// What parts the cells of a table with this first line.
fn separator(header: &str) -> char {
    let count = |mark: char| header.matches(mark).count();
    // The first of those that are equally many wins.
    [',', ';', '\t'].into_iter().rev().max_by_key(|mark| count(*mark)).unwrap_or(',')
}

/// The line of a position, which may count from the empty lines and comments before its row.
pub(crate) fn line_of(table: &str, position: &csv::Position) -> u64 {
    let rest = table.get(position.byte() as usize..).unwrap_or_default();
    let skipped = rest.lines().take_while(|line| line.trim().is_empty() || line.starts_with('#')).count();
    position.line() + skipped as u64
}

/// The names in a cell.
fn parted(cell: &str) -> impl Iterator<Item = String> {
    cell.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned)
}

/// An entry of a mapping with its name.
fn named(name: String, entry: Value) -> Value {
    let mut fields = match entry {
        Value::Object(fields) => fields,
        Value::Array(names) => Map::from_iter([("alias".to_owned(), Value::Array(names))]),
        other => return other,
    };
    fields.insert("name".to_owned(), Value::String(name));
    Value::Object(fields)
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Integer,
    Number,
    Boolean,
    Text,
}

impl Kind {
    fn of(rows: &[(u64, Vec<(usize, String)>)], at: usize) -> Kind {
        let mut cells =
            rows.iter().flat_map(|(_, cells)| cells).filter(|(column, _)| *column == at).map(|(_, cell)| cell);
        let is_code = |cell: &str| {
            let digits = cell.trim_start_matches('-');
            digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.") || digits.starts_with('+')
        };
        let fits = |kind: Kind, cell: &str| match kind {
            Kind::Integer => !is_code(cell) && cell.parse::<i64>().is_ok(),
            Kind::Number => {
                let plain = cell.bytes().all(|byte| byte.is_ascii_digit() || b"-.eE".contains(&byte));
                plain && !is_code(cell) && cell.parse::<f64>().is_ok_and(f64::is_finite)
            }
            Kind::Boolean => cell.eq_ignore_ascii_case("true") || cell.eq_ignore_ascii_case("false"),
            Kind::Text => true,
        };
        let kinds = [Kind::Integer, Kind::Number, Kind::Boolean];
        let mut left: Vec<Kind> = if cells.clone().next().is_some() { kinds.to_vec() } else { Vec::new() };
        cells.all(|cell| {
            left.retain(|kind| fits(*kind, cell));
            !left.is_empty()
        });
        left.first().copied().unwrap_or(Kind::Text)
    }

    fn value(self, cell: String) -> Value {
        let value = match self {
            Kind::Integer => cell.parse::<i64>().ok().map(Value::from),
            Kind::Number => cell.parse::<f64>().ok().map(Value::from),
            Kind::Boolean => Some(Value::Bool(cell.eq_ignore_ascii_case("true"))),
            Kind::Text => None,
        };
        value.unwrap_or(Value::String(cell))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TABLE: &str = "\u{feff}name,alias,alias,party,age,born,code,sits\n\
        Robert J. Hale,Bob Hale; Bulldog Hale,,Harbour List,51,1973.5,007,true\n\
        # those who left\n\n\
        Ann Rao,,A. Rao,\"Greens, United\",,1980,12,FALSE\n";

    fn wrong(table: &str) -> String {
        PeopleTable::from_csv(table).unwrap_err().to_string()
    }

    #[test]
    fn columns_have_the_types_that_all_of_their_cells_have() {
        let people = PeopleTable::from_csv(TABLE).unwrap();
        let again = PeopleTable::from_entries(people.to_entries()).unwrap();
        assert_eq!((again.aliases(), again.people()[1].attributes.len()), (people.aliases(), 4));
        assert_eq!(people.columns(), ["party", "age", "born", "code", "sits"]);
        let [hale, rao] = people.people() else { panic!("{people:?}") };
        assert_eq!(hale.aliases, ["Bob Hale", "Bulldog Hale"]);
        assert_eq!(rao.aliases, ["A. Rao"]);
        let expected = json!({"party": "Harbour List", "age": 51, "born": 1973.5, "code": "007", "sits": true});
        assert_eq!(Value::Object(hale.attributes.clone()), expected);
        let expected = json!({"party": "Greens, United", "born": 1980.0, "code": "12", "sits": false});
        assert_eq!(Value::Object(rao.attributes.clone()), expected);
        assert_eq!(people.aliases().primary("bulldog hale"), Some("Robert J. Hale"));
        let semicolons = PeopleTable::from_csv("name;alias;party\nAnn Rao;;Greens\n").unwrap();
        assert_eq!(semicolons.people()[0].attributes["party"], "Greens");
        let tabs = PeopleTable::from_csv("party\tName\nGreens, United\tAnn Rao\n").unwrap();
        assert_eq!(tabs.people()[0].attributes["party"], "Greens, United");
    }

    #[test]
    fn says_what_is_wrong_with_a_table_and_where() {
        assert_eq!(wrong("Tony Blair,Labour\n"), "line 1: no column `name`; the columns are `Tony Blair`, `Labour`");
        assert_eq!(wrong("# old\nname,party\n\n,Greens\n"), "line 4: the name is empty");
        assert_eq!(wrong("name,party\n—,Greens\n"), "line 2: the name `—` has no letters or digits");
        assert_eq!(wrong("name,party\nAnn Rao,Greens,51\n"), "line 2: `51` is beyond the 2 columns of the first line");
        assert_eq!(wrong("name,party,party\n"), "line 1: two columns are called `party`");
        assert_eq!(wrong("name,,party\nAnn,,x"), "line 1: column 2 has no name");
        assert_eq!(wrong("\n \n"), "the table is empty: expected a line of column names, `name` among them");
        assert!(PeopleTable::from_csv("name,party,,\nAnn Rao,Greens,,\n").is_ok());
        assert!(PeopleTable::from_csv("name\n").unwrap().is_empty());
    }

    #[test]
    fn a_table_is_told_from_a_list_of_aliases_by_its_header() {
        assert!(PeopleTable::is_one(TABLE) && PeopleTable::is_one("# x\nparty;\"Name\"\n"));
        assert!(!PeopleTable::is_one("Tony Blair,Labour\n") && !PeopleTable::is_one(""));
        assert!(!PeopleTable::is_one("Robert J. Hale,name of the mayor\n"));
    }

    #[test]
    fn json_is_an_array_lines_or_a_mapping() {
        let expected = PeopleTable::from_csv("name,alias,age\nAnn Rao,Annie Rao,51\n").unwrap();
        for json in [
            r#"[{"name": "Ann Rao", "alias": "Annie Rao", "age": 51}]"#,
            r#"{"name": "Ann Rao", "aliases": ["Annie Rao"], "age": 51}"#,
            r#"{"Ann Rao": {"alias": "Annie Rao", "age": 51}}"#,
        ] {
            let people = PeopleTable::from_json(json).unwrap();
            assert_eq!((people.columns(), people.aliases()), (expected.columns(), expected.aliases()), "{json}");
            assert_eq!(people.people()[0].attributes, expected.people()[0].attributes);
        }
        let lines = PeopleTable::from_json("{\"name\": \"A B\"}\n{\"name\": \"C D\", \"x\": null}\n").unwrap();
        assert_eq!((lines.people().len(), lines.columns().len()), (2, 0));
        let wrong = |json: &str| PeopleTable::from_json(json).unwrap_err().to_string();
        assert_eq!(wrong(r#"[{"name": "A B"}, {"party": "x"}]"#), "entry 2: no `name`");
        assert_eq!(wrong("[7]"), "entry 1: 7 is no object of columns");
        assert_eq!(wrong(r#"{"Ann Rao": "Greens"}"#), "entry 1: \"Greens\" is no object of columns");
        assert!(wrong("{").starts_with("invalid JSON"));
    }

    #[test]
    fn a_name_of_two_people_stands_for_neither() {
        let people = PeopleTable::from_csv(
            "name,party\nAnn Rao,Greens\nIvo Lund,Greens\nAnn Rao,Harbour List\nIvo Lund,Greens\n",
        )
        .unwrap();
        assert_eq!(people.ambiguous(), [("ann rao", vec![2, 4])]);
        assert_eq!(people.aliases().primary("Ann Rao"), None);
        assert_eq!(people.aliases().primary("Ivo Lund"), Some("Ivo Lund"));
    }

    #[test]
    fn attributes_stand_beside_what_the_article_says() {
        let pipeline = crate::Pipeline::embedded("fast").unwrap();
        let text = "“The bridge stays shut,” said Bob Hale, the mayor. He left. “It will not,” said Ms Rao.";
        let people =
            PeopleTable::from_csv("name,alias,role,gender\nRobert J. Hale,Bob Hale,minister,f\nAnn Rao,,x,y\n")
                .unwrap();
        let record = pipeline.with_people(people).parse(text);
        let hale = record.speakers.iter().find(|speaker| speaker.name == "Robert J. Hale").unwrap();
        assert_eq!(Value::Object(hale.attributes.clone()), json!({"role": "minister", "gender": "f"}));
        assert_ne!(hale.gender.as_str(), "f");
        assert!(hale.aliases.contains(&"Bob Hale".to_owned()));
        // By surname only: not her.
        assert!(record.speakers.iter().any(|speaker| speaker.name.contains("Rao") && speaker.attributes.is_empty()));
    }
}
