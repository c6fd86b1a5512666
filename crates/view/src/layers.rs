//! A record to runs of text, each with everything that holds of it: what every view of an article is drawn from.
//!
//! Statements overlap with mentions, cues with contents, statements with statements. A run is the longest stretch of a
//! block over which none of that changes, so that a view never has to nest marks. Spans that are not in the text, as in
//! records that others made, are left out; text that lies in no part of the article is not shown.

use std::{cmp::Reverse, collections::HashMap, ops::Range};

use inquit::{
    output::{ArticleRecord, Record, StatementRecord},
    text::Offsets,
};

/// What a block is in its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The headline.
    Headline,
    /// The summary under the headline.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// A crosshead: the heading of a section.
    Heading {
        /// Index into the article's sections.
        section: usize,
    },
    /// A paragraph of the body.
    Paragraph {
        /// Index into the article's sections.
        section: usize,
        /// Index into the section's paragraphs.
        paragraph: usize,
    },
}

/// One block of an article, cut into runs. The texts of its runs, joined, are the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block<'r> {
    /// What the block is.
    pub part: Part,
    /// Its text, in order.
    pub runs: Vec<Run<'r>>,
}

/// A stretch of text over which nothing changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run<'r> {
    /// The article's text, untouched: it may hold line breaks.
    pub text: &'r str,
    /// The statements whose content it lies in, the longest first: where one reports another, the last is the inner.
    pub statements: Vec<usize>,
    /// Whether it stands in quotation marks, as a statement's own words.
    pub quoted: bool,
    /// The statement that it is the cue of.
    pub cue: Option<usize>,
    /// The statement that it is the source of.
    pub source: Option<usize>,
    /// The speaker whom it mentions; of mentions in each other, the shorter.
    pub mention: Option<usize>,
    /// Whether it is the dateline, at the head of the first paragraph.
    pub dateline: bool,
}

/// What holds of a stretch. Numbers are of statements, of speakers for mentions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Content(usize),
    Quoted,
    Cue(usize),
    Source(usize),
    Mention(usize),
    Dateline,
}

#[derive(Clone, PartialEq, Eq)]
struct Mark {
    at: Range<usize>,
    kind: Kind,
}

/// The blocks of an article in the order of its text, cut into runs.
pub fn blocks(record: &Record) -> Vec<Block<'_>> {
    let text = &*record.article.text;
    let offsets = Offsets::new(text, record.article.offset_unit);
    let marks = marks(record, &offsets);
    let length = |one: &StatementRecord| one.content.iter().map(|part| part.text.len()).sum();
    let lengths: Vec<usize> = record.statements.iter().map(length).collect();
    let mut next = 0;
    let mut open: Vec<&Mark> = Vec::new();
    let mut done = 0;
    let mut blocks = Vec::new();
    for (at, part) in parts(&record.article, &offsets) {
        // Parts of one text do not overlap; in a record that others made, no text is shown twice.
        let (mut start, end) = (at.start.max(done), at.end);
        let mut runs = Vec::new();
        while start < end {
            while let Some(mark) = marks.get(next).filter(|mark| mark.at.start <= start) {
                open.push(mark);
                next += 1;
            }
            open.retain(|mark| mark.at.end > start);
            let opens = marks.get(next).map_or(end, |mark| mark.at.start);
            let until = open.iter().map(|mark| mark.at.end).fold(end.min(opens), usize::min);
            runs.push(run(&text[start..until], &open, &lengths));
            start = until;
        }
        done = done.max(end);
        if !runs.is_empty() {
            blocks.push(Block { part, runs });
        }
    }
    blocks
}

/// Who is behind each statement of a record, as indices into its speakers.
pub fn speakers_of(record: &Record) -> Vec<Vec<usize>> {
    let by_id: HashMap<&str, usize> =
        record.speakers.iter().enumerate().map(|(index, speaker)| (&*speaker.id, index)).collect();
    let indices = |ids: &[String]| ids.iter().filter_map(|id| by_id.get(&**id).copied()).collect();
    record.statements.iter().map(|statement| indices(&statement.speakers)).collect()
}

/// The bytes that a span of a record stands for, if there are any.
fn bytes(offsets: &Offsets<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let (start, end) = (offsets.to_byte(start)?, offsets.to_byte(end)?);
    (start < end).then_some(start..end)
}

/// Everything that holds of stretches of the text, in the order in which it begins.
fn marks(record: &Record, offsets: &Offsets<'_>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut add = |start: usize, end: usize, kind: Kind| {
        marks.extend(bytes(offsets, start, end).map(|at| Mark { at, kind }));
    };
    for (index, statement) in record.statements.iter().enumerate() {
        statement.content.iter().for_each(|part| add(part.start, part.end, Kind::Content(index)));
        statement.quoted.iter().for_each(|part| add(part.start, part.end, Kind::Quoted));
        statement.source.iter().for_each(|part| add(part.start, part.end, Kind::Source(index)));
        statement.cue.iter().for_each(|cue| add(cue.start, cue.end, Kind::Cue(index)));
    }
    for (index, speaker) in record.speakers.iter().enumerate() {
        speaker.mentions.iter().for_each(|mention| add(mention.start, mention.end, Kind::Mention(index)));
    }
    record.article.dateline.iter().for_each(|span| add(span.start, span.end, Kind::Dateline));
    marks.sort_by_key(|mark| (mark.at.start, mark.at.end, mark.kind));
    marks
}

