//! A record's offsets to bytes, and to the unit a format counts in.

use std::collections::HashMap;

use crate::{
    Span,
    output::{
        Record, SpeakerRecord, StatementRecord,
        record::{RecordFault, extents},
    },
    text::{OffsetUnit, Offsets},
};

/// A record that holds together, with its offsets ready to be converted.
pub(super) struct Placed<'r> {
    pub(super) record: &'r Record,
    pub(super) text: &'r str,
    given: Offsets<'r>,
    codepoints: Offsets<'r>,
    speakers: HashMap<&'r str, usize>,
}

impl<'r> Placed<'r> {
    pub(super) fn new(record: &'r Record) -> Result<Self, RecordFault> {
        record.check()?;
        let text = &*record.article.text;
        Ok(Self {
            record,
            text,
            given: Offsets::new(text, record.article.offset_unit),
            codepoints: Offsets::new(text, OffsetUnit::Codepoint),
            speakers: record.speakers.iter().enumerate().map(|(index, one)| (&*one.id, index)).collect(),
        })
    }

    /// The bytes of a span of the record.
    pub(super) fn span(&self, span: &impl extents::Extent) -> Span {
        let (start, end, _) = span.extent();
        // The check has seen to it that they are there.
        let start = self.given.to_byte(start).unwrap_or_default();
        Span::new(start, self.given.to_byte(end).unwrap_or(start).max(start))
    }

    /// The bytes of those spans of the record that are not empty.
    pub(super) fn spans(&self, spans: &[impl extents::Extent]) -> Vec<Span> {
        spans.iter().map(|span| self.span(span)).filter(|span| !span.is_empty()).collect()
    }

    /// A span's first code point, and one past its last.
    pub(super) fn codepoints(&self, span: Span) -> (usize, usize) {
        (self.codepoints.from_byte(span.start), self.codepoints.from_byte(span.end))
    }

    /// The speakers of a statement, with their positions in the record.
    pub(super) fn speakers<'p>(
        &'p self,
        statement: &'p StatementRecord,
    ) -> impl Iterator<Item = (usize, &'r SpeakerRecord)> + 'p {
        statement.speakers.iter().filter_map(|id| self.speaker(id))
    }

    /// The speaker of an id, and its position in the record.
    pub(super) fn speaker(&self, id: &str) -> Option<(usize, &'r SpeakerRecord)> {
        let index = *self.speakers.get(id)?;
        Some((index, &self.record.speakers[index]))
    }
}
