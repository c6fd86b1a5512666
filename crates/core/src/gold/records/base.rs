//! Puts a correction onto the record that was corrected.
//!
//! Annotation formats hold a part of a record. So what they hold is compared with the record, statement by statement
//! (`pairing.rs`), and only what differs is taken over; all else stays as it was, down to the ids. Statements that are not
//! in the correction go, those that are only there are read as [`super`] reads annotations. A record that nobody has
//! corrected comes back with the same bytes.
//!
//! A name in a correction is the speaker of that id and name, else the statement's own speaker of that name, else
//! whoever has it in the record as a name or, if only one has it, as an alias; without regard to case and titles, where
//! nobody has it as written. Else it is a new speaker. A person who has another name in a correction is therefore
//! another person: names are corrected in the record.
//!
//! Confidence is 1 where content or speakers were corrected, for then a person has said what is right. What an article
//! says of the anonymity of a source, addressees, and who reported a statement are no part of these formats and stay.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Annotated, Fields, Laid};
use crate::{
    Article, Dateline, Section, Span,
    gold::{
        BaseFault, GoldError, GoldFault,
        index::Index,
        letters::{Letters, Set, shared, size},
        pairing::{Extent, extents, pairs},
        score::name_key,
    },
    output::{ArticleRecord, Record, SpanRecord, SpeakerRecord, StatementRecord},
    text::Offsets,
};

/// The records that were corrected, to find each again.
#[derive(Debug)]
pub struct Base {
    records: Vec<Record>,
    index: Index,
}

impl Base {
    /// The records in the order in which they were exported, which the names of equally named files depend on.
    pub fn new(records: Vec<Record>) -> Base {
        Base { index: Index::new(&records), records }
    }

    /// The records, in their order.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// The record of an article: by its id, by the name of its files, by its text.
    ///
    /// # Errors
    /// If there is none, or it is of another text.
    pub fn find(&self, id: &str, text: &str) -> Result<&Record, BaseFault> {
        let at = self.position(id, text)?;
        self.records.get(at).ok_or_else(|| BaseFault::Missing(id.to_owned()))
    }

    /// Where the record of an article is among all.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn position(&self, id: &str, text: &str) -> Result<usize, BaseFault> {
        self.index.find(&self.records, id, text, |_| true)
    }
}

impl GoldFault {
    /// Whether a part of the annotations was lost to it, so that what is missing need not have been removed.
    pub fn is_loss(&self) -> bool {
        match self {
            GoldFault::Task { fault, .. } => fault.is_loss(),
            GoldFault::TextDiffers { .. } | GoldFault::NoContent(_) | GoldFault::Unlinked { .. } => false,
            _ => true,
        }
    }
}

impl Annotated {
    /// Whether a part of the annotations could not be read. Put onto a record, it would look removed.
    pub fn is_damaged(&self) -> bool {
        self.errors.iter().any(|error| error.fault().is_loss())
    }

    /// The faults met while reading the annotations.
    pub fn faults(&self) -> &[GoldError] {
        &self.errors
    }

    /// The record with what was corrected of it, and the faults met. The texts must be the same.
    pub fn onto(self, base: &Record) -> (Record, Vec<GoldError>) {
        let article =
            article(&base.article).unwrap_or_else(|| Fields::from_text(&*base.article.text).into_article(None));
        let Laid { record: given, ids, answered, errors } = self.laid_out(article, base.article.offset_unit);
        let (before, after) = (extents(base), extents(&given));
        let partners: BTreeMap<usize, usize> = pairs(&before, &after).into_iter().collect();
        let mut cast = Cast::new(base);
        let mut merged = Merged::default();
        for (at, (old, extent)) in base.statements.iter().zip(&before).enumerate() {
            let Some(partner) = partners.get(&at) else {
                // What has no content cannot be shown, and so not be removed.
                if extent.content.is_empty() {
                    merged.push(old.clone(), extent.clone(), false);
                }
                continue;
            };
            let (Some(new), Some(corrected)) = (given.statements.get(*partner), after.get(*partner)) else { continue };
            let speakers = cast.speakers(old, new, &given, &ids);
            let statement =
                with_corrections(old, new, [extent, corrected], speakers, answered.get(*partner) == Some(&true));
            merged.push(statement, corrected.clone(), extent.content != corrected.content);
        }
        let taken: HashSet<usize> = partners.into_values().collect();
        let mut fresh = fresh('Q', base.statements.iter().map(|statement| &*statement.id));
        for (at, (new, extent)) in given.statements.iter().zip(&after).enumerate() {
            if taken.contains(&at) || extent.content.is_empty() {
                continue;
            }
            let nobody = StatementRecord { speakers: Vec::new(), ..new.clone() };
            let speakers = cast.speakers(&nobody, new, &given, &ids);
            merged.insert(StatementRecord { id: fresh(), speakers, ..nobody }, extent.clone());
        }
        let statements = merged.mended(&base.article.text);
        (Record { speakers: cast.speakers, statements, ..base.clone() }, errors)
    }
}

