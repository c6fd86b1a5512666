//! Makes flat rows of a record, for tables and data frames: one per statement, or one per statement and speaker.
//!
//! In rows of statements joint speakers share a row, because the statement is one; their names are joined. Group-bys and joins
//! want one speaker per row: [`speaker_rows`] repeats a joint statement for each of its speakers, with its share.
//!
//! Left out is what a table cannot hold: mentions, addressees, the places of the parts.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    Record, RoleRecord, SpanRecord, SpeakerRecord, StatementRecord,
    names::{self, Named},
};
use crate::{Act, Place, SpeakerKind, StatementKind};

/// Between joint speakers in one cell.
pub(super) const AND: &str = "; ";

/// One statement of a record, as a row. Fields stand in the order of the columns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row<'r> {
    /// The article's id.
    pub article_id: &'r str,
    /// Where the article was published.
    pub url: Option<&'r str>,
    /// Who published it.
    pub outlet: Option<&'r str>,
    /// When, as the input gave it.
    pub published: Option<&'r str>,
    /// Text of the headline.
    pub headline: Option<&'r str>,
    /// The statement's id, unique in its article.
    pub statement_id: &'r str,
    /// Direct, indirect or mixed.
    #[serde(with = "names")]
    pub kind: StatementKind,
    /// What kind of speech act the cue reports; `None` without a cue.
    #[serde(serialize_with = "act_name")]
    pub act: Option<Act>,
    /// Whether the cue is negated; `None` without a cue.
    pub negated: Option<bool>,
    /// Ids of the speakers, joined by "; ".
    pub speaker_id: Option<Cow<'r, str>>,
    /// Names of the speakers, joined by "; ".
    pub speaker: Option<Cow<'r, str>>,
    /// What the speakers are, joined by "; ".
    pub speaker_kind: Option<Cow<'r, str>>,
    /// The first role stated of each speaker, joined by "; "; speakers without one are passed over.
    pub role: Option<Cow<'r, str>>,
    /// The organisations of those roles, joined by "; ".
    pub organisation: Option<Cow<'r, str>>,
    /// The words the text attributes the statement to, its parts joined by a space.
    pub source: Option<Cow<'r, str>>,
    /// The words that report it.
    pub cue: Option<&'r str>,
    /// The content, its parts joined by a space.
    pub text: Cow<'r, str>,
    /// What of the content stands in quotation marks, its parts joined by a space.
    pub quoted_text: Option<Cow<'r, str>>,
    /// Offset of the content's first unit, in the record's unit.
    pub start: usize,
    /// Offset one past the content's last unit.
    pub end: usize,
    /// The part of the article it stands in.
    #[serde(with = "names")]
    pub place: Place,
    /// Number of its paragraph, counted from 0 through the whole body; `None` outside the body.
    pub paragraph: Option<usize>,
    /// Words in the content.
    pub words: usize,
    /// Calibrated probability, 0 to 1, that content and speaker are right.
    pub confidence: f64,
    /// Id of the smallest statement whose content holds this one's.
    pub inside: Option<&'r str>,
    /// Whether it is a report inside another statement: whether `inside` is known.
    pub nested: bool,
    /// Id of the fuller statement of the article that this one echoes, as headlines do.
    pub repeats: Option<&'r str>,
    /// Id of the speaker who reports that the speakers said it.
    pub reported_by_id: Option<&'r str>,
    /// The name of that speaker.
    pub reported_by: Option<&'r str>,
    /// The speakers' genders, as the article's pronouns and titles say, joined by "; ".
    pub gender: Option<Cow<'r, str>>,
    /// Whether the article names any of the speakers; `None` without speakers.
    pub named: Option<bool>,
    /// The day of publication, as `2024-05-01`; `None` where `published` names none, or two.
    pub date: Option<Cow<'r, str>>,
    /// What part of the statement is this row's: 1, and in rows of speakers 1 / the number of its speakers.
    #[serde(skip)]
    pub share: f64,
    /// What the row is of.
    #[serde(skip)]
    pub(super) record: &'r Record,
    /// The speakers that it names.
    #[serde(skip)]
    pub(super) speakers: Vec<&'r SpeakerRecord>,
}

impl Row<'_> {
    /// Whether a table of people has any of the row's speakers.
    pub fn has_attributes(&self) -> bool {
        self.speakers.iter().any(|speaker| !speaker.attributes.is_empty())
    }
}

/// The statements of a record as rows, in the record's order.
pub fn rows(record: &Record) -> impl Iterator<Item = Row<'_>> {
    let known = Known::of(record);
    record.statements.iter().map(move |statement| known.row(statement, &statement.speakers, 1.0))
}

/// The statements of a record as rows, one for each of their speakers, and one for a statement that has none.
pub fn speaker_rows(record: &Record) -> impl Iterator<Item = Row<'_>> {
    let known = Known::of(record);
    record.statements.iter().flat_map(move |statement| match &*statement.speakers {
        speakers @ ([] | [_]) => vec![known.row(statement, speakers, 1.0)],
        speakers => {
            let share = 1.0 / speakers.len() as f64;
            speakers.chunks(1).map(|speaker| known.row(statement, speaker, share)).collect()
        }
    })
}

