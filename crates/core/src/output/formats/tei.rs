//! A record to TEI P5: a header with the article's facts and its speakers, a text with what they said marked in it.
//!
//! A content is `<said>`, with `who` and `direct`; inside it `<q>` are the quoted stretches of a mixed one. A cue is
//! `<seg type="cue">` with the act as `subtype`, a source `<rs type="source">` that refers to the speakers; both point
//! to what they report in `corresp`. A content in several parts, or one that a paragraph ends or another element cuts
//! across, becomes several `<said>`, chained by `next` and `prev`, so that the text is always well formed.
//! (`part`, which other TEI elements have for this, is none of `<said>`'s attributes.)
//!
//! Text that belongs to no part of the article becomes `<ab type="other">`, so that none is lost but white space
//! between parts. Characters that XML cannot hold become U+FFFD. There are no offsets: the marks are in the text.
//!
//! Left out: notes, lemmas, negation, mentions other than sources, addressees that are no speakers, extra fields.

mod header;
mod inline;

use std::{collections::HashSet, fmt::Write as _};

use super::Placed;
use crate::Span;
use inline::Inline;

/// What stands before the articles of a corpus.
pub(super) const CORPUS_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<teiCorpus xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader>
  <fileDesc>
    <titleStmt><title>News articles and who said what in them</title></titleStmt>
    <publicationStmt><p>Made by a program from news articles.</p></publicationStmt>
    <sourceDesc><p>Each article names its own source.</p></sourceDesc>
  </fileDesc>
</teiHeader>
"#;
/// What stands behind them.
pub(super) const CORPUS_TAIL: &str = "</teiCorpus>\n";

