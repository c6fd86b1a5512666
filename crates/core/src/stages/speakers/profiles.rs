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
    out.extend(parse(text, start..range.end).or_else(|| work(text, start..range.end)));
}

/// "harbour winemaker": a title that no list has, told by its ending.
fn work(text: &Text, range: Range<usize>) -> Option<StatedRole> {
    let head = range.end.checked_sub(1).filter(|head| range.contains(head))?;
    let opens = head == text.sentence(head).start;
    let names_work = lexicon().is_agent(text.word(head)) && (opens || text.shape(head) == Some(Shape::Lower));
    if !names_work {
        return None;
    }
    let from = employer(text, range.start, head);
    let organisation = (range.start < from).then_some(range.start..from);
    Some(StatedRole { title: from..head + 1, organisation, words: range, head })
}

/// One past the capitalised name that opens a title in small letters: "Halden Rail | spokesman"; `start` if none does.
fn employer(text: &Text, start: usize, head: usize) -> usize {
    let plain = |at: usize| {
        let word = text.word(at);
        matches!(text.shape(at), Some(Shape::Title | Shape::Upper))
            && lexicon().title(word).is_none()
            && lexicon().country(word).is_none()
            && !lexicon().is_function_word(word)
            && !matches!(word, "republican" | "democratic" | "former" | "senate" | "house" | "gop")
    };
    let end = (start..head).find(|at| !plain(*at)).unwrap_or(head);
    let sum = |kind: usize| (start..end).map(|at| text.entity(at, kind)).sum::<f32>();
    let rest_is_small = (end..=head).all(|at| text.shape(at) == Some(Shape::Lower));
    let body = sum(BODY) >= sum(PLACE) && sum(PERSON) < 0.5 * (end - start) as f32;
    if end > start + 1 && rest_is_small && body { end } else { start }
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
                    "of" | "the"
                        | "for"
                        | "at"
                        | "in"
                        | "a"
                        | "an"
                        | "former"
                        | "first"
                        | "and"
                        | "his"
                        | "her"
                        | "its"
                        | "their"
                );
        if stops {
            break;
        }
        from -= 1;
        let inside = from > floor && matches!(text.word(from - 1), "of" | "for" | "at" | "in");
        if determiner(word).is_some() && !(inside && matches!(word, "the" | "a" | "an")) {
            break;
        }
    }
    // "As a clerk in Delby, Bell met …", "Now the mayor, Bell …": what opens a sentence describes its subject.
    let opens_sentence = from == sentence.start
        || from == sentence.start + 1 && matches!(text.word(from - 1), "as" | "now" | "then" | "once" | "formerly");
    if !closed && !opens_sentence {
        return;
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
        if matches!(text.word(at), "now" | "then" | "once" | "formerly" | "currently") {
            at += 1;
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
            // "served as director and is now president"
            while matches!(text.word(at), "is" | "was" | "now" | "currently" | "also") && !closed {
                at += 1;
            }
        } else {
            break;
        }
    }
    // "In Delby, the mayor said": a subject of its own, no apposition.
    let closes = !(closed || runs_on(text, at))
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

/// Whether a description goes on behind its role, which then is not what it says: "the largest tourist | attraction".
pub(super) fn runs_on(text: &Text, at: usize) -> bool {
    let word = text.word(at);
    text.shape(at) == Some(Shape::Lower)
        && at < text.sentence(at).end
        && !lexicon().is_function_word(word)
        && !text.in_cue[at]
        && !["ed", "ing"].iter().any(|ending| word.ends_with(ending))
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
        let role = lexicon.is_role(word) || lexicon.title(word).is_some() && text.shape(index) != Some(Shape::Lower);
        if role && text.is_possessive(index + 1) {
            head = None;
        } else if role {
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
    let head = (start..near).rev().filter(|at| !text.is_possessive(at + 1)).find(|at| {
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
        (text.entity(at, BODY) > 0.5 && lexicon.country(word).is_none()
            || lexicon.is_body(word) && at > start && text.shape(at - 1) != Some(Shape::Lower))
            && !matches!(
                word,
                "senate"
                    | "house"
                    | "congress"
                    | "republican"
                    | "democratic"
                    | "gop"
                    | "majority"
                    | "minority"
                    | "home"
                    | "foreign"
                    | "prime"
                    | "shadow"
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
    let from = employer(text, start, head);
    let organisation = (start < from).then_some(start..from);
    Some(StatedRole { title: from..title_end, organisation, words, head })
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

/// The roles that plural titles give to the names behind them, by index of the name: "Senators Jo Bell, … and Ann Rao",
/// "two Delby bakers, Jo Bell and Ann Rao".
pub(super) fn shared_titles(text: &Text, names: &[Name]) -> Vec<(usize, StatedRole)> {
    let mut roles = Vec::new();
    for at in 0..names.len() {
        let Some(role) = plural_title(text, names, at) else { continue };
        let mut end = at + 1;
        while end < names.len() && end < at + 8 && continues_list(text, &names[end - 1], &names[end]) {
            end += 1;
        }
        // One name alone is not what the plural describes.
        if end > at + 1 {
            roles.extend((at..end).map(|name| (name, role.clone())));
        }
    }
    roles
}

/// The plural title right before a name, or before the comma before it.
fn plural_title(text: &Text, names: &[Name], at: usize) -> Option<StatedRole> {
    let name = &names[at];
    let sentence = text.sentence(name.words.start);
    let mut head = name.words.start.checked_sub(1)?;
    if text.word(head) == "," {
        head = head.checked_sub(1)?;
    }
    let word = text.word(head);
    let singular = lexicon().singular(word).or_else(|| word.strip_suffix("s.").map(|stem| format!("{stem}.")))?;
    if head < sentence.start || lexicon().title(&singular).is_none() {
        return None;
    }
    let premodifies = |at: &usize| {
        let word = text.word(*at);
        matches!(text.shape(*at), Some(Shape::Lower | Shape::Title | Shape::Upper))
            && !text.is_possessive(*at)
            && !text.in_cue[*at]
            && (!lexicon().is_function_word(word) || word == "former")
            && determiner(word).is_none()
    };
    let before = (sentence.start..head).rev().take(3).take_while(premodifies).count();
    let determined = head - before > sentence.start && determiner(text.word(head - before - 1)).is_some();
    let start = if determined || head - before == sentence.start { head - before } else { head };
    Some(StatedRole { title: start..head + 1, organisation: None, words: start..head + 1, head })
}

/// Whether a name is the next of a list: only commas, "and" and parties or home towns stand between.
fn continues_list(text: &Text, last: &Name, next: &Name) -> bool {
    let between = last.words.end..next.words.start;
    let party = |word: &str| ["r-", "d-", "i-"].iter().any(|party| word.starts_with(party));
    let of_list = |word: &str| {
        matches!(word, "," | "and" | "(" | ")" | "of" | "republican" | "democrat" | "independent") || party(word)
    };
    between.len() < 9
        && !between.is_empty()
        && between.clone().any(|at| matches!(text.word(at), "," | "and"))
        && between.clone().all(|at| of_list(text.word(at)) || text.shape(at) == Some(Shape::Title))
}
