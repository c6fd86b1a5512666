//! Blocks that are one attribution as a whole: titles with a colon, bylines behind a dash, turns of a transcript.

use std::ops::Range;

use super::{Parts, is_capital, named};
use crate::{
    stages::{Hint, Role, Scores, VerbForm, VerbPart},
    text::{Shape, Words},
};

/// Lund: the ferry will sail. The ferry will sail: Lund. “The ferry will sail” – skipper Lund. Lund, Moe agree to
/// sail. A title with a name on one side of its colon or dash, or with two before its verb.
pub(super) fn titled(words: &Words, scores: &Scores, verbs: &[VerbForm], block: &Range<usize>) -> Option<Parts> {
    let splits = |word: &usize| matches!(words.word(*word), ":" | "–" | "—" | "―" | "--");
    let mut marks = block.clone().filter(splits);
    let Some(mark) = marks.next() else { return jointly(words, scores, verbs, block) };
    if marks.next().is_some() {
        return None;
    }
    let (left, right) = (block.start..mark, mark + 1..block.end);
    let is_colon = words.word(mark) == ":";
    let quoted = |side: &Range<usize>| {
        let at = words.quotations.partition_point(|quotation| quotation.words.start < side.start);
        words.quotations.get(at).is_some_and(|quotation| quotation.words == *side)
    };
    let is_name = |side: &Range<usize>| is_title_name(words, scores, side);
    // Who speaks may have a word or two in small letters when a quotation leaves no doubt that somebody does.
    let is_speaker = |side: &Range<usize>| {
        side.end > side.start
            && is_title_name(words, scores, &(side.start.max(side.end - 1)..side.end))
            && side.len() <= LONGEST_TITLE_NAME
            && !side.clone().any(|word| matches!(words.words[word].shape, Shape::Mark | Shape::Punctuation))
    };
    let cue = mark..mark + 1;
    if right.len() > 2 && (is_colon && is_name(&left) || quoted(&right) && is_speaker(&left)) {
        Some(Parts { source: left, cue, content: right })
    } else if left.len() > 2 && (is_colon && is_name(&right) || quoted(&left) && is_speaker(&right)) {
        Some(Parts { source: right, cue, content: left })
    } else {
        None
    }
}

/// The most words of a name in a title.
const LONGEST_TITLE_NAME: usize = 4;

/// Whether words of a title are a name, and no editor's label.
fn is_title_name(words: &Words, scores: &Scores, side: &Range<usize>) -> bool {
    (1..=LONGEST_TITLE_NAME).contains(&side.len())
        && side.clone().all(|word| is_capital(words, word))
        && !side.clone().any(|word| EDITORIAL.binary_search(&words.word(word).to_uppercase().as_str()).is_ok())
        && named(scores, side) > 0.5
}

/// Lund, Moe agree to sail: a title that begins with names between commas and a verb of theirs.
fn jointly(words: &Words, scores: &Scores, verbs: &[VerbForm], block: &Range<usize>) -> Option<Parts> {
    let mut at = block.start;
    let mut names = 0;
    let source = loop {
        let end = (at..block.end).find(|word| !is_capital(words, *word)).unwrap_or(block.end);
        if !is_title_name(words, scores, &(at..end)) {
            return None;
        }
        names += 1;
        if end < block.end && matches!(words.word(end), "," | "and" | "&") {
            at = end + 1;
        } else {
            break block.start..end;
        }
    };
    let reports = source.end < block.end && verbs[source.end].reports;
    let verb = source.end;
    let has_particle = verb + 2 < block.end && matches!(words.word(verb + 1), "on" | "for" | "against" | "over");
    let cue = verb..verb + 1 + usize::from(has_particle);
    let content = cue.end..block.end;
    (names > 1 && reports && !content.is_empty()).then_some(Parts { source, cue, content })
}

/// A capitalised word of a name in a title, if no verb, is no cue: Halden Rail to cut jobs.
pub(super) fn names(words: &Words, scores: &Scores, verbs: &[VerbForm], title: &Range<usize>, hints: &mut Vec<Hint>) {
    let is_name = |word: &usize| {
        words.words[*word].shape == Shape::Title
            && verbs[*word].part == VerbPart::None
            && named(scores, &(*word..*word + 1)) > 0.7
    };
    hints.extend(title.clone().filter(is_name).map(|word| Hint::Against(word, Role::Cue)));
}

/// “…” ― Ada Lund: a block that begins and ends with marks, then a dash, and a name.
pub(super) fn dashed(words: &Words, block: &Range<usize>) -> Option<Parts> {
    const SHORTEST: usize = 5;
    if block.len() <= SHORTEST || words.words[block.start].shape != Shape::Mark {
        return None;
    }
    // The last few words only: a name is short.
    let end = block.clone().rev().take(LONGEST_BYLINE + 2).take_while(|word| words.words[*word].shape != Shape::Mark);
    let dash = end.min().filter(|dash| matches!(words.word(*dash), "—" | "–" | "―" | "--" | "-"))?;
    let content = block.start..dash;
    let mut source = dash + 1..block.end;
    while source.len() > 1 && words.words[source.end - 1].shape == Shape::Punctuation {
        source.end -= 1;
    }
    let closes = content.len() >= SHORTEST && words.words[dash - 1].shape == Shape::Mark;
    let is_name = !source.is_empty() && is_capital(words, source.start) && source.len() <= LONGEST_BYLINE;
    let all_name = source.clone().all(|word| words.word(word) != ":");
    let capitals = source.clone().filter(|word| is_capital(words, *word)).count();
    (closes && is_name && all_name && capitals * 2 >= source.len()).then(|| Parts {
        source,
        cue: dash..dash + 1,
        content,
    })
}

/// The most words of a name behind a dash.
const LONGEST_BYLINE: usize = 8;

/// LUND: …, Q: …: a block that begins with up to four words in capitals and a colon.
pub(super) fn turn(words: &Words, block: &Range<usize>) -> Option<Parts> {
    if block.is_empty() {
        return None;
    }
    // A transcript may stand in marks, which open each of its lines.
    let first = if words.words[block.start].shape == Shape::Mark { block.start + 1 } else { block.start };
    let colon = (first + 1..block.end.min(first + 5)).find(|word| words.word(*word) == ":")?;
    let source = first..colon;
    let speaks = |word: usize| words.words[word].shape == Shape::Upper || matches!(words.word(word), "Q" | "A");
    let editorial = source.clone().any(|word| EDITORIAL.binary_search(&words.word(word)).is_ok());
    let is_turn = source.clone().all(speaks) && !editorial && block.end > colon + 3;
    is_turn.then(|| Parts { source, cue: colon..colon + 1, content: colon + 1..block.end })
}

/// Labels that editors put before a line or a title, which nobody says.
const EDITORIAL: [&str; 13] = [
    "ANALYSIS",
    "BREAKING",
    "CORRECTION",
    "EXCLUSIVE",
    "LIVE",
    "MORE",
    "NOTE",
    "OPINION",
    "PHOTOS",
    "REVIEW",
    "UPDATE",
    "VIDEO",
    "WATCH",
];
