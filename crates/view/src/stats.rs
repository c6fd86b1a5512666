//! Records to numbers over many articles: who, or which outlet, month, act or kind, has how much of what is said.
//!
//! Takes one record after the other and keeps counts, not articles: beside a row's sums, four bytes a word of every
//! statement, about eighty a statement (`across::wordings`) and about two hundred a speaker whom no other article has
//! (`across::persons`): two kilobytes an article of fifteen statements.
//!
//! Only statements that [count](CountRule) are looked at. One by several counts for each of them, and once in the
//! sum of all. Shares are of that sum.

use std::{
    borrow::Cow,
    cmp::Reverse,
    collections::{HashMap, HashSet},
    fmt,
    str::FromStr,
};

use inquit::{
    Aliases,
    output::{self, Column, ColumnKind, Record, Row as OutputRow, RowsOf, Value, speaker_rows},
};

use crate::{
    across::{People, Person, PersonId, Persons, Wordings},
    layers::speakers_of,
    measure::{CountRule, LeftOut, Voice, per_cent},
};

/// What rows are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Persons and other speakers whom several articles can mean, the rest in three rows of its own.
    Speaker,
    /// Everybody that an article attributes something to, those too that it only describes.
    EverySpeaker,
    /// What statements have in a column.
    Column(Column),
}

/// A text names nothing that rows can be of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByError;

impl fmt::Display for ByError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected the name of a column")
    }
}

impl std::error::Error for ByError {}

impl FromStr for By {
    type Err = ByError;

    /// `speaker`, or the name of a column.
    fn from_str(given: &str) -> Result<By, ByError> {
        match given.trim() {
            "" => Err(ByError),
            "speaker" => Ok(By::Speaker),
            name => {
                let Ok(column) = name.parse();
                Ok(By::Column(column))
            }
        }
    }
}

impl By {
    /// Whether speakers of one statement can differ in it.
    pub fn is_of_speakers(&self) -> bool {
        match self {
            By::Speaker | By::EverySpeaker => true,
            By::Column(column) => column.is_of_speakers(),
        }
    }

    /// Whether it is an attribute that a table of people has.
    fn is_of_people(&self) -> bool {
        self.name().starts_with("people.")
    }

    /// Whether it is a day, a week, a month or a year.
    pub fn is_of_time(&self) -> bool {
        matches!(&*self.name(), "date" | "week" | "month" | "year")
    }

    /// Its name as a column.
    pub fn name(&self) -> Cow<'static, str> {
        match self {
            By::Speaker | By::EverySpeaker => "speaker".into(),
            By::Column(column) => column.name(RowsOf::Statements),
        }
    }

    /// What a row of a record is counted under, and whether that is known; for anything but persons.
    pub(crate) fn label(&self, row: &OutputRow<'_>) -> (String, bool) {
        let By::Column(column) = self else { return (NOBODY.to_owned(), false) };
        match column.value(row).to_text() {
            Some(text) => (text.into_owned(), true),
            None if self.is_of_speakers() && row.speaker_id.is_none() => (NOBODY.to_owned(), false),
            None if self.is_of_people() && !row.has_attributes() => (NOT_IN_TABLE.to_owned(), false),
            None => (self.unknown(), false),
        }
    }

    /// Its name for people: "Party" for `people.party`.
    pub fn title(&self) -> String {
        let name = self.name();
        let name = name.trim_start_matches("people.").trim_start_matches("extra.").replace('_', " ");
        let mut letters = name.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }

    /// The name of the row of what is not known.
    fn unknown(&self) -> String {
        match &*self.name() {
            "outlet" => NO_OUTLET.to_owned(),
            "act" | "cue" | "negated" => NO_CUE.to_owned(),
            name if self.is_of_time() || name == "published" => NO_DATE.to_owned(),
            name => {
                let name = name.trim_start_matches("extra.").trim_start_matches("people.");
                format!("(no {})", name.replace('_', " "))
            }
        }
    }
}

