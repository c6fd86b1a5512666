//! A record to runs of text, each with everything that holds of it: what every view of an article is drawn from.
//!
//! Statements overlap with mentions, cues with contents, statements with statements. A run is the longest stretch of a
//! block over which none of that changes, so that a view never has to nest marks.

use std::collections::BTreeSet;

use inquit::{output::Record, text::Offsets};

/// What a block is in its article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The headline.
    Headline,
    /// The summary under the headline.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// Place, agency and date before the first paragraph, which it shares a block of the text with.
    Dateline,
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
#[derive(Clone, Debug)]
pub struct Block<'r> {
    /// What the block is.
    pub part: Part,
    /// Its text, in order.
    pub runs: Vec<Run<'r>>,
}

/// A stretch of text over which nothing changes.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The speaker whom it mentions.
    pub mention: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Content(usize),
    Quoted(usize),
    Cue(usize),
    Source(usize),
    Mention(usize),
}

/// The blocks of an article in the order of its text, cut into runs. Spans that are not in the text are left out.
pub fn blocks(record: &Record) -> Vec<Block<'_>> {
    let article = &record.article;
    let offsets = Offsets::new(&article.text, article.offset_unit);
    let bytes = |start: usize, end: usize| {
        let (start, end) = (offsets.to_byte(start)?, offsets.to_byte(end)?);
        (start < end).then_some((start, end))
    };

    let mut marks: Vec<(usize, usize, Mark)> = Vec::new();
    let mut add = |start: usize, end: usize, mark: Mark| {
        if let Some((start, end)) = bytes(start, end) {
            marks.push((start, end, mark));
        }
    };
    let mut lengths = vec![0; record.statements.len()];
    for (index, statement) in record.statements.iter().enumerate() {
        for part in &statement.content {
            lengths[index] += part.end.saturating_sub(part.start);
            add(part.start, part.end, Mark::Content(index));
        }
        statement.quoted.iter().for_each(|part| add(part.start, part.end, Mark::Quoted(index)));
        statement.source.iter().for_each(|part| add(part.start, part.end, Mark::Source(index)));
        statement.cue.iter().for_each(|cue| add(cue.start, cue.end, Mark::Cue(index)));
    }
    for (index, speaker) in record.speakers.iter().enumerate() {
        speaker.mentions.iter().for_each(|mention| add(mention.start, mention.end, Mark::Mention(index)));
    }
    marks.sort();

    let mut parts: Vec<(usize, usize, Part)> = Vec::new();
    let mut add = |start: usize, end: usize, part: Part| {
        if let Some((start, end)) = bytes(start, end) {
            parts.push((start, end, part));
        }
    };
    article.headline.iter().for_each(|span| add(span.start, span.end, Part::Headline));
    article.standfirst.iter().for_each(|span| add(span.start, span.end, Part::Standfirst));
    article.byline.iter().for_each(|span| add(span.start, span.end, Part::Byline));
    article.dateline.iter().for_each(|span| add(span.start, span.end, Part::Dateline));
    for (section, one) in article.sections.iter().enumerate() {
        one.heading.iter().for_each(|span| add(span.start, span.end, Part::Heading { section }));
        for (paragraph, span) in one.paragraphs.iter().enumerate() {
            add(span.start, span.end, Part::Paragraph { section, paragraph });
        }
    }
    parts.sort_by_key(|&(start, end, _)| (start, end));

    let text = &*article.text;
    let mut open: BTreeSet<(usize, Mark)> = BTreeSet::new();
    let mut next = 0;
    let mut blocks = Vec::with_capacity(parts.len());
    for (start, end, part) in parts {
        let mut runs = Vec::new();
        let mut at = start;
        while at < end {
            while next < marks.len() && marks[next].0 <= at {
                open.insert((marks[next].1, marks[next].2));
                next += 1;
            }
            open.retain(|&(until, _)| until > at);
            let opens = marks.get(next).map_or(end, |mark| mark.0);
            let closes = open.first().map_or(end, |&(until, _)| until);
            let until = end.min(opens).min(closes);
            runs.push(run(&text[at..until], &open, &lengths));
            at = until;
        }
        blocks.push(Block { part, runs });
    }
    blocks
}

fn run<'r>(text: &'r str, open: &BTreeSet<(usize, Mark)>, lengths: &[usize]) -> Run<'r> {
    let mut run = Run { text, statements: Vec::new(), quoted: false, cue: None, source: None, mention: None };
    for &(_, mark) in open {
        match mark {
            Mark::Content(index) => run.statements.push(index),
            Mark::Quoted(_) => run.quoted = true,
            Mark::Cue(index) => run.cue = Some(index),
            Mark::Source(index) => run.source = Some(index),
            // Of mentions in each other, the shorter.
            Mark::Mention(index) => run.mention = run.mention.or(Some(index)),
        }
    }
    run.statements.sort_by_key(|&index| (std::cmp::Reverse(lengths[index]), index));
    run
}
