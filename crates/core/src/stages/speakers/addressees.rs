//! The words around a cue to whom it was said to.
//!
//! The object of telling and asking ("told the Delby Post"), "to reporters" behind a cue, and "in
//! an interview with". Left out: addressees in another sentence.

use std::{collections::HashMap, ops::Range};

use super::{
    mentions::{Name, Nominal, Pronoun, Text},
    sources::NameIndex,
};
use crate::{stages::Attribution, types::Span};

const TELLING: [&str; 36] = [
    "told",
    "tell",
    "tells",
    "telling",
    "informed",
    "informs",
    "informing",
    "asked",
    "asks",
    "asking",
    "ask",
    "warned",
    "warns",
    "warning",
    "assured",
    "assures",
    "assuring",
    "reminded",
    "reminds",
    "reminding",
    "urged",
    "urges",
    "urging",
    "notified",
    "briefed",
    "advised",
    "promised",
    "convinced",
    "begged",
    "thanked",
    "texted",
    "emailed",
    "persuaded",
    "pressed",
    "implored",
    "ordered",
];

/// Descriptions by their first word.
pub(super) type NominalsByStart<'a> = HashMap<usize, &'a Nominal>;

/// Whom an attribution was addressed to: the words, and who that is.
pub(super) fn addressees(
    text: &Text,
    index: &NameIndex,
    nominals: &NominalsByStart,
    attribution: &Attribution,
    entity_at: impl Fn(usize) -> Option<usize>,
) -> Vec<(Span, Option<usize>)> {
    let Some(cue) = &attribution.cue else { return Vec::new() };
    let n_words = text.len();
    if cue.start >= n_words || cue.is_empty() {
        return Vec::new();
    }
    let cue = cue.start..cue.end.min(n_words);
    let sentence = text.sentence(cue.start);
    // The words from the telling verb on, up to the content.
    let content = attribution.content.iter().map(|range| range.start).filter(|start| *start >= cue.end).min();
    let limit = content.unwrap_or(usize::MAX).min(sentence.end);
    let telling = cue.clone().find(|at| TELLING.contains(&text.word(*at)));
    let mut found = Vec::new();
    let own = |range: &Range<usize>| {
        attribution.source.iter().any(|source| source.start < range.end && range.start < source.end)
    };
    let mut push = |range: Range<usize>, start: usize| {
        if !own(&range) && found.is_empty() {
            found.push((text.words.span(&range), entity_at(start)));
        }
    };
    if let Some((range, start)) = telling.and_then(|at| phrase(text, index, nominals, at + 1, limit)) {
        push(range, start);
    }
    for at in cue.start..limit.min(cue.end + 12) {
        let to = text.word(at) == "to" && at <= cue.end + 1;
        let with = text.word(at) == "with"
            && at > 0
            && matches!(text.word(at - 1), "interview" | "conversation" | "call" | "conference");
        if (to || with)
            && let Some((range, start)) = phrase(text, index, nominals, at + 1, limit)
        {
            push(range, start);
        }
    }
    found
}

/// The noun phrase that starts at a word, and where its mention starts.
fn phrase(
    text: &Text,
    index: &NameIndex,
    nominals: &NominalsByStart,
    at: usize,
    limit: usize,
) -> Option<(Range<usize>, usize)> {
    if at >= limit {
        return None;
    }
    let word = text.word(at);
    if matches!(Pronoun::of(word), Some(Pronoun::He | Pronoun::She | Pronoun::They | Pronoun::I | Pronoun::We))
        && matches!(word, "him" | "her" | "them" | "me" | "us")
    {
        return Some((at..at + 1, at));
    }
    let starts = |name: &Name| {
        name.words.start == at
            || name.before.start == at && !name.before.is_empty()
            || name.words.start == at + 1 && word == "the"
    };
    let mut names = index
        .inside(&(at..limit))
        .map(|(_, name)| name)
        .skip_while(|name| name.modifier && name.words.start == at && text.is_possessive(name.words.end));
    if let Some(name) = names.next().filter(|name| starts(name) && !name.modifier && !name.possessive) {
        return Some((at.min(name.before.start.max(at))..name.words.end, name.words.start));
    }
    if let Some(nominal) = nominals.get(&at).filter(|nominal| nominal.head < limit) {
        return Some((nominal.words.start..nominal.head + 1, at));
    }
    let plural = super::lexicon::lexicon().noun(word) == Some(super::lexicon::NounClass::Group);
    plural.then_some((at..at + 1, at))
}
