//! The record: FORMAT version 1, as types.
//!
//! Field order is the JSON's order, and every field is always written: what the article does not
//! say is `null`, `[]` or `"unknown"`. Readers skip fields they do not know, because new ones may
//! be added within a version.

mod build;
mod check;

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use check::RecordFault;
pub(crate) use check::extents;

use super::names;
use crate::{
    Act, Gender, MentionForm, Place, Reading, SpeakerKind, StatementKind,
    dates::{self, Date},
    text::OffsetUnit,
};

/// The version of the record this library writes and reads.
pub const SCHEMA_VERSION: &str = "1";

/// One news article, read: its parts, its speakers, and who said what.
///
/// Offsets count `article.offset_unit` units into `article.text`, half open `[start, end)`, and
/// every `text` beside them is that slice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "inquit record, version 1")]
pub struct Record {
    /// Version of this shape: "1".
    pub schema_version: String,
    /// What made the record.
    pub generator: Generator,
    /// The article and its parts.
    pub article: ArticleRecord,
    /// Everybody and everything statements are attributed to, in order of first mention.
    pub speakers: Vec<SpeakerRecord>,
    /// What was said, in text order.
    pub statements: Vec<StatementRecord>,
    /// Doubts met while reading, in text order.
    pub notes: Vec<NoteRecord>,
}

/// What made the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Generator {
    /// The program: "inquit".
    pub name: String,
    /// The program's version.
    pub version: String,
    /// The model that read the article.
    pub model: String,
}

/// The article: what its source said about it, its text, and where its parts lie in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArticleRecord {
    /// The input's own id, else its URL, else a file stem, else a hash of the text.
    pub id: String,
    /// Where it was published.
    pub url: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// BCP 47 language tag, as the input gave it.
    pub language: Option<String>,
    /// Date of publication, as the input gave it.
    pub published: Option<String>,
    /// The day that `published` names, as `2024-05-01`; null where it names none, or two that differ in the order of day
    /// and month.
    #[serde(default)]
    pub date: Option<String>,
    /// Authors, as the input gave them.
    pub authors: Vec<String>,
    /// What offsets count: Unicode code points, UTF-16 units or UTF-8 bytes.
    #[serde(with = "names")]
    #[schemars(schema_with = "names::schema::<OffsetUnit>")]
    pub offset_unit: OffsetUnit,
    /// The text exactly as decoded.
    pub text: String,
    /// The headline.
    pub headline: Option<SpanRecord>,
    /// The summary under the headline (dek, deck, subtitle).
    pub standfirst: Option<SpanRecord>,
    /// The line that names the authors.
    pub byline: Option<SpanRecord>,
    /// Place, date and agency at the head of the first paragraph.
    pub dateline: Option<DatelineRecord>,
    /// The body. Text before the first crosshead is a section without a heading.
    pub sections: Vec<SectionRecord>,
    /// Input fields the program does not know, handed through untouched.
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// A stretch of the article's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpanRecord {
    /// Offset of the first unit.
    pub start: usize,
    /// Offset one past the last unit.
    pub end: usize,
    /// The slice.
    pub text: String,
}

/// Where and when the story was filed, and by which agency, as far as its dateline says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DatelineRecord {
    /// Offset of the first unit.
    pub start: usize,
    /// Offset one past the last unit.
    pub end: usize,
    /// The slice.
    pub text: String,
    /// The place, as written.
    pub place: Option<String>,
    /// The agency, as written.
    pub agency: Option<String>,
    /// The date, as written.
    pub date: Option<String>,
}

/// A part of the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SectionRecord {
    /// The crosshead over it.
    pub heading: Option<SpanRecord>,
    /// Its paragraphs, in text order.
    pub paragraphs: Vec<SpanRecord>,
}

/// Somebody, or something, that the article attributes statements to or that takes part in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpeakerRecord {
    /// "S1", "S2", …: unique in the record.
    pub id: String,
    /// The fullest name the article gives, without honorific; a description if it names nobody.
    pub name: String,
    /// What the speaker is.
    #[serde(with = "names")]
    #[schemars(schema_with = "names::schema::<SpeakerKind>")]
    pub kind: SpeakerKind,
    /// Whether the article names it.
    pub named: bool,
    /// Other names and nominals used for it, as written, no pronouns.
    pub aliases: Vec<String>,
    /// Only what the article's own pronouns and honorifics say, never a guess from a name.
    #[serde(with = "names")]
    #[schemars(schema_with = "names::schema::<Gender>")]
    pub gender: Gender,
    /// Roles, as stated in the article.
    pub roles: Vec<RoleRecord>,
    /// Every mention, in text order.
    pub mentions: Vec<MentionRecord>,
    /// What a table of people says of it (party, gender, an id elsewhere), by the names of the table's columns; empty unless
    /// one was given that has it. Never taken from the article, and never put in the place of what that says.
    #[serde(default)]
    pub attributes: serde_json::Map<String, serde_json::Value>,
}

