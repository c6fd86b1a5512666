//! Contents, quoted stretches, cues and sources to elements inside the article's parts.
//!
//! Marks are cut at the borders of the parts, and where they cut across each other: the one that begins later is cut at
//! the end of the one that began earlier, and its rest begins there. So marks nest, whatever the record says.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
};

use super::{Ids, Placed, escaped};
use crate::{
    Span, StatementKind,
    output::{CueRecord, StatementRecord},
};

/// What is marked. In the order in which marks of the same stretch hold each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Said,
    Source,
    Cue,
    Quoted,
}

/// A stretch of the text, and the statements it is marked for: several share a source or a cue.
struct Mark<'r> {
    span: Span,
    kind: Kind,
    statements: Vec<usize>,
    cue: Option<&'r CueRecord>,
}

/// A mark, or what is left of it, inside one part of the article.
struct Piece {
    span: Span,
    mark: usize,
}

/// What is marked in an article.
pub(super) struct Inline<'p, 'r> {
    placed: &'p Placed<'r>,
    ids: &'p Ids,
    marks: Vec<Mark<'r>>,
    /// By statement: how many `<said>` it takes, and how many are written.
    said: Vec<(usize, usize)>,
}

impl<'p, 'r> Inline<'p, 'r> {
    pub(super) fn new(placed: &'p Placed<'r>, ids: &'p Ids) -> Self {
        let statements = &placed.record.statements;
        let mut marks = Vec::new();
        let mut shared: BTreeMap<(Span, Kind), Mark<'r>> = BTreeMap::new();
        for (index, statement) in statements.iter().enumerate() {
            let mut mark = |span, kind| marks.push(Mark { span, kind, statements: vec![index], cue: None });
            placed.spans(&statement.content).into_iter().for_each(|span| mark(span, Kind::Said));
            if statement.kind == StatementKind::Mixed {
                placed.spans(&statement.quoted).into_iter().for_each(|span| mark(span, Kind::Quoted));
            }
            let cue = statement.cue.iter().map(|cue| (placed.span(cue), Kind::Cue, Some(cue)));
            let source = placed.spans(&statement.source).into_iter().map(|span| (span, Kind::Source, None));
            for (span, kind, cue) in cue.chain(source) {
                let entry = shared.entry((span, kind));
                entry.or_insert_with(|| Mark { span, kind, statements: Vec::new(), cue }).statements.push(index);
            }
        }
        marks.extend(shared.into_values());
        marks.retain(|mark| !mark.span.is_empty());
        marks.sort_by_key(|mark| (mark.span.start, Reverse(mark.span.end), mark.kind));
        Self { placed, ids, marks, said: vec![(0, 0); statements.len()] }
    }

    /// The parts of the article, in text order and apart from each other, as XML.
    pub(super) fn write(&mut self, parts: &[Span]) -> Vec<String> {
        let pieces: Vec<Vec<Piece>> = self.distribute(parts).into_iter().map(nested).collect();
        for piece in pieces.iter().flatten() {
            let mark = &self.marks[piece.mark];
            if mark.kind == Kind::Said {
                self.said[mark.statements[0]].0 += 1;
            }
        }
        parts.iter().zip(&pieces).map(|(part, pieces)| self.part(*part, pieces)).collect()
    }

    /// What of each mark lies in each part.
    fn distribute(&self, parts: &[Span]) -> Vec<Vec<Piece>> {
        let mut pieces: Vec<Vec<Piece>> = parts.iter().map(|_| Vec::new()).collect();
        for (index, mark) in self.marks.iter().enumerate() {
            let first = parts.partition_point(|part| part.end <= mark.span.start);
            for (part, pieces) in parts.iter().zip(&mut pieces).skip(first) {
                if part.start >= mark.span.end {
                    break;
                }
                let span = Span::new(mark.span.start.max(part.start), mark.span.end.min(part.end));
                pieces.push(Piece { span, mark: index });
            }
        }
        pieces
    }

    fn part(&mut self, part: Span, pieces: &[Piece]) -> String {
        let text = self.placed.text;
        let mut out = String::with_capacity(part.len() + pieces.len() * 40);
        let mut open: Vec<(usize, &str)> = Vec::new();
        let mut at = part.start;
        for piece in pieces {
            while let Some((end, tag)) = open.pop_if(|(end, _)| *end <= piece.span.start) {
                out += &escaped(Span::new(at, end).of(text));
                out += tag;
                at = end;
            }
            out += &escaped(Span::new(at, piece.span.start).of(text));
            at = piece.span.start;
            let (start, end) = self.tags(piece.mark);
            out += &start;
            open.push((piece.span.end, end));
        }
        while let Some((end, tag)) = open.pop() {
            out += &escaped(Span::new(at, end).of(text));
            out += tag;
            at = end;
        }
        out + &escaped(Span::new(at, part.end).of(text))
    }

