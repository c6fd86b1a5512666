//! A record to Citron's JSON: the document with its quotes and coreference groups, in code points.
//!
//! The shape is that of Citron's own data files (its `docs/data_format.md`), not of its live API, which counts tokens.
//! A group is a speaker's mentions. `coreferences` of a quote holds the fullest name of each of its speakers whom the
//! source does not name already, as Citron's resolver does for "he".
//!
//! Left out: names that are not written so in the text, roles, kinds, acts, the article's parts.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Placed;
use crate::{
    MentionForm, Span,
    output::{SpeakerRecord, StatementRecord},
};

/// The document.
pub(super) fn document(placed: &Placed) -> Value {
    let record = placed.record;
    // A source is a mention, whether or not the speaker's own list has it.
    let mut groups: Vec<BTreeSet<Span>> =
        record.speakers.iter().map(|speaker| placed.spans(&speaker.mentions).into_iter().collect()).collect();
    for statement in &record.statements {
        if let (Some((speaker, _)), None) = (placed.speakers(statement).next(), placed.speakers(statement).nth(1)) {
            groups[speaker].extend(placed.spans(&statement.source));
        }
    }
    let quotes: Vec<Value> = record.statements.iter().map(|statement| quote(placed, statement)).collect();
    let groups: Vec<Value> =
        groups.into_iter().filter(|group| !group.is_empty()).map(|group| spans(placed, group)).collect();
    json!({"text": placed.text, "quotes": quotes, "coreference_groups": groups})
}

fn quote(placed: &Placed, statement: &StatementRecord) -> Value {
    let source = placed.spans(&statement.source);
    let named = placed
        .speakers(statement)
        .filter_map(|(_, speaker)| fullest_name(placed, speaker))
        .filter(|name| !source.iter().any(|source| source.overlaps(*name)));
    json!({
        "id": statement.id,
        "cue": statement.cue.as_ref().map(|cue| span(placed, placed.span(cue))),
        "sources": spans(placed, source.iter().copied()),
        "contents": spans(placed, placed.spans(&statement.content)),
        "coreferences": spans(placed, named.collect::<BTreeSet<_>>()),
        "confidence": statement.confidence,
    })
}

/// The longest of a speaker's mentions by name, the first of equals.
fn fullest_name(placed: &Placed, speaker: &SpeakerRecord) -> Option<Span> {
    let names = speaker.mentions.iter().filter(|mention| mention.form == MentionForm::Name);
    names
        .map(|name| placed.span(name))
        .filter(|name| !name.is_empty())
        .reduce(|a, b| if b.len() > a.len() { b } else { a })
}

fn spans(placed: &Placed, spans: impl IntoIterator<Item = Span>) -> Value {
    spans.into_iter().map(|part| span(placed, part)).collect()
}

fn span(placed: &Placed, span: Span) -> Value {
    let (start, end) = placed.codepoints(span);
    json!({"start": start, "end": end, "text": span.of(placed.text)})
}
