//! A record to flat rows, one a statement, for tables and data frames.
//!
//! What a table cannot hold is left out: mentions, addressees, the places of the parts. Joint
//! speakers share a row, because the statement is one.

use std::{borrow::Cow, collections::HashMap};

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::{
    Record, RoleRecord, SpanRecord, SpeakerRecord, StatementRecord,
    names::{self, Named},
};
use crate::{Act, Place, SpeakerKind, StatementKind};

/// Between joint speakers in one cell.
const AND: &str = "; ";

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
}

/// The statements of a record as rows, in the record's order.
pub fn rows(record: &Record) -> impl Iterator<Item = Row<'_>> {
    let speakers: HashMap<&str, &SpeakerRecord> =
        record.speakers.iter().map(|speaker| (&*speaker.id, speaker)).collect();
    // Paragraphs before each section.
    let before: Vec<usize> = record
        .article
        .sections
        .iter()
        .scan(0, |count, section| {
            let before = *count;
            *count += section.paragraphs.len();
            Some(before)
        })
        .collect();
    record.statements.iter().map(move |statement| row(record, statement, &speakers, &before))
}

fn row<'r>(
    record: &'r Record,
    statement: &'r StatementRecord,
    by_id: &HashMap<&str, &'r SpeakerRecord>,
    before: &[usize],
) -> Row<'r> {
    let article = &record.article;
    let speakers: Vec<_> = statement.speakers.iter().filter_map(|id| by_id.get(&**id).copied()).collect();
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
        speaker_id: joined(statement.speakers.iter().map(String::as_str), AND),
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
        paragraph: statement
            .section
            .zip(statement.paragraph)
            .and_then(|(section, paragraph)| Some(before.get(section)? + paragraph)),
        confidence: statement.confidence,
        inside: statement.inside.as_deref(),
    }
}

fn text_of(span: &SpanRecord) -> &str {
    &span.text
}

/// The texts with `between` between them, `None` if there are none; one alone is not copied.
fn joined<'r>(texts: impl IntoIterator<Item = &'r str>, between: &str) -> Option<Cow<'r, str>> {
    texts.into_iter().map(Cow::Borrowed).reduce(|mut all, text| {
        all.to_mut().push_str(between);
        all.to_mut().push_str(&text);
        all
    })
}

fn act_name<S: serde::Serializer>(act: &Option<Act>, serializer: S) -> Result<S::Ok, S::Error> {
    act.map(Act::as_str).serialize(serializer)
}
