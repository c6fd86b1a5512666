//! A record to brat's annotation file; the text beside it is `article.text` as it is.
//!
//! A statement is an event, as in PolNeAR's corpus: its trigger is the cue (where there is none, the content), its
//! roles are `Content` and `Source`, with numbers for further sources. A content of several parts is one annotation
//! with a span for each. Whom a statement is attributed to stands in a note on the event, `speakers: NAME [ID KIND]; …`,
//! which can be edited and is read back (`crate::gold::records`). Offsets are code points.
//!
//! Left out is what brat has no place for that annotators could correct: the article's parts, aliases, roles,
//! mentions, addressees, acts, confidence.

use std::fmt::Write as _;

use super::Placed;
use crate::{
    Span,
    output::{SpeakerRecord, StatementRecord},
};

/// What brat needs beside the files to show them: the `annotation.conf` of their folder.
pub const CONFIG: &str = "\
# How brat shows and edits the statements that inquit found.
[entities]
Content
Cue
Source

[relations]

[events]
Cue	Content*:Content, Source*:Source
Content	Source*:Source

[attributes]
";

/// What a note on the speakers of an event begins with.
pub(crate) const SPEAKERS: &str = "speakers:";
/// How such a note says that the article gives somebody no name.
pub(crate) const UNNAMED: &str = "unnamed";

/// The annotation file.
pub(super) fn annotations(placed: &Placed) -> String {
    let mut sheet = Sheet { placed, lines: String::new(), bounds: 0, events: 0 };
    for statement in &placed.record.statements {
        sheet.statement(statement);
    }
    sheet.lines
}

struct Sheet<'p, 'r> {
    placed: &'p Placed<'r>,
    lines: String,
    /// How many text-bound annotations there are.
    bounds: usize,
    /// How many events, each with at most one note.
    events: usize,
}

impl Sheet<'_, '_> {
    fn statement(&mut self, statement: &StatementRecord) {
        let cue: Vec<Span> =
            statement.cue.iter().map(|cue| self.placed.span(cue)).filter(|cue| !cue.is_empty()).collect();
        let content = self.placed.spans(&statement.content);
        let mut roles: Vec<(String, usize)> = Vec::new();
        for (role, spans) in [("Cue", cue), ("Content", content)] {
            if !spans.is_empty() {
                roles.push((role.to_owned(), self.bound(role, &spans)));
            }
        }
        for (source, nth) in self.placed.spans(&statement.source).into_iter().zip(1..) {
            let role = if nth == 1 { "Source".to_owned() } else { format!("Source{nth}") };
            roles.push((role, self.bound("Source", &[source])));
        }
        if roles.is_empty() {
            return;
        }
        self.events += 1;
        let event = self.events;
        let roles: Vec<_> = roles.iter().map(|(role, bound)| format!("{role}:T{bound}")).collect();
        let _ = writeln!(self.lines, "E{event}\t{}", roles.join(" "));
        let speakers: Vec<_> = self.placed.speakers(statement).map(|(_, speaker)| named(speaker)).collect();
        if !speakers.is_empty() {
            let _ = writeln!(self.lines, "#{event}\tAnnotatorNotes E{event}\t{SPEAKERS} {}", speakers.join("; "));
        }
    }

    /// Adds a text-bound annotation and gives its number.
    fn bound(&mut self, label: &str, spans: &[Span]) -> usize {
        self.bounds += 1;
        let offsets: Vec<_> = spans
            .iter()
            .map(|span| {
                let (start, end) = self.placed.codepoints(*span);
                format!("{start} {end}")
            })
            .collect();
        let words: Vec<_> = spans.iter().map(|span| on_one_line(span.of(self.placed.text))).collect();
        let _ = writeln!(self.lines, "T{}\t{label} {}\t{}", self.bounds, offsets.join(";"), words.join(" "));
        self.bounds
    }
}

/// A speaker as a note has it.
fn named(speaker: &SpeakerRecord) -> String {
    let unnamed = if speaker.named { String::new() } else { format!(" {UNNAMED}") };
    format!("{} [{} {}{unnamed}]", on_one_line(&speaker.name), speaker.id, speaker.kind.as_str())
}

/// The text with a space for every character that some reader takes for a line break or the end of a column.
fn on_one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() && c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}');
    text.replace(breaks, " ")
}
