//! The words around a name to roles: what the article says somebody is.
//!
//! Titles before the name, appositions on either side, "is/was/serves as" and "who chairs"; each
//! is cut into a title and the body it is held in. The head has to be a noun that the lists know
//! as a role, so ages ("41"), home towns ("of Delby") and party labels never become one.

use std::ops::Range;

use super::{
    lexicon::lexicon,
    mentions::{BODY, Name, PERSON, PLACE, Text, determiner},
};
use crate::text::Shape;

/// A role as stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StatedRole {
    pub(super) title: Range<usize>,
    pub(super) organisation: Option<Range<usize>>,
    pub(super) words: Range<usize>,
    /// The noun that heads the title.
    pub(super) head: usize,
}

const LEADS: [&str; 24] = [
    "heads",
    "chairs",
    "runs",
    "leads",
    "directs",
    "founded",
    "co-founded",
    "owns",
    "edits",
    "manages",
    "headed",
    "chaired",
    "led",
    "ran",
    "helms",
    "helmed",
    "oversees",
    "oversaw",
    "directed",
    "edited",
    "coaches",
    "captains",
    "commands",
    "commanded",
];

/// The roles that the words around a name state.
pub(super) fn roles(text: &Text, name: &Name) -> Vec<StatedRole> {
    let mut roles = Vec::new();
    before(text, name.before.clone(), &mut roles);
    before_comma(text, name, &mut roles);
    after(text, name, &mut roles);
    roles
}

/// "Iranian President", "panel Chairman Rep.", "surgeon and television star".
fn before(text: &Text, range: Range<usize>, out: &mut Vec<StatedRole>) {
    let mut start = range.start;
    for at in range.clone() {
        let word = text.word(at);
        let abbreviation = at > start
            && word.ends_with('.')
            && (lexicon().title(word).is_some() || lexicon().courtesy(word).is_some())
            && lexicon().title(text.word(at - 1)).is_some()
            && !text.word(at - 1).ends_with('.')
            && lexicon().is_role(text.word(at - 1));
        if word == "and" || abbreviation {
            out.extend(parse(text, start..at));
            start = if word == "and" { at + 1 } else { at };
        }
    }
    out.extend(parse(text, start..range.end));
}

/// "Acme's chief executive, Jo Bell,": a description that ends at the comma before the name.
fn before_comma(text: &Text, name: &Name, out: &mut Vec<StatedRole>) {
    let sentence = text.sentence(name.words.start);
    let start = if name.before.is_empty() { name.words.start } else { name.before.start };
    let Some(comma) = start.checked_sub(1).filter(|at| *at > sentence.start && text.word(*at) == ",") else { return };
    let end = name.words.end;
    let closed = end >= sentence.end
        || matches!(text.word(end), "," | "." | "(" | "—" | ";")
        || text.is_mark(end)
        || text.in_cue[end];
    if !closed {
        return;
    }
    let floor = sentence.start.max(comma.saturating_sub(14));
    let mut from = comma;
    while from > floor {
        let word = text.word(from - 1);
        let stops = text.in_cue[from - 1]
            || text.is_mark(from - 1)
            || text.shape(from - 1) == Some(Shape::Punctuation) && !text.is_possessive(from - 1)
            || lexicon().is_function_word(word)
                && !matches!(
                    word,
                    "of" | "the" | "for" | "at" | "former" | "first" | "and" | "his" | "her" | "its" | "their"
                );
        if stops {
            break;
        }
        from -= 1;
        if determiner(word).is_some_and(|_| word != "the") {
            break;
        }
        if word == "the" && (from == floor || !matches!(text.word(from - 1), "of" | "for" | "at")) {
            break;
        }
    }
    // "Ivo Lund, secretary of the board, Jo Bell": it is the name's before it.
    let others = from >= 2
        && text.word(from - 1) == ","
        && matches!(text.shape(from - 2), Some(Shape::Title | Shape::Upper))
        && text.entity(from - 2, PERSON) >= text.entity(from - 2, PLACE);
    if others {
        return;
    }
    // A description, not a list: it opens with a determiner or an owner.
    let opens = determiner(text.word(from)).is_some() || (from..comma).any(|at| text.is_possessive(at));
    if from < comma && opens && text.sentence(from) == sentence {
        out.extend(parse(text, from..comma));
    }
}

