//! A record to what the page needs of it: its text once, and everything else as offsets into it.
//!
//! Offsets are in UTF-16 units, which are those of the page's script. The names are short because they stand in every
//! article; the script's reader of them says what each is.

use inquit::{
    output::{Record, Row, SpanRecord, StatementRecord, rows},
    text::{OffsetUnit, Offsets},
};
use serde::Serialize;

use crate::{
    across::PersonId,
    layers::{self, Part, Run},
    palette,
};

/// An article, for the page.
#[derive(Serialize)]
pub(super) struct Article<'r> {
    id: &'r str,
    url: Option<&'r str>,
    outlet: Option<&'r str>,
    published: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    authors: &'r [String],
    headline: Option<&'r str>,
    model: &'r str,
    text: &'r str,
    blocks: Vec<Block>,
    speakers: Vec<Speaker<'r>>,
    statements: Vec<Statement<'r>>,
}

/// What it is, where it begins, its runs.
#[derive(Serialize)]
struct Block(&'static str, usize, Vec<Stretch>);

/// A run: its length alone, or with what holds of it.
#[derive(Serialize)]
#[serde(untagged)]
enum Stretch {
    Plain(usize),
    /// Length, statements, whether it is quoted, the statement it is a cue of, the speaker it mentions; -1 for none.
    Marked(usize, Vec<usize>, u8, i64, i64),
}

#[derive(Serialize)]
struct Speaker<'r> {
    id: &'r str,
    name: &'r str,
    kind: &'static str,
    gender: &'static str,
    named: bool,
    aliases: &'r [String],
    roles: Vec<String>,
    mentions: usize,
    colour: Option<&'static str>,
    /// The number of the person.
    person: u32,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    attributes: &'r serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct Statement<'r> {
    id: &'r str,
    kind: &'static str,
    place: &'static str,
    paragraph: Option<usize>,
    words: usize,
    confidence: f64,
    /// In the record's unit.
    start: usize,
    end: usize,
    /// In UTF-16 units: the beginning and end of each part.
    content: Vec<[usize; 2]>,
    quoted: Vec<[usize; 2]>,
    speakers: Vec<usize>,
    source: Option<String>,
    cue: Option<Cue<'r>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addressees: Vec<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reported_by: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inside: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'r str>,
    // As tables have them.
    role: Option<String>,
    organisation: Option<String>,
}

#[derive(Serialize)]
struct Cue<'r> {
    text: &'r str,
    lemma: &'r str,
    act: &'static str,
    negated: bool,
    hedged: bool,
}

impl<'r> Article<'r> {
    /// `persons` are the numbers of the record's speakers.
    pub(super) fn new(record: &'r Record, persons: &[PersonId]) -> Article<'r> {
        let article = &record.article;
        let units = Units::new(record);
        let speakers = layers::speakers_of(record);
        Article {
            id: &article.id,
            url: article.url.as_deref(),
            outlet: article.outlet.as_deref(),
            published: article.published.as_deref(),
            date: article.day().map(|day| day.to_string()),
            authors: &article.authors,
            headline: article.headline.as_ref().map(|headline| &*headline.text),
            model: &record.generator.model,
            text: &article.text,
            blocks: layers::blocks(record).iter().map(|block| units.block(block)).collect(),
            speakers: self::speakers(record, persons),
            statements: rows(record)
                .zip(&record.statements)
                .zip(speakers)
                .map(|((row, statement), speakers)| units.statement(record, row, statement, speakers))
                .collect(),
        }
    }
}

fn speakers<'r>(record: &'r Record, persons: &[PersonId]) -> Vec<Speaker<'r>> {
    let colours = palette::colours(record);
    let known = record.speakers.iter().zip(colours).zip(persons);
    known
        .map(|((speaker, colour), person)| Speaker {
            id: &speaker.id,
            name: &speaker.name,
            kind: speaker.kind.as_str(),
            gender: speaker.gender.as_str(),
            named: speaker.named,
            aliases: &speaker.aliases,
            roles: speaker.roles.iter().map(crate::html::role).collect(),
            mentions: speaker.mentions.len(),
            colour: colour.map(|colour| colour.name),
            person: person.0,
            attributes: &speaker.attributes,
        })
        .collect()
}

/// Offsets of a record to UTF-16 units.
struct Units<'r> {
    text: &'r str,
    own: Offsets<'r>,
    utf16: Offsets<'r>,
}

impl<'r> Units<'r> {
    fn new(record: &'r Record) -> Self {
        let text = &*record.article.text;
        let (own, utf16) = (Offsets::new(text, record.article.offset_unit), Offsets::new(text, OffsetUnit::Utf16));
        Self { text, own, utf16 }
    }

    fn at(&self, offset: usize) -> usize {
        self.own.to_byte(offset).map_or(0, |byte| self.utf16.from_byte(byte))
    }

    fn spans(&self, spans: &[SpanRecord]) -> Vec<[usize; 2]> {
        spans.iter().map(|span| [self.at(span.start), self.at(span.end)]).collect()
    }

    fn block(&self, block: &layers::Block<'r>) -> Block {
        let part = match block.part {
            Part::Headline => "headline",
            Part::Standfirst => "standfirst",
            Part::Byline => "byline",
            Part::Heading { .. } => "heading",
            Part::Paragraph { .. } => "paragraph",
        };
        // Runs are slices of the text, so where the first begins is where it lies in memory.
        let first = block.runs.first().map_or(0, |run| run.text.as_ptr() as usize - self.text.as_ptr() as usize);
        Block(part, self.utf16.from_byte(first), block.runs.iter().map(stretch).collect())
    }

    fn statement(
        &self,
        record: &'r Record,
        row: Row<'r>,
        statement: &'r StatementRecord,
        speakers: Vec<usize>,
    ) -> Statement<'r> {
        let reporter = |id: &String| record.speakers.iter().position(|speaker| speaker.id == *id);
        Statement {
            id: &statement.id,
            kind: statement.kind.as_str(),
            place: statement.place.as_str(),
            paragraph: row.paragraph,
            words: row.words,
            confidence: row.confidence,
            start: row.start,
            end: row.end,
            content: self.spans(&statement.content),
            quoted: self.spans(&statement.quoted),
            speakers,
            source: row.source.map(Into::into),
            cue: statement.cue.as_ref().map(|cue| Cue {
                text: &cue.text,
                lemma: &cue.lemma,
                act: cue.act.as_str(),
                negated: cue.negated,
                hedged: cue.hedged,
            }),
            addressees: statement.addressees.iter().map(|addressee| &*addressee.text).collect(),
            reported_by: statement.reported_by.as_ref().and_then(reporter),
            repeats: statement.repeats.as_deref(),
            inside: statement.inside.as_deref(),
            note: statement.note.as_ref().map(|note| &*note.text),
            why: statement.why.as_deref(),
            role: row.role.map(Into::into),
            organisation: row.organisation.map(Into::into),
        }
    }
}

fn stretch(run: &Run<'_>) -> Stretch {
    let length = run.text.encode_utf16().count();
    if run.statements.is_empty() && run.cue.is_none() && run.mention.is_none() {
        return Stretch::Plain(length);
    }
    let or_none = |index: Option<usize>| index.and_then(|index| i64::try_from(index).ok()).unwrap_or(-1);
    Stretch::Marked(length, run.statements.clone(), u8::from(run.quoted), or_none(run.cue), or_none(run.mention))
}