/// One article as a document.
pub(super) fn document(placed: &Placed) -> String {
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    element(placed, "", r#"<TEI xmlns="http://www.tei-c.org/ns/1.0">"#, &mut out);
    out
}

/// One article in a corpus, the `nth` from 0. Its ids begin with its number, for they are the corpus's too.
pub(super) fn member(placed: &Placed, nth: usize) -> String {
    let mut out = String::new();
    element(placed, &format!("a{}.", nth + 1), "<TEI>", &mut out);
    out
}

fn element(placed: &Placed, prefix: &str, open: &str, out: &mut String) {
    let ids = Ids::new(placed, prefix);
    let language = header::language(placed).map(|language| format!(" xml:lang=\"{language}\"")).unwrap_or_default();
    let _ = write!(out, "{open}\n{}<text{language}>\n<body>\n", header::header(placed, &ids));
    body(placed, &ids, out);
    out.push_str("</body>\n</text>\n</TEI>\n");
}

/// The `xml:id`s of speakers and statements, in the order of the record.
struct Ids {
    speakers: Vec<String>,
    statements: Vec<String>,
}

impl Ids {
    fn new(placed: &Placed, prefix: &str) -> Self {
        let mut taken = HashSet::new();
        let mut make = |id: &str, letter: char, index: usize| {
            // Further parts of a statement have its id, a hyphen and a number.
            let plain =
                id.starts_with(|c: char| c.is_ascii_alphabetic()) && id.chars().all(|c| c.is_ascii_alphanumeric());
            let mut id = if plain { format!("{prefix}{}", id.to_ascii_lowercase()) } else { String::new() };
            let mut again = 0;
            while id.is_empty() || !taken.insert(id.clone()) {
                let others = if again > 0 { format!("_{again}") } else { String::new() };
                id = format!("{prefix}{letter}_{}{others}", index + 1);
                again += 1;
            }
            id
        };
        let record = placed.record;
        let speakers = record.speakers.iter().enumerate().map(|(index, one)| make(&one.id, 's', index)).collect();
        let statements = record.statements.iter().enumerate().map(|(index, one)| make(&one.id, 'q', index)).collect();
        Self { speakers, statements }
    }
}

/// What a stretch of the text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Headline, standfirst or byline, which stand before the sections.
    Top(&'static str),
    /// A crosshead, of the section with that number.
    Heading(usize),
    /// A paragraph, of the section with that number.
    Paragraph(usize),
    /// Anything else with letters in it.
    Other,
}

/// The article's parts in text order. None overlap; together they hold all text but white space.
fn parts(placed: &Placed) -> Vec<(Span, Part)> {
    let article = &placed.record.article;
    let mut parts: Vec<(Span, Part)> = Vec::new();
    let tops = [
        (&article.headline, "head type=\"main\""),
        (&article.standfirst, "head type=\"sub\""),
        (&article.byline, "byline"),
    ];
    parts.extend(tops.iter().filter_map(|(span, tag)| Some((placed.span(span.as_ref()?), Part::Top(tag)))));
    for (section, nth) in article.sections.iter().zip(0..) {
        parts.extend(section.heading.iter().map(|heading| (placed.span(heading), Part::Heading(nth))));
        parts.extend(section.paragraphs.iter().map(|paragraph| (placed.span(paragraph), Part::Paragraph(nth))));
    }
    // By start; of those with the same, the order above.
    parts.sort_by_key(|(span, _)| span.start);
    let mut all = Vec::with_capacity(parts.len());
    let mut at = 0;
    let end = Span::new(placed.text.len(), placed.text.len());
    for (span, part) in parts.into_iter().chain([(end, Part::Other)]) {
        // A record by hand may have parts that overlap.
        let span = Span::new(span.start.max(at), span.end.max(at));
        let between = Span::new(at, span.start).trimmed(placed.text);
        if !between.is_empty() {
            all.push((between, Part::Other));
        }
        if !span.is_empty() {
            all.push((span, part));
        }
        at = span.end;
    }
    all
}

fn body(placed: &Placed, ids: &Ids, out: &mut String) {
    let parts = parts(placed);
    let mut inline = Inline::new(placed, ids);
    // Ids are given in the order of the text, which for what stands on top may not be that of the elements.
    let written: Vec<(String, Part)> = inline
        .write(&parts.iter().map(|(span, _)| *span).collect::<Vec<_>>())
        .into_iter()
        .zip(&parts)
        .map(|(text, (_, part))| (text, *part))
        .collect();

    for tag in ["head type=\"main\"", "head type=\"sub\"", "byline"] {
        for (text, _) in written.iter().filter(|(_, part)| *part == Part::Top(tag)) {
            let _ = writeln!(out, "<{tag}>{text}</{}>", tag.split(' ').next().unwrap_or_default());
        }
    }
    let mut open: Option<Division> = None;
    for (text, part) in &written {
        let section = match part {
            Part::Top(_) => continue,
            Part::Heading(nth) | Part::Paragraph(nth) => Some(*nth),
            Part::Other => None,
        };
        let heading = matches!(part, Part::Heading(_));
        // A section's head comes first in it.
        let goes_on = open.as_ref().is_some_and(|open| {
            let same = section.is_none() || open.section.is_none() || open.section == section;
            same && !(heading && open.filled)
        });
        if !goes_on {
            close(open.take(), out);
            out.push_str("<div>\n");
        }
        let mut division = open.take().unwrap_or(Division { section, filled: false });
        division.section = division.section.or(section);
        let (start, end) = match part {
            Part::Heading(_) => ("<head>", "</head>"),
            Part::Other => ("<ab type=\"other\">", "</ab>"),
            _ => ("<p>", "</p>"),
        };
        division.filled |= !heading;
        let _ = writeln!(out, "{start}{text}{end}");
        open = Some(division);
    }
    if open.is_none() {
        // No body is without text.
        out.push_str("<div>\n");
        open = Some(Division { section: None, filled: false });
    }
    close(open, out);
}

/// A `<div>` that is being written.
struct Division {
    section: Option<usize>,
    /// Whether more than a head is in it.
    filled: bool,
}

fn close(open: Option<Division>, out: &mut String) {
    if let Some(division) = open {
        out.push_str(if division.filled { "</div>\n" } else { "<p/>\n</div>\n" });
    }
}

/// Text as XML has it, in elements and in attributes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // A parser makes a line feed of it.
            '\r' => escaped.push_str("&#13;"),
            '\t' | '\n' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            character if character < ' ' => escaped.push('\u{fffd}'),
            character => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests;
