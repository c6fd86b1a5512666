//! Records to the figures of a corpus: who, how much, how, when, where, how sure.
//!
//! Only statements that [count](measure::CountRule) are looked at. One that several make together counts for each of them.

use std::collections::{BTreeMap, HashMap};

use inquit::{
    Act, SpeakerKind, StatementKind, dates,
    output::{Record, Row, StatementRecord, speaker_rows},
    text::Offsets,
};

use super::calendar::Day;
use crate::{
    across::{People, PersonId},
    layers::speakers_of,
    measure::{self, CountRule, LeftOut},
    stats::By,
    terminal::NOBODY,
};

/// Statements, and the words in them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) statements: usize,
    pub(crate) words: usize,
}

impl Count {
    pub(crate) fn add(&mut self, words: usize) {
        self.statements += 1;
        self.words += words;
    }
}

/// How things are said: in the speaker's words, in both, in the writer's.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kinds(pub(crate) [Count; 3]);

impl Kinds {
    pub(crate) const NAMES: [&'static str; 3] = ["direct", "mixed", "paraphrased"];

    fn add(&mut self, kind: StatementKind, words: usize) {
        let at = match kind {
            StatementKind::Direct => 0,
            StatementKind::Mixed => 1,
            StatementKind::Indirect => 2,
        };
        self.0[at].add(words);
    }

    pub(crate) fn statements(&self) -> [usize; 3] {
        self.0.map(|count| count.statements)
    }
}

/// One article, in the list of all.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) title: String,
    pub(crate) outlet: Option<usize>,
    pub(crate) published: Option<String>,
    pub(crate) count: Count,
}

/// One outlet.
#[derive(Debug, Default)]
pub(crate) struct Outlet {
    pub(crate) name: String,
    pub(crate) articles: usize,
    pub(crate) count: Count,
    pub(crate) kinds: Kinds,
    pub(crate) nobody: usize,
}

/// What one person says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Voice {
    pub(crate) count: Count,
    /// Words in quotation marks.
    pub(crate) quoted: usize,
    /// The articles they speak in, by number.
    pub(crate) articles: BTreeMap<usize, Count>,
}

/// Whether it is known who speaks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Known {
    pub(crate) named: usize,
    pub(crate) described: usize,
    pub(crate) nobody: usize,
}

/// Everything that is counted.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) articles: Vec<Entry>,
    pub(crate) outlets: Vec<Outlet>,
    pub(crate) all: Count,
    pub(crate) quoted: usize,
    pub(crate) rule: CountRule,
    pub(crate) left_out: LeftOut,
    pub(crate) kinds: Kinds,
    pub(crate) acts: BTreeMap<&'static str, Count>,
    pub(crate) speaker_kinds: BTreeMap<&'static str, Count>,
    pub(crate) known: Known,
    /// Statements in ten steps of confidence.
    pub(crate) confidence: [usize; 10],
    /// Statements a day.
    pub(crate) days: BTreeMap<Day, Kinds>,
    pub(crate) undated: usize,
    pub(crate) models: BTreeMap<String, usize>,
    /// What panels are of, and how much is said under each name in it.
    pub(crate) panels: Vec<(By, BTreeMap<String, Count>)>,
    /// How many numbers persons were given.
    numbers: u32,
    outlet_by_name: HashMap<String, usize>,
    voices: Vec<Voice>,
    spoken_of: HashMap<(PersonId, PersonId), usize>,
}

impl Figures {
    /// Nothing yet, to be counted by a rule.
    pub(crate) fn new(rule: CountRule, panels: Vec<By>) -> Figures {
        let panels = panels.into_iter().map(|by| (by, BTreeMap::new())).collect();
        Figures { rule, panels, ..Figures::default() }
    }

    /// Counts an article, whose speakers are `persons`.
    pub(crate) fn add(&mut self, record: &Record, persons: &[PersonId]) {
        let number = self.articles.len();
        self.numbers = persons.iter().map(|person| person.0 + 1).fold(self.numbers, u32::max);
        let outlet = record.article.outlet.as_deref().map(|name| self.outlet(name));
        let published = record.article.day().map(dates::number);
        self.undated += usize::from(published.is_none());
        *self.models.entry(record.generator.model.clone()).or_default() += 1;
        let (mut count, before) = (Count::default(), self.known.nobody);
        let mut kinds = Kinds::default();
        let speakers = speakers_of(record);
        let rows: Vec<Row<'_>> = if self.panels.is_empty() { Vec::new() } else { speaker_rows(record).collect() };
        let mut rows = rows.chunk_by(|one, other| one.statement_id == other.statement_id);
        for (statement, speakers) in record.statements.iter().zip(&speakers) {
            let rows = rows.next().unwrap_or_default();
            if !self.rule.counts_or(statement, &mut self.left_out) {
                continue;
            }
            let said = measure::Voice::of(statement);
            let (words, quoted) = (said.words as usize, said.quoted as usize);
            count.add(words);
            kinds.add(statement.kind, words);
            self.add_to_panels(rows, words);
            self.add_statement(record, statement, words, quoted, speakers);
            for person in speakers.iter().filter_map(|at| persons.get(*at)) {
                let voice = self.voice(*person);
                voice.count.add(words);
                voice.quoted += quoted;
                voice.articles.entry(number).or_default().add(words);
            }
            if let Some(day) = published {
                self.days.entry(day).or_default().add(statement.kind, words);
            }
        }
        for (speaker, other) in mentions_in_contents(record, &speakers, self.rule) {
            if let (Some(person), Some(other)) = (persons.get(speaker), persons.get(other)) {
                *self.spoken_of.entry((*person, *other)).or_default() += 1;
            }
        }
        if let Some(outlet) = outlet.and_then(|at| self.outlets.get_mut(at)) {
            outlet.articles += 1;
            outlet.count.statements += count.statements;
            outlet.count.words += count.words;
            outlet.nobody += self.known.nobody - before;
            for (all, one) in outlet.kinds.0.iter_mut().zip(kinds.0) {
                all.statements += one.statements;
                all.words += one.words;
            }
        }
        let headline = record.article.headline.as_ref().map(|headline| headline.text.clone());
        let title = headline.unwrap_or_else(|| record.article.id.clone());
        self.articles.push(Entry { title, outlet, published: record.article.published.clone(), count });
    }

