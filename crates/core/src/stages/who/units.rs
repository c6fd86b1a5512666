//! The words of a source to the mentions that it is about.
//!
//! A source holds everything that identifies somebody ("Jo Bell, who chairs the board"). Its first mention says who; of
//! what follows, only further members of a list do.

use std::ops::Range;

use super::{
    clusters::clamp,
    mentions::{BODY, Form, GROUP, Mention, PERSON, PLACE, WORK},
    scene::Scene,
};
use crate::{
    lang::{Determiner, NounClass, lexicon},
    stages::Attribution,
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
    let mut modifier = None;
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
            if !is_listed(scene, end, mention.words.start, source.end) {
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
        if modifies(scene, mention, source.end) {
            end = end.max(mention.words.end);
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

/// Whether a mention only says what follows it: "Kyiv | resident Jo Bell", "Egypt | 's ministry".
fn modifies(scene: &Scene, mention: &Mention, last: usize) -> bool {
    let end = mention.words.end;
    if end >= last || !matches!(mention.form, Form::Name) && !scene.is_possessive(end) {
        return false;
    }
    // "the Port Board (PB) | president Jo Bell"
    let close = (scene.word(end) == "(").then(|| (end..last.min(end + 5)).find(|at| scene.word(*at) == ")")).flatten();
    let end = close.map_or(end, |close| close + 1);
    let word = scene.word(end);
    scene.is_possessive(end) && end + 1 < last
        || end < last
            && mention.kind() != Some(PERSON)
            && word.starts_with(char::is_alphanumeric)
            && !lexicon().is_function_word(word)
}

/// The words that a source begins with, where no mention is known of them: "the head of | the Port Board".
pub(super) fn unknown(scene: &Scene, mentions: &[Mention], source: &Range<usize>) -> Option<Mention> {
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
