//! The words of a source to the mentions that it is about.
//!
//! A source holds everything that identifies somebody ("Jo Bell, who chairs the board"). Its first mention says who; of
//! what follows, only further members of a list do.

use std::{collections::HashMap, ops::Range};

use super::{
    clusters::clamp,
    mentions::{BODY, Form, GROUP, Mention, PERSON, PLACE, WORK},
    scene::Scene,
};
use crate::{
    lang::{Determiner, NounClass, fold, lexicon},
    stages::Attribution,
    text::Shape,
};

/// The most members of a list.
const MOST: usize = 12;

/// For each attribution the mentions that its sources are about, as indices.
pub(super) fn units(scene: &Scene, mentions: &[Mention], attributions: &[Attribution]) -> Vec<Vec<usize>> {
    let of = |attribution: &Attribution| {
        let mut found = Vec::new();
        for range in &attribution.source {
            found.extend(of_source(scene, mentions, &clamp(range, scene.len())));
        }
        // "diplomats, advocacy groups and others" are one nameless speaker.
        let nameless = |unit: &usize| mentions[*unit].form == Form::Description && mentions[*unit].plural;
        let whole = matches!(&attribution.source[..], [_]) && found.iter().all(nameless);
        found.truncate(if whole { 1 } else { MOST });
        found
    };
    attributions.iter().map(of).collect()
}

fn of_source(scene: &Scene, mentions: &[Mention], source: &Range<usize>) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let (mut modifier, mut leads) = (None, false);
    // A mention may begin before its source does: "the | mayor".
    let from = mentions.partition_point(|mention| mention.words.start + 16 < source.start);
    let mut end = source.start;
    for (at, mention) in mentions.iter().enumerate().skip(from) {
        if mention.words.start >= source.end {
            break;
        }
        // What lies in a mention that counts already only says whose it is.
        if !source.contains(&mention.head) || !found.is_empty() && mention.words.start < end {
            continue;
        }
        if let Some(before) = found.last().map(|before| &mentions[*before]) {
            // "Jo Bell | of the Delby Post, | Tom Hale of …"
            if is_attached(scene, end, before, mention) {
                end = mention.words.end;
                continue;
            }
            let listed = leads && mention.words.start == end || is_listed(scene, end, mention.words.start, source.end);
            if !listed || is_inside(mentions, from, before, mention) {
                if found.len() == 1 && is_named_after(scene, before, mention) {
                    found = vec![at];
                }
                break;
            }
            // "two of its members, | Tom Hale and Jo Bell"
            if found.len() == 1
                && before.plural
                && before.form == Form::Description
                && is_apposed(scene, before, mention)
            {
                found = vec![at];
                end = mention.words.end;
                continue;
            }
            if is_set_off(scene, before, mention) {
                end = mention.words.end;
                continue;
            }
            match is_one(scene, before, mention) {
                // "his wife and manager Jo Bell"
                true if mention.form == Form::Name => drop(found.pop()),
                // "the former minister and ambassador"
                true => {
                    end = mention.words.end;
                    continue;
                }
                false => {}
            }
        }
        leads = false;
        if let Some(next) = modifies(scene, mention, source.end) {
            end = end.max(next);
            leads = true;
            if found.is_empty() {
                end = source.start;
                modifier = modifier.or(Some(at));
            }
            continue;
        }
        found.push(at);
        end = mention.words.end;
    }
    // "the Delby Post | website": the words after the name are of no mention.
    if found.is_empty() { modifier.into_iter().collect() } else { found }
}

/// Whether a mention between commas only says where a person before it is from: "Jo Bell, R-Tenn., and …".
fn is_set_off(scene: &Scene, before: &Mention, mention: &Mention) -> bool {
    let place = mention.kind() == Some(PLACE) || mention.words.len() == 1 && scene.word(mention.head).contains('-');
    before.kind() == Some(PERSON)
        && mention.form == Form::Name
        && mention.kind() != Some(PERSON)
        && place
        && scene.word(mention.words.start - 1) == ","
}

/// Whether a name after a comma says whom a description means: "his wife, Jo Bell".
fn is_named_after(scene: &Scene, described: &Mention, name: &Mention) -> bool {
    let one = |mention: &Mention| matches!(mention.kind(), Some(PERSON | BODY)) && !mention.plural;
    let next = name.form == Form::Name && name.words.start == described.words.end;
    described.form == Form::Description && one(described) && one(name) && (next || is_apposed(scene, described, name))
}

/// Whether a name comes right after a description and a comma.
fn is_apposed(scene: &Scene, described: &Mention, name: &Mention) -> bool {
    let end = described.words.end;
    name.form == Form::Name && scene.word(end) == "," && name.words.start == end + 1
}

/// Whether two nouns with "and" between them describe one person: the second has no article of its own.
fn is_one(scene: &Scene, before: &Mention, mention: &Mention) -> bool {
    let person = |one: &Mention| one.kind() == Some(PERSON) && !one.plural;
    let joined = scene.word(mention.words.start - 1) == "and" && mention.words.start == before.words.end + 1;
    if !joined || before.form != Form::Description || !person(before) || !person(mention) {
        return false;
    }
    match mention.form {
        Form::Description => before.determiner != Determiner::Bare && mention.determiner == Determiner::Bare,
        Form::Name => {
            let leads = mention.titles.iter().any(|title| title.start < mention.name.start);
            leads && matches!(before.determiner, Determiner::Bare | Determiner::Possessive)
        }
        _ => false,
    }
}