/// ", secretary of …", "(R-Utah), the …", ", who chairs …", "is a …".
fn after(text: &Text, name: &Name, out: &mut Vec<StatedRole>) {
    let limit = text.sentence(name.words.start).end.min(name.words.end + 60);
    if text.is_possessive(name.words.end) || name.modifier {
        return;
    }
    let mut at = name.words.end;
    if text.word(at) == "(" {
        at = (at..limit.min(at + 6)).find(|index| text.word(*index) == ")").map_or(at, |close| close + 1);
    }
    let dash = |at: usize| matches!(text.word(at), "--" | "—" | "–");
    if at < limit && (text.word(at) == "," || dash(at)) {
        at += 1;
        // An age, a party or a home town first: "Bell, 41,", "D-Calif.,", "of Delby,".
        for _ in 0..3 {
            let party = ["r-", "d-", "i-"].iter().any(|party| text.word(at).starts_with(party));
            if at < limit && (text.shape(at) == Some(Shape::Digit) || party) && text.word(at + 1) == "," {
                at += 2;
            } else if text.word(at) == "of"
                && let Some(comma) = (at..limit.min(at + 5)).find(|index| text.word(*index) == ",")
            {
                at = comma + 1;
            }
        }
        if matches!(text.word(at), "who") && at + 1 < limit {
            clause(text, at + 1, limit, out);
            return;
        }
        apposition(text, at, limit, true, out);
    } else if at < limit && text.word(at) == "who" {
        clause(text, at + 1, limit, out);
    } else if at < limit && text.word(at) == "of" {
        // "Rep. Jo Bell of Delby, the ranking member,"
        let comma = (at..limit.min(at + 4)).find(|index| text.word(*index) == ",");
        if let Some(comma) = comma {
            apposition(text, comma + 1, limit, true, out);
        }
    } else {
        clause(text, at, limit, out);
    }
}

/// "is a …", "serves as …", "chairs the …", from the verb on.
fn clause(text: &Text, at: usize, limit: usize, out: &mut Vec<StatedRole>) {
    let mut at = at;
    while at < limit && matches!(text.word(at), "also" | "now" | "currently" | "once" | "had" | "has" | "previously") {
        at += 1;
    }
    if at >= limit {
        return;
    }
    let word = text.word(at);
    if matches!(word, "is" | "was" | "became" | "remains" | "been") {
        if text.word(at + 1) != "not" {
            apposition(text, at + 1, limit, false, out);
        }
    } else if matches!(word, "serves" | "served" | "works" | "worked" | "serving") && text.word(at + 1) == "as" {
        apposition(text, at + 2, limit, false, out);
    } else if LEADS.contains(&word) {
        let from = if matches!(text.word(at + 1), "the" | "a" | "an" | "its" | "his" | "her" | "their") {
            at + 2
        } else {
            at + 1
        };
        let end = body_end(text, from, limit);
        let named = (from..end).any(|index| text.entity(index, BODY) > 0.4 || lexicon().is_body(text.word(index)));
        if from < end && named {
            out.push(StatedRole { title: at..at + 1, organisation: Some(from..end), words: at..end, head: at });
        }
    }
}

/// A description from `at` on, and those joined to it by "and".
fn apposition(text: &Text, at: usize, limit: usize, closed: bool, out: &mut Vec<StatedRole>) {
    let mut at = at;
    // One source that names and describes.
    let source = text.source_of(at).filter(|source| source.start + 1 < at);
    let mut found = Vec::new();
    for _ in 0..3 {
        let Some(end) = phrase_end(text, at, limit) else { break };
        let Some(role) = parse(text, at..end) else { break };
        found.push(role);
        at = end;
        if text.word(at) == "and" && at + 1 < limit {
            at += 1;
        } else {
            break;
        }
    }
    // "In Delby, the mayor said": a subject of its own, no apposition.
    let closes = !closed
        || source.is_some_and(|source| source.contains(&at) || source.end == at)
        || at >= limit
        || matches!(text.word(at), "," | "." | ";" | ")" | "who" | "?" | "!" | "--" | "—" | "and" | "-")
        || text.is_mark(at);
    if !closes {
        return;
    }
    if !found.is_empty() && text.word(at) == "who" {
        clause(text, at + 1, limit, &mut found);
    }
    out.append(&mut found);
}