/// A role as stated in the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoleRecord {
    /// The title, without the organisation.
    pub title: String,
    /// The organisation the role is held in.
    pub organisation: Option<String>,
    /// Offset of the first unit of the words that state it.
    pub start: usize,
    /// Offset one past their last unit.
    pub end: usize,
    /// The slice.
    pub text: String,
}

/// One place where the article refers to a speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MentionRecord {
    /// Offset of the first unit.
    pub start: usize,
    /// Offset one past the last unit.
    pub end: usize,
    /// The slice.
    pub text: String,
    /// How it refers.
    #[serde(with = "names")]
    #[schemars(schema_with = "names::schema::<MentionForm>")]
    pub form: MentionForm,
}

/// Something that was said, written, believed or decreed, and who the article attributes it to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatementRecord {
    /// "Q1", "Q2", …: unique in the record.
    pub id: String,
    /// In the speaker's own words, in the writer's, or both.
    #[serde(with = "names")]
    #[schemars(schema_with = "names::schema::<StatementKind>")]
    pub kind: StatementKind,
    /// The parts, in text order: “A,” he said, “B” is one statement of two parts.
    pub content: Vec<SpanRecord>,
    /// Those stretches of the content that stand in quotation marks: the speaker's own words.
    pub quoted: Vec<SpanRecord>,
    /// The words that report it.
    pub cue: Option<CueRecord>,
    /// The mentions the text attributes it to; empty where none is stated.
    pub source: Vec<SpanRecord>,
    /// Ids of who that is; several when they speak jointly; empty when nobody can be named.
    pub speakers: Vec<String>,
    /// Whom it was said to.
    pub addressees: Vec<AddresseeRecord>,
    /// A reported that B said it: on B's statement, the id of A.
    pub reported_by: Option<String>,
    /// The part of the article it stands in.
    #[serde(with = "names")]
    #[schemars(schema_with = "names::schema::<Place>")]
    pub place: Place,
    /// Index into the article's sections; null outside the body.
    pub section: Option<usize>,
    /// Index into the section's paragraphs; null outside the body.
    pub paragraph: Option<usize>,
    /// Id of the fuller statement that this one echoes.
    pub repeats: Option<String>,
    /// Calibrated probability, 0 to 1, that content and speaker are right; four decimals.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence: f64,
    /// What the article says of the source's anonymity, with the reason it gives: "on condition of anonymity
    /// because …"; null where it says nothing.
    #[serde(default)]
    pub note: Option<StatementNoteRecord>,
    /// What the speakers were found by, and who came next, in one line for a person: null unless asked for
    /// (`--explain`, `explain=True`). Its figures rank the candidates and are not calibrated.
    #[serde(default)]
    pub why: Option<String>,
    /// Id of the smallest statement whose content holds this one's, a report inside a report; null where none does.
    #[serde(default)]
    pub inside: Option<String>,
}

/// The words that report a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CueRecord {
    /// Offset of the first unit.
    pub start: usize,
    /// Offset one past the last unit.
    pub end: usize,
    /// The slice.
    pub text: String,
    /// Dictionary form of the head.
    pub lemma: String,
    /// What kind of speech act it is.
    #[serde(with = "names")]
    #[schemars(schema_with = "names::schema::<Act>")]
    pub act: Act,
    /// Whether it is denied that the act took place: "did not say", "refused to confirm".
    pub negated: bool,
    /// Whether the writer keeps a distance: "reportedly said", "may have suggested".
    pub hedged: bool,
}

/// Whom a statement was said to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddresseeRecord {
    /// Offset of the first unit.
    pub start: usize,
    /// Offset one past the last unit.
    pub end: usize,
    /// The slice.
    pub text: String,
    /// Id of the speaker that is, where there is one.
    pub speaker: Option<String>,
}

/// What an article says about a statement's source beside who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementNoteRecord {
    /// What kind of note: "anonymity". Open: later versions of the program may know more.
    pub code: String,
    /// Offset of the first unit.
    pub start: usize,
    /// Offset one past the last unit.
    pub end: usize,
    /// The slice.
    pub text: String,
    /// One sentence for a person.
    pub message: String,
}

/// A doubt met while reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NoteRecord {
    /// What kind of doubt: "unpaired-quotation-mark", "undecodable-bytes", "no-text", "not-english",
    /// "ambiguous-date".
    /// Open: later versions of the program may know more.
    pub code: String,
    /// Offset of the first unit it is about, if it has a place.
    pub start: Option<usize>,
    /// Offset one past the last unit.
    pub end: Option<usize>,
    /// One sentence for a person.
    pub message: String,
}