/// A row of the article, with nothing of any statement.
pub(super) fn article_row(record: &Record) -> Row<'_> {
    static NOTHING: LazyLock<StatementRecord> = LazyLock::new(|| StatementRecord {
        id: String::new(),
        kind: StatementKind::Indirect,
        content: Vec::new(),
        quoted: Vec::new(),
        cue: None,
        source: Vec::new(),
        speakers: Vec::new(),
        addressees: Vec::new(),
        reported_by: None,
        place: Place::Body,
        section: None,
        paragraph: None,
        repeats: None,
        confidence: 0.0,
        note: None,
        why: None,
        inside: None,
    });
    Known::of(record).row(&NOTHING, &[], 1.0)
}

/// What rows need to know of their record.
struct Known<'r> {
    record: &'r Record,
    by_id: HashMap<&'r str, &'r SpeakerRecord>,
    /// Paragraphs before each section.
    before: Vec<usize>,
    date: Option<Cow<'r, str>>,
}

impl<'r> Known<'r> {
    fn of(record: &'r Record) -> Known<'r> {
        let by_id = record.speakers.iter().map(|speaker| (&*speaker.id, speaker)).collect();
        let sections = record.article.sections.iter();
        let counted = sections.scan(0, |count, section| {
            let before = *count;
            *count += section.paragraphs.len();
            Some(before)
        });
        let date = match &record.article.date {
            Some(date) => Some(Cow::Borrowed(&**date)),
            None => record.article.day().map(|day| Cow::Owned(day.to_string())),
        };
        Known { record, by_id, before: counted.collect(), date }
    }

    /// A row of a statement, with these of its speakers.
    fn row(&self, statement: &'r StatementRecord, ids: &'r [String], share: f64) -> Row<'r> {
        let record = self.record;
        let speakers: Vec<_> = ids.iter().filter_map(|id| self.by_id.get(&**id).copied()).collect();
        let place = statement.section.zip(statement.paragraph);
        let reporter = statement.reported_by.as_deref();
        let article = &record.article;
        let roles: Vec<&RoleRecord> = speakers.iter().filter_map(|speaker| speaker.roles.first()).collect();
        let text = joined(statement.content.iter().map(text_of), " ").unwrap_or_default();
        Row {
            article_id: &article.id,
            url: article.url.as_deref(),
            outlet: article.outlet.as_deref(),
            published: article.published.as_deref(),
            headline: article.headline.as_ref().map(text_of),
            statement_id: &statement.id,
            kind: statement.kind,
            act: statement.cue.as_ref().map(|cue| cue.act),
            negated: statement.cue.as_ref().map(|cue| cue.negated),
            speaker_id: joined(ids.iter().map(String::as_str), AND),
            speaker: joined(speakers.iter().map(|speaker| &*speaker.name), AND),
            speaker_kind: joined(speakers.iter().map(|speaker| SpeakerKind::name(speaker.kind)), AND),
            role: joined(roles.iter().map(|role| &*role.title), AND),
            organisation: joined(roles.iter().filter_map(|role| role.organisation.as_deref()), AND),
            source: joined(statement.source.iter().map(text_of), " "),
            cue: statement.cue.as_ref().map(|cue| &*cue.text),
            words: text.unicode_words().count(),
            text,
            quoted_text: joined(statement.quoted.iter().map(text_of), " "),
            start: statement.content.first().map_or(0, |part| part.start),
            end: statement.content.last().map_or(0, |part| part.end),
            place: statement.place,
            paragraph: place.and_then(|(section, paragraph)| Some(self.before.get(section)? + paragraph)),
            confidence: statement.confidence,
            inside: statement.inside.as_deref(),
            nested: statement.inside.is_some(),
            repeats: statement.repeats.as_deref(),
            reported_by_id: reporter,
            reported_by: reporter.and_then(|id| self.by_id.get(id)).map(|speaker| &*speaker.name),
            gender: joined(speakers.iter().map(|speaker| speaker.gender.as_str()), AND),
            named: (!speakers.is_empty()).then(|| speakers.iter().any(|speaker| speaker.named)),
            date: self.date.clone(),
            share,
            record,
            speakers,
        }
    }
}

fn text_of(span: &SpanRecord) -> &str {
    &span.text
}

/// The texts with `between` between them, `None` if there are none; one alone is not copied.
pub(super) fn joined<'r>(texts: impl IntoIterator<Item = &'r str>, between: &str) -> Option<Cow<'r, str>> {
    texts.into_iter().map(Cow::Borrowed).reduce(|mut all, text| {
        all.to_mut().push_str(between);
        all.to_mut().push_str(&text);
        all
    })
}

fn act_name<S: serde::Serializer>(act: &Option<Act>, serializer: S) -> Result<S::Ok, S::Error> {
    act.map(Act::as_str).serialize(serializer)
}