/// Where the description that starts at `at` ends; `None` if no role heads it.
pub(super) fn phrase_end(text: &Text, at: usize, limit: usize) -> Option<usize> {
    let lexicon = lexicon();
    let mut index = at;
    let mut head = None;
    while index < limit && index < at + 10 {
        let word = text.word(index);
        if text.is_mark(index) || text.in_cue[index] && head.is_some() {
            break;
        }
        let allowed = index == at && determiner(word).is_some()
            || matches!(word, "former" | "first" | "second" | "own" | "next" | "last" | "then" | "now" | "two")
            || text.is_possessive(index);
        if !allowed && (lexicon.is_function_word(word) || !word.starts_with(char::is_alphanumeric)) {
            break;
        }
        if lexicon.is_role(word) || lexicon.title(word).is_some() && text.shape(index) != Some(Shape::Lower) {
            head = Some(index);
        } else if head.is_some() && !text.is_possessive(index) {
            let next_role = (index + 1..limit.min(index + 3)).any(|next| lexicon.is_role(text.word(next)));
            if !next_role {
                break;
            }
        }
        index += 1;
    }
    let head = head?;
    // A role with a verb behind it is the subject of its own clause, which `parse` does not mind.
    let mut end = head + 1;
    loop {
        let word = text.word(end);
        if end < limit && (word == "-" || word == "designate" || word == "emeritus" || word == "general") {
            end += 1;
        } else if end + 1 < limit && matches!(word, "of" | "at" | "for" | "with" | "in" | "on" | "to" | "from") {
            let object = body_end(text, end + 1, limit);
            let verbal = text.word(end + 1).ends_with("ing") && word != "of";
            if object == end + 1 || verbal && text.shape(end + 1) == Some(Shape::Lower) && word != "for" {
                return Some(end);
            }
            end = object;
        } else {
            return Some(end);
        }
    }
}

/// One past the noun phrase (owner, "of", "for" and "and" inside it included) from `at`.
fn body_end(text: &Text, at: usize, limit: usize) -> usize {
    let lexicon = lexicon();
    let mut end = at;
    let mut content = false;
    let capital = |index: usize| index < limit && matches!(text.shape(index), Some(Shape::Title | Shape::Upper));
    while end < limit && end < at + 16 {
        let word = text.word(end);
        if text.is_mark(end) || text.in_cue[end] && content {
            break;
        }
        if matches!(word, "the" | "a" | "an" | "its" | "his" | "her" | "their" | "this" | "own") {
            if content {
                break;
            }
        } else if text.is_possessive(end) {
            if !content || end + 1 >= limit {
                break;
            }
        } else if matches!(word, "and" | "&" | "of" | "for" | "on") && content {
            // Inside a name: "Health and Safety", "Bank of Delby".
            let name = capital(end + 1) || word != "and" && text.word(end + 1) == "the" && capital(end + 2);
            let inside = capital(end - 1)
                && name
                && !(word == "and" && text.entity(end, BODY) < 0.3)
                && !(word == "and" && lexicon.is_role(text.word(end + 1)));
            if !inside {
                break;
            }
            if text.word(end + 1) == "the" {
                end += 1;
            }
        } else if lexicon.is_function_word(word) && !(capital(end) && text.outside(end) < 0.5)
            || !word.starts_with(char::is_alphanumeric) && !word.starts_with(['#', '@'])
            || lexicon.title(word).is_none() && word.ends_with("ly") && content
            || matches!(word, "who" | "which" | "that" | "told" | "said" | "says" | "added")
        {
            break;
        } else {
            // A verb in small letters after a name ends it: nothing but heads of bodies may follow.
            if content
                && capital(end - 1)
                && text.shape(end) == Some(Shape::Lower)
                && lexicon.noun(word).is_none()
                && text.outside(end) > 0.5
            {
                break;
            }
            content = true;
        }
        end += 1;
    }
    while end > at && matches!(text.word(end - 1), "the" | "a" | "an" | "and" | "of" | "for") {
        end -= 1;
    }
    if content { end } else { at }
}

/// Departments and charges that are part of the title: "secretary of state".
const CHARGES: [&str; 24] = [
    "state",
    "defense",
    "defence",
    "treasury",
    "interior",
    "commerce",
    "labor",
    "labour",
    "energy",
    "education",
    "transportation",
    "transport",
    "agriculture",
    "health",
    "house",
    "staff",
    "war",
    "justice",
    "environment",
    "trade",
    "finance",
    "affairs",
    "culture",
    "parliament",
];

