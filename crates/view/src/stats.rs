//! Records to numbers over many articles: who, or which outlet, month, act or kind, has how much of what is said.
//!
//! Takes one record after the other and keeps counts, not articles: beside a row's sums, four bytes a word of every
//! statement, about eighty a statement (`across::wordings`) and about two hundred a speaker whom no other article has
//! (`across::persons`): two kilobytes an article of fifteen statements.
//!
//! A statement by several counts for each of them, and once in the sum of all. Shares are of that sum.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use inquit::{Aliases, output::Record};

use crate::{
    across::{People, Person, PersonId, Persons, Wordings},
    dates::Day,
    layers::speakers_of,
    measure::Voice,
};

/// What rows are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Everything in one row.
    All,
    /// Persons and other speakers whom several articles can mean, the rest in three rows of its own.
    Speaker,
    /// Everybody that an article attributes something to, those too that it only describes.
    EverySpeaker,
    /// Who published the article.
    Outlet,
    /// When it was published.
    Month,
    /// What kind of speech act the cue reports.
    Act,
    /// Direct, indirect or mixed.
    Kind,
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
    by: By,
    persons: Persons,
    wordings: Wordings,
    rows: HashMap<Key, u32>,
    sums: Vec<Sum>,
    all: Sum,
    articles: u32,
    statements: u32,
    /// The rows of statements, and their numbers.
    said: Vec<(u32, u32)>,
    /// The ids of articles, for rows that are one article's own.
    ids: Vec<Box<str>>,
}

/// A row of numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What it is of: a name, a month, an act.
    pub name: String,
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
}

