//! Compares two sets of records of the same articles, statement by statement.
//!
//! What a person corrected, what another version reads, or what a second coder marked. Articles are matched by id, file
//! name or text, statements by what they cover (`pairing.rs`). Speakers are the same if their names are,
//! without regard to case and titles, or if one's name is an alias of the other; where both sides have the same cast, as a
//! record and its correction do, by id.
//!
//! Left out is what no annotation tool shows: acts, addressees, roles, confidences.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use super::{
    index::{BaseFault, Index},
    pairing::{Extent, extents, pairs},
    score::name_key,
};
use crate::output::{Record, SpanRecord, SpeakerRecord, StatementRecord};

/// What is different in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Change {
    /// It is only in the new records.
    Added,
    /// It is only in the old records.
    Removed,
    /// Its content is another.
    Extent,
    /// Others are said to have said it.
    Speaker,
    /// It is direct, indirect or mixed in one and not in the other.
    Kind,
    /// Other words report it.
    Cue,
    /// Other words name the source.
    Source,
}

impl Change {
    /// Every change, in the order in which those of a statement are listed.
    pub const ALL: [Change; 7] =
        [Change::Added, Change::Removed, Change::Extent, Change::Speaker, Change::Kind, Change::Cue, Change::Source];

    /// Its name in files: "added".
    pub fn as_str(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Removed => "removed",
            Change::Extent => "extent",
            Change::Speaker => "speaker",
            Change::Kind => "kind",
            Change::Cue => "cue",
            Change::Source => "source",
        }
    }
}

/// One thing that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The article, as the old records call it.
    pub article_id: String,
    /// What is different.
    pub change: Change,
    /// The statement's id in the old record.
    pub old_id: Option<String>,
    /// The statement's id in the new record.
    pub new_id: Option<String>,
    /// The statement's content, as the new record has it where it does; its parts joined by " … ".
    pub text: String,
    /// What the old record has: names, words, a kind. Of a statement that was removed, its speakers.
    pub old: Option<String>,
    /// What the new record has.
    pub new: Option<String>,
    /// Where the content begins in the text, in code points.
    pub start: usize,
}

/// What is different in two sets of records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Articles that were compared.
    pub articles: usize,
    /// Statements that are in both.
    pub in_both: usize,
    /// Those of them in which nothing is different.
    pub unchanged: usize,
    /// What is different, in the order of the old articles and of their texts.
    pub differences: Vec<Difference>,
    /// Articles that only the old records have.
    pub only_in_old: Vec<String>,
    /// Articles that only the new records have.
    pub only_in_new: Vec<String>,
    /// Articles whose texts differ, which are not compared.
    pub other_text: Vec<String>,
}

impl Diff {
    /// How many differences of each kind there are, of those there are.
    pub fn counts(&self) -> BTreeMap<Change, usize> {
        let mut counts = BTreeMap::new();
        for difference in &self.differences {
            *counts.entry(difference.change).or_default() += 1;
        }
        counts
    }

    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.differences.is_empty()
            && [&self.only_in_old, &self.only_in_new, &self.other_text].iter().all(|ids| ids.is_empty())
    }
}

/// Which records are of one article.
#[derive(Debug, Default)]
pub(super) struct Articles {
    pub(super) pairs: Vec<(usize, usize)>,
    only_in_old: Vec<String>,
    only_in_new: Vec<String>,
    other_text: Vec<String>,
}

impl Articles {
    pub(super) fn new(old: &[Record], new: &[Record]) -> Articles {
        let index = Index::new(old);
        let mut found = Articles::default();
        let mut taken: HashMap<usize, usize> = HashMap::new();
        for (at, record) in new.iter().enumerate() {
            let (id, text) = (&record.article.id, &record.article.text);
            match index.find(old, id, text, |of| !taken.contains_key(&of)) {
                Ok(of) => drop(taken.insert(of, at)),
                Err(BaseFault::TextDiffers { id, .. }) => found.other_text.push(id),
                Err(_) => found.only_in_new.push(id.clone()),
            }
        }
        for (at, record) in old.iter().enumerate() {
            match taken.get(&at) {
                Some(of) => found.pairs.push((at, *of)),
                None if found.other_text.contains(&record.article.id) => {}
                None => found.only_in_old.push(record.article.id.clone()),
            }
        }
        found
    }
}