/// A statement with what is different in its correction.
fn with_corrections(
    old: &StatementRecord,
    new: &StatementRecord,
    [before, after]: [&Extent; 2],
    speakers: Vec<String>,
    kind_answered: bool,
) -> StatementRecord {
    let mut statement = old.clone();
    let new_content = before.content != after.content;
    if new_content {
        statement.content.clone_from(&new.content);
        statement.quoted.clone_from(&new.quoted);
        (statement.place, statement.section, statement.paragraph) = (new.place, new.section, new.paragraph);
    }
    if new_content || kind_answered {
        statement.kind = new.kind;
    }
    if before.cue != after.cue {
        statement.cue.clone_from(&new.cue);
    }
    if before.source != after.source {
        statement.source.clone_from(&new.source);
    }
    let new_speakers = statement.speakers != speakers;
    if new_speakers {
        statement.speakers = speakers;
        // It says how those before were found.
        statement.why = None;
    }
    if new_content || new_speakers {
        statement.confidence = 1.0;
    }
    statement
}

/// The statements of the corrected record, as they come together.
#[derive(Default)]
struct Merged {
    statements: Vec<StatementRecord>,
    extents: Vec<Extent>,
    /// Which of them are new or have another content.
    changed: Vec<bool>,
}

impl Merged {
    fn push(&mut self, statement: StatementRecord, extent: Extent, changed: bool) {
        self.statements.push(statement);
        self.extents.push(extent);
        self.changed.push(changed);
    }

    /// Adds a new one before the first that begins after it.
    fn insert(&mut self, statement: StatementRecord, extent: Extent) {
        let start = |extent: &Extent| extent.content.first().map(|part| part.start);
        let at = self.extents.iter().position(|other| start(other) > start(&extent)).unwrap_or(self.extents.len());
        self.statements.insert(at, statement);
        self.extents.insert(at, extent);
        self.changed.insert(at, true);
    }

    /// The statements, with references only to what is there, and each inside the smallest that holds it.
    fn mended(mut self, text: &str) -> Vec<StatementRecord> {
        let places: HashMap<String, usize> =
            self.statements.iter().enumerate().map(|(at, statement)| (statement.id.clone(), at)).collect();
        let letters = Letters::new(text);
        let contents: Vec<Set> =
            self.extents.iter().map(|extent| letters.set(extent.content.iter().copied())).collect();
        let ids: Vec<String> = self.statements.iter().map(|statement| statement.id.clone()).collect();
        let changed = &self.changed;
        let is_changed = |at: &usize| changed.get(*at) == Some(&true);
        let holder = |inner: usize, among: &mut dyn Iterator<Item = usize>| -> Option<usize> {
            let content = contents.get(inner)?;
            let holds = |outer: &Set| size(outer) > size(content) && shared(outer, content) == size(content);
            let around = among.filter(|at| *at != inner && contents.get(*at).is_some_and(holds));
            around.min_by_key(|at| (contents.get(*at).map(|outer| size(outer)), *at)).filter(|_| !content.is_empty())
        };
        for (at, statement) in self.statements.iter_mut().enumerate() {
            statement.repeats = statement.repeats.take().filter(|id| places.contains_key(id));
            let known = statement.inside.as_ref().map(|id| places.get(id).copied().filter(|outer| !is_changed(outer)));
            let found = match known {
                // What it was in has gone or is another content now.
                Some(None) => holder(at, &mut (0..contents.len())),
                _ if is_changed(&at) => holder(at, &mut (0..contents.len())),
                known => {
                    let known = known.flatten();
                    let mut among = (0..contents.len()).filter(is_changed).chain(known);
                    // Those that have not changed are believed, whatever their letters say.
                    holder(at, &mut among).or(known)
                }
            };
            statement.inside = found.and_then(|outer| ids.get(outer).cloned());
        }
        self.statements
    }
}

/// The speakers of the record, and those that corrections add.
struct Cast {
    speakers: Vec<SpeakerRecord>,
    /// How many were there before.
    known: usize,
    /// Those added, by the speaker of the correction.
    added: HashMap<usize, String>,
}

impl Cast {
    fn new(base: &Record) -> Cast {
        Cast { speakers: base.speakers.clone(), known: base.speakers.len(), added: HashMap::new() }
    }