/// The name of the row of speakers whose article gives one word as their name.
pub const ONE_WORD: &str = "(one name only)";
/// The name of the row of speakers whom their article only describes.
pub const DESCRIBED: &str = "(described, not named)";
/// The name of the row of statements of which nobody is known to have made them.
pub const NOBODY: &str = "(nobody named)";
/// The name of the row of articles without an outlet.
pub const NO_OUTLET: &str = "(no outlet)";
/// The name of the row of articles without a date that says a day.
pub const NO_DATE: &str = "(no date)";
/// The name of the row of statements without a cue.
pub const NO_CUE: &str = "(no cue)";
/// The name of the row of speakers who are not in the table of people.
pub const NOT_IN_TABLE: &str = "(not in the table)";

/// What a row is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Key {
    Name(String),
    Person(u32),
}

/// Sums of a row, while they are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    articles: u64,
    /// The last article that was counted, from 1.
    last: u32,
    voice: Voice,
    unknown: u64,
}

/// Counts the statements of one record after the other.
#[derive(Debug)]
pub struct Tallies {
    by: Vec<By>,
    rule: CountRule,
    persons: Persons,
    wordings: Wordings,
    rows: HashMap<Vec<Key>, u32>,
    sums: Vec<Sum>,
    all: Sum,
    articles: u32,
    statements: u32,
    left_out: LeftOut,
    /// Whether anything was known of each of what rows are of.
    known: Vec<bool>,
    /// The rows of statements, and their numbers.
    said: Vec<(u32, u32)>,
    /// The ids of articles, for rows that are one article's own.
    ids: Vec<Box<str>>,
}

/// A row of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is of: a name, a month, an act; one for each that rows are of.
    pub names: Vec<String>,
    /// Who it is of, if it is somebody's.
    pub person: Option<Person>,
    /// The id of the article that alone can mean them, if it is somebody whom no other can.
    pub only_in: Option<String>,
    /// Articles with such statements; for all, articles that were read.
    pub articles: u64,
    /// Statements and their words.
    pub voice: Voice,
    /// Different wordings among the statements: one that many articles carry is one.
    pub wordings: u64,
    /// Statements of which nobody is known to have made them.
    pub unknown: u64,
}

/// Numbers over many articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// The rows, those with most statements first; months in their order.
    pub rows: Vec<Row>,
    /// All of it.
    pub all: Row,
    /// Which statements count.
    pub rule: CountRule,
    /// Those that do not.
    pub left_out: LeftOut,
    /// For each of what rows are of, whether anything was known of it in any statement.
    pub known: Vec<bool>,
}

impl Tallies {
    /// Nothing yet, to be counted by what `by` says; by nothing, in one row.
    pub fn new(by: Vec<By>, rule: CountRule, aliases: Aliases) -> Tallies {
        Tallies {
            known: vec![false; by.len()],
            by,
            rule,
            persons: Persons::new(aliases),
            wordings: Wordings::new(),
            rows: HashMap::new(),
            sums: Vec::new(),
            all: Sum::default(),
            articles: 0,
            statements: 0,
            left_out: LeftOut::default(),
            said: Vec::new(),
            ids: Vec::new(),
        }
    }

    /// Takes a record.
    pub fn add(&mut self, record: &Record) {
        self.articles += 1;
        self.all.articles += 1;
        let persons = self.persons.add(record);
        self.wordings.add(record, &persons);
        if self.by.contains(&By::EverySpeaker) {
            self.ids.push(record.article.id.as_str().into());
        }
        let by_speaker = self.by.iter().any(By::is_of_speakers);
        let rows: Vec<OutputRow<'_>> =
            if by_speaker { speaker_rows(record).collect() } else { output::rows(record).collect() };
        let mut rows = rows.chunk_by(|one, other| one.statement_id == other.statement_id);
        for (statement, speakers) in record.statements.iter().zip(speakers_of(record)) {
            let rows = rows.next().unwrap_or_default();
            let number = self.statements;
            self.statements += 1;
            if !self.rule.counts_or(statement, &mut self.left_out) {
                continue;
            }
            let voice = Voice::of(statement);
            let is_unknown = speakers.is_empty();
            self.all.voice.add(voice);
            self.all.unknown += u64::from(is_unknown);
            if self.by.is_empty() {
                continue;
            }
            let mut counted: HashSet<Vec<Key>> = HashSet::new();
            for (at, row) in rows.iter().enumerate() {
                let key = self.key(row, speakers.get(at).and_then(|speaker| persons.get(*speaker)).copied());
                if counted.insert(key.clone()) {
                    self.count(key, number, voice, is_unknown);
                }
            }
        }
    }