/// Compares records that hold together.
pub fn diff(old: &[Record], new: &[Record]) -> Diff {
    let articles = Articles::new(old, new);
    let mut diff = Diff { articles: articles.pairs.len(), ..Diff::default() };
    for (one, other) in articles.pairs {
        if let (Some(one), Some(other)) = (old.get(one), new.get(other)) {
            Compared::new(one, other).add_to(&mut diff);
        }
    }
    Diff {
        only_in_old: articles.only_in_old,
        only_in_new: articles.only_in_new,
        other_text: articles.other_text,
        ..diff
    }
}

/// Two records of one text, with their statements in pairs.
pub(super) struct Compared<'r> {
    old: &'r Record,
    new: &'r Record,
    pub(super) before: Vec<Extent>,
    pub(super) after: Vec<Extent>,
    pub(super) pairs: Vec<(usize, usize)>,
    labels: Labels,
}

impl<'r> Compared<'r> {
    pub(super) fn new(old: &'r Record, new: &'r Record) -> Compared<'r> {
        let (before, after) = (extents(old), extents(new));
        let pairs = pairs(&before, &after);
        Compared { old, new, before, after, pairs, labels: Labels::new(old, new) }
    }

    /// The statements in pairs.
    pub(super) fn statements(&self) -> impl Iterator<Item = (&'r StatementRecord, &'r StatementRecord)> {
        let (old, new) = (&self.old.statements, &self.new.statements);
        self.pairs.iter().filter_map(|(one, other)| Some((old.get(*one)?, new.get(*other)?)))
    }

    /// Who said the two of a pair, in words that are the same for the same speakers.
    pub(super) fn speakers(&self, old: &StatementRecord, new: &StatementRecord) -> [String; 2] {
        [labels_of(&self.labels.old, old), labels_of(&self.labels.new, new)]
    }

    fn add_to(&self, diff: &mut Diff) {
        let mut found: Vec<(usize, Difference)> = Vec::new();
        let place =
            |extent: Option<&Extent>| extent.and_then(|extent| extent.content.first()).map_or(0, |part| part.start);
        for (one, other) in &self.pairs {
            let statements = self.old.statements.get(*one).zip(self.new.statements.get(*other));
            let (Some((old, new)), Some((before, after))) =
                (statements, self.before.get(*one).zip(self.after.get(*other)))
            else {
                continue;
            };
            let changes = self.changes(old, new, before, after);
            diff.in_both += 1;
            diff.unchanged += usize::from(changes.is_empty());
            found.extend(changes.into_iter().map(|change| (place(Some(after)), change)));
        }
        let (paired_old, paired_new): (HashSet<usize>, HashSet<usize>) = self.pairs.iter().copied().unzip();
        let alone = |statements: &'r [StatementRecord], paired: HashSet<usize>| {
            statements.iter().enumerate().filter(move |(at, _)| !paired.contains(at))
        };
        for (at, old) in alone(&self.old.statements, paired_old) {
            let gone =
                Difference { old: Some(names(self.old, old)), ..self.difference(Change::Removed, Some(old), None) };
            found.push((place(self.before.get(at)), gone));
        }
        for (at, new) in alone(&self.new.statements, paired_new) {
            let fresh =
                Difference { new: Some(names(self.new, new)), ..self.difference(Change::Added, None, Some(new)) };
            found.push((place(self.after.get(at)), fresh));
        }
        found.sort_by_key(|(place, difference)| (*place, difference.change));
        diff.differences.extend(found.into_iter().map(|(_, difference)| difference));
    }

    /// What is different in the statements of a pair.
    fn changes(
        &self,
        old: &StatementRecord,
        new: &StatementRecord,
        before: &Extent,
        after: &Extent,
    ) -> Vec<Difference> {
        let cue = |statement: &StatementRecord| statement.cue.as_ref().map(|cue| cue.text.clone()).unwrap_or_default();
        let [one, other] = self.speakers(old, new);
        let changes = [
            (Change::Extent, before.content != after.content, [joined(&old.content), joined(&new.content)]),
            (Change::Speaker, one != other, [names(self.old, old), names(self.new, new)]),
            (Change::Kind, old.kind != new.kind, [old.kind.as_str().to_owned(), new.kind.as_str().to_owned()]),
            (Change::Cue, before.cue != after.cue, [cue(old), cue(new)]),
            (Change::Source, before.source != after.source, [joined(&old.source), joined(&new.source)]),
        ];
        let is_different = changes.into_iter().filter(|(_, is_different, _)| *is_different);
        is_different
            .map(|(change, _, [one, other])| Difference {
                old: Some(one),
                new: Some(other),
                ..self.difference(change, Some(old), Some(new))
            })
            .collect()
    }

    fn difference(&self, change: Change, old: Option<&StatementRecord>, new: Option<&StatementRecord>) -> Difference {
        let id = |statement: Option<&StatementRecord>| statement.map(|statement| statement.id.clone());
        let content = new.or(old).map(|statement| &*statement.content).unwrap_or_default();
        let extents = if new.is_some() { (self.new, new) } else { (self.old, old) };
        Difference {
            article_id: self.old.article.id.clone(),
            change,
            old_id: id(old),
            new_id: id(new),
            text: joined(content),
            old: None,
            new: None,
            start: codepoint(extents.0, extents.1),
        }
    }
}