    /// The ids of a statement's speakers: the old ones, as they were, if the correction names the same.
    fn speakers(
        &mut self,
        old: &StatementRecord,
        new: &StatementRecord,
        given: &Record,
        ids: &[Option<String>],
    ) -> Vec<String> {
        let mut speakers: Vec<String> = Vec::new();
        for id in &new.speakers {
            let Some(at) = given.speakers.iter().position(|speaker| speaker.id == *id) else { continue };
            let (Some(speaker), own) = (given.speakers.get(at), ids.get(at).and_then(Option::as_deref)) else {
                continue;
            };
            let id = self.known(speaker, own, old).unwrap_or_else(|| self.add(at, speaker));
            if !speakers.contains(&id) {
                speakers.push(id);
            }
        }
        let mut before = old.speakers.clone();
        let mut seen = HashSet::new();
        let is_blank =
            |id: &String| self.speakers.iter().any(|speaker| speaker.id == *id && one_line(&speaker.name).is_empty());
        before.retain(|id| seen.insert(id.clone()) && !is_blank(id));
        if before == speakers { old.speakers.clone() } else { speakers }
    }

    /// The speaker of the record that a correction names. Where its note has the id, it may correct the kind.
    fn known(&mut self, given: &SpeakerRecord, id: Option<&str>, old: &StatementRecord) -> Option<String> {
        let name = one_line(&given.name);
        let is_called = |speaker: &SpeakerRecord| one_line(&speaker.name) == name;
        let known = self.speakers.get_mut(..self.known)?;
        if let Some(speaker) = known.iter_mut().find(|speaker| Some(&*speaker.id) == id && is_called(speaker)) {
            (speaker.kind, speaker.named) = (given.kind, given.named);
            return Some(speaker.id.clone());
        }
        let key = name_key(&name);
        let has_key = |name: &str| !key.is_empty() && name_key(name) == key;
        let alone = |is: &dyn Fn(&str) -> bool| {
            let mut having = known.iter().filter(|speaker| speaker.aliases.iter().any(|alias| is(alias)));
            having.next().filter(|_| having.next().is_none())
        };
        let own = known.iter().find(|speaker| old.speakers.contains(&speaker.id) && is_called(speaker));
        own.or_else(|| known.iter().find(|speaker| is_called(speaker)))
            .or_else(|| alone(&|alias| one_line(alias) == name))
            .or_else(|| known.iter().find(|speaker| has_key(&speaker.name)))
            .or_else(|| alone(&has_key))
            .map(|speaker| speaker.id.clone())
    }

    fn add(&mut self, at: usize, given: &SpeakerRecord) -> String {
        if let Some(id) = self.added.get(&at) {
            return id.clone();
        }
        let id = fresh('S', self.speakers.iter().map(|speaker| &*speaker.id))();
        self.speakers.push(SpeakerRecord { id: id.clone(), ..given.clone() });
        self.added.insert(at, id.clone());
        id
    }
}

/// Gives ids of a letter and a number above all those that are there.
fn fresh<'i>(letter: char, ids: impl Iterator<Item = &'i str>) -> impl FnMut() -> String {
    let number = |id: &str| id.strip_prefix(letter)?.parse::<u32>().ok();
    let mut last = ids.filter_map(number).max().map_or(0, u64::from);
    move || {
        last += 1;
        format!("{letter}{last}")
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The article with its parts where the record has them; `None` if these overlap, as those of no article do.
fn article(record: &ArticleRecord) -> Option<Article> {
    let offsets = Offsets::new(&record.text, record.offset_unit);
    let at = |start, end| {
        let (start, end) = (offsets.to_byte(start)?, offsets.to_byte(end)?);
        (start <= end).then(|| Span::new(start, end))
    };
    let span = |span: &SpanRecord| at(span.start, span.end);
    let part = |part: &Option<SpanRecord>| part.as_ref().and_then(span);
    let sections = record.sections.iter().map(|section| Section {
        heading: part(&section.heading),
        paragraphs: section.paragraphs.iter().filter_map(span).collect(),
    });
    let dateline = record.dateline.as_ref().and_then(|dateline| {
        let (place, agency, date) = (dateline.place.clone(), dateline.agency.clone(), dateline.date.clone());
        Some(Dateline { span: at(dateline.start, dateline.end)?, place, agency, date })
    });
    let article = Article {
        id: record.id.clone(),
        text: record.text.clone(),
        headline: part(&record.headline),
        standfirst: part(&record.standfirst),
        byline: part(&record.byline),
        dateline,
        sections: sections.collect(),
        ..Article::default()
    };
    let mut parts: Vec<Span> = [article.headline, article.standfirst, article.byline].into_iter().flatten().collect();
    for section in &article.sections {
        parts.extend(section.heading);
        parts.extend(&section.paragraphs);
    }
    parts.sort_unstable();
    parts.is_sorted_by(|one, other| one.end <= other.start).then_some(article)
}

#[cfg(test)]
mod tests;
