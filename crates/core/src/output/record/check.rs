//! Whether a record holds together: what readers of its offsets and ids rely on.

use std::collections::HashSet;

use thiserror::Error;

use super::Record;
use crate::text::{OffsetUnit, Offsets};
use extents::Visit;

/// What does not hold together in a record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RecordFault {
    /// A span does not fit the text, or has other words than the text has there.
    #[error("{what}: `{start} {end}` is not `{text}` in a text counted in {unit}s", unit = unit.as_str())]
    Span {
        /// What the span is of: "content of statement `Q1`".
        what: String,
        /// Its start, as given.
        start: usize,
        /// Its end, as given.
        end: usize,
        /// The beginning of its words, as given.
        text: String,
        /// The record's unit.
        unit: OffsetUnit,
    },
    /// An id that two speakers or two statements have.
    #[error("the id `{0}` is there twice")]
    Repeated(String),
    /// A statement that refers to a speaker who is not there.
    #[error("statement `{statement}` refers to speaker `{speaker}`, which is not there")]
    NoSpeaker {
        /// The statement's id.
        statement: String,
        /// The speaker's.
        speaker: String,
    },
}

impl Record {
    /// Whether every span is the slice of the text that its offsets name, and every speaker that statements refer to
    /// is there. Records that this library makes always are so; those from elsewhere may not be.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), RecordFault> {
        let unit = self.article.offset_unit;
        let offsets = Offsets::new(&self.article.text, unit);
        self.visit(&mut |what, (start, end, text)| {
            let slice = offsets
                .to_byte(start)
                .zip(offsets.to_byte(end))
                .and_then(|(start, end)| (start <= end).then(|| &self.article.text[start..end]));
            if slice == Some(text) {
                return Ok(());
            }
            let text = text.chars().take(40).collect();
            Err(RecordFault::Span { what: what(), start, end, text, unit })
        })?;
        let mut ids = HashSet::new();
        if let Some(twice) = self.speakers.iter().find(|speaker| !ids.insert(&*speaker.id)) {
            return Err(RecordFault::Repeated(twice.id.clone()));
        }
        let mut statements = HashSet::new();
        for statement in &self.statements {
            if !statements.insert(&*statement.id) {
                return Err(RecordFault::Repeated(statement.id.clone()));
            }
            let addressees = statement.addressees.iter().filter_map(|addressee| addressee.speaker.as_ref());
            let missing = statement.speakers.iter().chain(addressees).chain(&statement.reported_by);
            if let Some(speaker) = missing.into_iter().find(|id| !ids.contains(&***id)) {
                let (statement, speaker) = (statement.id.clone(), speaker.clone());
                return Err(RecordFault::NoSpeaker { statement, speaker });
            }
        }
        Ok(())
    }
}

/// The spans in a record, whatever else stands beside them.
pub(crate) mod extents {
    use super::RecordFault;
    use crate::output::{
        AddresseeRecord, CueRecord, DatelineRecord, MentionRecord, Record, RoleRecord, SpanRecord, StatementNoteRecord,
    };

    /// Start, end and words.
    pub(crate) type Parts<'p> = (usize, usize, &'p str);

    /// Something with a start, an end and words.
    pub(crate) trait Extent {
        fn extent(&self) -> Parts<'_>;
    }

    macro_rules! extent {
        ($($type:ty),+) => {
            $(impl Extent for $type {
                fn extent(&self) -> Parts<'_> {
                    (self.start, self.end, &self.text)
                }
            })+
        };
    }

    extent!(SpanRecord, DatelineRecord, RoleRecord, MentionRecord, CueRecord, AddresseeRecord, StatementNoteRecord);

    type See<'s> = dyn FnMut(&dyn Fn() -> String, Parts<'_>) -> Result<(), RecordFault> + 's;

    /// Walks the spans.
    pub(crate) trait Visit {
        /// Calls `see` with what each span is of and the span, until one is at fault.
        fn visit(&self, see: &mut See<'_>) -> Result<(), RecordFault>;
    }

    fn all<E: Extent>(spans: &[E], what: &dyn Fn() -> String, see: &mut See<'_>) -> Result<(), RecordFault> {
        spans.iter().try_for_each(|span| see(what, span.extent()))
    }

    impl Visit for Record {
        fn visit(&self, see: &mut See<'_>) -> Result<(), RecordFault> {
            let article = &self.article;
            for (name, part) in
                [("headline", &article.headline), ("standfirst", &article.standfirst), ("byline", &article.byline)]
            {
                all(part.as_slice(), &|| name.to_owned(), see)?;
            }
            all(article.dateline.as_slice(), &|| "dateline".to_owned(), see)?;
            for section in &article.sections {
                all(section.heading.as_slice(), &|| "crosshead".to_owned(), see)?;
                all(&section.paragraphs, &|| "paragraph".to_owned(), see)?;
            }
            for speaker in &self.speakers {
                all(&speaker.roles, &|| format!("role of speaker `{}`", speaker.id), see)?;
                all(&speaker.mentions, &|| format!("mention of speaker `{}`", speaker.id), see)?;
            }
            for statement in &self.statements {
                let of = |part: &'static str| move || format!("{part} of statement `{}`", statement.id);
                all(&statement.content, &of("content"), see)?;
                all(&statement.quoted, &of("quoted stretch"), see)?;
                all(statement.cue.as_slice(), &of("cue"), see)?;
                all(&statement.source, &of("source"), see)?;
                all(&statement.addressees, &of("addressee"), see)?;
                all(statement.note.as_slice(), &of("note"), see)?;
            }
            Ok(())
        }
    }
}