/// Where a statement's content begins, in code points.
fn codepoint(record: &Record, statement: Option<&StatementRecord>) -> usize {
    let Some(start) = statement.and_then(|statement| statement.content.first()).map(|part| part.start) else {
        return 0;
    };
    let text = &record.article.text;
    let units = crate::text::Offsets::new(text, record.article.offset_unit);
    let byte = units.to_byte(start).unwrap_or(0);
    text.get(..byte).map_or(0, |before| before.chars().count())
}

fn joined(spans: &[SpanRecord]) -> String {
    spans.iter().map(|span| &*span.text).collect::<Vec<_>>().join(" … ")
}

/// The names of a statement's speakers, joined as in tables.
fn names(record: &Record, statement: &StatementRecord) -> String {
    let name = |id: &String| record.speakers.iter().find(|speaker| speaker.id == *id).map(|speaker| &*speaker.name);
    statement.speakers.iter().filter_map(name).collect::<Vec<_>>().join("; ")
}

/// By the ids of speakers, words that are the same for the same speaker of two records.
struct Labels {
    old: HashMap<String, String>,
    new: HashMap<String, String>,
}

impl Labels {
    fn new(old: &Record, new: &Record) -> Labels {
        let by_id: HashMap<&str, &SpeakerRecord> = old.speakers.iter().map(|speaker| (&*speaker.id, speaker)).collect();
        let in_both = |speaker: &&SpeakerRecord| by_id.contains_key(&*speaker.id);
        let is_same = |speaker: &SpeakerRecord| by_id.get(&*speaker.id).is_some_and(|other| other.name == speaker.name);
        let one_cast = new.speakers.iter().filter(in_both).all(is_same);
        let of_old = labels(&old.speakers);
        let own = labels(&new.speakers);
        let of_new = new.speakers.iter().map(|speaker| {
            let by_id = if one_cast { of_old.get(&speaker.id) } else { None };
            let by_name = || same(speaker, &old.speakers).and_then(|other| of_old.get(&other.id));
            let label = by_id.or_else(by_name).or(own.get(&speaker.id)).cloned().unwrap_or_default();
            (speaker.id.clone(), label)
        });
        Labels { new: of_new.collect(), old: of_old }
    }
}

/// Folded names; those that several of the speakers have, with the id.
fn labels(speakers: &[SpeakerRecord]) -> HashMap<String, String> {
    let mut bearers: HashMap<String, usize> = HashMap::new();
    speakers.iter().for_each(|speaker| *bearers.entry(key(&speaker.name)).or_default() += 1);
    let label = |speaker: &SpeakerRecord| {
        let key = key(&speaker.name);
        let label = if bearers.get(&key) > Some(&1) { format!("{key} [{}]", speaker.id) } else { key };
        (speaker.id.clone(), label)
    };
    speakers.iter().map(label).collect()
}

/// Whoever of the others has the speaker's name, else the only one whose name is an alias of the other.
fn same<'s>(speaker: &SpeakerRecord, others: &'s [SpeakerRecord]) -> Option<&'s SpeakerRecord> {
    let name = key(&speaker.name);
    let knows = |speaker: &SpeakerRecord, name: &str| speaker.aliases.iter().any(|alias| key(alias) == *name);
    let mut by_alias = others.iter().filter(|other| knows(other, &name) || knows(speaker, &key(&other.name)));
    let by_name = others.iter().find(|other| key(&other.name) == name);
    by_name.or_else(|| by_alias.next().filter(|_| by_alias.next().is_none()))
}

/// What names are compared by.
fn key(name: &str) -> String {
    let key = name_key(name);
    if key.is_empty() { name.trim().to_owned() } else { key }
}

/// The labels of a statement's speakers, whatever their order; nothing for nobody.
fn labels_of(labels: &HashMap<String, String>, statement: &StatementRecord) -> String {
    let mut found: Vec<&str> = statement.speakers.iter().filter_map(|id| labels.get(id)).map(String::as_str).collect();
    found.sort_unstable();
    found.dedup();
    found.join("; ")
}

#[cfg(test)]
mod tests;
