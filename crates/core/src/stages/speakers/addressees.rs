//! The words around a cue to whom it was said to.
//!
//! The object of telling and asking ("told the Delby Post", "told parents in Delby"), "to reporters"
//! behind a cue, and talks and messages before or behind it ("in an interview with"). The object is
//! cut by the words that cannot go on a noun phrase, as anything can be told something. Left out:
//! addressees in another sentence.

use std::{collections::HashMap, ops::Range};

use super::{
    lexicon::{NounClass, lexicon},
    mentions::{Name, Nominal, Text, determiner},
    sources::NameIndex,
};
use crate::{stages::Attribution, text::Shape, types::Span};

pub(in crate::stages) const TELLING: [&str; 37] = [
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
    "reassured",
];

/// Nouns for talks with somebody.
pub(in crate::stages) const TALKS: [&str; 7] =
    ["interview", "conversation", "call", "conference", "talk", "chat", "discussion"];

/// Nouns for what is sent or spoken to somebody.
pub(in crate::stages) const MESSAGES: [&str; 10] =
    ["letter", "message", "speech", "email", "address", "remarks", "testimony", "memo", "evidence", "presentation"];

/// Openings of a sentence that say to whom its speaker speaks: "Explaining the cuts to shareholders, …".
pub(in crate::stages) const SPEAKING: [&str; 9] = [
    "speaking",
    "talking",
    "writing",
    "explaining",
    "announcing",
    "presenting",
    "testifying",
    "describing",
    "appealing",
];

/// The most words a phrase for an addressee has.
const LONGEST: usize = 8;

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
    let finder = Finder { text, index, nominals };
    let found = finder.object(attribution, &cue).or_else(|| finder.behind(attribution, &cue)).or_else(|| {
        let sentence = text.sentence(cue.start);
        finder.opening(attribution, sentence.start..cue.start)
    });
    let own = |range: &Range<usize>| {
        attribution.source.iter().any(|source| source.start < range.end && range.start < source.end)
    };
    let found = found.filter(|(range, _)| !own(range));
    found.map(|(range, start)| (text.words.span(&range), entity_at(start))).into_iter().collect()
}

/// What addressees are found in.
struct Finder<'a> {
    text: &'a Text<'a>,
    index: &'a NameIndex<'a>,
    nominals: &'a NominalsByStart<'a>,
}

/// The words of an addressee, and where the mention in them starts.
type Phrase = (Range<usize>, usize);