    /// What a row of a record is counted under.
    fn key(&mut self, row: &OutputRow<'_>, person: Option<PersonId>) -> Vec<Key> {
        let mut keys = Vec::with_capacity(self.by.len());
        for (at, by) in self.by.iter().enumerate() {
            let (key, is_known) = match by {
                By::Column(_) => {
                    let (name, is_known) = by.label(row);
                    (Key::Name(name), is_known)
                }
                _ => (self.speaker(person, *by == By::EverySpeaker), true),
            };
            self.known[at] |= is_known;
            keys.push(key);
        }
        keys
    }

    /// Ends.
    pub fn finish(self) -> Stats {
        let people = self.persons.finish();
        let groups = self.wordings.finish(&people);
        let mut rows = gathered(self.rows, &self.sums, &people, &self.ids);
        let mut wordings: Vec<(usize, u32)> = Vec::with_capacity(self.said.len());
        for (row, statement) in self.said {
            wordings.push((rows.of[row as usize], groups.all()[statement as usize].0));
        }
        wordings.sort_unstable();
        wordings.dedup();
        wordings.iter().for_each(|(row, _)| rows.rows[*row].wordings += 1);
        let Sum { articles, voice, unknown, .. } = self.all;
        let names = vec!["all".to_owned()];
        let all = Row { names, articles, voice, wordings: groups.count() as u64, unknown, ..Row::default() };
        let mut stats = Stats { rows: rows.rows, all, rule: self.rule, left_out: self.left_out, known: self.known };
        match self.by.first() {
            Some(by) if by.is_of_time() => stats.sort(Order::Name),
            _ => stats.sort(Order::Statements),
        }
        stats
    }

    /// The row of a speaker; of every one, if they are not put together.
    fn speaker(&self, person: Option<PersonId>, every: bool) -> Key {
        let Some(person) = person else { return Key::Name(NOBODY.to_owned()) };
        match self.persons.is_named_and_shared(person) {
            (_, true) => Key::Person(person.0),
            _ if every => Key::Person(person.0),
            (true, _) => Key::Name(ONE_WORD.to_owned()),
            (false, _) => Key::Name(DESCRIBED.to_owned()),
        }
    }

    fn count(&mut self, key: Vec<Key>, statement: u32, voice: Voice, is_unknown: bool) {
        let next = u32::try_from(self.sums.len()).unwrap_or(u32::MAX);
        let row = *self.rows.entry(key).or_insert(next);
        if row == next {
            self.sums.push(Sum::default());
        }
        if let Some(sum) = self.sums.get_mut(row as usize) {
            sum.articles += u64::from(sum.last != self.articles);
            sum.last = self.articles;
            sum.voice.add(voice);
            sum.unknown += u64::from(is_unknown);
        }
        self.said.push((row, statement));
    }
}

/// Rows, and where each that was counted has gone.
struct Gathered {
    rows: Vec<Row>,
    of: Vec<usize>,
}