/// Whether a mention only says what a person before it is of: "Jo Bell of the | Delby Post".
fn is_attached(scene: &Scene, end: usize, before: &Mention, mention: &Mention) -> bool {
    let between = end..mention.name.start;
    let preposition = matches!(scene.word(end), "of" | "at" | "from" | "for" | "in");
    let joined = preposition && (between.len() == 1 || between.len() == 2 && scene.word(end + 1) == "the");
    let place = matches!(mention.kind(), Some(BODY | PLACE)) && mention.form == Form::Name;
    before.kind() == Some(PERSON) && before.form == Form::Name && place && joined
}

/// Whether a list goes on inside a document's description, which ends with a mention of the kind of the next member: "a survey
/// of firms in | Delby | and Larkland".
fn is_inside(mentions: &[Mention], from: usize, document: &Mention, next: &Mention) -> bool {
    let inner = |mention: &&Mention| {
        mention.words.end == document.words.end && mention.words.start > document.head && mention.kind() == next.kind()
    };
    document.form == Form::Description
        && document.kind() == Some(WORK)
        && next.kind() != Some(WORK)
        && mentions[from..].iter().take_while(|mention| mention.words.start < document.words.end).any(|one| inner(&one))
}

/// The end of a mention that only says what follows it, if it does: "Kyiv | resident Jo Bell", "Egypt | 's ministry".
fn modifies(scene: &Scene, mention: &Mention, last: usize) -> Option<usize> {
    let end = mention.words.end;
    if end >= last || !matches!(mention.form, Form::Name) && !scene.is_possessive(end) {
        return None;
    }
    // "the Port Board (PB) | president Jo Bell"
    let close = (scene.word(end) == "(").then(|| (end..last.min(end + 5)).find(|at| scene.word(*at) == ")")).flatten();
    let end = close.map_or(end, |close| close + 1);
    let word = scene.word(end);
    let owns = scene.is_possessive(end) && end + 1 < last;
    let before = end < last
        && mention.kind() != Some(PERSON)
        && word.starts_with(char::is_alphanumeric)
        && !lexicon().is_function_word(word);
    (owns || before).then_some(end)
}

/// The words that a source begins with, where no mention is known of them: "the head of | the Port Board".
pub(super) fn unknown(scene: &Scene, mentions: &[Mention], parts: &Parts, source: &Range<usize>) -> Option<Mention> {
    let from = mentions.partition_point(|mention| mention.words.start + 16 < source.start);
    let mut near = mentions[from..].iter().take_while(|mention| mention.words.start < source.end);
    let known =
        near.find(|mention| source.contains(&mention.head)).map(|mention| mention.words.start.max(source.start));
    let says =
        |at: &usize| scene.word(*at).starts_with(char::is_alphanumeric) && !lexicon().is_function_word(scene.word(*at));
    let first = match known {
        // A title or a noun before the first mention, and a word that joins the two.
        Some(known) => (source.start..known).find(says).filter(|first| (*first + 1..known).any(|at| !says(&at)))?,
        None => source.clone().find(|at| scene.word(*at).starts_with(char::is_alphanumeric))?,
    };
    let end = (first + 1..source.end).find(|at| !says(at)).unwrap_or(source.end);
    if let Some(name) = known_name(scene, parts, first..end) {
        return Some(name);
    }
    let mut kinds = [0.0; 5];
    kinds[match lexicon().noun(scene.word(end - 1)) {
        Some(NounClass::Group) => GROUP,
        Some(NounClass::Document) => WORK,
        Some(NounClass::Body) => BODY,
        _ => PERSON,
    }] = 1.0;
    let words = source.start..known.map_or(source.end, |_| end);
    Some(Mention::new(scene, words, end - 1, end - 1..end - 1, [Vec::new(), Vec::new()], kinds))
}

/// The parts of names of several words, each with the kinds of the first such name.
pub(super) type Parts = HashMap<String, [f32; 5]>;

/// The parts of the names that are mentioned.
pub(super) fn parts(mentions: &[Mention]) -> Parts {
    let mut parts = Parts::new();
    for mention in mentions.iter().filter(|mention| mention.form == Form::Name && mention.parts.len() > 1) {
        for part in &mention.parts {
            parts.entry(part.clone()).or_insert(mention.kinds);
        }
    }
    parts
}

/// A name that no label marks, but that is part of one elsewhere: "RSA" beside "RSA Security".
fn known_name(scene: &Scene, parts: &Parts, words: Range<usize>) -> Option<Mention> {
    let shape = scene.shape(words.start);
    let one = words.len() == 1 && matches!(shape, Some(Shape::Upper | Shape::Title));
    let kinds = parts.get(&fold(scene.word(words.start))).filter(|_| one)?;
    Some(Mention::new(scene, words.clone(), words.start, words, [Vec::new(), Vec::new()], *kinds))
}

/// Whether the words between two mentions of a source join them.
fn is_listed(scene: &Scene, end: usize, start: usize, last: usize) -> bool {
    let between: Vec<&str> = (end..start).map(|at| scene.word(at)).collect();
    match between[..] {
        ["and" | "&" | "or" | "nor" | "plus"]
        | [",", "and" | "or" | "&"]
        | ["as", "well", "as"]
        | ["along", "with"]
        | ["including"]
        | [",", "including"]
        | ["such", "as"]
        | [",", "such", "as"] => true,
        // A comma joins the members of a list, which has its "and" further on, and sets off an apposition.
        [","] => (start..last).any(|at| matches!(scene.word(at), "and" | "&")),
        _ => false,
    }
}
