//! A reading, in bytes, to the record, in the unit asked for.

use super::{
    AddresseeRecord, ArticleRecord, CueRecord, DatelineRecord, Generator, MentionRecord, NoteRecord, Record,
    RoleRecord, SCHEMA_VERSION, SectionRecord, SpanRecord, SpeakerRecord, StatementNoteRecord, StatementRecord,
};
use crate::{
    Article, Note, Reading, Span, Speaker, SpeakerId, Statement, StatementId,
    text::{OffsetUnit, Offsets},
};

impl Record {
    /// The public form of a reading, with offsets in `unit`.
    pub fn new(reading: &Reading, unit: OffsetUnit) -> Record {
        let slices = Slices::new(&reading.article.text, unit);
        Record {
            schema_version: SCHEMA_VERSION.to_owned(),
            generator: Generator {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                model: reading.model.clone(),
            },
            article: slices.article(&reading.article, unit),
            speakers: reading
                .speakers
                .iter()
                .enumerate()
                .map(|(index, speaker)| slices.speaker(SpeakerId(index), speaker))
                .collect(),
            statements: reading
                .statements
                .iter()
                .enumerate()
                .map(|(index, statement)| slices.statement(StatementId(index), statement))
                .collect(),
            notes: reading.notes.iter().map(|note| slices.note(note)).collect(),
        }
    }
}

fn speaker_id(id: SpeakerId) -> String {
    format!("S{}", id.0 + 1)
}

fn statement_id(id: StatementId) -> String {
    format!("Q{}", id.0 + 1)
}

/// Four decimals: the same bytes on every machine whose arithmetic differs in the last bits.
fn rounded(confidence: f32) -> f64 {
    // JSON cannot write NaN.
    let confidence = if confidence.is_nan() { 0.0 } else { confidence.clamp(0.0, 1.0) };
    (f64::from(confidence) * 1e4).round() / 1e4
}

/// One text and the conversion of its offsets.
struct Slices<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
}

impl<'t> Slices<'t> {
    fn new(text: &'t str, unit: OffsetUnit) -> Self {
        Self { text, offsets: Offsets::new(text, unit) }
    }

    /// Start, end and text of a span. A span made by hand for another text is cut to this one,
    /// so that the record's own invariant holds whatever the reading says.
    fn parts(&self, span: Span) -> (usize, usize, String) {
        let end = self.text.floor_char_boundary(span.end);
        let start = self.text.floor_char_boundary(span.start).min(end);
        (self.offsets.from_byte(start), self.offsets.from_byte(end), self.text[start..end].to_owned())
    }

    fn span(&self, span: Span) -> SpanRecord {
        let (start, end, text) = self.parts(span);
        SpanRecord { start, end, text }
    }

    fn spans(&self, spans: &[Span]) -> Vec<SpanRecord> {
        spans.iter().map(|span| self.span(*span)).collect()
    }

    fn article(&self, article: &Article, offset_unit: OffsetUnit) -> ArticleRecord {
        ArticleRecord {
            id: article.id.clone(),
            url: article.url.clone(),
            outlet: article.outlet.clone(),
            language: article.language.clone(),
            published: article.published.clone(),
            date: article.date.map(|date| date.to_string()),
            authors: article.authors.clone(),
            offset_unit,
            text: article.text.clone(),
            headline: article.headline.map(|span| self.span(span)),
            standfirst: article.standfirst.map(|span| self.span(span)),
            byline: article.byline.map(|span| self.span(span)),
            dateline: article.dateline.as_ref().map(|dateline| {
                let (start, end, text) = self.parts(dateline.span);
                DatelineRecord {
                    start,
                    end,
                    text,
                    place: dateline.place.clone(),
                    agency: dateline.agency.clone(),
                    date: dateline.date.clone(),
                }
            }),
            sections: article
                .sections
                .iter()
                .map(|section| SectionRecord {
                    heading: section.heading.map(|span| self.span(span)),
                    paragraphs: self.spans(&section.paragraphs),
                })
                .collect(),
            extra: article.extra.clone(),
        }
    }

    fn speaker(&self, id: SpeakerId, speaker: &Speaker) -> SpeakerRecord {
        SpeakerRecord {
            id: speaker_id(id),
            name: speaker.name.clone(),
            kind: speaker.kind,
            named: speaker.named,
            aliases: speaker.aliases.clone(),
            gender: speaker.gender,
            roles: speaker
                .roles
                .iter()
                .map(|role| {
                    let (start, end, text) = self.parts(role.span);
                    RoleRecord { title: role.title.clone(), organisation: role.organisation.clone(), start, end, text }
                })
                .collect(),
            mentions: speaker
                .mentions
                .iter()
                .map(|mention| {
                    let (start, end, text) = self.parts(mention.span);
                    MentionRecord { start, end, text, form: mention.form }
                })
                .collect(),
            attributes: serde_json::Map::new(),
        }
    }

    fn statement(&self, id: StatementId, statement: &Statement) -> StatementRecord {
        StatementRecord {
            id: statement_id(id),
            kind: statement.kind,
            content: self.spans(&statement.content),
            quoted: self.spans(&statement.quoted),
            cue: statement.cue.as_ref().map(|cue| {
                let (start, end, text) = self.parts(cue.span);
                CueRecord {
                    start,
                    end,
                    text,
                    lemma: cue.lemma.clone(),
                    act: cue.act,
                    negated: cue.negated,
                    hedged: cue.hedged,
                }
            }),
            source: self.spans(&statement.source),
            speakers: statement.speakers.iter().copied().map(speaker_id).collect(),
            addressees: statement
                .addressees
                .iter()
                .map(|addressee| {
                    let (start, end, text) = self.parts(addressee.span);
                    AddresseeRecord { start, end, text, speaker: addressee.speaker.map(speaker_id) }
                })
                .collect(),
            reported_by: statement.reported_by.map(speaker_id),
            place: statement.place,
            section: statement.section,
            paragraph: statement.paragraph,
            repeats: statement.repeats.map(statement_id),
            confidence: rounded(statement.confidence),
            note: statement.note.as_ref().and_then(|note| {
                let (start, end, text) = self.parts(note.span?);
                let (code, message) = (note.code.as_str().to_owned(), note.message.clone());
                Some(StatementNoteRecord { code, start, end, text, message })
            }),
            why: None,
            inside: statement.inside.map(statement_id),
        }
    }

    fn note(&self, note: &Note) -> NoteRecord {
        let place = note.span.map(|span| self.span(span));
        NoteRecord {
            code: note.code.as_str().to_owned(),
            start: place.as_ref().map(|place| place.start),
            end: place.as_ref().map(|place| place.end),
            message: note.message.clone(),
        }
    }
}