    /// Counts a statement under every name that it, or one of its speakers, has in what a panel is of.
    fn add_to_panels(&mut self, rows: &[Row<'_>], words: usize) {
        for (by, counts) in &mut self.panels {
            let mut names: Vec<String> = rows.iter().map(|row| by.label(row).0).collect();
            names.sort_unstable();
            names.dedup();
            names.into_iter().for_each(|name| counts.entry(name).or_default().add(words));
        }
    }

    /// Who of `people` each number is, from the first.
    pub(crate) fn numbers(&self, people: &People) -> Vec<usize> {
        (0..self.numbers).map(|number| people.index(PersonId(number))).collect()
    }

    /// What each of `people` says, by their indices.
    pub(crate) fn voices(&self, people: &People) -> Vec<Voice> {
        let mut voices = vec![Voice::default(); people.all().len()];
        for (id, voice) in (0..).zip(&self.voices) {
            let of = &mut voices[people.index(PersonId(id))];
            of.count.statements += voice.count.statements;
            of.count.words += voice.count.words;
            of.quoted += voice.quoted;
            for (article, count) in &voice.articles {
                let all = of.articles.entry(*article).or_default();
                all.statements += count.statements;
                all.words += count.words;
            }
        }
        voices
    }

    /// How many statements of the first mention the second, by their indices; most first.
    pub(crate) fn spoken_of(&self, people: &People) -> Vec<(usize, usize, usize)> {
        let mut folded: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for ((of, about), times) in &self.spoken_of {
            let (of, about) = (people.index(*of), people.index(*about));
            if of != about {
                *folded.entry((of, about)).or_default() += times;
            }
        }
        let mut edges: Vec<_> = folded.into_iter().map(|((of, about), times)| (of, about, times)).collect();
        edges.sort_by_key(|&(of, about, times)| (std::cmp::Reverse(times), of, about));
        edges
    }

    fn add_statement(
        &mut self,
        record: &Record,
        statement: &StatementRecord,
        words: usize,
        quoted: usize,
        speakers: &[usize],
    ) {
        self.all.add(words);
        self.quoted += quoted;
        self.kinds.add(statement.kind, words);
        let act = statement.cue.as_ref().map_or("no cue", |cue| Act::as_str(cue.act));
        self.acts.entry(act).or_default().add(words);
        // Ten steps; 1 belongs to the last.
        let step = (statement.confidence.clamp(0.0, 1.0) * 10.0) as usize;
        self.confidence[step.min(9)] += 1;
        let kind = speakers.first().map_or(NOBODY, |at| SpeakerKind::as_str(record.speakers[*at].kind));
        self.speaker_kinds.entry(kind).or_default().add(words);
        match () {
            () if speakers.is_empty() => self.known.nobody += 1,
            () if speakers.iter().any(|at| record.speakers[*at].named) => self.known.named += 1,
            () => self.known.described += 1,
        }
    }

    fn outlet(&mut self, name: &str) -> usize {
        if let Some(at) = self.outlet_by_name.get(name) {
            return *at;
        }
        self.outlets.push(Outlet { name: name.to_owned(), ..Outlet::default() });
        self.outlet_by_name.insert(name.to_owned(), self.outlets.len() - 1);
        self.outlets.len() - 1
    }

    fn voice(&mut self, person: PersonId) -> &mut Voice {
        let at = person.0 as usize;
        if self.voices.len() <= at {
            self.voices.resize_with(at + 1, Voice::default);
        }
        &mut self.voices[at]
    }
}

/// For every statement of somebody, and everybody else whom its content mentions: the two speakers.
fn mentions_in_contents(record: &Record, speakers: &[Vec<usize>], rule: CountRule) -> Vec<(usize, usize)> {
    let offsets = Offsets::new(&record.article.text, record.article.offset_unit);
    let byte = |offset| offsets.to_byte(offset).unwrap_or(0);
    let mut mentions: Vec<(usize, usize)> = Vec::new();
    for (at, speaker) in record.speakers.iter().enumerate() {
        mentions.extend(speaker.mentions.iter().map(|mention| (byte(mention.start), at)));
    }
    mentions.sort_unstable();
    let mut pairs = Vec::new();
    for (statement, of) in record.statements.iter().zip(speakers).filter(|(statement, _)| rule.counts(statement)) {
        let mut about: Vec<usize> = Vec::new();
        for part in &statement.content {
            let (start, end) = (byte(part.start), byte(part.end));
            let first = mentions.partition_point(|(at, _)| *at < start);
            about.extend(mentions[first..].iter().take_while(|(at, _)| *at < end).map(|(_, speaker)| *speaker));
        }
        about.sort_unstable();
        about.dedup();
        let others = |of: usize| about.iter().copied().filter(move |about| *about != of).map(move |about| (of, about));
        pairs.extend(of.iter().flat_map(|of| others(*of)));
    }
    pairs
}