impl Finder<'_> {
    /// The object of telling: "told | a crowd of 20,000 | that …".
    fn object(&self, attribution: &Attribution, cue: &Range<usize>) -> Option<Phrase> {
        let text = self.text;
        let sentence = text.sentence(cue.start);
        let at = 1 + cue.clone().find(|at| TELLING.contains(&text.word(*at)))?;
        // The words up to the content.
        let content = attribution.content.iter().map(|range| range.start).filter(|start| *start >= cue.end).min();
        let limit = content.unwrap_or(usize::MAX).min(sentence.end);
        if content == Some(at) {
            // A name before "that" is in the content by mistake: "warned | Mayor Jo Bell that …".
            let phrase = self.phrase(at, sentence.end)?;
            let named = self.opens_name(at) || is_object(text.word(at));
            return (named && text.word(phrase.0.end) == "that").then_some(phrase);
        }
        self.phrase(at, limit)
    }

    /// "said to reporters", "said in an interview with the Delby Post".
    fn behind(&self, attribution: &Attribution, cue: &Range<usize>) -> Option<Phrase> {
        let text = self.text;
        let content = attribution.content.iter().map(|range| range.start).filter(|start| *start >= cue.end).min();
        let limit = content.unwrap_or(usize::MAX).min(text.sentence(cue.start).end);
        (cue.start..limit.min(cue.end + 12)).find_map(|at| {
            let to = text.word(at) == "to" && at <= cue.end + 1;
            if to || self.passes_on(at) { self.certain(at + 1, limit) } else { None }
        })
    }

    /// "In an interview with the Delby Post, …", "Speaking to reporters, …" before source and cue.
    fn opening(&self, attribution: &Attribution, before: Range<usize>) -> Option<Phrase> {
        let text = self.text;
        let start = attribution.source.iter().map(|range| range.start).chain([before.end]).min()?;
        let end = before.end.min(start);
        let comma = (before.start..end).find(|at| text.word(*at) == "," && !text.quoted(*at))?;
        let clause = before.start..comma;
        if clause.clone().any(|at| text.quoted(at)) {
            return None;
        }
        let speaking = SPEAKING.contains(&text.word(clause.start));
        clause.clone().find_map(|at| {
            let to = speaking && matches!(text.word(at), "to" | "with") || self.passes_on(at);
            if to { self.certain(at + 1, comma) } else { None }
        })
    }

    /// Whether the word is the preposition of "interview with" or "letter to".
    fn passes_on(&self, at: usize) -> bool {
        let before = |nouns: &[&str]| at > 0 && nouns.contains(&self.text.word(at - 1));
        self.text.word(at) == "with" && before(&TALKS) || self.text.word(at) == "to" && before(&MESSAGES)
    }

    fn opens_name(&self, at: usize) -> bool {
        let mut names = self.index.inside(&(at..at + LONGEST)).map(|(_, name)| name);
        names.any(|name| name.words.start == at || name.before.start == at && !name.before.is_empty())
    }

    /// A phrase that is sure to mean people or bodies: where "to" may mean anything.
    fn certain(&self, at: usize, limit: usize) -> Option<Phrase> {
        let text = self.text;
        let people = |at: usize| lexicon().noun(text.word(at)) == Some(NounClass::Group);
        let described = self.nominals.get(&at).is_some_and(|nominal| nominal.head < limit);
        let named = self.opens_name(at) || text.word(at) == "the" && self.opens_name(at + 1);
        let fits = at < limit && (is_object(text.word(at)) || named || described || people(at) || people(at + 1));
        self.phrase(at, limit).filter(|_| fits)
    }

    /// The noun phrase that starts at a word, and where its mention starts.
    fn phrase(&self, at: usize, limit: usize) -> Option<Phrase> {
        let text = self.text;
        let end = self.phrase_end(at, limit);
        if end == at {
            return None;
        }
        let range = at..end;
        let whole = |name: &Name| name.words.end == end || !text.is_possessive(name.words.end);
        let mention = self
            .index
            .inside(&range)
            .map(|(_, name)| name)
            .take_while(|name| name.words.start <= at + 1 || name.before.contains(&at))
            .find(|name| !name.modifier && whole(name))
            .map_or(at, |name| name.words.start);
        Some((range, mention))
    }

    /// One past the noun phrase that starts at a word; the word itself where none does.
    fn phrase_end(&self, at: usize, limit: usize) -> usize {
        let text = self.text;
        let lexicon = lexicon();
        let next = |index: usize| if index < limit { text.word(index) } else { "" };
        let capital = |index: usize| index < limit && matches!(text.shape(index), Some(Shape::Title | Shape::Upper));
        let plain = |index: usize| {
            let word = next(index);
            word.starts_with(char::is_alphanumeric) && !lexicon.is_function_word(word)
        };
        // "Channel Nine", "Ward Two"
        let numbered = |index: usize| {
            let number = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
            index > at && capital(index) && capital(index - 1) && number.contains(&text.word(index))
        };
        if is_object(next(at)) && !(next(at) == "her" && plain(at + 1)) {
            return at + 1;
        }
        let of = |index: usize| next(index) == "of" && (plain(index + 1) || determiner(next(index + 1)).is_some());
        // "parents in Delby", "journalists at the airport"
        let places = |index: usize| {
            let the = next(index + 1) == "the";
            matches!(next(index), "in" | "at")
                && !capital(index - 1)
                && (capital(index + 1) || the && !matches!(next(index + 2), "time" | "end" | "start"))
                && plain(if the { index + 2 } else { index + 1 })
        };
        let mut end = at;
        // Whether the noun is still to come.
        let mut open = true;
        while end < limit && end < at + LONGEST {
            let word = text.word(end);
            let named = self.name_end(end);
            if let Some(past) = named.filter(|past| *past <= limit && *past <= at + LONGEST) {
                end = past;
                open = false;
            } else if text.is_mark(end) || text.in_cue[end] || matches!(word, "that" | "this") {
                break;
            } else if text.is_possessive(end) && !open {
                end += 1;
                open = true;
            } else if open && (determiner(word).is_some() || matches!(word, "former" | "first" | "fellow")) {
                end += 1;
            } else if (open || !word.ends_with("ly")) && plain(end) || numbered(end) {
                end += 1;
                open = false;
            } else if open {
                break;
            } else if self.joins(end, limit) || of(end) || places(end) {
                end += 1;
                open = true;
            } else {
                break;
            }
        }
        // Cut short behind a preposition or an article: no noun came.
        while end > at
            && (determiner(text.word(end - 1)).is_some() || matches!(text.word(end - 1), "of" | "and" | "in"))
        {
            end -= 1;
        }
        let time = matches!(
            next(end.saturating_sub(1)),
            "day" | "week" | "month" | "year" | "night" | "morning" | "afternoon" | "evening" | "time" | "today"
        );
        if time || text.is_possessive(end) && end == limit { at } else { end }
    }

    /// One past the name that starts at a word.
    fn name_end(&self, at: usize) -> Option<usize> {
        let mut names = self.index.inside(&(at..at + 1));
        names.find(|(_, name)| name.words.start == at).map(|(_, name)| name.words.end)
    }

    /// Whether the word is an "and" before a further addressee and not before a verb.
    fn joins(&self, and: usize, limit: usize) -> bool {
        let text = self.text;
        let at = and + 1;
        let group = |at: usize| at < limit && lexicon().noun(text.word(at)) == Some(NounClass::Group);
        matches!(text.word(and), "and" | "&")
            && at < limit
            && (self.opens_name(at) || determiner(text.word(at)).is_some() || group(at) || group(at + 1))
    }
}

/// Whether a word is a pronoun in the case of objects.
fn is_object(word: &str) -> bool {
    matches!(word, "him" | "her" | "them" | "me" | "us" | "you")
}