/// Rows of those who turned out to be one person become one.
fn gathered(keys: HashMap<Vec<Key>, u32>, sums: &[Sum], people: &People, ids: &[Box<str>]) -> Gathered {
    let mut by_index: Vec<Vec<Key>> = vec![Vec::new(); sums.len()];
    for (key, row) in keys {
        by_index[row as usize] = key;
    }
    let mut gathered = Gathered { rows: Vec::new(), of: Vec::with_capacity(sums.len()) };
    let mut known: HashMap<Vec<Key>, usize> = HashMap::new();
    for (mut key, sum) in by_index.into_iter().zip(sums) {
        let mut person = None;
        for one in &mut key {
            if let Key::Person(id) = one {
                person = Some(people.get(PersonId(*id)));
                *id = u32::try_from(people.index(PersonId(*id))).unwrap_or(u32::MAX);
            }
        }
        let next = gathered.rows.len();
        let name = |one: &Key| match (one, person) {
            (Key::Name(name), _) => name.clone(),
            (Key::Person(_), person) => person.map(|person| person.name.clone()).unwrap_or_default(),
        };
        let names = key.iter().map(name).collect();
        let row = *known.entry(key).or_insert(next);
        if row == next {
            let is_own = person.is_some_and(|person| !person.shared);
            let last = ids.get(sum.last.saturating_sub(1) as usize).filter(|_| is_own);
            let only_in = last.map(|id| id.to_string());
            gathered.rows.push(Row { names, person: person.cloned(), only_in, ..Row::default() });
        }
        gathered.of.push(row);
        let into = &mut gathered.rows[row];
        into.articles += sum.articles;
        into.voice.add(sum.voice);
        into.unknown += sum.unknown;
    }
    gathered
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The name, from A.
    Name,
    /// The number of articles, the most first.
    Articles,
    /// The number of statements, the most first.
    Statements,
    /// The number of different wordings, the most first.
    Wordings,
    /// The number of words, the most first.
    Words,
}

/// The columns of counts as a table: what rows are of, who that is, and the numbers.
pub fn columns(by: &[By]) -> Vec<(String, ColumnKind)> {
    let text = |name: &str| (name.to_owned(), ColumnKind::Text);
    let mut columns: Vec<(String, ColumnKind)> = by.iter().map(|by| text(&by.name())).collect();
    if by.is_empty() {
        columns.push(text("all"));
    }
    if is_of_persons(by) {
        columns.extend(["speaker_kind", "role", "organisation", "other_names"].map(text));
    }
    if *by == [By::EverySpeaker] {
        columns.push(text("article_id"));
    }
    columns.push(("articles".to_owned(), ColumnKind::Long));
    for name in ["statements", "distinct", "words", "quoted_words", "unknown"] {
        let of = name.strip_suffix("_words").unwrap_or(name);
        columns.extend([(name.to_owned(), ColumnKind::Long), (format!("{of}_share"), ColumnKind::Number)]);
    }
    columns
}

/// Whether rows are of somebody.
fn is_of_persons(by: &[By]) -> bool {
    by.iter().any(|by| matches!(by, By::Speaker | By::EverySpeaker))
}