/// The parts of an article in the order of its text.
fn parts(article: &ArticleRecord, offsets: &Offsets<'_>) -> Vec<(Range<usize>, Part)> {
    let mut parts: Vec<(Range<usize>, Part)> = Vec::new();
    let mut add = |start: usize, end: usize, part: Part| parts.extend(bytes(offsets, start, end).map(|at| (at, part)));
    article.headline.iter().for_each(|span| add(span.start, span.end, Part::Headline));
    article.standfirst.iter().for_each(|span| add(span.start, span.end, Part::Standfirst));
    article.byline.iter().for_each(|span| add(span.start, span.end, Part::Byline));
    for (section, one) in article.sections.iter().enumerate() {
        one.heading.iter().for_each(|span| add(span.start, span.end, Part::Heading { section }));
        for (paragraph, span) in one.paragraphs.iter().enumerate() {
            add(span.start, span.end, Part::Paragraph { section, paragraph });
        }
    }
    parts.sort_by_key(|(at, _)| (at.start, at.end));
    parts
}

fn run<'r>(text: &'r str, open: &[&Mark], lengths: &[usize]) -> Run<'r> {
    let mut run = Run { text, ..Run::default() };
    let mut shortest = usize::MAX;
    for mark in open {
        match mark.kind {
            Kind::Content(index) => run.statements.push(index),
            Kind::Quoted => run.quoted = true,
            Kind::Cue(index) => run.cue = Some(index),
            Kind::Source(index) => run.source = Some(index),
            Kind::Mention(index) if mark.at.len() < shortest => {
                shortest = mark.at.len();
                run.mention = Some(index);
            }
            Kind::Mention(_) => {}
            Kind::Dateline => run.dateline = true,
        }
    }
    run.statements.sort_by_key(|&index| (Reverse(lengths[index]), index));
    run.statements.dedup();
    run
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_records::Sketch;

    /// The runs of a block, each with what holds of it.
    fn shown(block: &Block<'_>) -> Vec<String> {
        let signs = |run: &Run<'_>| {
            let numbers = |sign: &str, index: Option<usize>| index.map(|index| format!("{sign}{index}"));
            let mut signs: Vec<String> = run.statements.iter().map(|index| format!("q{index}")).collect();
            signs.extend(run.quoted.then(|| "!".to_owned()));
            signs.extend(
                [numbers("c", run.cue), numbers("s", run.source), numbers("m", run.mention)].into_iter().flatten(),
            );
            signs.extend(run.dateline.then(|| "date".to_owned()));
            signs.join(" ")
        };
        block.runs.iter().map(|run| format!("{}|{}", run.text, signs(run))).collect()
    }

    #[test]
    fn cuts_a_block_where_something_begins_or_ends() {
        let sketch = Sketch::new("LUND, May 2 — “Rain ☂,” said Ida Roe of Lund.")
            .speaker("Ida Roe", &["Ida Roe"])
            .speaker("Lund", &["Lund"])
            .statement(&["“Rain ☂,”"], "said", &[0]);
        let mut record = sketch.record();
        // A mention around another begins where it does.
        record.speakers[1].mentions[0] = record.speakers[0].mentions[0].clone();
        record.speakers[1].mentions[0].end += " of Lund".len();
        let blocks = blocks(&record);
        assert_eq!(blocks.len(), 1);
        assert_eq!(
            shown(&blocks[0]),
            ["LUND, May 2|date", " — |", "“Rain ☂,”|q0 !", " |", "said|c0", " |", "Ida Roe|s0 m0", " of Lund|m1", ".|"]
        );
        assert_eq!(speakers_of(&record), [[0]]);
    }

    #[test]
    fn the_last_of_statements_in_each_other_is_the_inner() {
        let sketch = Sketch::new("Ida Roe said Bo Lie warned that it rains.")
            .speaker("Ida Roe", &["Ida Roe"])
            .speaker("Bo Lie", &["Bo Lie"])
            .statement(&["that it rains"], "warned", &[1])
            .statement(&["Bo Lie warned that it rains"], "said", &[0]);
        let record = sketch.record();
        let blocks = blocks(&record);
        let inner = blocks[0].runs.iter().find(|run| run.text == "that it rains").unwrap();
        assert_eq!(inner.statements, [1, 0]);
        assert_eq!(blocks[0].runs.iter().find(|run| run.text == "warned").unwrap().statements, [1]);
    }

    #[test]
    fn every_run_is_text_in_order_whatever_a_record_says() {
        let sketch = Sketch::new("Rain\n\n“Wet ☂,” said Ida Roe.\n\nDry.").speaker("Ida Roe", &["Ida Roe"]).statement(
            &["“Wet ☂,”"],
            "said",
            &[0],
        );
        let mut record = sketch.record();
        record.article.headline = record.article.sections[0].paragraphs.first().cloned();
        record.statements[0].content[0].end = 999;
        record.speakers[0].mentions[0].start = record.speakers[0].mentions[0].end;
        let blocks = blocks(&record);
        assert_eq!(blocks.iter().map(|block| block.part).collect::<Vec<_>>()[0], Part::Headline);
        let texts: Vec<String> =
            blocks.iter().map(|block| block.runs.iter().map(|run| run.text).collect::<String>()).collect();
        assert_eq!(texts, ["“Wet ☂,” said Ida Roe.", "Dry."]);
        assert!(
            blocks.iter().flat_map(|block| &block.runs).all(|run| run.statements.is_empty() && run.mention.is_none())
        );
    }
}