    fn tags(&mut self, mark: usize) -> (String, &'static str) {
        let mark = &self.marks[mark];
        let first = mark.statements[0];
        let records = &self.placed.record.statements;
        match mark.kind {
            Kind::Said => {
                let (all, nth) = &mut self.said[first];
                *nth += 1;
                let (start, end) =
                    said(self.placed, self.ids, &records[first], &self.ids.statements[first], (*all, *nth));
                (start, end)
            }
            Kind::Quoted => ("<q>".to_owned(), "</q>"),
            Kind::Cue => {
                let act = mark.cue.map_or("other", |cue| cue.act.as_str());
                (format!("<seg type=\"cue\" subtype=\"{act}\"{}>", self.reports(&mark.statements)), "</seg>")
            }
            Kind::Source => {
                let who = who(self.placed, self.ids, mark.statements.iter().map(|index| &records[*index]), "ref");
                (format!("<rs type=\"source\"{who}{}>", self.reports(&mark.statements)), "</rs>")
            }
        }
    }

    /// The attribute that points to what a cue or a source belongs to, as far as it is in the text.
    fn reports(&self, statements: &[usize]) -> String {
        let ids = statements.iter().filter(|index| self.said[**index].0 > 0).map(|index| &*self.ids.statements[*index]);
        pointers("corresp", ids)
    }
}

/// The tags of the `nth` of `all` parts of a statement, counted from 1.
fn said(
    placed: &Placed,
    ids: &Ids,
    statement: &StatementRecord,
    id: &str,
    (all, nth): (usize, usize),
) -> (String, &'static str) {
    let part = |nth: usize| if nth == 1 { id.to_owned() } else { format!("{id}-{nth}") };
    let direct = statement.kind == StatementKind::Direct;
    let mut tag = format!("<said xml:id=\"{}\"{}", part(nth), who(placed, ids, [statement], "who"));
    let addressees = statement.addressees.iter().filter_map(|addressee| placed.speaker(addressee.speaker.as_deref()?));
    let addressees = addressees.map(|(index, _)| &*ids.speakers[index]).collect::<Vec<_>>();
    tag += &pointers("toWhom", addressees);
    tag += &format!(" direct=\"{direct}\" cert=\"{}\"", statement.confidence.clamp(0.0, 1.0));
    if nth > 1 {
        tag += &format!(" prev=\"#{}\"", part(nth - 1));
    }
    if nth < all {
        tag += &format!(" next=\"#{}\"", part(nth + 1));
    }
    (tag + ">", "</said>")
}

/// The attribute that names the speakers of statements.
fn who<'s>(
    placed: &Placed,
    ids: &Ids,
    statements: impl IntoIterator<Item = &'s StatementRecord>,
    attribute: &str,
) -> String {
    let mut speakers: Vec<usize> = Vec::new();
    for statement in statements {
        for id in &statement.speakers {
            speakers.extend(placed.speaker(id).map(|(index, _)| index).filter(|index| !speakers.contains(index)));
        }
    }
    pointers(attribute, speakers.iter().map(|index| &*ids.speakers[*index]))
}

/// An attribute that points to elements, none for none.
fn pointers<'i>(attribute: &str, ids: impl IntoIterator<Item = &'i str>) -> String {
    let pointers: Vec<_> = ids.into_iter().map(|id| format!("#{id}")).collect();
    if pointers.is_empty() { String::new() } else { format!(" {attribute}=\"{}\"", pointers.join(" ")) }
}

/// Pieces of one part, in the order of their starts, so cut that they nest.
fn nested(pieces: Vec<Piece>) -> Vec<Piece> {
    let key = |piece: &Piece| Reverse((piece.span.start, Reverse(piece.span.end), piece.mark));
    let mut waiting: BinaryHeap<_> = pieces.iter().map(key).collect();
    let mut open: Vec<usize> = Vec::new();
    let mut nested = Vec::with_capacity(pieces.len());
    while let Some(Reverse((start, Reverse(mut end), mark))) = waiting.pop() {
        while open.pop_if(|holder| *holder <= start).is_some() {}
        if let Some(holder) = open.last().filter(|holder| **holder < end) {
            waiting.push(Reverse((*holder, Reverse(end), mark)));
            end = *holder;
        }
        open.push(end);
        nested.push(Piece { span: Span::new(start, end), mark });
    }
    nested
}