impl Stats {
    /// The rows as values of the [`columns`]; of nothing, the one row of all.
    pub fn lines(&self, by: &[By]) -> Vec<Vec<Value<'_>>> {
        let rows: &[Row] = if by.is_empty() { std::slice::from_ref(&self.all) } else { &self.rows };
        rows.iter().map(|row| self.line(row, by)).collect()
    }

    fn line<'s>(&'s self, row: &'s Row, by: &[By]) -> Vec<Value<'s>> {
        let mut line: Vec<Value<'_>> = row.names.iter().map(|name| Value::from(&**name)).collect();
        let person = row.person.as_ref();
        if is_of_persons(by) {
            let other_names = person.map(|person| person.other_names.join("; ")).filter(|names| !names.is_empty());
            line.extend([
                Value::from(person.map(|person| person.kind.as_str())),
                Value::from(person.and_then(|person| person.title.as_deref())),
                Value::from(person.and_then(|person| person.organisation.as_deref())),
                other_names.map_or(Value::Null, |names| Value::Text(names.into())),
            ]);
        }
        if *by == [By::EverySpeaker] {
            line.push(Value::from(row.only_in.as_deref()));
        }
        // Four decimals.
        let share = |part: u64, whole: u64| Value::Number((per_cent(part, whole) * 100.0).round() / 1e4);
        let count = |count: u64| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        let (all, voice) = (&self.all, row.voice);
        line.push(count(row.articles));
        for (number, of) in [
            (voice.statements, all.voice.statements),
            (row.wordings, all.wordings),
            (voice.words, all.voice.words),
            (voice.quoted, voice.words),
            (row.unknown, voice.statements),
        ] {
            line.extend([count(number), share(number, of)]);
        }
        line
    }

    /// Sorts the rows; those that are equal by name.
    pub fn sort(&mut self, order: Order) {
        self.rows.sort_by(|one, other| {
            let key = |row: &Row| match order {
                Order::Name => 0,
                Order::Articles => row.articles,
                Order::Statements => row.voice.statements,
                Order::Wordings => row.wordings,
                Order::Words => row.voice.words,
            };
            Reverse(key(one)).cmp(&Reverse(key(other))).then_with(|| one.names.cmp(&other.names))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_records::Sketch;

    const SAID: &str = "“We will never sell the harbour to a bank, whoever asks.”";

    fn records() -> Vec<Record> {
        let record = |id: &str, outlet: &str, day: &str, name: &str, said: &str| {
            let text = format!("{said} {name} said. It rained, the paper found.");
            let sketch = Sketch::new(&text).called(id, outlet, day).speaker(name, &[name]);
            sketch.statement(&[said], "said", &[0]).statement(&["It rained"], "", &[]).record()
        };
        vec![
            record("a", "Post", "2024-05-01", "Ida J. Roe", SAID),
            record("b", "Echo", "2 May 2024", "Ida Roe", "“We will never sell the harbour to a bank.”"),
            record("c", "Post", "June 1, 2024", "Roe", SAID),
        ]
    }

    fn by(name: &str) -> By {
        let Ok(column) = name.parse();
        By::Column(column)
    }

    fn counted(by: Vec<By>, rule: CountRule, records: &[Record]) -> Stats {
        let mut tallies = Tallies::new(by, rule, Aliases::default());
        records.iter().for_each(|record| tallies.add(record));
        tallies.finish()
    }

    fn check(by: impl IntoIterator<Item = By>, expected: &[(&str, [u64; 5])]) {
        let stats = counted(by.into_iter().collect(), CountRule::default(), &records());
        let numbers = |row: &Row| [row.articles, row.voice.statements, row.wordings, row.voice.words, row.unknown];
        let rows: Vec<(String, [u64; 5])> =
            stats.rows.iter().map(|row| (row.names.join(" / "), numbers(row))).collect();
        let expected: Vec<(String, [u64; 5])> =
            expected.iter().map(|(name, numbers)| ((*name).to_owned(), *numbers)).collect();
        assert_eq!(rows, expected);
        assert_eq!(numbers(&stats.all), [3, 6, 4, 37, 3]);
    }

    #[test]
    fn a_person_is_one_over_articles_and_a_wording_counts_once() {
        check(
            [By::Speaker],
            &[(NOBODY, [3, 3, 3, 6, 3]), ("Ida J. Roe", [2, 2, 1, 20, 0]), (ONE_WORD, [1, 1, 1, 11, 0])],
        );
        check(
            [By::EverySpeaker],
            &[(NOBODY, [3, 3, 3, 6, 3]), ("Ida J. Roe", [2, 2, 1, 20, 0]), ("Roe", [1, 1, 1, 11, 0])],
        );
    }

    #[test]
    fn a_statement_that_repeats_another_is_left_out() {
        let sketch = Sketch::new("Rain, says Roe\n\n“Rain is near,” Roe said.").speaker("Roe", &["Roe"]);
        let sketch = sketch.statement(&["Rain"], "says", &[0]).repeats(1);
        let record = sketch.statement(&["“Rain is near,”"], "said", &[0]).record();
        for by in [vec![], vec![By::EverySpeaker], vec![by("outlet")], vec![by("kind")]] {
            let is_one = by.is_empty();
            let stats = counted(by, CountRule::default(), std::slice::from_ref(&record));
            assert_eq!((stats.all.voice.statements, stats.all.wordings, stats.left_out.repeats), (1, 1, 1));
            let of_rows: u64 = stats.rows.iter().map(|row| row.voice.statements).sum();
            assert_eq!(of_rows, u64::from(!is_one));
        }
        let rule = CountRule { with_repeats: true, outer_only: false };
        let stats = counted(vec![], rule, &[record]);
        assert_eq!((stats.all.voice.statements, stats.left_out), (2, LeftOut::default()));
    }

    #[test]
    fn a_report_inside_another_counts_unless_only_outer_ones_do() {
        let sketch = Sketch::new("“It rains, Lie says,” Roe said.").speaker("Roe", &["Roe"]).speaker("Lie", &["Lie"]);
        let sketch = sketch.statement(&["“It rains, Lie says,”"], "said", &[0]);
        let mut record = sketch.statement(&["It rains"], "says", &[1]).record();
        record.statements[1].inside = Some("Q1".to_owned());
        let outer = CountRule { with_repeats: false, outer_only: true };
        let of = |rule: CountRule| counted(vec![By::EverySpeaker], rule, std::slice::from_ref(&record));
        assert_eq!(of(CountRule::default()).all.voice.statements, 2);
        let stats = of(outer);
        assert_eq!((stats.all.voice.statements, stats.rows.len(), stats.left_out.nested), (1, 1, 1));
        assert_eq!(
            outer.sentence(stats.left_out),
            "Left out: 0 statements that repeat a fuller one of their article, and 1 statement that is inside another."
        );
    }

    #[test]
    fn columns_of_statements_articles_and_inputs_have_their_rows() {
        check([by("outlet")], &[("Post", [2, 4, 3, 26, 2]), ("Echo", [1, 2, 2, 11, 1])]);
        check([by("month")], &[("2024-05", [2, 4, 3, 24, 2]), ("2024-06", [1, 2, 2, 13, 1])]);
        check([by("year")], &[("2024", [3, 6, 4, 37, 3])]);
        check([by("act")], &[(NO_CUE, [3, 3, 3, 6, 3]), ("assert", [3, 3, 1, 31, 0])]);
        check([by("kind")], &[("direct", [3, 3, 1, 31, 0]), ("indirect", [3, 3, 3, 6, 3])]);
        check([by("section")], &[("(no section)", [3, 6, 4, 37, 3])]);
        check([], &[]);
        check(
            [by("month"), by("speaker_named")],
            &[
                ("2024-05 / (nobody named)", [2, 2, 2, 4, 2]),
                ("2024-05 / true", [2, 2, 1, 20, 0]),
                ("2024-06 / (nobody named)", [1, 1, 1, 2, 1]),
                ("2024-06 / true", [1, 1, 1, 11, 0]),
            ],
        );
    }

    #[test]
    fn a_joint_statement_counts_for_the_party_of_each_of_its_speakers_once() {
        let sketch = Sketch::new("“It rains,” Roe, Lie and Poe said.");
        let sketch = sketch.speaker("Roe", &["Roe"]).speaker("Lie", &["Lie"]).speaker("Poe", &["Poe"]);
        let mut record = sketch.statement(&["“It rains,”"], "said", &[0, 1, 2]).record();
        for (speaker, party) in record.speakers.iter_mut().zip(["Greens", "Greens"]) {
            speaker.attributes.insert("party".to_owned(), party.into());
        }
        let stats = counted(vec![by("people.party")], CountRule::default(), &[record]);
        let rows: Vec<(&str, u64)> = stats.rows.iter().map(|row| (&*row.names[0], row.voice.statements)).collect();
        assert_eq!(rows, [(NOT_IN_TABLE, 1), ("Greens", 1)]);
        assert_eq!((stats.all.voice.statements, stats.known), (1, vec![true]));
    }
}