/// Cuts a description into title and organisation; `None` if no role heads it.
pub(super) fn parse(text: &Text, range: Range<usize>) -> Option<StatedRole> {
    let lexicon = lexicon();
    let mut start = range.start;
    let mut end = range.end;
    while start < end
        && (determiner(text.word(start)).is_some()
            || lexicon.courtesy(text.word(start)).is_some()
            || text.word(start) == ","
            || text.word(start).ends_with("-year-old"))
    {
        start += 1;
    }
    while end > start
        && (matches!(text.word(end - 1), "," | "and" | "or" | "(") || lexicon.courtesy(text.word(end - 1)).is_some())
    {
        end -= 1;
    }
    // The head: the last role before the first preposition.
    let preposition =
        (start..end).find(|at| matches!(text.word(*at), "of" | "at" | "for" | "with" | "in" | "on" | "to" | "from"));
    let near = preposition.unwrap_or(end);
    let head = (start..near).rev().find(|at| {
        let word = text.word(*at);
        // "9/11 widow", but no bare kin.
        lexicon.title(word).is_some()
            || *at > start
                && *at + 1 == end
                && matches!(word, "widow" | "widower" | "mother" | "father" | "mom" | "dad")
    })?;
    let words = start..end;
    // A party alone is no role: "Republican of Delby".
    if head == start && matches!(text.word(head), "democrat" | "republican" | "independent") {
        return None;
    }
    // An owner, or a body's name, in front.
    if let Some(owner) = (start..head).rev().find(|at| text.is_possessive(*at)) {
        let title = owner + 1..if preposition.is_some() { title_end(text, head, end).0 } else { head + 1 };
        let organisation =
            (start < owner && (start..owner).all(|at| text.entity(at, PERSON) < 0.5)).then_some(start..owner);
        return Some(StatedRole { title, organisation, words, head });
    }
    let (title_end, organisation) = title_end(text, head, end);
    if organisation.is_some() {
        return Some(StatedRole { title: start..title_end, organisation, words, head });
    }
    let is_body = |at: usize| {
        let word = text.word(at);
        (text.entity(at, BODY) > 0.5 && !lexicon.is_demonym(word)
            || lexicon.is_body(word) && at > start && text.shape(at - 1) != Some(Shape::Lower))
            && !matches!(
                word,
                "senate" | "house" | "congress" | "republican" | "democratic" | "gop" | "majority" | "minority"
            )
            && lexicon.title(word).is_none()
    };
    if let Some(first) = (start..head).find(|at| is_body(*at)) {
        let mut first = first;
        while first > start
            && matches!(text.shape(first - 1), Some(Shape::Title | Shape::Upper))
            && lexicon.title(text.word(first - 1)).is_none()
            && !lexicon.is_demonym(text.word(first - 1))
            && !matches!(
                text.word(first - 1),
                "former" | "interim" | "acting" | "deputy" | "senior" | "current" | "longtime" | "retired" | "then"
            )
        {
            first -= 1;
        }
        let last = (first..head)
            .take_while(|at| {
                is_body(*at)
                    || *at <= first
                    || matches!(text.shape(*at), Some(Shape::Title | Shape::Upper))
                        && lexicon.title(text.word(*at)).is_none()
                    || matches!(text.word(*at), "of" | "the" | "and" | "&" | "for" | "house")
            })
            .last()
            .unwrap_or(first);
        let title = if first == start { last + 1..title_end } else { start..title_end };
        if title.start < title.end {
            return Some(StatedRole { title, organisation: Some(first..last + 1), words, head });
        }
    }
    Some(StatedRole { title: start..title_end, organisation: None, words, head })
}

/// Where the title ends behind its head, and the organisation behind that.
fn title_end(text: &Text, head: usize, end: usize) -> (usize, Option<Range<usize>>) {
    let lexicon = lexicon();
    let mut at = head + 1;
    while at < end {
        let word = text.word(at);
        if !matches!(word, "of" | "at" | "for" | "with" | "in" | "on" | "to" | "from") {
            at += 1;
            continue;
        }
        let mut object = at + 1;
        while object < end && matches!(text.word(object), "the" | "a" | "an" | "its" | "his" | "her" | "their") {
            object += 1;
        }
        if object >= end {
            return (at, None);
        }
        let charge =
            word == "of" && CHARGES.contains(&text.word(object)) && object + 1 >= next_preposition(text, object, end);
        let capital = matches!(text.shape(object), Some(Shape::Title | Shape::Upper));
        let stop = next_preposition(text, object, end);
        let body = (object..stop).any(|index| lexicon.is_body(text.word(index))) && object > at + 1;
        let tagged = (object..stop).any(|index| text.entity(index, BODY) > 0.5);
        if !charge && (capital || body) && (word != "on" || tagged) && word != "from" {
            let place = word == "in" && (object..end).all(|index| text.entity(index, BODY) < 0.4);
            return (at, (!place).then_some(object..end));
        }
        at = stop;
    }
    (end, None)
}

fn next_preposition(text: &Text, from: usize, end: usize) -> usize {
    (from..end).find(|at| matches!(text.word(*at), "of" | "at" | "for" | "with" | "in" | "to")).unwrap_or(end)
}

/// The role that a plural title gives to a later name: "Senators Jo Bell, …, and Ann Rao".
pub(super) fn shared_title(text: &Text, names: &[Name], at: usize) -> Option<StatedRole> {
    let first = &names[at];
    let title = first.before.clone().rev().find(|word| {
        matches!(
            text.word(*word),
            "senators"
                | "sens."
                | "reps."
                | "representatives"
                | "governors"
                | "govs."
                | "generals"
                | "ministers"
                | "professors"
                | "judges"
                | "presidents"
        )
    })?;
    Some(StatedRole { title: title..title + 1, organisation: None, words: title..first.words.end, head: title })
}