impl Tallies {
    /// Nothing yet.
    pub fn new(by: By, aliases: Aliases) -> Tallies {
        Tallies {
            by,
            persons: Persons::new(aliases),
            wordings: Wordings::new(),
            rows: HashMap::new(),
            sums: Vec::new(),
            all: Sum::default(),
            articles: 0,
            statements: 0,
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
        let article = &record.article;
        if self.by == By::EverySpeaker {
            self.ids.push(article.id.as_str().into());
        }
        let of_article = match self.by {
            By::Outlet => Some(article.outlet.clone().unwrap_or_else(|| NO_OUTLET.to_owned())),
            By::Month => {
                let day = article.published.as_deref().and_then(Day::of);
                Some(day.map_or_else(|| NO_DATE.to_owned(), Day::year_and_month))
            }
            _ => None,
        };
        for (statement, speakers) in record.statements.iter().zip(speakers_of(record)) {
            let voice = Voice::of(statement);
            let is_unknown = speakers.is_empty();
            self.all.voice.add(voice);
            self.all.unknown += u64::from(is_unknown);
            let name = |name: &str| vec![Key::Name(name.to_owned())];
            let keys = match self.by {
                By::All => Vec::new(),
                By::Outlet | By::Month => name(of_article.as_deref().unwrap_or_default()),
                By::Act => name(statement.cue.as_ref().map_or(NO_CUE, |cue| cue.act.as_str())),
                By::Kind => name(statement.kind.as_str()),
                By::Speaker | By::EverySpeaker if is_unknown => name(NOBODY),
                By::Speaker | By::EverySpeaker => {
                    speakers.iter().map(|&speaker| self.speaker(persons[speaker])).collect()
                }
            };
            let mut counted: HashSet<Key> = HashSet::new();
            for key in keys {
                if counted.insert(key.clone()) {
                    self.count(key, voice, is_unknown);
                }
            }
            self.statements += 1;
        }
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
        let name = "all".to_owned();
        let all = Row { name, articles, voice, wordings: groups.count() as u64, unknown, ..Row::default() };
        let mut stats = Stats { rows: rows.rows, all };
        match self.by {
            By::Month => stats.sort(Order::Name),
            _ => stats.sort(Order::Statements),
        }
        stats
    }

    /// The row of a speaker.
    fn speaker(&self, person: PersonId) -> Key {
        match self.persons.is_named_and_shared(person) {
            (_, true) => Key::Person(person.0),
            _ if self.by == By::EverySpeaker => Key::Person(person.0),
            (true, _) => Key::Name(ONE_WORD.to_owned()),
            (false, _) => Key::Name(DESCRIBED.to_owned()),
        }
    }

    fn count(&mut self, key: Key, voice: Voice, is_unknown: bool) {
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
        self.said.push((row, self.statements));
    }
}

/// Rows, and where each that was counted has gone.
struct Gathered {
    rows: Vec<Row>,
    of: Vec<usize>,
}

/// Rows of those who turned out to be one person become one.
fn gathered(keys: HashMap<Key, u32>, sums: &[Sum], people: &People, ids: &[Box<str>]) -> Gathered {
    let mut by_index: Vec<Option<Key>> = vec![None; sums.len()];
    for (key, row) in keys {
        by_index[row as usize] = Some(key);
    }
    let mut gathered = Gathered { rows: Vec::new(), of: Vec::with_capacity(sums.len()) };
    let mut known: HashMap<usize, usize> = HashMap::new();
    for (key, sum) in by_index.into_iter().flatten().zip(sums) {
        let next = gathered.rows.len();
        let (name, person, row) = match key {
            Key::Name(name) => (name, None, next),
            Key::Person(id) => {
                let (index, person) = (people.index(PersonId(id)), people.get(PersonId(id)));
                (person.name.clone(), Some(person.clone()), *known.entry(index).or_insert(next))
            }
        };
        if row == next {
            let is_own = person.as_ref().is_some_and(|person| !person.shared);
            let last = ids.get(sum.last.saturating_sub(1) as usize).filter(|_| is_own);
            let only_in = last.map(|id| id.to_string());
            gathered.rows.push(Row { name, person, only_in, ..Row::default() });
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

impl Stats {
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
            Reverse(key(one)).cmp(&Reverse(key(other))).then_with(|| one.name.cmp(&other.name))
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

    fn check(by: By, expected: &[(&str, [u64; 5])]) {
        let mut tallies = Tallies::new(by, Aliases::default());
        records().iter().for_each(|record| tallies.add(record));
        let stats = tallies.finish();
        let numbers = |row: &Row| [row.articles, row.voice.statements, row.wordings, row.voice.words, row.unknown];
        let rows: Vec<(&str, [u64; 5])> = stats.rows.iter().map(|row| (&*row.name, numbers(row))).collect();
        assert_eq!(rows, expected);
        assert_eq!(numbers(&stats.all), [3, 6, 4, 37, 3]);
    }

    #[test]
    fn a_person_is_one_over_articles_and_a_wording_counts_once() {
        check(
            By::Speaker,
            &[(NOBODY, [3, 3, 3, 6, 3]), ("Ida J. Roe", [2, 2, 1, 20, 0]), (ONE_WORD, [1, 1, 1, 11, 0])],
        );
        check(
            By::EverySpeaker,
            &[(NOBODY, [3, 3, 3, 6, 3]), ("Ida J. Roe", [2, 2, 1, 20, 0]), ("Roe", [1, 1, 1, 11, 0])],
        );
    }

    #[test]
    fn outlets_months_acts_and_kinds_have_their_rows() {
        check(By::Outlet, &[("Post", [2, 4, 3, 26, 2]), ("Echo", [1, 2, 2, 11, 1])]);
        check(By::Month, &[("2024-05", [2, 4, 3, 24, 2]), ("2024-06", [1, 2, 2, 13, 1])]);
        check(By::Act, &[(NO_CUE, [3, 3, 3, 6, 3]), ("assert", [3, 3, 1, 31, 0])]);
        check(By::Kind, &[("direct", [3, 3, 1, 31, 0]), ("indirect", [3, 3, 3, 6, 3])]);
        check(By::All, &[]);
    }
}