/// Why a text is no record this library reads.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// It is no JSON, or not of the record's shape.
    #[error("not a record: {0}")]
    Json(#[from] serde_json::Error),
    /// It is a record of another version.
    #[error("record has schema version `{found}`, expected `{SCHEMA_VERSION}`")]
    Version {
        /// The version the record names.
        found: String,
    },
}

impl ArticleRecord {
    /// The day of publication: its `date`, or in records that have none yet, the day that `published` names.
    pub fn day(&self) -> Option<Date> {
        let known = self.date.as_deref().and_then(|date| date.parse().ok());
        known.or_else(|| dates::day(self.published.as_deref()?, None))
    }
}

impl Record {
    /// Reads one record from JSON. Fields it does not know are skipped.
    ///
    /// # Errors
    /// If `json` is no JSON or not of the record's shape, or if its `schema_version` is not
    /// [`SCHEMA_VERSION`].
    pub fn from_json(json: &str) -> Result<Record, RecordError> {
        /// Enough of any version's record to tell which it is.
        #[derive(Deserialize)]
        struct Version {
            schema_version: String,
        }

        // Another version may well have another shape, so its version is the better message.
        let (found, record) = match serde_json::from_str::<Record>(json) {
            Ok(record) => (record.schema_version.clone(), Ok(record)),
            Err(error) => match serde_json::from_str::<Version>(json) {
                Ok(Version { schema_version }) => (schema_version, Err(error)),
                Err(_) => return Err(error.into()),
            },
        };
        if found == SCHEMA_VERSION { Ok(record?) } else { Err(RecordError::Version { found }) }
    }

    /// Leaves out the statements whose confidence is below `least`, and the speakers who took part in
    /// no others. Ids stay as they are; a statement that repeats one left out repeats nothing, and one inside a
    /// statement left out moves to the nearest enclosing statement that is kept.
    pub fn keep_confident(&mut self, least: f64) {
        self.retain(|statement| statement.confidence >= least);
    }

    /// Leaves out the statements that `is_kept` is not true of, as [`keep_confident`](Self::keep_confident) does.
    pub fn retain(&mut self, mut is_kept: impl FnMut(&StatementRecord) -> bool) {
        /// Everybody who takes part in statements.
        fn taking_part(statements: &[StatementRecord]) -> HashSet<String> {
            let parts = |statement: &StatementRecord| {
                let addressees = statement.addressees.iter().filter_map(|addressee| addressee.speaker.clone());
                let others = addressees.chain(statement.reported_by.clone());
                statement.speakers.iter().cloned().chain(others).collect::<Vec<_>>()
            };
            statements.iter().flat_map(parts).collect()
        }

        let before = taking_part(&self.statements);
        let around: HashMap<String, Option<String>> =
            self.statements.iter().map(|statement| (statement.id.clone(), statement.inside.clone())).collect();
        self.statements.retain(&mut is_kept);
        let after = taking_part(&self.statements);
        self.speakers.retain(|speaker| after.contains(&speaker.id) || !before.contains(&speaker.id));
        let left: HashSet<String> = self.statements.iter().map(|statement| statement.id.clone()).collect();
        for statement in &mut self.statements {
            statement.repeats = statement.repeats.take().filter(|id| left.contains(id));
            // At most as many steps as there are statements, should a record's go round in a circle.
            for _ in 0..around.len() {
                match &statement.inside {
                    Some(id) if !left.contains(id) => statement.inside = around.get(id).cloned().flatten(),
                    _ => break,
                }
            }
        }
    }

    /// Says of every statement what its speakers were found by, in `why`. `reading` is the one that this record was
    /// made of.
    pub fn explain(&mut self, reading: &Reading) {
        for (record, statement) in self.statements.iter_mut().zip(&reading.statements) {
            record.why = Some(statement.why.clone());
        }
    }

    /// The record on one line, without a line break at its end.
    ///
    /// Line ends of Unicode that JSON allows in strings (U+0085, U+2028, U+2029) are escaped, because tools that split lines by
    /// them would cut the record.
    pub fn to_json(&self) -> String {
        // Serialising into memory fails only for maps whose keys are no strings; the record has none.
        escaped_line_ends(serde_json::to_string(self).unwrap_or_default())
    }

    /// The record with two spaces of indent, without a line break at its end.
    pub fn to_json_pretty(&self) -> String {
        escaped_line_ends(serde_json::to_string_pretty(self).unwrap_or_default())
    }
}

/// JSON without line ends in its strings; elsewhere it has none of these.
fn escaped_line_ends(json: String) -> String {
    const LINE_ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

    if !json.contains(LINE_ENDS) {
        return json;
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for letter in json.chars() {
        match letter {
            letter if LINE_ENDS.contains(&letter) => escaped += &format!("\\u{:04x}", u32::from(letter)),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
pub(crate) mod tests;
